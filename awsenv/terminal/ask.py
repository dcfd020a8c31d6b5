"""How do we ask and show on a terminal?"""

from __future__ import annotations

import os

from ..errors import Cancelled, LoginNeeded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import AwsenvError


class Unconfirmed(LoginNeeded):
    """A person has to agree to this, and there is no terminal to ask on."""

    code = "confirmation-needed"


def answer(
    question: str, needed: AwsenvError, *, seen: bool = False, meanwhile: Callable[[], None] | None = None
) -> str:
    """As `ask`; raises `needed`, which says what to type instead, where no terminal can ask."""
    found = ask(question, seen=seen, meanwhile=meanwhile)
    if found is None:
        raise needed
    return found


def ask(question: str, *, seen: bool = False, meanwhile: Callable[[], None] | None = None) -> str | None:
    """The line that a person types after the question, seen or as a password; None where no terminal can ask.

    `meanwhile` is called once the question can be read: it begins what takes long.

    The terminal itself is opened, so stdin and stdout may be redirected. A process in the background would be
    stopped by its question, and one whose terminal is gone would get no answer. Raises Cancelled for Ctrl-D.
    """
    import termios

    terminal = _opened()
    if terminal is None:
        return None
    try:
        return _read_line(terminal, question, seen=seen, meanwhile=meanwhile)
    except (OSError, termios.error):
        return None
    finally:
        os.close(terminal)


def is_possible() -> bool:
    """Whether there is a terminal on which this process may ask: it is in its foreground."""
    terminal = _opened()
    if terminal is None:
        return False
    os.close(terminal)
    return True


def _opened() -> int | None:
    """The terminal, if there is one and this process is in its foreground."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(terminal) == os.getpgrp():
            return terminal
    except OSError:
        pass
    os.close(terminal)
    return None


def _read_line(
    terminal: int, question: str, *, seen: bool, meanwhile: Callable[[], None] | None = None
) -> str:
    """The answer, with echo off for a code as in the AWS CLI's question; Ctrl-D cancels."""
    import termios

    before = termios.tcgetattr(terminal)
    echo = before[3] | termios.ECHO if seen else before[3] & ~termios.ECHO
    line = b""
    try:
        # What was typed before a question that protects something does not answer it.
        when = termios.TCSAFLUSH if seen else termios.TCSADRAIN
        termios.tcsetattr(terminal, when, [*before[:3], echo, *before[4:]])
        os.write(terminal, os.fsencode(question))
        if meanwhile:
            meanwhile()
        line = os.read(terminal, 1024)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        if not (seen and line.endswith(b"\n")):  # the end of a line that is seen has been shown
            os.write(terminal, b"\n")
    if not line:
        raise Cancelled
    return os.fsdecode(line).strip()
