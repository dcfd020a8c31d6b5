"""What does a command from the user's settings print?"""

from __future__ import annotations

from .refusals import ProcessFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


LINES = 3  # of what a command says when it fails: the reason comes last


def output(option: str, command: str, environ: Mapping[str, str], limit: float) -> str:
    """What the command writes to stdout. Quotes are obeyed and PATH is searched, but no shell is involved.

    It keeps our stdin, so that it can ask. What it says on stderr is shown if it fails; one that takes longer
    than `limit` seconds is ended. Raises ProcessFailed, which names `option`.
    """
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ProcessFailed(option, command.partition(" ")[0], f"cannot be read: {error}") from None
    if not words:
        raise ProcessFailed(option, "", "is empty")
    try:
        done = subprocess.run(words, env=environ, capture_output=True, timeout=limit, check=False)
    except FileNotFoundError:
        raise ProcessFailed(option, words[0], "is not on the PATH") from None
    except OSError as error:
        raise ProcessFailed(option, words[0], f"cannot be started: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise ProcessFailed(option, words[0], f"took longer than {limit:.0f} s") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-LINES:]
        raise ProcessFailed(option, words[0], f"failed with status {done.returncode}", "; ".join(said))
    return done.stdout.decode(errors="replace")
