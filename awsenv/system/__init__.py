"""What does this machine offer: programs, a browser, peers on loopback?"""
