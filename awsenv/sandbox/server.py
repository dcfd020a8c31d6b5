"""Where does this AWS listen, and who answers a request?"""

from __future__ import annotations

import socketserver
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from . import s3, sts, unknown
from .wire import Answer, Call, Refusal, Request

if TYPE_CHECKING:
    from .wire import Service
    from .world import World

LONGEST = 1 << 16  # bytes of a body
MOST = 100  # threads, one a connection


class Server(ThreadingHTTPServer):
    """An AWS on a loopback port; the first service that can read a request answers it."""

    services: tuple[Service, ...] = (s3, sts, unknown)
    request_queue_size = 128

    def __init__(self, world: World) -> None:
        self.world = world
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = int(self.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def arrives(self, call: Call) -> None:
        """Look at a call before its service does; a Refusal from here is the answer."""

    def answer(self, request: Request) -> Answer:
        """Return the answer of the service that the request is for."""
        service, call = next((one, call) for one in self.services if (call := one.read(request)))
        try:
            self.arrives(call)
            return service.answer(self.world, call)
        except Refusal as refusal:
            return service.refuse(refusal)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (as socketserver has it)
        if threading.active_count() < MOST:
            super().process_request(request, client_address)
        else:  # a flood of the port must not leave the process without files
            self.shutdown_request(request)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the resolver for a name


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds for a client that connects and says nothing
    server: Server

    def _answer(self) -> None:
        self.close_connection = True
        try:
            split, length = urlsplit(self.path), int(self.headers.get("Content-Length", "0"))
        except ValueError:
            self.send_error(400)
            return
        if not 0 <= length <= LONGEST:
            self.send_error(413)
            return
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        body = self.rfile.read(length)
        request = Request(self.command, self.path, split.path, query, self.headers, body)
        self._send(self.server.answer(request))

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_DELETE = do_GET = do_POST = do_PUT = _answer  # noqa: N815 (the names that http.server looks for)

    def do_CONNECT(self) -> None:
        """Be the proxy of everything that wants to leave the sandbox: nothing does."""
        self.send_error(403, "nothing leaves the sandbox")

    def date_time_string(self, timestamp: float | None = None) -> str:
        del timestamp
        return format_datetime(self.server.world.now(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
        """Print nothing."""
