"""What has become of a session that is renewed beside the prompt, which waits for no network?

A process of its own opens it, and keeps it as any is kept. What nothing keeps, or why there is no session, it
has in a pipe until a prompt reads that: it is on no disk, and gone with the process.
"""

from __future__ import annotations

import posix

from ..credentials import Credentials
from ..errors import REFUSED, AwsenvError
from ..files import private
from ..percent import quoted, unquoted
from ..settings import locations
from ..text import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .opener import Opener

LATER = "it is tried again in a minute"


def left(opening: Opener) -> Credentials | None:
    """What the process of this shell has left; None while it is at work, as it is from now on if it was not.

    Raises AwsenvError: why it has failed, or cannot begin.
    """
    failed = None
    for path in _pipes(opening):
        try:
            private.own_directory(private.parent(path))
            text = _taken(path)
            if text is None:
                _begin(path, opening)
            return read(text, opening.call.now) if text else None
        except OSError as error:
            failed = failed or error
    what = f"the session cannot be renewed: {failed and failed.strerror}"
    raise AwsenvError(what, "set XDG_CACHE_HOME to a directory of your own", code="no-directory")


def _pipes(opening: Opener) -> Iterator[str]:
    """Where the pipe may be: one for this shell, its session, and the keys that are to be followed."""
    shell, keys = posix.getppid(), opening.keys
    words = [keys.last() or keys.of(keys.hops[-1]), quoted(opening.target.name), opening.region or ""]
    words.append(opening.call.environ.get("AWS_SECRET_ACCESS_KEY", ""))  # so no other user knows the name
    name = f"{private.UNFINISHED}{shell}-{private.digest(' '.join(words))}"
    for place in locations.passing(opening.call.environ):
        yield f"{place}/renewals/{name}"


def _taken(path: str) -> str | None:
    """What is in the pipe, which is removed then; "" where there is nothing yet, None without a pipe."""
    try:
        pipe = posix.open(path, posix.O_RDONLY | posix.O_NONBLOCK | posix.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        text = posix.read(pipe, private.LIMIT)
        if not text and not posix.fstat(pipe).st_nlink:  # the session is kept by now
            return ""
    except BlockingIOError:
        return ""
    finally:
        posix.close(pipe)
    private.forget(path)
    return text.decode("ascii", "replace") or "\n"  # nothing holds the pipe any more


def spelled(answer: Credentials | AwsenvError) -> bytes:
    """What `read` reads: a line of words that are a sign and a quoted text, or nothing for None."""
    words: list[object]
    if isinstance(answer, AwsenvError):
        words = [str(answer), answer.remedy, answer.code, answer.status]
    else:
        words = [answer.access_key, answer.secret_key, answer.token]
        words += [answer.expiration, answer.opened, answer.account]
    return (" ".join("" if word is None else f"={quoted(str(word))}" for word in words) + "\n").encode()


def read(line: str, now: float) -> Credentials | None:
    """The answer in the line, unless it has ended in the pipe. Raises it if it is an error."""
    words = [unquoted(word[1:]) if word else None for word in line.removesuffix("\n").split(" ")]
    match words if line.endswith("\n") else []:
        case [str(key), str(secret), token, end, opened, account]:
            found = Credentials(key, secret, token, number(end or ""), number(opened or "") or 0, account)
            # By a clock that is ahead it has ended when it is opened, and serves all the same.
            return found if not found.opened < (found.expiration or 0) <= now else None
        case [str(what), remedy, code, status]:
            raise AwsenvError(what, remedy, code=code or "", status=number(status or "") or REFUSED)
    raise AwsenvError("what renews the session was ended", LATER, code="renewal-ended", status=REFUSED)


def _begin(path: str, opening: Opener) -> None:
    """Let a process of its own renew the session, for which the pipe is made.

    Raises OSError, and AwsenvError where no process can be started.
    """
    private.sweep_unfinished(private.parent(path))  # pipes of shells that are gone, if both were killed
    posix.mkfifo(path, 0o600)
    try:
        posix.chmod(path, 0o600)  # whatever the umask is
        # For reading, too: so what is written stays, while nothing else has it open.
        pipe = posix.open(path, posix.O_RDWR | posix.O_NONBLOCK | posix.O_NOFOLLOW)
        try:
            _start(path, pipe, opening)
        finally:
            posix.close(pipe)
    except BaseException:  # Ctrl-C, too: a pipe that nothing holds tells of a process that was killed
        private.forget(path)
        raise


def _start(path: str, pipe: int, opening: Opener) -> None:
    """Start the process, which holds the pipe. Raises AwsenvError where that fails."""
    shell = posix.getppid()
    try:
        child = posix.fork()
        failed = child and posix.waitpid(child, 0)[1]
    except ChildProcessError:  # it has ended, and told nothing, since SIGCHLD is ignored in this shell
        return
    except OSError:
        failed = 1
    if failed:
        what = "the session cannot be renewed: no process can be started"
        raise AwsenvError(what, LATER, code="renewal-start")
    if child:
        return
    status = 1
    try:
        posix.setsid()  # no terminal, so no Ctrl-C and no question
        if not posix.fork():
            _work(path, pipe, shell, opening)
        status = 0
    finally:
        posix._exit(status)  # noqa: SLF001 (its name as it is)


def _work(path: str, pipe: int, shell: int, opening: Opener) -> None:
    """Be the process beside the prompt."""
    null = posix.open("/dev/null", posix.O_RDWR)
    for stream in range(3):
        posix.dup2(null, stream)
    posix.dup2(pipe, 3, inheritable=False)  # in place of the descriptor that the shell reads to its end
    posix.closerange(4, 1024)
    from . import renewing

    renewing.run(path, shell, opening)
