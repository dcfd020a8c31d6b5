"""How is work waited for that may take too long?"""

from __future__ import annotations

from threading import Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")
    E = TypeVar("E", bound=Exception)


def begun(work: Callable[[], T], failure: type[E]) -> tuple[Callable[[float], bool], list[T | E]]:
    """Begin it in a thread, since nothing interrupts a name look-up or a lock.

    Returns what waits some seconds and tells whether it is done, and where its value or its failure then is.
    Without a thread, of which the user may have no more, it is done first.
    """
    outcome: list[T | E] = []

    def run() -> None:
        try:
            outcome.append(work())
        except failure as error:
            outcome.append(error)

    thread = Thread(target=run, daemon=True)

    def done(seconds: float) -> bool:
        thread.join(seconds)
        return bool(outcome)

    try:
        thread.start()
    except RuntimeError:
        run()
        return lambda _: True, outcome
    return done, outcome
