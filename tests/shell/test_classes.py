"""Classes in a real shell: the name is typed on its terminal, and an idle profile is dropped."""

from __future__ import annotations

import pytest

from .conftest import active, environment, export, quoted

CLASSES = """\
[[class]]
match = "prod-*"
label = "live"
confirm = true
color = "#ff0000"
[[class]]
match = "dev"
idle = "15m"
"""
QUESTION = rb"is protected\. Type its name to continue: "


@pytest.fixture
def settings(home):
    return home.write(".config/awsenv/config.toml", CLASSES)


@pytest.fixture
def terminal(start, home, settings):
    """A shell that reads the settings."""
    return start(environ={"AWSENV_CONFIG": str(settings)})


def answer(terminal, line, name):
    """Type a line that asks for a name, then the name."""
    terminal.send(line + "\r")
    terminal.until(QUESTION)
    terminal.send(name + "\r")
    return terminal.prompt()


def idle_for(terminal, shell, seconds):
    """Let the last prompt have been that long ago."""
    by = f"set -g __awsenv_last (math $__awsenv_last - {seconds})" if shell.name == "fish" else ""
    return terminal.run(by or f"__awsenv_last=$((__awsenv_last - {seconds}))")


def test_the_name_of_a_protected_profile_is_typed_on_the_terminal(terminal, home):
    answer(terminal, "awsenv prod-account", "prod-account")

    assert (terminal.status, active(terminal, home)) == (0, "prod-account")
    assert environment(terminal, home)["AWSENV_COLOR"] == "38;5;196"


def test_another_name_leaves_the_shell_as_it_was(terminal, home):
    terminal.run("awsenv dev")
    shown = answer(terminal, "awsenv prod-account", "prod")

    assert b"; nothing was done; 'dev' is still active" in shown.replace(b"\r\n", b"")
    assert (terminal.status, active(terminal, home)) == (1, "dev")


def test_an_interrupted_question_leaves_the_shell_as_it_was(terminal, home):
    terminal.send("awsenv prod-account\r")
    terminal.until(QUESTION)
    terminal.send("\x03")
    terminal.prompt()

    assert terminal.status == 130
    assert active(terminal, home) is None


def test_a_terminal_that_was_asked_is_as_before(terminal, home):
    terminal.run("stty -a >~/before")
    answer(terminal, "awsenv prod-account", "prod-account")
    terminal.run("stty -a >~/after")

    assert (home.path / "before").read_text() == (home.path / "after").read_text()


def test_no_cd_asks_and_no_cd_switches(terminal, home, shell):
    home.write("project/.awsprofile", "prod-account\n")
    shown = terminal.run("cd ~/project")
    again = terminal.run("true")
    bare = terminal.last_line()

    assert b"cd does not switch to the protected profile " in shown.replace(b"\r\n", b"")
    assert b"awsenv:" not in again
    assert "≠" not in bare
    assert "!" not in bare
    assert active(terminal, home) is None


def test_a_class_can_let_cd_switch_after_the_name_was_typed_once(terminal, home, settings):
    settings.write_text(CLASSES.replace("confirm = true", "confirm = true\ncd = true"))
    home.write("project/.awsprofile", "prod-account\n")
    terminal.run("cd ~/project")
    answer(terminal, "awsenv allow", "prod-account")
    allowed = active(terminal, home)
    terminal.run("cd ~")
    left = active(terminal, home)
    terminal.run("cd ~/project")

    assert (allowed, left, active(terminal, home)) == ("prod-account", None, "prod-account")


def test_a_profile_is_dropped_after_its_idle_time_and_not_before(terminal, home, shell):
    before = environment(terminal, home)
    terminal.run("awsenv dev")
    idle_for(terminal, shell, 600)
    kept = active(terminal, home)
    shown = idle_for(terminal, shell, 1000)

    assert kept == "dev"
    assert b"'dev' was dropped after 15 min without a prompt" in shown
    assert environment(terminal, home) == before


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_each_prompt_looks_at_the_clock(terminal, home):
    terminal.run("unset EPOCHSECONDS; EPOCHSECONDS=4000000000")  # bash 5.0+
    terminal.run("awsenv dev")
    quiet = terminal.run("EPOCHSECONDS=4000000600") + terminal.run("EPOCHSECONDS=4000001200")
    shown = terminal.run("EPOCHSECONDS=4000002200")

    assert b"was dropped" not in quiet
    assert b"'dev' was dropped after 15 min without a prompt" in shown


