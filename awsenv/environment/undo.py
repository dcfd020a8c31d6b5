"""What restores what a shell held before?"""

from __future__ import annotations

from ..percent import quoted, unquoted
from .state import State, added, applied, current, way_back, with_made, written
from .variables import BEFORE, KEPT, OURS, OWNED, PAST, PROFILE, Lost, Unexported, is_name, is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment


class Frame:
    """One thing to undo: the first switch, or the entry into a pinned directory."""

    __slots__ = ("before", "pin")

    def __init__(self, pin: str, before: Environment) -> None:
        self.pin = pin  # the path of the .awsprofile, or "" for a switch made by hand
        self.before = before


def frames(environ: Mapping[str, str]) -> list[Frame]:
    """What this shell has to undo, oldest first; secrets that it does not hold are unset, reported lost."""
    return decode(environ.get(BEFORE, ""), environ.get(KEPT, ""))


def base(environ: Mapping[str, str]) -> Environment:
    """What the shell held before awsenv first touched it."""
    stack = frames(environ)
    return {**dict.fromkeys(added(environ)), **stack[0].before} if stack else current(environ)


def untouched(environ: Mapping[str, str]) -> dict[str, str]:
    """What the core would have been given before awsenv first touched the shell."""
    return applied(base(environ), environ)


def switched(change: Environment, environ: Mapping[str, str]) -> Environment:
    """The change of a switch made by hand, with what undoes it."""
    return _remembering(change, frames(environ) or [Frame("", current(environ))], environ)


def entered(change: Environment, pin: str, text: str, environ: Mapping[str, str]) -> Environment:
    """The change that a pin asks for. What was there on entry is kept; an edited pin is no new entry."""
    stack = frames(environ)
    if not (stack and stack[-1].pin == pin):
        stack.append(Frame(pin, current(environ)))
    return _remembering({**change, **written(pin=(pin, text))}, stack, environ)


def renewed(change: Environment, environ: Mapping[str, str]) -> Environment:
    """The change that puts new keys in place of the old ones."""
    return {**with_made(change, environ), **_of_pins(change, frames(environ), environ)}


def left(found: str, environ: Mapping[str, str]) -> Environment:
    """What to restore now that `found` is the nearest pin ("" for none); empty where nothing was left.

    The pins of the directories above the one that was found still apply: leaving it leads back to them.
    """
    stack = frames(environ)
    change: Environment = {}
    while stack and stack[-1].pin and not found.startswith(stack[-1].pin.rpartition("/")[0] + "/"):
        change = stack.pop().before
    return _remembering({**dict.fromkeys(added(environ)), **change}, stack, environ) if change else change


def off(environ: Mapping[str, str]) -> Environment:
    """What the shell held before awsenv first touched it, to be given back."""
    return _remembering(base(environ), [], environ)


def _remembering(change: Environment, stack: list[Frame], environ: Mapping[str, str]) -> Environment:
    """The change with what undoes it, and with the way back for `awsenv -`."""
    before, kept = encode(stack)
    # Without secrets too it says that this shell is the one that remembers: a nested one does not get it.
    whole = {**with_made(change, environ), BEFORE: before, KEPT: Unexported(kept or "-") if stack else None}
    whole |= _of_pins(change, stack, environ)
    was = State(environ).profile
    leaves = was is not None and change.get(PROFILE, was) != was
    return {**whole, **way_back(environ)} if leaves else whole


def _of_pins(change: Environment, stack: list[Frame], environ: Mapping[str, str]) -> Environment:
    """What the shell remembers of the values that its pins have set; nothing where there was none."""
    if not environ.get(PAST) and "@/" not in environ.get(BEFORE, "") and not any(one.pin for one in stack):
        return {}
    from . import past

    return past.remembered(change, frames(environ), stack, environ)


def encode(stack: list[Frame]) -> tuple[str | None, str]:
    """What to restore, as text: the part that may be exported, and the secret part.

    A frame is @PIN and a word for each variable that was set: NAME=value, or NAME:value where it was not
    exported, with ? for a secret; the secrets are words NUMBER.NAME=value, NUMBER being the frame's. Frames
    are separated by bars, words by blanks. All text is percent-encoded UTF-8.
    """
    texts, secrets = [], []
    for number, frame in enumerate(stack):
        words = ["@" + quoted(frame.pin)]
        for name, value in frame.before.items():
            if value is None:
                continue
            sign = ":" if isinstance(value, Unexported) else "="
            words.append(name + sign + ("?" if is_secret(name) else quoted(value)))
            if is_secret(name) and not isinstance(value, Lost):
                secrets.append(f"{number}.{name}={quoted(value)}")
        texts.append(" ".join(words))
    return "|".join(texts) or None, " ".join(secrets)


def decode(text: str, kept: str) -> list[Frame]:
    """The frames that `encode` made these two texts of. Words that it cannot have made are passed over."""
    secrets = dict(word.split("=", 1) for word in kept.split(" ") if "=" in word)
    stack = []
    for number, part in enumerate(text.split("|") if text else ()):
        pin, *words = part.split(" ")
        before: Environment = dict.fromkeys((*OWNED, *OURS))
        for word in words:
            name, sign, _ = word.replace(":", "=").partition("=")
            if not sign or not (name in before or is_name(name)):
                continue
            value: str | None = word[len(name) + 1 :]
            if value == "?":
                value = secrets.get(f"{number}.{name}")
            if value is None:
                before[name] = Lost()
            else:
                before[name] = (Unexported if word[len(name)] == ":" else str)(unquoted(value))
        stack.append(Frame(unquoted(pin[1:]), before))
    return stack
