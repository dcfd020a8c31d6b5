"""Do the settings and the pins still mean something?"""

from __future__ import annotations

import os

from .. import consents, pins, policy
from ..chains import walk
from ..errors import UnknownProfile
from ..settings import locations
from ..settings.model import Preferences
from ..text import nearest, printable, shown
from .findings import NOTE, WARNING, Finding, alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..target import Configuration


def examine(configuration: Configuration) -> Iterator[Finding]:
    """The settings file, and every answer that was given to a pin."""
    yield from alone("settings.file", _settings(configuration))
    yield from alone("pins.consents", _pins(configuration))


def _settings(configuration: Configuration) -> Iterator[Finding]:
    path, preferences = locations.file(configuration.environ), configuration.preferences
    globs = [glob for kind in preferences.classes[:-1] for glob in kind.match]
    patterns = dict.fromkeys([*globs, *(glob for glob, _ in preferences.modes)])
    ways = walk.through(configuration.profiles) if patterns else ()
    facts = [configuration.facts(one.name, one.chain, one.account, one.role) for one in ways]
    for glob in patterns:
        alike = Preferences(modes=[(glob, "found")])
        if glob != "*" and not any(alike.mode(one) == "found" for one in facts):
            near = nearest(glob.strip("*"), [name for one in facts for name in one], 0.8)
            remedy = f"did you mean {shown(near)}?" if near else "remove it, if its profiles are gone"
            what = f"the pattern {shown(glob)} matches no profile, account or role"
            yield Finding(NOTE, "settings.pattern", what, remedy, path, _line(path, glob))
    for folder in preferences.trust:
        if not os.path.isdir(locations.below_home(folder, configuration.environ)):
            what = f"the trusted directory {shown(folder)} does not exist"
            yield Finding(
                NOTE,
                "settings.trust",
                what,
                "remove that line, if it is gone",
                path,
                _line(path, folder),
            )


def _line(path: str, text: str) -> int:
    """The first line of the settings that has the text in quotes, else 0."""
    try:
        with open(path, encoding="utf-8") as stream:
            numbered = enumerate(stream, 1)
            return next((n for n, line in numbered if f'"{text}"' in line or f"'{text}'" in line), 0)
    except (OSError, UnicodeDecodeError):
        return 0


def _pins(configuration: Configuration) -> Iterator[Finding]:
    for path in configuration.consents.paths():
        answer = configuration.consents.answer(path)
        if answer is not None:
            yield from alone("pins.stale", _pin(path, answer, configuration))


def _pin(path: str, answer: tuple[str, str, str], configuration: Configuration) -> Iterator[Finding]:
    """What became of a pin since it was allowed or denied."""
    verb, text, meaning = answer
    folder = printable(os.path.dirname(path) or "/")
    if not os.path.isfile(path):  # which does no harm, and it may come back
        return
    if verb == consents.DENY:
        what = "this .awsprofile was denied, so it is ignored"
        yield Finding(NOTE, "pins.denied", what, f"awsenv allow {folder} accepts it", path)
        return
    pin = pins.read(path)
    again = f"awsenv allow {folder} accepts it"
    try:
        target = configuration.target(pin.profile, path)
        policy.check_pin(pin, target)
    except UnknownProfile:
        near = nearest(pin.profile, configuration.profiles.names())
        what = f"this .awsprofile names profile {shown(pin.profile)}, which does not exist"
        remedy = f"did you mean {shown(near)}?" if near else "correct it, or remove the file"
        yield Finding(WARNING, "pins.profile", what, remedy, path)
        return
    if pin.text != text:
        yield Finding(NOTE, "pins.changed", "this .awsprofile has changed since it was allowed", again, path)
    elif target.meaning != meaning:
        what = f"{shown(target.name)} leads to another account or role than when this .awsprofile was allowed"
        yield Finding(NOTE, "pins.changed", what, again, path)
