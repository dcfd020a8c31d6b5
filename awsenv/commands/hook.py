"""awsenv --hook PATH: the directory hook found another pin than before; PATH is empty for none."""

from __future__ import annotations

from .. import pins, policy, switch
from ..environment import state, undo, variables
from ..errors import AwsenvError, still
from ..text import printable, shown
from .verb import Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment

USAGE = Usage(Word("path", "PATH"), switches=True, needs_snippet=True)


def run(call: Call, path: str) -> Result:
    """Leave the pins that no longer apply, then follow the one that was found, if it may be followed.

    What is wrong with a pin is said here, since it must not keep the shell from leaving another.
    """
    try:
        path = call.configuration.consents.undenied(path)
        path = path if pins.counts(path, call.environ) else ""
    except AwsenvError:  # which is said of the pin below
        pass
    change = switch.left(call, path)
    change[variables.UNFOLLOWED] = None
    if path:
        inside = call.inside(state.applied(change, call.environ))
        try:
            change.update(_entered(inside, path))
        except AwsenvError as error:
            call.report(error, still(inside.state.profile))
            _remember(call, error)
            if not isinstance(error, policy.NotOnCd):  # which is what the settings want, so nothing is amiss
                change[variables.UNFOLLOWED] = variables.Unexported("1")
    return Result(change=change)


def _remember(call: Call, error: AwsenvError) -> None:
    """Keep what the user was told of a pin, to which awsenv allow may then consent."""
    if isinstance(error, pins.NoConsent):
        try:
            call.configuration.consents.tell(error.path, error.text)
        except AwsenvError:  # where no answer can be kept, either
            pass


def _entered(call: Call, path: str) -> Environment:
    """The change that the pin asks for; nothing where it asks for none."""
    found = switch.by_pin(call, path)
    if found is None:
        return {}
    pin, change = found
    if call.err.isatty():
        call.say(f"{shown(change[variables.PROFILE] or '')}, as {printable(path)} says")
    return undo.entered(change, path, pin.text, call.environ)
