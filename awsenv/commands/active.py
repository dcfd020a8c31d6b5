"""awsenv alone: pick a profile on a terminal, else print the active one."""

from __future__ import annotations

import posix

from ..environment.variables import REACHES
from ..errors import DONE, FAILED
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(switches=True)


def run(call: Call) -> Result:
    """Let a person pick a profile; tell a program the name of the active one, with 0 if there is one."""
    if call.out.isatty():
        return _picked(call)
    name = call.state.profile
    if name is not None:
        call.out.write(name + "\n")
    return Result(FAILED if name is None else DONE)


def _picked(call: Call) -> Result:
    """The switch to the profile that is picked; `status` where no shell waits or no terminal can ask."""
    from . import status, use

    if call.shell is None or call.state.mode in REACHES:
        return status.run(call)
    from ..listing import picker

    terminal = picker.open_terminal()
    if terminal is None:
        return status.run(call)
    try:
        name = picker.Picker(call).pick(terminal)
    finally:
        posix.close(terminal)
    return use.run(call, name)
