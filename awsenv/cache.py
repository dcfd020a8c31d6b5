"""Which sessions and other files of ours are on disk? (atomic, 0600, one writer at a time)"""

from __future__ import annotations

import os
from stat import S_ISREG, S_ISVTX, S_IWGRP, S_IWOTH

from .credentials import Credentials
from .environment import quoted, unquoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMAT = "awsenv session 1"
# How a file is called before it has its name; the number of the process that writes follows, and some chance,
# since two containers with one home give the same number to two processes.
UNFINISHED = ".awsenv-"
PATIENCE = 120  # seconds for a lock where nobody is told; no call and no program of its holder takes as long
TICK = 2_000_000_000  # ns: two changes closer to each other may bear the same time, as FAT has it
LIMIT = 1 << 16  # characters: a session of the longest token has a tenth of them


def store(path: str, text: str, mtime_ns: int | None = None) -> None:
    """Put a file of the user's alone in place, whole or not at all. Raises OSError."""
    directory = os.path.dirname(path)
    own_directory(directory)
    sweep_unfinished(directory)
    temporary = f"{directory}/{UNFINISHED}{os.getpid()}-{os.urandom(6).hex()}"
    # Never a file that is there: whoever made it might be its owner.
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
    except PermissionError:  # somebody else's
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
        raise PermissionError(1, "others may write there", path)


def is_own(directory: str) -> bool:
    """Whether nobody else can put a file there in place of ours, or move it or the two above it away.

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
        # Without O_NONBLOCK a FIFO would hold everybody who switches.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, encoding="utf-8") as stream:
            status = os.fstat(descriptor)
            mine = status.st_uid == os.geteuid() and not status.st_mode & (S_IWGRP | S_IWOTH)
            if not (mine and S_ISREG(status.st_mode) and is_own(os.path.dirname(path) or ".")):
                return None
            return stream.read(LIMIT)
    except (OSError, UnicodeDecodeError):
        return None


def facts(status: os.stat_result) -> str:
    """What the kernel says of a file, as words that another file, or a change of this one, makes others."""
    # Nobody can set the time of the last change (ctime) back, as rsync does with that of the content.
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


class Session:
    """A session on disk: the keys, what opened it, and for which profile."""

    __slots__ = ("keys", "kind", "path", "profile")

    def __init__(self, path: str, kind: str, profile: str, keys: Credentials) -> None:
        self.path = path
        self.kind = kind  # the type of a hop, or "mfa" for GetSessionToken's, which serves every role
        self.profile = profile
        self.keys = keys


class Sessions:
    """Our own sessions, one file each, named by a key that covers all that would make it another session.

    A file is lines, since json costs as much as the rest of a switch: the format, what opened it, the profile
    (quoted), access key id, secret, token, its end and its beginning in epoch seconds, an empty line.
    """

    __slots__ = ("directory",)

    def __init__(self, cache_directory: str) -> None:
        self.directory = cache_directory + "/sessions"

    def load(self, key: str) -> Credentials | None:
        """The keys under that key, good or not; None where there is no whole file of ours."""
        session = _parse(f"{self.directory}/{key}", read(f"{self.directory}/{key}"))
        return session.keys if session else None

    def store(self, key: str, kind: str, profile: str, keys: Credentials) -> None:
        """Keep keys that have an end. Raises OSError."""
        lines = [FORMAT, kind, quoted(profile), keys.access_key, keys.secret, keys.token or ""]
        store(f"{self.directory}/{key}", "\n".join([*lines, str(keys.expiration), str(keys.opened), ""]))

    def lock(self, key: str, waits: Callable[[], None] | None = None, limit: float | None = None) -> Lock:
        """What the opener of that session holds."""
        return Lock(f"{self.directory}/{key}.lock", waits, limit)

    def all(self) -> Iterator[Session]:
        """Every session there is."""
        try:
            names = os.listdir(self.directory)
        except OSError:
            return
        for name in names:
            path = f"{self.directory}/{name}"
            whole = not name.endswith(".lock") and not name.startswith(UNFINISHED)
            if session := _parse(path, read(path) if whole else None):
                yield session

    def sweep(self, now: float) -> None:
        """Remove the sessions that have ended."""
        for session in self.all():
            if session.keys.expiration is not None and session.keys.expiration <= now:
                forget(session.path)


def _parse(path: str, text: str | None) -> Session | None:
    match (text or "").split("\n"):
        case [header, kind, profile, access_key, secret, token, ends, opened, ""] if header == FORMAT:
            if access_key and secret and ends.isdecimal() and opened.isdecimal():
                keys = Credentials(access_key, secret, token or None, int(ends), int(opened))
                return Session(path, kind, unquoted(profile), keys)
    return None


def forget(path: str) -> None:
    """Remove a file that may be there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


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
