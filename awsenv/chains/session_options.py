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

# What a role's session is told, as words of AWSENV_OPTIONS: those with one text, and those with many.
TEXTS = {
    "session_name": "session-name",
    "external_id": "external-id",
    "source_identity": "source-identity",
    "policy": "policy-text",
}
LISTS = {"policy_arns": "policy", "tags": "tag", "transitive": "transitive"}
SLACK = 60  # seconds that the clocks of two computers may differ, and a call may take


class SessionOptions:
    """What a switch asks of the session it opens. What was not asked is as the settings or AWS have it."""

    __slots__ = (
        *("defaults", "duration", "external_id", "mfa_code", "min_ttl", "policy", "policy_arns", "read_only"),
        *("refresh", "session_name", "source_identity", "tags", "transitive"),
    )

    def __init__(
        self,
        duration: int | None = None,
        min_ttl: int = 0,
        mfa_code: str | None = None,
        *,
        refresh: bool = False,
        policy_arns: Iterable[str] = (),
        read_only: bool | None = None,
        policies: Iterable[str] = (),
        session_name: str | None = None,
        external_id: str | None = None,
        source_identity: str | None = None,
        tags: Iterable[str] = (),
        transitive: Iterable[str] = (),
    ) -> None:
        self.duration = duration  # seconds
        self.min_ttl = min_ttl  # seconds that it must last from now on
        self.mfa_code = mfa_code  # six digits, if they are any
        self.refresh = refresh  # a new session, also where a good one is kept
        self.policy_arns = tuple(policy_arns)  # session policies: each removes rights
        self.read_only = read_only  # None: the profile's class decides
        texts = [policy for policy in policies if not policy.startswith("arn:")]
        if len(texts) > 1:
            raise UsageError("AWS accepts one policy from a file; name others by their ARN")
        self.policy_arns += tuple(policy for policy in policies if policy.startswith("arn:"))
        self.policy = texts[0] if texts else None  # one more session policy, as JSON
        self.session_name = session_name
        self.external_id = external_id
        self.source_identity = source_identity
        self.tags = tuple(tags)  # each NAME=VALUE
        self.transitive = tuple(transitive)  # names of tags that roles have which are assumed from it
        # Which of "duration" and "min_ttl" only the settings ask for: AWS may give less.
        self.defaults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked, which only keys mode can give."""
        asked = self.duration or self.min_ttl or self.mfa_code is not None or self.refresh
        return bool(asked or self.restricted or self.told)

    def but(self, **changes: object) -> SessionOptions:
        """The same with other values for these fields."""
        found = SessionOptions()
        for name in self.__slots__:
            setattr(found, name, changes.get(name, getattr(self, name)))
        return found

    @property
    def restricted(self) -> bool:
        """Whether a session policy removes rights."""
        return bool(self.policy_arns or self.policy or self.read_only)

    @property
    def told(self) -> list[str]:
        """The names of what is told to AWS of the session besides rights and time, as options have them."""
        names = ("session_name", "external_id", "source_identity", "tags", "transitive")
        return [{**TEXTS, **LISTS}[name] for name in names if getattr(self, name)]

    def filled(self, own: SessionOptions) -> SessionOptions:
        """The same with what another one tells, where nothing is told here."""
        names = ("session_name", "external_id", "source_identity", "tags", "transitive")
        return self.but(**{name: getattr(self, name) or getattr(own, name) for name in names})

    def lasting(self) -> list[str]:
        """What makes it another session, as words: a renewal asks it again, and its key covers it."""
        words = [f"duration={self.duration}"] if self.duration else []
        for name, word in LISTS.items():
            words += [f"{word}={quoted(one)}" for one in getattr(self, name)]
        words += [f"{word}={quoted(text)}" for name, word in TEXTS.items() if (text := getattr(self, name))]
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
    duration, read_only = None, None
    lists: dict[str, list[str]] = {word: [] for word in LISTS.values()}
    texts: dict[str, str | None] = dict.fromkeys(TEXTS.values())
    for word in text.split():
        name, _, value = word.partition("=")
        if name == "duration" and number(value) is not None:
            duration = number(value)
        elif name in lists and value:
            lists[name].append(unquoted(value))
        elif name in texts and value:
            texts[name] = unquoted(value)
        elif word in ("read-only", "read-write"):
            read_only = word == "read-only"
        else:
            raise UsageError("AWSENV_OPTIONS was changed by another program", "switch again")
    found = SessionOptions(duration, read_only=read_only)
    return found.but(
        **{name: tuple(lists[word]) for name, word in LISTS.items()},
        **{name: texts[word] for name, word in TEXTS.items()},
    )
