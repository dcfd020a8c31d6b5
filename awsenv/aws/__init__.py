"""What does AWS say? The only room that knows botocore.

botocore resolves endpoints, signs, retries and calls, with the profile's own settings. It is imported when
the first call is made: its signer and its HTTP session cost eight times what a switch does, and a client as
much again. So a call to STS is first made without one (`direct`), where it is known to be the same (`plain`).
"""
