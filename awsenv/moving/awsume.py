"""What does awsume leave, and what is it in awsenv?

Its settings: awsu.me/general/config.html. Its refresher writes temporary keys into the credentials file,
into sections with `manager = awsume` (advanced/autoawsume.html).
"""

from __future__ import annotations

from . import findings
from .findings import Note, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.profiles import Profiles

OF_ITSELF = ("colors", "fuzzy-match", "role-duration", "region", "role-session-name", "console")


def settings(text: str, path: str) -> Iterator[Setting | Note]:
    """What each key of config.yaml is here."""
    lines, notes = findings.of_yaml(text, path)
    yield from notes
    for keys, (value, line) in lines.values.items():
        found = _setting(".".join(keys), value, path, line)
        if found:
            yield found
    for keys, line in lines.unread.items():
        if keys[0] in OF_ITSELF:  # others belong to its plugins
            yield findings.unread(keys, path, line)


def _setting(key: str, value: str, path: str, line: int) -> Setting | Note | None:
    origin = f"{key}: {value}"
    if key == "role-duration":
        if not value.isdecimal():
            return Note(f"role-duration is no number of seconds: {value}", "", path, line)
        return findings.lasting(origin, "duration", value, path, line) if int(value) else None
    if key == "region":
        what = (
            f"region {value} is for profiles without one; awsenv gives those the region that you had before"
        )
        return Note(what, f"region = {value} in these profiles, or in your start-up file: "
                    f"export AWS_REGION={value}", path, line)  # fmt: skip
    if key == "role-session-name":
        what = f"role sessions are called {value}; awsenv takes the name from the profile"
        return Note(what, f"role_session_name = {value} in the profiles of roles", path, line)
    if key == "fuzzy-match" and value.lower() in ("true", "yes", "on"):
        what = (
            "fuzzy-match: awsenv never switches to a name that is only like the one typed; it says which is"
        )
        return Note(what, "", path, line)
    if key == "colors" and value.lower() in ("false", "no", "off"):
        return Note("colors are off: awsenv asks NO_COLOR", "export NO_COLOR=1", path, line)
    if key == "console.browser_command":
        return findings.browser(origin, value, "{url}", "{", path, line)
    return None


def generated(known: Profiles) -> Iterator[Note]:
    """The profiles that awsume wrote and its refresher renews."""
    theirs = {}
    for name in known.names():
        profile = known.get(name)
        if "autoawsume" in profile.values or profile.get("manager") == "awsume":
            theirs[name] = next(iter(profile.origins.values()))
    if theirs:
        count = findings.profiles(len(theirs))
        what = f"awsume writes temporary keys into {count} here: {findings.some(theirs)}"
        remedy = "awsume --kill-refresher, then remove these sections; awsenv NAME takes the profile itself"
        yield findings.of_all(what, remedy, theirs)
