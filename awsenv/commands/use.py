"""awsenv PROFILE: switch this shell. WORDs that a name holds will do where a person types."""

from __future__ import annotations

import posix

from .. import pins, switch
from ..environment import undo, variables
from ..errors import AwsenvError, UnknownProfile
from ..percent import quoted
from ..settings import locations
from .verb import ANY, PROFILE, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..call import Call
    from ..target import Target
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, YES, Option, session, switch

    save = Option("--save", metavar="NAME", about="write the address as a profile, and switch to that")
    return (*switch(), FROM, save, *session(), YES)


MORE = Word("more", "WORD", "at a prompt: PROFILE and WORD are parts of one name", ANY, complete=lambda _: ())
USAGE = Usage(PROFILE, MORE, options=_options, switches=True, needs_snippet=True)


def run(
    call: Call,
    profile: str,
    mode: str = "auto",
    region: str | None = None,
    *,
    more: Sequence[str] = (),
    source: str | None = None,
    save: str | None = None,
    yes: bool = False,
    **asked: object,
) -> Result:
    """Switch to the profile by hand."""
    options = None
    if asked or save is not None:
        from ..chains.session_options import SessionOptions

        options = SessionOptions(**asked)  # type: ignore[arg-type]
    target = _target(call, profile, more, source)
    if save is not None and options is not None:
        from ..sync import saved

        target = saved.written(call, target, save, options)
    state = call.state
    if state.profile == profile and state.meaning not in (None, target.encoded_meaning):
        from .. import changed  # which says how it differs

        changed.say(call, target)
    try:
        change = switch.identity(call, target, mode, region, options, confirmed=yes)
    except AwsenvError as error:
        from . import sign_in

        sign_in.offer(call, target, error)
        change = switch.identity(call, target, mode, region, options)
    if not call.shell:  # `exec`, which scripts call in loops
        return Result(change=undo.switched(change, call.environ))
    record(locations.directory("state", call.environ), target.name, call.now)
    pin = _pinned(call, target.name)
    if pin is None:
        return Result(change=undo.switched(change, call.environ))
    entered = undo.entered(change, pin.path, pin.text, call.environ)
    return Result(change={**entered, variables.UNFOLLOWED: None})


def _target(call: Call, profile: str, more: Sequence[str], source: str | None) -> Target:
    """The profile of that name, or at a prompt the one whose name these words are parts of."""
    if not more:
        try:
            return call.target(profile, source=source)
        except UnknownProfile as error:
            # `exec` is called by scripts, and a source_profile that is missing is another matter.
            if (
                not call.shell
                or error.line
                or source is not None
                or "/" in profile
                or profile.startswith("arn:")
            ):
                raise
    from . import guess

    return call.target(guess.profile(call, [profile, *more]))


def _pinned(call: Call, profile: str) -> pins.Pin | None:
    """The pin whose directory a switch by hand ends with, where no hook has entered it.

    It was allowed, or asks for what is done here by hand: a code, or the name of a protected profile.
    """
    path = pins.find(call.directory)
    if path is None:
        return None
    consents = call.configuration.consents
    try:
        path = consents.undenied(path)
        if not path or not pins.counts(path, call.environ):
            return None
        pin = pins.read(path)
        named = call.configuration.named(pin.profile)
        return pin if consents.allows(path, pin.text) or named == profile else None
    except AwsenvError:  # the hook has said what is wrong with it
        return None


def record(directory: str, name: str, now: float) -> None:
    """Note a switch by hand, as listing.recent reads it. What cannot be written is not."""
    path = directory + "/used"
    try:
        try:
            _append(path, name, now)
        except FileNotFoundError:
            from ..files import private

            private.own_directory(directory)
            _append(path, name, now, posix.O_CREAT)
    except OSError:  # a help, which a full or read-only disk may refuse
        pass


def _append(path: str, name: str, now: float, make: int = 0) -> None:
    # Without O_NONBLOCK a FIFO would hold the switch. A short line is written whole, so no lock is needed.
    flags = posix.O_WRONLY | posix.O_APPEND | posix.O_NOFOLLOW | posix.O_NONBLOCK | make
    descriptor = posix.open(path, flags, 0o600)
    try:
        if posix.fstat(descriptor).st_uid != posix.geteuid():  # as root, in the home of a user
            return
        posix.write(descriptor, f"{int(now)} 1 {quoted(name)}\n".encode())
    finally:
        posix.close(descriptor)
