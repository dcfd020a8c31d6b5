"""How does one command run as many profiles?"""
