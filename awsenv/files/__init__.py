"""How are files written so that nothing is lost and nobody else may read them?"""
