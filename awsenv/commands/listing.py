"""awsenv list: the profiles there are."""

from __future__ import annotations

from ..errors import DONE, FAILED
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from ..call import Call
    from ..listing.summary import Summary
    from ..settings.model import Preferences

WORDS = (0, 99)
PLAIN = {"--names": {"form": "names"}}  # which scripts call, so it is spared argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar="WORD", nargs="*", help="show only profiles that have every word in a column"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="a list of objects")
    form.add_argument(
        "--names", dest="form", action="store_const", const="names", help="names alone, one per line"
    )


def run(call: Call, *more: str, words: list[str] | None = None, form: str = "table") -> int:
    """Print the profiles as a table, or as --json or --names for a program; 1 if words match none."""
    configuration = call.configuration
    known = configuration.profiles
    for file in (known.config, known.credentials):
        if file.problems:
            call.report(file.refusal())
    wanted = [*more, *(words or ())]
    if form == "names" and not wanted:
        _write_names(known.names(), call)
        return DONE
    from ..listing import expirations, summary

    if error := configuration.use_defaults():  # wrong settings cost a list no more than its colors
        call.report(error)
    sessions = expirations.Expirations(call) if form != "names" else None
    rows = [row for name in known.names() if (row := summary.of(name, configuration, sessions)).has(wanted)]
    if form == "json":
        call.answer(list(map(_values, rows)))
    elif form == "names":
        _write_names((row.name for row in rows), call)
    elif rows or not wanted:
        _write_table(rows, call, configuration.preferences)
    if wanted and not rows:
        call.say(f"no profile has {' and '.join(map(shown, wanted))} in a column")
        return FAILED
    return DONE


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
        "kind": row.kind,
        "account": row.account,
        "role": row.role,
        "region": row.region,
        "expires": row.session.expiration if row.session else None,
        "renews": row.session is not None and row.session.renews,
    }


def _write_table(rows: list[Summary], call: Call, preferences: Preferences) -> None:
    """Aligned columns, as many as there is room for; the active profile has a star, which needs no color."""
    from ..listing import summary
    from ..terminal import table

    columns = (
        table.Column(""),
        table.Column("profile"),
        table.Column("kind", 4, rank=1),
        table.Column("account", rank=5),
        table.Column("role", 8, rank=4),
        table.Column("region", 9, rank=2),
        table.Column("session", rank=3),
    )
    active = call.environ.get("AWSENV_PROFILE")
    head = [column.name for column in columns]
    lines = [["*" if row.name == active else "", *row.cells(call.now)] for row in rows]
    size = table.room(call.out.fileno()) if call.out.isatty() else None
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
