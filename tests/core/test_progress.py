"""Does a person see that something takes long, and nobody else?"""

from __future__ import annotations

import os
import sys

import pexpect
import pyte
import pytest
from aws import faults
from running import SERIAL

WORDS = "asking AWS for the session of 'open'"


@pytest.fixture
def sit(core):
    """Start the core on a terminal of 80 columns, or as many as are said."""
    started = []

    def start(*words, columns=80, **variables):
        environ = {**core.environ, "TERM": "xterm-256color", **variables}
        child = pexpect.spawn(
            sys.executable,
            ["-m", "awsenv", *words],
            env=environ,
            dimensions=(24, columns),
            timeout=60,
            encoding="utf-8",
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def left(child, before="", columns=80):
    """The lines that a person still sees at the end."""
    child.expect(pexpect.EOF)
    screen = pyte.Screen(columns, 24)
    pyte.Stream(screen).feed(before + child.before)
    return [line.rstrip() for line in screen.display if line.strip()]


def held(server, action):
    """Let the next request of this action wait until the fault is released."""
    fault = faults.Hang()
    server.disturb(action, fault)
    return fault


def test_long_work_is_told_and_nothing_of_it_is_left(sit, server):
    fault = held(server, "AssumeRole")
    child = sit("login", "open")
    for frame in "⠋⠙⠹":
        child.expect_exact(f"\r\x1b[K{frame} {WORDS}")
    fault.release()
    assert left(child, child.after) == ["awsenv: the session of 'open' is open for 1 h"]


def test_a_terminal_without_utf_8_gets_ascii(sit, server):
    fault = held(server, "AssumeRole")
    child = sit("login", "open", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    child.expect_exact(f"\r\x1b[K/ {WORDS}")
    fault.release()
    assert len(left(child, child.after)) == 1


def test_on_a_narrow_terminal_the_words_are_cut_so_that_they_can_be_erased(sit, server):
    fault = held(server, "AssumeRole")
    child = sit("login", "open", columns=20)
    child.expect_exact(f"\r\x1b[K⠙ {WORDS[:17]}\r")
    fault.release()
    assert left(child, child.after, 20)[0] == "awsenv: the session"


def test_a_question_stands_on_a_clean_line(sit, server, world):
    fault = held(server, "GetSessionToken")
    child = sit("login", "ann-mfa")
    child.expect_exact(f"MFA code for {SERIAL}: ")
    before = child.before + child.after
    child.sendline(world.mfa_code(SERIAL))
    child.expect_exact("⠙ asking AWS for the session of 'ann-mfa'")
    fault.release()
    assert left(child, before + child.before + child.after) == [
        f"MFA code for {SERIAL}:",
        "awsenv: the session of 'ann-mfa' is open for 1 h",
    ]


def test_what_aws_refuses_is_told_on_a_clean_line(core, sit, server):
    core.write(
        ".aws/config",
        "[profile no]\nsource_profile = ann\nrole_arn = arn:aws:iam::444455556666:role/none\n",
        mode="a",
    )
    fault = held(server, "AssumeRole")
    child = sit("login", "no", "--force", AWS_DEFAULT_REGION="eu-west-1")
    child.expect_exact("⠙ asking AWS for the session of 'no'")
    fault.release()
    assert left(child, child.after)[0].startswith("awsenv: profile 'no': AWS says: ")


def test_ctrl_c_leaves_a_clean_line(sit, server):
    held(server, "AssumeRole")
    child = sit("login", "open")
    child.expect_exact(f"⠙ {WORDS}")
    child.sendintr()
    assert left(child, child.after) in ([], ["^C"])
    child.close()
    assert child.exitstatus == 130


def test_a_program_that_may_ask_is_told_once_and_not_painted_over(core, sit, tmp_path):
    os.mkfifo(tmp_path / "go")
    program = tmp_path / "program"
    program.write_text(
        f"#!/bin/sh\nread line <{tmp_path}/go\n"
        """echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'\n"""
    )
    program.chmod(0o700)
    core.write(".aws/config", f"[profile own]\ncredential_process = {program}\n", mode="a")
    child = sit("login", "own")
    child.expect_exact("⠋ waiting for the credential_process of 'own'")
    before = child.after
    with (tmp_path / "go").open("w") as stream:
        stream.write("\n")
    assert left(child, before) == ["awsenv: profile 'own' uses long-term keys; there is no session to open"]
    assert "⠙" not in child.before


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": ""}])
def test_a_dumb_terminal_is_told_nothing(sit, server, variables):
    server.disturb("AssumeRole", faults.delay(0.5))
    child = sit("login", "open", **variables)
    child.expect(pexpect.EOF)
    assert child.before == "awsenv: the session of 'open' is open for 1 h\r\n"


def test_a_pipe_gets_nothing(core, server):
    server.disturb("AssumeRole", faults.delay(0.5))
    result = core.run("export", "open", TERM="xterm-256color")
    assert (result.status, result.err) == (0, "")
    assert "\x1b" not in result.out


def test_a_prompt_that_renews_shows_nothing(core, server, sit):
    core.run("open", "-k")
    server.disturb("AssumeRole", faults.delay(0.5))
    for path in core.session_files():
        path.unlink()
    for path in core.cli_files():
        path.unlink()
    code = str(core.home / "code")
    child = pexpect.spawn(
        "sh",
        ["-c", 'exec "$0" -m awsenv --renew 3>"$CODE"', sys.executable],
        env={
            **core.environ,
            "TERM": "xterm",
            "AWSENV_EXPIRATION": "1",
            "AWSENV_SHELL": "bash:2",
            "CODE": code,
        },
        timeout=60,
        encoding="utf-8",
    )
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, child.before) == (0, "")
    assert len(server.calls("AssumeRole")) == 2
