"""awsenv demo [bash|zsh|fish]: a sandbox shell with sample profiles and an AWS of its own."""

from __future__ import annotations

from ..environment.dialects import SHELLS
from ..errors import UsageError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    words = "yours, if none is named"
    parser.add_argument("shell", choices=tuple(SHELLS), metavar="bash|zsh|fish", nargs="?", help=words)


def run(call: Call, shell: str = "") -> int:
    """Stay until the shell of the sandbox has ended, and leave nothing of it behind."""
    import time

    from ..demo import visit

    if shell and shell not in SHELLS:
        raise UsageError(f"{shown(shell)} is not one of {', '.join(SHELLS)}")
    login = call.shell or call.environ.get("SHELL", "").rpartition("/")[2]
    return visit.stay(call, shell or (login if login in SHELLS else "bash"), time.time)
