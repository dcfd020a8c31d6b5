"""How does an address that is a secret reach the browser, if not as an argument that every user can read?

By a page on loopback that redirects there: at a path that nobody guesses, once, for the user's own programs.
A file would have to lie there until nobody knows when, and browsers in a sandbox could not read it at all.
"""

from __future__ import annotations

import os
import socket
import sys

from ..errors import AwsenvError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 15.0  # seconds for a browser to start and ask
REQUEST = 65536  # bytes; one read brings the line with the path
LOOPBACK = "127.0.0.1"
ESTABLISHED = "01"  # in /proc/net/tcp


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
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        show(f"http://{LOOPBACK}:{port}{path}")
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
        if asked[:2] != [b"GET", path.encode()] or not is_own(connection):
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


def is_own(connection: socket.socket, platform: str = sys.platform) -> bool:
    """Whether the program at the other end is this user's, or root's, who may read everything anyway."""
    ports = (connection.getpeername()[1], connection.getsockname()[1])
    if platform == "linux":
        return any(_is_in_table(f"/proc/net/{table}", *ports) for table in ("tcp", "tcp6"))
    return _is_listed(*ports)


def _is_in_table(table: str, peer: int, own: int) -> bool:
    """Whether the kernel's table has the peer's end of the connection as this user's (proc(5))."""
    host = f"{int.from_bytes(socket.inet_aton(LOOPBACK), sys.byteorder):08X}"
    ends = (f"{host}:{peer:04X}", f"{host}:{own:04X}")
    try:
        with open(table, encoding="ascii") as stream:
            rows = [line.split() for line in stream]
    except OSError:
        return False
    return any(
        row[1].endswith(ends[0]) and row[2].endswith(ends[1]) and int(row[7]) in (os.getuid(), 0)
        for row in rows[1:]
        if row[3] == ESTABLISHED
    )


def _is_listed(peer: int, own: int) -> bool:
    """The same from lsof, which macOS has: a program of this user's has the peer's end open."""
    import subprocess

    asked = ["lsof", "-nP", "-a", f"-u{os.getuid()}", f"-iTCP:{peer}", "-Fn"]
    try:
        done = subprocess.run(asked, capture_output=True, check=False, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return f"n{LOOPBACK}:{peer}->{LOOPBACK}:{own}".encode() in done.stdout.split(b"\n")
