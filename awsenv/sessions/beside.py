"""How is a session renewed beside the prompt, which waits for no network?

A process of its own opens it and keeps it as any is kept; the next prompt finds it there, or a note why not.
"""

from __future__ import annotations

import atexit
import fcntl
import os

from ..errors import REFUSED, AwsenvError
from ..files import private
from ..percent import quoted, unquoted
from ..settings import locations
from ..text import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .opener import Opener

LIMIT = 30  # seconds that it may take, and for which a note counts
PAUSE = 60  # seconds between two beginnings, where one has left neither a session nor a note
LOOK = 0.5  # seconds between two looks whether the shell is still there


class Renewal:
    """The renewal of one session: one runs at a time, and none for longer than the shell that began it."""

    __slots__ = ("note", "opening")

    def __init__(self, opening: Opener, key: str) -> None:
        self.opening = opening
        self.note = f"{locations.directory('cache', opening.call.environ)}/renewals/{key}"

    def failure(self) -> AwsenvError | None:
        """Why the last one failed, which is told once."""
        words = (private.read(self.note) or "").split()
        if len(words) != 5:
            return None
        private.forget(self.note)
        moment, status, code, what, remedy = words
        if not 0 <= self.opening.call.now - (number(moment) or 0) <= 2 * LIMIT:
            return None
        what, remedy = unquoted(what), unquoted(remedy[1:])
        return AwsenvError(what, remedy or None, code=unquoted(code), status=number(status) or REFUSED)

    def begin(self) -> None:
        """Begin it, if it is not under way. Raises OSError where nothing can be kept."""
        private.own_directory(private.parent(self.note))
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(self.note + ".lock", flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            begun = number(os.read(descriptor, 20).decode("ascii", "replace"))
            if begun is not None and 0 <= self.opening.call.now - begun < PAUSE:
                return
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(int(self.opening.call.now)).encode(), 0)
            self._fork(descriptor)
        except BlockingIOError:  # another shell of the same profile, or this one before
            pass
        finally:
            os.close(descriptor)

    def _fork(self, lock: int) -> None:
        """Let another process go on, which holds the lock and nothing else of ours."""
        shell = os.getppid()
        if child := os.fork():
            os.waitpid(child, 0)
            return
        try:
            atexit._clear()  # noqa: SLF001 (what is registered is for the process that this is a copy of)
            os.setsid()  # no terminal, so no Ctrl-C and no question
            if os.fork():
                return
            null = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(null, stream)
            os.dup2(lock, 3)  # in place of the descriptor that the shell reads to its end
            os.closerange(4, 1024)
            self._open(shell)
            atexit._run_exitfuncs()  # noqa: SLF001 (programs that were started end with this process)
        finally:
            os._exit(0)

    def _open(self, shell: int) -> None:
        """Open the session while the shell is there. In a thread, since none interrupts a name look-up."""
        from threading import Thread

        errors: list[AwsenvError] = []

        def work() -> None:
            try:
                self.opening.open()
            except AwsenvError as error:
                errors.append(error)

        worker = Thread(target=work, daemon=True)
        worker.start()
        for _ in range(int(LIMIT / LOOK)):
            worker.join(LOOK)
            if not worker.is_alive():
                break
            if not private.runs(shell):
                return
        else:
            what = f"the session was not renewed within {LIMIT} s"
            errors.append(AwsenvError(what, "awsenv login opens a new one", code="renewal-timeout"))
            errors[0].status = REFUSED
        if errors:
            self._tell(errors[0])

    def _tell(self, error: AwsenvError) -> None:
        """Leave the note; another may begin at once."""
        words = [str(int(self.opening.call.now)), str(error.status), *map(quoted, (error.code, str(error)))]
        os.ftruncate(3, 0)
        private.store(self.note, " ".join([*words, f"-{quoted(error.remedy or '')}"]))
