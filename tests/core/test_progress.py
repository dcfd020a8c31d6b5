"""Does a person see that something takes long, and nobody else?"""

from __future__ import annotations

import os

import pytest
from aws import faults
from running import SERIAL

WORDS = "asking AWS for the session of 'open'"


@pytest.fixture
def core(core):
    """A shell on a terminal that can do everything."""
    core.environ["TERM"] = "xterm-256color"
    return core


def left(terminal):
    """The lines that a person still sees at the end."""
    terminal.ended()
    return [line.rstrip() for line in terminal.screen().display if line.strip()]


def held(server, action):
    """Let the next request of this action wait until the fault is released."""
    fault = faults.Hang()
    server.disturb(action, fault)
    return fault


def test_long_work_is_told_and_nothing_of_it_is_left(start_core, server):
    fault = held(server, "AssumeRole")
    terminal = start_core("login", "open")
    for frame in "⠋⠙⠹":
        terminal.until(f"\r\x1b[K{frame} {WORDS}")
    fault.release()
    assert left(terminal) == ["awsenv: the session of 'open' is open for 1 h"]


def test_a_terminal_without_utf_8_gets_ascii(start_core, server):
    fault = held(server, "AssumeRole")
    terminal = start_core("login", "open", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    terminal.until(f"\r\x1b[K/ {WORDS}")
    fault.release()
    assert len(left(terminal)) == 1


def test_on_a_narrow_terminal_the_words_are_cut_so_that_they_can_be_erased(start_core, server):
    fault = held(server, "AssumeRole")
    terminal = start_core("login", "open", columns=20)
    terminal.until(f"\r\x1b[K⠙ {WORDS[:17]}\r")
    fault.release()
    assert left(terminal)[0] == "awsenv: the session"


def test_a_question_stands_on_a_clean_line(start_core, server, world):
    fault = held(server, "GetSessionToken")
    terminal = start_core("login", "ann-mfa")
    terminal.until(f"MFA code for {SERIAL}: ")
    terminal.send(f"{world.mfa_code(SERIAL)}\r")
    terminal.until("⠙ asking AWS for the session of 'ann-mfa'")
    fault.release()
    assert left(terminal) == [
        f"MFA code for {SERIAL}:",
        "awsenv: the session of 'ann-mfa' is open for 1 h",
    ]


def test_what_aws_refuses_is_told_on_a_clean_line(core, start_core, server):
    core.write(
        ".aws/config",
        "[profile no]\nsource_profile = ann\nrole_arn = arn:aws:iam::444455556666:role/none\n",
        mode="a",
    )
    fault = held(server, "AssumeRole")
    terminal = start_core("login", "no", "--force", AWS_DEFAULT_REGION="eu-west-1")
    terminal.until("⠙ asking AWS for the session of 'no'")
    fault.release()
    assert left(terminal)[0].startswith("awsenv: profile 'no': AWS says: ")


def test_ctrl_c_leaves_a_clean_line(start_core, server):
    held(server, "AssumeRole")
    terminal = start_core("login", "open")
    terminal.until(f"⠙ {WORDS}")
    terminal.send("\x03")
    assert left(terminal) in ([], ["^C"])
    assert terminal.status == 130


def test_a_program_that_may_ask_is_told_once_and_not_painted_over(core, start_core, tmp_path):
    os.mkfifo(tmp_path / "go")
    program = tmp_path / "program"
    program.write_text(
        f"#!/bin/sh\nread line <{tmp_path}/go\n"
        """echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'\n"""
    )
    program.chmod(0o700)
    core.write(".aws/config", f"[profile own]\ncredential_process = {program}\n", mode="a")
    terminal = start_core("login", "own")
    terminal.until("⠋ waiting for the credential_process of 'own'")
    with (tmp_path / "go").open("w") as stream:
        stream.write("\n")
    assert left(terminal) == ["awsenv: profile 'own' uses long-term keys; there is no session to open"]
    assert "⠙" not in terminal.log.decode()


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": ""}])
def test_a_dumb_terminal_is_told_nothing(start_core, server, variables):
    server.disturb("AssumeRole", faults.delay(0.5))
    terminal = start_core("login", "open", **variables)
    assert terminal.ended() == ("awsenv: the session of 'open' is open for 1 h\r\n", 0)


def test_a_pipe_gets_nothing(core, server):
    server.disturb("AssumeRole", faults.delay(0.5))
    result = core.run("export", "open", TERM="xterm-256color")
    assert (result.status, result.err) == (0, "")
    assert "\x1b" not in result.out


def test_a_prompt_that_renews_shows_nothing(core, server, start_core):
    core.run("open", "-k")
    server.disturb("AssumeRole", faults.delay(0.5))
    for path in core.session_files():
        path.unlink()
    for path in core.cli_files():
        path.unlink()
    variables = {"AWSENV_EXPIRATION": "1", "AWSENV_SHELL": "bash:3", "CODE": str(core.home / "code")}
    line = 'exec "$0" -m awsenv --renew 3>"$CODE"'
    assert start_core(line=line, TERM="xterm", **variables).ended() == ("", 0)
    core.wait_for_renewals()
    assert len(server.calls("AssumeRole")) == 2
