"""awsenv off: leave; everything as it was before."""

from __future__ import annotations

from ..environment import undo, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (0, 0)


def run(call: Call) -> Environment:
    """Give back what the shell held before awsenv first touched it."""
    change = undo.off(call.environ)
    tell_lost(call, change)
    return change


def tell_lost(call: Call, change: Environment) -> None:
    """Say which secrets cannot be given back, because the shell that remembers them is another one."""
    names = [name for name, value in change.items() if isinstance(value, variables.Lost)]
    if names:
        call.say(f"not given back, since only the shell that held them remembers them: {', '.join(names)}")
