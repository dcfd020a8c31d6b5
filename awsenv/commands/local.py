"""awsenv local PROFILE: write .awsprofile here and allow it."""

from __future__ import annotations

from .. import pins, policy, settings
from ..aws_config import profiles
from ..chains import chain
from ..environment import state
from ..errors import AwsenvError, UsageError
from ..settings import locations
from ..text import shown, shown_path
from . import allow

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from .options import profile, switch_options, yes

    profile(parser)
    switch_options(parser)
    yes(parser)


def run(
    call: Call, profile: str, mode: str = "auto", region: str | None = None, *, yes: bool = False
) -> Environment:
    """Write the pin and consent to it; the shell follows it at its next prompt, if its class lets it."""
    if profile != profile.strip() or profile.startswith("#") or not profile.isprintable():
        raise UsageError(f"{shown(profile)} cannot stand in a .awsprofile")
    if region is not None:
        pins.check_region(region)
    hops = chain.plan(profile, profiles.load(*locations.sources(call.environ)))
    kind = settings.load(call.environ).kind(policy.facts(hops))
    if kind.cd and not yes:
        policy.confirm(profile, hops, kind)
    lines = [
        profile,
        *([f"region = {region}"] if region else []),
        *([f"mode = {mode}"] if mode != "auto" else []),
    ]
    text = "\n".join(lines) + "\n"
    path = call.directory.rstrip("/") + "/" + pins.NAME
    try:
        pins.write(path, text)
    except OSError as error:
        raise AwsenvError(f"cannot write {shown_path(path)}: {error.strerror}") from None
    call.say(f"{shown_path(path)} now names {shown(profile)}")
    if kind.confirm and not kind.cd:
        call.report(policy.NotOnCd(profile, ""))
        return {}
    consents = pins.Consents(locations.directory("state", call.environ))
    consents.record(pins.ALLOW, path, text, chain.meaning(hops))
    allow.tell_bounds(call, path)
    return state.look_again()
