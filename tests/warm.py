"""How do tests run a Python program without paying for its imports each time?

A process that has imported botocore, and nothing of ours, forks another for each program: that one imports
awsenv as any process does, and ends as any does. With AWSENV_TEST_COLD=1 each begins with an interpreter of
its own, as they all do in tests/shell.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60  # seconds
# What Python and botocore look at as they start, as a program that runs in its home has it.
START = {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "HOME": "/proc/self/cwd"}


def run(words, environ, cwd, code=None, *, cold=False):
    """Run `python -m module …` or `python -c script …` without a terminal: its status, output and errors.

    `code` is a file to which descriptor 3 leads; without it that is closed. A `cold` one has the umask and
    the limits of this process.
    """
    if cold or not _warm(environ, os.fspath(cwd)):
        return _cold(words, environ, cwd, code)
    with contextlib.ExitStack() as stack:
        order = stack.enter_context(tempfile.TemporaryFile("w"))
        json.dump([words, dict(environ), os.fspath(cwd)], order)
        order.seek(0)
        pipes = [os.pipe() for _ in ("status", "stdout", "stderr")]
        ends = [stack.enter_context(open(end, encoding="utf-8")) for end, _ in pipes]
        theirs = [order.fileno(), *(end for _, end in pipes)]
        if code is not None:
            theirs.append(os.open(code, os.O_WRONLY | os.O_CREAT, 0o666))
        socket.send_fds(_door(), [b"!"], theirs)
        for end in theirs[1:]:
            os.close(end)
        with ThreadPoolExecutor(len(ends)) as readers:
            status, out, err = readers.map(lambda end: end.read(), ends)
    return int(status), out, err


def _warm(environ, cwd):
    """Whether nothing would be otherwise if the program began with an interpreter of its own."""
    looks = ("BOTO", "HOME", "LANG", "LC_", "PYTHON", "TZ")
    start = {name: value for name, value in environ.items() if name.startswith(looks)}
    alike = start == {**START, "HOME": cwd} and os.path.isdir(START["HOME"])
    return alike and not os.environ.get("AWSENV_TEST_COLD")


def _cold(words, environ, cwd, code):
    command = [sys.executable, *words]
    if code is not None:
        command = ["sh", "-c", 'exec 3>"$0" "$@"', os.fspath(code), *command]
    done = subprocess.run(
        command,
        env=environ,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
        timeout=LIMIT,
    )
    return done.returncode, done.stdout, done.stderr


@functools.cache
def _door():
    """The socket on which a process takes orders, which ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        # Pipes, for which Python makes other streams than for a file or a terminal.
        process = subprocess.Popen(
            [sys.executable, __file__],
            env=START,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    atexit.register(process.communicate)
    atexit.register(ours.close)
    return ours


# --- the process that forks ---------------------------------------------------------------------------------


def main():
    """Wait for orders, each as a byte with descriptors, until nobody is left to give one."""
    door = socket.socket(fileno=os.dup(0))
    while True:
        _, ends, _, _ = socket.recv_fds(door, 1, 5)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not ends:
            return
        if not os.fork():
            door.close()
            _watch(ends)
            return
        for end in ends:
            os.close(end)


def _watch(ends):
    """Have the program run, and tell its status: it may become another one (`awsenv exec`), and cannot."""
    order, status, *streams = ends
    program = os.fork()
    if not program:
        return _become(order, streams)
    for end in streams:
        os.close(end)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(program, signal.SIGKILL))
    signal.alarm(LIMIT)
    os.write(status, b"%d" % os.waitstatus_to_exitcode(os.waitpid(program, 0)[1]))
    os._exit(0)


def _become(order, streams):
    os.setsid()
    with open(order) as stream:
        words, environ, cwd = json.load(stream)
    for number, end in enumerate([os.open(os.devnull, os.O_RDONLY), *streams]):
        os.dup2(end, number)
    os.closerange(1 + len(streams), 64)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    sys.path[0] = cwd
    option, what, *sys.argv[1:] = words
    if option == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.argv[0] = option
        exec(what, {"__name__": "__main__"})  # noqa: S102 (a test's own script)


if __name__ == "__main__":
    import gc

    import botocore.session  # noqa: F401 (three quarters of what a call costs)

    gc.freeze()
    main()
