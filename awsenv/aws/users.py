"""Which access keys has an IAM user? Make one, deactivate one, delete one."""

from __future__ import annotations

from .. import aws_errors
from ..credentials import are_keys
from ..text import shown
from . import failures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..credentials import Credentials
    from ..errors import AwsenvError
    from .connection import Connection


class MayNot(aws_errors.Refused):
    """The user may not do that with their own keys, or only with MFA."""

    code = "may-not"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(
            f"profile {shown(name)}: {aws_errors.aws_says(message)}",
            "an administrator may allow iam:ListAccessKeys, CreateAccessKey, UpdateAccessKey and "
            "DeleteAccessKey for the user's own keys; if that needs MFA, run it on a terminal",
        )


class TooMany(aws_errors.Refused):
    """The user has as many keys as a user can have."""

    code = "two-keys"


class AccessKey:
    """What AWS says of a key."""

    __slots__ = ("active", "created", "id")

    def __init__(self, key: str, created: int, *, active: bool) -> None:
        self.id = key
        self.created = created  # epoch seconds
        self.active = active


class User:
    """The user whom these credentials are of: their own keys, or a session with MFA."""

    def __init__(self, connection: Connection, signer: Credentials) -> None:
        self.name = connection.profile.name
        self.now = connection.now
        self._signer = signer
        self._connection = connection

    def keys(self) -> list[AccessKey]:
        """Their keys, of which there are two at most. Raises MayNot, and what Connection.call does."""
        with self._translated():
            found = self._client().list_access_keys()["AccessKeyMetadata"]
            return [
                AccessKey(
                    str(one["AccessKeyId"]),
                    int(one["CreateDate"].timestamp()),
                    active=one["Status"] == "Active",
                )
                for one in found
            ]

    def last_used(self, key: str) -> int | None:
        """When AWS last saw a key, in epoch seconds; None where it never did. Raises as `keys` does."""
        with self._translated():
            found = self._client().get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]
            used = found.get("LastUsedDate")
            return int(used.timestamp()) if used else None

    def create(self) -> tuple[str, str]:
        """A new key: its id and its secret. Raises TooMany, and as `keys` does."""
        with self._translated():
            # Not a second time where the answer to the first one got lost.
            made = self._client(once=True).create_access_key()["AccessKey"]
            key, secret = made["AccessKeyId"], made["SecretAccessKey"]
            if not are_keys(key, secret):
                raise TypeError("no keys")
            return key, secret

    def deactivate(self, key: str) -> None:
        """Let AWS refuse the key; one that is gone stays so. Raises as `keys` does."""
        with self._translated():
            client = self._client()
            try:
                client.update_access_key(AccessKeyId=key, Status="Inactive")
            except client.exceptions.NoSuchEntityException:
                pass

    def delete(self, key: str) -> None:
        """Delete it, if it is there. Raises as `keys` does."""
        with self._translated():
            client = self._client()
            try:
                client.delete_access_key(AccessKeyId=key)
            except client.exceptions.NoSuchEntityException:
                pass

    def _client(self, *, once: bool = False) -> Any:
        return self._connection.client("iam", self._signer, once=once)

    def _translated(self) -> Any:
        def refused(response: Mapping[str, Any]) -> AwsenvError:
            error = response["Error"]
            code, message = str(error.get("Code", "")), str(error.get("Message", ""))
            if code.startswith("AccessDenied"):
                return MayNot(self.name, message)
            if code.startswith("LimitExceeded"):
                return TooMany(f"profile {shown(self.name)}: {aws_errors.aws_says(message)}")
            return failures.refusal(response, self.name, self.now, (self.name, self._signer.access_key))

        return failures.translated(self.name, refused=refused)
