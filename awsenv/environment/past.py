"""Which values has a pin set that must not outlive it, and what replaces them?

direnv and mise give back what they found, which below a pin was of the pin. So a shell remembers, unexported,
what its pins have set: a word NAME=value for each value that may not come back, +NAME=value for one in force.
"""

from __future__ import annotations

from ..percent import quoted, unquoted
from .state import State, parsed
from .variables import BACK, FILES, KEYS, PAST, PROFILE, UNTOLD, Lost, Unexported, is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .undo import Frame
    from .variables import Environment

    Values = dict[tuple[str, str], bool]  # name and value, and whether it may not come back


def remembered(
    change: Environment, old: list[Frame], new: list[Frame], environ: Mapping[str, str]
) -> Environment:
    """What the shell remembers of its pins after a change that leads from the old frames to the new ones."""
    values = _values(environ)
    if old and old[-1].pin:
        made = parsed(State(environ).made or "")
        values |= _set(made, old[-1].before, values)
    if new and new[-1].pin:
        values |= _set(change, new[-1].before, values)
    values = {
        pair: change[pair[0]] != pair[1] if pair[0] in change else gone for pair, gone in values.items()
    }
    return {**_written(values), BACK: _back(values, change, environ)} if values else {}


def outlived(
    environ: Mapping[str, str], here: Mapping[str, str | None], others: Mapping[str, str]
) -> Environment:
    """The change that undoes the return of what a pin had set, where that is `here`.

    What direnv or mise set by themselves (`others`) is no return. It is undone once: set again, it stays.
    """
    values = _values(environ)
    found = {(name, value) for (name, value), gone in values.items() if gone and here.get(name) == value}
    back = dict.fromkeys([name for name, value in found if others.get(name) != value])
    if "AWS_ACCESS_KEY_ID" in back:
        back |= dict.fromkeys(KEYS)
    change: Environment = dict(back)
    for word in environ.get(BACK, "").split(" "):
        name, sign, _ = word.replace(":", "=").partition("=")
        if name in back and sign:
            change[name] = (Unexported if word[len(name)] == ":" else str)(unquoted(word[len(name) + 1 :]))
        elif word.endswith("?"):  # a key of another session, which is remembered nowhere else
            change.pop(word[:-1], None)
    kept = {pair: gone for pair, gone in values.items() if pair not in found}
    return {**change, **_written(kept)}


def _set(change: Mapping[str, str | None], before: Environment, known: Values) -> Values:
    """The values of a change that are not secret and were not there before."""
    return {
        (name, str(value)): False
        for name, value in change.items()
        if value and name.startswith("AWS_") and name not in FILES and before.get(name) != value
        if name not in UNTOLD and not isinstance(value, (Lost, Unexported)) and (name, value) not in known
    }


def _back(values: Values, change: Environment, environ: Mapping[str, str]) -> str | None:
    """What replaces the values that may not come back. No keys that awsenv holds are kept twice."""
    names = dict.fromkeys(name for (name, _), gone in values.items() if gone)
    if "AWS_ACCESS_KEY_ID" in names:
        names |= dict.fromkeys(KEYS)
    held = change.get(PROFILE, State(environ).profile) is not None
    words = {
        word.replace(":", "=").rstrip("?").partition("=")[0]: word
        for word in environ.get(BACK, "").split(" ")
    }
    for name in change:
        value = change[name]
        sign = ":" if isinstance(value, Unexported) else "="
        secret = is_secret(name) and (held or isinstance(value, Lost))
        words[name] = "" if value is None else f"{name}?" if secret else f"{name}{sign}{quoted(value)}"
    return Unexported(" ".join(words[name] for name in names if words.get(name)))


def _values(environ: Mapping[str, str]) -> Values:
    found = {}
    for word in environ.get(PAST, "").split(" "):
        name, _, value = word.removeprefix("+").partition("=")
        if name:
            found[name, unquoted(value)] = not word.startswith("+")
    return found


def _written(values: Values) -> Environment:
    """Encoded so far only as a shell can do it without a process."""
    words = (
        f"{'' if gone else '+'}{name}={value.replace('%', '%25').replace(' ', '%20')}"
        for (name, value), gone in values.items()
    )
    return {PAST: Unexported(" ".join(words)) if values else None}
