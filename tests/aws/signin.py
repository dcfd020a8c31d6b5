"""How does a person sign in to IAM Identity Center, and which tokens come of it?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from awsenv.sandbox.wire import Refusal

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True)
class Token:
    """An access token: whose, and until when."""

    person: str
    expires: datetime


@dataclass(frozen=True)
class Client:
    """A registered client: what it may ask for, and where a browser may bring it a code."""

    secret: str
    scopes: tuple[str, ...]
    redirects: tuple[str, ...]


@dataclass
class Grant:
    """A device code or an authorization code that waits for its person."""

    client: str
    expires: datetime
    person: str | None = None
    denied: bool = False
    user_code: str = ""
    challenge: str = ""
    redirect: str = ""


@dataclass
class SignIn:
    """What the sign-in service remembers; the test is the person in front of the browser."""

    browser: str | None = None
    """Who is signed in to the browser that opens /authorize; None presses Deny."""
    device: str | None = None
    """Who confirms each device code as soon as it is shown."""
    duration: int = 8 * 3600
    interval: int = 1
    tokens: dict[str, Token] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    """By id."""
    _refreshable: dict[str, str] = field(default_factory=dict)

    def approve(self, person: str) -> None:
        """Let this person confirm every device code that waits."""
        for grant in self.grants.values():
            grant.person = grant.person or person

    def deny(self) -> None:
        for grant in self.grants.values():
            grant.denied = True

    def token(self, person: str, expires: datetime) -> str:
        """Return a new access token."""
        name = "aoa" + secrets.token_urlsafe(48)
        self.tokens[name] = Token(person, expires)
        return name

    def age(self, by: timedelta) -> None:
        for name, token in list(self.tokens.items()):
            self.tokens[name] = replace(token, expires=token.expires - by)
        for grant in self.grants.values():
            grant.expires -= by

    def register(self, scopes: list[str], redirects: list[str]) -> tuple[str, str]:
        client, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        self.clients[client] = Client(secret, tuple(scopes), tuple(redirects))
        return client, secret

    def knows(self, client: str, secret: str) -> bool:
        return client in self.clients and self.clients[client].secret == secret

    def take_refresh(self, token: str) -> str:
        """Return whose refresh token this is; each is good once."""
        person = self._refreshable.pop(token, None)
        if person is None:
            raise Refusal("InvalidGrantException", "Invalid refresh token provided")
        return person

    def refresh(self, person: str) -> str:
        token = "aor" + secrets.token_urlsafe(48)
        self._refreshable[token] = person
        return token

    def redeem(self, code: str, now: datetime, client: str, challenge: str, redirect: str) -> str:
        """Return who granted this code; each is good once."""
        grant = self.grants.get(code)
        if grant is None or (grant.client, grant.challenge, grant.redirect) != (client, challenge, redirect):
            raise Refusal("InvalidGrantException", "Invalid grant provided")
        if grant.expires <= now:
            raise Refusal("ExpiredTokenException", "Device code has expired")
        if grant.denied:
            raise Refusal("AccessDeniedException", "The user denied the request")
        if grant.person is None:
            raise Refusal("AuthorizationPendingException", "Authorization is still pending")
        del self.grants[code]
        return grant.person
