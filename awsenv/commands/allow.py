"""awsenv allow [DIR]: trust a .awsprofile."""

from __future__ import annotations

from .. import pins, policy
from ..environment import state
from ..text import shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from . import options

    options.directory(parser)
    options.yes(parser)


def run(call: Call, directory: str = "", *, yes: bool = False) -> Environment:
    """Consent to the pin as it is now: its path, its text, and what its profile stands for.

    Of a profile whose class wants that, the name is typed here, since no cd will ask for it.
    """
    pin = pins.read(pins.nearest(call.directory, directory))
    target = call.target(pin.profile, f"{shown_path(pin.path)}: ")
    if error := policy.not_on_cd(target):
        raise error
    if not yes:
        policy.confirm(target)
    policy.allow(call, pin.path, pin.text, target)
    call.say(f"{shown_path(pin.path)} may switch this directory to {shown(pin.profile)}")
    policy.tell_bounds(call, pin.path)
    return state.look_again()
