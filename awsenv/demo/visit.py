"""How does a visit to the sandbox go, from the greeting until nothing is left of it?"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, NoReturn

from ..environment import dialects
from ..errors import DONE, AwsenvError, UsageError
from ..sandbox.server import Server
from ..system import which
from ..text import shown
from . import home, keeper, tour
from .cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from ..call import Call


class Ended(KeyboardInterrupt):
    """This process was told to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def stay(call: Call, shell: str, clock: Callable[[], float]) -> int:
    """Run the shell of the sandbox; return when it has ended and nothing is left of it.

    Raises AwsenvError where there can be no visit.
    """
    path = _program(call, shell)
    terminal = _terminal(call)
    call.say(f"starting a {shell} sandbox with sample profiles and a fake AWS ...")
    call.err.flush()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    base = keeper.directory(call.environ)
    sandbox = keeper.Sandbox(base, terminal)
    try:
        sandbox.lock()
        keeper.sweep(base)
        columns = os.get_terminal_size(terminal.descriptor).columns or 80
        has_aws = which.find("aws", call.environ) is not None
        home.make(base, shell, call.program, tour.code_for(shell, columns, call.environ), has_aws=has_aws)
        cloud = Cloud(base, terminal, clock)
        cloud.show_code()
        server = _server(cloud)
        home.fill(base, server.port, cloud.keys_of)
        sandbox.start(server, cloud)
        environ = home.environment(base, server.port, path, call.environ)
        _greet(call)
        _wait(_started(call, path, environ), terminal)
    except Ended as ended:
        return 128 + ended.number
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        sandbox.end()
    call.say("the sandbox is gone, and nothing of it is left")
    return DONE


def _program(call: Call, shell: str) -> str:
    """The path of the shell, if there can be a visit at all."""
    if "AWSENV_DEMO" in call.environ:
        raise AwsenvError("this is already the shell of the demo", "exit leaves it")
    if not os.access(call.program, os.X_OK):  # python -m awsenv
        raise AwsenvError("the demo needs the command awsenv; python -m awsenv does not do", "awsenv demo")
    login = call.environ.get("SHELL", "")
    path = which.find(login if login.endswith(f"/{shell}") else shell, call.environ)
    if path is None:
        raise AwsenvError(
            f"no {shell} on the PATH", f"awsenv demo {'|'.join(dialects.SHELLS)} uses another shell"
        )
    return os.path.abspath(path)


def _server(cloud: Cloud) -> Server:
    try:
        return Server(cloud)
    except OSError as error:
        raise AwsenvError(f"the demo's AWS cannot listen on 127.0.0.1: {error.strerror}") from None


def _terminal(call: Call) -> keeper.Terminal:
    refusal = UsageError("the demo needs a terminal, and there is none here")
    if not (os.isatty(0) and call.out.isatty() and call.err.isatty()):
        raise refusal
    try:
        terminal = keeper.Terminal()
    except OSError:
        raise refusal from None
    if not terminal.ours:
        raise UsageError("the demo cannot run in the background")
    return terminal


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise Ended(number)


def _greet(call: Call) -> None:
    call.say("nothing in here is yours, nothing gets out, and exit removes everything")
    call.say("aws works in here: try it now and then with  aws sts get-caller-identity")
    call.say("tour repeats what to type next")
    call.err.flush()


def _started(call: Call, path: str, environ: dict[str, str]) -> int:
    """Start the shell; return its process."""
    for number in (signal.SIGINT, signal.SIGQUIT):  # not ignored: the shell would inherit that
        signal.signal(number, lambda *_: None)
    process = os.fork()
    if process == 0:
        try:
            for number in (signal.SIGTSTP, signal.SIGPIPE, signal.SIGXFSZ):  # __main__ and Python ignore them
                signal.signal(number, signal.SIG_DFL)
            if call.shell is not None:
                os.set_inheritable(dialects.DESCRIPTOR, False)  # noqa: FBT003 (the parameter has no name)
            os.chdir(environ["HOME"])
            os.execve(path, [path, "-i"], environ)  # noqa: S606 (no shell but the one that is meant)
        except OSError as error:
            call.say(f"cannot run {shown(path)}: {error.strerror}")
        finally:
            os._exit(127)
    return process


def _wait(process: int, terminal: keeper.Terminal) -> None:
    """Wait until the shell has ended. One that suspended itself could not be woken."""
    while os.WIFSTOPPED(os.waitpid(process, os.WUNTRACED)[1]):
        terminal.hand_to(process)
        os.kill(process, signal.SIGCONT)
