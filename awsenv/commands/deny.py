"""awsenv deny [DIR]: stop trusting a .awsprofile, and hear no more of it."""

from __future__ import annotations

from .. import pins
from ..environment import state, undo
from ..settings import locations
from ..text import shown_path
from . import allow, off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment

WORDS = (0, 1)

arguments = allow.directory


def run(call: Call, directory: str = "") -> Environment:
    """Refuse the pin whatever it says from now on; a shell that follows it gets back what it had on entry."""
    path = allow.nearest(call, directory)
    consents = pins.Consents(locations.directory("state", call.environ))
    consents.record(pins.DENY, path)
    call.say(f"{shown_path(path)} is ignored from now on")
    stack = undo.frames(call.environ)
    change = state.look_again()  # so that the shell looks again: a pin above may apply now
    if stack and stack[-1].pin == path:
        change.update(undo.left(consents.undenied(path), call.environ))
        off.tell_lost(call, change)
    return change
