"""What names a profile, so that it would lead nowhere without it: other profiles and pins."""

from __future__ import annotations

from .. import pins
from ..consents import DENY
from ..errors import AwsenvError
from ..text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..target import Configuration


def of(configuration: Configuration) -> dict[str, list[str]]:
    """For each name that is used, what uses it, in words; of pins those that the user has allowed here.

    One that names no profile uses "ACCOUNT/ROLE", with the number of the account.
    """
    found: dict[str, list[str]] = {}
    for name, user in (*_profiles(configuration), *_pins(configuration)):
        found.setdefault(name, []).append(user)
    return found


def _profiles(configuration: Configuration) -> Iterator[tuple[str, str]]:
    for name in configuration.profiles.names():
        source = configuration.profiles.get(name).get("source_profile")
        if source is not None and source != name:
            yield source, f"the source_profile of {shown(name)}"


def _pins(configuration: Configuration) -> Iterator[tuple[str, str]]:
    try:
        for path in configuration.consents.paths():
            answer = configuration.consents.answer(path)
            if answer is not None and answer[0] != DENY:
                yield _meant(pins.parse(answer[1], path).profile, configuration), printable(path)
    except AwsenvError:  # which doctor tells
        return


def _meant(name: str, configuration: Configuration) -> str:
    """The name of the profile that a pin names; or its account and role, which may get another name."""
    if name in configuration.profiles or "/" not in name:
        return name
    try:
        target = configuration.target(configuration.named(name))
    except AwsenvError:  # it leads nowhere already
        return name
    return f"{target.account}/{target.role}"
