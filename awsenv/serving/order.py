"""What does the process that opens sessions get told, and what does it answer? Two values, as JSON."""

from __future__ import annotations

import json

from ..credentials import Credentials
from ..errors import FAILED, AwsenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Order:
    """Which session is to be opened."""

    __slots__ = ("asks", "meaning", "narrow", "options", "profile", "program", "region", "role", "source")

    def __init__(
        self,
        profile: str,
        region: str | None = None,
        options: Mapping[str, Any] | None = None,
        *,
        meaning: str | None = None,
        narrow: str = "",
        program: str = "",
        source: str | None = None,
        role: str | None = None,
        asks: bool = True,
    ) -> None:
        self.profile = profile
        self.region = region
        self.options = dict(options or {})  # parameters of SessionOptions
        self.meaning = meaning  # what the profile has to mean, as chain.encoded_meaning spells it
        self.narrow = narrow  # "read-only" or "as-is" for an agent, "model" for a token of Bedrock
        self.program = program  # the command's name, for the name of an agent's session
        self.source = source  # the profile that assumes the role, if `profile` is an address
        self.role = role  # of SSO, that was taken for an agent at the start
        self.asks = asks  # whether a person may be asked

    def but(self, **changes: object) -> Order:
        """The same with other values for these fields."""
        found = Order(self.profile)
        for name in self.__slots__:
            setattr(found, name, changes.get(name, getattr(self, name)))
        return found

    def spell(self) -> str:
        """The text that `ordered` reads."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def ordered(text: str) -> Order:
    """The order that was spelled. Raises ValueError."""
    found = Order("")
    for name, value in json.loads(text).items():
        setattr(found, name, value)
    return found


class Opened:
    """A session that was opened, and what is to be said of it."""

    __slots__ = ("credentials", "meaning", "notes", "role", "token", "who")

    def __init__(
        self,
        credentials: Credentials,
        meaning: str,
        who: str,
        notes: list[str],
        role: str | None = None,
        token: str | None = None,
    ) -> None:
        self.credentials = credentials
        self.meaning = meaning  # as Order.meaning
        self.who = who  # the identity, in words
        self.notes = notes  # for a person, as sentences
        self.role = role  # as Order.role
        self.token = token  # of Bedrock

    def spell(self) -> str:
        """The text that `answered` reads. It holds the keys, so it goes through a pipe and nowhere else."""
        keys = {name: getattr(self.credentials, name) for name in Credentials.__slots__}
        names = ("meaning", "who", "notes", "role", "token")
        return json.dumps({"keys": keys, **{name: getattr(self, name) for name in names}})


def refused(error: AwsenvError) -> str:
    """The answer where there is no session, for `answered`."""
    return json.dumps(
        {"what": str(error), "remedy": error.remedy, "code": error.code, "status": error.status}
    )


def answered(text: str) -> Opened:
    """What was opened. Raises the AwsenvError that kept it from being opened."""
    try:
        answer = json.loads(text)
        if "keys" in answer:
            return Opened(Credentials(**answer.pop("keys")), **answer)
        error = AwsenvError(
            answer["what"], answer["remedy"], code=answer["code"], status=answer["status"] or FAILED
        )
    except (ValueError, KeyError, TypeError):
        error = AwsenvError("the process that opens sessions ended without an answer", code="no-answer")
    raise error
