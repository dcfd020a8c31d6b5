"""Which settings are misspelt, misplaced, or have a value that AWS would refuse?"""

from __future__ import annotations

import re

from ..aws_config.ini import KINDS
from ..chains import walk
from ..chains.sts_calls import ROLE, SHORTEST
from ..text import nearest, plain, shown
from . import settings
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..aws_config.ini import File, Section
    from ..aws_config.profiles import Profiles

# Patterns as text: to compile all of them takes longer than to look through a hundred profiles.
ARN = r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+"
DEVICE = r"arn:aws[\w-]*:iam::\d{12}:(mfa|sms-mfa|u2f)/[\w+=,.@/-]+|[A-Za-z0-9]{9,64}"
REGION = r"[a-z]{2,4}(-[a-z]+)+-\d+"
GLOBAL = r"aws(-[a-z]+)*-global"
ADDRESS = r"(?u:https?://\S+)"
COMMENT = re.compile(r"\s[#;]")

MOST = 1000  # unknown names for which a known one is looked for, at half a millisecond each

ONE_OF = f"is not {', '.join(sorted(settings.OUTPUTS))}"
# What AWS accepts, by the setting's name, and how to say what it does not.
FORMS = {
    "role_arn": (ARN, "is not the ARN of a role, such as arn:aws:iam::123456789012:role/NAME"),
    "mfa_serial": (DEVICE, "is not an MFA device, such as arn:aws:iam::123456789012:mfa/NAME"),
    "role_session_name": (
        r"[\w+=,.@-]{2,64}",
        "must be 2 to 64 letters, digits or any of +=,.@-_",
    ),
    "external_id": (
        r"[\w+=,.@:/-]{2,1224}",
        "must be 2 or more letters, digits or any of +=,.@:/-_",
    ),
    "sso_account_id": (r"\d{12}", "must be the twelve digits of an account"),
    "sso_start_url": (ADDRESS, "must start with https://"),
    "output": (
        "|".join(settings.OUTPUTS),
        ONE_OF,
    ),
    "endpoint_url": (
        ADDRESS,
        "must start with https:// or http://",
    ),
}
SECRET = ("aws_secret_access_key", "aws_session_token", "aws_security_token", "aws_access_key_id")
FREE = ("credential_process", "mfa_process", "web_identity_token_process", "cli_pager")  # may hold anything


class _Setting:
    """One option of one section, as it is written."""

    def __init__(self, file: File, section: Section, name: str, raw: list[str]) -> None:
        self.name = name
        self.section = section
        self.lines = section.options[name]
        self.value = self.lines[0]
        self.path = file.path
        self.line = section.line(name)
        self.raw = raw[self.line - 1] if self.line <= len(raw) else ""

    def finding(self, level: str, check: str, what: str, remedy: str = "") -> Finding:
        return Finding(level, f"profiles.{check}", what, remedy, self.path, self.line)


def examine(known: Profiles, regions: Collection[str]) -> Iterator[Finding]:
    """What is odd about single settings. `regions`: all that exist, as far as is known."""
    searches = iter(range(MOST))

    def look(file: File, raw: list[str], header: str) -> Iterator[Finding]:
        section = file.section(header)
        kind = _kind(header) if file is known.config else "profile"
        for name in section.options if section is not None and kind else ():
            assert section is not None  # noqa: S101 (for the type checker)
            setting = _Setting(file, section, name, raw)
            yield from _examine(setting, kind, regions, searches)
            if file is known.config and name in SECRET[:2]:
                what = f"{name} is in the config file, which is not meant for secrets"
                remedy = f"move it to {known.credentials.path}, mode 600"
                yield setting.finding(WARNING, "secret", what, remedy)

    raw = known.config.text.split("\n")
    yield from walk.through(known).once_a_section(lambda header: look(known.config, raw, header))
    raw = known.credentials.text.split("\n")
    for header in known.credentials.headers:
        yield from look(known.credentials, raw, header)


def _kind(header: str) -> str:
    word = header.split(" ", 1)[0]
    return word if word in KINDS else "profile" if header == "default" else ""


def _examine(
    setting: _Setting, kind: str, regions: Collection[str], searches: Iterator[int]
) -> Iterator[Finding]:
    if kind == "services":
        yield from _service(setting)
        return
    yield from _name(setting, kind, searches)
    if setting.value == "" and len(setting.lines) > 1 and any(setting.lines[1:]):
        if setting.name in settings.IDENTITY:
            what = f"{setting.name} has its value on the next line, which makes it a block of settings"
            yield setting.finding(ERROR, "block", what, "write the value after the =")
        return
    yield from _writing(setting)
    yield from _value(setting, regions)


def _service(setting: _Setting) -> Iterator[Finding]:
    if setting.value:
        what = f"{setting.name} is directly in [services], which may only have blocks of services"
        remedy = "write the service's name, =, and the setting indented on the next line"
        yield setting.finding(ERROR, "misplaced", what, remedy)
    for after, line in enumerate(setting.lines):
        name = line.partition("=")[0].strip()
        if after and name and name not in settings.IN_SERVICES:
            what = f"{plain(name)} is not a setting of a service; AWS tools read only endpoint_url there"
            yield Finding(
                WARNING, "profiles.misspelt", what, "check its name", setting.path, setting.line + after
            )


