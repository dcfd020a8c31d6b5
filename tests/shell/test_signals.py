"""Whatever signal comes in the midst of a switch: is the shell one identity, and are the traps the user's own?"""

from __future__ import annotations

import pytest

from .conftest import environment

# The real core, behind which a line is planted between any two variables of the change.
CORE = """#!/usr/bin/env python3
import os, sys
reader, writer = os.pipe()
child = os.fork()
if child == 0:
    os.dup2(writer, 3)
    os.execv({core!r}, [{core!r}, *sys.argv[1:]])
os.close(writer)
with os.fdopen(reader) as code:
    lines = code.readlines()
for planted in reversed(range(1, len(lines))):
    lines.insert(planted, {line!r} + "\\n")
if lines:
    with os.fdopen(3, "w") as answer:
        answer.writelines(lines)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture
def plant(home, shell):
    """Start the shell with a core between whose variables the shell sends itself a signal."""

    def plant(signal):
        me = "$fish_pid" if shell.name == "fish" else "$$"
        core = home.write(
            "planted", CORE.format(core=str(home.command), line=f"command kill -s {signal} {me}")
        )
        core.chmod(0o755)
        return {"AWSENV_BIN": str(core), "AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "mine"}

    return plant


def trap(shell, signal, line):
    """The line by which a user has a line run at a signal."""
    if shell.name == "fish":
        return f"function at_{signal} --on-signal {signal}; {line}; end"
    return f"trap '{line}' {signal}"


def test_ctrl_c_between_two_variables_neither_halves_the_change_nor_is_lost(start, home, shell, plant):
    terminal = start(environ=plant("INT"))
    terminal.run("awsenv dev; echo went on >~/on")
    inside, status = environment(terminal, home), terminal.status
    terminal.run("awsenv off; echo went on >>~/on")
    outside = environment(terminal, home)

    assert tuple(map(inside.get, ("AWSENV_PROFILE", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"))) == (
        "dev",
        "dev",
        None,
    )
    assert tuple(map(outside.get, ("AWSENV_PROFILE", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"))) == (
        None,
        None,
        "AKIAMINE",
    )
    assert outside["AWS_SECRET_ACCESS_KEY"] == "mine"
    assert status == 0
    assert not (home.path / "on").exists()


def test_a_stop_between_two_variables_changes_nothing(start, home, plant):
    terminal = start(environ=plant("TSTP"))
    terminal.run("awsenv dev; echo went on >~/on")
    found = environment(terminal, home)

    assert (found["AWS_PROFILE"], found.get("AWS_ACCESS_KEY_ID")) == ("dev", None)
    assert (home.path / "on").exists()


@pytest.mark.parametrize("signal", ["INT", "HUP", "USR1", "TERM"])
def test_a_trap_of_the_users_sees_no_half_of_a_change_and_stays(start, home, shell, plant, signal):
    if (shell.name, signal) == ("zsh", "TERM"):
        line = "TRAPTERM() { env >>~/seen; echo >>~/seen; }"
    else:
        line = trap(shell, signal, "env >>~/seen; echo >>~/seen")
    terminal = start(environ=plant(signal))
    terminal.run(line)
    terminal.run("awsenv dev")
    seen = (home.path / "seen").read_text()
    terminal.run(f"command kill -s {signal} {'$fish_pid' if shell.name == 'fish' else '$$'}; true")
    later = (home.path / "seen").read_text()

    assert "AWS_PROFILE=dev\n" in seen
    assert not [line for line in seen.splitlines() if line.startswith(("AWS_ACCESS_KEY_ID", "__awsenv"))]
    assert later != seen


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_a_handler_of_a_variable_sees_the_whole_change(start, home):
    terminal = start(environ={"AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "mine"})
    terminal.run("function seen --on-variable AWS_PROFILE; env >>~/seen; end")
    terminal.run("awsenv dev")
    seen = (home.path / "seen").read_text().splitlines()

    assert {"AWS_PROFILE=dev", "AWSENV_PROFILE=dev"} <= set(seen)
    assert not [line for line in seen if line.startswith("AWS_ACCESS_KEY_ID")]
