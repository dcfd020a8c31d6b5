"""What does a person see of what was found?"""

from __future__ import annotations

from ..settings import locations
from ..terminal import screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..call import Call
    from .notes import Note
    from .replacements import Replacement

WIDEST = 100


def write(
    call: Call, new: Sequence[Replacement], asked: Sequence[Replacement], notes: Sequence[Note]
) -> None:
    """The pins to write, what a person can do, and what is good to know, on stdout, before any question."""
    columns = max(30, min(screen.columns(call.out), WIDEST))
    arrow = "→" if screen.is_utf8(call.environ, call.out.encoding) else ">"
    for title, blocks in (
        ("pins to write:", [[f"+ {one}"] for one in new]),
        ("pins to ask for, as direnv was not allowed to run their .envrc:", [[f"+ {one}"] for one in asked]),
        ("for you to do:", [[str(one), f"  {arrow} {one.remedy}"] for one in notes if one.remedy]),
        ("good to know:", [[str(one)] for one in notes if not one.remedy]),
    ):
        if blocks:
            call.out.write(f"{title}\n")
        for line in (line for block in blocks for line in block):
            call.out.writelines(f"{part}\n" for part in _wrapped(line, call, columns))
    call.out.flush()


def _wrapped(line: str, call: Call, columns: int) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    home = locations.home(call.environ)
    yield from screen.wrapped(line.lstrip(), home, columns, indent, indent + "  ")
