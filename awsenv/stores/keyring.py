"""How is the keyring of the system asked, without waiting for one that is half alive?

By a process of its own, with a time limit: to import the library or to reach D-Bus may take minutes.
"""

from __future__ import annotations

import json
import os
import sys

from ..text import plain, shown
from . import keyring_process, program
from .store import SERVICE, Locked, StoreFailed, StoreMissing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Keyring:
    """macOS's Keychain or the Secret Service, as "keyring"; KWallet's own protocol, as "kwallet"."""

    def __init__(self, name: str, environ: Mapping[str, str], *, asks: bool) -> None:
        self.name = name
        self.environ = environ
        self.asks = asks

    def get(self, key: str) -> str | None:
        """See Store."""
        secret = self._asked("get", key).get("secret")
        return secret if isinstance(secret, str) else None

    def put(self, key: str, secret: str) -> None:
        """See Store."""
        self._asked("put", key, secret)

    def delete(self, key: str) -> None:
        """See Store."""
        self._asked("delete", key)

    def _asked(self, what: str, key: str, secret: str | None = None) -> dict[str, object]:
        """What the process answers."""
        request = {"do": what, "service": SERVICE, "key": key, "secret": secret, "asks": self.asks}
        request["backend"] = "macos" if (self.name, sys.platform) == ("keyring", "darwin") else self.name
        words = [sys.executable, "-I", os.path.realpath(keyring_process.__file__)]
        limit = program.ASKING if self.asks else program.SILENT
        # In a session of its own also where it asks: a keyring asks by a window, not on the terminal.
        said = program.run(self.name, words, self.environ, given=json.dumps(request), limit=limit)
        answer = said.document()
        if answer is None:
            raise StoreFailed(f"the store {shown(self.name)} failed: {said.reason}")
        if answer.get("state") == "absent":
            remedy = "install awsenv-shell[keyring], or name another store: pass, passage, op, bw"
            what = f"the store {shown(self.name)} needs the Python package {plain(str(answer.get('what')))}"
            raise StoreMissing(what, remedy)
        if answer.get("state") == "locked":
            how = "unlock it where you set up your desktop's passwords, then run the command again"
            raise Locked(self.name, how if self.asks else f"{how}, on a terminal")
        if answer.get("state") != "done":
            what = f"the store {shown(self.name)} failed: {plain(str(answer.get('what')))}"
            raise StoreFailed(what, "is a keyring running in this session (D-Bus)? else use pass, op or bw")
        return answer
