"""awsenv off: leave; everything as it was before."""

from __future__ import annotations

from .. import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment import Environment

CHANGES = True
WORDS = (0, 0)


def run(call: Call) -> Environment:
    """Give back what the shell held before awsenv first touched it."""
    change = environment.off(call.environ)
    tell_lost(call, change)
    return change


def tell_lost(call: Call, change: Environment) -> None:
    """Say which secrets cannot be given back, because the shell that remembers them is another one."""
    names = [name for name, value in change.items() if isinstance(value, environment.Lost)]
    if names:
        call.say(f"not given back, since only the shell that held them remembers them: {', '.join(names)}")
