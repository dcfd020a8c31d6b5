"""What is found in another tool's files, and what becomes of it?"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from .. import durations
from ..text import shown
from . import yaml_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

    from ..aws_config.profiles import Profiles

    Places = Mapping[str, tuple[str, int]]  # of profiles: a path and a line

NAMED = 3  # profiles that are named where there are many


@dataclass(frozen=True)
class Setting:
    """Something that a key of our settings file says as well."""

    origin: str  # as it stands there: "role-duration: 43200"
    key: str
    value: str
    path: str = ""  # absolute; "" for the environment
    line: int = 0


@dataclass(frozen=True)
class Note:
    """Something that nobody can move but the user, or that is good to know; then there is no remedy."""

    what: str
    remedy: str = ""
    path: str = ""
    line: int = 0


def of_yaml(text: str, path: str) -> tuple[yaml_lines.Lines, list[Note]]:
    """What the lines of a YAML file say; nothing but a note where that cannot be known."""
    try:
        return yaml_lines.read(text), []
    except yaml_lines.NotRead as error:
        what = "from here on this YAML is not read by awsenv"
        return yaml_lines.Lines(), [Note(what, "look it through yourself", path, error.line)]


def unread(keys: yaml_lines.Keys, path: str, line: int) -> Note:
    """A key of a YAML file whose value is more than a text on its line."""
    what = f"the value of {'.'.join(keys)} is not read by awsenv"
    return Note(what, "look it through yourself", path, line)


def portal(name: str, url: str, region: str | None, path: str, line: int) -> Note:
    """An SSO portal that a tool knows from settings of its own."""
    what = f"the SSO portal {shown(name)}: awsenv reads it from the AWS config, as the AWS CLI does"
    section = f"[sso-session {name}], sso_start_url = {url}, sso_region = {region or '…'}"
    return Note(what, f"{section}; then awsenv sso sync {name}", path, line)


def run_by(known: Profiles, program: re.Pattern[str]) -> Places:
    """The profiles whose credential_process is like that, and where it stands."""
    profiles = map(known.get, known.names())
    return {
        profile.name: profile.origins["credential_process"]
        for profile in profiles
        if program.match(profile.get("credential_process") or "")
    }


def of_all(what: str, remedy: str, places: Places) -> Note:
    """A note on several profiles, at the first of them."""
    return Note(what, remedy, *next(iter(places.values())))


def some(names: Iterable[str]) -> str:
    """Such as "'a', 'b', 'c' and 4 more"."""
    every = list(names)
    rest = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(map(shown, every[:NAMED])) + rest


def profiles(count: int) -> str:
    """Such as "3 profiles"."""
    return f"{count} profile{'s' * (count != 1)}"


def span(seconds: int) -> str:
    """The seconds as our settings have them: 12h, 1h30m, 100s."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def lasting(origin: str, key: str, text: str, path: str = "", line: int = 0) -> Setting | Note:
    """A setting that is a time in seconds or like 1h30m; a note where it is no time."""
    try:
        return Setting(origin, key, span(durations.seconds(text)), path, line)
    except ValueError:
        return Note(f"{shown(origin)} is no time", f"set {key} yourself if you want one", path, line)


def browser(
    origin: str, command: str, address: str, open_brace: str, path: str, line: int = 0
) -> Setting | Note:
    """A setting for a command line in which `address` stands for the page's address.

    One that wants more filled in, of which each begins with `open_brace`, is a note.
    """
    ours = command.replace(address, "%s")
    try:
        words = shlex.split(ours)
    except ValueError:
        words = []
    if "%" in command or open_brace in ours or not words:
        what = f"{shown(origin)}: awsenv fills in nothing but the address"
        return Note(what, 'browser = "COMMAND %s" in the settings of awsenv', path, line)
    return Setting(origin, "browser", ours, path, line)
