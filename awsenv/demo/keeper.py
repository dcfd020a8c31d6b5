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
import time
from typing import TYPE_CHECKING

from ..errors import AwsenvError
from ..text import shown
from . import home
from .device import PERIOD, Device

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

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

    def start(self, clock: Callable[[], float]) -> int:
        """Start the keeper, and wait until its AWS listens; return the port."""
        heard, self.alive = os.pipe()
        answer, says = os.pipe()
        self.keeper = os.fork()
        if self.keeper == 0:
            os.close(self.alive)
            os.close(answer)
            _keep(self, clock, heard, says)
        os.close(heard)
        os.close(says)
        with open(answer, encoding="utf-8") as stream:
            said = stream.read()
        if not said.isdigit():
            raise AwsenvError(f"the demo's AWS did not start: {shown(' '.join(said.split()))}")
        return int(said)

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


def _keep(sandbox: Sandbox, clock: Callable[[], float], heard: int, says: int) -> None:
    """Be the keeper: serve until the pipe ends, then clear up. Never returns."""
    try:
        os.setpgid(0, 0)
        for number in DEAF:
            signal.signal(number, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        try:
            device, port = _serve(sandbox, clock)
            home.write(f"{sandbox.base}/code", device.shows(clock()) + "\n")
            os.write(says, str(port).encode())
        except Exception as error:  # noqa: BLE001 (a library's, of any kind; the first process tells it)
            os.write(says, f"{type(error).__name__}: {error}".encode(errors="replace"))
            os._exit(1)
        os.close(says)
        while not select.select([heard], [], [], PERIOD - clock() % PERIOD)[0]:
            home.write(f"{sandbox.base}/code", device.shows(clock()) + "\n")
        clear(sandbox.base, sandbox.terminal)
    finally:
        os._exit(0)


def _serve(sandbox: Sandbox, clock: Callable[[], float]) -> tuple[Device, int]:
    # moto, and boto3 below it, read the environment and must not find the user's files and keys there.
    os.environ.clear()
    os.environ["HOME"] = f"{sandbox.base}/home"
    from . import cloud

    device = Device(home.SERIAL, os.urandom(20))

    def refused() -> None:
        code = device.shows(clock())
        sandbox.terminal.say(f"the device of the demo shows {code}")

    def used() -> None:
        home.write(f"{sandbox.base}/code", device.shows(clock()) + "\n")

    made = cloud.Cloud(device, home.GUARDED, clock, refused, used)
    keys = cloud.fill(made, home.USER, home.BUCKETS)
    port = cloud.serve(made)
    home.fill(sandbox.base, port, keys)
    return device, port


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

    command = ["ps", "-axww", "-E", "-o", "pid=,command="]
    for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines():
        if mark in line.split():
            yield int(line.split()[0])


def _remove(base: str) -> None:
    """Remove the directory, also what somebody has made unreadable in it."""
    import shutil

    for folder, names, _ in os.walk(base):
        for name in names:
            if not os.path.islink(path := f"{folder}/{name}"):
                os.chmod(path, 0o700)
    shutil.rmtree(base, ignore_errors=True)
