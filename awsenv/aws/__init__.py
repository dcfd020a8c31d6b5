"""What does AWS say? The only room that knows botocore.

botocore resolves endpoints, signs, retries and calls, with the profile's own settings. It is imported when
the first call is made: it costs fifteen times what a switch does.
"""
