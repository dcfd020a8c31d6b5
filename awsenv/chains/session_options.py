"""What is asked of a session besides its profile?"""

from __future__ import annotations

from ..errors import UsageError
from ..percent import quoted, unquoted
from ..text import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..credentials import Credentials
    from .chain import Hop

SLACK = 60  # seconds that the clocks of two computers may differ, and a call may take


class SessionOptions:
    """What a switch asks of the session it opens. What was not asked is as the settings or AWS have it."""

    __slots__ = ("defaults", "duration", "mfa_code", "min_ttl", "policy_arns", "read_only", "refresh")

    def __init__(
        self,
        duration: int | None = None,
        min_ttl: int = 0,
        mfa_code: str | None = None,
        *,
        refresh: bool = False,
        policy_arns: Iterable[str] = (),
        read_only: bool | None = None,
    ) -> None:
        self.duration = duration  # seconds
        self.min_ttl = min_ttl  # seconds that it must last from now on
        self.mfa_code = mfa_code  # six digits, if they are any
        self.refresh = refresh  # a new session, also where a good one is kept
        self.policy_arns = tuple(policy_arns)  # session policies: each takes rights away
        self.read_only = read_only  # None: the profile's class decides
        # Which of "duration" and "min_ttl" only the settings want: AWS may give less.
        self.defaults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked, which only keys mode can give."""
        asked = self.duration or self.min_ttl or self.mfa_code is not None or self.refresh
        return bool(asked or self.restricted)

    def but(self, **changes: object) -> SessionOptions:
        """The same with other values for these fields."""
        found = SessionOptions()
        for name in self.__slots__:
            setattr(found, name, changes.get(name, getattr(self, name)))
        return found

    @property
    def restricted(self) -> bool:
        """Whether a session policy takes rights away."""
        return bool(self.policy_arns or self.read_only)

    def lasting(self) -> list[str]:
        """What makes it another session, as words: a renewal asks it again, and its key covers it."""
        words = [f"duration={self.duration}"] if self.duration else []
        words += [f"policy={quoted(arn)}" for arn in self.policy_arns]
        return [*words, *(["read-only"] if self.read_only else [])]

    def spell(self) -> str | None:
        """The text that `parse` reads, or None: what was asked; read-write where the class says no."""
        asked = self.but(duration=None) if "duration" in self.defaults else self
        return " ".join([*asked.lasting(), *(["read-write"] if self.read_only is False else [])]) or None

    def accept(self, kept: Credentials, now: float, hops: list[Hop]) -> bool:
        """Whether a kept session of the last of these hops lasts as long as it should.

        Where the settings want more than the session ever had, another one would not last longer. Where
        their wish for a duration has given way, and the same one is asked for now, another one would.
        """
        life = kept.expiration - kept.opened if kept.expiration is not None and kept.opened else 0
        if self.duration and "duration" not in self.defaults and 0 < life + SLACK < self.duration:
            from . import sts_calls

            if not sts_calls.is_capped(hops):
                return False
        never = "min_ttl" in self.defaults and 0 < life < self.min_ttl
        return kept.good(now, 0 if never else self.min_ttl)


def parse(text: str) -> SessionOptions:
    """The options that were spelled. Raises UsageError: a word lost in between might be a policy."""
    duration, policy_arns, read_only = None, [], None
    for word in text.split():
        name, _, value = word.partition("=")
        if name == "duration" and number(value) is not None:
            duration = number(value)
        elif name == "policy" and value:
            policy_arns.append(unquoted(value))
        elif word in ("read-only", "read-write"):
            read_only = word == "read-only"
        else:
            raise UsageError("AWSENV_OPTIONS is not what awsenv wrote", "switch again")
    return SessionOptions(duration, policy_arns=policy_arns, read_only=read_only)
