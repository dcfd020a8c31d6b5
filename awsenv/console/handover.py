"""How does an address that is a secret reach the browser, if not as an argument that every user can read?

By a page on loopback that redirects there: at a path that cannot be guessed, once, for the user's own
programs. It is not known when a file could be removed, and browsers in a sandbox could not read it at all.
"""

from __future__ import annotations

from ..errors import AwsenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 15.0  # seconds for a browser to start and ask


def give(address: str, show: Callable[[str], None], remedy: str, limit: float = LIMIT) -> None:
    """Let `show` open a page that leads to the address, and wait until a browser has fetched it.

    Raises AwsenvError, with the remedy.
    """
    from secrets import token_urlsafe
    from time import monotonic

    from ..system.loopback import Answer, Page

    page = Page("/" + token_urlsafe(32), lambda _: Answer(302, {"Location": address}, b"", {}))
    with page:
        show(page.address)
        try:
            page.next(monotonic() + limit)
        except TimeoutError:
            what = f"no browser opened the page within {LIMIT:g} s"
            raise AwsenvError(what, remedy, code="not-fetched") from None
