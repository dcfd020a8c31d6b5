"""awsenv PROFILE: switch this shell."""

from __future__ import annotations

from .. import chain, environment, profiles, settings
from ..errors import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

CHANGES = True
WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import profile, switch_options

    profile(parser)
    switch_options(parser)


def run(call: Call, profile: str, mode: str = "auto", region: str | None = None) -> Environment:
    """Switch to the profile by hand."""
    change = identity(call, profile, mode, region)
    return environment.switched(change, call.environ)


def identity(call: Call, name: str, mode: str, region: str | None, where: str = "") -> Environment:
    """The variables that make the shell this profile; `where` opens the message if there is none of that name."""
    known = profiles.load(*settings.aws_files(call.environ))
    hops = chain.plan(name, known, where)
    if hops[0].type == "none":
        call.say(f"profile {shown(name)} has no credentials; AWS tools will use this machine's role, if it has one")
    before = environment.base(call.environ)
    change = environment.for_profile(name, region or hops[-1].profile.get("region"), before)
    if hops[0].type == "ecs":
        # EcsContainer finds its endpoint in these, so they stay as they were.
        change.update({variable: before[variable] for variable in environment.CONTAINER})
    return change
