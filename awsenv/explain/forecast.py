"""What would a switch to this profile do, as far as the files on this computer tell?

Nothing is asked, called or run. The answer is a value that `awsenv explain --json` prints as it is.
"""

from __future__ import annotations

import os

from .. import policy
from ..aws_config import names, partitions
from ..aws_config.followed import Followed
from ..chains import chain, source_credentials, sts_calls
from ..chains.session_options import SessionOptions
from ..credentials import lasts
from ..environment import dialects, own, undo, variables
from ..errors import NoCredentials
from ..sessions import mfa_process
from ..settings.model import PRODUCTION
from ..system import spelling
from ..text import plain, shown
from . import equivalents, places, settings
from .hops import Hops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..chains.sts_calls import Step
    from ..settings.model import Class
    from ..target import Target
    from .hops import Facts


class Forecast:
    """One profile, and what a switch to it would find now."""

    __slots__ = ("call", "environ", "hops", "known", "mode", "options", "target")

    def __init__(self, call: Call, target: Target) -> None:
        """Raises what a switch would raise for these files."""
        self.call = call
        self.target = target
        self.known = target.profiles
        self.hops = target.hops
        self.environ = undo.untouched(call.environ)
        self.mode, self.options = policy.mode("auto", target, SessionOptions())  # of the switch

    def facts(self) -> Facts:
        """All of it, as what JSON knows."""
        last, class_ = self.hops[-1], self.target.class_
        plan, opened = self._plan(), policy.completed(self.target, SessionOptions())
        here = Hops(self.call, self.target, opened, self.environ)
        hops = [here.hop(hop) for hop in self.hops if hop.type != "none"]
        keys = self.mode == "keys"
        steps = [here.step(step, own=keys) for step in plan.steps]
        left = self._left(hops, steps)
        region, place = places.region(last.profile, self.environ)
        beside = Followed(last.profile, self.known, self.environ, region)
        problems = [*self._problems(hops), *self._no_region(region, steps, left)]
        if keys and region is None and (region := beside.of_default("region")):
            place = "[default]"
        return {
            "profile": last.profile.name,
            "mode": self.mode,
            "why": self._why(),
            "region": region,
            "region_origin": place,
            "class": class_.label,
            "rules": _rules(class_),
            "hops": hops,
            "calls": steps,
            "asks": [*self._name(), *self._asks(hops, steps, left)],
            "endpoint": places.endpoint(last.profile, self.environ, self.known),
            "settings": settings.effective(last.profile, self.known, self.environ, beside if keys else None),
            "notes": [*(plan.notes if keys else ()), *self._notes(plan.steps), *beside.notes(leaks=keys)],
            "problems": problems,
            "commands": equivalents.commands(self.hops, plan.steps, self.call.shell),
        }

    def _plan(self) -> sts_calls.Plan:
        """The calls: awsenv's own in keys mode, else those that every AWS tool makes for itself."""
        user = self.call.environ.get("USER", "")
        keys_mode = self.mode == "keys"
        return sts_calls.plan(
            self.hops, self.options, user, long_term=lambda: keys_mode and self._is_long_term()
        )

    def _is_long_term(self) -> bool:
        """Whether the chain begins with the keys of a user, as far as that is known beforehand.

        Of a process that is not known; those that print keys which expire are more usual.
        """
        first = self.hops[0]
        try:
            written = source_credentials.written(first, self.environ)
            return source_credentials.are_long_term(first, lambda: written)
        except NoCredentials:  # which is a problem of its own
            return True

    def _why(self) -> str:
        """Why a switch would choose this mode."""
        first = self.hops[0].type
        if self.target.profile.made:
            return "no file has a profile for it, so AWS tools get keys"
        if self.options.read_only:
            return "its class is read-only, which needs its own session"
        if self.target.preferences.mode(self.target.facts) != "auto":
            return "the settings say so"
        if self.mode == "profile":
            words = {
                "none": f"it has no credentials of its own; AWS tools use {own.words(self.environ)}",
                "static": "AWS tools read its keys themselves",
                "login": "the AWS CLI and recent SDKs read it; Terraform and others need keys (-k)",
            }
            stored = "every AWS tool asks awsenv for its keys, and awsenv the store"
            words["static"] = stored if self.hops[0].stored else words["static"]
            single = words.get(first) if len(self.hops) == 1 else None
            return single or "every AWS tool opens and renews its session by itself"
        if first == "none":
            return f"it has no credentials of its own; AWS tools use {own.words(self.environ)}"
        if first == "environment":
            return "with keys in the environment, AWS tools ignore AWS_PROFILE"
        if not any("mfa_serial" in hop.settings for hop in self.hops):
            names = [name for hop in self.hops for name in hop.settings if name in chain.UNHEEDED]
            return f"AWS tools ignore {', '.join(dict.fromkeys(names))}"
        return "it needs an MFA code, and AWS tools do not share the session that it opens"

    # --- what it takes now ----------------------------------------------------------------------------

    def _left(self, hops: list[Facts], steps: list[Facts]) -> list[Facts]:
        """The calls that are still to be made, since no good session is at hand."""
        if self.mode == "profile":
            return steps
        left: list[Facts] = []
        # The last of a name is the role of that profile, where its own keys come first.
        roles = {hop["profile"]: hop for hop in hops}
        for step in reversed(steps):
            told = roles[step["profile"]] if step["action"] == "AssumeRole" else step
            if any(one["good"] for one in told["sessions"]):
                break
            left.append(step)
        return left[::-1]

    def _name(self) -> list[str]:
        asks = policy.asks(self.target, self.call.environ)
        return ["the name of the profile"] if asks else []

    def _asks(self, hops: list[Facts], steps: list[Facts], left: list[Facts]) -> list[str]:
        """What a person will be asked, before this profile can be used."""
        asked = []
        first, opened = self.hops[0], bool(steps) and not left
        if hops and first.type in ("sso", "process") and not opened:
            good = [one["type"] for one in hops[0]["sessions"] if one["good"]]
            kept = "keys" in good and self.mode == "keys"
            if first.type == "sso" and "sign-in" not in good and not kept:
                name = dialects.word(self.call.shell, self.hops[-1].profile.name)
                asked.append(f"a sign-in in the browser: awsenv login {name}")
            if first.type == "process" and not kept:
                asked.append("what the program of credential_process may ask")
        serials = [step["mfa_serial"] for step in left if step["mfa_serial"]]
        if self.mode == "profile":
            again = ", by each AWS tool again: keys mode (-k) asks once"
            return [*asked, *(f"an MFA code for {serial}{again}" for serial in serials)]
        return [*asked, *(f"an MFA code for {serial}, {self._device(serial)}" for serial in serials)]

    def _device(self, serial: str) -> str:
        """Where a code comes from."""
        found = mfa_process.find(serial, self.target)
        if found is None:
            return "on the terminal"
        command, profile = found
        said = f"printed by mfa_process {equivalents.program(command)}"
        if profile is None:
            return f"{said} of the settings"
        return f"{said}, {places.place(*(profile.place('mfa_process') or ('', 0)))}"

    # --- what is worth a word -------------------------------------------------------------------------

    def _notes(self, steps: list[Step]) -> list[str]:
        notes = []
        mfa = any(step.serial for step in steps)
        if self.mode == "keys" and self.hops[0].type == "process" and mfa:
            notes.append(
                "if credential_process prints long-term keys, one code opens a session for all their roles; "
                "otherwise each role needs its own code"
            )
        if self.hops[0].type == "sso" and len(self.hops) == 1:
            notes.append("how long the keys last is set in the permission set; the default is 1 h")
        if self.mode == "profile" and self.hops[0].get("duration_seconds") and self.hops[0].type != "role":
            notes.append("AWS tools ignore duration_seconds for a web identity; -k asks for it")
        return [*notes, *self._unseen()]

    def _problems(self, hops: list[Facts]) -> list[Facts]:
        """What will not work, as far as it is known beforehand."""
        first, found = self.hops[0], []
        try:
            written = source_credentials.written(first, self.environ)
            if written and not lasts(written.expiration, self.call.now):
                raise source_credentials.expired(first, written.expiration or 0, self.call.now)
        except NoCredentials as error:
            found.append(_problem(error.what, error.remedy))
        if first.type == "ecs" and not any(self.environ.get(name) for name in variables.ADDRESSES):
            found.append(
                _problem("this is not a container with a role: no AWS_CONTAINER_CREDENTIALS_… is set")
            )
        token = first.get("web_identity_token_file")
        if token and (wrong := spelling.of_path(token)):
            found.append(_problem(f"the web_identity_token_file {shown(token)}: {wrong[0]}", wrong[1]))
        elif token and not os.path.exists(token):
            found.append(_problem(f"the web_identity_token_file {shown(token)} does not exist"))
        wrong_arns = (spelling.of_role(hop.get("role_arn")) for hop in self.hops)
        found += [_problem(*wrong) for wrong in wrong_arns if wrong]
        found += self._program()
        found += self._partition()
        services = self.hops[-1].profile.get("services")
        if services and self.known.services.get(services) is None:
            what = f"the section [services {plain(services)}] does not exist, so AWS tools refuse"
            found.append(_problem(what))
        for number, hop in enumerate(hops):
            asked = hop.get("duration_seconds", 0) if hop["type"] == "role" else 0
            chained = number > 1 or first.type in sts_calls.ROLE_SESSIONS
            if self.mode == "profile" and chained and asked > sts_calls.CHAINED:
                what = (
                    f"AWS refuses duration_seconds {asked} of {shown(hop['profile'])}: a role assumed from "
                    "another session gets at most 1 h"
                )
                found.append(_problem(what, "switch with -k, which asks for that"))
        return found

    def _program(self) -> list[Facts]:
        """What is wrong with how credential_process is written."""
        first = self.hops[0]
        command = (first.profile if first.stored else first).get("credential_process")
        if command is None:
            return []
        import shlex

        try:
            words = shlex.split(command)
        except ValueError:
            return [_problem("credential_process has an unclosed quote", "close it")]
        wrong = spelling.of_command(words, self.environ) if words else None
        program = shown(words[0].partition("=")[0]) if words else ""
        return [_problem(f"credential_process {program} {wrong[0]}", wrong[1])] if wrong else []

    def _partition(self) -> list[Facts]:
        last = self.hops[-1].profile
        region = places.region(last, self.environ)[0]
        what = partitions.misfit(region or "", last.get("role_arn") or "")
        return [_problem(what, "correct the region or the role_arn")] if what else []

    def _unseen(self) -> list[str]:
        """The sections that are there for some AWS tools alone."""
        last = self.hops[-1].profile
        session = last.get("sso_session") or ""
        in_config = any(section.file is self.known.config for section in self.known.sections(last.name))
        kinds = [*([("profile", last.name)] if in_config else []), ("sso-session", session)]
        return [f"[{kind} {plain(name)}]: {names.UNSEEN}" for kind, name in kinds if names.is_unseen(name)]

    def _no_region(self, region: str | None, steps: list[Facts], left: list[Facts]) -> list[Facts]:
        missing = region is None and bool(steps) and bool(left)
        return [_problem("no region is set", "add region = … to the profile, or use -r")] if missing else []


def _problem(what: str, remedy: str | None = None) -> Facts:
    return {"what": what, "remedy": remedy}


def _rules(class_: Class) -> Facts | None:
    """What the settings say of the profile's group, or nothing where no group has it."""
    if not class_.match:
        return None
    names = ("color", "confirm", "cd", "idle", "readonly")
    return {**{name: getattr(class_, name) for name in names}, "builtin": class_ is PRODUCTION}
