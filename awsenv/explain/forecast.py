"""What would a switch to this profile do, as far as the files on this computer tell?

Nothing is asked, called or run. The answer is a value that `awsenv explain --json` prints as it is.
"""

from __future__ import annotations

import os

from .. import cache, cache_keys, calls, chain, environment, guard, origins, settings, shells
from ..errors import NoCredentials, shown
from ..preferences import PRODUCTION
from . import equivalents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..call import Call
    from ..calls import Step
    from ..chain import Hop
    from ..credentials import Credentials
    from ..preferences import Class
    from ..profiles import Profile, Profiles

    Facts = dict[str, Any]

# Besides chain.IDENTITY, what a hop is made of. Keys are told by their places alone.
FURTHER = ("source_profile", "credential_source", "mfa_process", "region", "endpoint_url", "services")
KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
SSO = ("sso_start_url", "sso_region")


class Forecast:
    """One profile, and what a switch to it would find now."""

    __slots__ = ("call", "environ", "hops", "known", "least", "mode", "opened", "preferences", "wish")

    def __init__(self, call: Call, known: Profiles, name: str) -> None:
        """Raises what a switch would raise for these files."""
        self.call = call
        self.known = known
        self.hops = chain.plan(name, known)
        self.preferences = settings.load(call.environ)
        self.environ = environment.applied(environment.base(call.environ), call.environ)
        self.wish = calls.Wish()  # of the switch
        self.mode = guard.mode("auto", self.hops, self.wish, self.preferences)
        self.opened = calls.Wish()  # of awsenv's own sessions, which a switch in profile mode does not need
        guard.prefer(self.opened, self.hops, self.preferences)
        self.least = self.opened.least

    def facts(self) -> Facts:
        """All of it, as what JSON knows."""
        last, kind = self.hops[-1], self.preferences.kind(guard.facts(self.hops))
        plan = self._plan()
        hops = [self._hop(hop) for hop in self.hops if hop.type != "none"]
        steps = [self._step(step) for step in plan.steps if step.action != "origin"]
        left = self._left(hops, steps)
        region, place = self._region(last.profile)
        return {
            "profile": last.profile.name,
            "mode": self.mode,
            "why": self._why(),
            "region": region,
            "region_origin": place,
            "class": _class(kind),
            "hops": hops,
            "calls": steps,
            "asks": [*_asks_for_name(kind, last.profile.name, self.call), *self._asks(hops, steps, left)],
            "endpoint": self._endpoint(last.profile),
            "notes": [*(plan.notes if self.mode == "keys" else ()), *self._notes(plan.steps)],
            "problems": [*self._problems(hops), *self._no_region(region, steps, left)],
            "commands": equivalents.commands(self.hops, plan.steps, self.call.shell),
        }

    def _plan(self) -> calls.Plan:
        """The calls: awsenv's own in keys mode, else those that every AWS tool makes for itself."""
        user = self.call.environ.get("USER", "")
        keys_mode = self.mode == "keys"
        return calls.plan(self.hops, self.wish, user, long_term=keys_mode and self._is_long_term())

    def _is_long_term(self) -> bool:
        """Whether the chain begins with the keys of a user, as far as that is known beforehand."""
        first = self.hops[0]
        if not any("mfa_serial" in hop.profile.values for hop in self.hops):
            return False
        if first.type == "process":
            return False  # its answer decides, and those that end are more usual
        try:
            keys = origins.written(first, self.environ)
        except NoCredentials:  # which is a problem of its own
            return True
        return keys is not None and keys.token is None

    def _why(self) -> str:
        """Why a switch would choose this mode."""
        first = self.hops[0].type
        if self.wish.read_only:
            return "its class is read-only, which takes a session of its own"
        if self.preferences.mode(guard.facts(self.hops)) != "auto":
            return "the settings say so"
        if self.mode == "profile":
            words = {
                "none": "nothing in the profile gives keys; AWS tools use this machine's role, if any",
                "static": "AWS tools read its keys themselves",
            }
            single = words.get(first) if len(self.hops) == 1 else None
            return single or "every AWS tool opens and renews its session by itself"
        if first == "environment":
            return "with keys in the environment, AWS tools pass over AWS_PROFILE"
        return "it takes an MFA code, and AWS tools do not share the session that it opens"

    # --- hops and calls -------------------------------------------------------------------------------

    def _hop(self, hop: Hop) -> Facts:
        """A hop under AWS's own names, where each value stands, and the sessions that are kept of it."""
        found: Facts = {"type": hop.type, "profile": hop.profile.name}
        found |= {name: value for name, value in hop.settings.items() if name not in KEYS}
        for name in FURTHER[:2] if hop.type in ("role", *chain.CREDENTIAL_SOURCES.values()) else ():
            if value := hop.profile.get(name):
                found[name] = value
        if found.get("duration_seconds", "").isdecimal():
            found["duration_seconds"] = int(found["duration_seconds"])
        wanted = {*found, *FURTHER, *(KEYS if hop.type == "static" else ())}
        places = {
            name: f"{path}:{line}" for name, (path, line) in hop.profile.origins.items() if name in wanted
        }
        if hop.type == "sso":
            more, at = _sso_session(hop.profile, self.known)
            found, places = {**found, **more}, {**places, **at}
        return {**found, "origins": places, "sessions": self._sessions(hop)}

    def _step(self, step: Step) -> Facts:
        """A call with its parameters, in snake case as elsewhere."""
        found: Facts = {"action": step.action, "profile": step.hop.profile.name}
        found["parameters"] = {_snake(name): value for name, value in step.parameters.items()}
        if self.mode == "profile":  # where AWS tools make up a name, and cap nothing
            for name in ("role_session_name", "duration_seconds"):
                own = step.hop.profile.get(name)
                found["parameters"].pop(name, None)
                if own is not None:
                    found["parameters"][name] = int(own) if own.isdecimal() else own
        found["mfa_serial"] = step.serial
        found["sessions"] = []
        if step.action == "GetSessionToken" and (keys := origins.written(step.hop, self.environ)):
            duration = self.opened.duration if step.hop is self.hops[-1] else None
            where = (self.hops[-1], self.environ, self.known)
            key = cache_keys.of_token(keys.access_key, step.serial or "", duration, *where)
            found["sessions"] = self._kept("mfa", key)
        return found

    # --- what is kept ---------------------------------------------------------------------------------

    def _sessions(self, hop: Hop) -> list[Facts]:
        """The sessions of a hop that are on disk, also those that are over."""
        home, found = settings.home(self.call.environ), []
        if hop.type == "sso":
            from .. import sso

            if token := sso.token(hop.profile, home, self.call.now):
                good = token.serves(self.call.now)
                found.append(_session("sign-in", "aws", token.ends, good=good, renews=token.renews))
        if hop.type == "role" or hop.type in origins.KEPT:
            until = self.hops.index(hop) + 1
            wish = self.opened if hop is self.hops[-1] else None
            key = cache_keys.of_hops(self.hops[:until], wish, self.environ, self.known)
            found += self._kept("keys", key, hop)
        if hop.type == "role" and os.path.isdir(home + "/.aws/cli/cache"):
            from .. import cli_cache

            keys = cli_cache.load(cli_cache.path(home, hop), hop, self.known)
            if keys is not None and not cli_cache.ambiguous(hop, self.known):
                found.append(self._told("keys", "aws", keys, hop))
        return found

    def _kept(self, what: str, key: str, hop: Hop | None = None) -> list[Facts]:
        keys = cache.Sessions(settings.directory("cache", self.call.environ)).load(key)
        return [self._told(what, "awsenv", keys, hop)] if keys else []

    def _told(self, what: str, by: str, keys: Credentials, hop: Hop | None) -> Facts:
        least = self.least if hop is self.hops[-1] else 0
        return _session(what, by, keys.expiration, good=keys.good(self.call.now, least))

    # --- what it takes now ----------------------------------------------------------------------------

    def _left(self, hops: list[Facts], steps: list[Facts]) -> list[Facts]:
        """The calls that are still to be made, since no good session is at hand."""
        if self.mode == "profile":
            return steps
        left: list[Facts] = []
        for step in reversed(steps):
            told = hops[_index(hops, step["profile"])] if step["action"] == "AssumeRole" else step
            if any(one["good"] for one in told["sessions"]):
                break
            left.insert(0, step)
        return left

    def _asks(self, hops: list[Facts], steps: list[Facts], left: list[Facts]) -> list[str]:
        """What a person will be asked, before this profile can be used."""
        asked = []
        first, opened = self.hops[0], bool(steps) and not left
        if hops and first.type in ("sso", "process") and not opened:
            good = [one["kind"] for one in hops[0]["sessions"] if one["good"]]
            kept = "keys" in good and self.mode == "keys"
            if first.type == "sso" and "sign-in" not in good and not kept:
                name = shells.word(self.call.shell, self.hops[-1].profile.name)
                asked.append(f"a sign-in in the browser: awsenv login {name}")
            if first.type == "process" and not kept:
                asked.append("whatever the program of credential_process asks")
        serials = [step["mfa_serial"] for step in left if step["mfa_serial"]]
        if self.mode == "profile":
            again = ", by each AWS tool anew: that is what keys mode (-k) is for"
            return [*asked, *(f"an MFA code of {serial}{again}" for serial in serials)]
        return [*asked, *(f"an MFA code of {serial}, {self._device(serial)}" for serial in serials)]

    def _device(self, serial: str) -> str:
        """Where a code comes from: the order is that of sessions.Chain."""
        named = [hop for hop in self.hops if hop.profile.get("mfa_serial") == serial]
        for hop in (*named, self.hops[0]):
            if command := hop.profile.get("mfa_process"):
                path, line = hop.profile.origins["mfa_process"]
                return f"printed by mfa_process {equivalents.program(command)}, {path}:{line}"
        if command := self.preferences.mfa_process:
            return f"printed by mfa_process {equivalents.program(command)} of the settings"
        return "on the terminal"

    # --- what is worth a word -------------------------------------------------------------------------

    def _notes(self, steps: list[Step]) -> list[str]:
        notes = []
        mfa = any(step.serial for step in steps)
        if self.mode == "keys" and self.hops[0].type == "process" and mfa:
            notes.append(
                "if credential_process prints keys without an end, one code opens a session for all roles "
                "of theirs; else each takes a code of its own"
            )
        if self.hops[0].type == "sso" and len(self.hops) == 1:
            notes.append("how long keys last is set in the permission set, 1 h unless it says another")
        return notes

    def _problems(self, hops: list[Facts]) -> list[str]:
        """What will not work, as far as it is known beforehand."""
        first, found = self.hops[0], []
        try:
            origins.written(first, self.environ)
        except NoCredentials as error:
            found.append(error.what)
        if first.type == "ecs" and not any(self.environ.get(name) for name in environment.CONTAINER):
            found.append("this is no container with a role: no AWS_CONTAINER_CREDENTIALS_… is set")
        token = first.get("web_identity_token_file")
        if token and not os.path.exists(os.path.join(self.call.directory, token)):
            found.append(f"there is no web_identity_token_file {shown(token)}")
        services = self.hops[-1].profile.get("services")
        if services and self.known.services.get(services) is None:
            found.append(f"there is no section [services {shown(services)[1:-1]}], so AWS tools refuse")
        for number, hop in enumerate(hops):
            asked = hop.get("duration_seconds", 0) if hop["type"] == "role" else 0
            chained = number > 1 or first.type in calls.ROLE_SESSIONS
            if self.mode == "profile" and chained and asked > calls.CHAINED:
                found.append(
                    f"AWS refuses duration_seconds {asked} of {shown(hop['profile'])}: a role assumed with "
                    "another session gets 1 h at most; -k asks for that"
                )
        return found

    def _no_region(self, region: str | None, steps: list[Facts], left: list[Facts]) -> list[str]:
        missing = region is None and bool(steps) and bool(left)
        return ["no region is set to ask AWS in: add region = … to the profile, or use -r"] if missing else []

    def _region(self, profile: Profile) -> tuple[str | None, str | None]:
        """The region after a switch, and where it is from."""
        if region := profile.get("region"):
            path, line = profile.origins["region"]
            return region, f"{path}:{line}"
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            if region := self.environ.get(name):
                return region, name
        return None, None

    def _endpoint(self, profile: Profile) -> Facts | None:
        """Where STS is asked, if not at AWS: the order is that of botocore's ConfiguredEndpointProvider."""
        ignored = self.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or profile.get(
            "ignore_configured_endpoint_urls"
        )
        if (ignored or "").lower() == "true":
            return None
        for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"):
            if url := self.environ.get(name):
                return {"sts": _without_password(url), "origin": name}
        section = self.known.services.get(profile.get("services") or "")
        sts = section.values().get("sts") if section else None
        if section and isinstance(sts, dict) and sts.get("endpoint_url"):
            place = f"{self.known.config.path}:{section.line('sts')}"
            return {"sts": _without_password(sts["endpoint_url"]), "origin": place}
        if url := profile.get("endpoint_url"):
            path, line = profile.origins["endpoint_url"]
            return {"sts": _without_password(url), "origin": f"{path}:{line}"}
        return None


