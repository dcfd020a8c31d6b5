"""Which .awsprofile could replace each .envrc below a directory?"""

from __future__ import annotations

import os
from dataclasses import dataclass

from .. import pins
from ..errors import AwsenvError, UnreadableFile
from ..text import shown
from . import direnv, envrc
from .notes import Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profiles

LIMIT = 50_000  # directories
DEPTH = 24
SKIPPED = frozenset(("node_modules", ".git", ".hg", ".svn", ".direnv", ".terraform", ".venv", "__pycache__"))


@dataclass(frozen=True)
class Replacement:
    """A .awsprofile that would say what the .envrc beside it says."""

    directory: str
    profile: str
    region: str | None
    allowed: bool  # by the user, for direnv to run; else it may be of a repository that was only cloned

    @property
    def path(self) -> str:
        return self.directory.rstrip("/") + "/" + pins.NAME

    def __str__(self) -> str:
        return f"{self.path}: profile {self.profile}" + (f", region {self.region}" if self.region else "")


def below(
    top: str, known: Profiles, environ: Mapping[str, str], limit: int = LIMIT
) -> Iterator[Replacement | Note]:
    """What becomes of each .envrc that is about a profile. No link and no other file system is entered."""
    try:
        device = os.stat(top).st_dev
        os.scandir(top).close()
    except OSError as error:
        raise UnreadableFile(top, error.strerror or type(error).__name__) from None
    todo, seen = [(top, 0)], 0
    while todo:
        directory, depth = todo.pop()
        seen += 1
        if seen > limit:
            yield Note(f"more than {limit} directories; the rest were not looked at", "name one below", top)
            return
        inner, has = _entries(directory, device)
        if has:
            found = _replacement(directory, known, environ)
            if found:
                yield found
        if depth < DEPTH:
            todo += [(path, depth + 1) for path in reversed(inner)]


def _entries(directory: str, device: int) -> tuple[list[str], bool]:
    """The directories in it to look into, in order, and whether there is an .envrc."""
    inner, has = [], False
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name == envrc.NAME:
                    has = entry.is_file(follow_symlinks=False)
                elif (
                    entry.name not in SKIPPED
                    and entry.is_dir(follow_symlinks=False)
                    and entry.stat(follow_symlinks=False).st_dev == device
                ):
                    inner.append(entry.path)
    except OSError:  # one that may not be read, or is gone by now
        pass
    return sorted(inner), has


def _replacement(directory: str, known: Profiles, environ: Mapping[str, str]) -> Replacement | Note | None:
    """The pin that can take the place of the .envrc in a directory, or why none can."""
    path = directory.rstrip("/") + "/" + envrc.NAME
    try:
        # What may have replaced it by now must not block, nor lead elsewhere.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with open(descriptor, "rb") as stream:
            data = stream.read(4 * envrc.LIMIT + 1)
        found = envrc.parse(data.decode())
    except OSError as error:
        return Note(f"cannot be read: {error.strerror}", "", path)
    except UnicodeDecodeError:
        return Note("left alone: not UTF-8 text", "", path)
    except envrc.More as more:
        return Note(f"left alone: {more.what}", "", path, more.line)
    if found is None:
        return None
    new = Replacement(directory, *found, direnv.allows(path, data, environ))
    if new.profile not in known:
        return Note(f"left alone: there is no profile {shown(new.profile)}", "", path)
    if os.path.lexists(new.path):
        return _beside(new, path)
    return new


def _beside(new: Replacement, path: str) -> Note:
    """What to say where there is a .awsprofile already."""
    try:
        there = pins.read(new.path)
    except AwsenvError as error:
        return Note(f"left alone: {error}", "", path)
    if (there.profile, there.region) == (new.profile, new.region):
        return Note("the .awsprofile beside it says the same", "remove the .envrc", path)
    return Note("left alone: the .awsprofile beside it says something else", "", path)
