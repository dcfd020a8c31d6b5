"""Which requests arrived, in which order, and who sent them?"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from awsenv.sandbox.signature import claim

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Call


class Record(NamedTuple):
    """One request; the access key and the region are what its signature claims."""

    action: str
    parameters: dict[str, Any]
    access_key: str
    session_token: str
    region: str
    user_agent: str


def record(call: Call) -> Record:
    headers, claimed = call.request.headers, claim(call.request)
    token = headers.get("X-Amz-Security-Token", headers.get("x-amz-sso_bearer_token", ""))
    agent = headers.get("User-Agent", "")
    return Record(call.action, call.parameters, claimed.access_key, token, claimed.region, agent)


class Log:
    """The requests so far; safe to read while they arrive."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._arrived = threading.Condition()

    def append(self, arrived: Record) -> None:
        with self._arrived:
            self._records.append(arrived)
            self._arrived.notify_all()

    def read(self, action: str | None = None) -> list[Record]:
        with self._arrived:
            return [one for one in self._records if action in {None, one.action}]

    def wait(self, action: str, count: int, timeout: float) -> list[Record]:
        """Return the records of this action as soon as there are `count`; TimeoutError otherwise."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.read(action)) >= count, timeout):
                message = f"{len(self.read(action))} of {count} {action} within {timeout} s"
                raise TimeoutError(message)
            return self.read(action)
