"""What do aws-sso-cli and aws-sso-util leave, and what is it in awsenv?

Settings of the first: synfinatic.github.io/aws-sso-cli/config. What both write into ~/.aws/config:
`credential_process = … aws-sso … process --arn …` and `… aws-sso-util credential-process --profile …`.
"""

from __future__ import annotations

import re
import shlex

from . import findings
from .findings import Note, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.profiles import Profiles

CLI = re.compile(r"\s*(?:\S*/)?aws-sso\s.*\bprocess\b")
UTIL = re.compile(r"\s*(?:\S*/)?aws-sso-util\s+credential-process\b")
READ = ("SSOConfig", "Browser", "UrlAction", "UrlExecCommand", "ProfileFormat", "DefaultRegion")


def settings(text: str, path: str) -> Iterator[Setting | Note]:
    """What the keys of config.yaml are here."""
    lines, notes = findings.of_yaml(text, path)
    yield from notes
    values = lines.values
    for (first, *rest), (value, line) in values.items():
        if first == "SSOConfig" and rest[1:] == ["StartUrl"]:
            region, _ = values.get((first, rest[0], "SSORegion"), (None, 0))
            yield findings.portal(rest[0], value, region, path, line)
        elif first == "Browser" and not rest:
            yield Setting(f"Browser: {value}", "browser", shlex.quote(value), path, line)
        elif first == "UrlAction" and value in ("print", "printurl", "clip", "ansi-osc52"):
            yield Note(f"UrlAction: {value}", "awsenv console --url prints the address", path, line)
        elif first == "UrlAction" and "container" in value:
            yield Note(f"UrlAction: {value}", "awsenv console --container", path, line)
        elif first == "ProfileFormat":
            yield _format(path, line)
        elif first == "DefaultRegion":
            yield Note(f"DefaultRegion: {value}", f"awsenv sso sync --region {value}", path, line)
    for keys, line in lines.unread.items():
        if keys == ("ProfileFormat",):
            yield _format(path, line)
        elif keys == ("UrlExecCommand",):
            what = "UrlExecCommand is a command for addresses"
            yield Note(what, 'browser = "COMMAND %s" in the settings of awsenv', path, line)
        elif keys[0] in READ and len(keys) < len(("SSOConfig", "name", "Accounts")):
            yield findings.unread(keys, path, line)


def _format(path: str, line: int) -> Note:
    what = "ProfileFormat names the profiles"
    return Note(what, "awsenv sso sync --template '{account_name}-{role_name}' and the like", path, line)


def profiles(known: Profiles) -> Iterator[Note]:
    """The profiles that either tool wrote."""
    if cli := findings.run_by(known, CLI):
        what = f"aws-sso gives the keys of {findings.profiles(len(cli))}: {findings.some(cli)}"
        remedy = (
            "they work, as long as aws-sso is here; without it: remove all from # BEGIN_AWS_SSO_CLI to "
            "# END_AWS_SSO_CLI, then awsenv sso sync"
        )
        yield findings.of_all(what, remedy, cli)
    if util := findings.run_by(known, UTIL):
        count = findings.profiles(len(util))
        what = f"aws-sso-util wrote {count} with a credential_process: {findings.some(util)}"
        remedy = (
            "sso_… in the profile is enough for awsenv and for every SDK of today; remove the line "
            "credential_process"
        )
        yield findings.of_all(what, remedy, util)
