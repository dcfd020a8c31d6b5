"""What does a person see while something takes long?"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ..call import Call

AFTER, EVERY = 0.3, 0.1  # seconds: what is faster needs no word; the eye sees ten pictures as motion
FRAMES = {True: "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", False: "|/-\\"}
CLEAR = "\r\x1b[K"


class Progress:
    """Words on the last line of a terminal from 300 ms on, until the `with` ends; then that line is empty.

    Nothing else may be written meanwhile, and nothing asked: a question stands outside of it.
    """

    __slots__ = ("_drawn", "_err", "_lock", "_moves", "_over", "_words")

    def __init__(self, err: TextIO, words: str, *, moves: bool) -> None:
        self._err = err
        self._words = words  # none where nothing is to be shown
        self._moves = moves  # else it is drawn once, since another program may write to the terminal
        self._drawn = False

    def __enter__(self) -> None:
        if not self._words:
            return
        from threading import Event, Lock, Thread

        self._lock, self._over = Lock(), Event()
        Thread(target=self._draw, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        if not self._words:
            return
        self._over.set()
        with self._lock:
            if self._drawn:
                self._write(CLEAR)

    def tell(self, words: str) -> None:
        """Show other words from now on."""
        self._words = self._words and words

    def _draw(self) -> None:
        frames, number = FRAMES[self._err.encoding.lower() == "utf-8"], 0
        while not self._over.wait(EVERY if number else AFTER):
            with self._lock:
                if self._over.is_set():
                    return
                if _may_draw(self._err):
                    self._drawn = True
                    self._write(f"{CLEAR}{cut(frames[number % len(frames)] + ' ' + self._words, self._err)}")
            number += 1
            if not self._moves and self._drawn:
                return

    def _write(self, text: str) -> None:
        try:
            self._err.write(text)
            self._err.flush()
        except OSError:  # the terminal is gone
            pass


def shown(call: Call, words: str, *, moves: bool = True, alone: bool = False) -> Progress:
    """To be used with `with` around what may take long. It is for a person: nothing in a pipe, or `alone`."""
    is_terminal = call.environ.get("TERM", "") not in ("", "dumb") and call.err.isatty()
    return Progress(call.err, words if is_terminal and not alone else "", moves=moves)


def _may_draw(err: TextIO) -> bool:
    """Whether we are in the foreground: a terminal with `stty tostop` stops others that write to it."""
    try:
        return os.tcgetpgrp(err.fileno()) == os.getpgrp()
    except OSError:  # not the terminal that controls us, so that nothing is stopped
        return True


def cut(text: str, err: TextIO) -> str:
    """What fits into a line of the terminal: the end of one that goes on in the next would not be erased."""
    from .screen import columns, width

    limit = columns(err)
    while width(text) >= limit:
        text = text[:-1]
    return text
