"""How do pass, passage, 1Password's op and Bitwarden's bw keep a secret, each by its own command?"""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod

from ..text import shown
from . import program
from .store import SERVICE, Locked, StoreFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .program import Said

# What gpg and age say where they would have to ask for a passphrase, and may not. With --quiet, as pass has
# it, gpg says no more than that it has no secret key.
NO_QUESTION = (
    "pinentry",
    "Inappropriate ioctl",
    "Operation cancelled",
    "/dev/tty",
    "passphrase",
    "secret key",
)


class _Program:
    """A store that is a program."""

    words: tuple[str, ...] = ()  # before those of each command

    def __init__(self, name: str, environ: Mapping[str, str], *, asks: bool) -> None:
        self.name = name
        self.environ = dict(environ)
        self.asks = asks

    def _run(self, *words: str, given: str | None = None, asks: bool = False) -> Said:
        return program.run(self.name, [self.name, *self.words, *words], self.environ, given=given, asks=asks)

    def _failed(self, said: Said) -> StoreFailed:
        return StoreFailed(f"the store {shown(self.name)} failed: {said.reason}")


class Pass(_Program):
    """pass (by gpg) and passage (by age). The first line of an item is the secret, as they have it."""

    def __init__(self, name: str, environ: Mapping[str, str], *, asks: bool) -> None:
        super().__init__(name, environ, asks=asks)
        self.environ["LC_ALL"] = "C"  # gpg says in the user's language why it cannot decrypt
        if name == "pass" and not asks:
            own = environ.get("PASSWORD_STORE_GPG_OPTS", "")
            self.environ["PASSWORD_STORE_GPG_OPTS"] = f"{own} --pinentry-mode error".strip()

    def get(self, key: str) -> str | None:
        """See Store."""
        said = self._run("show", f"{SERVICE}/{key}", asks=self.asks)
        if said.status == 0:
            return said.out.partition("\n")[0]
        if "is not in the password store" in said.err:
            return None
        if any(word in said.err for word in NO_QUESTION):
            ours = f"{self.name} show {SERVICE}/{key} >/dev/null"
            raise Locked(self.name, f"{ours} asks for the passphrase, then run the command again")
        raise self._failed(said)

    def put(self, key: str, secret: str) -> None:
        """See Store."""
        said = self._run("insert", "--multiline", "--force", f"{SERVICE}/{key}", given=_lines(key, secret))
        if said.status:
            raise self._failed(said)

    def delete(self, key: str) -> None:
        """See Store."""
        said = self._run("rm", "--force", f"{SERVICE}/{key}")
        if said.status and "is not in the password store" not in said.err:
            raise self._failed(said)


class _Manager(_Program, ABC):
    """A password manager, which keeps items of several fields and tells of them in JSON."""

    unlock = ""  # what a person types to unlock it
    closed: tuple[str, ...] = ()  # what it says where that has to be done first

    @abstractmethod
    def get(self, key: str) -> str | None:
        """See Store."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """See Store."""

    @abstractmethod
    def _create(self, key: str, secret: str) -> Said:
        """Make an item, where there is none under that id."""

    def put(self, key: str, secret: str) -> None:
        """See Store."""
        found = self.get(key)
        if found == secret:
            return
        if found is not None:
            self.delete(key)
        said = self._create(key, secret)
        if said.status:
            raise self._error(said)

    def _document(self, said: Said) -> dict[str, object]:
        found = said.document()
        if found is None:
            raise StoreFailed(f"the store {shown(self.name)} printed something other than an item")
        return found

    def _error(self, said: Said) -> Locked | StoreFailed:
        if any(word in said.err for word in self.closed):
            return Locked(self.name, self.unlock)
        return self._failed(said)


class OnePassword(_Manager):
    """op. Without the terminal it is first asked who is signed in, which never opens a window."""

    unlock = "op signin opens it, then run the command again"
    missing = "isn't an item"
    closed = ("not currently signed in", "not signed in", "session expired", "authoriz", "No accounts")

    def get(self, key: str) -> str | None:
        """See Store."""
        self._check()
        said = self._run("item", "get", f"{SERVICE} {key}", "--format", "json", asks=self.asks)
        if self.missing in said.err:
            return None
        if said.status:
            raise self._error(said)
        fields = self._document(said).get("fields")
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, dict) and "credential" in (field.get("id"), field.get("label")):
                return str(field.get("value") or "")
        return ""

    def _create(self, key: str, secret: str) -> Said:
        fields = [
            {"id": "username", "type": "STRING", "label": "username", "value": key},
            {"id": "credential", "type": "CONCEALED", "label": "credential", "value": secret},
        ]
        item = {
            "title": f"{SERVICE} {key}",
            "category": "API_CREDENTIAL",
            "tags": [SERVICE],
            "fields": fields,
        }
        return self._run("item", "create", "--format", "json", "-", given=json.dumps(item), asks=self.asks)

    def delete(self, key: str) -> None:
        """See Store."""
        self._check()
        said = self._run("item", "delete", f"{SERVICE} {key}", asks=self.asks)
        if said.status and self.missing not in said.err:
            raise self._error(said)

    def _check(self) -> None:
        if not self.asks and (said := self._run("whoami")).status:
            raise self._error(said)


class Bitwarden(_Manager):
    """bw. It is never let ask: only the shell that unlocked it has its session, as BW_SESSION."""

    words = ("--nointeraction",)
    unlock = 'in this shell: export BW_SESSION="$(bw unlock --raw)"; then run the command again'
    closed = ("is locked", "not logged in", "password is required")

    def get(self, key: str) -> str | None:
        """See Store."""
        login = (self._item(key) or {}).get("login")
        if login is None:
            return None
        return str(login.get("password") or "") if isinstance(login, dict) else ""

    def _create(self, key: str, secret: str) -> Said:
        item: dict[str, object] = {"type": 1, "name": f"{SERVICE} {key}", "fields": [], "reprompt": 0}
        item["login"] = {"username": key, "password": secret, "uris": [], "totp": None}
        item |= {"notes": None, "favorite": False, "organizationId": None, "folderId": None}
        coded = base64.b64encode(json.dumps(item).encode()).decode()
        return self._run("create", "item", given=coded)

    def delete(self, key: str) -> None:
        """See Store."""
        item = self._item(key)
        if item is not None and (said := self._run("delete", "item", str(item.get("id")))).status:
            raise self._error(said)

    def _item(self, key: str) -> dict[str, object] | None:
        said = self._run("get", "item", f"{SERVICE} {key}")
        if "Not found" in said.err:
            return None
        if said.status:
            raise self._error(said)
        return self._document(said)


def _lines(key: str, secret: str) -> str:
    return f"{secret}\naws_access_key_id: {key}\n"
