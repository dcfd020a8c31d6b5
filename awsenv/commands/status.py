"""awsenv status: what this shell is, and from where."""

from __future__ import annotations

import posix

from .. import changed, durations, pins, policy, status, switch
from ..credentials import iso, lasts
from ..environment import child, drift, variables
from ..errors import DONE, FAILED, AwsenvError
from ..text import printable, shown
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from ..environment.drift import Problem
    from ..status import Facts
    from ..target import Target
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import Option, json

    yield json("as an object")
    yield Option("-v", "--verbose", name="form", const="verbose", about="each variable, too")
    yield Option("-q", "--quiet", name="form", const="quiet", about="the exit status alone")
    yield Option("--verify", about="ask AWS who this shell is, and compare with the profile")


USAGE = Usage(options=_options)


def run(call: Call, form: str = "text", *, verify: bool = False) -> Result:
    """Say who this shell is, what contradicts it, and from where it is; 0 if it is someone, without drift."""
    drifted, problems = drift.found(call.environ, call.shell), _problems(call)
    answer, failure = None, None
    if verify:
        try:
            answer = status.verdict(call, _arn(call))
        except AwsenvError as error:
            failure = error
    if answer and answer.agrees is False:
        problems.append(drift.Problem(answer.words, drift.again(call.environ, call.shell)))
    words, wrong = _reach(call)
    problems += wrong
    facts = status.facts(call, drifted, problems)
    facts["reach"] = words
    if verify:
        facts["aws"] = {
            "arn": answer and answer.arn,
            "agrees": answer and answer.agrees,
            "error": failure and failure.data(),
        }
    if form == "json":
        call.answer(facts)
    elif form != "quiet":
        _write(call, facts, answer, whole=form == "verbose")
        if failure:
            call.report(failure)
    if failure:
        return Result(failure.status)
    return Result(DONE if call.state.profile is not None and not drifted and not problems else FAILED)


def _reach(call: Call) -> tuple[list[str] | None, list[Problem]]:
    """What a command of `exec --serve` and its kin has, and what is wrong with that."""
    if call.state.mode not in variables.REACHES:
        return None, []
    from ..serving import told

    words, wrong, ended = told.inside(call.environ, call.now)
    login = f"in another terminal: awsenv login {shown(call.state.profile or '')}"
    remedy = drift.AFRESH if ended else login
    return words, [drift.Problem(wrong, remedy)] if wrong else []


def _arn(call: Call) -> str:
    """Whom AWS takes for the caller where the programs that this shell starts call it."""
    from ..terminal import progress

    name = call.state.profile or call.environ.get("AWS_PROFILE") or "default"
    if name in call.configuration.profiles and not call.environ.get("AWS_ACCESS_KEY_ID"):
        first = call.target(name).hops[0]
        if first.type == "process":  # which botocore would start wherever one is
            from ..system import user_command

            words = user_command.split("credential_process", first.get("credential_process") or "")
            user_command.check("credential_process", words, call.environ)
    with progress.shown(call, "asking AWS who this shell is"):
        from ..aws import caller

        return caller.arn(child.by_full_path(child.for_child(call.environ)), name, call.now)


def _problems(call: Call) -> list[Problem]:
    """What is wrong besides drift: with the session, the pin that applies here, and the settings."""
    target, wrong = None, None
    try:
        target = status.active(call)
        if target is not None:
            changed.check(call, target, call.state.meaning)
    except AwsenvError as error:
        wrong = drift.Problem(str(error), error.remedy)
    in_file = target is not None and target.hops[0].type == "static" and call.state.mode == "profile"
    renewal = "get new keys with the tool that wrote these" if in_file else None
    found = drift.problems(call.environ, call.now, call.shell, renewal)
    if target is not None and lasts(call.state.expires, call.now):
        found += _sign_in(call, target)
    if wrong is not None:
        found.append(wrong)
    path = "" if call.state.mode in variables.REACHES else pins.find(call.directory) or ""
    try:
        _ = call.configuration.preferences
        path = call.configuration.consents.undenied(path)
        if path:
            switch.by_pin(call, path)
    except policy.NotOnCd:  # as the settings want it
        pass
    except AwsenvError as error:
        by_file = error.code in ("malformed-pin", "no-consent")
        since = int(posix.stat(path).st_mtime) if by_file else None
        found.append(drift.Problem(str(error), error.remedy, since))
    return found


def _sign_in(call: Call, target: Target) -> list[Problem]:
    """What the AWS tools find of the sign-in that they are to use: it may have ended since the switch."""
    if call.state.mode != "profile" or target.hops[0].type != "sso":
        return []
    try:
        switch.sign_in(call, target, opens=False)
    except AwsenvError as error:
        return [drift.Problem(str(error), error.remedy)]
    return []


def _write(call: Call, facts: Facts, answer: status.Verdict | None, *, whole: bool) -> None:
    """For a person: what each line is about, and what it says."""
    lines = [*_identity(facts, call.now), *_wrong(facts, call.now), *_rest(facts, answer)]
    for name, line in [*lines, *(_detail(facts) if whole else ())]:
        call.out.write(f"{name:<12}{printable(line)}\n" if name else f"{printable(line)}\n")


def _identity(facts: Facts, now: float) -> Iterator[tuple[str, str]]:
    """Who this shell is."""
    if facts["profile"] is None:
        outside = facts["outside"]
        yield "", status.outside_words(outside) if outside else "no profile is active"
    for name in ("profile", "account", "role", "region"):
        if facts[name] is not None:
            yield name, facts[name]
    yield from (("reach", line) for line in facts["reach"] or ())
    yield from _times(facts, now)
    for name in ("class", "asked"):
        if facts[name] is not None:
            yield name, facts[name]


def _wrong(facts: Facts, now: float) -> Iterator[tuple[str, str]]:
    """What contradicts that, or is in the way."""
    for name, key in (("drift", "drift"), ("problem", "problems")):
        for one in facts[key]:
            yield name, one["what"] + _since(one["since"], now)
            if one["remedy"]:
                yield "fix", one["remedy"]


def _rest(facts: Facts, answer: status.Verdict | None) -> Iterator[tuple[str, str]]:
    if answer and answer.agrees is not False:
        yield "verified", answer.words
    yield from (("note", what) for what in facts["notes"])
    if facts["mode"] is not None:
        yield "mode", facts["mode"]
    if facts["from"] is not None:
        yield "from", facts["from"]
    lost = "only the shell that held it remembers it"
    yield from (("off", f"cannot restore {name}: {lost}") for name in facts["lost"])


def _detail(facts: Facts) -> Iterator[tuple[str, str]]:
    """What each variable is from, and what `off` does with it."""
    yield from (("variable", f"{name}: {source}") for name, source in facts["variables"].items())
    yield from (("off", f"restores {name}") for name in facts["restores"])


def _times(facts: Facts, now: float) -> Iterator[tuple[str, str]]:
    if facts["expires"] is not None and lasts(facts["expires"], now):
        again = "; it renews itself" if facts["renews"] else ""
        yield "session", f"{durations.span(int(facts['expires'] - now))} left{again}"
    if facts["idle"] is not None:
        yield "idle", f"dropped after {durations.span(facts['idle'])} without a prompt"


def _since(since: int | None, now: float) -> str:
    return "" if since is None else f", since {iso(since)} ({durations.span(int(now - since))} ago)"
