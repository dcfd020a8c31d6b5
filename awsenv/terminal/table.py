"""How does a table fit a terminal?"""

from __future__ import annotations

import posix

from ..text import printable
from .screen import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP = 2
CUT = "…"


class Column:
    """A column, and what may be done to it where there is no room."""

    __slots__ = ("least", "name", "rank")

    def __init__(self, name: str, least: int = 0, rank: int = 0) -> None:
        self.name = name
        self.least = least  # how short a cell may be cut; 0 for not at all
        self.rank = rank  # columns of the lowest rank go first; one of rank 0 stays


def room(descriptor: int) -> posix.terminal_size | None:
    """The columns and lines of the terminal; None where there is none, or one that does not say."""
    try:
        size = posix.get_terminal_size(descriptor)
    except OSError:
        return None
    return size if size.columns and size.lines else None


def clean(text: str | None) -> str:
    """A cell: the text without anything that a terminal would obey, and a dash for nothing."""
    return printable(text) if text else "-"


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is as it is."""
    return [widest(column) for column in zip(*rows, strict=True)]


def widest(texts: Sequence[str]) -> int:
    """How wide the widest of these is."""
    return max(map(len if "".join(texts).isascii() else width, texts))


def fit(wide: Sequence[int], columns: Sequence[Column], limit: int | None) -> list[int]:
    """How wide each column may be, -1 for one that is left out, so that a line takes `limit` at most."""
    given = list(wide)
    while limit is not None and (over := _total(given) - limit) > 0:
        pairs = zip(given, columns, strict=True)
        spare = [max(0, one - column.least) if column.least else 0 for one, column in pairs]
        if sum(spare) >= over:
            for _ in range(over):  # from whichever has most to give
                most = spare.index(max(spare))
                spare[most] -= 1
                given[most] -= 1
            break
        gone = [at for at, column in enumerate(columns) if given[at] >= 0 and column.rank]
        if not gone:
            break
        given[min(gone, key=lambda at: columns[at].rank)] = -1
    return given


def _total(given: list[int]) -> int:
    shown = [one for one in given if one >= 0]
    return sum(shown) + GAP * (len(shown) - 1)


def cells(row: Sequence[str], given: Sequence[int]) -> Iterator[str]:
    """The cells of a row that are shown, each cut or filled to its width."""
    for cell, wide in zip(row, given, strict=True):
        if wide >= 0:
            yield padded(cell, wide)


def line(shown: Iterable[str]) -> str:
    """The cells of a row beside each other."""
    return (" " * GAP).join(shown).rstrip()


class Layout:
    """How the cells of a row are put into columns of given widths, -1 for one that is left out."""

    __slots__ = ("_format", "_length", "given")

    def __init__(self, given: Sequence[int]) -> None:
        self.given = given
        self._length = _total([*given])
        gap = ""
        self._format = ""
        for wide in given:
            self._format += f"{gap}%-{wide}s" if wide >= 0 else "%.0s"
            gap = gap if wide < 0 else " " * GAP

    def line(self, row: Sequence[str]) -> str:
        """The line, with each cell cut or filled to its width."""
        text = self._format % tuple(row)
        if len(text) == self._length and text.isascii():
            return text.rstrip()
        return line(cells(row, self.given))

    def whole(self, row: Sequence[str]) -> str:
        """The same, but no cell is cut: one that is too long moves those behind it."""
        text = self._format % tuple(row)
        if text.isascii():
            return text.rstrip()
        pairs = zip(row, self.given, strict=True)
        return line(cell + " " * (wide - width(cell)) for cell, wide in pairs if wide >= 0)


def padded(cell: str, wide: int) -> str:
    """The cell, filled to its width with blanks, or cut to it."""
    takes = len(cell) if cell.isascii() else width(cell)
    if takes <= wide:
        return cell + " " * (wide - takes)
    while width(cell) > wide - len(CUT):
        cell = cell[:-1]
    return cell + CUT + " " * (wide - len(CUT) - width(cell))
