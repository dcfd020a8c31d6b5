"""How do we ask, pick and show on a terminal?"""

from __future__ import annotations

import os


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def ask(question: str) -> str | None:
    """The line that a person types after the question, unseen as a password; None where nobody can be asked.

    The terminal itself is opened, so stdin and stdout may be redirected. A process in the background would be
    stopped by its question, and one whose terminal is gone would get no answer.
    """
    import termios

    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return None
        return _read_line(terminal, question)
    except (OSError, termios.error):
        return None
    finally:
        os.close(terminal)


def _read_line(terminal: int, question: str) -> str:
    """The answer, with echo off as in the AWS CLI's question; Ctrl-D is Ctrl-C."""
    import termios

    before = termios.tcgetattr(terminal)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        os.write(terminal, os.fsencode(question))
        line = os.read(terminal, 1024)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.write(terminal, b"\n")
    if not line:
        raise KeyboardInterrupt
    return os.fsdecode(line).strip()
