"""Does one command run as many profiles: chosen well, asked once, as many at once, and told in full?"""

from __future__ import annotations

import json
import os
import re
import signal

import pytest
from aws import faults
from running import SERIAL, WORK_ACCOUNT, calls

WHO = ("sh", "-c", 'echo "$AWSENV_PROFILE ${AWS_PROFILE:-keys}"')
LONG = ("sh", "-c", 'trap "exit 130" INT; trap "exit 143" TERM; echo runs $$; while :; do sleep 0.05; done')
SETTINGS = "[[class]]\nmatch = 'other-*'\nlabel = 'guarded'\nconfirm = true\n"


@pytest.fixture
def ann(core):
    core.write(".config/awsenv/config.toml", SETTINGS)
    core.environ["XDG_CONFIG_HOME"] = str(core.home / ".config")
    return core


def lines(done):
    return [json.loads(line) for line in done.out.splitlines()]


CHOSEN = {
    "all": (["--all", "-x", "*mfa", "-x", "chained"], ["ann", "bob", "open", "bob-open"]),
    "a glob": (["*open"], ["open", "bob-open"]),
    "a name alone": (["open"], ["open"]),
    "several, in their order, once": (["bob*", "ann", "bob"], ["bob", "bob-open", "ann"]),
    "words behind an option": (["ann", "-x", "x", "bob"], ["ann", "bob"]),
    "an account": ([WORK_ACCOUNT, "-x", "*MFA", "-x", "chained"], ["open", "bob-open"]),
    "a role": (["op?n"], ["open", "bob-open"]),
    "an address": ([f"{WORK_ACCOUNT}/external from ann"], [f"{WORK_ACCOUNT}/external from ann"]),
}


@pytest.mark.parametrize(("words", "names"), CHOSEN.values(), ids=CHOSEN)
def test_profiles_are_chosen_by_globs_on_names_accounts_and_roles(ann, words, names):
    done = ann.run("run", "--json", *words, "--", "true", shell=None)
    assert [one["profile"] for one in lines(done)] == names


@pytest.mark.parametrize(
    ("words", "status", "what"),
    [
        (["--", "true"], 2, "which profiles?"),
        (["--all", "ann", "--", "true"], 2, "--all cannot be combined"),
        (["opem", "--", "true"], 3, "no profile matches 'opem'; did you mean 'open'?"),
        (["ann", "-x", "ANN", "--", "true"], 2, "-x leaves out all"),
        (["ann"], 2, "a command after --"),
        (["ann", "-j", "0", "--", "true"], 2, "a number from 1 to 64"),
        (["ann", "--", "no-such-command"], 127, "no command 'no-such-command' on the PATH"),
    ],
)
def test_nothing_runs_where_it_is_not_clear_what_is_meant(ann, words, status, what):
    done = ann.run("run", *words, shell=None)
    assert (done.status, done.out) == (status, "")
    assert what in done.err


def test_one_after_another_has_a_header_each_and_the_worst_status_wins(ann, server):
    script = 'echo "$AWSENV_PROFILE"; case $AWSENV_PROFILE in bob) exit 7 ;; open) kill -9 $$ ;; esac'
    done = ann.run("run", "bob", "ann", "open", "--", "sh", "-c", script, shell=None)
    assert (done.status, done.out) == (137, "bob\nann\nopen\n")
    assert re.sub(r"in \d+ s", "in N s", done.err) == (
        "── bob (1 of 3)\n── ann (2 of 3)\n── open · 444455556666 · open (3 of 3)\n"
        "awsenv: 1 of 3 profiles ended with status 0, in N s\n"
        "awsenv: status 7: 'bob'\nawsenv: status 137: 'open'\n"
    )
    assert ann.environ.keys() & {"AWS_PROFILE", "AWSENV_PROFILE"} == set()


def test_many_at_once_have_their_names_before_their_lines(ann):
    script = 'echo "$AWSENV_PROFILE"; printf no-newline >&2'
    done = ann.run(
        "run", "-j", "3", "--all", "-x", "*mfa", "-x", "chained", "--", "sh", "-c", script, shell=None
    )
    names = ["ann", "bob", "bob-open", "open"]
    assert sorted(done.out.splitlines()) == [f"{name:<8} | {name}" for name in names]
    assert sorted(done.err.splitlines()[:4]) == [f"{name:<8} | no-newline" for name in names]
    assert done.status == 0


