"""What does the settings file say, and on which line is it wrong?"""

from __future__ import annotations

import sys

from ..chains.sts_calls import SHORTEST
from ..durations import seconds
from ..errors import MalformedFile
from ..text import meant, plain, shown
from .model import MODES, PICKERS, SIGN_INS, STORES, Class, Preferences, is_color

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Path = tuple[str | int, ...]


class _Wrong(Exception):
    """A key or a value is not one that a settings file may have."""

    def __init__(self, keys: Path, what: str) -> None:
        super().__init__(what)
        self.keys = keys
        self.what = what


def parse(text: str, path: str) -> Preferences:
    """What the text prefers. Raises MalformedFile."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line, what = _complaint(str(error), text)
        raise MalformedFile(path, line, what, code="malformed-settings") from None
    try:
        values = _read(data, READERS, "setting", ())
        values["classes"] = [_class(kind, number) for number, kind in enumerate(values.pop("class", ()))]
        values["modes"] = values.pop("mode", ())
        return Preferences(**values)
    except _Wrong as error:
        line = _line(text, error.keys)
        raise MalformedFile(path, line, error.what, code="malformed-settings") from None


def _class(table: Mapping[str, Any], number: int) -> Class:
    keys = ("class", number)
    values = _read(table, CLASS, "key in [[class]]:", keys)
    if "match" not in values:
        raise _Wrong(keys, "this [[class]] has no match, so no profile is in it")
    return Class(**values)


def _read(table: Mapping[str, Any], readers: Readers, where: str, keys: Path) -> dict[str, Any]:
    """The values of a table, each as its reader makes it."""
    values = {}
    for key, value in table.items():
        if key not in readers:
            raise _Wrong((*keys, key), _unknown(key, readers, where))
        try:
            values[key] = readers[key](value)
        except ValueError as error:
            raise _Wrong((*keys, key), f"{key} {error}") from None
        except _Wrong as error:
            raise _Wrong((*keys, key, *error.keys), error.what) from None
    return values


def _unknown(key: str, readers: Readers, where: str) -> str:
    if readers is READERS and key in CLASS:
        return f"{shown(key)} belongs below a [[class]]"
    if readers is CLASS and key in READERS:
        return f"{shown(key)} belongs above the first [section]"
    hint = meant(key, readers) or f"; known are {', '.join(readers)}"
    return f"unknown {where} {shown(key)}{hint}"


# --- where it is --------------------------------------------------------------------------------------------


def _complaint(message: str, text: str) -> tuple[int, str]:
    """The line and the words of a TOML parser: "Invalid value (at line 3, column 5)"."""
    what, _, place = message.rpartition(" (at ")
    number = place.removeprefix("line ").partition(",")[0]
    line = int(number) if number.isdecimal() else len(text.rstrip().split("\n"))
    return line, plain(what or message)


def place(text: str, keys: Path, path: str) -> str:
    """Where a setting is: path:line; "default" where the text does not have it."""
    return f"{path}:{_line(text, keys)}" if _has(tomllib.loads(text), keys) else "default"


def _line(text: str, keys: Path) -> int:
    """The line on which the statement begins that puts the keys into the file.

    No parser of TOML tells it. But a statement is whole where the text up to there can be parsed, and the
    first such text that has the keys ends with the one that is sought.
    """
    lines, begins = text.split("\n"), 1
    for number in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("\n".join(lines[:number]))
        except ValueError:
            continue
        if _has(data, keys):
            return begins
        begins = number + 1
    return begins


def _has(data: object, keys: Path) -> bool:
    for key in keys:
        known = data if isinstance(data, dict) else dict(enumerate(data)) if isinstance(data, list) else {}
        if key not in known:
            return False
        data = known[key]
    return True


# --- values -------------------------------------------------------------------------------------------------


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004 (one kind of error for all values)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError('must be a string, such as "word"')
    return value


def picker(value: object) -> str:
    """What shows the profiles to pick from. Raises ValueError."""
    if not isinstance(value, str) or value not in PICKERS:
        raise ValueError(f"must be one of {', '.join(PICKERS)}")
    return value


def sign_in(value: object) -> str:
    """What a switch does that needs a sign-in. Raises ValueError."""
    if not isinstance(value, str) or value not in SIGN_INS:
        raise ValueError(f"must be one of {', '.join(SIGN_INS)}")
    return value


def browser(value: object) -> str:
    """The command line of a browser. Raises ValueError."""
    from shlex import split

    line = _text(value)
    try:
        words = split(line)
    except ValueError:
        raise ValueError("has an unclosed quote") from None
    if not words:
        raise ValueError("must name a program")
    return line


def _texts(value: object) -> list[str]:
    """A text, or a list of texts."""
    values: list[Any] = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str) and one for one in values):
        raise ValueError('must be a string or a list of strings: ["one", "two"]')
    return values


def _folders(value: object) -> list[str]:
    folders = _texts(value)
    for folder in folders:
        if not folder.startswith("/") and folder != "~" and not folder.startswith("~/"):
            raise ValueError(f"must be paths that start with / or ~/, unlike {shown(folder)}")
    return folders


def _policies(value: object) -> list[str]:
    policies = _texts(value)
    for policy in policies:
        if not policy.startswith("arn:") or not policy.isprintable():
            raise ValueError(f"must be ARNs of policies, unlike {shown(policy)}")
    return policies


def _color(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not is_color(text):
        raise ValueError('must be a name such as "red" or "bright-blue", 0 to 255, or "#rrggbb"')
    return text


def _span(value: object) -> int:
    if not isinstance(value, str) or not value:
        raise ValueError('must be a time in quotes, such as "45m" or "1h30m"')
    return seconds(value)


def _idle(value: object) -> int:
    span = _span(value)
    if span == 0:
        raise ValueError("must be longer than 0")
    return span


def duration(value: object) -> int:
    """The seconds that a new session is to last. Raises ValueError."""
    span = _span(value)
    if span < SHORTEST:
        raise ValueError("must be at least 15m: AWS opens no shorter session")
    return span


def _modes(value: object) -> list[tuple[str, str]]:
    """A mode for all profiles, or a table of globs and modes."""
    pairs: dict[str, Any] = value if isinstance(value, dict) else {"*": value}
    for glob, mode in pairs.items():
        keys: Path = (glob,) if isinstance(value, dict) else ()
        if glob in READERS:
            raise _Wrong(keys, f"{shown(glob)} belongs above the first [section]")
        if mode not in MODES:
            raise _Wrong(keys, f"mode must be one of {', '.join(MODES)}")
    return list(pairs.items())


def store(value: object) -> str:
    """Where long-lived keys are moved to. Raises ValueError."""
    if not isinstance(value, str) or value not in STORES:
        raise ValueError(f"must be one of {', '.join(STORES)}")
    return value


def _days(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10_000:
        raise ValueError("must be a number of days, such as 90")
    return value


def _tables(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError("must be written with two brackets: [[class]]")
    return value


if TYPE_CHECKING:
    Readers = Mapping[str, Callable[[object], Any]]

READERS: Readers = {
    "mode": _modes,
    "trust": _folders,
    "mfa_process": _text,
    "duration": duration,
    "min_ttl": _span,
    "picker": picker,
    "browser": browser,
    "sign_in": sign_in,
    "prompt_region": lambda value: "true" if _truth(value) else None,
    "store": store,
    "key_age": _days,
    "keep_old_key": _days,
    "readonly_roles": _texts,
    "class": _tables,
}
CLASS: Readers = {
    "match": _texts,
    "color": _color,
    "label": _text,
    "confirm": _truth,
    "cd": _truth,
    "idle": _idle,
    "readonly": _truth,
    "agent": _policies,
}
