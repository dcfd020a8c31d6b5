"""Which profiles are there, to be looked at, picked or completed?"""
