"""What should a person know of a file that awsenv leaves as it is?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A sentence on a file or on one of its lines, and what to do about it, if anything."""

    what: str
    remedy: str
    path: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.what}"
