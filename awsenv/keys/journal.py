"""How far is the rotation of a key? Written before each step, so that it goes on wherever it was stopped."""

from __future__ import annotations

import json
import os

from .. import foreign_json
from ..errors import AwsenvError
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "rotation-"
FIELDS = ("old", "new", "user", "store", "begun", "inactive")


class Entry:
    """A rotation: no secret is in it."""

    __slots__ = (*FIELDS, "path")

    def __init__(
        self, path: str, old: str, user: str, store: str, begun: int, new: str = "", inactive: int = 0
    ) -> None:
        self.path = path
        self.old = old  # the id of the key that is replaced
        self.new = new  # the id of the one that replaces it; "" before that is stored
        self.user = user  # the ARN of both
        self.store = store  # where the old one is, "file" for a plain one
        self.begun = begun  # when the new key was asked for
        self.inactive = inactive  # since when the old one is; 0 before that

    def save(self) -> None:
        """Write it down before what follows. Raises AwsenvError."""
        try:
            private.store(self.path, json.dumps({name: getattr(self, name) for name in FIELDS}) + "\n")
        except OSError as error:
            what = f"the rotation cannot be noted: {error.strerror}"
            raise AwsenvError(
                what, "make room there, then run the command again", code="not-written", path=self.path
            ) from None

    def end(self) -> None:
        """It is done, or undone."""
        private.forget(self.path)


def begin(environ: Mapping[str, str], old: str, user: str, store: str, now: int) -> Entry:
    """A rotation that has done nothing yet. Raises AwsenvError where it cannot be noted."""
    entry = Entry(f"{_directory(environ)}/{PREFIX}{old}", old, user, store, now)
    entry.save()
    return entry


def of(environ: Mapping[str, str], key: str) -> Entry | None:
    """The rotation of which this key is the old or the new one."""
    return next((entry for entry in entries(environ) if key in (entry.old, entry.new)), None)


def entries(environ: Mapping[str, str]) -> Iterator[Entry]:
    """All rotations that are not at their end."""
    directory = _directory(environ)
    names = sorted(os.listdir(directory)) if os.path.isdir(directory) else []
    for name in names:
        if not name.startswith(PREFIX):
            continue
        path = f"{directory}/{name}"
        try:
            found = foreign_json.read(private.read(path) or "")
            old, new, user, store, begun, inactive = (found[field] for field in FIELDS)
            yield Entry(path, str(old), str(user), str(store), int(begun), str(new), int(inactive))
        except (ValueError, TypeError, KeyError):  # others may not write there; what is not whole is none
            pass


def _directory(environ: Mapping[str, str]) -> str:
    return locations.directory("state", environ) + "/keys"
