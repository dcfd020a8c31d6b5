"""awsenv --outlived: a hook found a variable again as a pin had set it that was left."""

from __future__ import annotations

from ..environment import drift, neighbours, past, state
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(switches=True, needs_snippet=True)


def run(call: Call) -> Result:
    """Put back what was there before the pin, and say so; leave what direnv or mise set by themselves."""
    here, others = state.current(call.environ), neighbours.set_by_others(call.environ)
    change = past.outlived(call.environ, here, others)
    names = [name for name in here if name in change and here[name] is not None]
    if names:
        call.say(f"{', '.join(names)} came back from a .awsprofile that this shell has left; undone")
        profile = here["AWS_PROFILE"]
        if "AWS_PROFILE" in names and profile:
            call.say(f"{drift.use(profile, call.shell)} switches to it")
    return Result(change=change)
