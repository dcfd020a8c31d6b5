"""Which colors may the settings name?"""

from __future__ import annotations

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
INDEXED = 256  # colors of xterm's table: 16 by name, a cube of 6 by 6 by 6, 24 greys


def is_color(text: str) -> bool:
    """Whether the text is a name (red, bright-red), a number of xterm's table (0 to 255) or #rrggbb."""
    if text.startswith("#"):
        return len(text) == len("#rrggbb") and all(c in "0123456789abcdefABCDEF" for c in text[1:])
    number = text.isdecimal() and text.isascii() and int(text) < INDEXED
    return number or text.removeprefix("bright-") in NAMES
