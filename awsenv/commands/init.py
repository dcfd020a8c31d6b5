"""awsenv init SHELL: print the snippet for eval."""

from __future__ import annotations

from ..environment import snippets
from ..environment.dialects import SNIPPETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SNIPPETS, metavar="SHELL", help=", ".join(SNIPPETS))


def run(call: Call, shell: str) -> None:
    """Print the snippet, after a line that says which core it belongs to."""
    from ..errors import UsageError
    from ..text import shown

    if shell not in SNIPPETS:
        raise UsageError(
            f"{shown(shell)} is not one of {', '.join(SNIPPETS)}",
            f"in a start-up file: {snippets.line_for(call.environ)}",
        )
    call.out.write(snippets.with_core(shell, call.program))
