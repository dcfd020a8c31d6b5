"""awsenv init SHELL: print the snippet for eval."""

from __future__ import annotations

from ..environment import snippets
from ..environment.dialects import SNIPPETS
from ..errors import UsageError
from ..text import shown
from .verb import Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call


def _known(shell: str, call: Call) -> str:
    if shell not in SNIPPETS:
        raise UsageError(
            f"{shown(shell)} is not one of {', '.join(SNIPPETS)}",
            f"in a start-up file: {snippets.line_for(call.environ)}",
        )
    return shell


USAGE = Usage(Word("shell", "SHELL", ", ".join(SNIPPETS), choices=SNIPPETS, check=_known))


def run(call: Call, shell: str) -> Result:
    """Print the snippet, after a line that says which core it belongs to."""
    call.out.write(snippets.with_core(shell, call.program, call.environ))
    return Result()