def test_a_program_gets_a_line_of_json_for_each(ann, server):
    server.disturb("AssumeRole", faults.error("ValidationError", 400, "no such thing"), times=1)
    script = 'printf "%s\\n\\377" "$AWS_PROFILE"; echo bad >&2; exit 3'
    done = ann.run("run", "--json", "-k", "open", "bob-open", "--", "sh", "-c", script, shell=None)
    first, second = lines(done)
    assert (first["status"], first["error"]["code"], first["output"]) == (None, "refused", "")
    assert second == {
        "profile": "bob-open",
        "account": WORK_ACCOUNT,
        "account_name": None,
        "role": "open",
        "status": 3,
        "output": "\n\\xff",
        "errors": "bad\n",
        "error": None,
    }
    assert done.status == 5
    assert "not run (refused): 'open'" in done.err


def test_what_aws_had_too_many_calls_for_is_tried_again_after_the_others(ann, server):
    server.disturb("AssumeRole", faults.throttle, times=1)
    done = ann.run("run", "--json", "-k", "open", "ann", "bob-open", "--", "true", shell=None)
    assert [(one["profile"], one["status"], one["error"]) for one in lines(done)] == [
        ("ann", 0, None),
        ("bob-open", 0, None),
        ("open", 0, None),
    ]
    assert len(server.calls("AssumeRole")) == 3


def test_a_code_is_asked_once_and_first_for_all_roles_of_the_keys(ann, server, world, start_core):
    terminal = start_core(
        "run", "*mfa", "chained", "-y", "--", *WHO, XDG_CONFIG_HOME=ann.environ["XDG_CONFIG_HOME"]
    )
    terminal.until(f"MFA code for {SERIAL}: ")
    assert server.log == []
    terminal.send(world.mfa_code(SERIAL) + "\r")
    text, status = terminal.ended()
    assert status == 0
    assert [action for action, _ in calls(server)] == ["GetSessionToken", *["AssumeRole"] * 3]
    assert "MFA code" not in text
    assert [line.split()[0] for line in text.splitlines() if line.endswith(" keys")] == [
        "ann-mfa",
        "other-mfa",
        "chained",
    ]


def test_without_a_terminal_what_needs_a_code_is_told_and_the_rest_runs(ann):
    done = ann.run("run", "--all", "-x", "other*", "--", *WHO, shell=None)
    assert (done.status, done.err.count("an MFA code for")) == (4, 1)
    assert done.out.splitlines() == ["ann ann", "bob bob", "open open", "bob-open bob-open"]
    assert "not run (mfa-code-needed): 'ann-mfa', 'chained'" in done.err


def test_protected_profiles_are_confirmed_once_with_the_list(ann, start_core):
    more = "[profile other-two]\nregion = eu-west-1\n[profile other-three]\nregion = eu-west-1\n"
    ann.write(".aws/config", more, mode="a")
    words = ["run", "other-t*", "ann", "--", *WHO]
    done = ann.run(*words, shell=None)
    assert (done.status, done.out) == (4, "")
    assert "2 of these profiles are protected" in done.err
    terminal = start_core(*words)
    terminal.until("2 of these profiles are protected: other-two, other-three. Type 2 to continue: ")
    terminal.send("yes\r")
    assert terminal.ended()[1] == 1
    terminal = start_core(*words)
    terminal.until("Type 2 to continue: ")
    terminal.send("2\r")
    assert terminal.ended()[1] == 0


@pytest.mark.parametrize("more", [[], ["-j", "2"]])
def test_ctrl_c_stops_all(ann, start_core, more):
    terminal = start_core("run", "ann", "bob", "open", *more, "--", *LONG)
    terminal.until("runs")
    terminal.send("\x03")
    text, status = terminal.ended()
    assert status == 130
    assert "awsenv: status 130: 'ann'" in text
    assert "awsenv: not run (stopped): " in text


def test_a_signal_to_the_run_ends_what_it_has_started(ann):
    process = ann.popen("run", "-j", "2", "ann", "bob", "--", *LONG, shell=None)
    with process:
        running = [int(process.stdout.readline().split()[-1]) for _ in "ab"]
        process.send_signal(signal.SIGTERM)
        assert "awsenv: status 143: 'ann', 'bob'" in process.stderr.read()
    assert process.returncode == 143
    for number in running:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
