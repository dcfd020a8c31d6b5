"""How many processes did it start? The kernel's answer, by strace."""

from __future__ import annotations

import re
import shutil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from .terminal import Terminal

STARTED = re.compile(r"\b(?:execve|v?fork|clone3?)\(")


def traced(argv: list[str], trace: Path) -> list[str]:
    """The command line that runs a shell under strace, writing what it and its children start."""
    strace = shutil.which("strace")
    assert strace, "strace is not installed; tests/run installs it"
    return [
        strace,
        "-f",
        "--seccomp-bpf",  # stops at nothing else, which is eight times as fast
        "-qq",
        "-e",
        "trace=execve,fork,vfork,clone,clone3",
        "-e",
        "signal=none",
        "-o",
        str(trace),
        *argv,
    ]


def started(trace: Path) -> list[str]:
    """Each process that was started: forks, and programs in their place. Threads are no processes."""
    lines = finished(trace.read_text(encoding="utf-8", errors="replace").splitlines())
    return [
        line
        for line in lines
        if STARTED.search(line) and "CLONE_THREAD" not in line and "resumed>" not in line
    ]


def finished(lines: list[str]) -> list[str]:
    """The lines with each call that strace cut in two put together again."""
    whole: list[str] = []
    open_calls: dict[str, int] = {}
    for line in lines:
        task = line.split()[0]
        if line.endswith("<unfinished ...>"):
            open_calls[task] = len(whole)
        elif "resumed>" in line and task in open_calls:
            at = open_calls.pop(task)
            whole[at] = whole[at].removesuffix("<unfinished ...>") + line.partition("resumed>")[2]
            continue
        whole.append(line)
    return whole


class Counter:
    """The processes that a traced shell starts from one look to the next."""

    def __init__(self, terminal: Terminal, trace: Path) -> None:
        self.terminal = terminal
        self.trace = trace
        self.looks = 0
        self.seen = 0
        self.since()

    def since(self) -> list[str]:
        """What was started since the last look. The trace has caught up once it shows a program that marks the look."""
        self.looks += 1
        mark = f"look-{self.looks}"
        self.terminal.run(f"/bin/true {mark}")
        while mark not in (text := self.trace.read_text(encoding="utf-8", errors="replace")):
            pass
        pid = next(line for line in text.splitlines() if mark in line).split()[0]
        lines = started(self.trace)
        new = [
            line for line in lines[self.seen :] if line.split()[0] != pid and not line.endswith(f" = {pid}")
        ]
        self.seen = len(lines)
        return new
