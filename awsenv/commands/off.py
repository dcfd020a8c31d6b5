"""awsenv off: leave; everything as it was before."""

from __future__ import annotations

from .. import switch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (0, 0)


def run(call: Call) -> Environment:
    """Give back what the shell held before awsenv first touched it."""
    return switch.off(call)
