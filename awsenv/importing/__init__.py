"""Which lines and files of other tools are here, and which can a .awsprofile replace?"""
