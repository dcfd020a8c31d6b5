"""What does the calling shell hold, what do awsenv's own variables say of it, and how are they written?

The one reader and the one writer of these variables. What awsenv made of the shell and what the shell holds
are texts of one form, so that a prompt can compare them without knowing any rule: drift is that they differ.
"""

from __future__ import annotations

from ..percent import quoted, unquoted
from ..text import number
from .variables import (
    BEARER,
    BEFORE,
    DECIDING,
    FIELDS,
    FILES,
    HIDDEN,
    KEPT,
    OURS,
    OWNED,
    PREVIOUS,
    PROFILE,
    REGIONS,
    SEEN,
    UNTOLD,
    Lost,
    Unexported,
    is_name,
    is_owned,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment


def current(environ: Mapping[str, str], names: tuple[str, ...] = (*OWNED, *OURS)) -> Environment:
    """The variables of these names as the calling shell holds them now: ours, and those of AWS's identity.

    Beside them, the bearer tokens and the settings of a profile that are set (see `added`).
    """
    return _held(environ, (*names, *added(environ)))


def added(environ: Mapping[str, str]) -> list[str]:
    """The names of what is set but in no list: bearer tokens, and settings exported with keys."""
    names = [name for name in environ if name.startswith(BEARER)]
    if BEARER in environ.get(HIDDEN, ""):
        names += [name for name in unexported(environ) if name.startswith(BEARER)]
    return [name for name in (*names, *environ.get(FIELDS["settings"], "").split()) if is_name(name)]


def _held(environ: Mapping[str, str], names: tuple[str, ...]) -> Environment:
    here: Environment = {name: environ.get(name) for name in names}
    for word in environ.get(HIDDEN, "").split(" "):
        name, sign, value = word.partition("=")
        if sign and name in here and name not in environ:
            here[name] = Unexported(unquoted(value))
    return here


def deciding(environ: Mapping[str, str]) -> Environment:
    """The variables that decide, as the calling shell holds them now."""
    return _held(environ, DECIDING)


def unexported(environ: Mapping[str, str]) -> list[str]:
    """The names of the AWS variables that the calling shell has and does not export."""
    words = environ.get(HIDDEN, "").split(" ")
    return [name for word in words if (name := word.partition("=")[0]) and name not in environ]


def applied(change: Environment, environ: Mapping[str, str]) -> dict[str, str]:
    """What the core would be given by the same shell after this change."""
    after = dict(environ)
    here = current(environ, (*OWNED, *OURS, *FILES))
    hidden = {name: value for name, value in here.items() if isinstance(value, Unexported)}
    for name, value in change.items():
        after.pop(name, None)
        hidden.pop(name, None)
        if isinstance(value, Unexported) and is_owned(name):
            hidden[name] = value
        elif value is not None and not isinstance(value, Lost):
            after[name] = value
    after[HIDDEN] = " ".join(f"{name}={quoted(value)}" for name, value in hidden.items())
    return after


class State:
    """What the variables say. A number that is not one counts as unset."""

    __slots__ = (
        "color",
        "expires",
        "idle",
        "inherited",
        "label",
        "made",
        "meaning",
        "mode",
        "options",
        "pin",
        "previous",
        "profile",
        "renews",
        "settings",
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
        self.meaning = said["meaning"]  # of the profile at the switch, as chain.encoded_meaning spells it
        # the variables of the profile's settings, beside its keys
        self.settings = [name for name in (said["settings"] or "").split() if is_name(name)]
        self.made = said["made"]  # see made_text
        path, _, text = (said["pin"] or "").partition("\n")
        self.pin = (path, text) if path else None  # the .awsprofile that is followed: its path and its text
        self.previous = _previous(environ.get(PREVIOUS, ""))  # the way of `awsenv -`
        # Whether another shell remembers what is to be given back, and this one only the exported part of it.
        self.inherited = BEFORE in environ and not environ.get(KEPT)


class Previous:
    """The switch before this one."""

    __slots__ = ("meaning", "mode", "options", "profile", "region")

    def __init__(self, profile: str, mode: str, options: str, region: str, meaning: str) -> None:
        self.profile = profile
        self.mode = mode
        self.options = options  # as State.options; "" for none
        self.region = region  # "" where the shell had none, or two
        self.meaning = meaning  # as State.meaning; "" where it is not known


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
    return None if text is None else number(text)


def _previous(text: str) -> Previous | None:
    """MODE;OPTIONS;REGION;MEANING PROFILE, without what is empty at the end; quoted but for the last."""
    words, blank, profile = text.partition(" ")
    mode, *more = [*words.split(";"), "", "", ""][:4]
    return Previous(profile, mode, *map(unquoted, more)) if blank else None


def way_back(environ: Mapping[str, str]) -> Environment:
    """What a shell that leaves its profile remembers for `awsenv -`."""
    state, regions = State(environ), {environ.get(name) for name in REGIONS}
    region = (regions.pop() or "") if len(regions) == 1 else ""
    words = [state.mode or "profile", *map(quoted, (state.options or "", region, state.meaning or ""))]
    return {PREVIOUS: Unexported(f"{';'.join(words).rstrip(';')} {state.profile}")}


def look_again() -> Environment:
    """Let the next prompt of the shell ask again about the pin that applies there: no pin is spelled "-"."""
    return {SEEN: Unexported("-")}


def made_text(here: Mapping[str, str | None]) -> str:
    """The deciding variables that are set, each as a blank, its name, = and its value, or ? for a secret."""
    return "".join(f" {name}={value}" for name, value in shown_values(here).items())


def shown_values(here: Mapping[str, str | None]) -> dict[str, str]:
    values = {name: value for name in DECIDING if (value := here.get(name)) is not None}
    return {name: "?" if value and name in UNTOLD else value for name, value in values.items()}


def parsed(said: str) -> dict[str, str]:
    """The variables in such a text, with its ? for secrets."""
    found = {}
    for at, name in enumerate(DECIDING):
        begin = f" {name}="
        if said.startswith(begin):
            later = (said.find(f" {other}=", len(begin)) for other in DECIDING[at + 1 :])
            end = min((place for place in later if place >= 0), default=len(said))
            found[name], said = said[len(begin) : end], said[end:]
    return found


def with_made(change: Environment, environ: Mapping[str, str]) -> Environment:
    """The change, with the text of what the shell then is.

    A variable that has drifted, and that the change leaves alone, stays as it was in that text: it still
    drifts. Giving back an earlier state gives back its text. A switch has read the files that are named now.
    """
    if FIELDS["made"] in change or not any(name in change for name in DECIDING):
        return change
    before = deciding(environ)
    made = State(environ).made or ""
    after = {**(before if made_text(before) == made else parsed(made)), **change}
    if PROFILE in change:
        after.update((name, before[name]) for name in FILES)
    whole = {name: value for name, value in after.items() if not isinstance(value, Lost)}
    return {**change, **written(made=made_text(whole) if whole.get(PROFILE) else None)}
