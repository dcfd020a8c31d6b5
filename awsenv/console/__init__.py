"""How does the console open as a profile?"""
