"""Was direnv allowed to run this .envrc?"""

from __future__ import annotations

import os
from hashlib import sha256

from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def allows(path: str, data: bytes, environ: Mapping[str, str]) -> bool:
    """Whether `direnv allow` was given for the file with this content, and no deny since.

    For each answer direnv keeps a file, whose name is a hash of the path and, where it allows, the content.
    What its settings allow (whitelist) is not looked at.
    """
    chosen = environ.get("XDG_DATA_HOME", "")
    kept = (chosen if chosen.startswith("/") else locations.home(environ) + "/.local/share") + "/direnv"
    for place in (os.path.realpath(path), path):
        line = os.fsencode(place) + b"\n"
        if os.path.lexists(f"{kept}/deny/{sha256(line).hexdigest()}"):
            return False
        if os.path.isfile(f"{kept}/allow/{sha256(line + data).hexdigest()}"):
            return private.is_own(f"{kept}/allow")
    return False
