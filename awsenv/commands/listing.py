"""awsenv list: the profiles."""

from __future__ import annotations

from ..errors import FAILED
from ..text import shown
from .verb import ANY, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..call import Call
    from ..listing.summary import Summary
    from .options import Option


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
    rows = (row for row in every if row.has(words))
    if sessions and form == "table":
        from ..listing import listed

        found = listed.write(rows, call, sessions)
    else:
        some = list(rows)
        found = bool(some)
        if form == "json":
            call.answer(list(map(_values, some)))
        else:
            _write_names((row.name for row in some), call)
    if words and not found:
        call.say(f"no profile matches {' and '.join(map(shown, words))}")
        call.say("awsenv list shows all of them")
        return Result(FAILED)
    if not found and form == "table":
        _say_first(call)
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


def _say_first(call: Call) -> None:
    """What to do where there is no profile yet."""
    call.say(f"no profile in {call.configuration.profiles.files}")
    call.say("aws configure sso makes one, awsenv sso sync all of an SSO session; awsenv demo is a sandbox")
