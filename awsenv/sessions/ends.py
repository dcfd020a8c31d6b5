"""What is said of a session that has expired, or lasts less than it should, when it is handed out?"""

from __future__ import annotations

from ..chains import source_credentials, sts_calls
from ..chains.session_options import SLACK
from ..durations import span
from ..errors import AwsenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .opener import Opener


def check(opener: Opener, end: int) -> None:
    """Raise AwsenvError for a session that ends before it should, wherever it comes from.

    Where only the settings want it to last longer, that is said, and it serves.
    """
    last, now, least = opener.target.hops[-1], opener.call.now, opener.options.min_ttl
    if end <= now:
        if last.type in ("static", "environment"):
            raise source_credentials.expired(last, end, now)
        what = f"the session of {opener.name} expired {span(int(now - end))} ago when it was opened"
        raise AwsenvError(what, "is the clock of this computer right?", code="expired-keys")
    left = int(end - now)
    if left + SLACK >= least:
        return
    if "min_ttl" not in opener.options.defaults:
        raise sts_calls.too_short(last, left, least)
    if opener.asks:
        lasts = f"a session of {opener.name} lasts only {span(left)}"
        opener.call.say(f"{lasts}, not the {span(least)} of min_ttl in the settings")
