"""How do we ask and show on a terminal?"""

from __future__ import annotations

import os

from .errors import shown_path

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
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def is_utf8(environ: Mapping[str, str], encoding: str | None) -> bool:
    """Whether UTF-8 is shown. Python writes it in the C locale, too, where a terminal may not know it."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return all("utf8" in name.lower().replace("-", "") for name in (encoding or "", locale))


def wrapped(text: str, home: str, columns: int, first: str, rest: str) -> list[str]:
    """The text in lines, without anything that a terminal would obey; paths and commands stay whole."""
    import textwrap

    text = shown_path(text).replace(f"{shown_path(home)}/", "~/") if home else shown_path(text)
    return textwrap.wrap(
        text,
        columns,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]


def ask(question: str, *, seen: bool = False) -> str | None:
    """The line that a person types after the question, seen or as a password; None where nobody can be asked.

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
        return _read_line(terminal, question, seen=seen)
    except (OSError, termios.error):
        return None
    finally:
        os.close(terminal)


def _read_line(terminal: int, question: str, *, seen: bool) -> str:
    """The answer, with echo off for a code as in the AWS CLI's question; Ctrl-D is Ctrl-C."""
    import termios

    before = termios.tcgetattr(terminal)
    echo = before[3] | termios.ECHO if seen else before[3] & ~termios.ECHO
    line = b""
    try:
        # What was typed before a question that guards something is no answer to it.
        when = termios.TCSAFLUSH if seen else termios.TCSADRAIN
        termios.tcsetattr(terminal, when, [*before[:3], echo, *before[4:]])
        os.write(terminal, os.fsencode(question))
        line = os.read(terminal, 1024)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        if not (seen and line.endswith(b"\n")):  # the end of a line that is seen has been shown
            os.write(terminal, b"\n")
    if not line:
        raise KeyboardInterrupt
    return os.fsdecode(line).strip()
