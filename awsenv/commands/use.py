"""awsenv PROFILE: switch this shell."""

from __future__ import annotations

from .. import pins, policy, settings
from ..aws_config import profiles
from ..chains import chain
from ..chains.session_options import SessionOptions
from ..environment import modes, undo, variables
from ..errors import AwsenvError, LoginNeeded
from ..listing import recent
from ..settings import locations
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..aws_config.profiles import Profiles
    from ..call import Call
    from ..chains.chain import Hop
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
    change = identity(call, profile, mode, region, options=options, confirmed=yes)
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
    try:
        consents = pins.Consents(locations.directory("state", call.environ))
        path = consents.undenied(path)
        if not path or not pins.counts(path, call.environ):
            return None
        pin, answer = pins.read(path), consents.answer(path)
    except AwsenvError:  # the hook has said what is wrong with it
        return None
    allowed = answer is not None and answer[:2] == (pins.ALLOW, pin.text)
    return pin if allowed or pin.profile == profile else None


def identity(
    call: Call,
    name: str,
    mode: str,
    region: str | None,
    where: str = "",
    options: SessionOptions | None = None,
    *,
    opens: bool = True,
    confirmed: bool = True,
) -> Environment:
    """The variables that make the shell this profile; `where` opens the message if there is none.

    Unless it `opens` a session, one that would take a question or a call is an error. Unless `confirmed`,
    a profile whose class wants that has its name typed first, if the shell is not that profile already.
    """
    options = SessionOptions() if options is None else options
    known = profiles.load(*locations.sources(call.environ))
    hops = chain.plan(name, known, where)
    preferences = settings.load(call.environ)
    kind = preferences.kind(policy.facts(hops))
    mode = policy.mode(mode, hops, options, preferences)
    if not confirmed and call.environ.get("AWSENV_PROFILE") != name:
        policy.confirm(name, hops, kind)
    region = region or hops[-1].profile.get("region")
    if mode == "keys":
        change = _with_keys(call, known, hops, options, region, where, opens=opens)
    else:
        change = _with_name(call, known, hops, region, where)
    change |= {**policy.variables(kind, call.environ), "AWSENV_OPTIONS": options.spell()}
    if hops[0].type == "ecs":
        # EcsContainer finds its endpoint in these, so they stay as they were.
        before = undo.base(call.environ)
        change |= {variable: before[variable] for variable in variables.CONTAINER}
    return change


def _with_keys(
    call: Call,
    known: Profiles,
    hops: list[Hop],
    options: SessionOptions,
    region: str | None,
    where: str,
    *,
    opens: bool,
) -> Environment:
    from ..sessions import opener

    name = hops[-1].profile.name
    opening = opener.Chain(call, known, hops, options, region)
    keys = opening.open() if opens else opening.cached()
    if keys is None:
        raise LoginNeeded(f"{where}profile {shown(name)} has no session now", f"awsenv login {shown(name)}")
    change = modes.for_keys(name, keys, region, undo.base(call.environ))
    return {**change, "AWSENV_RENEWS": "1" if opening.renews(keys) else None}


def _with_name(call: Call, known: Profiles, hops: list[Hop], region: str | None, where: str) -> Environment:
    name, first = hops[-1].profile.name, hops[0]
    if first.type == "none":
        call.say(f"profile {shown(name)} has no credentials; AWS tools will use this machine's role, if any")
    change = modes.for_profile(name, region, undo.base(call.environ))
    if first.type == "sso":
        from ..sso import tokens

        token = tokens.of_profile(first.profile, locations.home(call.environ), call.now)
        if token is None or not token.serves(call.now):
            from ..sso import sso_sessions
            from ..sso.sign_in_errors import NotSignedIn

            session = str(sso_sessions.of_profile(first.profile, known))
            raise NotSignedIn(session, f"awsenv login {shown(name)}", name, where)
        change |= token.variables()
    return change
