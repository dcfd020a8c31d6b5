"""awsenv logout [PROFILE]: forget cached sessions, and sign out of SSO."""

from __future__ import annotations

import os

from .. import cache, chain, cli_cache, profiles, settings
from ..errors import AwsenvError, UsageError, shown, shown_path
from . import login

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ..call import Call
    from ..chain import Hop

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import profile

    profile(parser, nargs="?")
    parser.add_argument("--all", action="store_true", dest="every", help="the sessions of every profile")


def run(call: Call, profile: str | None = None, *, every: bool = False) -> None:
    """Forget the sessions of a profile, of the active one, or of all: ours, and the AWS CLI's of that role.

    The session that an MFA code opened goes too, since with it anybody could open the role's again. For the
    same reason an SSO sign-in goes with all that other profiles have got with it.
    """
    if every and profile is not None:
        raise UsageError("--all takes no profile")
    known = profiles.load(*settings.sources(call.environ))
    ours = list(cache.Sessions(settings.directory("cache", call.environ)).all())
    home = settings.home(call.environ)
    name = None if every else login.active(call, profile)
    origin = None if name is None else chain.plan(name, known)[0]
    plans = _plans(known)
    if origin is not None:
        names = {name, *(other for other, hops in plans.items() if _shares(hops[0], origin))}
        ours = [
            s for s in ours if s.profile in names or (s.kind == "mfa" and s.profile == origin.profile.name)
        ]
        plans = {other: hops for other, hops in plans.items() if other in names}
    paths = {session.path for session in ours}.union(*(_of_the_cli(hops, home) for hops in plans.values()))
    count = sum(map(_forgotten, paths))
    _sign_out(call, known, plans, name)
    call.say(f"forgot {count} session file{'s' if count != 1 else ''}")
    active = call.environ.get("AWSENV_PROFILE")
    if "AWSENV_EXPIRATION" in call.environ and active is not None and (every or active == name):
        call.say(f"this shell still holds the keys of {shown(active)}; awsenv off drops them")


def _plans(known: profiles.Profiles) -> dict[str, list[Hop]]:
    """The hops to each profile that has some."""
    found = {}
    for name in known.names():
        try:
            found[name] = chain.plan(name, known)
        except AwsenvError:
            pass
    return found


def _shares(first: Hop, origin: Hop) -> bool:
    """Whether both are of one SSO sign-in."""
    from .. import sso

    return first.type == origin.type == "sso" and sso.path(first.profile, "") == sso.path(origin.profile, "")


def _of_the_cli(hops: list[Hop], home: str) -> Iterator[str]:
    """The file in which the CLI would keep the session of the profile."""
    if hops[-1].type == "role":
        yield cli_cache.path(home, hops[-1])
    elif hops[-1].type == "sso":
        from .. import sso

        yield sso.role_path(hops[-1].profile, home)


def _sign_out(call: Call, known: profiles.Profiles, plans: dict[str, list[Hop]], name: str | None) -> None:
    """Sign out of the SSO sessions with which these profiles begin."""
    found: dict[str, list[str]] = {}
    for other, hops in plans.items():
        if hops[0].type == "sso":
            first = hops[0].profile
            key = first.get("sso_session") or first.get("sso_start_url") or ""
            found.setdefault(key, []).append(other)
    for key, names in found.items():
        from .. import sso
        from ..login import sign_in

        session = sign_in.Session(call, sso.named(key, known))
        if session.load() is not None:
            others = [other for other in names if other != name]
            sign_in.end(session, others if name is not None else [])


def _forgotten(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise AwsenvError(f"cannot remove {shown_path(path)}: {error.strerror}") from None
    return True
