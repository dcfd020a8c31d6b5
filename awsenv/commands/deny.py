"""awsenv deny [DIR]: ignore a .awsprofile from now on."""

from __future__ import annotations

from .. import pins, switch
from ..environment import state, undo
from ..text import printable
from .allow import DIRECTORY
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(DIRECTORY)


def run(call: Call, directory: str = "") -> Result:
    """Refuse the pin whatever it says from now on; a shell that follows it gets back what it had on entry."""
    path, consents = pins.nearest(call.directory, directory), call.configuration.consents
    consents.deny(path)
    call.say(f"{printable(path)} is ignored from now on")
    stack = undo.frames(call.environ)
    change = state.look_again()  # so that the shell looks again: a pin above may apply now
    if stack and stack[-1].pin == path:
        change.update(switch.left(call, consents.undenied(path)))
    return Result(change=change)
