"""Can another session follow this one without a question?"""

from __future__ import annotations

from ..chains import source_credentials
from ..credentials import lasts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from .opener import Opener


def is_silent(opener: Opener, credentials: Credentials) -> bool:
    """Whether credentials that expire can be followed by others of the same identity without a question."""
    if credentials.expiration is None:
        return False
    first = opener.target.hops[0]
    written = source_credentials.written(first, opener.environ)
    # A session of the user's own, which nothing here renews, has to last longer than what it opened.
    if written is not None and written.token and (written.expiration or 0) <= credentials.expiration:
        return False
    if first.type == "sso":
        return _sign_in_outlasts(opener, credentials.expiration)
    serials = [serial for hop in opener.target.hops if (serial := hop.profile.get("mfa_serial"))]
    if not serials or all(_is_printed(serial, opener) for serial in serials):
        return True
    user = source_credentials.key_id(first, opener.environ)
    key = opener.keys.of_token(user, serials[0]) if user else None
    return key is not None and _token_outlasts(opener, credentials.expiration, key)


def _sign_in_outlasts(opener: Opener, end: int) -> bool:
    from ..sso import tokens

    token = tokens.of_profile(opener.target.hops[0].profile, opener.call.environ, opener.call.now)
    return token is not None and (token.renews or lasts(token.expiration, end))


def _is_printed(serial: str, opener: Opener) -> bool:
    """Whether a command prints the codes of the device."""
    from . import mfa_process

    return mfa_process.find(serial, opener.target) is not None


def _token_outlasts(opener: Opener, end: int, key: str) -> bool:
    """Whether the session that one code has opened for all roles will still serve at that time."""
    from ..chains import sts_calls

    options = opener.options.but(min_ttl=0)
    steps = sts_calls.plan(opener.target.hops, options, long_term=lambda: True).steps
    if any(step.serial and step.action == "AssumeRole" for step in steps) or len(opener.target.hops) == 1:
        return False
    token = opener.store.load(key)
    return token is not None and token.good(end)
