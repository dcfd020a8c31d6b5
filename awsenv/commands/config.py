"""awsenv config: the settings in force, and where each comes from; --edit opens the file."""

from __future__ import annotations

import os

from .. import settings
from ..errors import AwsenvError
from ..settings import locations
from ..text import printable, shown
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from ..settings.model import Class
    from .options import Option

NEW = """\
# Settings of awsenv; docs/guide/settings.md says what each does.
# duration = "1h"
# min_ttl = "20m"
# picker = "list"
# browser = "firefox -P work"
# sign_in = "ask"
# prompt_region = true
# trust = ["~/work/mine"]

# [mode]
# "ci-*" = "keys"

# [[class]]
# match = ["prod-*"]
# color = "bright-red"
# label = "production"
# confirm = true
# idle = "15m"
"""
WIDE = 40  # columns of a value; what follows a longer one moves to the right
EDITORS = ("VISUAL", "EDITOR")
VALUES = (
    *("mfa_process", "duration", "min_ttl", "picker", "browser", "sign_in", "prompt_region"),
    *("store", "key_age", "keep_old_key"),
)
LISTS = ("trust", "readonly_roles")
DAYS = ("key_age", "keep_old_key")
UNSET = {"duration": "as AWS and the profile have it", "min_ttl": "0 s", "picker": "fzf, or else a list"}
UNSET |= {"mfa_process": "none", "browser": "the system's", "sign_in": "ask", "prompt_region": "false"}
UNSET |= {"store": "none", "key_age": "0 days", "keep_old_key": "0 days"}


def _options() -> Iterable[Option]:
    from .options import Option, json

    yield json("as a list of objects")
    yield Option("--edit", name="form", const="edit", about="open the file in VISUAL or EDITOR")
    yield Option("--path", name="form", const="path", about="print the path of the file")


USAGE = Usage(options=_options)


def run(call: Call, form: str = "text") -> Result:
    """Show each setting with its value and its origin; with a wrong file, say what is wrong."""
    path = locations.file(call.environ)
    if form == "path":
        call.out.write(f"{path}\n")
        return Result()
    if form == "edit":
        return _edited(call, path)
    found = list(_found(call, path))
    if form == "json":
        call.answer([dict(zip(("option", "value", "origin"), one, strict=True)) for one in found])
        return Result()
    widest = max(len(name) for name, *_ in found)
    most = max(len(value) for _, value, _ in found if len(value) <= WIDE)
    for name, value, origin in found:
        call.out.write(f"{name:<{widest}}  {printable(value):<{most}}  {printable(origin)}\n")
    return Result()


def _found(call: Call, path: str) -> Iterator[tuple[str, str, str]]:
    """Each setting: its name, its value and its origin."""
    from ..settings import toml

    preferences = settings.load(call.environ)
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
    except OSError:  # there is none
        text = ""

    def place(*keys: str | int) -> str:
        return toml.place(text, keys, _short(call, path))

    for name in VALUES:
        value, variable = getattr(preferences, name), f"AWSENV_{name.upper()}"
        if call.environ.get(variable) and name != "prompt_region":
            yield name, _spelled(name, value), variable
        else:
            yield name, _spelled(name, value) if value else UNSET[name], place(name)
    for name in LISTS:
        given = getattr(preferences, name)
        for number, one in enumerate(given or ("none",)):
            yield name, one, place(name, number) if given else "default"
    for glob, mode in preferences.modes:
        yield f"mode of {glob}", mode, place("mode") if glob == "*" else place("mode", glob)
    for number, kind in enumerate(preferences.classes):
        yield f"class {' '.join(kind.match)}", _of_class(kind), place("class", number)


def _short(call: Call, path: str) -> str:
    home = locations.home(call.environ)
    return "~" + path[len(home) :] if path.startswith(home + "/") else path


def _spelled(name: str, value: object) -> str:
    from ..durations import span

    if name in DAYS:
        return f"{value} days"
    return span(int(str(value))) if name in ("duration", "min_ttl") else str(value)


def _of_class(kind: Class) -> str:
    from ..durations import span

    words = [kind.label, kind.color, *(name for name in ("confirm", "cd", "readonly") if getattr(kind, name))]
    return ", ".join(filter(None, [*words, f"idle {span(kind.idle)}" if kind.idle else None]))


def _edited(call: Call, path: str) -> Result:
    """The file in the person's editor, made where there is none; afterwards a word on what is wrong in it."""
    import shlex
    import subprocess

    from ..environment import child
    from ..files import private
    from ..system import which

    line = next((call.environ[name] for name in EDITORS if call.environ.get(name)), "")
    usual = ([one] for one in ("sensible-editor", "nano", "vi") if which.find(one, call.environ))
    try:
        words = shlex.split(line) if line else next(usual, [])
    except ValueError:  # a quote without its other one
        words = [line]
    if not line and not call.out.isatty():
        raise AwsenvError("there is no terminal for an editor", f"set EDITOR, or edit {printable(path)}")
    program = which.find(words[0], call.environ) if words else None
    if program is None:
        what = f"no editor {shown(words[0])} on the PATH" if line and words else "no editor was found"
        raise AwsenvError(what, f"set EDITOR, or edit {printable(path)}")
    if not os.path.lexists(path):
        try:
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            private.store(path, NEW)
        except OSError as error:
            raise AwsenvError(f"cannot be written: {error.strerror}", path=path) from None
    status = subprocess.call([program, *words[1:], path], env=child.for_child(call.environ))
    if status:
        raise AwsenvError(f"{printable(words[0])} ended with status {status}")
    call.say(f"{printable(path)} is as you left it")
    settings.load(call.environ)  # which says what is wrong
    return Result()
