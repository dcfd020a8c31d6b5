"""Who is signed in to IAM Identity Center, as the AWS CLI's own files tell it?

Names and contents of the files are those of the AWS CLI v2 (botocore.utils.SSOTokenLoader, and for the
registration SSOTokenFetcher): whoever signs in with one of the two uses both.
"""

from __future__ import annotations

from ..credentials import MARGIN, epoch, iso
from ..errors import WrongChain
from ..files import private
from ..text import shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..aws_config.profiles import Profile, Profiles
    from ..environment.variables import Environment

DEFAULT_SCOPE = "sso:account:access"
REDIRECT_GRANTS = ("authorization_code", "refresh_token")  # of a client that signs in by PKCE


class Session:
    """What one signs in to: [sso-session NAME], or the start URL that profiles of the older kind hold."""

    __slots__ = ("name", "region", "scopes", "start_url")

    def __init__(self, name: str | None, start_url: str, region: str, scopes: tuple[str, ...] = ()) -> None:
        self.name = name  # None for a start URL alone
        self.start_url = start_url
        self.region = region
        self.scopes = scopes

    def __str__(self) -> str:
        return f"SSO session {shown(self.name)}" if self.name is not None else shown_path(self.start_url)

    @property
    def key(self) -> str:
        """The text that the token's file is named after."""
        return self.start_url if self.name is None else self.name


class Registration:
    """What IAM Identity Center knows this computer by: an OAuth client, good for some months."""

    __slots__ = ("client", "ends", "secret")

    def __init__(self, client: str, secret: str, ends: int) -> None:
        self.client = client
        self.secret = secret
        self.ends = ends  # seconds since the epoch, UTC

    def __repr__(self) -> str:
        return "Registration(…)"


class Token:
    """A sign-in: until when it lasts, and whether every SDK renews it then without a question."""

    __slots__ = ("access", "ends", "refresh", "registration", "renews")

    def __init__(
        self,
        access: str,
        ends: int,
        refresh: str | None = None,
        registration: Registration | None = None,
        *,
        renews: bool = False,
    ) -> None:
        self.access = access  # the access token, a secret like the two that follow
        self.ends = ends  # seconds since the epoch, UTC
        self.refresh = refresh
        self.registration = registration  # of the client that may use the refresh token
        self.renews = renews

    def __repr__(self) -> str:
        return "Token(…)"

    def good(self, now: float) -> bool:
        """Whether it lasts for 15 minutes; with less left every SDK asks for another one."""
        return self.ends - now >= MARGIN

    def serves(self, now: float) -> bool:
        """Whether the AWS tools get keys with it."""
        return self.renews or self.ends > now

    def variables(self) -> Environment:
        """What a shell in profile mode says of the end; of a token that every SDK renews, none."""
        return {
            "AWSENV_EXPIRATION": None if self.renews else str(self.ends),
            "AWSENV_RENEWS": "1" if self.renews else None,
        }

    def refreshable(self, now: float) -> bool:
        """Whether another one can be had for it without a question."""
        return bool(self.refresh) and self.registration is not None and self.registration.ends > now


# --- which sessions there are -------------------------------------------------------------------------------


def session(profile: Profile, known: Profiles) -> Session:
    """The session that an SSO profile belongs to. Raises WrongChain."""
    name = profile.values.get("sso_session")
    if name is not None:
        return named(str(name), known)
    start_url, region = profile.get("sso_start_url"), profile.get("sso_region")
    if start_url is None or region is None:
        lacks = "sso_start_url" if start_url is None else "sso_region"
        raise WrongChain(f"profile {shown(profile.name)} lacks {lacks}")
    return Session(None, start_url, region)


def named(name: str, known: Profiles) -> Session:
    """The session of [sso-session NAME], or of the profiles that hold that start URL. Raises WrongChain."""
    section = known.sso_sessions.get(name)
    if section is None:
        return _of_start_url(name, known)
    values = section.values()
    start_url, region = values.get("sso_start_url"), values.get("sso_region")
    scopes = values.get("sso_registration_scopes")
    if not isinstance(start_url, str) or not isinstance(region, str) or not start_url or not region:
        lacks = "sso_region" if isinstance(start_url, str) and start_url else "sso_start_url"
        raise WrongChain(f"[sso-session {shown(name)[1:-1]}] lacks {lacks}")
    words = scopes.split(",") if isinstance(scopes, str) else []
    return Session(name, start_url, region, tuple(word.strip() for word in words if word.strip()))


def _of_start_url(start_url: str, known: Profiles) -> Session:
    for name in known.names() if "//" in start_url else ():
        profile = known.get(name)
        region = profile.get("sso_region")
        if region and "sso_session" not in profile.values and profile.get("sso_start_url") == start_url:
            return Session(None, start_url, region)
    names = ", ".join(shown(name) for name in known.sso_sessions.names()) or "none"
    raise WrongChain(
        f"no [sso-session {shown(start_url)[1:-1]}] in {shown_path(known.config.path)}",
        f"sessions there: {names}",
    )


# --- the files ----------------------------------------------------------------------------------------------


