"""awsenv --renew: the prompt found that the session of this shell is near its end."""

from __future__ import annotations

from .. import changed, policy, switch
from ..chains import session_options
from ..environment import undo, variables
from ..environment.state import written
from ..sessions import beside
from ..sessions.opener import Opener
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(switches=True, needs_snippet=True)
NEAR = 300  # seconds before the end at which a snippet asks


def run(call: Call) -> Result:
    """Put a new session of the same identity in place of one that ends soon. It neither asks nor waits.

    In profile mode AWS tools read the files by themselves, where another program may have put new keys.
    """
    state = call.state
    if state.profile is None or state.mode is None or state.expires is None:
        return Result()
    if state.expires - call.now > NEAR:
        return Result()
    changed.check_files(call)
    target = call.target(state.profile)
    policy.check_meaning(call, target)
    changed.check(call, target, state.meaning)
    if state.mode == "profile":
        return Result(change=switch.ends(call, target, opens=False))
    # What only the settings want is not among the switch's own options.
    options = policy.completed(target, session_options.parse(state.options or ""))
    opening = Opener(call, target, options, call.environ.get("AWS_REGION"), asks=False)
    keys = opening.cached() or beside.left(opening)
    if keys is None:  # ask again at the next prompt
        return Result(change={variables.TRIED: variables.Unexported("0")})
    change = {**switch.renewed(keys), **written(renews=opening.renews(keys))}
    return Result(change=undo.renewed(change, call.environ))
