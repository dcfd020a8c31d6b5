"""Which sessions and other files of ours are on disk? (atomic, 0600, one writer at a time)"""

from __future__ import annotations

import posix
from _stat import S_ISDIR, S_ISREG, S_ISVTX, S_IWGRP, S_IWOTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from hashlib import _Hash as Sum

# How a file is called before it has its name; the number of the process that writes follows, and some chance,
# since two containers with one home give the same number to two processes.
UNFINISHED = ".awsenv-"
TICK = 2_000_000_000  # ns: two changes closer to each other may bear the same time, as FAT has it
LIMIT = 1 << 16  # characters: a session of the longest token has a tenth of them


def store(path: str, text: str, mtime_ns: int | None = None) -> None:
    """Put a file of the user's alone in place, whole or not at all. Raises OSError."""
    directory = parent(path)
    own_directory(directory)
    sweep_unfinished(directory)
    temporary = f"{directory}/{UNFINISHED}{posix.getpid()}-{posix.urandom(6).hex()}"
    # Never a file that exists: another user might own it.
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_NOFOLLOW
    descriptor = posix.open(temporary, flags, 0o600)
    try:
        posix.fchmod(descriptor, 0o600)  # whatever the umask is
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
            stream.flush()
            if text:
                posix.fsync(descriptor)  # else a power cut may leave the new name with no text
        if mtime_ns is not None:
            posix.utime(temporary, ns=(mtime_ns, mtime_ns))
        posix.replace(temporary, path)
    except BaseException:
        forget(temporary)
        raise


def sweep_unfinished(directory: str) -> None:
    """Remove what writers that were killed have left; their numbers are in the names."""
    for name in posix.listdir(directory):
        number = name.removeprefix(UNFINISHED).partition("-")[0]
        if name.startswith(UNFINISHED) and number.isdecimal() and not runs(int(number)):
            forget(f"{directory}/{name}")


def runs(process: int) -> bool:
    """Whether there is a process of that number."""
    try:
        posix.kill(process, 0)
    except PermissionError:  # another user's
        return True
    except (OSError, OverflowError):
        return False
    return True


def make_directory(path: str) -> None:
    """Make the directory, and those above it that are missing, for the user alone.

    Raises OSError, also where others could replace it: root makes nothing in the home of a user.
    """
    if not _is_directory(path):
        make_directory(parent(path))
        if not is_own(parent(path)):
            raise _shared(path)
        try:
            posix.mkdir(path, 0o700)
            posix.chmod(path, 0o700)  # the umask may have taken from the user, too
        except FileExistsError:  # another process was faster, or it is no directory: then what follows fails
            pass


def _is_directory(path: str) -> bool:
    try:
        return S_ISDIR(posix.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def parent(path: str) -> str:
    """The directory that holds the path; "." for a name alone."""
    found, slash, _ = path.rpartition("/")
    return found or slash or "."


def own_directory(path: str) -> None:
    """Make the directory if it is missing. Raises OSError, also if others could replace a file in it."""
    make_directory(path)
    if not is_own(path):
        raise _shared(path)


def _shared(path: str) -> PermissionError:
    return PermissionError(1, "other users can write there", path)


def is_own(directory: str) -> bool:
    """Whether only the user can put a file there in place of ours, or move it or the two above it away.

    Those above them are $HOME's; XDG_CACHE_HOME may be a place that many share. The group may write, as the
    umask lets it on systems that have a group for each user.
    """
    trusted = (0, posix.geteuid())
    for _ in range(3):
        status = posix.stat(directory)
        shared = status.st_mode & S_IWOTH and not status.st_mode & S_ISVTX
        if shared or status.st_uid not in trusted or posix.lstat(directory).st_uid not in trusted:
            return False
        directory = parent(directory)
    return True


def try_out(directory: str) -> None:
    """Raise OSError where `store` would: on a disk that is full or read-only, or where others may write."""
    path = f"{directory}/{UNFINISHED}{posix.getpid()}-{posix.urandom(6).hex()}"
    store(path, LIMIT * " ")
    forget(path)


def read(path: str, limit: int = LIMIT) -> str | None:
    """The text of a small file of the user's own; None where there is none that can be read and trusted."""
    try:
        # Without O_NONBLOCK a FIFO would hold every switch.
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_NOFOLLOW | posix.O_NONBLOCK)
        with open(descriptor, encoding="utf-8") as stream:
            status = posix.fstat(descriptor)
            mine = status.st_uid == posix.geteuid() and not status.st_mode & (S_IWGRP | S_IWOTH)
            if not (mine and S_ISREG(status.st_mode) and is_own(parent(path))):
                return None
            return stream.read(limit)
    except (OSError, UnicodeDecodeError):
        return None


def recall(path: str, head: str, status: posix.stat_result) -> list[str] | None:
    """The lines that `keep` kept of a file, if it is still as the kernel described it then."""
    first, *lines = (read(path) or "").split("\n")
    if first != f"{head} {facts(status)}" or lines[-2:] != ["end", ""]:
        return None
    try:  # what was kept right after a change may have missed another one
        fresh = posix.stat(path).st_mtime_ns - status.st_ctime_ns > TICK
    except OSError:
        return None
    return lines[:-2] if fresh else None


def keep(path: str, head: str, status: posix.stat_result, lines: Iterable[str]) -> None:
    """Keep lines that hold for a file as it is; that is a help which a full or read-only disk may refuse."""
    try:
        store(path, "\n".join([f"{head} {facts(status)}", *lines, "end", ""]))
    except OSError:
        pass


def facts(status: posix.stat_result) -> str:
    """A fingerprint of a file: device, inode, size, mtime, ctime."""
    # The time of the last change (ctime) cannot be set back, as rsync does with that of the content.
    known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return " ".join(map(str, known))


def digest(text: str, before: Sum | None = None) -> str:
    """Forty hexadecimal digits that stand for the text in a file's name, with what was summed before it."""
    return summed(text, before).hexdigest()


def summed(text: str, before: Sum | None = None) -> Sum:
    """The same, to be gone on with."""
    try:
        # hashlib loads OpenSSL, which costs half a switch.
        from _sha1 import sha1  # type: ignore[import-not-found]
    except ImportError:  # built without it
        from hashlib import sha1
    total: Sum = before.copy() if before else sha1(usedforsecurity=False)
    total.update(text.encode("utf-8", "surrogateescape"))
    return total


def forget(path: str) -> None:
    """Remove a file that may be there."""
    try:
        posix.unlink(path)
    except FileNotFoundError:
        pass
