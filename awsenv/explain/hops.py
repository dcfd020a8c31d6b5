"""What are the hops and the calls that a switch would make, and which sessions of them are kept?"""

from __future__ import annotations

import os

from ..chains import chain, source_credentials, sts_calls
from ..chains.session_options import SessionOptions
from ..sessions import keys, store
from ..settings import locations
from .places import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..aws_config.profiles import Profile, Profiles
    from ..call import Call
    from ..chains.chain import Hop
    from ..chains.sts_calls import Step
    from ..credentials import Credentials
    from ..target import Target

    Facts = dict[str, Any]

# Besides chain.IDENTITY, what a hop is made of. Keys are told by their places alone.
FURTHER = ("source_profile", "credential_source", "mfa_process", "region", "endpoint_url", "services")
SSO = ("sso_start_url", "sso_region")


class Hops:
    """The hops to a profile, and what the disk has of them now."""

    __slots__ = ("_called", "call", "environ", "hops", "keys", "known", "options")

    def __init__(
        self, call: Call, target: Target, options: SessionOptions, environ: Mapping[str, str]
    ) -> None:
        self.call = call
        self._called = target.configuration.account_name
        self.known = target.profiles
        self.hops = target.hops
        self.options = options  # of awsenv's own sessions, which a switch in profile mode does not need
        self.environ = environ  # what the shell had before awsenv
        self.keys = keys.SessionKeys(target, options, environ)

    def hop(self, hop: Hop) -> Facts:
        """A hop under AWS's own names, where each value is, and the sessions that are kept of it."""
        found: Facts = {"type": hop.type, "profile": hop.profile.name}
        found |= {name: value for name, value in hop.settings.items() if name not in source_credentials.KEYS}
        for name in FURTHER[:2] if hop.type in ("role", *chain.CREDENTIAL_SOURCES.values()) else ():
            if value := hop.profile.get(name):
                found[name] = value
        if found.pop("duration_seconds", None) and (duration := sts_calls.seconds(hop.profile)) is not None:
            found["duration_seconds"] = duration
        if hop.type == "static" and source_credentials.are_temporary(hop.profile):
            found |= {name: value for name in source_credentials.ENDS if (value := hop.profile.get(name))}
        wanted = {*found, *FURTHER}
        places = {
            name: place(*where)
            for name in dict.fromkeys([*hop.profile.own(), *sorted(wanted)])
            if name in wanted and (where := hop.profile.place(name))
        }
        if hop.stored:
            found["store"] = hop.stored[0]
            places["store"] = "{}:{}".format(*hop.profile.origins["credential_process"])
        if hop.type == "static":
            for section, option in source_credentials.places(hop.profile).values():
                places[option] = f"{section.file.path}:{section.line(option)}"
        if hop.type == "sso":
            more, at = _sso_session(hop.profile, self.known)
            found, places = {**found, **more}, {**places, **at}
        account = chain.account(hop)
        found["account_name"] = self._called(account) if account else None
        return {**found, "origins": places, "sessions": self._sessions(hop)}

    def step(self, step: Step, *, own: bool) -> Facts:
        """A call with its parameters, in snake case as elsewhere: our `own`, or that of AWS tools."""
        found: Facts = {"action": step.action, "profile": step.hop.profile.name}
        found["parameters"] = {_snake(name): value for name, value in step.parameters.items()}
        if not own:  # AWS tools make up a name, and cap nothing
            name, seconds = step.hop.profile.get("role_session_name"), sts_calls.seconds(step.hop.profile)
            for option, value in (("role_session_name", name), ("duration_seconds", seconds)):
                found["parameters"].pop(option, None)
                if value is not None:
                    found["parameters"][option] = value
        found["mfa_serial"] = step.serial
        found["sessions"] = []
        user = source_credentials.key_id(step.hop, self.environ)
        if step.action == "GetSessionToken" and user:
            key = self.keys.of_token(user, step.serial or "")
            found["sessions"] = self._kept("mfa", key)
        return found

    # --- what is kept ---------------------------------------------------------------------------------

    def _sessions(self, hop: Hop) -> list[Facts]:
        """The sessions of a hop that are on disk, also those that are over."""
        home, found = locations.home(self.call.environ), []
        if hop.type == "sso":
            from ..sso import tokens

            if token := tokens.of_profile(hop.profile, self.call.environ, self.call.now):
                good = token.serves(self.call.now)
                found.append(_session("sign-in", "aws", token.expiration, good=good, renews=token.renews))
        if hop.type in keys.KEPT:
            found += self._kept("keys", self.keys.of(hop), hop)
        if hop.type == "role" and os.path.isdir(home + "/.aws/cli/cache"):
            from ..sessions import aws_cli

            if session := aws_cli.kept(hop, self.known, home):
                found.append(self._told("keys", "aws", session, hop))
        return found

    def _kept(self, what: str, key: str, hop: Hop | None = None) -> list[Facts]:
        found = store.of(self.call.environ).load(key)
        return [self._told(what, "awsenv", found, hop)] if found else []

    def _told(self, what: str, by: str, session: Credentials, hop: Hop | None) -> Facts:
        asked = self.options if hop is self.hops[-1] else SessionOptions()
        return _session(what, by, session.expiration, good=asked.accept(session, self.call.now, self.hops))


def _session(type_: str, by: str, expiration: int | None, *, good: bool, renews: bool = False) -> Facts:
    return {"type": type_, "kept_by": by, "expires": expiration, "good": good, "renews": renews}


def _sso_session(profile: Profile, known: Profiles) -> tuple[dict[str, str], dict[str, str]]:
    """Portal and region of the [sso-session] that the profile names, and where they are set."""
    section = known.sso_sessions.get(profile.get("sso_session") or "")
    values = section.values() if section else {}
    found = {name: value for name in SSO if isinstance(value := values.get(name), str)}
    return found, {name: f"{known.config.path}:{section.line(name)}" for name in found if section}


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
