"""Is awsenv set up properly in this shell, and which awsenv is it?"""

from __future__ import annotations

import os
import shlex
import sys

from ..environment import dialects, snippets, variables
from ..settings import locations
from ..text import plain, printable, shown
from . import startup
from .findings import ERROR, NOTE, WARNING, Finding, alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..call import Call

OLDEST = (3, 10)  # Python


def examine(call: Call) -> Iterator[Finding]:
    """Snippet, core, start-up files, completion, prompt."""
    name, protocol = dialects.caller(call.environ)
    loaded = name in dialects.SNIPPETS
    shell = name if loaded else call.environ.get("SHELL", "").rpartition("/")[2]
    if not loaded:
        yield from _not_loaded(shell)
    elif protocol != dialects.PROTOCOL:
        what = f"this {name} has loaded the snippet of another version (it speaks {shown(protocol)}, not "
        what += f"{dialects.PROTOCOL})"
        yield Finding(ERROR, "shell.version", what, f"open a new shell, or: exec {name}")
    elif variables.WIRING not in call.environ:
        what = f"this {name} has loaded the snippet of an older awsenv"
        yield Finding(WARNING, "shell.version", what, f"open a new shell, or: exec {name}")
    else:
        yield from _told(call.environ[variables.WIRING].split(), name, call)
    yield from alone("shell.program", _program(call))
    if name not in dialects.OTHERS:  # whose start-up files doctor cannot read
        yield from startup.examine(call, shell if shell in dialects.SHELLS else "bash", loaded=loaded)


def _not_loaded(shell: str) -> Iterator[Finding]:
    known = shell in dialects.SHELLS
    what = "this shell has not loaded awsenv, so awsenv cannot switch it"
    remedy = f"run: {snippets.line(shell if known else 'bash')}"
    if shell and not known:
        what += f"; {shown(shell)} is not one of {', '.join(dialects.SHELLS)}"
        remedy = f"start one of {', '.join(dialects.SHELLS)}; `awsenv exec` works everywhere"
    yield Finding(ERROR, "shell.snippet", what, remedy)


def _told(words: list[str], shell: str, call: Call) -> Iterator[Finding]:
    """What the snippet reports of its shell, in single words."""
    again = f"open a new shell, or: exec {shell}"
    if "alias" in words:
        what = "an alias named awsenv hides the function at the prompt"
        yield Finding(ERROR, "shell.alias", what, "unalias awsenv, and remove it from the start-up file")
    if "interactive" not in words:
        return
    if "completion" not in words:
        what = "TAB completion of awsenv is not registered"
        compinit = "load compinit in .zshrc, then open a new shell" if shell == "zsh" else again
        yield Finding(WARNING, "shell.completion", what, compinit)
    elif "compctl" in words:
        what = "TAB completes only names and commands, since this zsh has not run compinit"
        yield Finding(NOTE, "shell.completion", what, "in .zshrc: autoload -Uz compinit && compinit")
    if "hook" not in words:
        what = "the directory hook is gone, so cd does not follow a .awsprofile and sessions are not renewed"
        yield Finding(ERROR, "shell.hook", what, f"{again}; something may overwrite PROMPT_COMMAND")
    if call.environ.get("AWSENV_PROMPT") == "off":
        what = "the prompt does not show the profile: AWSENV_PROMPT is off"
        yield Finding(NOTE, "shell.prompt", what, "to show it: unset AWSENV_PROMPT")
    elif "foreign" in words:
        yield _drawn_by_another(call)
    elif "prompt" not in words:
        yield Finding(WARNING, "shell.prompt", "the prompt does not show the profile", again)
    for word in words:
        if word.startswith("tool:"):
            tool = plain(word.removeprefix("tool:"))
            what = f"{tool} is loaded in this shell too; awsenv shows what it exports as drift"
            yield Finding(NOTE, "tools.switcher", what, f"use only one of them; awsenv off before {tool}")