def slept(terminal, shell, seconds, line):
    """A line typed that long after the last prompt. bash compares in PS0, which any line reads before it runs."""
    if shell.name == "fish":
        key = f"set -g __awsenv_last (math $__awsenv_last - {seconds})"
        terminal.run(f"bind \\ct '{key}; printf \"\\e]7778;\\a\"'")
    elif shell.name == "zsh":
        terminal.run(
            f"w() {{ (( __awsenv_last -= {seconds} )); print -n '\\e]7778;\\a' }}; zle -N w; bindkey '^T' w"
        )
    else:
        terminal.run(f'bind -x \'"\\C-t": (( __awsenv_last -= {seconds} )); printf "\\e]7778;\\a"\'')
    terminal.send("\x14")
    terminal.until(rb"\x1b\]7778;\x07")
    if shell.name == "bash":  # it draws the line again
        terminal.prompt()
    return terminal.run(line)


def test_a_command_after_the_idle_time_runs_without_the_profile(terminal, home, shell):
    terminal.run("awsenv dev")
    shown = slept(terminal, shell, 1000, "env -0 >~/environment")

    assert b"'dev' was dropped after 15 min without a prompt" in shown
    assert b"AWS_PROFILE" not in (home.path / "environment").read_bytes()
    assert "(" not in terminal.last_line()


def test_the_idle_time_begins_with_the_switch(terminal, home, shell):
    terminal.run("awsenv dev")
    terminal.run("awsenv off")
    idle_for(terminal, shell, 1000) if shell.name != "fish" else terminal.run("set -g __awsenv_last 1000")
    terminal.run("awsenv dev")

    assert active(terminal, home) == "dev"


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_a_trap_that_runs_the_hooks_keeps_no_profile_alive(terminal, home, shell):
    terminal.run("awsenv dev")
    terminal.run("TRAPUSR1() { local each; for each in $precmd_functions; do $each; done }")
    terminal.run("w() { __awsenv_last=$((__awsenv_last - 600)); kill -USR1 $$ }; zle -N w; bindkey '^T' w")
    terminal.send("\x14\x14")
    terminal.until(rb"was dropped after")


def test_a_profile_without_an_idle_time_stays(terminal, home, shell):
    terminal.run("awsenv dev")
    terminal.run("awsenv no-region")
    idle_for(terminal, shell, 100_000)

    assert active(terminal, home) == "no-region"


def test_the_settings_are_found_where_the_directory_of_settings_is(start, home, shell, settings):
    terminal = start(environ={"XDG_CONFIG_HOME": str(settings.parent.parent)})
    terminal.run("awsenv dev")

    assert environment(terminal, home)["AWSENV_IDLE"] == "900"


def test_status_quotes_a_remedy_so_that_it_can_be_pasted(terminal, home, shell):
    name = "it's $(touch x)"
    home.write(".aws/config", f'[profile "{name}"]\nregion = x\n')
    terminal.run(f"awsenv use {quoted(shell, name)}")
    terminal.run(export(shell, AWS_PROFILE="other"))
    terminal.run("awsenv status >~/said")
    said = (home.path / "said").read_text()
    [fix] = [line.split(maxsplit=1)[1] for line in said.splitlines() if line.startswith("fix")]
    terminal.run(fix)

    assert environment(terminal, home)["AWS_PROFILE"] == name
    assert not list(home.path.glob("**/x"))


def test_a_nested_shell_knows_that_it_has_inherited(terminal, home, shell):
    terminal.run("awsenv dev")
    mine = terminal.run("awsenv status")
    terminal.run(shell.program)
    nested = terminal.run("awsenv status")

    assert b"a switch by hand" in mine
    assert b"a switch in another shell" in nested
