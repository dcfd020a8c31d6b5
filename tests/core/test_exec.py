"""Does exec become the command?"""

import signal
import sys

import pytest
from running import SERIAL

PYTHON = sys.executable


def test_the_arguments_arrive_byte_for_byte(core):
    words = ["", "a b", "'\"$x`*", "--", "-r", "é\udc80", "\n"]
    result = core.run(
        "exec", "bob", "--", PYTHON, "-c", "import sys, os; os.write(1, repr(sys.argv[1:]).encode())", *words
    )
    assert (result.status, result.out) == (0, repr(words))


def test_the_status_is_the_commands(core):
    assert core.run("exec", "bob", "--", "sh", "-c", "exit 42").status == 42


def test_the_command_has_the_identity_and_nothing_of_the_snippets(core):
    result = core.run("exec", "ann-mfa", "-k", "--", "env", __awsenv_hidden="x=y", AWS_PROFILE="bob")
    assert result.status == 4
    result = core.run("exec", "open", "-k", "--", "env", __awsenv_hidden="x=y", AWS_PROFILE="bob")
    names = {line.partition("=")[0] for line in result.out.splitlines()}
    assert {"AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWSENV_PROFILE", "AWS_REGION"} <= names
    assert not {
        name for name in names if name.startswith("__awsenv") or name in ("AWS_PROFILE", "AWSENV_SHELL")
    }


def test_in_profile_mode_the_command_gets_the_name(core, server):
    assert core.run("exec", "open", "--", "sh", "-c", "echo $AWS_PROFILE").out == "open\n"
    assert server.log == []


def test_it_needs_no_snippet(core):
    process = core.popen("exec", "bob", "--", "echo", "done", shell="")
    assert process.communicate(timeout=60) == ("done\n", "")


@pytest.mark.parametrize(
    ("command", "status"), [("no-such-command", 127), ("/etc/passwd", 126), ("/", 126), ("/no/such", 127)]
)
def test_what_cannot_be_run_has_the_status_that_a_shell_gives_it(core, command, status):
    result = core.run("exec", "bob", "--", command)
    assert result.status == status
    assert result.err.startswith("awsenv: ")


@pytest.mark.parametrize("words", [["exec", "bob"], ["exec", "bob", "--"], ["exec", "--", "true"], ["exec"]])
def test_a_missing_profile_or_command_is_a_usage_error(core, words):
    result = core.run(*words)
    assert (result.status, result.out) == (2, "")


def test_an_unknown_profile_runs_nothing(core):
    result = core.run("exec", "nobody", "--", "echo", "ran")
    assert (result.status, result.out) == (3, "")


def test_the_command_gets_the_signals_of_a_fresh_process(core):
    shown = 'grep -E "^Sig(Ign|Blk)" /proc/self/status'
    result = core.run("exec", "bob", "--", "sh", "-c", shown)
    own = 1 << 31 | 1 << 32  # glibc's two, which it ignores in what Python 3.13 starts, out of our reach
    assert [int(line.split()[1], 16) & ~own for line in result.out.splitlines()] == [0, 0]


def test_a_signal_ends_the_command_itself(core):
    process = core.popen("exec", "bob", "--", "sh", "-c", "echo ready; exec sleep 60", shell="")
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == -signal.SIGTERM
    process.communicate()


def test_a_descriptor_that_somebody_opened_is_the_commands(core):
    code = core.home / "code"  # the one that other verbs write their code to
    core.popen("exec", "bob", "--", "sh", "-c", "echo mine >&3", CODE=str(code)).communicate(timeout=60)
    assert code.read_text() == "mine\n"


def test_stdin_and_the_terminal_are_the_commands(start_core):
    terminal = start_core("exec", "bob", "--", "sh", "-c", "test -t 0 && read x && echo got-$x")
    terminal.send("it\r")
    terminal.until("got-it")
    assert terminal.ended()[1] == 0


def test_a_session_with_too_little_time_left_is_renewed_first(core, server):
    core.run("exec", "open", "-k", "--", "true")
    assert core.run("exec", "open", "--min-ttl", "30m", "--", "true").status == 0
    assert len(server.calls("AssumeRole")) == 1
    path = core.session_files()[0]
    lines = path.read_text().split("\n")
    lines[6] = str(int(lines[7]) + 1700)
    path.write_text("\n".join(lines))
    for file in core.cli_files():
        file.unlink()
    assert core.run("exec", "open", "--min-ttl", "30m", "--", "true").status == 0
    assert len(server.calls("AssumeRole")) == 2


def test_a_code_can_be_given(core, world):
    result = core.run(
        "exec", "ann-mfa", "-t", world.mfa_code(SERIAL), "--", "sh", "-c", "echo $AWSENV_PROFILE"
    )
    assert (result.status, result.out) == (0, "ann-mfa\n")


def test_a_shell_in_it_gives_back_what_was_before(core):
    inner = f'AWSENV_SHELL=bash:3 "{PYTHON}" -m awsenv off 3>&1'
    result = core.run("exec", "bob", "--", "sh", "-c", inner, AWS_REGION="mine")
    assert "AWS_REGION='mine'" in result.out
    assert "unset AWS_PROFILE" in result.out


def test_the_process_stays_the_same(core):
    process = core.popen("exec", "bob", "--", "sh", "-c", "echo $$", shell="")
    assert process.communicate(timeout=60)[0] == f"{process.pid}\n"
