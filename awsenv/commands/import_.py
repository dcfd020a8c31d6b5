"""awsenv import: show the lines of other tools in start-up files, and make pins of .envrc files."""

from __future__ import annotations

import os

from .. import settings
from ..environment import state
from ..errors import FAILED, LOGIN_NEEDED, AwsenvError
from ..importing import replacements, report, startup_lines
from ..importing.notes import Note
from ..terminal import ask
from . import local

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ..call import Call
    from ..environment.variables import Environment
    from ..importing.replacements import Replacement

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-n", "--dry-run", action="store_true", help="show what would be written, and write nothing"
    )
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask before writing")
    parser.add_argument(
        "--pins", metavar="DIR", help="a .awsprofile for each .envrc below that only names a profile"
    )


def run(
    call: Call, pins: str | None = None, *, dry_run: bool = False, yes: bool = False
) -> Environment | int:
    """Write pins, after showing them and a yes; no file of another tool is ever changed."""
    notes = list(startup_lines.everywhere(call.environ))
    found = [] if pins is None else list(_below(call, pins))
    new = [one for one in found if not isinstance(one, Note)]
    notes += [one for one in found if isinstance(one, Note)]
    report.write(call, new, notes)
    if dry_run or not new:
        call.say("nothing was written" if new else "nothing to write" if notes else "found nothing")
        return {}
    if not yes:
        _confirm(call)
    return state.look_again() if _write(call, new) else FAILED


def _below(call: Call, directory: str) -> Iterator[Replacement | Note]:
    settings.load(call.environ)  # broken ones end it here, not once for each pin
    top = os.path.normpath(os.path.join(call.directory, directory))
    return replacements.below(top, call.configuration.profiles)


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


def _confirm(call: Call) -> None:
    """Ask once, only where a person can have seen what would be written. Raises AwsenvError if not yes."""
    question = "awsenv: write this? Type yes to continue: "
    answer = ask.ask(question, seen=True) if call.out.isatty() else None
    if answer != "yes":
        refusal = AwsenvError("nothing was written", "--dry-run shows what would be, --yes does not ask")
        refusal.status = LOGIN_NEEDED if answer is None else FAILED
        raise refusal
