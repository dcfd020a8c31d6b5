"""Which sessions of ours are on disk?"""

from __future__ import annotations

import posix

from ..credentials import Credentials, lasts
from ..files.private import UNFINISHED, forget, read, store
from ..percent import quoted, unquoted
from ..settings import locations
from ..text import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..files.locks import Lock

FORMAT = "awsenv session 2"


class StoredSession:
    """A session on disk: its credentials, what opened it, and for which profile."""

    __slots__ = ("credentials", "key", "kind", "path", "profile")

    def __init__(self, path: str, kind: str, profile: str, credentials: Credentials) -> None:
        self.path = path
        self.key = path.rpartition("/")[2]
        self.kind = kind  # the type of a hop, or "mfa" for GetSessionToken's, which serves every role
        self.profile = profile
        self.credentials = credentials


def of(environ: Mapping[str, str]) -> SessionStore:
    """The store of this user."""
    return SessionStore(locations.directory("cache", environ))


class SessionStore:
    """awsenv's own sessions, one file each, named by its key (see keys.py).

    A file is lines, since json costs as much as the rest of a switch: the format, what opened it, the profile
    (quoted), access key id, secret, token, its end and its beginning in epoch seconds, the account or
    an empty line, and an empty line.
    """

    __slots__ = ("directory",)

    def __init__(self, cache_directory: str) -> None:
        self.directory = cache_directory + "/sessions"

    def load(self, key: str) -> Credentials | None:
        """The session under that key, good or not; None where there is no whole file of ours."""
        session = _parse(f"{self.directory}/{key}", read(f"{self.directory}/{key}"))
        return session.credentials if session else None

    def store(self, key: str, kind: str, profile: str, credentials: Credentials) -> None:
        """Keep credentials that have an expiration. Raises OSError."""
        words = [credentials.access_key, credentials.secret_key, credentials.token or ""]
        times = [str(credentials.expiration), str(credentials.opened)]
        lines = [FORMAT, kind, quoted(profile), *words, *times, credentials.account or "", ""]
        store(f"{self.directory}/{key}", "\n".join(lines))

    def lock(self, key: str, waits: Callable[[], None] | None = None, limit: float | None = None) -> Lock:
        """What the opener of that session holds."""
        from ..files.locks import Lock

        return Lock(f"{self.directory}/{key}.lock", waits, limit)

    def all(self) -> Iterator[StoredSession]:
        """Every session there is."""
        try:
            names = posix.listdir(self.directory)
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
            if not lasts(session.credentials.expiration, now):
                forget(session.path)


def _parse(path: str, text: str | None) -> StoredSession | None:
    match (text or "").split("\n"):
        case [header, kind, profile, key, secret, token, expiration, opened, account, ""] if header == FORMAT:
            end, begin = number(expiration), number(opened)
            if key and secret and end is not None and begin is not None:
                found = Credentials(key, secret, token or None, end, begin, account)
                return StoredSession(path, kind, unquoted(profile), found)
    return None
