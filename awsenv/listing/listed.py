"""How are profiles shown as a table, the first of thousands before the last is known?"""

from __future__ import annotations

from ..terminal import screen, table
from .summary import SCREEN, Paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..aws_config.profiles import Profiles
    from ..call import Call
    from .expirations import Expirations
    from .summary import Summary

COLUMNS = (
    table.Column(""),
    table.Column("profile"),
    table.Column("type", 4, rank=1),
    table.Column("account", 12, rank=5),
    table.Column("role", 8, rank=4),
    table.Column("region", rank=3),
    table.Column("session", rank=2),
)
# The settings without any of which a column is empty.
SETTINGS = {
    "account": ("role_arn", "sso_account_id", "login_session"),
    "role": ("role_arn", "sso_role_name", "login_session"),
    "region": ("region",),
}


def write(rows: Iterator[Summary], call: Call, sessions: Expirations) -> bool:
    """Print them; return whether there is any.

    A terminal gets a screenful as soon as it is known, then the others. A cell that is wider than its column
    by then moves those behind it if there is room, else it is cut.
    """
    on_terminal = call.out.isatty()
    known = _some(rows) if on_terminal else list(rows)
    if not known:
        return False
    later = _some(rows, 1)
    size = table.room(call.out.fileno()) if on_terminal else None
    lines = _Lines(call, size.columns if size else None, on_terminal=on_terminal)
    call.out.write(lines.first(known, _unset(call.configuration.profiles, sessions) if later else None))
    while later:
        call.out.write(lines.of(later))
        later = _some(rows)
    return True


def _some(rows: Iterator[Summary], count: int = SCREEN) -> list[Summary]:
    return [row for _, row in zip(range(count), rows, strict=False)]


def _unset(known: Profiles, sessions: Expirations) -> list[str]:
    """The columns that can only be empty."""
    text = f"{known.config.text}{known.credentials.text}".lower()
    empty = [name for name, settings in SETTINGS.items() if not any(word in text for word in settings)]
    return empty if sessions.may_be(text) else [*empty, "session"]


class _Lines:
    """Aligned columns, as many as fit. The active profile has a star, which needs no color."""

    def __init__(self, call: Call, limit: int | None, *, on_terminal: bool) -> None:
        self._call, self._limit = call, limit
        self._active = call.state.profile
        self._paint = Paint(call.configuration.preferences, call.environ) if on_terminal else None
        self._left_out: list[int] = []
        self._layout = table.Layout([])
        self._is_loose = False  # whether a cell may move those behind it

    def first(self, rows: Sequence[Summary], unset: list[str] | None) -> str:
        """The head and these rows, to which the columns are fitted.

        `unset` are the columns that are empty in all later rows; None where there are no later rows.
        """
        lines = [self._cells(row) for row in rows]
        if self._limit:  # a column of dashes leaves less room for the others
            empty = (at for at, cells in enumerate(zip(*lines, strict=True)) if at and set(cells) <= {"-"})
            self._left_out = [at for at in empty if unset is None or COLUMNS[at].name in unset]
            lines = [self._without(cells) for cells in lines]
        columns = [column for at, column in enumerate(COLUMNS) if at not in self._left_out]
        head = [column.name for column in columns]
        wide = table.widths([head, *lines])
        if unset is not None:
            names = self._call.configuration.profiles.names()
            wide[1] = table.widest([table.clean(name) for name in names])
        given = table.fit(wide, columns, self._limit)
        self._layout, self._is_loose = table.Layout(given), unset is not None and given == wide
        made = (self._line(row, cells) for row, cells in zip(rows, lines, strict=True))
        return "\n".join([self._layout.line(head), *made, ""])

    def of(self, rows: Sequence[Summary]) -> str:
        """More rows."""
        return "\n".join([*(self._line(row, self._without(self._cells(row))) for row in rows), ""])

    def _line(self, row: Summary, cells: list[str]) -> str:
        text = self._layout.line(cells)
        if self._is_loose and table.CUT in text:
            whole = self._layout.whole(cells)
            text = whole if self._limit is None or screen.width(whole) <= self._limit else text
        return self._paint.line(text, self._layout.given, row, cells[1]) if self._paint else text

    def _cells(self, row: Summary) -> list[str]:
        return ["*" if row.name == self._active else "", *row.cells(self._call.now)]

    def _without(self, cells: list[str]) -> list[str]:
        if not self._left_out:
            return cells
        return [cell for at, cell in enumerate(cells) if at not in self._left_out]
