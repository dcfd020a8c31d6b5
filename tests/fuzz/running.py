"""What does the core say, start, write and cost where others wrote what it reads?"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from typing import NamedTuple

from awsenv import cli

STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn")
STATUSES = range(6)
CALLS = 400_000  # of Python functions, however short the texts are: botocore makes most of them
CALLS_PER_CHARACTER = 2_000  # which is little for a text of some hundred characters


class TooMuchWork(BaseException):
    """Not an Exception, so that nothing takes it for a failure of its own."""


class Watch:
    """What the run that is going on does to the computer. Python cannot take an audit hook away again."""

    def __init__(self):
        self.home = ""  # "" while nothing is watched
        self.started = []
        self.written = []
        self.calls = self.most = 0
        sys.addaudithook(self.event)

    def event(self, event, arguments):
        if not self.home:
            return
        if event in STARTS:
            self.started.append((event, str(arguments[0])))
        elif event == "open" and isinstance(arguments[0], (str, bytes)):
            path, mode, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR) if mode is None else set(mode) & set("wax+")
            ours = os.fsdecode(path).startswith((self.home, "/dev/")) or b"__pycache__" in os.fsencode(path)
            if writes and not ours:
                self.written.append(path)

    def called(self, _frame, event, _argument):
        if event == "call":
            self.calls += 1
            if self.calls > self.most:
                sys.setprofile(None)
                raise TooMuchWork(f"more than {self.most} calls")

    def run(self, home, most, what):
        self.started, self.written, self.calls, self.most = [], [], 0, most
        before, self.home = dict(os.environ), str(home)
        if most:
            sys.setprofile(self.called)
        try:
            return what()
        finally:
            sys.setprofile(None)
            self.home = ""
            os.environ.clear()
            os.environ.update(before)


WATCH = Watch()
WARM = set()  # verbs whose modules, and what these read once, are there


class Said(NamedTuple):
    """What one run of the core said."""

    status: int
    out: str
    err: str
    code: str


def run(home, environ, words, given="", *, starts=(), counted=True):
    """Run the core in this process. AssertionError where it does what no text of others may make it do.

    `given` is what others wrote, by whose length the work is `counted`; `starts` are the programs that may be
    started. What a shell reads (the code) and what `export` prints are for no terminal; there JSON is ASCII.
    """
    with (
        tempfile.TemporaryFile("w+", errors="surrogateescape") as out,
        tempfile.TemporaryFile("w+", errors="surrogateescape") as err,
    ):
        arguments = (words, environ, str(home), time.time(), out, err, f"{home}/bin/awsenv")
        most = CALLS + CALLS_PER_CHARACTER * len(given) if words[0] in WARM and counted else 0
        WARM.add(words[0])
        status, code = WATCH.run(home, most, lambda: cli.main(*arguments))
        texts = []
        for stream in (out, err):
            stream.flush()
            stream.seek(0)
            texts.append(stream.read())
    said = Said(status, *texts, code)
    assert status in STATUSES, said
    assert [event for event in WATCH.started if not event[1].endswith(starts or ("\0",))] == []
    assert WATCH.written == []
    _check_words(said, raw=words[0] == "export" or "--json" in words, quiet=words[-1] in ("-q", "--active"))
    return said


def _check_words(said, *, raw, quiet):
    """Nothing that a terminal obeys, and an error in one line, with one more that says what to do."""
    for line in said.err.split("\n"):
        assert line.isprintable(), line
    for line in [] if raw else said.out.split("\n"):
        assert line.replace("\t", "").isprintable(), line
    assert "Traceback" not in said.err
    assert "cannot write: " not in said.err, said.err  # an OSError that was translated by none
    lines = [line for line in said.err.split("\n") if line]
    assert all(line.startswith("awsenv: ") for line in lines), said.err
    assert said.status == 0 or lines or said.out or quiet, "it failed and did not say so"
    assert said.status == 0 or said.code == ""
