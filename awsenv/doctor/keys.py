"""Which keys in the files cannot work, or have expired?"""

from __future__ import annotations

from .. import durations
from ..chains import source_credentials, sts_calls
from ..credentials import lasts
from ..text import shown
from . import known as settings
from .findings import ERROR, WARNING, Finding, at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.profiles import Profile


def examine(profile: Profile, credentials: str, now: float, changed: float | None) -> Iterator[Finding]:
    """Keys that cannot work any more, or never could."""
    key, token = (str(profile.values.get(option, "")) for option in (settings.KEYS[0], settings.KEYS[2]))
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
        written = changed if profile.file_of(settings.KEYS[2]) == credentials else None
        if ends is not None and not lasts(ends, now):
            what = f"the keys of profile {shown(profile.name)} expired {durations.span(int(now - ends))} ago"
            yield at(profile, WARNING, "stale", what, "get new ones, or remove the profile", settings.KEYS[2])
        elif ends is None and written is not None and now - written > sts_calls.TOKEN:  # none last longer
            what = (
                f"the keys of profile {shown(profile.name)} are temporary and older than 36 h, "
                "so they have expired"
            )
            yield at(profile, WARNING, "stale", what, "get new ones, or remove the profile", settings.KEYS[2])
