"""Can a newcomer walk through the demo, and is nothing left of it, however it ends?"""

from __future__ import annotations

import errno
import os
import re
import select
import shutil
import signal
import socket
import sys
from pathlib import Path

import pytest

from .conftest import HOSTILE, Home
from .terminal import DEADLINE, Shell, Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AWSENV = str(Path(sys.executable).parent / "awsenv")
# A prompt in the sandbox that ends in the mark.
PROMPTS = {
    "bash": "PS1='$ \\[\\e]7777;$?\\a\\]'",
    "zsh": "PROMPT=$'%# %{\\e]7777;%?\\a%}'",
    "fish": "function fish_prompt; set -l s $status; printf '> \\e]7777;%s\\a' $s; end",
}


def sandboxes(scratch: Path) -> list[Path]:
    """Those there are; a fish keeps a directory of its own beside them."""
    return list(scratch.glob("awsenv-demo-*"))


class Visit:
    """A demo on a terminal of its own, and the end of a pipe that each of its processes holds."""

    def __init__(
        self, home: Home, shell: Shell, scratch: Path, sit: Callable[..., Terminal], **environ: str
    ) -> None:
        self.scratch = scratch
        self.shell = shell
        self.alive, held = os.pipe()
        os.set_inheritable(held, True)
        path = {"TMPDIR": str(scratch), "AWS_PROFILE": "mine", "SHELL": "/bin/false", **environ}
        self.terminal = sit([AWSENV, "demo", shell.name], {**home.environ, **path}, home.path)
        os.close(held)
        self.greeting = self.terminal.until(rb"1/8[^\r]*\r\n")[0].decode()
        self.terminal.run(PROMPTS[shell.name])

    @property
    def base(self) -> Path:
        (base,) = sandboxes(self.scratch)
        return base

    def type(self, line: str) -> str:
        """Type a line, and return what is shown until the next prompt."""
        return self.terminal.run(line).decode()

    def ended(self) -> bool:
        """Whether every process of the demo ends."""
        while select.select([self.alive], [], [], DEADLINE)[0]:
            if not os.read(self.alive, 1):
                return True
        return False

    def shell_process(self) -> int:
        self.type("echo $fish_pid > ~/pid" if self.shell.name == "fish" else "echo $$ > ~/pid")
        return int((self.base / "home/pid").read_text())

    def keeper(self) -> int:
        """The process beside the shell that the demo has started."""
        pid = self.terminal.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        (keeper,) = {int(child) for child in children} - {self.shell_process()}
        return keeper

    def close(self) -> None:
        """Close the window."""
        os.close(self.terminal.descriptor)
        os.waitpid(self.terminal.pid, 0)
        self.terminal.pid = 0


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    path = tmp_path / f"tmp {HOSTILE}"
    path.mkdir()
    return path


@pytest.fixture
def visit(
    home: Home, shell: Shell, scratch: Path, sit: Callable[..., Terminal]
) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def visit(**environ: str) -> Visit:
        visits.append(Visit(home, shell, scratch, sit, **environ))
        return visits[-1]

    yield visit
    for one in visits:
        os.close(one.alive)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def code_in(text: str) -> str:
    found = re.findall(r"shows (\d{6})", text)
    assert found, text
    return str(found[-1])


def test_the_whole_tour_is_noticed_and_nothing_is_left_of_it(
    visit: Callable[..., Visit], home: Home, scratch: Path
) -> None:
    before = contents(home.path)
    one = visit()
    terminal = one.terminal
    assert "2/8" in one.type("awsenv shop-dev")
    assert "3/8" in one.type("awsenv list")
    terminal.send("awsenv prod-n")
    terminal.send("\t")
    terminal.until(b"network-admin")
    assert "4/8" in one.type("")
    assert "5/8" in one.type("awsenv explain prod-admin-mfa")

    terminal.send("awsenv\r")
    terminal.until(b"profile>")
    terminal.send("mfa")
    terminal.until(b"1/5")
    terminal.send("\r")
    terminal.until(b"MFA code for [^:]*(?:::)?[^ ]*: ")
    terminal.send("000000\r")
    again = terminal.until(b"shows [0-9]{6}")[1][0].decode()
    terminal.until(b"MFA code for [^ ]*: ")
    assert "6/8" in one.type(code_in(again))

    shown = one.type("cd ~/network")
    assert ("awsenv allow" in shown, "7/8" in shown) == (True, False)
    assert "7/8" in one.type("awsenv allow")
    assert "8/8" in one.type("awsenv doctor --offline")
    one.type("cd")
    assert "That was the tour." in one.type("awsenv off")

    terminal.send("exit\r")
    terminal.until(b"nothing of it is left")
    assert (one.ended(), sandboxes(scratch), contents(home.path)) == (True, [], before)


