"""What is said of keys that have expired, or last less than they should, when they are handed out?"""

from __future__ import annotations

from ..chains import source_credentials, sts_calls
from ..chains.session_options import SLACK
from ..durations import span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .opener import Opener


def check(opener: Opener, end: int) -> None:
    """Raise NoCredentials for keys that have expired, and UsageError for a session that lasts too little.

    Where only the settings want it to last longer, that is said, and it serves.
    """
    last, now, least = opener.target.hops[-1], opener.call.now, opener.options.min_ttl
    if end <= now:
        if last.type in ("static", "environment", "none"):
            raise source_credentials.expired(last, end, now)
        return  # AWS has opened it just now, so it is this computer's clock that is ahead
    left = int(end - now)
    if left + SLACK >= least:
        return
    if "min_ttl" not in opener.options.defaults:
        raise sts_calls.too_short(last, left, least)
    if opener.asks:
        lasts = f"a session of {opener.name} lasts only {span(left)}"
        opener.call.say(f"{lasts}, not the {span(least)} of min_ttl in the settings")
