"""awsenv import: show what other tools left here, and take over what has an equivalent."""

from __future__ import annotations

from ..environment import state
from ..errors import FAILED, AwsenvError
from ..moving import move
from . import local

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-n", "--dry-run", action="store_true", help="show what would change, and change nothing"
    )
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask before writing")
    parser.add_argument(
        "--pins", metavar="DIR", help="a .awsprofile for each .envrc below that only names a profile"
    )


def run(
    call: Call, pins: str | None = None, *, dry_run: bool = False, yes: bool = False
) -> Environment | int:
    """Write our settings and pins, after a diff and a yes; nobody else's file is ever changed."""
    plan = move.Move(call, pins)
    plan.show(call)
    if not plan.is_needed:
        call.say("nothing to write" if plan.notes else "no other tool has left anything here")
        return {}
    if dry_run:
        call.say("nothing was written")
        return {}
    if not yes:
        move.confirm(call)
    plan.write_settings(call)
    failed = False
    for wish in plan.wishes:
        try:
            local.run(call.inside(directory=wish.directory), wish.profile, region=wish.region)
        except AwsenvError as error:
            failed = True
            call.report(error)
    if plan.wishes:
        call.say("each .envrc is as it was; remove it where the .awsprofile takes its place")
    return FAILED if failed else state.look_again()