def test_what_is_next_is_said_again_on_request_and_after_another_switch(
    visit: Callable[..., Visit],
) -> None:
    one = visit()
    assert "1/8" in one.greeting + one.terminal.log.decode()
    assert "/8" not in one.type("ls")
    assert "1/8" in one.type("tour")
    assert "1/8" in one.type("awsenv default")
    assert "2/8" in one.type("awsenv shop-dev")
    shown = one.type("awsenv prod-network-admin")  # without TAB
    assert ("2/8" in shown, "3/8" in shown) == (True, False)


def test_the_shell_sees_an_aws_of_its_own_and_nothing_of_the_users(
    visit: Callable[..., Visit], home: Home
) -> None:
    one = visit(
        HISTFILE=str(home.path / "mine"), AWS_ACCESS_KEY_ID="AKIAMINE", XDG_CONFIG_HOME=str(home.path)
    )
    one.type("env -0 >~/environment")
    data = (one.base / "home/environment").read_bytes()
    environ = dict(os.fsdecode(pair).split("=", 1) for pair in data.split(b"\0") if pair)
    assert [name for name, value in environ.items() if str(home.path) in value or "AKIAMINE" in value] == []
    assert "AWS_PROFILE" not in environ
    assert environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert (one.base.stat().st_mode & 0o777, (one.base / "code").stat().st_mode & 0o777) == (0o700, 0o600)


