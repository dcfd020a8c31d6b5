"""awsenv allow [DIR]: trust a .awsprofile."""

from __future__ import annotations

from .. import pins, policy
from ..environment import state
from ..text import printable, shown
from . import options
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option

DIRECTORY = Word("directory", "DIR", "where the .awsprofile is; default: here or above", OPTIONAL)


def _options() -> Iterable[Option]:
    from .options import YES

    return (YES,)


USAGE = Usage(DIRECTORY, options=_options)


def run(call: Call, directory: str = "", *, yes: bool = False) -> Result:
    """Consent to the pin as it is now: its path, its text, and what its profile means.

    If another text was told to the user than the one that is there by now, it tells of that instead. The name
    of a protected profile is asked for here, since cd will not ask.
    """
    pin = pins.read(pins.nearest(call.directory, directory))
    target = call.target(pin.profile, pin.path)
    policy.check_pin(pin, target)
    if error := policy.not_on_cd(target):
        raise error
    policy.check_told(call, pin, target)
    if not yes:
        policy.confirm(target)
    policy.allow(call, pin.path, pin.text, target)
    call.say(f"{printable(pin.path)} may switch this directory to {shown(target.name)}")
    if pin.region:
        options.region(pin.region, call)  # which says so where it is not known
    policy.tell_bounds(call, pin.path)
    return Result(change=state.look_again())
