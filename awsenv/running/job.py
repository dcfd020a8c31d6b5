"""How does a command run as one profile, and how is it stopped?"""

from __future__ import annotations

import os
import subprocess
from signal import SIGKILL
from threading import Event, Thread

from .. import switch
from ..environment import child, state, undo
from ..errors import NOT_EXECUTABLE, AwsenvError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from ..call import Call
    from ..chains.session_options import SessionOptions
    from ..target import Target
    from .chosen import Choice

LINGERS = 1  # seconds for which the output of a command is read that left a program in the background


class Job:
    """One profile of a run: what became of it."""

    __slots__ = ("_over", "_process", "error", "is_new", "name", "output", "status", "target")

    def __init__(self, choice: Choice) -> None:
        self.name = choice.target.name if choice.target else choice.name
        self.target: Target | None = choice.target
        self.error: AwsenvError | None = choice.error  # why it was not run
        self.status: int | None = None  # as a shell says it; None where it was not run
        self.is_new = False  # whether its session has been opened anew for this run
        self.output: dict[str, list[bytes]] = {"output": [], "errors": []}  # where it is kept
        self._process: subprocess.Popen[bytes] | None = None
        self._over = Event()  # set where nothing more is read of it

    @property
    def worst(self) -> int:
        """What it counts for in the status of the run."""
        if self.status is not None:
            return self.status
        return self.error.status if self.error else 0

    def environ(self, call: Call, mode: str, region: str | None, options: SessionOptions) -> dict[str, str]:
        """What the command is given: the same as by `exec`. Asks nothing. Raises AwsenvError."""
        if self.target is None or self.error is not None:
            raise self.error or AwsenvError("no profile")
        options = options.but(refresh=False) if self.is_new else options
        change = switch.identity(call, self.target, mode, region, options, asks=False)
        return child.for_child(state.applied(undo.switched(change, call.environ), call.environ))

    def start(self, command: list[str], environ: dict[str, str], *, apart: bool) -> None:
        """Start the command, `apart` from the terminal and with its output for us. Raises AwsenvError."""
        stdin, out = (subprocess.DEVNULL, subprocess.PIPE) if apart else (None, None)
        try:
            self._process = subprocess.Popen(
                command, env=environ, stdin=stdin, stdout=out, stderr=out, start_new_session=apart
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "a variable or an argument holds a NUL"
            raise AwsenvError(
                f"cannot run {shown(command[0])}: {why}", code="not-executable", status=NOT_EXECUTABLE
            ) from None

    def finish(self) -> None:
        """Wait for the end of the command, and for what is read of its output."""
        self._over.wait()

    def follow(self, heard: Callable[[Job, str, bytes], None], done: Callable[[Job], None]) -> None:
        """Have each line of the output told as `heard`, and its end as `done`, from other threads."""
        process = self._process
        if process is None:
            return

        def read(stream: IO[bytes], name: str) -> None:
            for line in stream:
                heard(self, name, line)

        def watch() -> None:
            status = process.wait()  # here, where no signal interrupts it
            self.status = status if status >= 0 else 128 - status
            for reader in readers:
                reader.join(LINGERS)
            self._over.set()
            done(self)

        pairs = ((process.stdout, "output"), (process.stderr, "errors"))
        readers = [Thread(target=read, args=pair, daemon=True) for pair in pairs if pair[0]]
        for thread in (*readers, Thread(target=watch, daemon=True)):
            thread.start()

    def signal(self, number: int, *, apart: bool) -> None:
        """Send a signal to the command, and what it has started if that is `apart`."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        try:
            if apart:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        except ProcessLookupError:
            pass

    def kill(self, *, apart: bool) -> None:
        """End the command whatever it does."""
        self.signal(SIGKILL, apart=apart)
