"""Which OAuth clients has this computer registered, one for each SSO session?

Names and contents of the files are those of the AWS CLI v2 (botocore.utils.SSOTokenFetcher).
"""

from __future__ import annotations

from ..credentials import MARGIN, epoch, iso, lasts
from ..files import private
from .sso_sessions import DEFAULT_SCOPE
from .tokens import Registration, file, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .sso_sessions import SsoSession

REDIRECT_GRANTS = ("authorization_code", "refresh_token")  # of a client that signs in by PKCE


def load(session: SsoSession, home: str, now: float, *, redirects: bool) -> Registration | None:
    """The client that was registered for this session, if it is good; one that `redirects` may use PKCE."""
    try:
        found = read(_path(session, home))
        client, secret, expiration = found["clientId"], found["clientSecret"], epoch(found["expiresAt"])
        grants = found.get("grantTypes") or ()
        fits = ("authorization_code" in grants) == redirects
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    whole = isinstance(client, str) and isinstance(secret, str)
    return (
        Registration(client, secret, expiration)
        if whole and fits and lasts(expiration, now, MARGIN)
        else None
    )


def store(session: SsoSession, registration: Registration, home: str, *, redirects: bool) -> None:
    """Keep the client for the next sign-in. Raises OSError."""
    scopes = list(session.scopes)
    content: dict[str, object] = {
        "clientId": registration.client,
        "clientSecret": registration.secret,
        "expiresAt": iso(registration.expiration),
    }
    if redirects:
        content |= {"scopes": scopes or [DEFAULT_SCOPE], "grantTypes": list(REDIRECT_GRANTS)}
    elif scopes:
        content["scopes"] = scopes
    write(_path(session, home), content)


def forget(session: SsoSession, home: str) -> None:
    """Forget the registered client."""
    private.forget(_path(session, home))


def _path(session: SsoSession, home: str) -> str:
    """The file of the client: the AWS CLI names it after all that makes it another client."""
    import json

    facts = {
        "tool": "botocore",
        "startUrl": session.start_url,
        "region": session.region,
        "scopes": list(session.scopes) or None,
        "session_name": session.name,
    }
    return file(json.dumps(facts, sort_keys=True), home)
