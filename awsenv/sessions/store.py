"""Which sessions of ours are on disk?"""

from __future__ import annotations

import os

from ..credentials import Credentials
from ..files.locks import Lock
from ..files.private import UNFINISHED, forget, read, store
from ..percent import quoted, unquoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


FORMAT = "awsenv session 1"


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
