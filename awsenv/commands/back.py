"""awsenv -: back to the previous profile."""

from __future__ import annotations

from .. import percent, pins, switch
from ..chains import session_options
from ..environment import state, undo
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

    Where the shell was off in between, this one is the previous one as well: then it is off again.
    """
    previous = state.previous(call.environ)
    if previous is None:
        raise AwsenvError(
            "there is no previous profile in this shell",
            "awsenv PROFILE switches to one; awsenv list shows those there are",
        )
    (mode, options, region, *_), name = [*previous[0].split(";"), "", ""], previous[1]
    if name == call.environ.get("AWSENV_PROFILE"):
        return Result(change=switch.off(call))
    asked = session_options.parse(percent.unquoted(options))
    region = percent.unquoted(region)
    area = region if pins.is_region(region) else None
    change = switch.identity(call, call.target(name), mode, area, asked, confirmed=yes)
    return Result(change=undo.switched(change, call.environ))
