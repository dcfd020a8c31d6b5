"""Which token of an SSO session does the AWS CLI keep?

Names and contents of the files are those of the AWS CLI v2 (botocore.utils.SSOTokenLoader): awsenv and the
CLI share every sign-in.
"""

from __future__ import annotations

from ..credentials import MARGIN, epoch, iso, lasts
from ..environment.state import written
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..aws_config.profiles import Profile
    from ..environment.variables import Environment
    from .sso_sessions import SsoSession


class Registration:
    """The OAuth client that this computer is for IAM Identity Center, for some months."""

    __slots__ = ("client", "expiration", "secret")

    def __init__(self, client: str, secret: str, expiration: int) -> None:
        self.client = client
        self.secret = secret
        self.expiration = expiration  # seconds since the epoch, UTC

    def __repr__(self) -> str:
        return "Registration(…)"


class Token:
    """A sign-in: until when it lasts, and whether every SDK renews it then without a question."""

    __slots__ = ("access", "expiration", "refresh", "refused", "registration", "renews")

    def __init__(
        self,
        access: str,
        expiration: int,
        refresh: str | None = None,
        registration: Registration | None = None,
        *,
        renews: bool = False,
    ) -> None:
        self.access = access  # the access token, a secret like the two that follow
        self.expiration = expiration  # seconds since the epoch, UTC
        self.refresh = refresh
        self.registration = registration  # of the client that may use the refresh token
        self.renews = renews
        self.refused = False  # whether the portal is known to renew it no more

    def __repr__(self) -> str:
        return "Token(…)"

    def good(self, now: float) -> bool:
        """Whether it lasts for 15 minutes; with less left every SDK asks for another one."""
        return lasts(self.expiration, now, MARGIN)

    def serves(self, now: float) -> bool:
        """Whether the AWS tools get keys with it."""
        return self.renews or lasts(self.expiration, now)

    def variables(self) -> Environment:
        """What a shell in profile mode says of the end; of a token that every SDK renews, none."""
        return written(expires=None if self.renews else self.expiration, renews=self.renews)

    def refreshable(self, now: float) -> bool:
        """Whether another one can be had for it without a question."""
        return (
            bool(self.refresh) and self.registration is not None and lasts(self.registration.expiration, now)
        )


def key(profile: Profile) -> str:
    """The key of the session that an SSO profile belongs to, whether or not the session is defined."""
    return profile.get("sso_session") or profile.get("sso_start_url") or ""


def of_profile(profile: Profile, environ: Mapping[str, str], now: float) -> Token | None:
    """The token of the session that the profile belongs to; None where there is none that can be read."""
    # A profile without sso_session gets nothing from botocore.tokens.SSOTokenProvider.
    known, home = profile.get("sso_session") is not None, locations.home(environ)
    return _load(key(profile), home, now, locations.directory("cache", environ), has_provider=known)


def load(session: SsoSession, home: str, now: float, cache: str = "") -> Token | None:
    """The token of a session; None where there is none that can be read.

    `cache` is the directory of ours that tells what was refused.
    """
    return _load(session.key, home, now, cache, has_provider=session.name is not None)


def refuse(session: SsoSession, token: Token, cache: str, *, whole: bool) -> None:
    """Remember, until the next sign-in, that the portal refuses to renew this token, or the `whole` of it."""
    try:
        private.store(_refusals(session.key, cache), f"{'token' if whole else 'renewal'} {_mark(token)}\n")
    except OSError:
        pass  # then it is asked again


def _refusals(key: str, cache: str) -> str:
    return f"{cache}/sso/{private.digest(key)}"


def _mark(token: Token) -> str:
    return private.digest(f"awsenv {token.access}")


def store(session: SsoSession, token: Token, home: str) -> None:
    """Keep the token where all AWS tools look for it. Raises OSError."""
    write(file(session.key, home), _content(session, token))


def forget(session: SsoSession, home: str) -> bool:
    """Remove the token; return whether there was a file. Raises OSError."""
    import os

    try:
        os.unlink(file(session.key, home))
    except FileNotFoundError:
        return False
    return True


def in_memory(session: SsoSession, token: Token) -> dict[str, dict[str, object]]:
    """A token cache for botocore that it need not renew and cannot store."""
    return {private.digest(session.key): _content(session, Token(token.access, token.expiration))}


def _load(key: str, home: str, now: float, cache: str, *, has_provider: bool) -> Token | None:
    found = _parse(file(key, home))
    if found is not None:
        if cache and (said := private.read(_refusals(key, cache))):
            what, _, mark = said.strip().partition(" ")
            if mark == _mark(found):
                found.refused = True
                if what == "token":
                    found.expiration = min(found.expiration, int(now))
        found.renews = has_provider and not found.refused and found.refreshable(now)
    return found


def _parse(path: str) -> Token | None:
    try:
        found = read(path)
        access, expiration = found["accessToken"], epoch(found["expiresAt"])
        if not isinstance(access, str) or not access:
            return None
        words = [found.get(word) for word in ("refreshToken", "clientId", "clientSecret")]
        if not all(isinstance(word, str) and word for word in words):
            return Token(access, expiration)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    try:
        refresh, client, secret = map(str, words)
        registration = Registration(client, secret, epoch(found["registrationExpiresAt"]))
    except (ValueError, KeyError, TypeError):  # it lasts until its end, as for botocore, and is not renewed
        return Token(access, expiration)
    return Token(access, expiration, refresh, registration)


def _content(session: SsoSession, token: Token) -> dict[str, object]:
    found: dict[str, object] = {
        "startUrl": session.start_url,
        "region": session.region,
        "accessToken": token.access,
        "expiresAt": iso(token.expiration),
    }
    if token.registration is not None:
        found |= {"clientId": token.registration.client, "clientSecret": token.registration.secret}
        found["registrationExpiresAt"] = iso(token.registration.expiration)
    if token.refresh is not None:
        found["refreshToken"] = token.refresh
    return found


# --- the files of this cache, registrations among them ------------------------------------------------------


def folder(home: str) -> str:
    """Where the AWS CLI keeps tokens and registrations."""
    return f"{home}/.aws/sso/cache"


def file(key: str, home: str) -> str:
    """The path of the file that is named after this key."""
    return f"{folder(home)}/{private.digest(key)}.json"


def read(path: str) -> dict[str, Any]:
    """The object in a file; an empty one where there is none. Raises ValueError."""
    text = private.read(path)
    if text is None:
        return {}
    from .. import foreign_json

    found = foreign_json.read(text)
    return found if isinstance(found, dict) else {}


def write(path: str, found: dict[str, object]) -> None:
    """Keep the object in that file. Raises OSError."""
    import json

    private.store(path, json.dumps(found))
