"""awsenv --hook PATH: the directory hook found another pin than before; PATH is empty for none."""

from __future__ import annotations

import os

from .. import pins, policy, settings
from ..aws_config import profiles
from ..chains import chain
from ..environment import held, undo, variables
from ..errors import AwsenvError, NoConsent, still
from ..settings import locations
from ..text import shown, shown_path
from . import off, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path")


def run(call: Call, path: str) -> Environment:
    """Leave the pins that no longer apply, then follow the one that was found, if it may be followed.

    What is wrong with a pin is said here, since it must not keep the shell from leaving another.
    """
    try:
        path = pins.Consents(locations.directory("state", call.environ)).undenied(path)
        path = path if pins.counts(path, call.environ) else ""
    except AwsenvError:  # which is said of the pin below
        pass
    change = undo.left(path, call.environ)
    off.tell_lost(call, change)
    change[variables.UNFOLLOWED] = None
    if path:
        inside = call.inside(held.applied(change, call.environ))
        try:
            change.update(_entered(inside, path))
        except AwsenvError as error:
            call.report(error, still(inside.environ.get("AWSENV_PROFILE")))
            change[variables.UNFOLLOWED] = variables.Unexported("1")
    return change


def _entered(call: Call, path: str) -> Environment:
    """The change that the pin asks for; nothing where it asks for none, or may not."""
    try:
        found = wanted(call, path)
    except policy.NotOnCd as error:  # which is what the settings want, so nothing is amiss
        call.report(error, still(call.environ.get("AWSENV_PROFILE")))
        return {}
    if found is None:
        return {}
    pin, change = found
    if call.err.isatty():
        call.say(f"{shown(pin.profile)}, as {shown_path(path)} says")
    return undo.entered(change, path, pin.text, call.environ)


def wanted(call: Call, path: str) -> tuple[pins.Pin, Environment] | None:
    """A pin that was not denied (Consents.undenied) and its identity; None for one that is being followed.

    Raises NoConsent, NotOnCd, and what else keeps a pin from being followed. It asks and calls nobody.
    """
    answer = pins.Consents(locations.directory("state", call.environ)).answer(path)
    pin = pins.read(path)
    if call.environ.get("AWSENV_PIN") == f"{path}\n{pin.text}":
        return None
    where = f"{shown_path(path)}: "
    known = profiles.load(*locations.sources(call.environ))
    hops = chain.plan(pin.profile, known, where)
    preferences = settings.load(call.environ)
    kind = preferences.kind(policy.facts(hops))
    if kind.confirm and not kind.cd:
        if call.environ.get("AWSENV_PROFILE") == pin.profile:
            return None
        raise policy.NotOnCd(pin.profile, where)
    trusted = not kind.confirm and policy.trusted(path, preferences, locations.home(call.environ))
    # The link that leads to a trusted place may be younger than the text that was read.
    trusted = trusted and pins.read(os.path.realpath(path)).text == pin.text
    if not trusted and (answer is None or answer[1:] != (pin.text, chain.meaning(hops))):
        raise NoConsent(path, _wish(pin, hops), changed=answer is not None)
    return pin, use.identity(call, pin.profile, pin.mode, pin.region, where, opens=False)


def _wish(pin: pins.Pin, hops: list[chain.Hop]) -> str:
    """The profile that a pin names, and what it stands for."""
    facts = [*policy.known(hops), *([f"region {pin.region}"] if pin.region else [])]
    return shown(pin.profile) + (f" ({', '.join(facts)})" if facts else "")
