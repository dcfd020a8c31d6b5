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


USAGE = Usage(options=_options)


def run(call: Call, pins: str | None = None, *, dry_run: bool = False, yes: bool = False) -> Result:
    """Write pins, after showing them and a yes; no file of another tool is ever changed."""
    notes = list(startup_lines.everywhere(call.environ))
    found = [] if pins is None else list(_below(call, pins))
    new = [one for one in found if not isinstance(one, Note)]
    notes += [one for one in found if isinstance(one, Note)]
    report.write(call, new, notes)
    if dry_run or not new:
        call.say("nothing was written" if new else "nothing to write" if notes else "found nothing")
        return Result()
    if not yes:
        _confirm(call)
    return Result(change=state.look_again()) if _write(call, new) else Result(FAILED)


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
        status = LOGIN_NEEDED if answer is None else FAILED
        remedy = "--dry-run shows what would be written, --yes does not ask"
        raise AwsenvError("nothing was written", remedy, status=status)
