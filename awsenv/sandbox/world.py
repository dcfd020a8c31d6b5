"""Who exists in this AWS, what may they do, and which keys were they given?"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .device import Device


def unique_id(prefix: str, arn: str) -> str:
    """Return the id that IAM would give: stable for an ARN, 21 characters."""
    return prefix + base64.b32encode(hashlib.sha256(arn.encode()).digest()).decode()[:17]


def access_key(prefix: str) -> str:
    """Return a new access key; of a user its prefix is AKIA, of a session ASIA."""
    return prefix + base64.b32encode(secrets.token_bytes(10)).decode()


def random_text(length: int) -> str:
    """Return so many random bytes as AWS writes secrets and tokens."""
    return base64.b64encode(secrets.token_bytes(length)).decode()


@dataclass(frozen=True)
class User:
    """An IAM user with one access key; `mfa` is the serial number of the device."""

    arn: str
    secret: str = field(repr=False)
    mfa: str | None = None


@dataclass(frozen=True)
class Role:
    """A role; `trusts` holds accounts (id or root ARN), users, roles and identity providers."""

    trusts: tuple[str, ...]
    external_id: str | None = None
    mfa: bool = False
    max_duration: int = 3600
    denies: tuple[str, ...] = ()
    """What its trust policy does not allow beside sts:AssumeRole: sts:TagSession, sts:SetSourceIdentity."""


@dataclass(frozen=True)
class Keys:
    """An access key and whom it stands for: `arn` as STS says it, `principal` as IAM knows it."""

    kind: Literal["user", "user session", "role session", "federated"]
    arn: str
    principal: str
    user_id: str
    access_key: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires: datetime | None = None
    serial: str | None = None
    mfa: bool = False
    chained: bool = False
    """Whether a role's session was opened with another session."""

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]

    def trusted_by(self, role: Role) -> bool:
        account = {self.account, f"arn:{self.partition}:iam::{self.account}:root"}
        return self.kind != "federated" and not (account | {self.arn, self.principal}).isdisjoint(role.trusts)


@dataclass
class World:
    """Everything the services know; its owner sets it up, and may change it while a server runs."""

    clock: Callable[[], float]
    """Seconds since the epoch."""
    users: dict[str, User] = field(default_factory=dict)
    """By access key."""
    roles: dict[str, Role] = field(default_factory=dict)
    """By ARN."""
    devices: dict[str, Device] = field(default_factory=dict)
    """MFA devices, by serial number."""
    web_identities: dict[str, str] = field(default_factory=dict)
    """Token → ARN of the provider that a role trusts."""
    buckets: dict[str, Sequence[str]] = field(default_factory=dict)
    """Names, by account."""
    _sessions: dict[str, Keys] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return datetime.fromtimestamp(int(self.clock()), timezone.utc)

    def add_user(self, arn: str, mfa: str | None = None) -> tuple[str, str]:
        """Return the access key and the secret of a new user."""
        key, secret = access_key("AKIA"), random_text(30)
        self.users[key] = User(arn, secret, mfa)
        return key, secret

    def accepts_mfa(self, serial: str, code: str) -> bool:
        """Tell whether the device shows this code at about this time; each is accepted once."""
        with self._lock:
            return self.devices[serial].accepts(code, self.clock())

    def keys(self, access_key: str) -> Keys | None:
        """Return what this access key stands for, expired or not."""
        if user := self.users.get(access_key):
            user_id = unique_id("AIDA", user.arn)
            return Keys("user", user.arn, user.arn, user_id, access_key, user.secret, serial=user.mfa)
        with self._lock:
            return self._sessions.get(access_key)

    def open_user_session(self, caller: Keys, seconds: int, *, mfa: bool) -> Keys:
        return self._open(replace(caller, kind="user session", mfa=mfa), seconds)

    def open_role_session(self, role: str, name: str, seconds: int = 3600, *, chained: bool = False) -> Keys:
        _, partition, _, _, account, path = role.split(":", 5)
        arn = f"arn:{partition}:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{name}"
        user_id = f"{unique_id('AROA', role)}:{name}"
        return self._open(Keys("role session", arn, role, user_id, "", "", chained=chained), seconds)

    def open_federated_session(self, caller: Keys, name: str, seconds: int) -> Keys:
        arn = f"arn:{caller.partition}:sts::{caller.account}:federated-user/{name}"
        return self._open(Keys("federated", arn, arn, f"{caller.account}:{name}", "", ""), seconds)

    def _open(self, keys: Keys, seconds: int) -> Keys:
        session = replace(
            keys,
            access_key=access_key("ASIA"),
            secret=random_text(30),
            token="IQoJb3JpZ2luX2Vj" + random_text(220),
            expires=self.now() + timedelta(seconds=seconds),
        )
        with self._lock:
            self._sessions[session.access_key] = session
        return session


def timestamp(moment: datetime | None) -> str:
    """Return an expiration as AWS writes it, "" where there is none."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
