"""Which keys in the files cannot work, or have expired?"""

from __future__ import annotations

from .. import durations
from ..chains import source_credentials, sts_calls
from ..credentials import lasts
from ..text import shown
from . import settings
from .findings import ERROR, WARNING, Finding, at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.ini import Section
    from ..aws_config.profiles import Profile, Profiles


def examine(profile: Profile, known: Profiles, now: float, changed: float | None) -> Iterator[Finding]:
    """Keys that no longer work or never did, or that other tools read differently."""
    places = source_credentials.places(profile)
    parts = {name: str(section.value(option) or "") for name, (section, option) in places.items()}
    key, token = parts.get(settings.KEYS[0], ""), parts.get(settings.KEYS[2], "")
    yield from _apart(profile, known, places)
    if key.startswith("ASIA") and not token:
        what = f"profile {shown(profile.name)} has temporary keys without their aws_session_token"
        yield at(profile, ERROR, "keys", what, "copy all three parts", settings.KEYS[0])
    elif key.startswith("AKIA") and token:
        what = (
            f"profile {shown(profile.name)} has an aws_session_token beside long-term keys: AWS refuses both"
        )
        yield at(profile, ERROR, "keys", what, "remove the aws_session_token", settings.KEYS[2])
    elif token:
        ends = source_credentials.end_of(profile)
        in_credentials = places[settings.KEYS[2]][0].file is known.credentials
        written = changed if in_credentials else None
        if ends is not None and not lasts(ends, now):
            what = f"the keys of profile {shown(profile.name)} expired {durations.span(int(now - ends))} ago"
            yield at(profile, WARNING, "stale", what, "get new ones, or remove the profile", settings.KEYS[2])
        elif ends is None and written is not None and now - written > sts_calls.TOKEN:  # none last longer
            what = (
                f"the keys of profile {shown(profile.name)} are temporary and older than 36 h, "
                "so they have expired"
            )
            yield at(profile, WARNING, "stale", what, "get new ones, or remove the profile", settings.KEYS[2])


def _apart(profile: Profile, known: Profiles, places: dict[str, tuple[Section, str]]) -> Iterator[Finding]:
    """Parts of a key that are not in the file with its id."""
    if not places:
        return
    there = places[settings.KEYS[0]][0]
    for other in known.sections(profile.name):
        for option in (*settings.KEYS[1:], source_credentials.OLD_TOKEN):
            if other is not there and option in other and option not in there.options:
                what = (
                    f"{option} of profile {shown(profile.name)} is not in the file that has its "
                    "aws_access_key_id: the AWS CLI, boto3 and awsenv do not read it, some SDKs do"
                )
                remedy = "keep the parts of a key in one file"
                place = (other.file.path, other.line(option))
                yield Finding(WARNING, "profiles.keys", what, remedy, *place)
