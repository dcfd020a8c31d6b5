"""What did awsenv make of this shell, and what does the shell hold of it now?

Both are one text of the same form, so that a prompt can compare them without knowing any rule: drift is that
they differ.
"""

from __future__ import annotations

from .held import current
from .state import State, written
from .variables import FIELDS, Lost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment

# What decides who and where the AWS tools are, in the order of the text. The snippets have the same list.
PROFILE = FIELDS["profile"]
PLAIN = (
    PROFILE,
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)
SECRET = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
DECIDING = (*PLAIN, *SECRET)


def text(here: Mapping[str, str | None]) -> str:
    """The deciding variables that are set, each as a blank, its name, = and its value, or ? for a secret."""
    return "".join(f" {name}={value}" for name, value in _shown(here).items())


def _shown(here: Mapping[str, str | None]) -> dict[str, str]:
    values = {name: value for name in DECIDING if (value := here.get(name)) is not None}
    return {name: "?" if value and name in SECRET else value for name, value in values.items()}


def parsed(said: str) -> dict[str, str]:
    """The variables of such a text, as it has them."""
    found = {}
    for number, name in enumerate(DECIDING):
        begin = f" {name}="
        if said.startswith(begin):
            later = (said.find(f" {other}=", len(begin)) for other in DECIDING[number + 1 :])
            end = min((place for place in later if place >= 0), default=len(said))
            found[name], said = said[len(begin) : end], said[end:]
    return found


def has_drifted(environ: Mapping[str, str]) -> bool:
    """Whether a profile is active, and the shell is not what awsenv made it."""
    state = State(environ)
    return state.profile is not None and text(current(environ)) != (state.made or "")


def differing(environ: Mapping[str, str]) -> dict[str, str]:
    """The deciding variables that are not as awsenv left them, and how they are."""
    here, made = _shown(current(environ)), parsed(State(environ).made or "")
    states = {}
    for name in DECIDING:
        if here.get(name) != made.get(name):
            now = "is set" if name not in made else "has another value" if here.get(name) else "is empty"
            states[name] = now if name in here else "is unset"
    return states


def told(change: Environment, environ: Mapping[str, str]) -> Environment:
    """The change, with the text of what the shell is made by it.

    A variable that has drifted, and that the change leaves alone, is as before in that text: it still drifts.
    What gives back an earlier state gives back its text.
    """
    if FIELDS["made"] in change or not any(name in change for name in DECIDING):
        return change
    before = current(environ)
    made = State(environ).made or ""
    after = {**(before if text(before) == made else parsed(made)), **change}
    whole = {name: value for name, value in after.items() if not isinstance(value, Lost)}
    return {**change, **written(made=text(whole) if whole.get(PROFILE) else None)}
