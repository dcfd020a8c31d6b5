"""Which sessions and other files of ours are on disk? (atomic, 0600, one writer at a time)"""

from __future__ import annotations

import os
from stat import S_ISREG, S_ISVTX, S_IWGRP, S_IWOTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# How a file is called before it has its name; the number of the process that writes follows, and some chance,
# since two containers with one home give the same number to two processes.
UNFINISHED = ".awsenv-"
TICK = 2_000_000_000  # ns: two changes closer to each other may bear the same time, as FAT has it
LIMIT = 1 << 16  # characters: a session of the longest token has a tenth of them


def store(path: str, text: str, mtime_ns: int | None = None) -> None:
    """Put a file of the user's alone in place, whole or not at all. Raises OSError."""
    directory = os.path.dirname(path)
    own_directory(directory)
    sweep_unfinished(directory)
    temporary = f"{directory}/{UNFINISHED}{os.getpid()}-{os.urandom(6).hex()}"
    # Never a file that exists: another user might own it.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(descriptor)  # else a power cut may leave the new name with no text
        if mtime_ns is not None:
            os.utime(temporary, ns=(mtime_ns, mtime_ns))
        os.replace(temporary, path)
    except BaseException:
        forget(temporary)
        raise


def sweep_unfinished(directory: str) -> None:
    """Remove what writers that were killed have left; their numbers are in the names."""
    for name in os.listdir(directory):
        number = name.removeprefix(UNFINISHED).partition("-")[0]
        if name.startswith(UNFINISHED) and number.isdecimal() and not _runs(int(number)):
            forget(f"{directory}/{name}")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:  # another user's
        return True
    except (OSError, OverflowError):
        return False
    return True


def make_directory(path: str) -> None:
    """Make the directory, and those above it that are missing, for the user alone. Raises OSError."""
    if not os.path.isdir(path):
        make_directory(os.path.dirname(path))
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:  # another process was faster, or it is no directory: then what follows fails
            pass


def own_directory(path: str) -> None:
    """Make the directory if it is missing. Raises OSError, also if others could replace a file in it."""
    make_directory(path)
    if not is_own(path):
        raise PermissionError(1, "other users can write there", path)


def is_own(directory: str) -> bool:
    """Whether only the user can put a file there in place of ours, or move it or the two above it away.

    Those above them are $HOME's; XDG_CACHE_HOME may be a place that many share. The group may write, as the
    umask lets it on systems that have a group for each user.
    """
    trusted = (0, os.geteuid())
    for _ in range(3):
        status = os.stat(directory)
        shared = status.st_mode & S_IWOTH and not status.st_mode & S_ISVTX
        if shared or status.st_uid not in trusted or os.lstat(directory).st_uid not in trusted:
            return False
        directory = os.path.dirname(directory) or "."
    return True


def try_out(directory: str) -> None:
    """Raise OSError where `store` would: on a disk that is full or read-only, or where others may write."""
    path = f"{directory}/{UNFINISHED}{os.getpid()}-{os.urandom(6).hex()}"
    store(path, LIMIT * " ")
    forget(path)


def read(path: str) -> str | None:
    """The text of a small file of the user's own; None where there is none that can be read and trusted."""
    try:
        # Without O_NONBLOCK a FIFO would hold every switch.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, encoding="utf-8") as stream:
            status = os.fstat(descriptor)
            mine = status.st_uid == os.geteuid() and not status.st_mode & (S_IWGRP | S_IWOTH)
            if not (mine and S_ISREG(status.st_mode) and is_own(os.path.dirname(path) or ".")):
                return None
            return stream.read(LIMIT)
    except (OSError, UnicodeDecodeError):
        return None


def recall(path: str, head: str, status: os.stat_result) -> list[str] | None:
    """The lines that `keep` kept of a file, if it is still as the kernel described it then."""
    first, *lines = (read(path) or "").split("\n")
    if first != f"{head} {facts(status)}" or lines[-2:] != ["end", ""]:
        return None
    try:  # what was kept right after a change may have missed another one
        fresh = os.stat(path).st_mtime_ns - status.st_ctime_ns > TICK
    except OSError:
        return None
    return lines[:-2] if fresh else None


def keep(path: str, head: str, status: os.stat_result, lines: Iterable[str]) -> None:
    """Keep lines that hold for a file as it is; that is a help which a full or read-only disk may refuse."""
    try:
        store(path, "\n".join([f"{head} {facts(status)}", *lines, "end", ""]))
    except OSError:
        pass


def facts(status: os.stat_result) -> str:
    """A fingerprint of a file: device, inode, size, mtime, ctime."""
    # The time of the last change (ctime) cannot be set back, as rsync does with that of the content.
    known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return " ".join(map(str, known))


def digest(text: str) -> str:
    """Forty hexadecimal digits that stand for the text in a file's name."""
    try:
        # hashlib loads OpenSSL, which costs half a switch.
        from _sha1 import sha1  # type: ignore[import-not-found]
    except ImportError:  # built without it
        from hashlib import sha1
    return str(sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest())


def forget(path: str) -> None:
    """Remove a file that may be there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
