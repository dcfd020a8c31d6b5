"""awsenv -: back to the previous profile."""

from __future__ import annotations

from .. import pins, switch
from ..chains import session_options
from ..environment import undo
from ..errors import AwsenvError
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import YES

    return (YES,)


USAGE = Usage(options=_options, switches=True, needs_snippet=True)


def run(call: Call, *, yes: bool = False) -> Result:
    """Switch to the profile before this one, in the mode and the region it had.

    Where the shell was off in between, this one is also the previous one: then it is off again.
    """
    previous = call.state.previous
    if previous is None:
        return _to_nothing(call)
    if previous.profile == call.state.profile:
        return Result(change=switch.off(call))
    target, options = call.target(previous.profile), session_options.parse(previous.options)
    if previous.meaning and previous.meaning != target.encoded_meaning:
        from .. import changed  # which says how it differs

        changed.check(call, target, previous.meaning, "when this shell left it")
    region = previous.region if pins.is_region(previous.region) else None
    try:
        change = switch.identity(call, target, previous.mode, region, options, confirmed=yes)
    except AwsenvError as error:
        from . import sign_in

        sign_in.offer(call, target, error)
        change = switch.identity(call, target, previous.mode, region, options)
    return Result(change=undo.switched(change, call.environ))


def _to_nothing(call: Call) -> Result:
    """Before its first profile, a shell had none."""
    if call.state.profile is None:
        what = "no profile to go back to: this shell has not had one yet"
        raise AwsenvError(what, "awsenv PROFILE switches to one; awsenv list shows them")
    return Result(change=switch.off(call))