def test_the_real_aws_command_speaks_to_the_sandbox(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.type("awsenv prod-network-admin")
    assert "assumed-role/NetworkAdminRole" in one.type("aws sts get-caller-identity --query Arn")


@pytest.mark.parametrize("shell", ["bash"], indirect=True)  # a program of the sandbox's own
def test_without_an_aws_command_the_sandbox_has_a_small_one(visit: Callable[..., Visit], home: Home) -> None:
    (home.path / "bin").mkdir()
    for name in ("bash", "sh", "sed", "env", "cat", "true"):
        (home.path / "bin" / name).symlink_to(str(shutil.which(name)))
    one = visit(PATH=f"{home.path}/bin")
    one.type("awsenv prod-network-admin")
    assert "assumed-role/NetworkAdminRole" in one.type("aws sts get-caller-identity")


@pytest.mark.parametrize("shell", ["bash"], indirect=True)  # a child's aws does not know which shell it was
def test_the_real_aws_command_sees_the_account_of_the_profile_and_nothing_outside(
    visit: Callable[..., Visit],
) -> None:
    one = visit()
    one.type("awsenv prod-network-admin")
    shown = one.type("aws s3 ls")
    assert ("prod-logs" in shown, "my-first-bucket" in shown) == (True, False)
    one.type("awsenv default")
    shown = one.type("aws s3 ls")
    assert ("prod-logs" in shown, "my-first-bucket" in shown) == (False, True)
    assert "user/ann" in one.type("aws sts get-caller-identity --query Arn")
    # What does not know the endpoint finds a proxy that lets nothing out.
    shown = one.type(
        "env -u AWS_ENDPOINT_URL AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true AWS_MAX_ATTEMPTS=1"
        " aws sts get-caller-identity"
    )
    assert ("Failed to connect to proxy" in shown or "403" in shown) is True


def test_a_demo_inside_the_demo_is_refused(visit: Callable[..., Visit]) -> None:
    one = visit()
    shown = one.type("awsenv demo")
    assert (one.terminal.status, "this is already the shell of the demo" in shown) == (1, True)


# A shell cannot tell these signals apart: in each it ends by one of them, and in one by all.
ENDS = [(shell, signal.SIGKILL) for shell in PROMPTS] + [("bash", signal.SIGTERM), ("bash", signal.SIGHUP)]


@pytest.mark.parametrize(("shell", "number"), ENDS, indirect=["shell"])
def test_nothing_is_left_when_the_core_is_killed(
    visit: Callable[..., Visit], scratch: Path, number: signal.Signals
) -> None:
    one = visit()
    one.type("sleep 1000 &")
    os.kill(one.terminal.pid, number)
    assert (one.ended(), sandboxes(scratch)) == (True, [])


def test_nothing_is_left_when_the_shell_is_killed(visit: Callable[..., Visit], scratch: Path) -> None:
    one = visit()
    one.type("sleep 1000 &")
    os.kill(one.shell_process(), signal.SIGKILL)
    assert (one.ended(), sandboxes(scratch)) == (True, [])


def test_nothing_is_left_when_the_terminal_is_closed(visit: Callable[..., Visit], scratch: Path) -> None:
    one = visit()
    one.type("sleep 1000 &")
    one.close()
    assert (one.ended(), sandboxes(scratch)) == (True, [])


def test_nothing_is_left_when_the_keeper_was_killed(visit: Callable[..., Visit], scratch: Path) -> None:
    one = visit()
    one.type("sleep 1000 &")
    config = (one.base / "home/.aws/config").read_text()
    port = int(re.findall(r"endpoint_url = http://127\.0\.0\.1:(\d+)", config)[0])
    socket.create_connection(("127.0.0.1", port)).close()
    watched = os.pidfd_open(keeper := one.keeper())
    os.kill(keeper, signal.SIGKILL)
    assert select.select([watched], [], [], DEADLINE)[0]
    os.close(watched)
    with socket.socket() as late:
        assert late.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED
    one.terminal.send("exit\r")
    one.terminal.send("exit\r")  # zsh and fish ask once whether the job may be ended
    assert (one.ended(), sandboxes(scratch)) == (True, [])


def test_what_two_killed_processes_leave_is_gone_after_the_next_demo(
    visit: Callable[..., Visit], scratch: Path
) -> None:
    one = visit()
    left, keeper, shell = one.base, one.keeper(), one.shell_process()
    (left / "home/locked").mkdir(mode=0)
    for pid in (keeper, one.terminal.pid, shell):
        os.kill(pid, signal.SIGKILL)
    assert (one.ended(), sandboxes(scratch)) == (True, [left])
    other = visit()
    assert other.base != left
    other.terminal.send("exit\r")
    assert (other.ended(), sandboxes(scratch)) == (True, [])


def test_a_shell_that_suspends_itself_is_woken_since_nobody_else_could(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.terminal.send("suspend\r")
    one.terminal.prompt()
    assert "still here" in one.type("echo still' 'here")


def test_the_jobs_of_a_shell_that_exits_end_with_it(visit: Callable[..., Visit], scratch: Path) -> None:
    one = visit()
    one.type("nohup sh -c 'trap \"\" HUP; sleep 1000' >/dev/null 2>&1 &")
    one.terminal.send("exit\r")
    one.terminal.send("exit\r")
    assert (one.ended(), sandboxes(scratch)) == (True, [])


@pytest.mark.parametrize("how", ["exit", "core", "shell"])
def test_the_shell_that_asked_for_it_goes_on_as_before(
    start: Callable[..., Terminal], shell: Shell, scratch: Path, how: str
) -> None:
    terminal = start(environ={"TMPDIR": str(scratch), "AWS_PROFILE": "mine"})
    terminal.send("awsenv demo\r")
    terminal.until(rb"1/8[^\r]*\r\n")
    if how == "exit":
        terminal.send("exit\r")
    else:
        terminal.run(PROMPTS[shell.name])
        terminal.run("sh -c 'echo $PPID' >~/pid")
        inner = int((sandboxes(scratch)[0] / "home/pid").read_text())
        stat = Path(f"/proc/{inner}/stat").read_text()
        parent = int(stat.rpartition(")")[2].split()[1])
        os.kill(parent if how == "core" else inner, signal.SIGKILL)
    terminal.prompt()
    assert sandboxes(scratch) == []
    assert b"mine." in terminal.run("printf '%s.\\n' $AWS_PROFILE")
    assert terminal.status == 0


def test_a_script_has_its_terminal_back_when_the_shell_was_killed(
    home: Home, shell: Shell, scratch: Path, sit: Callable[..., Terminal]
) -> None:
    script = f"{AWSENV} demo {shell.name}; read -r line; echo it reads $line"
    terminal = sit(["sh", "-c", script], {**home.environ, "TMPDIR": str(scratch)}, home.path)
    terminal.until(rb"1/8[^\r]*\r\n")
    terminal.run(PROMPTS[shell.name])
    terminal.run("sh -c 'echo $PPID' >~/pid")
    os.kill(int((sandboxes(scratch)[0] / "home/pid").read_text()), signal.SIGKILL)
    terminal.until(b"nothing of it is left\r\n")
    terminal.send("something\r")
    terminal.until(b"it reads something")
