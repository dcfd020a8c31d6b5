"""How does a port of ours stay usable, however many connections are made to it?"""

from __future__ import annotations

import struct
from http.server import ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from threading import BoundedSemaphore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket
    from socketserver import BaseRequestHandler

    Address = tuple[str, int]

MOST = 32  # connections at once; macOS lets a process have 256 files, where nothing says otherwise
PATIENCE = 1.0  # seconds in which one of them has to end before another is dropped


class BoundedServer(ThreadingHTTPServer):
    """One thread a connection, and not more threads or files than a process may have."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: Address, handler: type[BaseRequestHandler]) -> None:
        self._free = BoundedSemaphore(MOST)
        super().__init__(address, handler)

    def process_request(  # type: ignore[override]
        self, request: socket, client_address: Address
    ) -> None:
        if not self._free.acquire(timeout=PATIENCE):
            drop(request)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no more threads
            self._free.release()
            self.shutdown_request(request)

    def process_request_thread(  # type: ignore[override]
        self, request: socket, client_address: Address
    ) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


def drop(connection: socket) -> None:
    """Have its end leave nothing in the kernel's table, which would grow with each connection."""
    connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
