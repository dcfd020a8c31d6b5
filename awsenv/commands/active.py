"""awsenv alone: which profile is active?"""

from __future__ import annotations

from ..errors import DONE, FAILED
from . import status

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(call: Call) -> int:
    """Tell a person what `status` tells, and a program the name alone; 0 if there is one."""
    if call.out.isatty():
        return status.run(call)
    name = call.environ.get("AWSENV_PROFILE")
    if name is not None:
        call.out.write(name + "\n")
    return FAILED if name is None else DONE
