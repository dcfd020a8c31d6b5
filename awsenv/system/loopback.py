"""How does a browser on this computer get a page from us, once, and bring something back?"""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from queue import Empty, Queue
from threading import Lock, Thread
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from .bounded import BoundedServer, drop
from .loopback_peer import LOOPBACK, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE = 10  # seconds for a browser that connects and says nothing, as some do in advance
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Connection": "close"}


class Answer:
    """What a browser is answered, and what it brought; None if another one is still expected."""

    __slots__ = ("body", "brought", "headers", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str], body: bytes, brought: dict[str, str] | None
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.brought = brought


class Page:
    """A page on a port of this computer's own, within `with`; other computers and other users are kept out.

    `answer` makes the answer from the query of a request, one request at a time; after one that brought
    something there is no other.
    """

    __slots__ = ("_server", "address")

    def __init__(self, path: str, answer: Callable[[dict[str, str]], Answer]) -> None:
        """Listen. Raises OSError."""
        self._server = _Server(path, answer)
        self.address = f"http://{LOOPBACK}:{self._server.server_port}{path}"

    def __enter__(self) -> None:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self, until: float) -> dict[str, str] | None:
        """What the next request for the page brought. `until` is a reading of time.monotonic.

        Raises TimeoutError.
        """
        try:
            return self._server.brought.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            raise TimeoutError from None


class _Server(BoundedServer):
    """One thread a connection: a browser that only connects must not keep the one that answers waiting."""

    def __init__(self, path: str, answer: Callable[[dict[str, str]], Answer]) -> None:
        self.path = path
        self.answer = answer
        self.brought: Queue[dict[str, str] | None] = Queue()
        self.turn = Lock()
        self.is_over = False
        super().__init__((LOOPBACK, 0), _Handler)

    def server_bind(self) -> None:
        # http.server's own would look up this computer's name, which may take long.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is not worth a word."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "awsenv", ""
    timeout = PATIENCE

    def handle(self) -> None:
        # Every user can read the page's address in the arguments of a browser. Nothing is read of
        # others, who could keep all connections busy.
        if is_own(self.connection):
            super().handle()
        else:
            drop(self.connection)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != self.server.path:
            self.send_error(404)
            return
        with self.server.turn:
            if self.server.is_over:
                self.send_error(404)
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = self.server.answer(query)
            self._send(answer)
            self.server.is_over = answer.brought is not None
            self.server.brought.put(answer.brought)  # at last, since what follows may end this process

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        headers = {**answer.headers, **HEADERS, "Content-Length": str(len(answer.body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *words: object) -> None:
        """The address holds a code, so nothing is logged."""
