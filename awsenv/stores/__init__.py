"""Where may a user's long-lived keys lie besides a plain file? No cryptography here: others have stores."""
