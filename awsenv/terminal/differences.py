"""What would change in a part of a file? (a unified diff of that part alone)"""

from __future__ import annotations

from difflib import SequenceMatcher

from ..text import shown_path
from . import colors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal

    Tag = Literal["replace", "delete", "insert", "equal"]
    Opcode = tuple[Tag, int, int, int, int]

CONTEXT = 3
COLORS = {"---": None, "+++": None, "@": "cyan", "-": "red", "+": "green"}  # of lines that begin so


class _Known(SequenceMatcher[str]):
    """difflib, to put steps that are known into groups with some context."""

    def __init__(self, codes: list[Opcode]) -> None:
        super().__init__(None, "", "")
        self._codes = codes

    def get_opcodes(self) -> list[Opcode]:
        return self._codes


def unified(path: str, before: Sequence[str], after: Sequence[str], first: int) -> Iterator[str]:
    """The lines of the diff. `first` is the number of the line at which both parts begin.

    Of what stands around that part nothing is shown: keys may be there.
    """
    for number, group in enumerate(_Known(_opcodes(before, after)).get_grouped_opcodes(CONTEXT)):
        if not number:
            yield from (f"--- {shown_path(path)}", f"+++ {shown_path(path)}")
        old, new = (group[0][1], group[-1][2]), (group[0][3], group[-1][4])
        yield f"@@ -{_span(*old, first)} +{_span(*new, first)} @@"
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from (" " + line for line in before[start:end])
                continue
            yield from ("-" + line for line in before[start:end])
            yield from ("+" + line for line in after[new_start:new_end])


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """What difflib would find, section by section: thousands that are alike take it minutes."""
    codes: list[Opcode] = []
    old = _sections(before)
    where: dict[str, list[int]] = {}
    for number, (start, _) in enumerate(old):
        where.setdefault(before[start], []).append(number)
    at, new_at, number = 0, 0, 0
    for new_start, new_end in _sections(after):
        found = next((one for one in where.get(after[new_start], ()) if one >= number), None)
        if found is None:
            continue
        start, end = old[found]
        _add(codes, "delete", at, start, new_at, new_at)
        _add(codes, "insert", start, start, new_at, new_start)
        inside = SequenceMatcher(None, before[start:end], after[new_start:new_end])
        for tag, *spans in inside.get_opcodes():
            _add(codes, tag, start + spans[0], start + spans[1], new_start + spans[2], new_start + spans[3])
        at, new_at, number = end, new_end, found + 1
    _add(codes, "delete", at, len(before), new_at, new_at)
    _add(codes, "insert", len(before), len(before), new_at, len(after))
    return codes


def _add(codes: list[Opcode], tag: Tag, start: int, end: int, new_start: int, new_end: int) -> None:
    """One more step, or more of the last one."""
    if (start, new_start) == (end, new_end):
        return
    if codes and codes[-1][0] == tag:
        _, start, _, new_start, _ = codes.pop()
    codes.append((tag, start, end, new_start, new_end))


def _sections(lines: Sequence[str]) -> list[tuple[int, int]]:
    """From where to where each part is that begins with a [header] or a comment."""
    starts = [number for number, line in enumerate(lines) if not number or line[:1] in ("[", "#")]
    return list(zip(starts, [*starts[1:], len(lines)], strict=False))


def _span(start: int, end: int, first: int) -> str:
    """Where and how many, as diff -u says it: an empty part is named by the line before it."""
    count = end - start
    where = start + first - (not count)
    return str(where) if count == 1 else f"{where},{count}"


def painted(lines: Iterable[str], environ: Mapping[str, str]) -> Iterator[str]:
    """The lines for a terminal, in the colours that it has."""
    sequences = {start: color and colors.sgr(color, environ) for start, color in COLORS.items()}
    return (coloured(line, sequences) for line in lines)


def coloured(line: str, sequences: Mapping[str, str | None]) -> str:
    """The line as a terminal shows it, with the SGR parameters that belong to its beginning, if any do."""
    plain = shown_path(line)
    sequence = next((sequences[start] for start in (line[:3], line[:1]) if start in sequences), None)
    return f"\x1b[{sequence}m{plain}\x1b[m" if sequence else plain
