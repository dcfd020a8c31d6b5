"""What are temporary keys, and are they good at `now`?"""

from __future__ import annotations

MARGIN = 900  # seconds that AWS's own tools want a session to have left before they use it again


class Credentials:
    """Keys that sign requests; temporary ones have a token and, as far as their giver says so, an end."""

    __slots__ = ("access_key", "expiration", "opened", "secret", "token")

    def __init__(
        self,
        access_key: str,
        secret: str,
        token: str | None = None,
        expiration: int | None = None,
        opened: int = 0,
    ) -> None:
        self.access_key = access_key
        self.secret = secret
        self.token = token
        self.expiration = expiration  # seconds since the epoch, UTC
        self.opened = opened  # likewise; 0 where it is not known

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
        return self.expiration - now >= max(min(MARGIN, life // 4), least)


def epoch(text: str) -> int:
    """The moment of an ISO 8601 text: …Z, …+00:00 and what the AWS CLI writes, …UTC; without any, UTC.

    Raises ValueError.
    """
    from datetime import datetime, timezone

    moment = datetime.fromisoformat(text.removesuffix("Z").removesuffix("UTC"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp())


def iso(seconds: int) -> str:
    """A moment as AWS writes it: ISO 8601, in UTC whatever TZ says."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds))
