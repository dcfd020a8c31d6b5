"""Where does this AWS listen, and which requests did it get?"""

from __future__ import annotations

import socketserver
import sys
import threading
from collections import defaultdict, deque
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from . import federation, metadata, oidc, sso, sts
from .faults import Hang, no_fault
from .log import Log, Record, record
from .metadata import CONTAINER
from .wire import Answer, Call, Disconnect, Refusal, Request, json_answer

if TYPE_CHECKING:
    from typing_extensions import Self

    from .faults import Fault
    from .wire import Service
    from .world import World

SERVICES: tuple[Service, ...] = (sts, sso, oidc, federation, metadata)


class Server:
    """An AWS on a loopback port, as long as its `with` lasts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._log = Log()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._hangs: list[Hang] = []
        self._lock = threading.Lock()
        self._listener = _Listener(self)
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        for hang in self._hangs:
            hang.release()
        self._listener.shutdown()
        self._listener.server_close()

    @property
    def environ(self) -> dict[str, str]:
        """The variables that lead a child process here, and to no metadata service but ours."""
        return {"AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{self.url}/"}

    @property
    def container_environ(self) -> dict[str, str]:
        """The variables that a container of this AWS has besides."""
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": self.url + CONTAINER,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.world.container_token,
        }

    @property
    def log(self) -> list[Record]:
        """Every request so far, in order of arrival; over HTTP: GET /_log."""
        return self._log.read()

    def calls(self, action: str) -> list[Record]:
        return self._log.read(action)

    def wait(self, action: str, count: int = 1, timeout: float = 30) -> list[Record]:
        """Return the calls of an action once `count` have arrived; TimeoutError where they do not."""
        return self._log.wait(action, count, timeout)

    def disturb(self, action: str, fault: Fault, times: int = 1) -> None:
        """Let the next requests of this action meet the fault."""
        with self._lock:
            self._faults[action].extend([fault] * times)
        if isinstance(fault, Hang):
            self._hangs.append(fault)

    def answer(self, request: Request) -> Answer:
        if request.target == "/_log":
            return json_answer([one._asdict() for one in self.log])
        service, call = _route(request)
        self._log.append(record(call))
        try:
            self._next_fault(call.action)()
            return service.answer(self.world, call)
        except Refusal as refusal:
            return service.refuse(refusal)

    def _next_fault(self, action: str) -> Fault:
        with self._lock:
            return self._faults[action].popleft() if self._faults[action] else no_fault


def _route(request: Request) -> tuple[Service, Call]:
    for service in SERVICES:
        if call := service.read(request):
            return service, call
    return metadata, Call(f"{request.method} {request.path}", {}, request)


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = False  # so that closing waits for every answer

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the resolver for a name

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # for a client that connects and says nothing
    server: _Listener

    def _answer(self) -> None:
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, split.path, query, self.headers, body)
        self.close_connection = True
        try:
            self._send(self.server.owner.answer(request))
        except Disconnect:
            return

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

    do_GET = do_POST = do_PUT = _answer  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        del timestamp
        return format_datetime(self.server.owner.world.now(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Print nothing: the log is a value."""
