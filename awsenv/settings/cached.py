"""What did the settings file prefer when it was last read?

A parser of TOML takes longer than the rest of a switch, and most switches find the file as the last one did.
"""

from __future__ import annotations

from ..files import private
from ..percent import quoted, unquoted
from .model import Class, Preferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import stat_result
    from typing import Any

FORMAT = "awsenv settings 2"
NONE = "%"  # which no quoted text is
FLAGS = ("confirm", "cd", "readonly")
TEXTS = ("mfa_process", "picker", "browser", "store", "sign_in", "prompt_region")
NUMBERS = ("key_age", "keep_old_key")


def load(directory: str, path: str, status: stat_result) -> Preferences | None:
    """What the file was found to prefer, if it is certainly still the one that was read; else None."""
    lines = private.recall(directory + "/settings", _head(path), status)
    if lines is None:
        return None
    values: dict[str, list[list[str]]] = {"trust": [], "mode": [], "class": [], "role": []}
    for line in lines:
        name, *words = line.split(" ")
        values.setdefault(name, []).append([unquoted(word) if word != NONE else "" for word in words])
    modes = [(glob, mode) for glob, mode in values["mode"]]
    more: dict[str, Any] = {name: values[name][0][0] for name in TEXTS if name in values}
    more |= {name: int(values[name][0][0]) for name in NUMBERS if name in values}
    return Preferences(
        [_class(words) for words in values["class"]],
        modes,
        [folder for [folder] in values["trust"]],
        duration=int(values["duration"][0][0]) if "duration" in values else None,
        min_ttl=int(values["min_ttl"][0][0]) if "min_ttl" in values else 0,
        readonly_roles=[glob for [glob] in values["role"]],
        **more,
    )


def store(directory: str, path: str, status: stat_result, preferences: Preferences) -> None:
    """Keep it, if the disk lets us."""
    numbers = {"duration": preferences.duration, "min_ttl": preferences.min_ttl or None}
    numbers |= {name: getattr(preferences, name) for name in NUMBERS}
    lines = [
        *(_line("trust", folder) for folder in preferences.trust),
        *(_line("role", glob) for glob in preferences.readonly_roles),
        *(_line("mode", *pair) for pair in preferences.modes),
        *(_line("class", *_words(kind)) for kind in preferences.classes[:-1]),  # the last is always there
        *(_line(name, text) for name in TEXTS if (text := getattr(preferences, name))),
        *(_line(name, str(number)) for name, number in numbers.items() if number is not None),
    ]
    private.keep(directory + "/settings", _head(path), status, lines)


def _head(path: str) -> str:
    return f"{FORMAT} {quoted(path)}"


def _line(name: str, *words: str) -> str:
    return " ".join([name, *(quoted(word) if word else NONE for word in words)])


def _words(kind: Class) -> list[str]:
    idle = "" if kind.idle is None else str(kind.idle)
    flags = ",".join(flag for flag in FLAGS if getattr(kind, flag))
    agent = " ".join(map(quoted, kind.agent))
    return [kind.color or "", kind.label or "", idle, flags, agent, *kind.match]


def _class(words: Sequence[str]) -> Class:
    color, label, idle, flags, agent, *match = words
    on = {flag: flag in flags.split(",") for flag in FLAGS}
    policies = [unquoted(arn) for arn in agent.split(" ")] if agent else []
    end = int(idle) if idle else None
    return Class(match, color=color or None, label=label or None, idle=end, agent=policies, **on)
