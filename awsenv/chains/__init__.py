"""Which hops lead to a profile, and which calls to its session?"""
