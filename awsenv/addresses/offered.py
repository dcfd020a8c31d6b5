"""Which addresses are there beside the profiles?"""

from __future__ import annotations

from . import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Seat = tuple[str | None, str | None]  # the number of an account, and a role


def found(environ: Mapping[str, str], served: Collection[Seat]) -> list[tuple[str, Seat]]:
    """What portals have listed, by the name of the account and by its number; not what profiles lead to."""
    words: dict[str, set[Seat]] = {}
    for portal in listed.portals(environ):
        for number, (name, roles) in portal.accounts.items():
            for role in roles:
                for called in filter(None, (name, number)):
                    words.setdefault(f"{called}/{role}", set()).add((number, role))
    # What two accounts are called is no address of either: their numbers are.
    sure = {word: next(iter(seats)) for word, seats in words.items() if len(seats) == 1}
    return sorted((word, seat) for word, seat in sure.items() if seat not in served)