def _drawn_by_another(call: Call) -> Finding:
    """Whether the program that draws the prompt shows keys mode, as far as its settings tell."""
    home, remedy = (
        locations.home(call.environ),
        "docs/guide/prompt.md has a line for each to show the profile",
    )
    if "STARSHIP_SHELL" in call.environ:
        path, drawer = call.environ.get("STARSHIP_CONFIG") or f"{home}/.config/starship.toml", "starship"
    elif "POSH_SESSION_ID" in call.environ or "POSH_THEME" in call.environ:
        path, drawer = call.environ.get("POSH_THEME", ""), "oh-my-posh"
    elif call.environ.get("P9K_TTY") or call.environ.get("_P9K_TTY"):
        path, drawer = call.environ.get("POWERLEVEL9K_CONFIG_FILE") or f"{home}/.p10k.zsh", "powerlevel10k"
    else:
        what = "another program draws the prompt, so awsenv leaves it alone"
        return Finding(NOTE, "shell.prompt", what, remedy)
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            shows = "awsenv" in stream.read().lower()
    except OSError:
        shows = False
    if shows:
        return Finding(NOTE, "shell.prompt", f"{drawer} draws the prompt, and its settings name awsenv")
    what = (
        f"{drawer} draws the prompt and shows AWS_PROFILE at most: no profile in keys mode, no time, no mark"
    )
    return Finding(WARNING, "shell.prompt", what, remedy)


def _program(call: Call) -> Iterator[Finding]:
    """Which core runs, which others exist, and whether its Python still works."""
    chosen = call.environ.get("AWSENV_BIN", "")
    if chosen and not os.access(chosen, os.X_OK) and "/" in chosen:
        what = f"AWSENV_BIN points to {printable(chosen)}, which cannot be run"
        yield Finding(ERROR, "shell.program", what, "correct it, or: unset AWSENV_BIN")
    elif chosen:
        what = f"AWSENV_BIN chooses the core: {printable(chosen)}"
        yield Finding(NOTE, "shell.program", what, "if that is not what you want: unset AWSENV_BIN")
    found = on_path("awsenv", call)
    here = os.path.realpath(call.program)
    others = [path for path in found if os.path.realpath(path) != here]
    if _is_module(call):
        others = []
    if others and found[0] == others[0]:
        what = f"the PATH leads to a different awsenv than the running one, {printable(call.program)}"
        remedy = "scripts and credential_process would run it: remove one, or reorder the PATH"
        yield Finding(WARNING, "shell.program", what, remedy, found[0])
    elif others:
        what = f"this is another awsenv, later on the PATH than {printable(found[0])}"
        yield Finding(NOTE, "shell.program", what, "remove it, if you do not need it", others[0])
    if not found:
        what = "awsenv is not on the PATH; the shell function works, scripts and credential_process do not"
        remedy = "install.sh puts it in ~/.local/bin" if _is_module(call) else _on_path(call)
        yield Finding(NOTE, "shell.program", what, remedy)
    if sys.version_info < OLDEST or not os.access(sys.executable, os.X_OK):
        what = f"the Python that runs awsenv, {printable(sys.executable)}, is gone or too old"
        yield Finding(ERROR, "shell.python", what, "run install.sh again")


def _on_path(call: Call) -> str:
    """What puts awsenv alone on the PATH: its own directory has a python and a pip, too."""
    folder = locations.home(call.environ) + "/.local/bin"
    if os.access(f"{folder}/awsenv", os.X_OK):
        return f"add {printable(folder)} to the PATH"
    program = printable(shlex.quote(call.program))
    return f"mkdir -p ~/.local/bin && ln -s {program} ~/.local/bin/awsenv, and add ~/.local/bin to the PATH"


def _is_module(call: Call) -> bool:
    """Whether it was started as python -m awsenv."""
    return call.program.endswith("/__main__.py")


def on_path(program: str, call: Call) -> list[str]:
    """Every program of that name on the PATH, each once, in its order; none of the current directory."""
    found: dict[str, str] = {}
    for folder in call.environ.get("PATH", "").split(":"):
        path = f"{folder}/{program}"
        if folder.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK):
            found.setdefault(os.path.realpath(path), path)
    return list(found.values())
