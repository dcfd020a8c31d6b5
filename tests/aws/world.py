"""Who exists in this AWS, what may they do, and which keys were they given?"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Literal

from .signin import SignIn
from .sso import Portal


def unique_id(prefix: str, arn: str) -> str:
    """Return the id that IAM would give: stable for an ARN, 21 characters."""
    return prefix + base64.b32encode(hashlib.sha256(arn.encode()).digest()).decode()[:17]


@dataclass(frozen=True)
class User:
    """An IAM user with one access key; `mfa` is the serial number of the device."""

    arn: str
    secret: str
    mfa: str | None = None


@dataclass(frozen=True)
class Role:
    """A role; `trusts` holds accounts (id or root ARN), users, roles and identity providers."""

    trusts: tuple[str, ...]
    external_id: str | None = None
    mfa: bool = False
    max_duration: int = 3600


@dataclass(frozen=True)
class Keys:
    """An access key and whom it stands for: `arn` as STS says it, `principal` as IAM knows it."""

    kind: Literal["user", "user session", "role session", "federated"]
    arn: str
    principal: str
    user_id: str
    access_key: str
    secret: str
    token: str | None = None
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
    """Everything the services know; a test sets it up, and may change it while the server runs."""

    users: dict[str, User] = field(default_factory=dict)
    """By access key."""
    roles: dict[str, Role] = field(default_factory=dict)
    """By ARN."""
    web_identities: dict[str, str] = field(default_factory=dict)
    """Token → ARN of the provider that a role trusts."""
    instance: str | None = None
    """ARN of the role whose keys the instance metadata service hands out."""
    container: str | None = None
    """ARN of the role whose keys the container endpoint hands out."""
    container_token: str = "the container's own"
    metadata_tokens: set[str] = field(default_factory=set)
    portal: Portal = field(default_factory=Portal)
    sign_in: SignIn = field(default_factory=SignIn)
    skew: timedelta = timedelta(0)
    """How far AWS's clock is ahead of the client's."""
    mfa_window: int = 0
    """Which 30 seconds it is for the MFA devices: another number, another code."""
    _sessions: dict[str, Keys] = field(default_factory=dict)
    sign_ins: dict[str, Keys] = field(default_factory=dict)
    """Sign-in token of the console → the session that got it; each is good once."""
    _used_codes: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return datetime.now(timezone.utc).replace(microsecond=0) + self.skew

    def age(self, by: timedelta) -> None:
        """Let every session and token handed out so far be older, the clocks standing still."""
        with self._lock:
            for keys in self._sessions.values():
                assert keys.expires is not None
                self._sessions[keys.access_key] = replace(keys, expires=keys.expires - by)
        self.sign_in.age(by)

    def mfa_code(self, serial: str) -> str:
        """Return the code that this device shows now."""
        digest = hashlib.sha256(f"{serial} {self.mfa_window}".encode()).digest()
        return f"{int.from_bytes(digest[:4], 'big') % 1_000_000:06}"

    def accepts_mfa(self, serial: str, code: str) -> bool:
        """Tell whether the code is the current one; each is accepted once."""
        with self._lock:
            accepted = code == self.mfa_code(serial) and (serial, code) not in self._used_codes
            self._used_codes |= {(serial, code)} if accepted else set()
            return accepted

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
            access_key="ASIA" + base64.b32encode(secrets.token_bytes(10)).decode(),
            secret=base64.b64encode(secrets.token_bytes(30)).decode(),
            token="IQoJb3JpZ2luX2Vj" + base64.b64encode(secrets.token_bytes(220)).decode(),
            expires=self.now() + timedelta(seconds=seconds),
        )
        with self._lock:
            self._sessions[session.access_key] = session
        return session


def timestamp(moment: datetime | None) -> str:
    """Return an expiration as AWS writes it."""
    assert moment is not None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
