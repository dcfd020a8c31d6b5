"""awsenv logout [PROFILE]: forget cached sessions, and sign out of SSO."""

from __future__ import annotations

from ..errors import DONE, FAILED, UsageError
from ..login.sso_sign_in import shared
from ..sessions import forget
from ..text import shown
from .verb import OPTIONAL_PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, Option

    yield FROM
    yield Option("--all", name="every", about="the sessions of every profile")
    words = "sign out of [sso-session NAME], without a profile"
    yield Option("--sso-session", metavar="NAME", about=words)


USAGE = Usage(OPTIONAL_PROFILE, options=_options)


def run(
    call: Call,
    profile: str | None = None,
    *,
    every: bool = False,
    sso_session: str | None = None,
    source: str | None = None,
) -> Result:
    """Forget the sessions of a profile, of the active one, or of all: ours, and the AWS CLI's of that role.

    The session that an MFA code opened goes too, since it could open the role's again. For the same reason an
    SSO sign-in goes with all that other profiles have got with it. What cannot be removed is reported, and
    the rest goes.
    """
    if every and profile is not None:
        raise UsageError("--all cannot be combined with a profile")
    if sso_session is not None and (every or profile is not None):
        raise UsageError("--sso-session cannot be combined with a profile or --all")
    if every:
        found = forget.everything(call)
    elif sso_session is not None:
        found = forget.sso_session(call, sso_session)
    else:
        found = forget.profile(call, call.target(profile or None, source=source))
    also = shared(found.shared) if found.count else ""
    call.say(f"removed {found.count} cached session{'s' if found.count != 1 else ''}{also}")
    active = call.state.profile
    if call.state.expires is not None and active is not None and (every or active in found.names):
        call.say(f"this shell still holds the keys of {shown(active)}; awsenv off drops them")
    for error in found.errors:
        call.report(error)
    return Result(FAILED if found.errors else DONE)
