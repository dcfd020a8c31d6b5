"""Who may write now? One process at a time; the kernel lets go when it dies."""

from __future__ import annotations

import posix
from time import monotonic, sleep

from ..errors import LoginNeeded
from .private import own_directory, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 120  # seconds for a lock where no person is told; a request of its holder has 40, a program 60
POLL = 0.05  # seconds between two looks at a lock that another process holds


class Busy(LoginNeeded):
    """A question is open in another shell, and is not answered."""

    code = "busy"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"another shell is {what}, and has not finished",
            "answer or end it there, then run the command again",
        )


class Lock:
    """A file that one process holds at a time, within `with`; the kernel lets go when its holder dies.

    To enter it raises OSError, of which TimeoutError where the holder kept it for longer than the limit.
    """

    __slots__ = ("descriptor", "limit", "path", "waits")

    def __init__(
        self, path: str, waits: Callable[[], None] | None = None, limit: float | None = None
    ) -> None:
        self.path = path
        self.waits = waits  # called where another process holds it, before waiting
        self.limit = limit  # seconds to wait, None for as long as it takes

    def __enter__(self) -> None:
        own_directory(parent(self.path))
        self.descriptor = posix.open(self.path, posix.O_RDWR | posix.O_CREAT | posix.O_NOFOLLOW, 0o600)
        try:
            if not self._is_held():
                self._wait()
        except BaseException:
            posix.close(self.descriptor)
            raise

    def _wait(self) -> None:
        import fcntl

        if self.waits:
            self.waits()
        if self.limit is None:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)
            return
        end = monotonic() + self.limit  # which the kernel does not know
        while not self._is_held():
            if monotonic() >= end:
                raise TimeoutError
            sleep(POLL)

    def _is_held(self) -> bool:
        """Whether this process holds it now."""
        import fcntl

        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(self, *_: object) -> None:
        posix.close(self.descriptor)
