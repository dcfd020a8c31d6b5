"""What is wrong on this machine? Each module checks one area; none ends the run.

Only the verb of that name loads this room, so it may import what it likes.
"""
