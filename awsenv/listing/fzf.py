"""Which line does a person choose in fzf?

Options that make it look and feel as its user likes are the user's (FZF_DEFAULT_OPTS); those that decide what
is shown, and what an answer means, are ours.
"""

from __future__ import annotations

import os
import sys

from ..environment import child
from ..errors import AwsenvError
from ..system import which

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import IO

LOOKS = "--height=90% --layout=reverse --info=inline --tiebreak=index --prompt='profile> '"
# fzf takes the last of options that contradict each other. All of these are as old as fzf 0.20.
CONTRACT = (
    "--no-multi",
    "--no-read0",
    "--no-print0",
    "--no-print-query",
    "--no-expect",
    "--no-select-1",
    "--no-exit-0",
    "--no-sync",
    "--no-tac",
    "--ansi",
    "--delimiter=\t",
    "--with-nth=2..",
    "--nth=..",
    "--header-lines=1",
    "--bind=enter:accept,double-click:accept,ctrl-c:abort",
)
# A shell reads this. So the path of the core is in the environment, and {1} is the name percent-encoded:
# nothing in it means anything to a shell, whatever that does with quotes.
PREVIEW = '--preview="$__awsenv_core" --preview {1} 2>&1'
BESIDE = 180  # columns from which on there is room for the preview beside the list
NOTHING = (1, 130)  # nothing was like what was typed; Escape


def find(environ: Mapping[str, str]) -> str | None:
    """The user's own fzf, else the one that was installed along with us, else None."""
    # The program alone is wanted: to import the package that brings it would take as long as the rest.
    packages = [folder for folder in sys.path if folder.endswith(("/site-packages", "/dist-packages"))]
    names = ["fzf", *(f"{folder}/iterfzf/fzf" for folder in packages)]
    return next(filter(None, (which.find(name, environ) for name in names)), None)


def choose(
    program: str,
    lines: Iterable[str],
    terminal: int,
    environ: Mapping[str, str],
    core: str,
    query: str = "",
) -> str | None:
    """The first field of the line that a person chooses, None for nothing.

    Lines come in any pieces; the first of them is the head, and a field ends at a tab. `core` is what runs
    for the preview, or "" for none; `query` is what it begins with.
    Raises AwsenvError, and OSError if it cannot be started.
    """
    import termios

    before = termios.tcgetattr(terminal)
    given = _environment(environ, core, os.get_terminal_size(terminal).columns)
    argv = [program, *CONTRACT, *_options(environ, core), f"--query={query}"]
    try:
        text, status = _run(argv, given, lines, terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)  # fzf may have been killed
    if status in NOTHING:
        return None
    if status != 0:
        raise failed(f"failed with status {status}")
    return text.partition("\t")[0]


def _run(argv: list[str], environ: Mapping[str, str], lines: Iterable[str], terminal: int) -> tuple[str, int]:
    """What fzf writes, given these lines, and its status. To import subprocess would take longer than fzf."""
    import _signal  # type: ignore[import-not-found]

    theirs, into = os.pipe()
    out, their_out = os.pipe()
    with open(into, "wb") as stream, open(out, "rb") as answer:
        try:
            process = os.posix_spawn(
                argv[0],
                argv,
                environ,
                file_actions=[
                    *(
                        (os.POSIX_SPAWN_DUP2, ours, at)
                        for at, ours in enumerate((theirs, their_out, terminal))
                    ),
                    *((os.POSIX_SPAWN_CLOSE, number) for number in _inherited()),
                ],
                setsigdef=(_signal.SIGPIPE, _signal.SIGXFSZ),  # which Python ignores
            )
        finally:
            os.close(theirs)
            os.close(their_out)
        try:
            text = _answer(stream, answer, lines)
        except BaseException:
            os.kill(process, _signal.SIGTERM)
            raise
        finally:
            _, status = os.waitpid(process, 0)
    return text, os.waitstatus_to_exitcode(status)


def _inherited() -> list[int]:
    """What a child would have open besides the first three. The calling shell waits for the end of 3."""
    found = []
    for number in map(int, os.listdir("/dev/fd")):
        try:
            if number > 2 and os.get_inheritable(number):
                found.append(number)
        except OSError:  # that of the directory itself
            pass
    return found


def _answer(into: IO[bytes], out: IO[bytes], lines: Iterable[str]) -> str:
    """Write each piece as soon as there is one, then read; fzf may be done before it has seen all."""
    try:
        with into:
            for piece in lines:
                into.write(piece.encode("utf-8", "surrogateescape"))
                into.flush()
    except BrokenPipeError:
        pass
    return out.read().decode("utf-8", "surrogateescape")


def _options(environ: Mapping[str, str], core: str) -> list[str]:
    options = [PREVIEW] if core else ["--no-preview"]
    return [*options, "--no-color"] if environ.get("NO_COLOR") else options


def _environment(environ: Mapping[str, str], core: str, columns: int) -> dict[str, str]:
    """What fzf and the preview are given: not what the shell remembers for us alone, and a plain shell."""
    given = {**child.by_full_path(child.for_child(environ)), "SHELL": "/bin/sh", "__awsenv_core": core}
    if "FZF_DEFAULT_OPTS_FILE" not in environ:  # which fzf reads before the variable
        window = "--preview-window=" + ("right" if columns >= BESIDE else "down") + ":50%:wrap"
        given["FZF_DEFAULT_OPTS"] = " ".join([LOOKS, window, environ.get("FZF_DEFAULT_OPTS", "")])
    return given


def failed(how: str) -> AwsenvError:
    """fzf did not show the profiles, or answered with something other than one of them."""
    return AwsenvError(
        f"fzf {how}, so nothing was changed",
        'check FZF_DEFAULT_OPTS; with picker = "list" in the settings, awsenv works without fzf',
        code="fzf-failed",
    )
