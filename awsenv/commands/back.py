"""awsenv -: back to the previous profile."""

from __future__ import annotations

from .. import calls, environment
from ..errors import AwsenvError
from . import use

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

CHANGES = True
WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import yes

    yes(parser)


def run(call: Call, *, yes: bool = False) -> Environment:
    """Switch to the profile before this one, in the mode it had."""
    previous = environment.previous(call.environ)
    if previous is None:
        raise AwsenvError("there is no previous profile in this shell")
    (mode, _, options), name = previous[0].partition(";"), previous[1]
    wish = calls.wish(environment.unquoted(options))
    change = use.identity(call, name, mode, None, wish=wish, confirmed=yes)
    return environment.switched(change, call.environ)
