"""awsenv exec PROFILE -- COMMAND: run one command as the profile."""

from __future__ import annotations

import os

from ..environment import child, state
from ..errors import NO_SUCH_COMMAND, NOT_EXECUTABLE, AwsenvError, UsageError
from ..text import shown
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
    source: str | None = None,
    save: str | None = None,
    yes: bool = False,
    **asked: object,
) -> NoReturn:
    """Become the command, so that its signals, status, terminal and stdin are its own."""
    if not command:
        raise UsageError("exec needs a command after --", "awsenv exec PROFILE -- COMMAND")
    change = use.run(call, profile, mode, region, more=(), source=source, save=save, yes=yes, **asked).change
    after = child.for_child(state.applied(change, call.environ))
    call.out.flush()
    call.err.flush()
    _restore()
    try:
        os.execvpe(command[0], command, after)  # noqa: S606 (a shell would read the arguments anew)
    except FileNotFoundError:
        what = f"no command {shown(command[0])} on the PATH"
        raise AwsenvError(what, code="no-such-command", status=NO_SUCH_COMMAND) from None
    except ValueError:
        raise AwsenvError("a variable or an argument holds a NUL, so nothing was run") from None
    except OSError as error:
        what = f"cannot run {shown(command[0])}: {error.strerror or type(error).__name__}"
        raise AwsenvError(what, code="not-executable", status=NOT_EXECUTABLE) from None


def _restore() -> None:
    """Give the command the signals that a shell would give it."""
    from signal import SIG_DFL, SIGPIPE, SIGTSTP, SIGXFSZ, signal

    for number in (SIGTSTP, SIGPIPE, SIGXFSZ):  # __main__ ignores the first, Python itself the others
        signal(number, SIG_DFL)
