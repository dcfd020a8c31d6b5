"""How wide is the screen, and what fits?"""

from __future__ import annotations

import posix

from ..text import printable, with_tilde

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def columns(stream: TextIO) -> int:
    """How many columns the stream's terminal has; 80 where there is none, or one that does not say."""
    try:
        return posix.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def is_utf8(environ: Mapping[str, str], encoding: str | None) -> bool:
    """Whether UTF-8 is shown. Python writes it in the C locale, too, where a terminal may not know it."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return all("utf8" in name.lower().replace("-", "") for name in (encoding or "", locale))


def wrapped(text: str, home: str, columns: int, first: str, rest: str) -> list[str]:
    """The text in lines, without anything that a terminal would obey; paths and commands stay whole."""
    import textwrap

    return textwrap.wrap(
        with_tilde(printable(text), printable(home)),
        columns,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]
