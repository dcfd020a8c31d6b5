"""How are findings shown to a person?"""

from __future__ import annotations

from ..terminal import colors, screen
from ..text import printable
from .examination import AREAS
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MARKS = {ERROR: "✗", WARNING: "!", NOTE: "·"}
PLAIN = {ERROR: "x", WARNING: "!", NOTE: "-"}
COLORS = {ERROR: "red", WARNING: "yellow", NOTE: "cyan", "ok": "green"}
NAME = 13  # columns for an area's name


class Style:
    """What the terminal shows: its width, its letters, its colors."""

    def __init__(
        self, environ: Mapping[str, str], encoding: str | None, columns: int, *, colored: bool
    ) -> None:
        self.columns = max(columns, 30)
        self.utf8 = screen.is_utf8(environ, encoding)
        self._environ = environ if colored else {}

    def paint(self, color: str, text: str) -> str:
        code = colors.sgr(COLORS[color], self._environ)
        return f"\033[{code}m{text}\033[0m" if code else text


def lines(found: Sequence[Finding], skipped: Sequence[str], home: str, style: Style) -> Iterator[str]:
    """An area a line, each finding below it, and a sum at the end. `skipped`: areas that were left out."""
    for area in AREAS:
        mine = [one for one in found if one.area == area]
        wrong = [one for one in mine if one.level != NOTE]
        state = _count(mine) if wrong else style.paint("ok", "ok")
        if area in skipped or any(one.check.endswith(".skipped") for one in mine):
            state = "not checked"
        yield f"{area:<{NAME}}{state}"
        for one in mine:
            yield from _finding(one, home, style)
    yield ""
    total = _count(found)
    yield total or "no problems found"


def _count(found: Sequence[Finding]) -> str:
    """Such as "2 errors, 1 note"."""
    counts = {level: sum(one.level == level for one in found) for level in (ERROR, WARNING, NOTE)}
    words = (f"{count} {level}{'s' * (count > 1)}" for level, count in counts.items() if count)
    return ", ".join(words)


def _finding(one: Finding, home: str, style: Style) -> Iterator[str]:
    where = one.path and f"{printable(one.path)}{f':{one.line}' if one.line else ''}"
    mark = (MARKS if style.utf8 else PLAIN)[one.level]
    text = f"{where}: {one.what}" if where else one.what
    first, *rest = screen.wrapped(text, home, style.columns, " " * 4, " " * 4)
    yield f"  {style.paint(one.level, mark)} {first[4:]}"
    yield from rest
    if one.remedy:
        arrow = "→" if style.utf8 else ">"
        first, *rest = screen.wrapped(one.remedy, home, style.columns, " " * 6, " " * 6)
        yield f"    {arrow} {first[6:]}"
        yield from rest
