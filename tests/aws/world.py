"""What does an AWS have that people sign in to and machines run in, and whose time a test can change?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from awsenv.sandbox import device
from awsenv.sandbox import world as sandbox

from .signin import SignIn
from .sso import Portal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class AccessKey:
    """What IAM knows of a user's key besides whose it is."""

    created: datetime
    active: bool = True
    used: datetime | None = None
    unseen: int = 0
    """How many requests AWS still refuses, since not all of it has heard of the key."""


@dataclass
class World(sandbox.World):
    """The sandbox's world and more; a test sets it up, and may change it while the server runs."""

    clock: Callable[[], float] = time.time
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
    mfa_window: int = 1
    """Which 30 seconds it is for the MFA devices: another number, another code."""
    sign_ins: dict[str, sandbox.Keys] = field(default_factory=dict)
    """Sign-in token of the console → the session that got it; each is good once."""

    access_keys: dict[str, AccessKey] = field(default_factory=dict)
    """Of users, by key id; those that no test speaks of are a hundred days old."""
    delay: int = 0
    """How many requests with a new access key AWS refuses at first."""
    denied: set[str] = field(default_factory=set)
    """What users may not do in IAM."""
    iam_wants_mfa: bool = False

    def now(self) -> datetime:
        return super().now() + self.skew

    def keys(self, access_key: str) -> sandbox.Keys | None:
        """Return what this access key stands for; None where it is inactive or too new."""
        if access_key not in self.users:
            return super().keys(access_key)
        fact = self._fact(access_key)
        if not fact.active or fact.unseen:
            fact.unseen = max(0, fact.unseen - 1)
            return None
        fact.used = self.now()
        return super().keys(access_key)

    def keys_of(self, arn: str) -> list[str]:
        """Return the ids of a user's keys."""
        found = [key for key, user in self.users.items() if user.arn == arn]
        for key in found:
            self._fact(key)
        return found

    def new_key(self, arn: str) -> tuple[str, str]:
        """Return the id and the secret of another key of a user."""
        mfa = next(user.mfa for user in self.users.values() if user.arn == arn)
        key, secret = self.add_user(arn, mfa)
        self.access_keys[key] = AccessKey(self.now(), unseen=self.delay)
        return key, secret

    def _fact(self, key: str) -> AccessKey:
        return self.access_keys.setdefault(key, AccessKey(self.now() - timedelta(days=100)))

    def age(self, by: timedelta) -> None:
        """Let every session and token handed out so far be older, the clocks standing still."""
        with self._lock:
            for keys in self._sessions.values():
                self._sessions[keys.access_key] = replace(keys, expires=keys.expires - by)
        self.sign_in.age(by)

    def mfa_code(self, serial: str) -> str:
        """Return the code that this device shows now."""
        return device.code(self._device(serial).secret, self.mfa_window)

    def accepts_mfa(self, serial: str, code: str) -> bool:
        with self._lock:
            return self._device(serial).accepts(code, self.mfa_window * device.PERIOD)

    def _device(self, serial: str) -> device.Device:
        return self.devices.setdefault(serial, device.Device(serial.encode()))
