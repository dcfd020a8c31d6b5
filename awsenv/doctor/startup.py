"""What do the start-up files of the shells do with awsenv and AWS?"""

from __future__ import annotations

import os
import re
from itertools import pairwise

from ..environment import snippets, variables
from ..errors import UnreadableFile
from ..settings import locations
from ..text import printable
from .findings import ERROR, NOTE, WARNING, Finding, alone, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..call import Call

LOADS = re.compile(r"\bawsenv init (bash|zsh|fish)\b|\bawsenv\.(bash|zsh|fish)\b")
FILE = re.compile(r"(?:\.|source)\s+(['\"]?)((?:[^'\"\s;]|\\ )+/awsenv\.(?:bash|zsh|fish))\1")
ALIAS = re.compile(r"(?:^|[;&\s])alias\s+(?:-\w+\s+)*['\"]?awsenv['\"]?[=\s]")
SETS = re.compile(
    r"^\s*(?:builtin\s+)?(?:export|setenv|(?:declare|typeset)\s+-\w*x\w*|set\s+(?:-\w+\s+|--\w+\s+)*)\s*(.*)"
)
NAME = re.compile(r"(?:^|\s)(AWS_[A-Z_]+)(?==|\s|$)")
READS_BASHRC = re.compile(r"^[^#]*(?:\.|source)\s+\S*\.bashrc\b", re.MULTILINE)
LOGIN = (".bash_profile", ".bash_login", ".profile")  # a login bash reads the first of them alone


def files(shell: str, environ: Mapping[str, str]) -> list[str]:
    """The start-up files of an interactive shell, in the order in which it reads them."""
    home = locations.home(environ)
    if shell == "bash":
        login = next((f"{home}/{name}" for name in LOGIN if os.path.exists(f"{home}/{name}")), "")
        return [*filter(None, [login]), f"{home}/.bashrc"]
    if shell == "zsh":
        folder = environ.get("ZDOTDIR") or home
        return [f"{folder}/{name}" for name in (".zshenv", ".zprofile", ".zshrc", ".zlogin")]
    chosen = environ.get("XDG_CONFIG_HOME", "")
    folder = (chosen if chosen.startswith("/") else f"{home}/.config") + "/fish"
    inside = f"{folder}/conf.d"
    names = sorted(os.listdir(inside)) if os.path.isdir(inside) else []
    return [*(f"{inside}/{name}" for name in names if name.endswith(".fish")), f"{folder}/config.fish"]


def every_file(environ: Mapping[str, str]) -> list[str]:
    """The start-up files of all three shells, and ~/.profile, each once."""
    every = [path for shell in ("bash", "zsh", "fish") for path in files(shell, environ)]
    return list(dict.fromkeys([*every, f"{locations.home(environ)}/.profile"]))


def examine(call: Call, shell: str, *, loaded: bool) -> Iterator[Finding]:
    """The lines for awsenv in the files of the user's shell, and lines for AWS in those of all shells."""
    yield from alone("shell.startup", _lines(call, shell, loaded=loaded))
    if shell == "bash":
        yield from alone("shell.login", _login(call, locations.home(call.environ)))
    for path in every_file(call.environ):
        yield from alone("variables.startup", _exports(path))


def _seen(path: str) -> list[tuple[int, str]]:
    """The lines of a file as `lines` has them; none of one that cannot be read, which `_lines` says."""
    try:
        return lines(path)
    except UnreadableFile:
        return []


