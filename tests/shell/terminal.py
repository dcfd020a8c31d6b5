"""How does a test sit at a terminal? At a pseudo-terminal, reading until what it waits for is shown, never for a time."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path

import pyte
import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

REPOSITORY = Path(__file__).resolve().parents[2]
COLUMNS, LINES = 100, 30
# A private sequence at the end of the prompt, with the last status. The readline of bash 5.3 draws a prompt twice that
# holds more than ASCII and ends in what takes no place.
MARK = re.compile(rb"\x1b\]7777;(\d+)\x07(?:(?:\x1b\][^\x07]*\x07)*\r[^\r\n]*\x1b\]7777;\d+\x07)?")
STRANGE = re.compile(rb"\x1bP.*?\x1b\\|\x1b\[=\d+u")  # what fish 4 says to a terminal and pyte would show
DEADLINE = 60.0  # seconds until a program that shows nothing counts as hung; nothing waits for it otherwise


class Shell:
    """How one shell is started, told its prompt, and spoken to."""

    def __init__(self, name: str, program: str, arguments: list[str], rc: str, setup: str) -> None:
        self.name = name
        self.program = program
        self.arguments = arguments
        self.rc = rc  # the start-up file, below HOME
        self.setup = setup  # a prompt that ends in the mark

    def __repr__(self) -> str:
        return self.name

    @property
    def snippet(self) -> str:
        return str(REPOSITORY / "shell" / f"awsenv.{self.name}")


SHELLS = {
    "bash": Shell(
        "bash",
        os.environ.get("AWSENV_TEST_BASH", "bash"),
        ["--noprofile", "-i"],
        ".bashrc",
        "PS1='$ \\[\\e]7777;$?\\a\\]'\nHISTFILE=~/.history\n",
    ),
    "zsh": Shell(
        "zsh",
        os.environ.get("AWSENV_TEST_ZSH", "zsh"),
        ["-i"],
        ".zshrc",
        "unsetopt prompt_sp prompt_cr global_rcs\nPROMPT=$'%# %{\\e]7777;%?\\a%}'\nautoload -Uz compinit && compinit -C\n",
    ),
    "fish": Shell(
        "fish",
        os.environ.get("AWSENV_TEST_FISH", "fish"),
        ["-i"],
        ".config/fish/config.fish",
        "set -g fish_greeting\nfunction fish_prompt\n  set -l s $status\n  printf '> \\e]7777;%s\\a' $s\nend\n",
    ),
}


class Terminal:
    """A program on a pseudo-terminal of its own, with an environment built from nothing."""

    def __init__(
        self, argv: list[str], environ: Mapping[str, str], directory: Path | str, columns: int = COLUMNS
    ) -> None:
        self.argv = argv
        self.columns = columns
        self.unread = b""
        self.log = b""
        self.status = 0
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:  # what a test runner ignores, a shell could never notice again
            for name in ["INT", "QUIT", "HUP", "PIPE", "TSTP", "TTIN", "TTOU"]:
                signal.signal(getattr(signal, "SIG" + name), signal.SIG_DFL)
            # Here and not in the parent: a change of size makes readline draw its prompt, and the mark, once more.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
            os.chdir(directory)
            os.execvpe(argv[0], argv, dict(environ))  # noqa: S606 (no shell but the one that is meant)

    def until(
        self, pattern: re.Pattern[bytes] | bytes | str, patience: float = DEADLINE
    ) -> tuple[bytes, re.Match[bytes]]:
        """What the terminal shows up to the pattern, or up to these very words, and the match.

        Raises EOFError where the program ends before, and TimeoutError where it hangs.
        """
        expression = re.compile(re.escape(pattern.encode()) if isinstance(pattern, str) else pattern)
        deadline = time.monotonic() + patience
        while not (match := expression.search(self.unread)):
            if not select.select([self.descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"no {expression.pattern!r} in {self.log[-2000:]!r}")
            try:
                data = os.read(self.descriptor, 65536)
            except OSError:  # Linux says EIO where others say the end of the file
                data = b""
            if not data:
                raise EOFError(self.log[-2000:])
            self.unread += data
            self.log += data
            if b"\x1b[c" in data or b"\x1b[0c" in data:  # fish asks what terminal this is
                os.write(self.descriptor, b"\x1b[?62c")
            if b"\x1b[6n" in data:  # fzf asks where the cursor is
                os.write(self.descriptor, b"\x1b[1;1R")
        shown, self.unread = self.unread[: match.start()], self.unread[match.end() :]
        return shown, match

    def ended(self, patience: float = DEADLINE) -> tuple[str, int]:
        """What is shown until the program ends, and its status; it stays until then."""
        try:
            self.until(rb"(?!)", patience)
        except EOFError:
            shown, self.unread = self.unread, b""
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.descriptor)
        self.pid = 0
        return os.fsdecode(shown), self.status

    def prompt(self, patience: float = DEADLINE) -> bytes:
        """What is shown until the shell reads the next line; its status is that of the last command."""
        shown, match = self.until(MARK, patience)
        self.status = int(match[1])
        return shown

    def send(self, keys: str | bytes) -> None:
        data = keys if isinstance(keys, bytes) else os.fsencode(keys)
        while data:
            data = data[os.write(self.descriptor, data) :]

    def run(self, line: str) -> bytes:
        """Type a line and return what is shown until the next prompt."""
        self.send(line + "\r")
        return self.prompt()

    def screen(self) -> pyte.Screen:
        """The screen as a person sees it now."""
        screen = pyte.Screen(self.columns, LINES)
        pyte.ByteStream(screen).feed(STRANGE.sub(b"", self.log[: len(self.log) - len(self.unread)]))
        return screen

    def last_line(self) -> str:
        """The line that the cursor is in, as a person sees it."""
        screen = self.screen()
        return str(screen.display[screen.cursor.y]).rstrip()

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.descriptor)
        self.pid = 0


@pytest.fixture
def sit() -> Iterator[Callable[..., Terminal]]:
    """Sit at a terminal with a program, to the end of the test: sit(argv, environ, directory, columns=100)."""
    terminals = []

    def sit(
        argv: list[str], environ: Mapping[str, str], directory: Path | str, columns: int = COLUMNS
    ) -> Terminal:
        terminals.append(Terminal(argv, environ, directory, columns))
        return terminals[-1]

    yield sit
    for terminal in terminals:
        terminal.close()
