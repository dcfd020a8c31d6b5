"""What do AWS's two files say?"""
