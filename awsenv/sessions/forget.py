"""What has to be removed so that these profiles need a new sign-in?"""

from __future__ import annotations

import os

from ..chains.session_options import SessionOptions
from ..environment import undo
from ..errors import AwsenvError
from ..settings import locations
from ..sso import sso_sessions, tokens
from ..sso.sso_sessions import SsoSession
from . import aws_cli, keys, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from ..chains.chain import Hop
    from ..target import Configuration, Target


class Forgotten:
    """What was forgotten, and what could not be."""

    __slots__ = ("count", "errors", "names", "shared")

    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)  # of the profiles that were meant
        self.count = 0  # of files
        self.errors: list[AwsenvError] = []
        self.shared: list[str] = []  # other profiles whose session it was, too


def everything(call: Call) -> Forgotten:
    """Forget every session, and sign out everywhere."""
    targets, sessions = _targets(call.configuration), _kept(call)
    found = _removed(call, targets, sessions)
    named = call.configuration.profiles.sso_sessions.names()
    for key in dict.fromkeys([*named, *_keys(targets)]):
        _sign_out(call, key, [], found, must=False)
    return found


def profile(call: Call, target: Target) -> Forgotten:
    """Forget the sessions of a profile, and of all that share its SSO sign-in.

    The session that an MFA code opened goes too, since it could open the role's again.
    """
    key, everyone = _key(target.hops[0]), _targets(call.configuration)
    targets = [one for one in everyone if one.name == target.name or _shares(one, key)]
    targets += [target] if target.profile.made else []
    same = _same_session(call, target, everyone)
    mine = _key_of(call, target)  # which may be kept under the name of a profile that is gone
    sessions = _of(call, [*targets, *same], _same_keys(target, everyone))
    found = _removed(call, targets, [*sessions, *(one for one in _kept(call) if one.key == mine)])
    found.shared = [one.name for one in same if one not in targets]
    found.names = {target.name}  # a shell of another one keeps keys that it may go on with
    if key is not None:
        others = [one.name for one in targets if one.name != target.name]
        _sign_out(call, key, others, found, must=False, profile=target.hops[0].profile.name)
    return found


def of_user(call: Call, names: Iterable[str]) -> Forgotten:
    """Forget what a user's keys have opened, with which these profiles begin."""
    wanted = {*names}
    targets = [one for one in _targets(call.configuration) if one.name in wanted]
    return _removed(call, targets, _of(call, targets, {one.hops[0].profile.name for one in targets}))


def sso_session(call: Call, key: str) -> Forgotten:
    """Sign out of an SSO session, and forget what its profiles have got with it."""
    targets = [one for one in _targets(call.configuration) if _shares(one, key)]
    found = _removed(call, targets, _of(call, targets))
    _sign_out(call, key, [one.name for one in targets], found, must=True)
    return found


# --- which ------------------------------------------------------------------------------------------------


def _targets(configuration: Configuration) -> list[Target]:
    """Every profile that leads somewhere."""
    found = []
    for name in configuration.profiles.names():
        try:
            found.append(configuration.target(name))
        except AwsenvError:
            pass
    return found


def _key(first: Hop) -> str | None:
    """What names the SSO session with which a profile begins, if it does."""
    return tokens.key(first.profile) if first.type == "sso" else None


def _shares(target: Target, key: str | None) -> bool:
    return key is not None and _key(target.hops[0]) == key


def _keys(targets: Iterable[Target]) -> list[str]:
    return [key for one in targets if (key := _key(one.chain.first)) is not None]


def _kept(call: Call) -> list[store.StoredSession]:
    return list(store.of(call.environ).all())


def _of(call: Call, targets: Iterable[Target], mfa: Iterable[str] = ()) -> list[store.StoredSession]:
    """Our own sessions of these profiles; `mfa` are those whose keys may have opened a session for others."""
    names, signers = {one.name for one in targets}, set(mfa)
    return [
        one for one in _kept(call) if one.profile in names or (one.kind == "mfa" and one.profile in signers)
    ]


def _same_session(call: Call, target: Target, others: Iterable[Target]) -> list[Target]:
    """The other profiles that lead to the session of this one: it may be kept under any of their names."""
    mine = _key_of(call, target)
    found = [one for one in others if one.name != target.name]
    return [one for one in found if mine is not None and _key_of(call, one) == mine]


def _key_of(call: Call, target: Target) -> str | None:
    try:
        return keys.SessionKeys(target, SessionOptions(), undo.untouched(call.environ)).last()
    except AwsenvError:  # keys of which a part is missing open none
        return None


def _same_keys(target: Target, others: Iterable[Target]) -> set[str]:
    """The profiles with the access key of the chain's beginning: its MFA session may be under their names."""
    first = target.hops[0]
    mine = first.get("aws_access_key_id")
    found = {one.chain.first.profile.name: one.chain.first for one in others}
    same = (name for name, one in found.items() if mine and one.get("aws_access_key_id") == mine)
    return {first.profile.name, *same}


def _of_the_cli(target: Target, home: str) -> Iterator[str]:
    """The file in which the AWS CLI would keep the session of the profile."""
    last = target.hops[-1]
    if last.type == "role":
        yield aws_cli.path(home, last)
    elif last.type == "sso":
        yield aws_cli.sso_path(last.profile, home)


# --- how --------------------------------------------------------------------------------------------------


def _removed(call: Call, targets: list[Target], sessions: Iterable[store.StoredSession]) -> Forgotten:
    """Remove these sessions' files, and the AWS CLI's of the same profiles."""
    found, known = Forgotten(one.name for one in targets), call.configuration.profiles
    # A file that cannot be read hides what else there is to forget.
    found.errors += [file.refusal() for file in (known.config, known.credentials) if file.problems]
    home = locations.home(call.environ)
    paths = {session.path for session in sessions}.union(*(_of_the_cli(one, home) for one in targets))
    for path in sorted(paths):
        try:
            os.unlink(path)
            found.count += 1
        except FileNotFoundError:
            pass
        except OSError as error:
            found.errors.append(AwsenvError(f"cannot be removed: {error.strerror}", path=path))
    return found


def _sign_out(
    call: Call, key: str, others: list[str], found: Forgotten, *, must: bool, profile: str | None = None
) -> None:
    """Sign out of the SSO session, if there is a sign-in; it `must` be known where it was named.

    The settings of the `profile` lead to the portal.
    """
    from ..login.sso_sign_in import SignIn

    try:
        try:
            sign_in = SignIn(call, sso_sessions.named(key, call.configuration.profiles), profile)
        except AwsenvError as error:
            # The name alone tells where the token is, so it goes also where the portal cannot be told.
            bare = SsoSession(key, "", "")
            gone = SignIn(call, bare).forget()
            if gone:
                call.say(f"signed out of {bare} here; the portal was not told")
            if gone or must:
                found.errors.append(error)
            return
        if sign_in.load() is not None:
            sign_in.sign_out(others)
    except AwsenvError as error:
        found.errors.append(error)
