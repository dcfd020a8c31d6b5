"""Which profile does the person at the terminal pick?"""

from __future__ import annotations

import os

from ..chains import walk
from ..errors import AwsenvError, Cancelled
from ..percent import quoted, unquoted
from ..settings import locations
from ..terminal import ask, table
from . import recent
from .summary import SCREEN, Paint, Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..call import Call
    from .expirations import Expirations

COLUMNS = (
    table.Column(""),
    table.Column("profile"),
    table.Column("account", 12, rank=4),
    table.Column("role", 8, rank=3),
    table.Column("region", 9, rank=1),
    table.Column("session", rank=2),
)
WIDEST = 50  # columns for names; a longer one moves only its own cells to the right
QUESTION = "awsenv: number, or words to filter by (Enter alone cancels): "


def _key(name: str) -> str:
    """The name as a word that is never empty nor an option."""
    return "@" + quoted(name)


def named(key: str) -> str:
    """The name that a key of the picker stands for."""
    return unquoted(key[1:])


def open_terminal() -> int | None:
    """The terminal, open, if this process may ask there: not from the background, nor without one."""
    try:
        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(descriptor) == os.getpgrp():
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


class Picker:
    """The profiles to pick from, those that are used most first."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.preferences = call.configuration.preferences
        self.known = call.configuration.profiles
        self.active = call.state.profile
        self._names: list[str] | None = None
        self._expirations: Expirations | None = None
        self._rows: dict[str, Summary] = {}

    @property
    def names(self) -> list[str]:
        """All names, those that are used most first."""
        if self._names is None:
            weights = recent.weights(locations.directory("state", self.call.environ), self.call.now)
            self._names = recent.ordered(self.known.names(), weights, self.active)
        return self._names

    def pick(self, descriptor: int, words: Sequence[str] = ()) -> str:
        """The name of the profile, to begin with from those that have these words.

        Raises Cancelled where the person leaves, and AwsenvError.
        """
        # Of thousands the names take as long as fzf to begin, which it does meanwhile: one is enough here.
        first = self.known.config.text.partition("\n[profile ")[2].partition("]\n")[0]
        if first not in self.known and not self.names:
            raise AwsenvError(f"no profile in {self.known.files}", "aws configure makes one")
        found = self._by_fzf(descriptor, " ".join(words)) if self._shows_fzf() else None
        return found if found is not None else self._by_list(descriptor, words)

    def row(self, name: str) -> Summary:
        """What there is to say of a profile, found out when it is first asked for."""
        if name not in self._rows:
            if self._expirations is None:
                from . import expirations

                self._expirations = expirations.Expirations(self.call)
            self._rows[name] = Summary(
                walk.through(self.known).of(name), self.call.configuration, self._expirations
            )
        return self._rows[name]

    def cells(self, name: str) -> list[str]:
        name_, _, *more = self.row(name).cells(self.call.now)
        return ["*" if name == self.active else "", name_, *more]

    # --- fzf ------------------------------------------------------------------------------------------------

    def _shows_fzf(self) -> bool:
        return self.preferences.picker != "list" and self.call.environ.get("TERM", "dumb") not in ("", "dumb")

    def _by_fzf(self, descriptor: int, query: str) -> str | None:
        """The profile that is chosen in fzf; None where there is no fzf. Raises as `pick` does."""
        from . import fzf

        program = fzf.find(self.call.environ)
        if program is None:
            if self.preferences.picker == "fzf":
                self.call.say("fzf is not on the PATH, so this is a plain list")
            return None
        core = self.call.program if os.access(self.call.program, os.X_OK) else ""
        try:
            key = fzf.choose(program, self.pieces(), descriptor, self.call.environ, core, query)
        except OSError as error:
            self.call.say(f"{program} cannot be started: {error.strerror}")
            return None
        if key is None:
            raise Cancelled
        name = named(key)
        if _key(name) != key or name not in self.names:
            raise fzf.failed("answered with something other than a profile")
        return name

    def pieces(self) -> Iterator[str]:
        """A line for each profile: its name as a key, a tab, and what is shown. The head is the first."""
        paint = Paint(self.preferences, self.call.environ)
        head = [column.name for column in COLUMNS]
        given = table.widths([head, *map(self.cells, self.names[:SCREEN])])
        given[1] = max(given[1], min(WIDEST, table.widest(self.names)))
        # fzf cuts what is too long, and it must find a word wherever it is.
        layout = table.Layout(given)
        piece = ["\t" + layout.whole(head)]
        for count, name in enumerate(self.names, 1):
            cells = self.cells(name)
            painted = paint.line(layout.whole(cells), given, self.row(name), cells[1])
            piece.append(f"{_key(name)}\t{painted}")
            if count % SCREEN == 0:
                yield "\n".join([*piece, ""])
                piece = []
        yield "\n".join([*piece, ""])

    # --- a plain list ---------------------------------------------------------------------------------------

    def _by_list(self, descriptor: int, words: Sequence[str]) -> str:
        """The profile whose number is typed. Raises Cancelled where the person leaves."""
        wanted = list(words)
        while True:
            found = [name for name in self.names if not wanted or self.row(name).has(wanted)]
            size = table.room(descriptor)
            shown = found[: max(3, (size.lines if size else 24) - 4)]
            lines = [*self._numbered(shown, size.columns if size else 80), *_more(found, shown)]
            answer = ask.ask("\n".join([*lines, QUESTION]), seen=True)
            if not answer or not answer.isprintable():
                raise Cancelled
            if answer.isdecimal() and 1 <= int(answer) <= len(shown):
                return shown[int(answer) - 1]
            wanted = answer.split()

    def _numbered(self, names: list[str], columns: int) -> Iterator[str]:
        """The lines of these profiles, each with its number."""
        if not names:
            return
        paint = Paint(self.preferences, self.call.environ)
        places = (table.Column(""), *COLUMNS)
        rows = [[f"{number:>2}", *self.cells(name)] for number, name in enumerate(names, 1)]
        head = ["", *(column.name for column in COLUMNS)]
        given = table.fit(table.widths([head, *rows]), places, columns - 1)
        yield table.line(table.cells(head, given))
        for name, row in zip(names, rows, strict=True):
            cells = list(table.cells(row, given))
            cells[2] = paint(cells[2], self.row(name).facts)
            yield table.line(cells)


def _more(found: list[str], shown: list[str]) -> list[str]:
    if not found:
        return ["awsenv: no profile matches all of these words"]
    return [f"… and {len(found) - len(shown)} more"] if len(found) > len(shown) else []
