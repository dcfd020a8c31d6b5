"""Which profiles does an SSO session stand for, and how do they get into the config file?"""
