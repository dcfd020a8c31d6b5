"""How does a person read and write a duration?"""

from __future__ import annotations

from .text import DIGITS, shown


def span(seconds: int) -> str:
    """A duration for a person: 5 s, 45 min, 2 h, 1 h 30 min."""
    if 0 < seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    words = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(words)


def apart(ahead: float) -> str:
    """How far this computer's clock is off, where AWS's is so many seconds `ahead`: "13 h behind"."""
    return f"{span(int(abs(ahead)))} {'behind' if ahead > 0 else 'ahead'}"


def seconds(text: str) -> int:
    """The seconds in a text like 45m, 1h30m or 900 (seconds). Raises ValueError."""
    total, number = 0, ""
    for character in text if text[-1:].isalpha() else text + "s":
        if character.isdecimal() and character.isascii():
            number += character
        elif character in "hms" and 0 < len(number) <= DIGITS:
            total += int(number) * {"h": 3600, "m": 60, "s": 1}[character]
            number = ""
        else:
            raise ValueError(f"{shown(text)} is not valid; write it as 45m or 1h30m")
    return total
