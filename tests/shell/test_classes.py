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
def sat(start, home, settings):
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


def test_the_name_of_a_protected_profile_is_typed_on_the_terminal(sat, home):
    answer(sat, "awsenv prod-account", "prod-account")

    assert (sat.status, active(sat, home)) == (0, "prod-account")
    assert environment(sat, home)["AWSENV_COLOR"] == "38;5;196"


def test_another_name_leaves_the_shell_as_it_was(sat, home):
    sat.run("awsenv dev")
    shown = answer(sat, "awsenv prod-account", "prod")

    assert b"; nothing was done; 'dev' is still active" in shown.replace(b"\r\n", b"")
    assert (sat.status, active(sat, home)) == (1, "dev")


def test_an_interrupted_question_leaves_the_shell_as_it_was(sat, home):
    sat.send("awsenv prod-account\r")
    sat.until(QUESTION)
    sat.send("\x03")
    sat.prompt()

    assert sat.status == 130
    assert active(sat, home) is None


def test_a_terminal_that_was_asked_is_as_before(sat, home):
    sat.run("stty -a >~/before")
    answer(sat, "awsenv prod-account", "prod-account")
    sat.run("stty -a >~/after")

    assert (home.path / "before").read_text() == (home.path / "after").read_text()


def test_no_cd_asks_and_no_cd_switches(sat, home, shell):
    home.write("project/.awsprofile", "prod-account\n")
    shown = sat.run("cd ~/project")
    again = sat.run("true")
    bare = sat.last_line()

    assert b"cd does not switch to the protected profile " in shown.replace(b"\r\n", b"")
    assert b"awsenv:" not in again
    assert "≠" not in bare
    assert "!" not in bare
    assert active(sat, home) is None


def test_a_class_can_let_cd_switch_after_the_name_was_typed_once(sat, home, settings):
    settings.write_text(CLASSES.replace("confirm = true", "confirm = true\ncd = true"))
    home.write("project/.awsprofile", "prod-account\n")
    sat.run("cd ~/project")
    answer(sat, "awsenv allow", "prod-account")
    allowed = active(sat, home)
    sat.run("cd ~")
    left = active(sat, home)
    sat.run("cd ~/project")

    assert (allowed, left, active(sat, home)) == ("prod-account", None, "prod-account")


def test_a_profile_is_dropped_after_its_idle_time_and_not_before(sat, home, shell):
    before = environment(sat, home)
    sat.run("awsenv dev")
    idle_for(sat, shell, 600)
    kept = active(sat, home)
    shown = idle_for(sat, shell, 1000)

    assert kept == "dev"
    assert b"'dev' was dropped after 15 min without a prompt" in shown
    assert environment(sat, home) == before


def test_a_profile_without_an_idle_time_stays(sat, home, shell):
    sat.run("awsenv dev")
    sat.run("awsenv no-region")
    idle_for(sat, shell, 100_000)

    assert active(sat, home) == "no-region"


def test_the_settings_are_found_where_the_directory_of_settings_is(start, home, shell, settings):
    terminal = start(environ={"XDG_CONFIG_HOME": str(settings.parent.parent)})
    terminal.run("awsenv dev")

    assert environment(terminal, home)["AWSENV_IDLE"] == "900"


def test_status_quotes_a_remedy_so_that_it_can_be_pasted(sat, home, shell):
    name = "it's $(touch x)"
    home.write(".aws/config", f'[profile "{name}"]\nregion = x\n')
    sat.run(f"awsenv use {quoted(shell, name)}")
    sat.run(export(shell, AWS_PROFILE="other"))
    sat.run("awsenv status >~/said")
    said = (home.path / "said").read_text()
    [fix] = [line.split(maxsplit=1)[1] for line in said.splitlines() if line.startswith("fix")]
    sat.run(fix)

    assert environment(sat, home)["AWS_PROFILE"] == name
    assert not list(home.path.glob("**/x"))


def test_a_nested_shell_knows_that_it_has_inherited(sat, home, shell):
    sat.run("awsenv dev")
    mine = sat.run("awsenv status")
    sat.run(shell.program)
    nested = sat.run("awsenv status")

    assert b"a switch by hand" in mine
    assert b"a switch in another shell" in nested
