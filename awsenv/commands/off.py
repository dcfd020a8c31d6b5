"""awsenv off: leave; everything as it was before."""

from __future__ import annotations

from .. import switch
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(switches=True, needs_snippet=True)


def run(call: Call) -> Result:
    """Give back what the shell held before awsenv first touched it."""
    return Result(change=switch.off(call))
