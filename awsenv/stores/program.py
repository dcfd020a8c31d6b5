"""How is the program of a store run? Secrets go in by stdin and come out by stdout, never as an argument."""

from __future__ import annotations

import os
import signal
import subprocess

from .. import foreign_json
from ..system import which
from ..text import plain, shown
from .store import StoreFailed, StoreMissing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SILENT = 5  # seconds for a program that may not ask
ASKING = 120  # seconds for one that waits for a person


class Said:
    """How a program ended, and what it wrote."""

    __slots__ = ("err", "out", "status")

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.out = out.decode(errors="replace")
        self.err = err.decode(errors="replace")  # which holds no secret: it comes from another stream

    @property
    def reason(self) -> str:
        """The last line of what it said, in which programs say why."""
        lines = [line for line in self.err.strip().splitlines() if line.strip()]
        return plain(lines[-1].strip()) if lines else f"status {self.status}"

    def document(self) -> dict[str, object] | None:
        """The JSON object that it wrote; None where that is something else."""
        try:
            return foreign_json.read_object(self.out)
        except ValueError:
            return None


def run(
    store: str,
    words: Sequence[str],
    environ: Mapping[str, str],
    *,
    given: str | None = None,
    asks: bool = False,
    limit: float | None = None,
) -> Said:
    """Run a program to its end; `given` is what it reads.

    One that asks keeps our terminal, else it has none, and less time. Raises StoreMissing and StoreFailed.
    """
    path = which.find(words[0], environ)
    if path is None:
        what = f"the store {shown(store)} needs the program {shown(words[0])}, which is not on the PATH"
        raise StoreMissing(what, "install it, or name another store")
    stdin = subprocess.PIPE if given is not None else None if asks else subprocess.DEVNULL
    limit = limit or (ASKING if asks else SILENT)
    try:
        process = subprocess.Popen(
            words,
            executable=path,
            env=dict(environ),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=not asks,
        )
    except OSError as error:
        raise StoreFailed(f"the store {shown(store)} cannot be started: {error.strerror}") from None
    with process:
        try:
            out, err = process.communicate(None if given is None else given.encode(), limit)
        except subprocess.TimeoutExpired:
            _end(process, group=not asks)
            raise silent(store, limit) from None
        except BaseException:
            _end(process, group=not asks)
            raise
    return Said(process.returncode, out, err)


def silent(store: str, limit: float) -> StoreFailed:
    """The error of a store that says nothing in time."""
    return StoreFailed(
        f"the store {shown(store)} did not answer within {limit:g} s",
        "is it running, and is it waiting for an answer in another window?",
        code="store-silent",
    )


def _end(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """End a program, and what it has started, too, where that is a group of its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL) if group else process.kill()
    except ProcessLookupError:
        pass
