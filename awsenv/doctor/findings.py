"""What is a finding, and where is it?"""

from __future__ import annotations

from ..errors import AwsenvError
from ..text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..aws_config.profiles import Profile

ERROR, WARNING, NOTE = "error", "warning", "note"


class Finding:
    """One thing that is not as it should be; a note is advice: nothing is wrong."""

    __slots__ = ("check", "level", "line", "path", "remedy", "what")

    def __init__(
        self, level: str, check: str, what: str, remedy: str = "", path: str = "", line: int = 0
    ) -> None:
        self.level = level
        self.check = check  # the area, a dot, and what was looked for: "profiles.cycle"
        self.what = what
        self.remedy = remedy
        self.path = path  # absolute; "" where no file is at fault
        self.line = line  # 0 for a file as a whole

    def _all(self) -> tuple[str | int, ...]:
        return self.level, self.check, self.what, self.remedy, self.path, self.line

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Finding{self._all()!r}"

    @property
    def area(self) -> str:
        return self.check.partition(".")[0]

    def data(self) -> dict[str, Any]:
        """The same as plain data."""
        where = {"path": self.path, "line": self.line or None} if self.path else None
        return {
            "level": self.level,
            "check": self.check,
            "what": self.what,
            "where": where,
            "remedy": self.remedy or None,
        }


def failed(error: AwsenvError | OSError | ValueError, check: str, level: str = ERROR) -> Finding:
    """An exception as a finding."""
    if not isinstance(error, AwsenvError):
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        name = getattr(error, "filename", None)  # which may be the number of an open file
        path = name if isinstance(name, str) else ""
        return Finding(level, check, f"could not be checked: {printable(reason)}", path=path)
    return Finding(level, check, error.what, error.remedy or "", error.path, error.line)


def alone(check: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one check; a failure of the check itself is the last one."""
    try:
        yield from found
    except (AwsenvError, OSError, ValueError) as error:
        yield failed(error, check)


def at(profile: Profile, level: str, check: str, what: str, remedy: str, *options: str) -> Finding:
    """A finding at the first of these options that the profile has."""
    path, line = next((place for option in options if (place := profile.place(option))), ("", 0))
    return Finding(level, f"profiles.{check}", what, remedy, path, line)
