"""Under which key is a session kept? All that makes it another session is part of its key.

A session serves every region, so that is left out, and time is the session's own affair.
"""

from __future__ import annotations

from ..chains import source_credentials
from ..files import private
from ..percent import quoted
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from hashlib import _Hash as Sum

    from ..chains.chain import Hop
    from ..chains.session_options import SessionOptions
    from ..target import Target

# Hops whose own session is kept: it lasts, and costs a call or a program. Other keys have no end, or are kept
# by others.
KEPT = ("role", "sso", "web-identity", "process")
ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")

PORTAL = ("AWS_ENDPOINT_URL_SSO",)  # which portal gives an SSO profile its keys


class SessionKeys:
    """The keys of the sessions on the way to a profile; `environ` is the shell's of before awsenv."""

    __slots__ = ("_sums", "environ", "hops", "options", "profiles")

    def __init__(self, target: Target, options: SessionOptions, environ: Mapping[str, str]) -> None:
        self.hops = target.hops
        self._sums: dict[tuple[str, str], Sum] | None = None  # of the hops up to each
        self.profiles = target.profiles
        self.options = options  # of the last hop's session; those before it are opened as the files say
        self.environ = environ

    def last(self) -> str | None:
        """The key of the session that a switch uses; None where it uses keys that need no session.

        Raises NoCredentials where keys are written down without one of their parts.
        """
        last = self.hops[-1]
        if last.type in KEPT:
            return self.of(last)
        key, serial = source_credentials.key_id(last, self.environ), last.profile.get("mfa_serial")
        return None if last.type == "none" or key is None or serial is None else self.of_token(key, serial)

    def of(self, hop: Hop) -> str:
        """The key of the session that the hops up to this one lead to."""
        if self._sums is None:
            self._sums = dict(self._summed())
        words, first = [""], self.hops[0]
        if first.type == "environment":
            words.append(self.environ.get("AWS_ACCESS_KEY_ID", ""))
        elif first.type != "static":  # whose access key is among its settings
            words.append(quoted(first.profile.name))
        if first.type == "sso":
            words += self._signed_in(first)
        if hop is self.hops[-1]:
            words += self.options.lasting()
        return private.digest(
            " ".join([*words, *self._endpoint(hop)]), self._sums[hop.type, hop.profile.name]
        )

    def _summed(self) -> Iterator[tuple[tuple[str, str], Sum]]:
        """The check sum of the hops up to each; it goes on from that of the hop before."""
        total = None
        for hop in self.hops:
            settings = (f"{name}={quoted(value)}" for name, value in hop.settings.items())
            total = private.summed(" ".join([*([""] if total else []), hop.type, *settings]), total)
            yield (hop.type, hop.profile.name), total

    def of_token(self, access_key: str, serial: str) -> str:
        """The key of a GetSessionToken session: one per access key and device, whatever role it serves."""
        duration = self.options.duration if len(self.hops) == 1 else None
        words = ["mfa", access_key, quoted(serial), str(duration)]
        return private.digest(" ".join([*words, *self._endpoint(self.hops[-1])]))

    def _signed_in(self, hop: Hop) -> Iterator[str]:
        """Which portal gives the keys, and by whose sign-in: another person may have signed in since."""
        from ..sso import tokens

        section = self.profiles.sso_sessions.get(hop.profile.get("sso_session") or "")
        yield quoted(str(section.values() if section else ""))
        for name in PORTAL:
            yield quoted(self.environ.get(name, ""))
        token = tokens.file(tokens.key(hop.profile), locations.home(self.environ))
        yield private.digest(private.read(token) or "")

    def _endpoint(self, hop: Hop) -> Iterator[str]:
        """Which AWS is asked: the real one, or another on this computer."""
        for name in ENDPOINTS:
            yield quoted(self.environ.get(name, ""))
        yield quoted(hop.profile.get("endpoint_url") or "")
        section = self.profiles.services.get(hop.profile.get("services") or "")
        yield quoted(str(section.options if section else ""))
