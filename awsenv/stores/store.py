"""What does every store of keys offer, which are there, and what can go wrong in one?"""

from __future__ import annotations

from ..errors import AwsenvError, LoginNeeded, UsageError
from ..settings.model import STORES
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    class Store(Protocol):
        """Secrets under the ids of their access keys.

        One that `asks` may let its own program ask a person to unlock it; else none of its methods does.
        Raises Locked, StoreFailed and StoreMissing.
        """

        name: str

        def get(self, key: str) -> str | None:
            """The secret; None where the store has none under that id."""

        def put(self, key: str, secret: str) -> None:
            """Keep it, in place of another one under that id."""

        def delete(self, key: str) -> None:
            """Remove it, if it is there."""


# Besides those that users name: the file is where the secret of a plain file waits while its key is rotated.
FILE = "file"
SERVICE = "awsenv"  # under which our items are found in a store


class Locked(LoginNeeded):
    """The store has to be unlocked, and may not or cannot ask for that now."""

    code = "store-locked"

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"the store {shown(name)} is locked", remedy)


class StoreMissing(AwsenvError):
    """What a store needs is not installed."""

    code = "store-missing"


class StoreFailed(AwsenvError):
    """The store said something else than it should, or nothing in time."""

    code = "store-failed"


def of(name: str, environ: Mapping[str, str], *, asks: bool) -> Store:
    """The store of that name. Raises UsageError."""
    if name in ("keyring", "kwallet"):
        from .keyring import Keyring

        return Keyring(name, environ, asks=asks)
    if name == FILE:
        from .file import File

        return File(environ)
    from .programs import Bitwarden, OnePassword, Pass

    kinds: dict[str, Callable[..., Store]] = {"pass": Pass, "passage": Pass, "op": OnePassword}
    kinds["bw"] = Bitwarden
    if name not in kinds:
        raise UsageError(f"no store {shown(name)}; known are {', '.join(STORES)}")
    return kinds[name](name, environ, asks=asks)


def check_id(key: str) -> None:
    """Raise AwsenvError for an access key id that could be something else in the name of an item."""
    if not (key.isascii() and key.replace("_", "").isalnum()):
        remedy = "quotes and comments in that line count as part of it: remove them there"
        raise AwsenvError(f"{shown(key)} is not an access key id", remedy, code="wrong-key-id")
