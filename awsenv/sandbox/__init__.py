"""Which AWS is there without an account? A small one on loopback, which checks what it is asked."""
