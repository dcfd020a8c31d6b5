"""What does a newcomer see? A shell in a home of its own, an AWS on loopback, and a tour of eight lines."""
