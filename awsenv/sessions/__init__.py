"""How is a session opened, and where is it kept?"""
