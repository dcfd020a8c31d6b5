"""How does what was found look to a person?"""

from __future__ import annotations

from ..terminal import differences, screen
from ..text import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..call import Call
    from .findings import Note, Setting

WIDEST = 100


def findings(
    new: Sequence[Setting], notes: Sequence[Note], home: str, columns: int, *, plain: bool
) -> Iterator[str]:
    """The lines: first what moves by itself, then what a person can do, then what is good to know."""
    arrow = ">" if plain else "→"
    if new:
        yield "moves into the settings:"
        for one in new:
            text = f"{_place(one)}{one.origin} {arrow} {one.key} = {one.value}"
            yield from screen.wrapped(text, home, columns, "  ", "    ")
    for title, some in (
        ("for you to do:", [one for one in notes if one.remedy]),
        ("good to know:", [one for one in notes if not one.remedy]),
    ):
        if some:
            yield title
        for note in some:
            yield from screen.wrapped(_place(note) + note.what, home, columns, "  ", "    ")
            if note.remedy:
                yield from screen.wrapped(f"{arrow} {note.remedy}", home, columns, "    ", "      ")


def diff(path: str, before: str, after: str, call: Call) -> Iterator[str]:
    """A unified diff, coloured on a terminal that has colours."""
    lines = differences.unified(path, before.splitlines(), after.splitlines(), 1)
    if not call.out.isatty():
        return (shown_path(line) for line in lines)
    return differences.painted(lines, call.environ)


def write(lines: Iterable[str], call: Call) -> None:
    """To stdout, before what is asked or said afterwards."""
    call.out.writelines(f"{line}\n" for line in lines)
    call.out.flush()


def _place(one: Setting | Note) -> str:
    if not one.path:
        return ""
    return f"{one.path}:{one.line}: " if one.line else f"{one.path}: "