def _name(setting: _Setting, kind: str, searches: Iterator[int]) -> Iterator[Finding]:
    """A name that no AWS tool knows and that is nearly one that they do, or one in the wrong section."""
    name = setting.name
    if kind == "sso-session":
        if name in settings.SETTINGS - settings.IN_SSO_SESSION - settings.NEIGHBOURS:
            what = f"{name} is not a setting of an [sso-session]"
            yield setting.finding(ERROR, "misplaced", what, "move it to the profiles that it is meant for")
        allowed = settings.IN_SSO_SESSION
    else:
        if name == "sso_registration_scopes":
            what = "sso_registration_scopes has an effect only in an [sso-session]"
            yield setting.finding(WARNING, "misplaced", what, "move it there")
        if name == "aws_security_token" and "aws_session_token" not in setting.section:
            what = "aws_security_token is an old name that newer SDKs do not read"
            yield setting.finding(WARNING, "misspelt", what, "rename it to aws_session_token")
        allowed = settings.LIKELY
    unknown = name not in settings.SETTINGS and next(searches, None) is not None
    near = nearest(name, allowed, 0.8) if unknown else ""
    dashed = name.replace("-", "_").replace(" ", "_")
    near = dashed if dashed in allowed and dashed != name else near
    if near:
        what = f"no AWS tool knows the setting {shown(name)}; did you mean {near}?"
        yield setting.finding(WARNING, "misspelt", what, f"write {near} = …")
    equals, colon = setting.raw.find("="), setting.raw.find(":")
    if colon >= 0 and (equals < 0 or colon < equals):
        what = f"{plain(name)} has a colon after it, which the AWS CLI and boto3 read as =; other SDKs don't"
        yield setting.finding(WARNING, "colon", what, f"write {plain(name)} = …")


def _writing(setting: _Setting) -> Iterator[Finding]:
    """What is part of a value by mistake."""
    name, value = setting.name, setting.value
    below = next((after for after, line in enumerate(setting.lines) if after and line), 0)
    if value and below:
        what = f"this line is indented, so it is part of the value of {plain(name)} above"
        remedy = "remove its indentation"
        yield Finding(ERROR, "profiles.indented", what, remedy, setting.path, setting.line + below)
    if name in FREE or name not in settings.SETTINGS:
        return
    if COMMENT.search(value):
        what = (
            f"{name} has a comment on its line, which the AWS CLI and boto3 read as part of the value; "
            "other SDKs cut it off"
        )
        yield setting.finding(WARNING, "comment", what, "put the comment on its own line")
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        what = f"the quotes around {name} are part of its value"
        yield setting.finding(WARNING, "quotes", what, "write it without quotes")
    if not value and not below:
        yield setting.finding(WARNING, "empty", f"{name} is empty", "give it a value or remove the line")


def _value(setting: _Setting, regions: Collection[str]) -> Iterator[Finding]:
    """A value that AWS would refuse, without a comment after it, which is a finding of its own."""
    name = setting.name
    value = COMMENT.split(setting.value, maxsplit=1)[0].strip() if name not in FREE else setting.value
    value = value.strip("\"'")
    if not value:
        return
    if name in FORMS and not _is(FORMS[name][0], value):
        near = nearest(value, settings.OUTPUTS) if name == "output" else ""
        yield setting.finding(
            WARNING if name == "output" else ERROR,
            "value",
            f"{name}: {shown(value)} {FORMS[name][1]}",
            f"did you mean {near}?" if near else "",
        )
    elif name == "mfa_serial" and ":u2f/" in value:
        what = "mfa_serial names a FIDO key, which AWS accepts only in the console, not for temporary keys"
        yield setting.finding(ERROR, "value", what, "use a device that shows codes")
    elif name in ("region", "sso_region"):
        yield from _region(setting, value, regions)
    elif name == "duration_seconds":
        yield from _duration(setting, value)


def _is(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value, re.ASCII) is not None


def _region(setting: _Setting, value: str, regions: Collection[str]) -> Iterator[Finding]:
    zone = value[:-1] if value[-1:].isalpha() and _is(REGION, value[:-1]) else ""
    if value in regions or _is(GLOBAL, value):
        return
    near = zone or nearest(value.lower().replace("_", "-"), regions, 0.7)
    hint = f"write {near}" if near else ""
    if zone:
        what = f"{setting.name}: {shown(value)} is a zone of the region {zone}, not a region"
        yield setting.finding(ERROR, "region", what, hint)
    elif not _is(REGION, value):
        yield setting.finding(
            ERROR, "region", f"{setting.name}: {shown(value)} does not look like a region", hint
        )
    elif regions:
        what = f"{setting.name}: botocore does not know the region {shown(value)}"
        yield setting.finding(
            WARNING if near else NOTE, "region", what, f"did you mean {near}?" if near else ""
        )


def _duration(setting: _Setting, value: str) -> Iterator[Finding]:
    try:
        seconds = int(value)
    except ValueError:
        what = (
            f"duration_seconds: {shown(value)} is not a number, so AWS tools ignore it or refuse the profile"
        )
        yield setting.finding(ERROR, "duration", what, "write seconds, such as 3600")
        return
    if not SHORTEST <= seconds <= ROLE:
        what = f"duration_seconds: AWS accepts {SHORTEST} to {ROLE} (15 min to 12 h), not {plain(value)}"
        yield setting.finding(ERROR, "duration", what, f"write {min(max(seconds, SHORTEST), ROLE)}")
    elif not (value.isascii() and value.isdecimal()):
        what = f"duration_seconds: the AWS CLI and boto3 read {shown(value)} as a number, other SDKs do not"
        yield setting.finding(WARNING, "duration", what, f"write {seconds}")
