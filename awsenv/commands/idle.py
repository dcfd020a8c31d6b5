"""awsenv --idle: the prompt found that nobody typed here for as long as the profile's class allows."""

from __future__ import annotations

from .. import durations, switch
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (0, 0)


def run(call: Call) -> Environment:
    """Drop the profile, and say so."""
    name, idle = call.environ.get("AWSENV_PROFILE", ""), call.environ.get("AWSENV_IDLE", "")
    after = durations.span(int(idle)) if idle.isdecimal() else "some time"
    call.say(f"{shown(name)} was dropped after {after} without a prompt")
    return switch.off(call)
