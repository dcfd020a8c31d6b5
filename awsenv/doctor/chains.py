"""Which profiles lead to no identity, or to a different one than it seems?"""

from __future__ import annotations

from ..aws_config import partitions
from ..chains import chain, sts_calls, walk
from ..errors import AwsenvError, WrongChain
from ..sessions import aws_cli
from ..text import plain, printable, shown
from . import keys, settings
from .findings import ERROR, NOTE, WARNING, Finding, at, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.profiles import Profile, Profiles
    from ..chains.walk import Walk

# Which settings make each kind of profile, in the order in which botocore looks for them.
KINDS = {
    "role_arn": "a role",
    "sso_account_id": "SSO",
    "aws_access_key_id": "keys",
    "login_session": "aws login",
    "credential_process": "a credential_process",
}


def examine(known: Profiles, now: float, changed: float | None = None) -> Iterator[Finding]:
    """What is odd about whole profiles. `changed`: when the credentials file was last written."""
    ways = walk.through(known)
    yield from _broken(ways, known)
    yield from _sessions(known)
    yield from _shared(ways, known)
    yield from ways.once(lambda name: _one(known.get(name), known, now, changed) if name in known else ())


def _one(profile: Profile, known: Profiles, now: float, changed: float | None) -> Iterator[Finding]:
    """What is odd about one profile."""
    yield from _kinds(profile)
    yield from _unused(profile)
    yield from _length(profile, known)
    if what := partitions.misfit(profile.get("region") or "", profile.get("role_arn") or ""):
        what = f"profile {shown(profile.name)}: {what}"
        yield at(profile, ERROR, "partition", what, "correct one of them", "region")
    yield from keys.examine(profile, known, now, changed)
    yield from _shadowed(profile, known)
    yield from _references(profile, known)


def _broken(ways: Walk, known: Profiles) -> Iterator[Finding]:
    """What `chain.of` refuses, once for each reason: many profiles may have one source."""
    reasons: dict[object, WrongChain] = {}
    # One object for all the profiles that lead to the same place.
    for found in {id(error): error for error in ways.once(lambda name: _refusal(name, known))}.values():
        reasons.setdefault(frozenset(found.loop) or found.what, found)
    for reason in reasons.values():
        # A line that is indented by mistake is told as such. It may hold a key, so the value is not shown.
        value = known.get(reason.profile).get(reason.option) if reason.option else None
        if "\n" not in (value or ""):
            yield failed(reason, "profiles.chain")


def _refusal(name: str, known: Profiles) -> Iterator[WrongChain]:
    try:
        if name in known:
            chain.of(name, known)
    except WrongChain as error:
        yield error


def _sessions(known: Profiles) -> Iterator[Finding]:
    for name in known.sso_sessions.names():
        section = known.sso_sessions.get(name)
        missing = [option for option in settings.SSO[:2] if section is not None and option not in section]
        if section is not None and missing:
            what = f"[sso-session {plain(name)}] lacks {' and '.join(missing)}"
            lines = [section.line(option) for option in section.options]
            yield Finding(
                ERROR, "profiles.sso", what, "add it", known.config.path, min(lines) - 1 if lines else 0
            )


def _shared(ways: Walk, known: Profiles) -> Iterator[Finding]:
    """Roles whose sessions the AWS CLI mixes up, since its cache ignores where they come from."""
    seen: dict[str, Profile] = {}
    for profile in map(known.get, ways.of_one_role()):
        arguments = str(sts_calls.cli_arguments(profile))
        other = seen.setdefault(arguments, profile)
        if aws_cli.source(other) != aws_cli.source(profile):
            what = (
                f"{shown(profile.name)} and {shown(other.name)} reach the same role from different sources; "
                "the AWS CLI caches one session for both, awsenv keeps them apart"
            )
            remedy = "give them different role_session_names"
            yield at(profile, WARNING, "shared-role", what, remedy, "role_arn")


