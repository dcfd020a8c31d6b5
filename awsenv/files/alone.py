"""How does one process at a time do something that is worth doing without a lock, too?"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager

from .locks import Busy, Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def alone(lock: Lock, what: str) -> Iterator[OSError | None]:
    """Hold the lock, or go on without it where it cannot be made, and give the reason.

    Raises Busy where another process has been doing that, `what`, for longer than the lock's limit.
    """
    failure = None
    with ExitStack() as stack:
        try:
            stack.enter_context(lock)
        except TimeoutError:
            raise Busy(what) from None
        except OSError as error:
            failure = error
        yield failure
