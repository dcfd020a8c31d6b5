"""awsenv allow [DIR]: trust a .awsprofile."""

from __future__ import annotations

import os

from .. import pins, policy, settings
from ..aws_config import profiles
from ..chains import chain
from ..environment import state
from ..errors import AwsenvError
from ..settings import locations
from ..text import shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from .options import yes

    directory(parser)
    yes(parser)


def directory(parser: argparse.ArgumentParser) -> None:
    """Where the pin is."""
    parser.add_argument(
        "directory", metavar="DIR", nargs="?", help="where the .awsprofile lies; default: here or above"
    )


def run(call: Call, directory: str = "", *, yes: bool = False) -> Environment:
    """Consent to the pin as it is now: its path, its text, and what its profile stands for.

    Of a profile whose class wants that, the name is typed here, since no cd will ask for it.
    """
    pin = pins.read(nearest(call, directory))
    known = profiles.load(*locations.sources(call.environ))
    hops = chain.plan(pin.profile, known, f"{shown_path(pin.path)}: ")
    kind = settings.load(call.environ).kind(policy.facts(hops))
    if kind.confirm and not kind.cd:
        raise policy.NotOnCd(pin.profile, f"{shown_path(pin.path)}: ")
    if not yes:
        policy.confirm(pin.profile, hops, kind)
    consents = pins.Consents(locations.directory("state", call.environ))
    consents.record(pins.ALLOW, pin.path, pin.text, chain.meaning(hops))
    call.say(f"{shown_path(pin.path)} may switch this directory to {shown(pin.profile)}")
    tell_bounds(call, pin.path)
    return state.look_again()


def tell_bounds(call: Call, path: str) -> None:
    """Say so if this shell will not follow the pin all the same."""
    if not pins.counts(path, call.environ):
        call.say("AWSENV_PINS keeps this shell from following it")


def nearest(call: Call, directory: str) -> str:
    """The path of the pin that applies in a directory, relative to the shell's own."""
    start = os.path.normpath(os.path.join(call.directory, directory))
    path = pins.find(start)
    if path is None:
        raise AwsenvError(
            f"no {pins.NAME} in {shown_path(start)} or above", "awsenv local PROFILE writes one"
        )
    return path
