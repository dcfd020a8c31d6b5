"""What are temporary keys, and are they good at `now`?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

MARGIN = 900  # seconds that a session must have left before AWS's own tools use it again
UTC = ("Z", "+00:00", "+0000", "UTC", " UTC", "")  # how AWS and its tools end a time
LEAST, MOST = 8, 64  # characters of a time


class Credentials:
    """Keys that sign requests; temporary ones have a token and, as far as their giver says so, an end."""

    __slots__ = ("access_key", "account", "expiration", "opened", "secret_key", "token")

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        token: str | None = None,
        expiration: int | None = None,
        opened: int = 0,
        account: object = None,
    ) -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token
        self.expiration = expiration  # seconds since the epoch, UTC; None where no end is known
        self.opened = opened  # likewise; 0 where it is not known
        digits = isinstance(account, str) and len(account) == 12 and account.isascii() and account.isdecimal()
        self.account = str(account) if digits else None  # twelve digits, where their giver says so

    def __repr__(self) -> str:
        return "Credentials(…)"  # whatever prints a value must not print this one

    def good(self, now: float, least: int = 0) -> bool:
        """Whether they last for 15 minutes, and for `least` seconds.

        Of a session made for less than an hour a quarter is enough: one of 15 minutes would serve once only.
        """
        if self.expiration is None:
            return True
        life = self.expiration - self.opened
        if life <= 0:  # the clock was ahead when they were opened
            life = 4 * MARGIN
        return lasts(self.expiration, now, max(min(MARGIN, life // 4), least))


def lasts(end: int | None, now: float, least: int = 0) -> bool:
    """Whether what ends then lasts at `now`, and for `least` seconds more. None never ends."""
    return end is None or (end > now and end - now >= least)


def are_keys(*words: object) -> bool:
    """Whether each is a text such as AWS's keys are: variables, headers and lines hold it."""
    return all(isinstance(word, str) and word and word.isascii() and word.isprintable() for word in words)


def epoch(text: str, *, local: bool = False) -> int:
    """The moment of a text: ISO 8601, and whatever else botocore reads as an end.

    Without a time zone it is UTC, or this computer's time if `local`. Raises ValueError, and TypeError where
    it is no text.
    """
    from datetime import datetime, timezone

    zone = text[len("2026-11-28T04:04:55") :]
    if zone[:1] == ".":
        zone = zone[1:].lstrip("0123456789")
    if zone in UTC and not local:
        try:
            moment = datetime.fromisoformat(text[: len("2026-11-28T04:04:55")])
        except ValueError:
            moment = _by_botocore(text)
    else:
        moment = _by_botocore(text)
    if moment.tzinfo is None and not local:
        moment = moment.replace(tzinfo=timezone.utc)
    try:
        return int(moment.timestamp())
    except OverflowError:
        raise ValueError("not a valid time") from None


def _by_botocore(text: str) -> datetime:
    """The same by the parser that botocore uses for every end. Raises ValueError."""
    if not LEAST <= len(text) <= MOST:  # of "12" it makes the 12th of this month
        raise ValueError("not a time")
    from warnings import catch_warnings, simplefilter

    from dateutil.parser import parse  # type: ignore[import-untyped]

    with catch_warnings():
        simplefilter("error")  # of a time zone that it does not know it would make none
        try:
            moment: datetime = parse(text)
            return moment
        except (ValueError, OverflowError, TypeError, AttributeError, Warning):
            raise ValueError("not a time") from None


def iso(seconds: int) -> str:
    """A moment as AWS writes it: ISO 8601, in UTC whatever TZ says."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds))
