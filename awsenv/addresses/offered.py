"""Which addresses does TAB offer beside the profiles?"""

from __future__ import annotations

from . import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def lines(environ: Mapping[str, str], profiles: Iterable[str]) -> Iterator[str]:
    r"""What portals have listed, as "Payments/Admin\t444455556666 Admin", and by the number of the account.

    `profiles` are such lines of the profiles: what these lead to already is left out.
    """
    served = {line.partition("\t")[2] for line in profiles}
    found: dict[str, str] = {}
    for portal in listed.portals(environ):
        for number, (name, roles) in portal.accounts.items():
            for role in roles:
                what = f"{number} {role}"
                if what not in served:
                    found |= {f"{called}/{role}": what for called in (name, number) if called}
    yield from (f"{word}\t{what}" for word, what in sorted(found.items()) if word.isprintable())
