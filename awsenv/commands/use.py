"""awsenv PROFILE: switch this shell."""

from __future__ import annotations

from .. import calls, chain, environment, profiles, settings
from ..errors import LoginNeeded, UsageError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

CHANGES = True
WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import profile, session_options, switch_options

    profile(parser)
    switch_options(parser)
    session_options(parser)


def run(
    call: Call, profile: str, mode: str = "auto", region: str | None = None, **asked: object
) -> Environment:
    """Switch to the profile by hand."""
    change = identity(call, profile, mode, region, wish=calls.Wish(**asked))  # type: ignore[arg-type]
    return environment.switched(change, call.environ)


def identity(
    call: Call,
    name: str,
    mode: str,
    region: str | None,
    where: str = "",
    wish: calls.Wish | None = None,
    *,
    opens: bool = True,
) -> Environment:
    """The variables that make the shell this profile; `where` opens the message if there is none of the name.

    Unless it `opens` a session, one that would take a question or a call is an error.
    """
    wish = calls.Wish() if wish is None else wish
    known = profiles.load(*settings.aws_files(call.environ))
    hops = chain.plan(name, known, where)
    if mode == "auto":
        mode = "keys" if wish else chain.mode(hops)
    elif mode == "profile" and wish:
        raise UsageError("with -p the AWS tools open the session, so nothing can be asked of it")
    before = environment.base(call.environ)
    region = region or hops[-1].profile.get("region")
    if mode == "keys":
        from .. import sessions

        opening = sessions.Chain(call, known, hops, wish, region)
        keys = opening.open() if opens else opening.cached()
        if keys is None:
            raise LoginNeeded(
                f"{where}profile {shown(name)} has no session now", f"awsenv login {shown(name)}"
            )
        change = environment.for_keys(name, keys, region, before)
        change["AWSENV_OPTIONS"] = wish.text()
    else:
        if hops[0].type == "none":
            call.say(
                f"profile {shown(name)} has no credentials; AWS tools will use this machine's role, if any"
            )
        change = environment.for_profile(name, region, before)
    if hops[0].type == "ecs":
        # EcsContainer finds its endpoint in these, so they stay as they were.
        change.update({variable: before[variable] for variable in environment.CONTAINER})
    return change
