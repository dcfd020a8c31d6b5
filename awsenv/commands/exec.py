"""awsenv exec PROFILE -- COMMAND: run one command as the profile."""

from __future__ import annotations

import os

from ..aws_errors import NoSuchCommand, NotExecutable
from ..environment import child, held
from ..errors import UsageError
from . import use
from .verb import PROFILE, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from ..call import Call

USAGE = Usage(PROFILE, options=use.USAGE.options, command=True)


def run(
    call: Call,
    profile: str,
    mode: str = "auto",
    region: str | None = None,
    *,
    command: list[str],
    yes: bool = False,
    **asked: object,
) -> NoReturn:
    """Become the command, so that its signals, status, terminal and stdin are its own."""
    if not command:
        raise UsageError("exec takes a command after --", "awsenv exec PROFILE -- COMMAND")
    change = use.run(call, profile, mode, region, yes=yes, **asked).change
    after = child.for_child(held.applied(change, call.environ))
    call.out.flush()
    call.err.flush()
    _restore()
    try:
        os.execvpe(command[0], command, after)  # noqa: S606 (a shell would read the arguments anew)
    except FileNotFoundError:
        raise NoSuchCommand(command[0]) from None
    except OSError as error:
        raise NotExecutable(command[0], error.strerror or type(error).__name__) from None


def _restore() -> None:
    """Give the command the signals that a shell would give it."""
    from signal import SIG_DFL, SIGPIPE, SIGTSTP, SIGXFSZ, signal

    for number in (SIGTSTP, SIGPIPE, SIGXFSZ):  # __main__ ignores the first, Python itself the others
        signal(number, SIG_DFL)
