"""What does each verb do? One module a verb: `arguments` declares its words, `run` does it."""
