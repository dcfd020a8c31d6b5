"""Does the profile still mean what it meant when the shell switched to it, and if not, what is different?"""

from __future__ import annotations

from .environment import drift
from .environment.variables import FILES
from .errors import AwsenvError
from .percent import unquoted
from .text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .call import Call
    from .target import Target


def check_files(call: Call) -> None:
    """Raise AwsenvError where the shell names other AWS files than at the switch."""
    states = drift.differing(call.environ)
    name = next((name for name in FILES if name in states), None)
    if name is not None:
        what = f"{name} {states[name]}, not as at the switch"
        raise AwsenvError(what, _again(call, call.state.profile or ""), code="meaning-changed")


def check(call: Call, target: Target, before: str | None, when: str = "at the switch") -> None:
    """Raise AwsenvError where the profile means something other than `before`, as it did `when`."""
    if found := _difference(before, target):
        raise AwsenvError(f"{found} {when}", _again(call, target.name), code="meaning-changed")


def say(call: Call, target: Target) -> None:
    """Say how the profile of this shell differs from what it meant, where it is asked for by its name."""
    if found := _difference(call.state.meaning, target):
        call.say(f"{found} at the switch of this shell")


def _difference(before: str | None, target: Target) -> str:
    """As "the role_arn of profile 'x' is B, but was A"; "" if nothing is different, or nothing known."""
    now = target.encoded_meaning
    if not before or before == now:
        return ""
    old, new = _settings(before), _settings(now)
    place = next(place for place in [*new, *old] if old.get(place) != new.get(place))
    names = [*new.get(place, {}), *old.get(place, {})]
    name = next(name for name in names if old.get(place, {}).get(name) != new.get(place, {}).get(name))
    where = f"profile {shown(target.name)}" if place == 0 else f"the source of profile {shown(target.name)}"
    if name == "credential_process":  # of which only a check sum is known
        return f"{where} runs another credential_process than"
    if name == "sum":
        return f"{where} has changed since"
    is_, was = (shown(one[place][name]) if name in one.get(place, {}) else "not set" for one in (new, old))
    return f"the {name} of {where} is {is_}, but was {was}"


def _settings(encoded: str) -> dict[int, dict[str, str]]:
    """The settings of each hop, the type last, under its distance from the profile itself."""
    found = {}
    for distance, hop in enumerate(reversed(encoded.split("|"))):
        kind, *words = hop.split(" ")
        pairs = (word.partition("=") for word in words)
        found[distance] = {**{name: unquoted(value) for name, _, value in pairs}, "type": kind}
    return found


def _again(call: Call, profile: str) -> str:
    return f"{drift.use(profile, call.shell)} switches to what it is now"
