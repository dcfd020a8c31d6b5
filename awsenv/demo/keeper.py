"""Who keeps the sandbox, and clears it away however its shell ends?

Three processes: `awsenv demo` itself waits for the shell; the keeper is the sandbox's AWS, and the end of a
pipe tells it when the first has ended, be it by kill -9. Then it ends what the shell left running, gives the
terminal back and removes the directory. If the keeper is the one that is killed, the first does the same.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

from ..sandbox.device import PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..sandbox.server import Server
    from .cloud import Cloud

PREFIX = "awsenv-demo-"
PATIENCE = 50  # times 20 ms that a program gets between SIGHUP and SIGKILL
DEAF = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
)


class Terminal:
    """The terminal as it was, to be given back like that."""

    def __init__(self) -> None:
        import termios

        self.descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        self.group = os.tcgetpgrp(self.descriptor)
        self.attributes: list[Any] = termios.tcgetattr(self.descriptor)

    @property
    def ours(self) -> bool:
        """Whether this process is in the foreground."""
        return self.group == os.getpgrp()

    def give_back(self) -> None:
        """Undo what a shell that was killed could not undo itself."""
        import termios

        self.hand_to(self.group)
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            termios.tcsetattr(self.descriptor, termios.TCSADRAIN, self.attributes)
        except termios.error:  # it is gone
            pass
        signal.signal(signal.SIGTTOU, before)

    def hand_to(self, group: int) -> None:
        """Put another process group into the foreground."""
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # it is for groups that are not there yet
        try:
            os.tcsetpgrp(self.descriptor, group)
        except OSError:  # the group or the terminal is gone
            pass
        signal.signal(signal.SIGTTOU, before)

    def say(self, line: str) -> None:
        """A line between whatever else is shown."""
        try:
            os.write(self.descriptor, os.fsencode(f"{line}\r\n"))
        except OSError:
            pass


class Sandbox:
    """The directory, and the process that keeps it."""

    def __init__(self, base: str, terminal: Terminal) -> None:
        self.base = base
        self.terminal = terminal
        self.keeper = 0
        self.alive = -1  # the end of a pipe whose closing tells the keeper that we are gone

    def lock(self) -> None:
        """Show that the directory is in use, as long as this process or the keeper lives."""
        descriptor = os.open(f"{self.base}/lock", os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def start(self, server: Server, cloud: Cloud) -> None:
        """Start the keeper. The server listens already, and answers from now on, there."""
        heard, self.alive = os.pipe()
        self.keeper = os.fork()
        if self.keeper == 0:
            os.close(self.alive)
            _keep(self, server, cloud, heard)
        os.close(heard)
        server.server_close()

    def end(self) -> None:
        """Let the keeper clear up, and do what it did not do."""
        if self.alive >= 0:
            os.close(self.alive)
        if self.keeper:
            os.waitpid(self.keeper, 0)
        self.terminal.give_back()
        clear(self.base)


def directory(environ: Mapping[str, str]) -> str:
    """A new directory of the user's alone, by its real path, as pins know it."""
    return os.path.realpath(tempfile.mkdtemp(prefix=PREFIX, dir=environ.get("TMPDIR") or None))


def sweep(beside: str) -> None:
    """Clear away what demos left of which not even the keeper survived."""
    for entry in os.scandir(os.path.dirname(beside)):
        if not entry.name.startswith(PREFIX) or entry.is_symlink() or entry.path == beside:
            continue
        try:
            if entry.stat().st_uid != os.geteuid():
                continue
            descriptor = os.open(f"{entry.path}/lock", os.O_WRONLY | os.O_NOFOLLOW)
        except OSError:  # just being made, or just gone
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            clear(entry.path)
        except OSError:  # in use
            pass
        finally:
            os.close(descriptor)


def _keep(sandbox: Sandbox, server: Server, cloud: Cloud, heard: int) -> None:
    """Be the keeper: serve until the pipe ends, then clear up. Never returns."""
    try:
        os.setpgid(0, 0)
        for number in DEAF:
            signal.signal(number, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while not select.select([heard], [], [], PERIOD - cloud.clock() % PERIOD)[0]:
            cloud.show_code()
        clear(sandbox.base, sandbox.terminal)
    finally:
        os._exit(0)


def clear(base: str, terminal: Terminal | None = None) -> None:
    """End every process of the sandbox and remove its directory; nothing happens if it is gone."""
    for number in [signal.SIGHUP] + [signal.SIGKILL] * 3:
        left = list(processes(base))
        for process in left:
            for one in (number, signal.SIGCONT):
                try:
                    os.kill(process, one)
                except OSError:  # it has just ended
                    pass
        for _ in range(PATIENCE):
            if not left or not list(processes(base)):
                break
            time.sleep(0.02)
    if terminal is not None:
        terminal.give_back()
    _remove(base)


def processes(base: str, platform: str = sys.platform) -> Iterator[int]:
    """The processes that were started in the sandbox: their environment names it."""
    mark = f"AWSENV_DEMO={base}"
    if platform == "linux":
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/environ", "rb") as stream:
                        if os.fsencode(mark) in stream.read().split(b"\0"):
                            yield int(name)
                except OSError:  # another user's, or gone
                    continue
        return
    import subprocess

    command = ["/bin/ps", "-axww", "-E", "-o", "pid=,command="]
    for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines():
        if mark in line.split():
            yield int(line.split()[0])


def _remove(base: str) -> None:
    """Remove the directory, also what was made unreadable in it."""
    import shutil

    for folder, names, _ in os.walk(base):
        for name in names:
            if not os.path.islink(path := f"{folder}/{name}"):
                os.chmod(path, 0o700)
    shutil.rmtree(base, ignore_errors=True)
