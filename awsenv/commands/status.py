"""awsenv status: what this shell is, and from where."""

from __future__ import annotations

import os

from .. import calls, drift, environment, guard, pins, settings
from ..credentials import iso
from ..errors import DONE, FAILED, AwsenvError, MalformedPin, NoConsent
from . import hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

    from ..call import Call
    from ..drift import Finding

    Facts = dict[str, Any]

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="as an object")
    form.add_argument(
        "-q", "--quiet", dest="form", action="store_const", const="quiet", help="the exit status alone"
    )


def run(call: Call, form: str = "text") -> int:
    """Say who this shell is, from where, and what `off` gives back; 0 if it is someone, without drift."""
    findings = _findings(call)
    if form == "json":
        import json

        json.dump(_facts(call, findings), call.out, indent=2, ensure_ascii=False)
        call.out.write("\n")
    elif form == "text":
        for name, line in _lines(call, findings):
            text = "".join(c if c.isprintable() else "?" for c in line)
            call.out.write(f"{name:<12}{text}\n" if name else f"{text}\n")
    return DONE if "AWSENV_PROFILE" in call.environ and not findings else FAILED


def _findings(call: Call) -> list[Finding]:
    """All that is not as it ought to be: in the environment, the pin that applies here, and the settings."""
    findings = drift.found(call.environ, call.now, call.shell)
    path = pins.find(call.directory) or ""
    try:
        settings.load(call.environ)
        path = pins.Consents(settings.directory("state", call.environ)).undenied(path)
        if path:
            hook.wanted(call, path)
    except guard.NotOnCd:  # as the settings want it
        pass
    except AwsenvError as error:
        by_file = path and isinstance(error, (MalformedPin, NoConsent))
        since = int(os.stat(path).st_mtime) if by_file else None
        findings.append(drift.Finding(error.what, error.remedy, since))
    return findings


def _facts(call: Call, findings: list[Finding]) -> Facts:
    environ = call.environ
    back = environment.off(environ) if environment.frames(environ) else {}
    given = {name: value for name in environment.OWNED if (value := back.get(name)) is not None}
    ends, idle = environ.get("AWSENV_EXPIRATION", ""), environ.get("AWSENV_IDLE", "")
    return {
        "profile": environ.get("AWSENV_PROFILE"),
        "class": environ.get("AWSENV_LABEL"),
        "mode": environ.get("AWSENV_MODE", "").partition(" ")[0] or None,
        "asked": environ.get("AWSENV_OPTIONS"),
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION"),
        "from": _came(call),
        "inherited": drift.inherited(environ, call.shell),
        "expires": int(ends) if ends.isdecimal() else None,
        "renews": "AWSENV_RENEWS" in environ,
        "idle": int(idle) if idle.isdecimal() else None,
        "variables": drift.sources(environ, _came(call) or ""),
        "gives_back": [name for name, value in given.items() if not isinstance(value, environment.Lost)],
        "lost": [name for name, value in given.items() if isinstance(value, environment.Lost)],
        "drift": [{"what": one.what, "since": one.since, "mend": one.mend} for one in findings],
    }


def _came(call: Call) -> str | None:
    """What made this shell the profile: the path of a pin, or a switch."""
    path, _, text = call.environ.get("AWSENV_PIN", "").partition("\n")
    try:
        if path and pins.parse(text, path).profile == call.environ.get("AWSENV_PROFILE"):
            return path
    except AwsenvError:  # somebody has edited the variable
        pass
    if not environment.frames(call.environ):
        return None
    return "a switch in another shell" if drift.inherited(call.environ, call.shell) else "a switch by hand"


def _lines(call: Call, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """The same for a person: what each line is about, and what it says."""
    facts = _facts(call, findings)
    for name in ("profile", "class", "mode", "asked", "region", "from"):
        if facts[name] is not None:
            yield name, facts[name]
    yield from _times(facts, call.now)
    yield from (("variable", f"{name}: {source}") for name, source in facts["variables"].items())
    yield from (("off gives", name) for name in facts["gives_back"])
    yield from (("off loses", f"{name}: only the shell that held it remembers it") for name in facts["lost"])
    for finding in findings:
        yield "drift", finding.what + _since(finding, call.now)
        if finding.mend:
            yield "mend it", finding.mend
    if facts["profile"] is None:
        yield "", "no profile is active"


def _times(facts: Facts, now: float) -> Iterator[tuple[str, str]]:
    if facts["expires"] is not None and facts["expires"] > now:
        again = ", renewed without a question" if facts["renews"] else ""
        yield "session", f"{calls.span(int(facts['expires'] - now))} left{again}"
    if facts["idle"] is not None:
        yield "idle", f"dropped after {calls.span(facts['idle'])} without a prompt"


def _since(finding: Finding, now: float) -> str:
    if finding.since is None:
        return ""
    return f", since {iso(finding.since)} ({calls.span(int(now - finding.since))} ago)"
