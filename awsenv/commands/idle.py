"""awsenv --idle: the shell was idle for as long as the class of its profile allows."""

from __future__ import annotations

from .. import durations, switch
from ..text import shown
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(switches=True, needs_snippet=True)


def run(call: Call) -> Result:
    """Drop the profile, and say so."""
    name, idle = call.state.profile or "", call.state.idle
    after = "some time" if idle is None else durations.span(idle)
    call.say(f"{shown(name)} was dropped after {after} without a prompt")
    return Result(change=switch.off(call))