def _kinds(profile: Profile) -> Iterator[Finding]:
    """A profile of several kinds, of which not all AWS tools use the same one."""
    options = [option for option in KINDS if option in profile]
    own = "role_arn" in options and profile.get("source_profile") == profile.name
    if len(options) < 2 or (own and options == ["role_arn", "aws_access_key_id"]):
        return
    names = [KINDS[option] for option in options]
    what = (
        f"profile {shown(profile.name)} has {', '.join(names[:-1])} and {names[-1]}; "
        "AWS tools disagree about which one counts"
    )
    if options[:2] == ["role_arn", "aws_access_key_id"]:
        what = (
            f"profile {shown(profile.name)} has a role and keys: by itself it is the role, but as the "
            "source of another profile it is the keys"
        )
    yield at(profile, WARNING, "kinds", what, "split it into two profiles", *reversed(options))


def _unused(profile: Profile) -> Iterator[Finding]:
    """Settings of a role in a profile without one."""
    if "role_arn" in profile:
        return
    for option in settings.OF_A_ROLE:
        if option in profile:
            what = f"{option} has no effect without role_arn, which profile {shown(profile.name)} lacks"
            level = WARNING if option in ("source_profile", "credential_source") else NOTE
            yield at(profile, level, "unused", what, "add role_arn, or remove the line", option)
    if "mfa_serial" in profile and "aws_access_key_id" in profile:
        what = f"the mfa_serial of profile {shown(profile.name)} has no effect without role_arn"
        yield at(profile, NOTE, "unused", what, "move it to the profiles with a role", "mfa_serial")
    if "sso_session" in profile and "sso_account_id" not in profile and "sso_role_name" not in profile:
        what = f"profile {shown(profile.name)} has an sso_session but no account or role, so no credentials"
        yield at(
            profile,
            NOTE,
            "sso",
            what,
            "add sso_account_id and sso_role_name, unless it is only for tokens",
            "sso_session",
        )


def _length(profile: Profile, known: Profiles) -> Iterator[Finding]:
    """A chained role that asks for more than its hour."""
    wanted = sts_calls.seconds(profile)
    if wanted is None or not sts_calls.CHAINED < wanted <= sts_calls.ROLE:
        return
    try:
        found = chain.of(profile.name, known)
    except AwsenvError:  # which is a finding of its own
        return
    if found.length > 2 or (found.length > 1 and found.first.type in sts_calls.ROLE_SESSIONS):
        what = (
            f"profile {shown(profile.name)} asks for {wanted} s, but AWS limits a role assumed from another "
            "session to 3600: it refuses the AWS CLI and SDKs; awsenv asks for 3600"
        )
        yield at(profile, WARNING, "duration", what, "write 3600", "duration_seconds")


def _shadowed(profile: Profile, known: Profiles) -> Iterator[Finding]:
    """Settings that differ between the two files: the credentials file wins."""
    for option in profile.own():
        setting = [section for section in known.sections(profile.name) if option in section]
        if len(setting) < 2 or setting[0].value(option) == profile.value(option):
            continue
        what = (
            f"profile {shown(profile.name)} has {plain(option)} in both files, with different values; "
            "the credentials file wins"
        )
        yield Finding(
            WARNING,
            "profiles.shadowed",
            what,
            "remove one of them",
            known.config.path,
            setting[0].line(option),
        )


def _references(profile: Profile, known: Profiles) -> Iterator[Finding]:
    """What a profile refers to and does not exist."""
    session = profile.get("sso_session")
    # Of a chain that begins with it, `_broken` tells.
    begins = "role_arn" not in profile and any(option in profile for option in settings.SSO[2:4])
    if session and known.sso_sessions.get(session) is None and not begins:
        what = f"profile {shown(profile.name)} names the sso_session {shown(session)}, which does not exist"
        remedy = f"add [sso-session {plain(session)}], or remove the line: AWS tools refuse the profile"
        yield at(profile, ERROR, "sso", what, remedy, "sso_session")
    name = profile.get("services")
    if name is not None and known.services.get(name) is None:
        what = f"profile {shown(profile.name)} refers to the services {shown(name)}, which do not exist"
        remedy = f"add [services {plain(name)}] to {printable(known.config.path)}"
        yield at(profile, ERROR, "services", what, remedy, "services")
