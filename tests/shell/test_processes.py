"""Loading, prompts, cd and TAB on a fresh list start no process."""

from __future__ import annotations

import time

import pytest

from .conftest import export, quoted
from .counting import Counter, started, traced


@pytest.fixture
def counted(start, home, shell):
    """The shell under strace, and the processes that it started since the last look."""
    trace = home.path / "trace"
    terminal = start(argv=traced([shell.program, *shell.arguments], trace))
    return terminal, Counter(terminal, trace).since


def test_loading_the_snippet_starts_no_process(start, home, shell):
    counts = []
    start(load=False)  # a first start in a new home makes files of its own
    for number, times in enumerate((0, 1, 3)):
        trace = home.path / f"trace{number}"
        load = f". {quoted(shell, shell.snippet)}\n" * times
        start(argv=traced([shell.program, *shell.arguments], trace), rc=load, load=False)
        counts.append(len(started(trace)))

    assert counts[0] == counts[1] == counts[2]


def test_a_hundred_prompts_and_cds_start_no_process(counted, home, shell):
    terminal, since = counted
    deep = home.path.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    terminal.run("awsenv dev")
    ends = int(time.time()) + 86400
    terminal.run(
        f"set -gx AWSENV_EXPIRATION {ends}" if shell.name == "fish" else f"export AWSENV_EXPIRATION={ends}"
    )
    since()
    for place in (str(deep), str(home.path)) * 25:
        terminal.run(f"cd {quoted(shell, place)}")
        terminal.run("")

    assert since() == []


def test_cd_within_a_pinned_directory_and_prompts_in_it_start_no_process(counted, home, shell):
    terminal, since = counted
    (home.path / "project/src").mkdir(parents=True)
    terminal.run("cd ~/project")
    terminal.run("awsenv local prod-account")
    since()
    for _ in range(10):
        terminal.run("cd src")
        terminal.run("cd ..")
    assert since() == []
    terminal.run("cd")
    since()
    for _ in range(5):
        terminal.run(export(shell, AWS_REGION="eu-west-3", AWS_PROFILE="other"))
        terminal.run("true")

    assert since() == []


def test_a_pin_that_is_not_allowed_costs_one_look_of_the_core(counted, home):
    terminal, since = counted
    home.write("project/.awsprofile", "dev\n")
    since()
    terminal.run("cd ~/project")
    first = [line for line in since() if "execve" in line]
    terminal.run("")
    terminal.run("cd .")

    assert len(first) >= 1
    assert since() == []


def test_a_nested_shell_in_a_followed_pin_starts_no_core(counted, home, shell):
    terminal, since = counted
    (home.path / "project").mkdir()
    terminal.run("cd ~/project")
    terminal.run("awsenv local prod-account")
    since()
    terminal.run(shell.program)
    programs = [line for line in since() if "execve" in line]

    assert [line for line in programs if "awsenv" in line.split("execve(")[1].split(",")[0]] == []


def test_tab_on_a_name_starts_no_process_while_the_list_is_fresh(counted, shell):
    terminal, since = counted
    terminal.run("awsenv --names >/dev/null")
    since()
    terminal.send("awsenv prod-n\t")
    terminal.until(b"prod-network-admin|etwork-admin")
    started_by_tab = since()
    terminal.run("\x15")

    assert started_by_tab == []