def key(profile: Profile) -> str:
    """The key of the session that an SSO profile belongs to, which need not be there."""
    return profile.get("sso_session") or profile.get("sso_start_url") or ""


def path(profile: Profile, home: str) -> str:
    """The file of the token."""
    return _file(key(profile), home)


def folder(home: str) -> str:
    """Where the AWS CLI keeps tokens and registrations."""
    return f"{home}/.aws/sso/cache"


def _file(key: str, home: str) -> str:
    return f"{folder(home)}/{private.digest(key)}.json"


def token(profile: Profile, home: str, now: float) -> Token | None:
    """The token of the session that the profile belongs to; None where there is none that can be read."""
    found = _token(path(profile, home))
    if found is not None:
        # A profile without sso_session gets nothing from botocore.tokens.SSOTokenProvider.
        found.renews = found.refreshable(now) and profile.get("sso_session") is not None
    return found


def load(session: Session, home: str, now: float) -> Token | None:
    """The token of a session; None where there is none that can be read."""
    found = _token(_file(session.key, home))
    if found is not None:
        found.renews = found.refreshable(now) and session.name is not None
    return found


def _token(path: str) -> Token | None:
    try:
        found = _object(path)
        access, ends = found["accessToken"], epoch(found["expiresAt"])
        if not isinstance(access, str) or not access:
            return None
        words = [found.get(word) for word in ("refreshToken", "clientId", "clientSecret")]
        if not all(isinstance(word, str) and word for word in words):
            return Token(access, ends)
        refresh, client, secret = map(str, words)
        registration = Registration(client, secret, epoch(found["registrationExpiresAt"]))
        return Token(access, ends, refresh, registration)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _object(path: str) -> dict[str, Any]:
    """The object in a file of the cache; an empty one where there is none. Raises ValueError."""
    text = private.read(path)
    if text is None:
        return {}
    import json

    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def store(session: Session, token: Token, home: str) -> None:
    """Keep the token where all AWS tools look for it. Raises OSError."""
    _write(_file(session.key, home), _content(session, token))


def in_memory(session: Session, token: Token) -> dict[str, dict[str, object]]:
    """What stands for the files where botocore is to use this token, and neither renew nor keep one."""
    return {private.digest(session.key): _content(session, Token(token.access, token.ends))}


def _content(session: Session, token: Token) -> dict[str, object]:
    found: dict[str, object] = {
        "startUrl": session.start_url,
        "region": session.region,
        "accessToken": token.access,
        "expiresAt": iso(token.ends),
    }
    if token.registration is not None:
        found |= {"clientId": token.registration.client, "clientSecret": token.registration.secret}
        found["registrationExpiresAt"] = iso(token.registration.ends)
    if token.refresh is not None:
        found["refreshToken"] = token.refresh
    return found


def _write(path: str, found: dict[str, object]) -> None:
    import json

    private.store(path, json.dumps(found))


def forget(session: Session, home: str) -> bool:
    """Remove the token; return whether there was a file. Raises OSError."""
    import os

    try:
        os.unlink(_file(session.key, home))
    except FileNotFoundError:
        return False
    return True


def registration(session: Session, home: str, now: float, *, redirects: bool) -> Registration | None:
    """The client that was registered for this session, if it is good; one that `redirects` may use PKCE."""
    try:
        found = _object(_registration(session, home))
        client, secret, ends = found["clientId"], found["clientSecret"], epoch(found["expiresAt"])
        grants = found.get("grantTypes") or ()
        fits = ("authorization_code" in grants) == redirects
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    known = isinstance(client, str) and isinstance(secret, str)
    return Registration(client, secret, ends) if known and fits and ends - now >= MARGIN else None


def keep_registration(session: Session, found: Registration, home: str, *, redirects: bool) -> None:
    """Keep the client for the next sign-in. Raises OSError."""
    scopes = list(session.scopes)
    content: dict[str, object] = {
        "clientId": found.client,
        "clientSecret": found.secret,
        "expiresAt": iso(found.ends),
    }
    if redirects:
        content |= {"scopes": scopes or [DEFAULT_SCOPE], "grantTypes": list(REDIRECT_GRANTS)}
    elif scopes:
        content["scopes"] = scopes
    _write(_registration(session, home), content)


def forget_registration(session: Session, home: str) -> None:
    """The client is known no more."""
    private.forget(_registration(session, home))


def _registration(session: Session, home: str) -> str:
    """The file of the client: the AWS CLI names it after all that makes it another client."""
    import json

    facts = {
        "tool": "botocore",
        "startUrl": session.start_url,
        "region": session.region,
        "scopes": list(session.scopes) or None,
        "session_name": session.name,
    }
    return _file(json.dumps(facts, sort_keys=True), home)


def role_path(profile: Profile, home: str) -> str:
    """The file of the AWS CLI with the keys of an SSO profile (botocore.credentials.SSOCredentialFetcher)."""
    import json

    facts = {"roleName": profile.get("sso_role_name"), "accountId": profile.get("sso_account_id")}
    name = profile.get("sso_session")
    facts |= {"startUrl": profile.get("sso_start_url")} if name is None else {"sessionName": name}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return f"{home}/.aws/cli/cache/{private.digest(text)}.json"
