"""Which lines of the start-up files belong to another tool that switches AWS profiles?"""

from __future__ import annotations

import re

from ..doctor import startup
from ..errors import UnreadableFile
from .notes import Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TOOLS = (
    (re.compile(r"\balias\s+(?:-\w+\s+)*['\"]?awsume\b|\bfunction\s+awsume\b|\bawsume\s*\(\)"), "awsume"),
    (re.compile(r"\b_awsume\b|\bawsume-autocomplete\b|\.awsume/"), "awsume"),
    (re.compile(r"\b(?:alias\s+(?:-\w+\s+)*['\"]?|function\s+)assume(?![\w-])|\bassume\s*\(\)"), "Granted"),
    (re.compile(r"\bGRANTED_\w+|\.granted/|\bgranted\s+completion\b"), "Granted"),
    (re.compile(r"\bAWS_VAULT_\w+|\baws-vault\b"), "aws-vault"),
    (re.compile(r"\baws-sso-(?:profile|clear)\b|\baws-sso\s+setup\b|__aws_sso\w*"), "aws-sso"),
    (re.compile(r"\b_?AWS_SSO_UTIL\w*|\baws-sso-util\b"), "aws-sso-util"),
)
TIMES = re.compile(
    r"\bAWS_(?:ASSUME_ROLE_TTL|(?:CHAINED_)?SESSION_TOKEN_TTL|FEDERATION_TOKEN_TTL|MIN_TTL|MFA_SERIAL)\b"
)
PROFILE = re.compile(r"(?:^|\s)(AWS_(?:DEFAULT_)?PROFILE)(?:=|\s|$)")


def everywhere(environ: Mapping[str, str]) -> Iterator[Note]:
    """A note for each such line in the files of all shells, and for each file that cannot be read."""
    for path in startup.every_file(environ):
        try:
            yield from found(startup.lines(path), path)
        except UnreadableFile as error:
            yield Note(error.what, "", path)


def found(numbered: Iterable[tuple[int, str]], path: str) -> Iterator[Note]:
    """A note for each such line; it never shows a value, which may be a secret."""
    for number, line in numbered:
        sets = startup.SETS.match(line)
        if sets and (match := PROFILE.search(" " + sets[1])):
            what = f"{match[1]} is set in every new shell, so every new shell starts with that profile"
            yield Note(what, "remove it; awsenv local PROFILE does the same per directory", path, number)
            continue
        tool = next((tool for pattern, tool in TOOLS if pattern.search(line)), None)
        if tool is None and sets and TIMES.search(sets[1]):
            tool = "aws-vault"
        if tool:
            yield Note(f"a line for {tool}", f"remove it once you no longer need {tool}", path, number)
