"""Which SSO sessions are there, who is signed in to them, and what can go wrong?"""
