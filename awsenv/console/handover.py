"""How does an address that is a secret reach the browser, if not as an argument that every user can read?

By a page on loopback that redirects there: at a path that nobody guesses, once, for the user's own programs.
A file would have to lie there until nobody knows when, and browsers in a sandbox could not read it at all.
"""

from __future__ import annotations

import socket

from ..errors import AwsenvError
from ..system import loopback_peer
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 15.0  # seconds for a browser to start and ask
REQUEST = 65536  # bytes; one read brings the line with the path


class NoBrowser(AwsenvError):
    """Nothing here shows pages, or what somebody has chosen for that does not."""

    def __init__(self, remedy: str, chosen: str | None = None) -> None:
        what = "no browser could be started here" if chosen is None else f"cannot start {shown(chosen)}"
        super().__init__(what, remedy)


class NotFetched(AwsenvError):
    """A program was started, and no browser of this user's has asked for the page."""

    def __init__(self, remedy: str) -> None:
        super().__init__(f"no browser has asked for the page within {LIMIT:g} s", remedy)


def give(address: str, show: Callable[[str], None], remedy: str, limit: float = LIMIT) -> None:
    """Let `show` open a page that leads to the address, and wait until a browser has fetched it.

    Raises NotFetched, with the remedy.
    """
    from secrets import token_urlsafe

    path = "/" + token_urlsafe(32)
    with socket.create_server((loopback_peer.LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        show(f"http://{loopback_peer.LOOPBACK}:{port}{path}")
        if not _fetched(listener, path, address, limit):
            raise NotFetched(remedy)


def _fetched(listener: socket.socket, path: str, address: str, limit: float) -> bool:
    """Whether the page was asked for in time. Browsers open connections on which they never say a word."""
    from select import select
    from time import monotonic

    end, waiting = monotonic() + limit, [listener]
    try:
        while (left := end - monotonic()) > 0:
            for ready in select(waiting, [], [], left)[0]:
                if ready is listener:
                    waiting.append(listener.accept()[0])
                    continue
                waiting.remove(ready)
                with ready:
                    if _answered(ready, path, address):
                        return True
        return False
    finally:
        for connection in waiting[1:]:
            connection.close()


def _answered(connection: socket.socket, path: str, address: str) -> bool:
    """Answer what was asked; whether that was the page, by somebody who may have it."""
    try:
        asked = connection.recv(REQUEST).split(b"\r\n", 1)[0].split(b" ")
        if asked[:2] != [b"GET", path.encode()] or not loopback_peer.is_own(connection):
            connection.sendall(_response("404 Not Found"))
            return False
        connection.sendall(_response("302 Found", f"Location: {address}"))
    except OSError:
        return False
    return True


def _response(status: str, *headers: str) -> bytes:
    kept = (
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "Content-Length: 0",
        "Connection: close",
    )
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, *kept, "", "")).encode()
