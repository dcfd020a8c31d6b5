"""How does a process beside the prompt renew a session, and how long is it there?"""

from __future__ import annotations

import atexit
import os
from time import sleep

from ..errors import REFUSED, AwsenvError
from ..files import private
from ..system import aside
from . import beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from .opener import Opener

LIMIT = 30  # seconds that it may take
HELD = 300  # seconds for which what nothing keeps waits for a prompt: the old keys last no longer
LOOK = 0.5  # seconds between two looks whether the shell is still there, and the pipe
PIPE = 3  # the descriptor


def run(path: str, shell: int, opening: Opener) -> None:
    """Renew the session, and hold what nothing keeps in the pipe at `path`, while there is that shell."""
    atexit._clear()  # noqa: SLF001 (what is registered is for the process that this is a copy of)
    answer = _answer(shell, opening)
    atexit._run_exitfuncs()  # noqa: SLF001 (programs that were started end now)
    if answer and (isinstance(answer, AwsenvError) or not opening.cached()):
        os.chdir("/")  # this is no reason why a disk could not be unmounted
        os.write(PIPE, beside.spelled(answer))
        for _ in range(int(HELD / LOOK)):
            if _is_taken() or not private.runs(shell):
                break
            sleep(LOOK)
    if not _is_taken():
        private.forget(path)


def _answer(shell: int, opening: Opener) -> Credentials | AwsenvError | None:
    """The session, or why there is none; None where the shell has ended."""
    done, outcome = aside.begun(opening.open, AwsenvError)
    for _ in range(int(LIMIT / LOOK)):
        if done(LOOK):
            return outcome[0]
        if not private.runs(shell):
            return None
    what = f"the session was not renewed within {LIMIT} s"
    return AwsenvError(what, beside.LATER, code="renewal-timeout", status=REFUSED)


def _is_taken() -> bool:
    """Whether a prompt has read the pipe: it has removed it, and another one may be in its place."""
    return os.fstat(PIPE).st_nlink == 0
