"""awsenv import: show the lines of other tools in start-up files, and make pins of .envrc files."""

from __future__ import annotations

import os

from .. import settings
from ..environment import state
from ..errors import FAILED, AwsenvError
from ..importing import replacements, report, startup_lines
from ..importing.notes import Note
from ..terminal import ask
from ..text import printable
from . import local
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from ..importing.replacements import Replacement
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import Option

    yield Option("-n", "--dry-run", about="show what would be written, and write nothing")
    yield Option("-y", "--yes", about="do not ask before writing")
    words = "a .awsprofile for each .envrc below that only names a profile"
    yield Option("--pins", metavar="DIR", about=words)


REMEDY = "--dry-run shows what would be written, --yes does not ask"
NOTHING = "found no lines of other AWS tools that awsenv could replace"
UNASKED = "left alone: direnv was not allowed to run the .envrc beside it"
USAGE = Usage(options=_options)


def run(call: Call, pins: str | None = None, *, dry_run: bool = False, yes: bool = False) -> Result:
    """Write pins, after showing them and a yes; no file of another tool is ever changed.

    A .envrc that direnv was not allowed to run may be of a stranger: for each of those it asks.
    """
    notes = list(startup_lines.everywhere(call.environ))
    found = [] if pins is None else list(_below(call, pins))
    new = [one for one in found if not isinstance(one, Note)]
    notes += [one for one in found if isinstance(one, Note)]
    asked = [one for one in new if not one.allowed]
    new = [one for one in new if one.allowed]
    if yes:
        notes += [Note(UNASKED, "without --yes awsenv asks for it", one.path) for one in asked]
        asked = []
    report.write(call, new, asked, notes)
    if dry_run or not (new or asked):
        call.say("nothing was written" if new or asked else "nothing to write" if notes else NOTHING)
        return Result()
    if not yes:
        new = _confirmed(call, new, asked)
    return Result(change=state.look_again()) if _write(call, new) else Result(FAILED)


def _below(call: Call, directory: str) -> Iterator[Replacement | Note]:
    settings.load(call.environ)  # broken ones end it here, not once for each pin
    top = os.path.normpath(os.path.join(call.directory, directory))
    return replacements.below(top, call.configuration.profiles, call.environ)


def _write(call: Call, new: list[Replacement]) -> bool:
    """Whether each pin was written and allowed, as awsenv local does it."""
    done = True
    for one in new:
        try:
            local.run(call.inside(directory=one.directory), one.profile, region=one.region)
        except AwsenvError as error:
            done = False
            call.report(error)
    call.say("no .envrc was changed; remove those that a .awsprofile replaces")
    return done


def _confirmed(call: Call, new: list[Replacement], asked: list[Replacement]) -> list[Replacement]:
    """What a person wants written: one answer for the first, one for each other. Raises AwsenvError."""
    if new and not _is_wanted(call, "write this?"):
        new, asked = [], []
    new = new + [one for one in asked if _is_wanted(call, f"write {printable(one.path)} ({one.profile})?")]
    if not new:
        raise AwsenvError("nothing was written", REMEDY, status=FAILED)
    return new


def _is_wanted(call: Call, what: str) -> bool:
    """Ask, only where a person can have seen what would be written. Raises AwsenvError if none can."""
    needed = ask.Unconfirmed("nothing was written", REMEDY)
    if not call.out.isatty():
        raise needed
    return ask.answer(f"awsenv: {what} Type yes to continue: ", needed, seen=True) == "yes"
