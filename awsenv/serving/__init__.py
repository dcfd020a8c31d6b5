"""How does a command have credentials for as long as it runs, and nothing else of the user's?"""
