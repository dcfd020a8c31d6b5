"""Which names in the config file do other SDKs not see?"""

from __future__ import annotations

SIGNS = "_-@+.%:/"  # besides letters and digits: loadSharedConfigFiles of the AWS SDK for JavaScript
WITHOUT = str.maketrans("", "", SIGNS)
UNSEEN = "the JavaScript SDK, and tools made with it, do not see a section of this name"
REMEDY = f"use only letters, digits and {' '.join(SIGNS)}"


def is_unseen(name: str) -> bool:
    """Whether a [KIND NAME] of this name is there for some AWS tools alone."""
    rest = name.translate(WITHOUT)
    return not (name.isascii() and (rest.isalnum() or not rest))
