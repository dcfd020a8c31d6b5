"""What does aws-vault leave, and what is it in awsenv?

Its variables, and what it alone reads in ~/.aws/config: docs/content/docs/config.md in its repository,
github.com/ByteNess/aws-vault.
"""

from __future__ import annotations

import re
import shlex

from ..text import shown
from . import findings
from .findings import Note, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profile, Profiles

TIMES = {"AWS_VAULT_DURATION": "duration", "AWS_ASSUME_ROLE_TTL": "duration", "AWS_MIN_TTL": "min_ttl"}
MFA_TIMES = ("AWS_SESSION_TOKEN_TTL", "AWS_CHAINED_SESSION_TOKEN_TTL")
INCLUDES = ("include_profile", "parent_profile")
ALONE = ("session_tags", "transitive_session_tags", "source_identity", "web_identity_token_process")
PROCESS = re.compile(r"\s*(?:\S*/)?aws-vault\s")
# What gives a profile keys of its own, so that none can be missing.
SOURCES = ("aws_access_key_id", "credential_process", "login_session", "role_arn", "sso_account_id")


def variables(known: Profiles, environ: Mapping[str, str]) -> Iterator[Setting | Note]:
    """What the variables of aws-vault are here."""
    for name, key in TIMES.items():
        if value := environ.get(name):
            yield findings.lasting(f"{name}={value}", key, value)
    if environ.get("AWS_VAULT_PROMPT") == "ykman":
        yield _yubikey(known, environ)
    if any(environ.get(name) for name in MFA_TIMES):
        what = "the length of an MFA session is set; in awsenv it is 12 hours"
        yield Note(f"{' or '.join(MFA_TIMES)}: {what}")
    if serial := environ.get("AWS_MFA_SERIAL"):
        what = "AWS_MFA_SERIAL: awsenv and the AWS CLI take the device from the profile alone"
        yield Note(what, f"mfa_serial = {serial} in the profiles of roles")


def _yubikey(known: Profiles, environ: Mapping[str, str]) -> Setting | Note:
    """The command that aws-vault runs for a code."""
    serials = {known.get(name).get("mfa_serial") for name in known.names()} - {None}
    account = environ.get("YKMAN_OATH_CREDENTIAL_NAME") or (
        str(min(map(str, serials))) if len(serials) == 1 else ""
    )
    if not account:
        what = "AWS_VAULT_PROMPT=ykman: which account on the YubiKey depends on the profile"
        return Note(what, "in each profile: mfa_process = ykman oath accounts code --single NAME")
    device = environ.get("YKMAN_OATH_DEVICE_SERIAL")
    chosen = ["--device", device] if device else []
    words = ["ykman", *chosen, "oath", "accounts", "code", "--single", account]
    return Setting("AWS_VAULT_PROMPT=ykman", "mfa_process", shlex.join(words))


def is_used(known: Profiles) -> bool:
    """Whether the AWS config has what aws-vault alone knows, or runs it."""
    includes = any(key in known.get(name).values for name in known.names() for key in INCLUDES)
    return includes or bool(findings.run_by(known, PROCESS))


def profiles(known: Profiles) -> Iterator[Note]:
    """What aws-vault alone reads in the AWS config, and what it keeps elsewhere."""
    for name in known.names():
        profile = known.get(name)
        for option in INCLUDES:
            if option in profile.values:
                yield _included(profile, option, known)
        for option in ALONE:
            if option in profile.values:
                what = f"[{name}] has {option}, which aws-vault alone understands; awsenv opens it without"
                yield Note(what, "", *profile.origins[option])
    yield from _running(known)
    yield from _default(known)
    yield from _kept(known)


def _included(profile: Profile, option: str, known: Profiles) -> Note:
    """The lines that take the place of an include."""
    lines: dict[str, str] = {}
    seen = {profile.name}
    source = profile.get(option)
    while source and source in known and source not in seen:
        seen.add(source)
        other = known.get(source)
        for key, value in other.values.items():
            if isinstance(value, str) and key not in (*INCLUDES, *profile.values) and "aws_" not in key:
                lines.setdefault(key, f"{key} = {value}")
        source = next((other.get(key) for key in INCLUDES if other.get(key)), None)
    what = f"[{profile.name}] has {option}, which aws-vault alone understands"
    own = ", ".join(lines.values())
    remedy = f"write in its place: {own}" if own else "remove the line, which adds nothing"
    return Note(what, remedy, *profile.origins[option])


def _running(known: Profiles) -> Iterator[Note]:
    """The profiles whose keys aws-vault prints."""
    if found := findings.run_by(known, PROCESS):
        what = f"aws-vault gives the keys of {findings.profiles(len(found))}: {findings.some(found)}"
        yield findings.of_all(what + "; they work here as they are", "", found)


def _default(known: Profiles) -> Iterator[Note]:
    """What aws-vault takes from [default] for every profile, as no AWS tool does."""
    profile = known.get("default") if "default" in known else None
    if profile and profile.get("mfa_serial"):
        what = "aws-vault gives the mfa_serial of [default] to every profile; awsenv and AWS tools do not"
        remedy = f"mfa_serial = {profile.get('mfa_serial')} in each profile that needs it"
        yield Note(what, remedy, *profile.origins["mfa_serial"])


def _kept(known: Profiles) -> Iterator[Note]:
    """The profiles that have no keys in the AWS files, as if aws-vault had them."""
    sources = {known.get(name).get("source_profile") for name in known.names()}
    named = {name for name in sources if name and name in known} | {
        name for name in known.names() if known.get(name).get("mfa_serial")
    }
    bare = [name for name in sorted(named) if not any(key in known.get(name).values for key in SOURCES)]
    for name in bare[: findings.NAMED]:
        profile = known.get(name)
        what = f"{shown(name)} has no keys in the AWS files; aws-vault may keep them in its keychain"
        remedy = (
            f"credential_process = aws-vault export --no-session --format=json {shlex.quote(name)} "
            "in that profile leaves them there"
        )
        yield Note(what, remedy, *next(iter(profile.origins.values()), ("", 0)))
    if more := bare[findings.NAMED :]:
        yield Note(f"so it is with {len(more)} more: {', '.join(map(shown, more))}")
