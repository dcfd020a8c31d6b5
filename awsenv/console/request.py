"""Whose console is asked for, and which service there?"""

from __future__ import annotations

from ..errors import UnknownProfile, UsageError
from ..text import shown
from . import addresses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call


def read(
    call: Call, first: str | None, second: str | None, pick: Callable[[], str | None]
) -> tuple[str, str | None]:
    """The profile and the service that two words mean, with a word on what might have been meant instead.

    Where no profile is active, a person may `pick` one. Raises UsageError where none is named then, and
    UnknownProfile.
    """
    known, active = call.configuration.profiles, call.state.profile

    def is_profile(word: str) -> bool:  # or an address, unlike the address of a page
        return word in known or ("/" in word and "//" not in word)

    name, service = addresses.words(first, second, is_profile, active)
    name = pick() if name is None else name
    if name is None:
        raise UsageError("no profile is active; name one", "awsenv console PROFILE [SERVICE]")
    if not is_profile(name):
        words = [*known.names(), *(addresses.SERVICES if first and not second else ())]
        raise UnknownProfile(name, words, known.files)
    if name == first and not second and active and name in addresses.SERVICES:
        call.say(f"{shown(name)} is also a service: awsenv console {shown(active)} {name} opens it")
    if service and not addresses.is_known(service):
        call.say(f"awsenv does not know {shown(service)}; the console itself looks for it")
    return name, service
