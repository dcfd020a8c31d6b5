"""What did AWS say of each key when it was last asked? So that a list and `doctor` need not ask again."""

from __future__ import annotations

import json

from .. import foreign_json
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86400


class Fact:
    """What AWS said of a key, in epoch seconds."""

    __slots__ = ("asked", "count", "created", "used", "user")

    def __init__(self, user: str, created: int, used: int | None, count: int, asked: int) -> None:
        self.user = user  # the ARN
        self.created = created
        self.used = used  # None where AWS knows of no use
        self.count = count  # active keys of that user
        self.asked = asked

    def days(self, now: float) -> int:
        """How old the key is."""
        return max(0, int(now - self.created)) // DAY


def load(environ: Mapping[str, str]) -> dict[str, Fact]:
    """The facts by key id; those that are no longer whole are left out."""
    found = {}
    try:
        lines = foreign_json.read(private.read(_path(environ)) or "{}")
        for key, (user, created, used, count, asked) in lines.items():
            numbers = (created, count, asked, 0 if used is None else used)
            if isinstance(user, str) and all(type(number) is int for number in numbers):
                found[key] = Fact(user, created, used, count, asked)
    except (ValueError, TypeError, AttributeError):
        pass
    return found


def keep(environ: Mapping[str, str], facts: Mapping[str, Fact]) -> None:
    """Keep them, if the disk lets us: AWS can be asked again."""
    lines = {key: [one.user, one.created, one.used, one.count, one.asked] for key, one in facts.items()}
    try:
        private.store(_path(environ), json.dumps(lines, indent=1) + "\n")
    except OSError:
        pass


def _path(environ: Mapping[str, str]) -> str:
    return locations.directory("state", environ) + "/keys/known"
