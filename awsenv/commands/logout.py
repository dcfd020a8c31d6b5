"""awsenv logout [PROFILE]: forget cached sessions, and sign out of SSO."""

from __future__ import annotations

import os

from ..aws_config import profiles
from ..chains import chain
from ..errors import DONE, FAILED, AwsenvError, UsageError
from ..sessions import aws_cli, store
from ..settings import locations
from ..sso import sso_sessions, tokens
from ..sso.sso_sessions import SsoSession
from ..text import shown, shown_path
from . import login

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from ..chains.chain import Hop

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from .options import profile

    profile(parser, nargs="?")
    parser.add_argument("--all", action="store_true", dest="every", help="the sessions of every profile")
    parser.add_argument(
        "--sso-session", metavar="NAME", help="sign out of [sso-session NAME], without a profile"
    )


def run(
    call: Call, profile: str | None = None, *, every: bool = False, sso_session: str | None = None
) -> int:
    """Forget the sessions of a profile, of the active one, or of all: ours, and the AWS CLI's of that role.

    The session that an MFA code opened goes too, since with it anybody could open the role's again. For the
    same reason an SSO sign-in goes with all that other profiles have got with it. What cannot be forgotten is
    told, and the rest goes.
    """
    if every and profile is not None:
        raise UsageError("--all takes no profile")
    if sso_session is not None and (every or profile is not None):
        raise UsageError("--sso-session takes no profile and no --all")
    known = profiles.load(*locations.sources(call.environ))
    ours = list(store.Sessions(locations.directory("cache", call.environ)).all())
    name = None if every or sso_session is not None else login.active(call, profile)
    origin = None if name is None else chain.plan(name, known)[0]
    plans, errors = _plans(known), _problems(known)
    if not every:
        key = _key(origin) if origin else sso_session
        plans = {
            other: hops
            for other, hops in plans.items()
            if other == name or (key is not None and _key(hops[0]) == key)
        }
        mfa = origin.profile.name if origin else None
        ours = [s for s in ours if s.profile in plans or (s.kind == "mfa" and s.profile == mfa)]
    home = locations.home(call.environ)
    paths = {session.path for session in ours}.union(*(_of_the_cli(hops, home) for hops in plans.values()))
    count = sum(_forgotten(path, errors) for path in sorted(paths))
    named = known.sso_sessions.names() if every else [] if sso_session is None else [sso_session]
    for key, names in _sign_ins(plans, named).items():
        others = [] if every else [other for other in names if other != name]
        _sign_out(call, known, key, others, errors, must=sso_session is not None)
    call.say(f"forgot {count} session file{'s' if count != 1 else ''}")
    active = call.environ.get("AWSENV_PROFILE")
    gone = every or active == name or (name is None and active in plans)
    if "AWSENV_EXPIRATION" in call.environ and active is not None and gone:
        call.say(f"this shell still holds the keys of {shown(active)}; awsenv off drops them")
    for error in errors:
        call.report(error)
    return FAILED if errors else DONE


def _problems(known: profiles.Profiles) -> list[AwsenvError]:
    """What keeps the profiles from being read, so that nobody knows all that there is to forget."""
    return [file.refusal() for file in (known.config, known.credentials) if file.problems]


def _plans(known: profiles.Profiles) -> dict[str, list[Hop]]:
    """The hops to each profile that has some."""
    found = {}
    for name in known.names():
        try:
            found[name] = chain.plan(name, known)
        except AwsenvError:
            pass
    return found


def _of_the_cli(hops: list[Hop], home: str) -> Iterator[str]:
    """The file in which the CLI would keep the session of the profile."""
    if hops[-1].type == "role":
        yield aws_cli.path(home, hops[-1])
    elif hops[-1].type == "sso":
        yield aws_cli.sso_path(hops[-1].profile, home)


def _key(first: Hop) -> str | None:
    """What names the SSO session with which a profile begins, if it does."""
    return tokens.key(first.profile) if first.type == "sso" else None


def _sign_ins(plans: dict[str, list[Hop]], more: Iterable[str]) -> dict[str, list[str]]:
    """The SSO sessions, and the profiles that begin with each; `more` are others besides."""
    found: dict[str, list[str]] = {key: [] for key in more}
    for name, hops in plans.items():
        key = _key(hops[0])
        if key is not None:
            found.setdefault(key, []).append(name)
    return found


def _sign_out(
    call: Call,
    known: profiles.Profiles,
    key: str,
    others: list[str],
    errors: list[AwsenvError],
    *,
    must: bool,
) -> None:
    """Sign out of the SSO session, if somebody is signed in; it `must` be known where it was named."""
    from ..login.sso_sign_in import SignIn

    try:
        try:
            sign_in = SignIn(call, sso_sessions.named(key, known))
        except AwsenvError as error:
            # The name alone tells where the token is, so it goes also where the portal cannot be told.
            bare = SsoSession(key, "", "")
            gone = SignIn(call, bare).forget()
            if gone:
                call.say(f"signed out of {bare} here; the portal does not know")
            if gone or must:
                errors.append(error)
            return
        if sign_in.load() is not None:
            sign_in.sign_out(others)
    except AwsenvError as error:
        errors.append(error)


def _forgotten(path: str, errors: list[AwsenvError]) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        errors.append(AwsenvError(f"cannot remove {shown_path(path)}: {error.strerror}"))
        return False
    return True
