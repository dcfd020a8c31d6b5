"""awsenv doctor in the real shells: does it see how this shell is wired?"""

from __future__ import annotations

import json

import pytest

from .conftest import quoted


def found(terminal, home, words=""):
    """Level and check of what doctor says of the shell, and the lines it names."""
    terminal.run(f"awsenv doctor --json --offline {words} >~/found")
    return [
        (one["level"], one["check"], one["where"]["line"] if one["where"] else None)
        for one in json.loads((home.path / "found").read_text())
        if one["check"].startswith("shell.") and one["check"] not in {"shell.program", "shell.login"}
    ]


def test_a_shell_that_loads_the_snippet_once_is_wired(start, home, shell):
    terminal = start(rc="autoload -Uz compinit; compinit -u" if shell.name == "zsh" else "")

    assert found(terminal, home) == []


def test_a_line_that_stands_twice_is_found_with_its_number(start, home, shell):
    line = f". {quoted(shell, shell.snippet)}"
    terminal = start(rc=f"# {line}\n{line}", environ={"AWSENV_PROMPT": "right"})
    text = (home.path / shell.rc).read_text().splitlines()

    twice = [one for one in found(terminal, home) if one[1] == "shell.twice"]
    assert twice == [("warning", "shell.twice", len(text) - text[::-1].index(line))]


def test_a_snippet_of_another_version_is_found(start, home, shell):
    terminal = start()
    body = "set -lx AWSENV_SHELL fish:0; command awsenv $argv"
    old = (
        f"function awsenv; {body}; end"
        if shell.name == "fish"
        else f'awsenv() {{ AWSENV_SHELL={shell.name}:0 command awsenv "$@"; }}'
    )
    terminal.run(old)

    assert ("error", "shell.version", None) in found(terminal, home)
    assert terminal.status == 1


LOST = {
    "bash": ["complete -r awsenv; PROMPT_COMMAND=true"],
    "zsh": ["compdef -d awsenv; precmd_functions=()"],
    "fish": ["complete --command awsenv --erase; functions --erase __awsenv_hook"],
}


@pytest.mark.parametrize(
    ("shell", "line"), [(name, line) for name, lines in LOST.items() for line in lines], indirect=["shell"]
)
def test_completion_and_hook_that_something_took_away_are_found(start, home, shell, line):
    terminal = start(rc="autoload -Uz compinit; compinit -u" if shell.name == "zsh" else "")
    # On one line, since the hooks that are left may put the others back before the next one.
    terminal.run(f"{line}; awsenv doctor --json --offline >~/found")
    checks = {one["check"] for one in json.loads((home.path / "found").read_text())}

    assert {"shell.completion", "shell.hook"} <= checks


def test_a_program_that_draws_the_prompt_is_told(start, home, shell):
    name = {"bash": "starship_precmd", "zsh": "starship_precmd", "fish": "_omp_get_prompt"}[shell.name]
    terminal = start(rc=f"function {name}; true; end" if shell.name == "fish" else f"{name}() {{ true; }}")

    assert ("note", "shell.prompt", None) in found(terminal, home)


@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_an_alias_that_hides_the_function_is_found(start, home, shell):
    terminal = start(rc="alias awsenv='awsenv '")
    terminal.run("\\awsenv doctor --json --offline >~/found")
    checks = [(one["check"], bool(one["where"])) for one in json.loads((home.path / "found").read_text())]

    assert {("shell.alias", False), ("shell.alias", True)} <= set(checks)


def test_no_other_verb_pays_for_what_doctor_wants_to_know(start, home):
    home.write("bin/core", '#!/bin/sh\necho "[${__awsenv_wiring-unset}]"\n').chmod(0o755)
    terminal = start(environ={"AWSENV_BIN": str(home.path / "bin/core")})

    assert b"[unset]" in terminal.run("awsenv status")
    assert b"interactive" in terminal.run("awsenv doctor")
    assert b"[unset]" in terminal.run("awsenv list")
