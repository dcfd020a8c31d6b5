"""How does a text appear in a message, and which known word was meant?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = 80  # characters of a word for which a similar one is looked for
MOST = 100  # words that are compared closely, each in the time of a hundred others
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


def with_tilde(text: str, home: str) -> str:
    """The text with ~ for the home in paths, as a person writes them; `home` may be "", and ends in no /."""
    return text.replace(f"{home}/", "~/") if home else text


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that this one was probably meant to be; "" where none is near."""
    return next(iter(_near(word, _likely(word, known), 1, cutoff)), "")


def _likely(word: str, known: Iterable[str]) -> list[str]:
    """The known words that are worth a close look: of many those with the most pairs of characters in common.

    A long word was no known one with a mistake in it.
    """
    if len(word) > WORD:
        return []
    likely = [name for name in known if len(name) <= 2 * WORD]
    if len(likely) > MOST:
        around = f"\n{word}\n"  # so that both ends count
        pairs = {around[at : at + 2] for at in range(len(word) + 1)}

        def alike(name: str) -> int:
            return 2 * sum(map(f"\n{name}\n".__contains__, pairs)) - abs(len(name) - len(word))

        likely = sorted(likely, key=alike, reverse=True)[:MOST]
    return likely


def _near(word: str, likely: list[str], most: int, cutoff: float) -> list[str]:
    if not likely:
        return []
    from difflib import get_close_matches  # 2 ms, and only a mistake pays them

    return get_close_matches(word, likely, most, cutoff)


def meant(word: str, known: Iterable[str], cutoff: float = 0.6, most: int = 1) -> str:
    """The known words that are next to this one, as the end of a message; "" where none is near.

    Of several the first alone where that is much like it.
    """
    names = list(known)
    near = [name for name in names if name.lower() == word.lower()][:1]
    if not near:
        likely = _likely(word, names)
        near = _near(word, likely, 1, max(cutoff, ALIKE)) or _near(word, likely, most, cutoff)
    *others, last = map(shown, near or [""])
    return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if near else ""


def host(url: str) -> str:
    """The host and port of an address, without what may be a password."""
    return url.rpartition("@")[2].rpartition("//")[2].partition("/")[0]
