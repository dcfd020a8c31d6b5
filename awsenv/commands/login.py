"""awsenv login [PROFILE]: open the session now, so that nothing asks later."""

from __future__ import annotations

from .. import calls, chain, guard, profiles, sessions, settings
from ..errors import UsageError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import profile

    profile(parser, nargs="?")
    parser.add_argument("--force", action="store_true", help="a new session, also while there is one")
    parser.add_argument("-t", "--mfa-code", metavar="CODE", help="the six digits, instead of a question")


def run(
    call: Call, profile: str | None = None, *, force: bool = False, mfa_code: str | None = None
) -> Environment:
    """Open the session of a profile, or of the active one; do nothing while there is one."""
    name = active(call, profile)
    known = profiles.load(*settings.sources(call.environ))
    hops = chain.plan(name, known)
    wish = calls.Wish(mfa_code=mfa_code, refresh=force)
    guard.prefer(wish, hops, settings.load(call.environ))  # so that it is the session that a switch will want
    opening = sessions.Chain(call, known, hops, wish)
    found = None if force else opening.cached()
    keys = found or opening.open()
    if keys.expiration is None:
        call.say(f"profile {shown(name)} has keys without an end, so there is nothing to open")
    else:
        left = calls.span(int(keys.expiration - call.now))
        call.say(f"the session of {shown(name)} {'still lasts' if found else 'is open for'} {left}")
    return {
        "__awsenv_seen": None
    }  # so that the shell looks again at a pin that could not be followed without it


def active(call: Call, profile: str | None) -> str:
    """The profile that was named, else the one of this shell."""
    name = profile or call.environ.get("AWSENV_PROFILE")
    if name is None:
        raise UsageError("no profile is active, so one has to be named")
    return name
