"""awsenv list: the profiles there are."""

from __future__ import annotations

from .. import chain, profiles, settings
from ..errors import AwsenvError, MalformedFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (0, 99)
PLAIN = {"--names": {"form": "names"}}  # which scripts call, so it is spared argparse
COLUMNS = ("profile", "kind", "account", "role", "region")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar="WORD", nargs="*", help="show only profiles that have every word in a column"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="a list of objects")
    form.add_argument(
        "--names", dest="form", action="store_const", const="names", help="names alone, one per line"
    )


def run(call: Call, *more: str, words: list[str] | None = None, form: str = "table") -> None:
    """Print the profiles as a table for a person, or as --json or --names for a program."""
    known = profiles.load(*settings.sources(call.environ))
    for file in (known.config, known.credentials):
        if file.problems:
            call.report(MalformedFile(file.path, file.problems[0].line, file.problems[0].what))
    wanted = [*more, *(words or ())]
    if form == "names" and not wanted:
        call.out.write("\n".join([*known.names(), ""]))
        return
    rows = [row for name in known.names() if _has(row := _row(name, known), wanted)]
    if form == "json":
        import json

        json.dump(
            [dict(zip(COLUMNS, row, strict=True)) for row in rows], call.out, indent=2, ensure_ascii=False
        )
        call.out.write("\n")
    elif form == "names":
        call.out.writelines(f"{row[0]}\n" for row in rows)
    else:
        _write_table(rows, call)


def _row(name: str, known: profiles.Profiles) -> tuple[str | None, ...]:
    try:
        hops = chain.plan(name, known)
    except AwsenvError:
        return name, "broken", None, None, None
    last = hops[-1]
    return name, last.type, chain.account(hops), chain.role(hops), last.profile.get("region")


def _has(row: tuple[str | None, ...], wanted: list[str]) -> bool:
    return all(any(word.lower() in (cell or "").lower() for cell in row) for word in wanted)


def _write_table(rows: list[tuple[str | None, ...]], call: Call) -> None:
    """Aligned columns; the active profile has a star, which says it without colour."""
    from ..terminal import width

    active = call.environ.get("AWSENV_PROFILE")
    table = [["", *COLUMNS]]
    for row in rows:
        cells = ["".join(c if c.isprintable() else "?" for c in cell or "-") for cell in row]
        table.append(["*" if row[0] == active else "", *cells])
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for cells in table:
        line = "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True))
        call.out.write(line.rstrip() + "\n")
