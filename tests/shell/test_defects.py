"""What went wrong once, in the shell where it did."""

from __future__ import annotations

import os

import pytest

from .conftest import environment, export, quoted
from .counting import Counter, traced

SECRETS = {"AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "a-canary-sings"}


@pytest.mark.parametrize("flags", ["-x", "-v", "-xv"])
@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_no_trace_prints_a_key_and_the_flags_stay(start, flags):
    terminal = start(environ=SECRETS)
    terminal.run(f"set {flags}")
    shown = b"".join(
        map(terminal.run, ("awsenv dev", "awsenv exec dev -- true", "awsenv off", "awsenv nobody"))
    )
    shown += b"".join(map(terminal.run, ("awsenv dev", "__awsenv_core=/nowhere", "awsenv off")))
    terminal.run("case $- in *[xv]*) false ;; esac")

    assert b"canary" not in shown
    assert terminal.status == 1


@pytest.mark.parametrize("setup", ["set -T; ", ""])
@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_what_a_debug_trap_prints_is_not_code_and_the_trap_stays(start, home, setup):
    terminal = start()
    terminal.run(setup + "trap 'echo touch x' DEBUG")
    terminal.run("awsenv dev")
    found = environment(terminal, home)
    shown = terminal.run("true")

    assert found["AWS_PROFILE"] == "dev"
    assert b"touch x" in shown
    assert not list(home.path.glob("**/x"))


@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
@pytest.mark.parametrize("attribute", ["-i", "-u", "-l"])
def test_an_attribute_of_a_variable_does_not_change_the_profile(start, home, attribute):
    terminal = start()
    terminal.run(f"typeset {attribute} AWS_PROFILE AWS_REGION")
    terminal.run("awsenv prod-account")
    found = environment(terminal, home)

    assert (found["AWS_PROFILE"], found["AWS_REGION"]) == ("prod-account", "eu-central-1")


@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_a_variable_that_is_an_array_does_not_halve_a_switch(start, home):
    terminal = start(rc="AWS_REGION=(a b)")
    terminal.run("awsenv prod-account")
    found = environment(terminal, home)

    assert (found["AWS_PROFILE"], found["AWS_REGION"]) == ("prod-account", "eu-central-1")
    assert found["AWSENV_PROFILE"] == "prod-account"


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_PROFILE", "AWSENV_PROFILE", "__awsenv_kept"])
@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_a_readonly_variable_refuses_the_whole_switch(start, home, name):
    terminal = start(rc=f"export {name}=mine; readonly {name}", environ=SECRETS)
    before = environment(terminal, home)
    shown = terminal.run("awsenv prod-account")

    assert terminal.status == 1
    assert f"{name} is readonly in this shell".encode() in shown
    assert environment(terminal, home) == before


@pytest.mark.parametrize("name", ["PROMPT_COMMAND", "PS1"])
@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_readonly_prompt_is_left_alone_silently(start, home, name):
    terminal = start(before=f"readonly {name}")
    shown = terminal.run("true")
    terminal.run("awsenv dev")

    assert b"readonly" not in terminal.log.split(b"7777")[0] + shown
    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_command_that_is_appended_as_an_element_keeps_the_ones_before(start, home):
    terminal = start(before="PROMPT_COMMAND='first=1'", rc="PROMPT_COMMAND+=('second=2')")
    terminal.run("awsenv dev")
    terminal.run('unset first second; printf "%s" "${PROMPT_COMMAND[*]}" >~/commands')
    terminal.run('printf "%s" "${first-}" >~/first')

    assert "first=1" in (home.path / "commands").read_text()
    assert (home.path / "first").read_text() == "1"
    assert terminal.last_line().count("(dev)") == 1


@pytest.mark.parametrize("shell", ["zsh", "fish"], indirect=True)
def test_the_side_of_the_segment_can_be_changed_at_any_time(start, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run("set -g AWSENV_PROMPT right" if shell.name == "fish" else "AWSENV_PROMPT=right")
    terminal.run("true")
    right = [line.rstrip() for line in terminal.screen().display if " true" in line][-1]
    terminal.run("set -e AWSENV_PROMPT" if shell.name == "fish" else "unset AWSENV_PROMPT")
    terminal.run("true")
    left = [line.rstrip() for line in terminal.screen().display if " true" in line][-1]

    assert (right.count("(dev)"), right.endswith("(dev)")) == (1, True)
    assert (left.count("(dev)"), left.startswith("(dev)")) == (1, True)


def test_local_replaces_a_link_and_not_what_it_leads_to(start, home):
    victim = home.write("victim", "precious\n")
    (home.path / "project").mkdir()
    (home.path / "project/.awsprofile").symlink_to(victim)
    terminal = start()
    terminal.run("cd ~/project")
    terminal.run("awsenv local dev")

    assert victim.read_text() == "precious\n"
    assert (home.path / "project/.awsprofile").read_text() == "dev\n"


def test_local_replaces_a_pipe_and_does_not_wait_for_it(start, home):
    (home.path / "project").mkdir()
    os.mkfifo(home.path / "project/.awsprofile")
    terminal = start()
    terminal.run("cd ~/project")
    terminal.run("awsenv local dev")

    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


def test_a_denied_pin_lets_the_one_above_apply_however_one_comes(start, home):
    home.write("a/b/.awsprofile", "dev\n")
    terminal = start()
    terminal.run("cd ~/a/b; awsenv deny")
    terminal.run("cd ~/a")
    terminal.run("awsenv local prod-account")
    seen = []
    for move in ("cd b", "cd ~", "cd ~/a/b", "cd ~/a", "cd ~"):
        terminal.run(move)
        seen.append(environment(terminal, home).get("AWSENV_PROFILE"))

    assert seen == ["prod-account", None, "prod-account", "prod-account", None]


@pytest.mark.parametrize("missing", ["config", "credentials", "tilde"])
def test_tab_starts_nothing_when_a_file_is_missing_or_written_with_a_tilde(start, home, shell, missing):
    environ = {"AWS_CONFIG_FILE": "~/.aws/config"} if missing == "tilde" else {}
    if missing != "tilde":
        (home.path / ".aws" / missing).unlink()
    trace = home.path / "trace"
    terminal = start(argv=traced([shell.program, *shell.arguments], trace), environ=environ)
    counter = Counter(terminal, trace)
    terminal.run("awsenv --names >/dev/null")
    counter.since()
    terminal.run("awsenv prod-a\t\x15")

    assert [line for line in counter.since() if "execve" in line] == []


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize("kind", ["PROMPT_COMMAND='first=1'", "PROMPT_COMMAND=('first=1' 'second=2')"])
def test_an_err_trap_sees_a_failing_command_once(start, home, kind):
    terminal = start(before=kind)
    terminal.run("trap 'printf x >>~/failures' ERR; set -E")
    terminal.run("awsenv dev")
    terminal.run("sh -c 'exit 3'")
    status = terminal.run("printf %s $? >~/status")

    assert (home.path / "failures").read_text() == "x", status
    assert (home.path / "status").read_text() == "3"


def test_no_program_of_the_current_directory_is_taken_for_the_core(start, home, shell):
    import shutil

    bins = home.path / "bin"  # all that is needed, and no awsenv
    bins.mkdir()
    (bins / "env").symlink_to(shutil.which("env"))
    trap = home.write("trap/awsenv", "#!/bin/sh\ntouch ~/trapped\n")
    trap.chmod(0o755)
    home.write("trap/.awsprofile", "dev\n")
    terminal = start()
    place = quoted(shell, str(bins))
    terminal.run(
        f"set -gx PATH . {place}" if shell.name == "fish" else f"export PATH=.:{place}:relative; hash -r"
    )
    shown = terminal.run("cd ~/trap") + terminal.run("awsenv dev") + terminal.run("awsenv exec dev -- true")
    terminal.send("awsenv d\t")
    terminal.send("\x15true\r")
    terminal.prompt()

    assert b"awsenv: awsenv does not exist\r\n" in shown
    assert not (home.path / "trapped").exists()


def test_a_clock_that_was_set_back_does_not_keep_a_session_from_being_renewed(start, home, shell):
    import time

    core = home.write("core", '#!/bin/sh\necho "$1" >>~/calls\n')
    core.chmod(0o755)
    terminal = start(environ={"AWSENV_BIN": str(core)})
    ends, tried = int(time.time()) + 60, int(time.time()) + 86400
    terminal.run(export(shell, AWSENV_MODE="keys", AWSENV_EXPIRATION=ends))
    terminal.run(f"set -g __awsenv_tried {tried}" if shell.name == "fish" else f"__awsenv_tried={tried}")
    terminal.run("true")

    assert "--renew" in (home.path / "calls").read_text().split()[1:]
