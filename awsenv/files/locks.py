"""Who may write now? One process at a time; the kernel lets go when it dies."""

from __future__ import annotations

import os

from .private import own_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


PATIENCE = 120  # seconds for a lock where nobody is told; no call and no program of its holder takes as long


class Lock:
    """A file that one process holds at a time; the kernel lets go when its holder dies.

    Raises OSError, of which TimeoutError where the holder kept it for longer than the limit.
    """

    __slots__ = ("descriptor", "limit", "path", "waits")

    def __init__(
        self, path: str, waits: Callable[[], None] | None = None, limit: float | None = None
    ) -> None:
        self.path = path
        self.waits = waits  # called where another process holds it, before waiting
        self.limit = limit  # seconds to wait, None for as long as it takes

    def __enter__(self) -> None:
        import fcntl

        own_directory(os.path.dirname(self.path))
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if self.waits:
                self.waits()
            if self.limit is None:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX)
            else:
                self._wait(self.limit)

    def _wait(self, limit: float) -> None:
        """In a thread: the kernel knows no limit, and a signal reaches the main thread only."""
        import fcntl
        import threading

        descriptor, either, ends = self.descriptor, threading.Lock(), list[str]()
        failed: list[OSError] = []

        def wait() -> None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except OSError as error:
                failed.append(error)
                return
            with either:
                if ends:  # nobody waits any more, and to close it lets go
                    os.close(descriptor)
                ends.append("held")

        waiter = threading.Thread(target=wait, daemon=True)
        waiter.start()
        waiter.join(limit)
        if failed:
            raise failed[0]
        with either:
            if not ends:
                ends.append("given up")
                raise TimeoutError

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)
