"""awsenv local PROFILE: write .awsprofile here and allow it."""

from __future__ import annotations

import os

from .. import chain, pins, profiles, settings
from ..errors import AwsenvError, UsageError, shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment import Environment

WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import switch_options, profile

    profile(parser)
    switch_options(parser)


def run(call: Call, profile: str, mode: str = "auto", region: str | None = None) -> Environment:
    """Write the pin and consent to it; the shell follows it at its next prompt."""
    if profile != profile.strip() or profile.startswith("#") or not profile.isprintable():
        raise UsageError(f"{shown(profile)} cannot stand in a .awsprofile")
    if region is not None and not pins.is_region(region):
        raise UsageError(f"{shown(region)} cannot be the name of a region")
    hops = chain.plan(
        profile, profiles.load(*settings.aws_files(call.environ), settings.directory("cache", call.environ))
    )
    lines = [
        profile,
        *([f"region = {region}"] if region else []),
        *([f"mode = {mode}"] if mode != "auto" else []),
    ]
    text = "\n".join(lines) + "\n"
    path = call.directory.rstrip("/") + "/" + pins.NAME
    try:
        # A pin is no secret and often lies in a shared repository: the umask decides who may read it.
        with open(path, "w", encoding="utf-8") as stream:  # noqa: PTH123
            stream.write(text)
    except OSError as error:
        raise AwsenvError(f"cannot write {shown_path(path)}: {error.strerror}") from None
    consents = pins.Consents(settings.directory("state", call.environ))
    consents.record(pins.ALLOW, path, text, chain.meaning(hops))
    call.say(f"{shown_path(path)} now names {shown(profile)}")
    return {"__awsenv_seen": None}
