"""How does a person sign in? (rooms that only a sign-in loads)"""