def _session(kind: str, by: str, ends: int | None, *, good: bool, renews: bool = False) -> Facts:
    return {"kind": kind, "kept_by": by, "expires": ends, "good": good, "renews": renews}


def _index(hops: list[Facts], profile: str) -> int:
    """The hop that a role of this profile is; the last, where its own keys come first."""
    return max(number for number, hop in enumerate(hops) if hop["profile"] == profile)


def _class(kind: Class) -> Facts | None:
    """What the settings say of the profile's group, or nothing where no group has it."""
    if not kind.match:
        return None
    names = ("label", "color", "confirm", "cd", "idle", "readonly")
    return {**{name: getattr(kind, name) for name in names}, "builtin": kind is PRODUCTION}


def _asks_for_name(kind: Class, name: str, call: Call) -> list[str]:
    active = call.environ.get("AWSENV_PROFILE") == name
    return ["the name of the profile, to be typed"] if kind.confirm and not active else []


def _sso_session(profile: Profile, known: Profiles) -> tuple[dict[str, str], dict[str, str]]:
    """Portal and region of the [sso-session] that the profile names, and where they stand."""
    section = known.sso_sessions.get(profile.get("sso_session") or "")
    values = section.values() if section else {}
    found = {name: value for name in SSO if isinstance(value := values.get(name), str)}
    return found, {name: f"{known.config.path}:{section.line(name)}" for name in found if section}


def _without_password(url: str) -> str:
    scheme, sign, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{sign}{host.rpartition('@')[2]}{slash}{path}"


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
