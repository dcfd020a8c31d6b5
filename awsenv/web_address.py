"""May a browser and a terminal get this address, and may a secret go there?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from urllib.parse import SplitResult

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_page(address: str, own: str = "") -> bool:
    """Whether it is a page of the web, and nothing that a terminal or whatever opens pages would obey.

    Without encryption it must be at the user's `own` endpoint.
    """
    parts, mine = _parts(address), _parts(own)
    if parts is None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and mine is not None and parts[:2] == mine[:2])


def is_private(address: str) -> bool:
    """Whether no one else can read what goes there: it is encrypted, or stays on this computer."""
    parts = _parts(address)
    return parts is not None and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _parts(address: str) -> SplitResult | None:
    """The parts of an address with a host, or None. Browsers read a backslash as a slash, Python does not."""
    from urllib.parse import urlsplit

    if not (address.isascii() and address.isprintable()) or " " in address or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.hostname and parts.port != 0 else None  # ValueError for what is no port
    except ValueError:
        return None
