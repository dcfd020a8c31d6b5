"""Where do the users' long-lived keys lie, and how do they move and change?"""
