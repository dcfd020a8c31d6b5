"""How does one process at a time do something that is worth doing without a lock, too?"""

from __future__ import annotations

from .locks import Busy, Lock


class alone:  # noqa: N801 # used as a function is, within `with`
    """Hold the lock, or go on without it where it cannot be made, and give the reason.

    Raises Busy where another process has been doing that, `what`, for longer than the lock's limit.
    """

    # No generator of contextlib: a question waits for it, and that module costs a third of it.
    __slots__ = ("failure", "lock", "what")

    def __init__(self, lock: Lock, what: str) -> None:
        self.lock = lock
        self.what = what
        self.failure: OSError | None = None

    def __enter__(self) -> OSError | None:
        try:
            self.lock.__enter__()
        except TimeoutError:
            raise Busy(self.what) from None
        except OSError as error:
            self.failure = error
        return self.failure

    def __exit__(self, *raised: object) -> None:
        if self.failure is None:
            self.lock.__exit__(*raised)
