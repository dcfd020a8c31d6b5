"""How is a page shown to this person?

The standard library's webbrowser would not do: it waits for what BROWSER names, lets it have the terminal,
and knows neither WSL nor an environment other than the process's own.
"""

from __future__ import annotations

import os
import sys

from ..environment import child
from ..errors import AwsenvError
from . import which

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..call import Call

PATIENCE = 0.5  # seconds in which a program that cannot show anything says so; a browser may stay for days
SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
DISPLAYS = ("WAYLAND_DISPLAY", "DISPLAY")
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
OPENERS = ("xdg-open", "sensible-browser", "x-www-browser")
# explorer.exe says 1 whatever happens, and takes an address with a query for a folder.
WINDOWS = (["wslview"], ["rundll32.exe", "url.dll,FileProtocolHandler"])


def show(url: str, call: Call, command: str | None = None) -> bool:
    """Open the address, without waiting for the page; whether a program took it. Never raises.

    What a person has chosen is tried alone: `command`, or else the setting. Where nothing is chosen, what
    $BROWSER lists is tried, then the system's own openers.
    The address is one argument, so every user who can list processes can read it: it must not be a secret.
    """
    chosen = command or _preferred(call)
    commands = named(chosen, call.environ) if chosen else usual(call.environ)
    return any(_started(words, url, call) for words in commands)


def typed(command: str | None, directory: str) -> str | None:
    """A command of this command line, in which a program may be given by its path from the directory."""
    import shlex

    program, blank, rest = (command or "").partition(" ")
    if "/" not in program or program[0] in "/~'\"":
        return command
    return shlex.quote(f"{directory.rstrip('/')}/{program}") + blank + rest


def likely(environ: Mapping[str, str], platform: str = sys.platform, root: str = "") -> bool:
    """Whether a person with a display sits at this very machine: not behind SSH, in a container or on WSL.

    A browser could then also reach a port of this machine's loopback. `root` is where the file system begins.
    """
    if any(environ.get(name) for name in SSH) or is_wsl(environ):
        return False
    if platform == "darwin":
        return True
    # Toolbox and Distrobox are containers that share the person's network and display.
    if "DISTROBOX_ENTER_PATH" not in environ and not os.path.exists(root + "/run/.toolboxenv"):
        inside = "container" in environ or "KUBERNETES_SERVICE_HOST" in environ
        if inside or any(os.path.exists(root + path) for path in CONTAINERS):
            return False
    return any(environ.get(name) for name in DISPLAYS)


def is_wsl(environ: Mapping[str, str]) -> bool:
    """Whether this Linux runs inside Windows, whose browser is the person's."""
    return bool(environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"))


def _preferred(call: Call) -> str | None:
    try:
        return call.configuration.preferences.browser
    except AwsenvError as error:
        call.report(error)
        return None


def usual(environ: Mapping[str, str], platform: str = sys.platform) -> Iterator[list[str]]:
    """What to try where none was chosen: $BROWSER's commands, then the system's openers."""
    for command in environ.get("BROWSER", "").split(os.pathsep):
        yield from named(command, environ, platform)
    if platform == "darwin":
        yield ["/usr/bin/open"]
    elif is_wsl(environ):
        yield from WINDOWS
    elif likely(environ, platform):  # elsewhere an opener would fall back to a browser in the terminal
        yield from ([name] for name in OPENERS)


def named(command: str, environ: Mapping[str, str], platform: str = sys.platform) -> Iterator[list[str]]:
    """The words of a command from a person: a path, a line with quotes, or on macOS an application's name."""
    import shlex

    if "/" in command and os.path.isfile(command):  # macOS keeps browsers in paths with blanks
        yield [command]
        return
    try:
        words = shlex.split(command)
    except ValueError:
        return
    if words[-1:] == ["&"]:  # webbrowser and xdg-open both let BROWSER end so
        del words[-1]
    if not words:
        return
    if platform == "darwin" and which.find(words[0], environ) is None:
        yield ["/usr/bin/open", "-a", command]
    yield words


def _started(words: list[str], url: str, call: Call) -> bool:
    """Start the command beside us, so that it outlives the terminal, and wait a moment for its complaint."""
    import subprocess

    path = which.find(words[0], call.environ)
    if path is None:
        return False
    rest = [word.replace("%s", url) for word in words[1:]]
    try:
        process = subprocess.Popen(
            [path, *rest, *([] if any("%s" in word for word in words) else [url])],
            env=child.without_identity(call.environ, None),  # a browser keeps it for days
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        process.returncode = 0  # its status is not asked for again
        return True
