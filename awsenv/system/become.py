"""How does this process become a command?"""

from __future__ import annotations

import os

from ..errors import NO_SUCH_COMMAND, NOT_EXECUTABLE, AwsenvError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn


def become(command: list[str], environ: Mapping[str, str]) -> NoReturn:
    """Run the command in place of this process, with the signals that a shell would give it.

    Raises AwsenvError, with the status of a shell.
    """
    _restore()
    name = shown(command[0])
    if not command[0]:
        raise AwsenvError("an empty word is not a command", code="no-such-command", status=NO_SUCH_COMMAND)
    try:
        os.execvpe(command[0], command, environ)  # noqa: S606 (a shell would read the arguments anew)
    except FileNotFoundError:
        what = f"no command {name} on the PATH"
        if "/" in command[0]:
            there = os.path.lexists(command[0])
            what = f"the interpreter that {name} names does not exist" if there else f"no file {name}"
        raise AwsenvError(what, code="no-such-command", status=NO_SUCH_COMMAND) from None
    except ValueError:
        raise AwsenvError("a variable or an argument holds a NUL, so nothing was run") from None
    except OSError as error:
        what = f"cannot run {name}: {error.strerror or type(error).__name__}"
        raise AwsenvError(what, code="not-executable", status=NOT_EXECUTABLE) from None


def _restore() -> None:
    import _signal  # type: ignore[import-not-found]  # without the enums of signal, which cost a seventh of all

    # __main__ ignores the first, Python itself the others.
    for number in (_signal.SIGTSTP, _signal.SIGPIPE, _signal.SIGXFSZ):
        _signal.signal(number, _signal.SIG_DFL)
