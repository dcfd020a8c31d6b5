"""How does a text appear in a message, and which known word was meant?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


LONGEST = 500  # characters of a text in a message: a server or a program may send megabytes
ALIKE = 0.8  # from which on a word is probably a misspelt one
DIGITS = 18  # of a number that anything of ours has; Python refuses to read thousands of them


def number(text: str) -> int | None:
    """The number that these digits are; None where that is no number, or none that makes sense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def shown(name: str) -> str:
    """The name in quotes, without anything that a terminal would obey.

    Of several lines the first alone: a setting that is indented by mistake becomes part of the value above
    it, and may be a key.
    """
    return f"'{plain(name)}'"


def plain(text: str) -> str:
    """The same without quotes, for a place that has its own."""
    line, cut, _ = text[: LONGEST + 1].partition("\n")
    return printable(line[:LONGEST]) + ("…" if cut or len(line) > LONGEST else "")


def printable(text: str) -> str:
    """The whole text, without anything that a terminal would obey."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that this one was probably meant to be; "" where none is near."""
    from difflib import get_close_matches  # 2 ms, and only a mistake pays them

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")


def meant(word: str, known: Iterable[str], cutoff: float = 0.6, most: int = 1) -> str:
    """The known words that are next to this one, as the end of a message; "" where none is near.

    Of several the first alone where that is much like it.
    """
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(word, names, 1, max(cutoff, ALIKE)) or get_close_matches(
        word, names, most, cutoff
    )
    *others, last = map(shown, near or [""])
    return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if near else ""


def host(url: str) -> str:
    """The host and port of an address, without what may be a password."""
    return url.rpartition("//")[2].partition("/")[0].rpartition("@")[2]
