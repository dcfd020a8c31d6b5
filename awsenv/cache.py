"""Which of our files are on disk? (atomic, 0600, one writer at a time)"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


def store(path: str, text: str, mtime_ns: int | None = None) -> None:
    """Put a file of the user's alone in place, whole or not at all. Raises OSError."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
    temporary = f"{path}.{os.getpid()}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as stream:  # noqa: PTH123
            stream.write(text)
        if mtime_ns is not None:
            os.utime(temporary, ns=(mtime_ns, mtime_ns))
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        forget(temporary)
        raise


def forget(path: str) -> None:
    """Remove a file that may be there."""
    try:
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        pass


class Lock:
    """A file that one process holds at a time. The kernel lets go of it when its holder dies. Raises OSError."""

    __slots__ = ("descriptor", "path")

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        import fcntl

        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)
