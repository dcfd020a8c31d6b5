"""How are files written so that nothing is lost and no other user can read them?"""
