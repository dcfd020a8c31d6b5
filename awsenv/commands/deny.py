"""awsenv deny [DIR]: stop trusting a .awsprofile, and hear no more of it."""

from __future__ import annotations

from .. import pins, switch
from ..environment import state, undo
from ..text import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from . import options

    options.directory(parser)


def run(call: Call, directory: str = "") -> Environment:
    """Refuse the pin whatever it says from now on; a shell that follows it gets back what it had on entry."""
    path, consents = pins.nearest(call.directory, directory), call.configuration.consents
    consents.deny(path)
    call.say(f"{shown_path(path)} is ignored from now on")
    stack = undo.frames(call.environ)
    change = state.look_again()  # so that the shell looks again: a pin above may apply now
    if stack and stack[-1].pin == path:
        change.update(switch.left(call, consents.undenied(path)))
    return change
