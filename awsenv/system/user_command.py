"""What does a command from the user's settings print?"""

from __future__ import annotations

from ..errors import AwsenvError
from ..text import plain, shown
from . import spelling, which

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import CompletedProcess

AT_PROMPT = 4  # seconds that a command which cannot ask may take: a person waits for the prompt
LINES = 3  # of what a command says when it fails: the reason comes last


def output(option: str, command: str, environ: Mapping[str, str], limit: float, *, asks: bool = True) -> str:
    """What the command writes to stdout. Quotes are obeyed and PATH is searched, but no shell is involved.

    Nor is the current directory searched where PATH holds it: a prompt may run this in whatever directory.

    What it says on stderr is shown if it fails; one that takes longer than `limit` seconds, or prints more
    than a megabyte, is ended. It keeps our stdin and terminal if it `asks`; else it has neither, and less
    time. Raises AwsenvError, which names `option`.
    """
    words = split(option, command)
    done = _ended(option, words, environ, limit if asks else min(limit, AT_PROMPT), asks=asks)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-LINES:]
        error = failed(option, words[0], f"failed with status {done.returncode}", "; ".join(said))
        error.remedy = (spelling.of_command(words, environ) or ("", None))[1]
        raise error
    return done.stdout.decode(errors="replace")


def split(option: str, command: str) -> list[str]:
    """The words of the command. Raises AwsenvError."""
    import shlex

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise failed(option, command.partition(" ")[0], f"cannot be read: {error}") from None
    if not words:
        raise failed(option, "", "is empty")
    return words


def _ended(
    option: str, words: list[str], environ: Mapping[str, str], limit: float, *, asks: bool
) -> CompletedProcess[bytes]:
    """The command, run to its end."""
    from subprocess import TimeoutExpired

    path = words[0] if words[0].startswith("/") else which.find(words[0], environ)
    if path is None:
        raise _missing(option, words, environ)
    try:
        return run(words, path, environ, limit, asks=asks)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        raise _missing(option, words, environ) from None
    except OverflowError:
        raise failed(option, words[0], "printed more than 1 MB, so it was ended") from None
    except OSError as error:
        raise failed(option, words[0], f"cannot be started: {error.strerror}") from None
    except ValueError:
        raise failed(option, words[0], "cannot be started: an argument holds a NUL") from None
    except TimeoutExpired:
        raise failed(option, words[0], f"took longer than {limit:g} s") from None


def check(option: str, words: list[str], environ: Mapping[str, str]) -> None:
    """Raise AwsenvError where the program would come from the current directory."""
    if "/" in words[0] and not words[0].startswith("/"):
        raise _missing(option, words, environ)


def _missing(option: str, words: list[str], environ: Mapping[str, str]) -> AwsenvError:
    what, remedy = spelling.of_command(words, environ) or ("cannot be started", None)
    error = failed(option, words[0].partition("=")[0], what)
    error.remedy = remedy
    return error


def run(
    words: list[str], path: str, environ: Mapping[str, str], limit: float, *, asks: bool
) -> CompletedProcess[bytes]:
    """Run the program at `path` for `limit` seconds at most.

    Raises OSError, subprocess.TimeoutExpired, and OverflowError for more than a megabyte.

    One that `asks` keeps our stdin and terminal, and so its place among the terminal's programs. Any other
    has a session of its own, without a terminal: no question comes between a person and a prompt, and nothing
    of it outlives us, unless it leaves that session, or we are killed.
    """
    import atexit
    import subprocess
    from threading import Lock

    from . import printed

    ended, starting = list[bool](), Lock()
    started: list[subprocess.Popen[bytes]] = []

    def end() -> None:
        ended.append(True)
        with starting:  # what another thread is about to start has its number a moment later
            for process in started:
                process.kill() if asks else _kill_group(process.pid)

    atexit.register(end)  # where this is not the main thread, that one may not wait for it
    try:
        with starting:
            if ended:
                raise subprocess.TimeoutExpired(words, limit)
            process = subprocess.Popen(
                words,
                executable=path,
                env=environ,
                stdin=None if asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=not asks,
            )
            started.append(process)
        with process:
            try:
                out, err = printed.read(process, limit)
            except BaseException:
                end()
                raise
        return subprocess.CompletedProcess(words, process.returncode, out, err)
    finally:
        atexit.unregister(end)


def _kill_group(leader: int) -> None:
    """End a program and all that it has started, as far as they are in its group."""
    from os import killpg
    from signal import SIGKILL

    try:
        killpg(leader, SIGKILL)
    except (ProcessLookupError, PermissionError):  # all are gone, or are another user's
        pass


def failed(option: str, program: str, what: str, words: str = "") -> AwsenvError:
    """A command that should have printed credentials or a code did not; `words` are what it said.

    Arguments may hold secrets, so only the program is named.
    """
    said = plain(words).strip()
    return AwsenvError(
        f"{option} {shown(program)} {what}{': ' + said if said else ''}", code="command-failed"
    )
