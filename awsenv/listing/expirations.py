"""When does the session of each profile end, as far as the disk tells?

For thousands of profiles at once: each cache is read once, and only a profile that is in one is resolved. No
lock, no call, no program.
"""

from __future__ import annotations

import posix

from ..chains import source_credentials
from ..credentials import lasts
from ..files import private
from ..sessions import store
from ..settings import locations
from ..sso import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..call import Call
    from ..chains.chain import Hop
    from ..chains.walk import Lead
    from ..sso.tokens import Token
    from ..target import Target

LONGEST = 12 * 3600  # seconds that a session of a role can last


class Lifetime:
    """Until when a session lasts, and whether it is renewed without a question."""

    __slots__ = ("expiration", "renews")

    def __init__(self, expiration: int | None, *, renews: bool) -> None:
        self.expiration = expiration  # in epoch seconds; None where its renewals count
        self.renews = renews

    def left(self, now: float) -> str:
        """The time left, for a person."""
        from ..durations import span

        if self.expiration is None:
            return "renews"
        return span(int(self.expiration - now)) if lasts(self.expiration, now) else "expired"


class Expirations:
    """The sessions that are on disk now."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._state = call.state
        self._known = call.configuration.profiles
        self._home = locations.home(call.environ)
        self._ours = {session.key: session for session in store.of(call.environ).all()}
        self._named = {session.profile for session in self._ours.values()}
        self._roles = _of_the_cli(self._home, call.now)
        self._tokens: dict[str, Token | None] = {}
        self._found: dict[str, Lifetime | None] = {}

    def of(self, lead: Lead) -> Lifetime | None:
        """The session that a switch to the profile would use, or has used; None without one."""
        if lead.chain is None:
            return None
        first, last, name = lead.chain.first, lead.chain.last, lead.name
        state = self._state
        if name == state.profile and state.expires is not None:
            return Lifetime(state.expires, renews=state.renews)
        if last.type == "sso" and (found := self._shared(last, self._token)):
            return found
        if name in self._named and (found := self._kept(self._call.configuration.target(name))):
            return found
        if last.type == "role" and (paths := self._roles.get((lead.account, lead.role))):
            own = self._call.configuration.target(name).chain.last
            if found := self._theirs(own, paths):
                return found
        return self._shared(first, _keys) if first.type == "static" else None

    def may_be(self, text: str) -> bool:
        """Whether any profile may have a session; `text` is that of AWS's files, in lower case."""
        signed_in = "sso_" in text and _recent(tokens.folder(self._home), 0)
        return bool(self._ours or self._roles or self._state.expires or signed_in or "_token" in text)

    def _shared(self, hop: Hop, find: Callable[[Hop], Lifetime | None]) -> Lifetime | None:
        """What is found for a hop, once for all profiles that share it."""
        key = hop.profile.name
        if key not in self._found:
            self._found[key] = find(hop)
        return self._found[key]

    def _token(self, hop: Hop) -> Lifetime | None:
        """The end of the sign-in, once for all profiles of an SSO session."""
        get = hop.profile.get
        key = f"{get('sso_session')} {get('sso_start_url')}"
        if key not in self._tokens:
            self._tokens[key] = tokens.of_profile(hop.profile, self._call.environ, self._call.now)
        token = self._tokens[key]
        return Lifetime(None if token.renews else token.expiration, renews=token.renews) if token else None

    def _kept(self, target: Target) -> Lifetime | None:
        """The one of our own sessions that a plain switch would use."""
        from .. import policy
        from ..chains.session_options import SessionOptions
        from ..errors import AwsenvError
        from ..sessions.opener import Opener

        opening = Opener(self._call, target, policy.completed(target, SessionOptions()))
        try:
            session = self._ours.get(opening.keys.last() or "")
            if session is None or session.credentials.expiration is None:
                return None
            renews = opening.renews(session.credentials)
        except AwsenvError:  # without keys there is no session of theirs
            return None
        return Lifetime(session.credentials.expiration, renews=renews)

    def _theirs(self, hop: Hop, paths: Sequence[str]) -> Lifetime | None:
        """The session that the AWS CLI has opened for this role, if one of these files is its own."""
        from ..sessions import aws_cli

        if aws_cli.path(self._home, hop) not in paths:
            return None
        found = aws_cli.kept(hop, self._known, self._home)
        return Lifetime(found.expiration, renews=False) if found and found.expiration else None


def _keys(hop: Hop) -> Lifetime | None:
    """The end of the temporary keys in a file."""
    end = source_credentials.end_of(hop.profile) if source_credentials.are_temporary(hop.profile) else None
    return None if end is None else Lifetime(end, renews=False)


def _of_the_cli(home: str, now: float) -> dict[tuple[str | None, str | None], list[str]]:
    """The files of sessions that the AWS CLI has opened, by account and role.

    It removes none, so files that are too old are not read. Those that we put there have no AssumedRoleUser.
    """
    found: dict[tuple[str | None, str | None], list[str]] = {}
    for path in _recent(home + "/.aws/cli/cache", now - LONGEST):
        # Not by json, which would take longer than all the rest: few of these files are needed.
        before, sign, after = (private.read(path) or "").partition(":assumed-role/")
        if sign:
            found.setdefault((before[-12:], after.partition("/")[0]), []).append(path)
    return found


def _recent(directory: str, since: float) -> list[str]:
    """The JSON files that were written since then."""
    try:
        with posix.scandir(directory) as entries:
            return [
                entry.path
                for entry in entries
                if entry.name.endswith(".json") and entry.stat(follow_symlinks=False).st_mtime >= since
            ]
    except OSError:
        return []
