"""awsenv deny [DIR]: stop trusting a .awsprofile, and hear no more of it."""

from __future__ import annotations

from .. import environment, pins, settings
from ..errors import shown_path
from . import allow, off

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

WORDS = (0, 1)

arguments = allow.arguments


def run(call: Call, directory: str = "") -> Environment:
    """Refuse the pin whatever it says from now on; if the shell follows it, give back what was there on entry."""
    path = allow.nearest(call, directory)
    pins.Consents(settings.directory("state", call.environ)).record(pins.DENY, path)
    call.say(f"{shown_path(path)} is ignored from now on")
    stack = environment.frames(call.environ)
    if not (stack and stack[-1].pin == path):
        return {environment.UNFOLLOWED: None}
    change = environment.left("", call.environ)
    off.tell_lost(call, change)
    return change
