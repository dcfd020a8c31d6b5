"""Where can a user's long-lived keys be, besides a plain file? No cryptography here: others have stores."""
