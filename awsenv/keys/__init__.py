"""Where are the users' long-lived keys, and how do they move and change?"""
