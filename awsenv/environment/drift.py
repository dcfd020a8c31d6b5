"""What is not as awsenv left it in this shell, or has expired, and how is it fixed?"""

from __future__ import annotations

from ..credentials import lasts
from . import dialects
from .state import State, deciding, made_text, parsed, shown_values
from .undo import base
from .variables import BEARER, DECIDING, FIELDS, FILES, REACHES, Lost, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


AFRESH = "end this command, and start it again from your own shell"  # of exec --serve and its kin


class Problem:
    """One thing that is wrong."""

    __slots__ = ("remedy", "since", "what")

    def __init__(self, what: str, remedy: str | None, since: int | None = None) -> None:
        self.what = what
        self.remedy = remedy  # the command, as the calling shell spells it
        self.since = since  # seconds since the epoch, UTC; None where it cannot be known


def has_drifted(environ: Mapping[str, str]) -> bool:
    """Whether a profile is active, and the shell is not what awsenv made it."""
    state = State(environ)
    return state.profile is not None and made_text(deciding(environ)) != (state.made or "")


def differing(environ: Mapping[str, str]) -> dict[str, str]:
    """The deciding variables that are not as awsenv left them, and how they are."""
    here, made = shown_values(deciding(environ)), parsed(State(environ).made or "")
    states = {}
    for name in DECIDING:
        if here.get(name) != made.get(name):
            now = "is set" if name not in made else "has another value" if here.get(name) else "is empty"
            states[name] = now if name in here else "is unset"
    return states


def found(environ: Mapping[str, str], shell: str | None) -> list[Problem]:
    """Drift: each deciding variable that is not as awsenv left it; some exactly where the prompt shows ≠."""
    if not has_drifted(environ):
        return []
    made = State(environ).made or ""
    lost = {FIELDS["made"]: "has another value" if made else "is unset"}
    states = differing(environ) if made and made_text(parsed(made)) == made else lost
    remedy = again(environ, shell)
    return [Problem(f"{name} {how}, {_otherwise(name)}", remedy) for name, how in (states or lost).items()]


def _otherwise(name: str) -> str:
    return "not as at the switch" if name in FILES else "not as awsenv left it"


def problems(
    environ: Mapping[str, str], now: float, shell: str | None, renewal: str | None = None
) -> list[Problem]:
    """What else is wrong with the active profile, as far as the environment tells.

    `renewal` is what gets other keys, before a switch finds them; None: what `awsenv login` does.
    """
    state = State(environ)
    if state.profile is None:
        return []
    here, before, drifted = deciding(environ), base(environ), differing(environ)
    wrong = [
        Problem(f"{name} is not exported, so no program sees it", again(environ, shell))
        for name in DECIDING
        if isinstance(here.get(name), Unexported) and not isinstance(before.get(name), Unexported)
        if name not in drifted and name not in FILES
    ]
    wrong += [
        Problem(f"{name} wins over the profile for calls of that service", again(environ, shell))
        for name in (() if state.mode in REACHES else _bearers(environ))  # there it was asked for
        if name not in drifted and before.get(name) not in (environ[name], Lost())
    ]
    if not lasts(state.expires, now):
        first = renewal or ("" if state.mode == "keys" else f"awsenv login {_word(state.profile, shell)}")
        remedy = f"{first}; {again(environ, shell)}" if first else again(environ, shell)
        wrong.append(Problem("the session has expired", remedy, state.expires))
    return wrong


def _bearers(environ: Mapping[str, str]) -> list[str]:
    """The variables with tokens by which calls of a service need no keys."""
    return sorted(name for name in environ if name.startswith(BEARER) and environ[name])


def again(environ: Mapping[str, str], shell: str | None) -> str:
    """The command that switches to the active profile once more, as the shell spells it; "" without one."""
    state = State(environ)
    name = state.profile
    if state.mode in REACHES:  # where no switch is possible
        return AFRESH
    return use(name, shell) if name else ""


def use(name: str, shell: str | None) -> str:
    """The command that switches to a profile, as the shell spells it."""
    return f"awsenv use {_word(name, shell)}"


def _word(name: str, shell: str | None) -> str:
    """The profile as a word behind a verb."""
    return f"{'-- ' if name.startswith('-') else ''}{dialects.word(shell, name)}"
