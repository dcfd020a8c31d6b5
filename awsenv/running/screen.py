"""How is it shown what a run does: headers, lines with names before them, JSON, progress and a summary?"""

from __future__ import annotations

import json
from threading import Lock
from time import monotonic

from .. import durations
from ..terminal import colors, progress
from ..terminal.screen import width
from ..text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from ..call import Call
    from .job import Job

MANY = 5  # names in a line of the summary and of the progress


class Screen:
    """What a person and a program see; several threads write to it, and each writes whole lines."""

    __slots__ = (
        "_began",
        "_call",
        "_ended",
        "_form",
        "_jobs",
        "_lock",
        "_moves",
        "_running",
        "_told",
        "_wide",
    )

    def __init__(self, call: Call, jobs: Sequence[Job], form: str) -> None:
        self._call = call
        self._jobs = jobs
        self._form = form  # header, prefix or json
        self._lock = Lock()
        self._began = monotonic()
        self._running: list[str] = []
        self._ended = 0
        self._told: set[str] = set()  # the errors that were reported
        self._moves = (
            form != "header" and call.err.isatty() and call.environ.get("TERM", "") not in ("", "dumb")
        )
        self._wide = max(width(printable(job.name)) for job in jobs)

    def begins(self, job: Job, number: int) -> None:
        """Say as whom the command runs now."""
        if self._form == "header":
            target, facts = job.target, []
            if target is not None:
                facts = [word for word in (target.account_words, target.role) if word]
            words = " · ".join([self._colored(job), *map(printable, facts)])
            self._write(self._call.err, f"── {words} ({number} of {len(self._jobs)})\n")
        with self._lock:
            self._running.append(job.name)
            self._draw()

    def heard(self, job: Job, stream: str, line: bytes) -> None:
        """A line of the command's output."""
        if self._form == "json":
            job.output[stream].append(line)
            return
        text = line.decode("utf-8", "surrogateescape").removesuffix("\n")
        name = printable(job.name)
        head = self._colored(job) + " " * (self._wide - width(name))
        self._write(self._call.out if stream == "output" else self._call.err, f"{head} | {text}\n")

    def ended(self, job: Job) -> None:
        """The job is over, or could not be begun."""
        if self._form == "json":
            self._write(self._call.out, json.dumps(_facts(job), ensure_ascii=self._call.out.isatty()) + "\n")
        elif job.error is not None and job.error.what not in self._told:  # a sign-in that hundreds share
            with self._lock:
                self._clear()
                self._call.report(job.error)
            self._told.add(job.error.what)
        with self._lock:
            self._ended += 1
            if job.name in self._running:
                self._running.remove(job.name)
            self._draw()

    def summary(self, *, stopped: bool) -> None:
        """Say what became of all."""
        with self._lock:
            self._clear()
            self._moves = False
        took = durations.span(max(1, int(monotonic() - self._began)))
        done = sum(job.status == 0 for job in self._jobs)
        self._call.say(f"{done} of {len(self._jobs)} profiles ended with status 0, in {took}")
        groups: dict[str, list[str]] = {}
        for job in self._jobs:
            if job.status:
                groups.setdefault(f"status {job.status}", []).append(job.name)
            elif job.status is None and job.error is not None:
                groups.setdefault(f"not run ({job.error.code})", []).append(job.name)
            elif job.status is None and stopped:
                groups.setdefault("not run (stopped)", []).append(job.name)
        for what, names in groups.items():
            self._call.say(f"{what}: {listed(names)}")

    # --- how --------------------------------------------------------------------------------------------

    def _colored(self, job: Job) -> str:
        name = printable(job.name)
        color = job.target.class_.color if job.target is not None else None
        stream = self._call.err if self._form == "header" else self._call.out
        sgr = colors.sgr(color, self._call.environ) if color and stream.isatty() else None
        return f"\x1b[{sgr}m{name}\x1b[m" if sgr else name

    def _write(self, stream: TextIO, text: str) -> None:
        with self._lock:
            self._clear()
            stream.write(text)
            stream.flush()
            self._draw()

    def _clear(self) -> None:
        if self._moves:
            self._call.err.write(progress.CLEAR)
            self._call.err.flush()

    def _draw(self) -> None:
        """Show on the last line how far it is."""
        if not self._moves:
            return
        bad = sum(job.worst != 0 for job in self._jobs)
        failed = f", {bad} failed" if bad else ""
        words = f"{self._ended} of {len(self._jobs)}{failed}; running: {listed(self._running) or 'none'}"
        self._call.err.write(progress.CLEAR + progress.cut(words, self._call.err))
        self._call.err.flush()


def _facts(job: Job) -> dict[str, object]:
    """One profile for a program."""
    target = job.target
    streams = {
        name: b"".join(lines).decode("utf-8", "backslashreplace") for name, lines in job.output.items()
    }
    return {
        "profile": job.name,
        "account": target and target.account,
        "account_name": target and target.account_name,
        "role": target and target.role,
        "status": job.status,
        **streams,
        "error": job.error and job.error.data(),
    }


def listed(names: Iterable[str]) -> str:
    """Some of these names."""
    words = [shown(name) for name in names]
    more = f" and {len(words) - MANY} more" if len(words) > MANY else ""
    return ", ".join(words[:MANY]) + more
