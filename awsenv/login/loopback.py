"""What does the browser bring back from a sign-in? (a page on this computer, for as long as it takes)"""

from __future__ import annotations

from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from ..system import loopback_peer

PATH = "/oauth/callback"
PATIENCE = 10  # seconds for a browser that connects and says nothing, as some do in advance

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>awsenv</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 32rem }}</style>
<h1>{title}</h1>
<p>{words}</p>
</html>
"""
DONE = "Back to the terminal", "awsenv has its answer. You can close this page."
FAILED = "Not signed in", "The sign-in was not allowed. You can close this page; the terminal says more."
STRANGE = (
    "Another sign-in",
    "This page belongs to a sign-in that awsenv is not waiting for. You can close this page.",
)


class Listener:
    """A listener on a port of this computer's own; other computers and other users are kept out."""

    __slots__ = ("_found", "_server", "address")

    def __init__(self, state: str) -> None:
        """Listen for a sign-in that was begun with that state. Raises OSError."""
        self._found: Queue[dict[str, str] | None] = Queue()
        self._server = _Server(state, self._found)
        self.address = f"http://{loopback_peer.LOOPBACK}:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> None:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self, until: float) -> dict[str, str] | None:
        """What a browser brought: "code", or "error"; None where it was for another sign-in.

        `until` is a reading of time.monotonic. Raises TimeoutError.
        """
        try:
            return self._found.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            raise TimeoutError from None


class _Server(ThreadingHTTPServer):
    """One thread a connection: a browser that only connects must not keep the one that answers waiting."""

    daemon_threads = True

    def __init__(self, state: str, found: Queue[dict[str, str] | None]) -> None:
        self.state = state
        self.found = found
        super().__init__((loopback_peer.LOOPBACK, 0), _Handler)

    def server_bind(self) -> None:
        # http.server's own would look up this computer's name, which may take long.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = loopback_peer.LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "awsenv", ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        # The state stands in the arguments of a browser, where every user can read it.
        if parts.path != PATH or not loopback_peer.is_own(self.connection):
            self.send_error(404)
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        mine = compare_digest(query.get("state", "").encode(), self.server.state.encode())
        if not mine or not {"code", "error"} & query.keys():
            self._show(400, *STRANGE)
            self.server.found.put(None)
            return
        self._show(200, *(DONE if "code" in query and "error" not in query else FAILED))
        self.server.found.put(query)  # after the page, since what follows may end this process

    def _show(self, status: int, title: str, words: str) -> None:
        page = PAGE.format(title=title, words=words).encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *words: object) -> None:
        """The address holds a code, so nothing is logged."""
