"""What does the calling shell hold, and what will it hold after a change?"""

from __future__ import annotations

from ..percent import quoted, unquoted
from .variables import HIDDEN, OURS, OWNED, Lost, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment


def current(environ: Mapping[str, str]) -> Environment:
    """Every variable of ours and of AWS's identity as the calling shell holds it now."""
    here: Environment = {name: environ.get(name) for name in (*OWNED, *OURS)}
    for word in environ.get(HIDDEN, "").split(" "):
        name, sign, value = word.partition("=")
        if sign and name in OWNED and name not in environ:
            here[name] = Unexported(unquoted(value))
    return here


def applied(change: Environment, environ: Mapping[str, str]) -> dict[str, str]:
    """What the core would be given by the same shell after this change."""
    after = dict(environ)
    hidden = {name: value for name, value in current(environ).items() if isinstance(value, Unexported)}
    for name, value in change.items():
        after.pop(name, None)
        hidden.pop(name, None)
        if isinstance(value, Unexported) and name in OWNED:
            hidden[name] = value
        elif value is not None and not isinstance(value, Lost):
            after[name] = value
    after[HIDDEN] = " ".join(f"{name}={quoted(value)}" for name, value in hidden.items())
    return after
