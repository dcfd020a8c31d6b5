"""Where is the program of this name?"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def find(name: str, environ: Mapping[str, str]) -> str | None:
    """The path of a program that could be started: on the PATH, unless it is a whole path itself.

    Nothing counts that depends on the current directory, also where the PATH holds it: its files may come
    from others.
    """
    folders = environ.get("PATH", os.defpath).split(":")
    paths = [f"{folder}/{name}" for folder in folders if folder.startswith("/") and "/" not in name]
    paths = [name] if name.startswith("/") else paths
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)
