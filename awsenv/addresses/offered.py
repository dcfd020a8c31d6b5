"""Which addresses are there beside the profiles?"""

from __future__ import annotations

from . import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Seat = tuple[str | None, str | None]  # the number of an account, and a role


def found(environ: Mapping[str, str], served: Collection[Seat]) -> list[tuple[str, Seat]]:
    """What portals have listed, by the name of the account and by its number; not what profiles lead to."""
    words: dict[str, Seat] = {}
    for portal in listed.portals(environ):
        for number, (name, roles) in portal.accounts.items():
            for role in roles:
                if (number, role) not in served:
                    words |= {f"{called}/{role}": (number, role) for called in (name, number) if called}
    return sorted(words.items())
