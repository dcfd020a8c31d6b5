"""What comes in over the wire, and what goes back?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from .world import World


class Request(NamedTuple):
    """One HTTP request; `target` is the path with its query, as it was sent."""

    method: str
    target: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes

    @property
    def origin(self) -> str:
        """The address that the client spoke to."""
        return f"http://{self.headers['Host']}"


class Call(NamedTuple):
    """A request as its service understands it."""

    action: str
    parameters: dict[str, Any]
    request: Request


class Answer(NamedTuple):
    """One HTTP response."""

    body: str
    status: int = 200
    content_type: str = "text/plain"
    headers: Mapping[str, str] = {}


class Refusal(Exception):
    """AWS says no; each service has its own way to write it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


class Service(Protocol):
    """What every service module offers."""

    def read(self, request: Request, /) -> Call | None:
        """Return the call that this request makes, or None where it is not for this service."""

    def answer(self, world: World, call: Call, /) -> Answer:
        """Return the answer, or raise Refusal."""

    def refuse(self, refusal: Refusal, /) -> Answer:
        """Write the refusal in the service's own format."""


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(json.dumps(value), status, "application/json", headers or {})
