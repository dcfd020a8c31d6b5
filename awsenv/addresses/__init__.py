"""Which profile does an account and a role stand for, where the user has written none?"""
