"""What would a switch do, and why? (rooms that only `explain` loads)"""
