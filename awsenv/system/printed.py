"""What does a running program print, in how much time and how many bytes at most?"""

from __future__ import annotations

import os
from selectors import EVENT_READ, DefaultSelector
from subprocess import TimeoutExpired
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import Popen

MOST = 1 << 20  # bytes that it may print
PIECE = 1 << 16  # bytes that are read at a time, and the last of what it says on stderr that are kept


def read(process: Popen[bytes], limit: float) -> tuple[bytes, bytes]:
    """What it has printed when it ends, and the last of what it said on stderr.

    Raises TimeoutExpired after `limit` seconds, and OverflowError for more than a megabyte.
    """
    until, said, last = monotonic() + limit, bytearray(), b""
    with DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            selector.register(pipe, EVENT_READ)  # type: ignore[arg-type]
        while selector.get_map():
            ready = selector.select(max(0.0, until - monotonic()))
            if until <= monotonic():
                raise TimeoutExpired(process.args, limit)
            for key, _ in ready:
                piece = os.read(key.fd, PIECE)
                if not piece:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    said += piece
                else:
                    last = (last + piece)[-PIECE:]
            if len(said) > MOST:
                raise OverflowError
    process.wait(max(0.0, until - monotonic()))
    return bytes(said), last
