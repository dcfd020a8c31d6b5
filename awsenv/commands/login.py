"""awsenv login [PROFILE]: open the session now, so nothing asks later."""

from __future__ import annotations

from .. import changed, durations, policy
from ..aws_errors import Throttled, Unreachable
from ..chains.session_options import SessionOptions
from ..environment import state
from ..errors import UsageError
from ..sessions.opener import Opener
from ..sso import sso_sessions, tokens
from . import guess
from .verb import OPTIONAL_PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..environment.variables import Environment
    from ..login.sso_login import Ways
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, MFA_CODE, Option, span

    yield Option("--force", about="a new session, even if one is valid")
    yield MFA_CODE
    yield FROM
    title = "SSO and aws login"
    yield Option("--device", title=title, about="by a code, in a browser on any device")
    words = "the browser to use; %s is the address"
    yield Option("--browser", metavar="CMD", title=title, about=words)
    yield Option("--wait", metavar="10m", title=title, about="give up after this time", check=span)
    words = "sign in to [sso-session NAME], without a profile"
    yield Option("--sso-session", metavar="NAME", title=title, about=words)


USAGE = Usage(OPTIONAL_PROFILE, options=_options)


def run(
    call: Call,
    profile: str | None = None,
    *,
    force: bool = False,
    mfa_code: str | None = None,
    sso_session: str | None = None,
    device: bool = False,
    browser: str | None = None,
    wait: int | None = None,
    source: str | None = None,
) -> Result:
    """Open the session of a profile, or of the active one; do nothing while there is one."""
    from ..login import sso_login
    from ..system.browser import typed

    ways = sso_login.Ways(device=device, browser=typed(browser, call.directory), wait=wait)
    if sso_session is not None:
        if profile is not None:
            raise UsageError("--sso-session cannot be combined with a profile")
        return Result(change=_sign_in(call, sso_session, None, ways, force=force)[1])
    target = guess.target(call, profile, source)
    if not profile:
        changed.say(call, target)
    # With what the settings say, so that it is the session that a switch will need.
    options = policy.completed(target, SessionOptions(mfa_code=mfa_code, refresh=force))
    opening = Opener(call, target, options)
    is_open, change = _signed_in(opening, ways, force=force)
    if not is_open:
        _open(opening, force=force)
    return Result(change=change)


def _signed_in(opening: Opener, ways: Ways, *, force: bool) -> tuple[bool, Environment]:
    """Have a person sign in where the chain begins so; whether that opened all, and what it changes."""
    call, hops = opening.call, opening.target.hops
    first, is_single = hops[0], len(hops) == 1
    change = state.look_again()  # at a pin that could not be followed without the session
    if first.type == "sso":
        is_new, change = _sign_in(call, tokens.key(first.profile), first.profile.name, ways, force=force)
        if is_single and (is_new or opening.cached() is None):
            # A pin has to find it, where no profile says what it is.
            _try_role(opening, must=is_new or opening.target.profile.made)
        return is_single, change
    if first.type == "login":
        from ..login import aws_login

        return aws_login.ensure(call, first.profile, opening.source, ways, force=force) and is_single, change
    return False, change


def _try_role(opening: Opener, *, must: bool) -> None:
    """Open the session of the role: that tells whether the portal gives it. It `must` answer if asked for."""
    try:
        opening.open()
    except (Unreachable, Throttled):
        if must:
            raise


def _sign_in(
    call: Call, key: str, profile: str | None, ways: Ways, *, force: bool
) -> tuple[bool, Environment]:
    """Sign in to an SSO session, if need be; whether it was, and what that changes in this shell."""
    from ..login import sso_login
    from ..login.sso_sign_in import SignIn

    sign_in = SignIn(call, sso_sessions.named(key, call.configuration.profiles), profile)
    token, is_new = sso_login.ensure(sign_in, ways, force=force)
    return is_new, {**state.look_again(), **sso_login.variables(call, sign_in.session, token)}


def _open(opening: Opener, *, force: bool) -> None:
    """Open the session, if need be, and say how long it lasts."""
    call, name = opening.call, opening.name
    found = None if force else opening.cached()
    keys = found or opening.open()
    if keys.expiration is None:
        call.say(f"profile {name} uses long-term keys; there is no session to open")
    else:
        left = durations.span(int(keys.expiration - call.now))
        call.say(f"the session of {name} {'still lasts' if found else 'is open for'} {left}")
