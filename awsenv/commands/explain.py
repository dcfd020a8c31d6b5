"""awsenv explain [PROFILE]: what a switch would do, and why, without doing any of it."""

from __future__ import annotations

import os

from ..errors import DONE, FAILED, AwsenvError
from . import guess
from .verb import OPTIONAL_PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..explain.hops import Facts
    from .options import Option

COLUMNS = 80  # where the width is not known


def _options() -> Iterable[Option]:
    from .options import FROM, REACHES, json

    return (FROM, json("as an object, errors too"), *REACHES[:3])


USAGE = Usage(OPTIONAL_PROFILE, options=_options)


def run(
    call: Call,
    profile: str | None = None,
    form: str = "text",
    *,
    source: str | None = None,
    reach: str | None = None,
) -> Result:
    """Print what is known of a profile, or of the active one; what is wrong with it is an error."""
    if form == "json":
        return _print(call, profile, source, reach)
    facts = _facts(call, profile, source, reach)
    from ..explain import explanation

    home = call.environ.get("HOME", "").rstrip("/")
    for line in explanation.lines(facts, call.now, _columns(call), lambda *text: _styled(call, *text), home):
        call.out.write(line + "\n")
    return Result()


def _facts(call: Call, profile: str | None, source: str | None, reach: str | None) -> Facts:
    from ..explain.forecast import Forecast

    target = guess.target(call, profile, source)
    facts = Forecast(call, target).facts()
    if reach is None:
        return {**facts, "reach": None}
    from ..serving import told

    return {**facts, "reach": [f"exec --{reach}", *told.before(call, target, reach)]}


def _print(call: Call, profile: str | None, source: str | None, reach: str | None) -> Result:
    """For a program, which finds errors on stdout, too."""
    status = DONE
    try:
        facts = _facts(call, profile, source, reach)
    except AwsenvError as error:
        facts, status = {"error": error.data()}, FAILED
    call.answer(facts)
    return Result(status)


def _columns(call: Call) -> int:
    """How wide the output may be: fzf's preview and scripts say it in COLUMNS."""
    try:
        found = os.get_terminal_size(call.out.fileno()).columns
    except (OSError, ValueError):
        said = call.environ.get("COLUMNS", "")
        found = int(said) if said.isdecimal() and len(said) < len("10000") else 0
    return found or COLUMNS


def _styled(call: Call, kind: str, text: str) -> str:
    from ..terminal import colors

    color = colors.sgr({"head": "cyan", "wrong": "red"}[kind], call.environ) if call.out.isatty() else None
    return f"\x1b[{color}m{text}\x1b[m" if color else text
