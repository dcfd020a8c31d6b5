"""Which large AWS files are in order, and have not changed since somebody looked?

botocore refuses a file for one wrong line anywhere, so a switch has to know about every line. For 10,000
profiles that takes as long as Python's own start, and most switches find the file as the last one left it.
"""

from __future__ import annotations

import os

from ..files import private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import stat_result

FORMAT = "awsenv checked 1"


class Note:
    """A small file of ours: so the kernel described an AWS file when it was read and found in order."""

    __slots__ = ("_changed", "_path", "_text")

    def __init__(self, cache_directory: str, path: str, status: stat_result, encoding: str) -> None:
        self._path = f"{cache_directory}/checked/{path.replace('/', '%')[-200:]}"
        self._text = f"{FORMAT} {private.facts(status)} {encoding}\n"
        self._changed = status.st_ctime_ns

    def holds(self) -> bool:
        """Whether the file is still that one. A note written right after a change may have missed another."""
        try:
            # Without O_NONBLOCK a FIFO in a shared directory would hold everybody who switches.
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, encoding="utf-8") as stream:
                status = os.fstat(descriptor)
                fresh = status.st_mtime_ns - self._changed > private.TICK and status.st_uid == os.geteuid()
                return fresh and stream.read(len(self._text) + 1) == self._text
        except (OSError, UnicodeDecodeError):
            return False

    def keep(self) -> None:
        """Write it; that is a help which a full or read-only disk may refuse."""
        try:
            private.store(self._path, self._text)
        except OSError:
            pass
