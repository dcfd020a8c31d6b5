"""awsenv list: the profiles."""

from __future__ import annotations

from ..errors import FAILED
from ..text import shown
from .verb import ANY, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from ..call import Call
    from ..listing.summary import Summary
    from ..settings.model import Preferences
    from .options import Option

    T = TypeVar("T")


def _options() -> Iterable[Option]:
    from .options import Option, json

    yield json("a list of objects")
    yield Option("--names", name="form", const="names", about="names alone, one per line")


USAGE = Usage(
    Word("words", "WORD", "show only profiles that have every word in a column", ANY), options=_options
)


def run(call: Call, words: Sequence[str] = (), form: str = "table") -> Result:
    """Print the profiles as a table, or as --json or --names for a program; 1 if words match none."""
    configuration = call.configuration
    known = configuration.profiles
    for file in (known.config, known.credentials):
        if file.problems:
            call.report(file.refusal())
    if form == "names" and not words:
        _write_names(known.names(), call)
        return Result()
    from ..chains import walk
    from ..listing.summary import Summary

    if error := configuration.use_defaults():  # wrong settings cost a list no more than its colors
        call.report(error)
    sessions = None
    if form != "names":
        from ..listing.expirations import Expirations

        sessions = Expirations(call)
    every = (Summary(lead, configuration, sessions) for lead in walk.through(known))
    rows = [row for row in every if row.has(words)]
    if form == "json":
        call.answer(list(map(_values, rows)))
    elif form == "names":
        _write_names((row.name for row in rows), call)
    elif not rows and not words:
        _say_first(call)
    elif rows:
        _write_table(rows, call, configuration.preferences)
    if words and not rows:
        call.say(f"no profile matches {' and '.join(map(shown, words))}")
        call.say("awsenv list shows all of them")
        return Result(FAILED)
    return Result()


def _write_names(names: Iterable[str], call: Call) -> None:
    """Every name as it is for a program; a terminal gets nothing that it would obey."""
    if call.out.isatty():
        from ..terminal.table import clean

        names = map(clean, names)
    call.out.write("\n".join([*names, ""]))


def _values(row: Summary) -> dict[str, str | int | bool | None]:
    """A profile for a program; the last two as `status --json` tells them of the active one."""
    return {
        "profile": row.name,
        "type": row.type,
        "account": row.account,
        "account_name": row.account_name,
        "role": row.role,
        "region": row.region,
        "expires": row.session.expiration if row.session else None,
        "renews": row.session is not None and row.session.renews,
    }


def _without(places: list[int], cells: list[T]) -> list[T]:
    return [cell for at, cell in enumerate(cells) if at not in places]


def _say_first(call: Call) -> None:
    """What to do where there is no profile yet."""
    call.say(f"no profile in {call.configuration.profiles.files}")
    call.say("aws configure sso makes one, awsenv sso sync all of an SSO session; awsenv demo is a sandbox")


def _write_table(rows: list[Summary], call: Call, preferences: Preferences) -> None:
    """Aligned columns, as many as there is room for; the active profile has a star, which needs no color."""
    from ..listing import summary
    from ..terminal import table

    columns = [
        table.Column(""),
        table.Column("profile"),
        table.Column("type", 4, rank=1),
        table.Column("account", 12, rank=5),
        table.Column("role", 8, rank=4),
        table.Column("region", rank=3),
        table.Column("session", rank=2),
    ]
    active = call.state.profile
    head = [column.name for column in columns]
    lines = [["*" if row.name == active else "", *row.cells(call.now)] for row in rows]
    size = table.room(call.out.fileno()) if call.out.isatty() else None
    if size:  # a column of dashes takes the room of the others
        empty = [at for at, cells in enumerate(zip(*lines, strict=True)) if at and set(cells) <= {"-"}]
        columns, head = _without(empty, columns), _without(empty, head)
        lines = [_without(empty, cells) for cells in lines]
    given = table.fit(table.widths([head, *lines]), columns, size.columns if size else None)
    paint = summary.Paint(preferences, call.environ) if call.out.isatty() else None
    call.out.write(table.line(table.cells(head, given)) + "\n")
    for row, line in zip(rows, lines, strict=True):
        text = table.line(table.cells(line, given))
        if paint:
            shown = line[1]  # which is never cut
            at = given[0] + table.GAP
            text = text[:at] + paint(shown, row.facts) + text[at + len(shown) :]
        call.out.write(text + "\n")
