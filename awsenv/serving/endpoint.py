"""Who may take the credentials over loopback, and what is answered?

The answers are those of the "Container credential provider" in the AWS SDKs and Tools Reference Guide.
Nothing is logged: the address holds a secret.
"""

from __future__ import annotations

import json
import socket
from hmac import compare_digest
from secrets import token_urlsafe
from threading import BoundedSemaphore, Thread
from time import monotonic, sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
AT_ONCE = 64  # connections; another one is closed
PATIENCE = 2.0  # seconds for a whole request: an SDK gives up after two
PAUSE = 0.05  # seconds
LONGEST = 8192  # bytes of a request
OK, BAD, DENIED, FORBIDDEN, UNKNOWN, OTHER_METHOD, LATER = 200, 400, 401, 403, 404, 405, 503
WORDS = {
    OK: "OK",
    BAD: "Bad Request",
    DENIED: "Unauthorized",
    FORBIDDEN: "Forbidden",
    UNKNOWN: "Not Found",
    OTHER_METHOD: "Method Not Allowed",
    LATER: "Service Unavailable",
}


class Refusal(Exception):
    """A request gets an error document."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


class Endpoint:
    """A port of loopback that answers one path, with one token, from the moment of `start`."""

    __slots__ = ("_answer", "_free", "_listening", "_path", "taken", "token")

    def __init__(self, answer: Callable[[], dict[str, str]]) -> None:
        """Listen. `answer` gives the document, or raises Refusal. Raises OSError."""
        self._answer = answer
        self._path = f"/{token_urlsafe(24)}"
        self.token = token_urlsafe(32)
        self.taken = 0  # how often credentials were
        self._free = BoundedSemaphore(AT_ONCE)
        self._listening = socket.create_server((LOOPBACK, 0), backlog=AT_ONCE)

    @property
    def address(self) -> str:
        """What AWS_CONTAINER_CREDENTIALS_FULL_URI says."""
        return f"http://{LOOPBACK}:{self._listening.getsockname()[1]}{self._path}"

    def start(self) -> None:
        """Answer from now on, until this process ends."""
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # too many open files, or a client that has gone
                sleep(PAUSE)
                continue
            if not self._free.acquire(blocking=False):
                connection.close()
                continue
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                head = _read(connection)
                if head is not None:
                    connection.settimeout(PATIENCE)
                    connection.sendall(self._response(head))
                    connection.shutdown(socket.SHUT_WR)
        except OSError:  # it went away, or is too slow
            pass
        finally:
            self._free.release()

    def _response(self, head: bytes) -> bytes:
        try:
            self._check(head)
            status, document = OK, self._answer()
            self.taken += 1
        except Refusal as refusal:
            status = refusal.status
            # The SDKs do not agree whether these begin with capitals.
            said = {"code": refusal.code, "message": refusal.message}
            document = {**said, **{name.title(): value for name, value in said.items()}}
        body = json.dumps(document).encode()
        lines = [
            f"HTTP/1.1 {status} {WORDS[status]}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Cache-Control: no-store",
            "Connection: close",
            *(["Allow: GET"] if status == OTHER_METHOD else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _check(self, head: bytes) -> None:
        """Raise Refusal for what is not a request of an SDK that was told address and token."""
        first, *lines = head.split(b"\r\n")
        words = first.split(b" ")
        if len(words) != 3 or not words[2].startswith(b"HTTP/1."):
            raise Refusal(BAD, "BadRequest", "not a request of HTTP/1.1")
        headers: dict[bytes, bytes] = {}
        for line in lines:
            name, colon, value = line.partition(b":")
            if not colon or name != name.strip() or name.lower() in headers:
                raise Refusal(BAD, "BadRequest", "a header is malformed, or given twice")
            headers[name.lower()] = value.strip()
        if words[0] != b"GET":
            raise Refusal(OTHER_METHOD, "MethodNotAllowed", "only GET")
        port = self._listening.getsockname()[1]
        hosts = [f"{name}:{port}".encode() for name in (LOOPBACK, "localhost")]
        # A page in a browser has an origin, and with DNS rebinding another host.
        if headers.get(b"host", b"").lower() not in hosts or b"origin" in headers:
            raise Refusal(FORBIDDEN, "Forbidden", "only for programs on this computer")
        if not compare_digest(words[1], self._path.encode()):
            raise Refusal(UNKNOWN, "NotFound", "nothing is here")
        if not compare_digest(headers.get(b"authorization", b""), self.token.encode()):
            raise Refusal(DENIED, "AccessDenied", "wrong authorization token")


def _read(connection: socket.socket) -> bytes | None:
    """The head of a request, without the empty line; None where it does not come whole, or in time."""
    data, end = b"", monotonic() + PATIENCE
    while b"\r\n\r\n" not in data:
        left = end - monotonic()
        if left <= 0 or len(data) > LONGEST:
            return None
        connection.settimeout(left)
        more = connection.recv(LONGEST)
        if not more:
            return None
        data += more
    return data[: data.index(b"\r\n\r\n")]
