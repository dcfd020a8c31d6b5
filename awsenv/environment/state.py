"""What is this shell, by awsenv's own variables, and how are they written?

The one reader and the one writer of these variables; what they decide together is in made and in undo.
"""

from __future__ import annotations

from ..percent import quoted, unquoted
from .variables import BEFORE, FIELDS, KEPT, PREVIOUS, REGIONS, SEEN, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment


class State:
    """What the variables say. A number that is none counts as unset."""

    __slots__ = (
        "color",
        "expires",
        "idle",
        "inherited",
        "label",
        "made",
        "mode",
        "options",
        "pin",
        "previous",
        "profile",
        "renews",
        "shown",
    )

    def __init__(self, environ: Mapping[str, str]) -> None:
        said = {field: environ.get(name) for field, name in FIELDS.items()}
        self.profile = said["profile"] or None  # the active profile
        self.shown = said["shown"]  # its name, without anything that a terminal would obey
        self.mode = said["mode"]  # "profile" or "keys"
        self.expires = _number(said["expires"])  # seconds since the epoch, UTC
        self.renews = said["renews"] is not None  # without a question
        self.color = said["color"]  # parameters of an SGR sequence
        self.label = said["label"]  # of its class
        self.idle = _number(said["idle"])  # seconds without a prompt after which it is dropped
        self.options = said["options"]  # as session_options.SessionOptions spells them
        self.made = said["made"]  # see made.text
        path, _, text = (said["pin"] or "").partition("\n")
        self.pin = (path, text) if path else None  # the .awsprofile that is followed: its path and its text
        self.previous = _previous(environ.get(PREVIOUS, ""))  # the way of `awsenv -`
        # Whether another shell remembers what is to be given back, and this one only the exported part of it.
        self.inherited = BEFORE in environ and not environ.get(KEPT)


class Previous:
    """The switch before this one."""

    __slots__ = ("mode", "options", "profile", "region")

    def __init__(self, profile: str, mode: str, options: str, region: str) -> None:
        self.profile = profile
        self.mode = mode
        self.options = options  # as State.options; "" for none
        self.region = region  # "" where the shell had none, or two


def written(**fields: str | int | tuple[str, str] | None) -> Environment:
    """The variables by which State reads these fields: written(expires=1700000000, renews=True)."""
    return {FIELDS[field]: _text(value) for field, value in fields.items()}


def _text(value: str | int | tuple[str, str] | None) -> str | None:
    if value is None or value is False:
        return None
    if isinstance(value, tuple):
        return "\n".join(value)
    return "1" if value is True else str(value)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None


def _previous(text: str) -> Previous | None:
    """MODE PROFILE, or MODE;OPTIONS PROFILE, or MODE;OPTIONS;REGION PROFILE; quoted but for the last."""
    words, blank, profile = text.partition(" ")
    mode, options, region = [*words.split(";"), "", ""][:3]
    return Previous(profile, mode, unquoted(options), unquoted(region)) if blank else None


def way_back(environ: Mapping[str, str]) -> Environment:
    """What a shell that leaves its profile remembers for `awsenv -`."""
    state, regions = State(environ), {environ.get(name) for name in REGIONS}
    region = (regions.pop() or "") if len(regions) == 1 else ""
    words = [state.mode or "profile", quoted(state.options or ""), quoted(region)]
    return {PREVIOUS: Unexported(f"{';'.join(words).rstrip(';')} {state.profile}")}


def look_again() -> Environment:
    """Let the shell ask at its next prompt about the pin that applies there; no pin is written like this."""
    return {SEEN: Unexported("-")}
