"""awsenv --renew: the prompt found that the session of this shell is near its end."""

from __future__ import annotations

from .. import changed, policy, switch
from ..chains import session_options
from ..environment import undo, variables
from ..environment.state import written
from ..errors import REFUSED, AwsenvError
from ..sessions.beside import Renewal
from ..sessions.opener import Opener
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..credentials import Credentials

USAGE = Usage(switches=True, needs_snippet=True)
NEAR = 300  # seconds before the end at which a snippet asks
LIMIT = 5  # seconds for keys that nothing keeps: of a machine, or on a disk that is full


def run(call: Call) -> Result:
    """Put a new session of the same identity in place of one that ends soon. It asks nothing, nor hangs.

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
    keys = _found(opening)
    if keys is None:  # ask again at the next prompt
        return Result(change={variables.TRIED: variables.Unexported("0")})
    change = {**switch.renewed(keys), **written(renews=opening.renews(keys))}
    return Result(change=undo.renewed(change, call.environ))


def _found(opening: Opener) -> Credentials | None:
    """A session that is good, or None while one is opened beside the prompt. Raises why that has failed."""
    key = opening.keys.last()
    if key is None:
        return _in_time(opening)
    if found := opening.cached():
        return found
    renewal = Renewal(opening, key)
    if error := renewal.failure():
        raise error
    try:
        renewal.begin()
    except OSError:  # nothing can be kept, so nothing would be found later
        return _in_time(opening)
    return None


def _in_time(opening: Opener) -> Credentials:
    """The keys, within the limit. In a thread, since none interrupts a name look-up or a lock."""
    from signal import SIG_DFL, SIGHUP, SIGTERM, getsignal, signal
    from threading import Thread

    for number in (SIGHUP, SIGTERM):  # what the renewal has started ends with it, also as a terminal closes
        if getsignal(number) == SIG_DFL:
            signal(number, _leave)

    answers: list[Credentials | AwsenvError] = []

    def open_it() -> None:
        try:
            answers.append(opening.open())
        except AwsenvError as error:
            answers.append(error)

    worker = Thread(target=open_it, daemon=True)
    worker.start()
    worker.join(LIMIT)
    if not answers:
        what = f"the session was not renewed within {LIMIT} s"
        raise AwsenvError(what, "awsenv login opens a new one", code="renewal-timeout", status=REFUSED)
    if isinstance(answers[0], AwsenvError):
        raise answers[0]
    return answers[0]


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)
