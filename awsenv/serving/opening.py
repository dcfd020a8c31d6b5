"""Who opens the session? A process of its own: this one stays small, and can leave a network that hangs.

It is the core itself, as `awsenv --open DESCRIPTOR`: the order is read from there, the answer is its output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ..environment.variables import SHELL
from ..errors import INTERRUPTED, REFUSED, AwsenvError, Cancelled
from . import order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from .order import Opened, Order

LIMIT = 150  # seconds for a session that needs no question: a credential_process has 60, a lock 120
# The signals are blocked in the process that waits for a command, and a new process inherits that.
PROGRAM = """\
import sys
try:
    import json, signal
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    sys.argv[0], sys.path[:] = json.loads(sys.argv.pop(1))
    from awsenv.__main__ import main
    sys.exit(main())
except KeyboardInterrupt:  # before main, which has its own
    sys.exit(130)
"""


class Opening:
    """Opens the sessions of one command."""

    __slots__ = ("call", "order")

    def __init__(self, call: Call, asked: Order) -> None:
        self.call = call
        self.order = asked

    def first(self) -> Opened:
        """The first session, for which a person may be asked. Raises AwsenvError, and Cancelled."""
        found = self._open(self.order, None)
        # A code is good once, and a new session was asked for once. From now on this is the identity.
        options = {k: v for k, v in self.order.options.items() if k not in ("mfa_code", "refresh")}
        self.order = self.order.but(options=options, meaning=found.meaning, role=found.role)
        return found

    def next(self, least: int = 0, *, asks: bool = False) -> Opened:
        """The session to use next: the kept one if it is good and lasts so many seconds, else a new one.

        Raises AwsenvError, and Cancelled where a person who `asks` allows to be asked leaves the question.
        """
        options = self.order.options
        options = {**options, "min_ttl": max(least, options.get("min_ttl") or 0)}
        return self._open(self.order.but(options=options, asks=asks), None if asks else LIMIT)

    def _open(self, asked: Order, limit: float | None) -> Opened:
        try:
            return self._answer(self._started(asked), limit)
        except OSError as error:  # no more processes, or this Python is gone
            what = f"cannot start a process to open a session: {error.strerror}"
            raise AwsenvError(what, code="no-process") from None

    def _started(self, asked: Order) -> subprocess.Popen[bytes]:
        there, here = os.pipe()
        try:
            words = [sys.executable, "-IS", "-c", PROGRAM, json.dumps([self.call.program, sys.path])]
            process = subprocess.Popen(
                [*words, "--open", str(there)],
                env={name: value for name, value in self.call.environ.items() if name != SHELL},
                cwd=self.call.directory if os.path.isdir(self.call.directory) else "/",
                stdin=None if asked.asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=None if asked.asks else subprocess.DEVNULL,
                pass_fds=(there,),
                start_new_session=not asked.asks,  # which has no terminal, so that nothing can ask
            )
        finally:
            os.close(there)
        with open(here, "w", encoding="utf-8") as stream:
            stream.write(asked.spell())
        return process

    def _answer(self, process: subprocess.Popen[bytes], limit: float | None) -> Opened:
        try:
            text, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            what = f"no session was opened within {limit:g} s"
            raise AwsenvError(what, code="renewal-timeout", status=REFUSED) from None
        if process.returncode == INTERRUPTED:
            raise Cancelled
        return order.answered(text.decode("utf-8", "surrogateescape"))
