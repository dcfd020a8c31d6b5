"""How much of an answer is read, how long is it waited for, and is it AWS's own, or a proxy's?"""

from __future__ import annotations

import os

from .. import aws_errors
from ..text import host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..errors import AwsenvError

MOST = 1 << 20  # bytes; the longest answer that anything here asks for has a twentieth of them
WRONG = 400  # the HTTP statuses from here on
NEEDS_PASSWORD = 407  # the one that only proxies have
# Of an error of AWS's, or of what speaks as AWS does.
SIGNS = (b"<Code>", b'"__type"', b'"message"', b'"error')


def guard() -> None:
    """Let botocore read no more than that of any answer, give up one that drips, and tell those of proxies.

    It has no setting for this, and makes HTTP sessions in five places, but each sends and reads here.
    """
    from botocore.awsrequest import AWSResponse
    from botocore.httpsession import URLLib3Session

    response: Any = AWSResponse
    session: Any = URLLib3Session
    if response.content is not CONTENT:
        response.content = CONTENT
        session.send = _limited(session.send)


def _limited(send: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """botocore's `send`, which gives up a request that takes longer than both limits of its session together.

    By themselves these are limits of silence, so an answer that drips has none, and the look-up of a name has
    none at all. Only another thread can wait for all of it. botocore retries this as it does a read timeout.
    """

    def limited(session: Any, request: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ReadTimeoutError

        from ..system import aside

        done, outcome = aside.begun(lambda: send(session, request), BotoCoreError)
        if not done(_seconds(session._timeout)):  # noqa: SLF001 (its own)
            raise ReadTimeoutError(endpoint_url=request.url)
        if isinstance(outcome[0], BotoCoreError):
            raise outcome[0]
        return outcome[0]

    return limited


def _seconds(timeout: Any) -> float:
    """Both limits of an HTTP session together."""
    if isinstance(timeout, int | float):
        return 2 * timeout
    return float(timeout.connect_timeout + timeout.read_timeout)


def _content(answer: Any) -> bytes:
    if answer._content is None:  # noqa: SLF001 (its own)
        answer._content = _read(answer)  # noqa: SLF001
    return bytes(answer._content)  # noqa: SLF001


CONTENT = property(_content)


def _read(answer: Any) -> bytes:
    """What there is to read. Raises Unreachable, which botocore wraps in its own."""
    found = bytearray()
    for piece in answer.raw.stream():
        found += piece
        if len(found) > MOST:
            raise aws_errors.Unreachable(host(answer.url), "its answer is longer than 1 MB")
    if answer.status_code >= WRONG and answer.url.startswith("http:"):
        _check_proxy(answer, found)
    return bytes(found)


def _check_proxy(answer: Any, body: bytearray) -> None:
    """Raise Unreachable where a proxy has refused a request that is not encrypted, and answered itself."""
    from botocore.utils import get_environ_proxies

    from . import proxies

    proxy = get_environ_proxies(answer.url).get("http")
    is_aws = any(name.lower().startswith("x-amz") for name in answer.headers) or any(
        sign in body for sign in SIGNS
    )
    if proxy and (answer.status_code == NEEDS_PASSWORD or not is_aws):
        raise proxies.refusal(proxy, f"{answer.status_code} {answer.raw.reason or ''}".strip(), os.environ)


def within(error: object) -> AwsenvError | None:
    """Ours, where botocore has wrapped that in an exception of its own."""
    return error if isinstance(error, aws_errors.Unreachable) else None
