"""How do many jobs run: one after another, or some at once; and how do all of them stop?"""

from __future__ import annotations

import io
from queue import SimpleQueue
from signal import SIG_DFL, SIGHUP, SIGINT, SIGTERM, SIGTSTP, getsignal, signal
from time import monotonic, sleep

from ..aws_errors import Throttled
from ..errors import DONE, INTERRUPTED, AwsenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..call import Call
    from ..chains.session_options import SessionOptions
    from .job import Job
    from .screen import Screen


PAUSES = (0.5, 4)  # seconds before what AWS had too many calls for is tried again


class Stopped(BaseException):
    """A signal asks this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Run:
    """A command as many profiles. Sessions are opened one after another, commands run `at_once`."""

    __slots__ = (
        "_began",
        "_call",
        "_command",
        "_done",
        "_jobs",
        "_quiet",
        "_running",
        "_screen",
        "_signal",
        "_starts",
        "_wishes",
        "apart",
        "at_once",
    )

    def __init__(
        self,
        call: Call,
        command: list[str],
        jobs: Sequence[Job],
        screen: Screen,
        wishes: tuple[str, str | None, SessionOptions],
        *,
        at_once: int,
        apart: bool,
    ) -> None:
        self._call = call
        self._command = command
        self._jobs = jobs
        self._screen = screen
        self._wishes = wishes  # mode, region, session options
        self.at_once = at_once
        self.apart = apart  # from the terminal
        self._running: list[Job] = []
        self._signal = 0  # that asks this process to end
        self._starts = False
        self._began = monotonic()
        self._done: SimpleQueue[Job] = SimpleQueue()
        # Notes on a profile's settings are for one who switches to it, and no line may run into the progress.
        self._quiet = call.inside()
        self._quiet.err = io.StringIO()

    def all(self) -> int:
        """Run all; the worst status, or that of the signal that stopped them."""
        signal(SIGTSTP, SIG_DFL)  # which __main__ ignores for a snippet that waits for code
        signal(SIGINT, self._stop)
        for number in (SIGTERM, SIGHUP):
            if getsignal(number) is SIG_DFL:  # else it is to be survived, as below nohup
                signal(number, self._stop)
        try:
            self._each()
        except Stopped as stopped:
            return self._end(stopped.number)
        self._screen.summary(stopped=False)
        return max((job.worst for job in self._jobs), default=DONE)

    def _stop(self, number: int, _: object) -> None:
        """End the run, but not between the start of a command and the note of it."""
        self._signal = number
        if not self._starts:
            raise Stopped(number)

    def _each(self) -> None:
        jobs = list(enumerate(self._jobs, 1))
        for pause in (*PAUSES, None):
            late = self._some(jobs, again=pause is not None)
            while self._running:
                self._take()
            if not late or pause is None:
                return
            sleep(pause)
            jobs = late

    def _some(self, jobs: Iterable[tuple[int, Job]], *, again: bool) -> list[tuple[int, Job]]:
        """Run these; those for which AWS had too many calls are left, if they are to be tried `again`."""
        left = []
        for number, job in jobs:
            while len(self._running) >= self.at_once:
                self._take()
            self._quiet.now = self._call.now + monotonic() - self._began  # sessions end while others run
            try:
                self._start(job, number)
            except Throttled as error:
                job.error = error
                left.append((number, job))
                if not again:
                    self._screen.ended(job)
            except AwsenvError as error:
                job.error = error
                self._screen.ended(job)
        return left

    def _start(self, job: Job, number: int) -> None:
        if isinstance(job.error, Throttled):
            job.error = None
        environ = job.environ(self._quiet, *self._wishes)
        self._screen.begins(job, number)
        self._starts = True
        try:
            job.start(self._command, environ, apart=self.apart)
            self._running.append(job)
            job.follow(self._screen.heard, self._done.put)
        finally:
            self._starts = False
        if self._signal:  # which may have come to the terminal before the command did
            job.signal(self._signal, apart=self.apart)
            raise Stopped(self._signal)

    def _take(self) -> None:
        """Wait for the end of a job."""
        job = self._done.get()
        self._running.remove(job)
        self._screen.ended(job)

    def _end(self, number: int) -> int:
        """Stop what runs, and wait for that; a second Ctrl-C ends it at once."""
        # On the terminal Ctrl-C has reached the command as it has us.
        if self.apart or number != SIGINT:
            for job in self._running:
                job.signal(number, apart=self.apart)
        waiting = list(self._running)
        while waiting:
            try:
                waiting[-1].finish()
                self._screen.ended(waiting.pop())
            except Stopped:
                for job in waiting:
                    job.kill(apart=self.apart)
        self._screen.summary(stopped=True)
        return INTERRUPTED if number == SIGINT else 128 + number
