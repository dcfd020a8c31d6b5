"""awsenv PROFILE: switch this shell."""

from __future__ import annotations

from .. import pins, switch
from ..chains.session_options import SessionOptions
from ..environment import undo, variables
from ..errors import AwsenvError
from ..listing import recent
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from .options import profile, session_options, switch_options, yes

    profile(parser)
    switch_options(parser)
    session_options(parser)
    yes(parser)


def run(
    call: Call,
    profile: str,
    mode: str = "auto",
    region: str | None = None,
    *,
    yes: bool = False,
    **asked: object,
) -> Environment:
    """Switch to the profile by hand."""
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    change = switch.identity(call, call.target(profile), mode, region, options, confirmed=yes)
    if not call.shell:  # `exec`, which scripts call in loops
        return undo.switched(change, call.environ)
    recent.record(locations.directory("state", call.environ), profile, call.now)
    pin = _pinned(call, profile)
    if pin is None:
        return undo.switched(change, call.environ)
    entered = undo.entered(change, pin.path, pin.text, call.environ)
    return {**entered, variables.UNFOLLOWED: None}


def _pinned(call: Call, profile: str) -> pins.Pin | None:
    """The pin whose directory a switch by hand ends with, where no hook has entered it.

    It was allowed, or asks for what is done here by hand: with a code, or with the name of a guarded profile.
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
        return pin if consents.allows(path, pin.text) or pin.profile == profile else None
    except AwsenvError:  # the hook has said what is wrong with it
        return None
