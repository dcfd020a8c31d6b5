"""How does a command run below this process as if it were alone: signals, job control, terminal and status?

It is in our process group, so that what the terminal sends reaches it without us; we hand on the rest.
"""

from __future__ import annotations

import os
import signal

from ..errors import AwsenvError
from ..system.become import become
from ..terminal import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import NoReturn

BY_KEY = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
# Those that are not handed on: they are about one process, or cannot be waited for.
OWN = {
    *(signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT, signal.SIGPIPE, signal.SIGURG, signal.SIGWINCH),
    *(signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT, signal.SIGSYS),
    *(signal.SIGTRAP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGXCPU, signal.SIGXFSZ),
}
BY_KERNEL = 128  # si_code of what the terminal sends


class Running:
    """A command that was started."""

    __slots__ = ("_before", "_waited", "process")

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        """Start it. There may be no other thread yet. Raises AwsenvError, as `become` does."""
        self._waited = signal.valid_signals() - OWN
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, self._waited)
        before = {
            number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTTIN, signal.SIGTTOU)
        }
        signal.signal(signal.SIGCHLD, lambda *_: None)  # what is ignored is not waited for
        heard, said = os.pipe()
        self.process = os.fork()
        if not self.process:
            for number, handler in before.items():  # what we catch, exec gives back by itself
                signal.signal(number, handler)
            _start(command, environ, self._before, said)
        os.close(said)
        with open(heard, encoding="utf-8", errors="surrogateescape") as stream:
            failure = stream.read()
        if failure:
            os.waitpid(self.process, 0)
            status, code, what = failure.split("\n", 2)
            raise AwsenvError(what, code=code, status=int(status))

    def wait(self) -> int:
        """Wait for its end, and hand on signals meanwhile; its status as the kernel says it."""
        _let_go()
        while True:
            number, by_terminal = self._next()
            if number != signal.SIGCHLD:
                if not by_terminal:
                    self._send(number)
                continue
            process, status = os.waitpid(self.process, os.WNOHANG | os.WUNTRACED)
            if not process:
                continue
            if not os.WIFSTOPPED(status):
                return status
            os.kill(os.getpid(), signal.SIGSTOP)
            self._send(signal.SIGCONT)  # if it was sent to us alone

    def _next(self) -> tuple[int, bool]:
        """The next signal, and whether the terminal has sent it, to the command, too."""
        if not hasattr(signal, "sigwaitinfo"):  # as on macOS
            number = signal.sigwait(self._waited)
            return number, number in BY_KEY and ask.is_possible()
        found = signal.sigwaitinfo(self._waited)
        return found.si_signo, found.si_code == BY_KERNEL or found.si_pid == self.process

    def _send(self, number: int) -> None:
        try:
            os.kill(self.process, number)
        except OSError:  # it has become another user's
            pass


def end_as(status: int) -> int:
    """End as the command has ended, where that was a signal; its exit status where it was not."""
    if not os.WIFSIGNALED(status):
        return os.WEXITSTATUS(status)
    import resource

    number = os.WTERMSIG(status)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # this process holds keys
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (number,))
    os.kill(os.getpid(), number)
    return 128 + number  # where it did not end us


def _start(command: list[str], environ: Mapping[str, str], mask: Iterable[int], said: int) -> NoReturn:
    """Become the command, or say why not."""
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        become(command, environ)
    except AwsenvError as error:
        text = f"{error.status}\n{error.code}\n{error.what}"
        os.write(said, text.encode("utf-8", "surrogateescape"))
    finally:
        os._exit(1)


def _let_go() -> None:
    """Let go of what the command was given: a pipe ends when the command closes it."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    os.close(null)
    for name in os.listdir("/dev/fd"):
        descriptor = int(name)
        try:
            if descriptor > 2 and os.get_inheritable(descriptor):
                os.close(descriptor)
        except OSError:  # that of the listing
            pass
