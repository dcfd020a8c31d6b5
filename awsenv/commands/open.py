"""awsenv --open DESCRIPTOR: open the session of a command, for the process that waits for that."""

from __future__ import annotations

from .verb import Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(Word("descriptor", "DESCRIPTOR"))


def run(call: Call, descriptor: str) -> Result:
    """Read the order from the descriptor, and print the answer, which may be an error."""
    from ..serving import opened, order

    with open(int(descriptor), encoding="utf-8") as stream:
        asked = order.ordered(stream.read())
    call.out.write(opened.answer(call, asked))
    return Result()
