"""What did other tools leave here, and what is it in awsenv?"""
