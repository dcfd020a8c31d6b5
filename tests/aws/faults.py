"""How can an answer go wrong before the service sees the request?"""

from __future__ import annotations

import threading
from collections.abc import Callable

from awsenv.sandbox.wire import Refusal

Fault = Callable[[], None]


def error(code: str, status: int = 400, message: str = "") -> Fault:
    """Answer with this error."""

    def refuse() -> None:
        raise Refusal(code, message, status)

    return refuse


throttle = error("Throttling", 400, "Rate exceeded")
too_many_requests = error("TooManyRequestsException", 429, "Rate exceeded")
internal_failure = error("InternalFailure", 500, "We encountered an internal error.")


def no_fault() -> None:
    """Let the service answer."""


def disconnect() -> None:
    """Close the connection without a word."""
    raise ConnectionAbortedError


class Hang:
    """Hold the request until the test (or the end of the server) releases it; then answer as usual."""

    def __init__(self) -> None:
        self._released = threading.Event()

    def __call__(self) -> None:
        self._released.wait()

    def release(self) -> None:
        self._released.set()


def delay(seconds: float) -> Fault:
    """Answer as usual, later."""

    def wait() -> None:
        threading.Event().wait(seconds)

    return wait
