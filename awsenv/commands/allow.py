"""awsenv allow [DIR]: trust a .awsprofile."""

from __future__ import annotations

import os

from .. import chain, pins, profiles, settings
from ..errors import AwsenvError, shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", metavar="DIR", nargs="?", help="where the .awsprofile lies; default: here or above"
    )


def run(call: Call, directory: str = "") -> Environment:
    """Consent to the pin as it is now: its path, its text, and what its profile stands for."""
    pin = pins.read(nearest(call, directory))
    known = profiles.load(*settings.aws_files(call.environ), settings.directory("cache", call.environ))
    hops = chain.plan(pin.profile, known, f"{shown_path(pin.path)}: ")
    consents = pins.Consents(settings.directory("state", call.environ))
    consents.record(pins.ALLOW, pin.path, pin.text, chain.meaning(hops))
    call.say(f"{shown_path(pin.path)} may switch this directory to {shown(pin.profile)}")
    return {"__awsenv_seen": None}  # so that the shell looks again at its next prompt


def nearest(call: Call, directory: str) -> str:
    """The path of the pin that applies in a directory, relative to the shell's own."""
    start = os.path.normpath(os.path.join(call.directory, directory))  # noqa: PTH118
    path = pins.find(start)
    if path is None:
        raise AwsenvError(
            f"no {pins.NAME} in {shown_path(start)} or above", "awsenv local PROFILE writes one"
        )
    return path
