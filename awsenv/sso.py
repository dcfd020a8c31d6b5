"""When does an SSO session end, as the token that `aws sso login` left on disk tells it?

The place is botocore's: utils.SSOTokenLoader for profiles of both kinds.
"""

from __future__ import annotations

from . import cache
from .credentials import epoch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .profiles import Profile


class Token:
    """A sign-in: until when it lasts, and whether every SDK renews it then without a question."""

    __slots__ = ("ends", "renews")

    def __init__(self, ends: int, *, renews: bool) -> None:
        self.ends = ends  # seconds since the epoch, UTC
        self.renews = renews


def path(profile: Profile, home: str) -> str:
    """The file of the token."""
    name = profile.get("sso_session") or profile.get("sso_start_url") or ""
    return f"{home}/.aws/sso/cache/{cache.digest(name)}.json"


def token(profile: Profile, home: str, now: float) -> Token | None:
    """The token of the session that the profile belongs to; None where there is none that can be read."""
    text = cache.read(path(profile, home))
    if text is None:
        return None
    import json

    try:
        found = json.loads(text)
        ends = epoch(found["expiresAt"])
        # What botocore.tokens.SSOTokenProvider needs; a profile without sso_session does not get it.
        has_all = all(found.get(word) for word in ("refreshToken", "clientId", "clientSecret"))
        registered = has_all and epoch(found["registrationExpiresAt"]) > now
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Token(ends, renews=registered and profile.get("sso_session") is not None)
