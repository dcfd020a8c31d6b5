"""Where does the secret of a key wait that is to replace one in a plain file?"""

from __future__ import annotations

from ..files import private
from ..settings import locations
from .store import FILE, StoreFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class File:
    """A file for the user alone, as plain as the one that the secret is for; it is gone once it is there."""

    name = FILE

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.directory = locations.directory("state", environ) + "/keys"

    def get(self, key: str) -> str | None:
        """See Store."""
        text = private.read(f"{self.directory}/{key}")
        return text.rstrip("\n") if text else None

    def put(self, key: str, secret: str) -> None:
        """See Store."""
        try:
            private.store(f"{self.directory}/{key}", f"{secret}\n")
        except OSError as error:
            what = f"{self.directory}: a secret cannot be kept: {error.strerror}"
            raise StoreFailed(what) from None

    def delete(self, key: str) -> None:
        """See Store."""
        try:
            private.forget(f"{self.directory}/{key}")
        except OSError as error:
            raise StoreFailed(f"{self.directory}/{key} cannot be removed: {error.strerror}") from None
