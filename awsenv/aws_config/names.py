"""Which names in the config file do other SDKs not see?"""

from __future__ import annotations

SIGNS = "_-@+.%:/"  # besides letters and digits: loadSharedConfigFiles of the AWS SDK for JavaScript
UNSEEN = "the JavaScript SDK, and tools made with it, do not see a section of this name"
REMEDY = f"use only letters, digits and {' '.join(SIGNS)}"


def is_unseen(name: str) -> bool:
    """Whether a [KIND NAME] of this name is there for some AWS tools alone."""
    return not all(c in SIGNS or (c.isascii() and c.isalnum()) for c in name)