def lines(path: str) -> list[tuple[int, str]]:
    """The lines that are not comments, with their numbers; none of a file that does not exist.

    Raises UnreadableFile.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not make us wait
        with open(descriptor, encoding="utf-8", errors="replace") as stream:
            text = stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    numbered = enumerate(text.split("\n"), 1)
    return [(number, line) for number, line in numbered if not line.lstrip().startswith("#")]


def _lines(call: Call, shell: str, *, loaded: bool) -> Iterator[Finding]:
    found: list[tuple[str, int]] = []
    paths = files(shell, call.environ)
    for path in paths:
        try:
            numbered = lines(path)
        except UnreadableFile as error:
            yield failed(error, "shell.startup", WARNING)
            continue
        for number, line in numbered:
            match = LOADS.search(line)
            if match and shell not in match.groups():
                other = match[1] or match[2]
                what = f"this line is for {other}, but the file is for {shell}"
                yield Finding(ERROR, "shell.startup", what, f"write: {snippets.line(shell)}", path, number)
            elif match:
                found.append((path, number))
                yield from _gone(line, path, number, locations.home(call.environ))
            if ALIAS.search(line):
                what = "an alias named awsenv hides the function, and only the function can change this shell"
                yield Finding(ERROR, "shell.alias", what, "remove it", path, number)
    for before, (path, number) in pairwise(found):
        if path == before[0] or shell != "bash" or _reads_bashrc(before[0]):
            what = f"awsenv is loaded a second time; {printable(before[0])}:{before[1]} already loads it"
            yield Finding(WARNING, "shell.twice", what, "remove this line", path, number)
    if not found and loaded:
        what = f"this shell has loaded awsenv, but no start-up file of {shell} that doctor knows does"
        yield Finding(NOTE, "shell.startup", what, f"add to {paths[-1]}: {snippets.line(shell)}")
    elif not found:
        what = f"no start-up file of {shell} loads awsenv"
        target = next((path for path in paths if path.endswith((".zshrc", "rc", "config.fish"))), paths[-1])
        yield Finding(ERROR, "shell.startup", what, f"add to {printable(target)}: {snippets.line(shell)}")


def _gone(line: str, path: str, number: int, home: str) -> Iterator[Finding]:
    """A line that sources a file that does not exist."""
    match = FILE.search(line)
    if match is None:
        return
    source = re.sub(r"^(~|\$HOME|\$\{HOME\})(?=/)", lambda _: home, match[2].replace("\\ ", " "))
    if source.startswith("/") and "$" not in source and not os.path.isfile(source):
        what = f"this line loads {printable(source)}, which does not exist"
        yield Finding(ERROR, "shell.startup", what, "run install.sh again, or remove the line", path, number)


def _login(call: Call, home: str) -> Iterator[Finding]:
    """Login shells (macOS, tmux, ssh) do not read .bashrc unless a file of theirs says so."""
    path = files("bash", call.environ)[0]
    if not any(LOADS.search(line) for _, line in _seen(f"{home}/.bashrc")):
        if any(LOADS.search(line) for _, line in _seen(path)):
            what = "a bash that is not a login shell does not read this file, so it has no awsenv"
            yield Finding(WARNING, "shell.login", what, "move the line for awsenv to ~/.bashrc", path)
        return
    what = "a login bash (in tmux, over ssh, on macOS) does not read ~/.bashrc, so it has no awsenv"
    remedy = "add to ~/.bash_profile: [ -r ~/.bashrc ] && . ~/.bashrc"
    if path.endswith("/.bashrc"):
        yield Finding(NOTE, "shell.login", what, remedy)
        return
    if not _reads_bashrc(path) and not any(LOADS.search(line) for _, line in _seen(path)):
        remedy = remedy.replace("~/.bash_profile", printable(path))
        yield Finding(WARNING, "shell.login", what, remedy, path)


def _reads_bashrc(path: str) -> bool:
    return any(READS_BASHRC.search(line) for _, line in _seen(path))


def _exports(path: str) -> Iterator[Finding]:
    """Variables that a start-up file sets in every shell, and that decide which identity AWS tools use."""
    for number, line in _seen(path):
        match = SETS.match(line)
        if match is None:
            continue
        for name in NAME.findall(" " + match[1]):
            if name in variables.SECRET:
                what = f"{name} is set in every new shell, by a file that is not meant for secrets"
                remedy = "move the keys to ~/.aws/credentials and remove the line"
                yield Finding(WARNING, "variables.startup", what, remedy, path, number)
            elif name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
                what = (
                    f"{name} is set in every new shell; while awsenv is off, it overrides a profile's region"
                )
                yield Finding(
                    NOTE, "variables.startup", what, "set region in the profiles instead", path, number
                )
            elif name in variables.OWNED:
                what = f"{name} is set in every new shell, so every new shell starts with that profile"
                remedy = "remove the line; a .awsprofile does the same in the directories that need it"
                yield Finding(WARNING, "variables.startup", what, remedy, path, number)
