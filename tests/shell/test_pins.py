"""A .awsprofile: cd in switches, cd out gives back, and nothing happens without consent."""

from __future__ import annotations

import os

import pytest

from .conftest import HOSTILE, active, environment, export, quoted, unset


@pytest.fixture
def project(home):
    path = home.path / "work" / HOSTILE / "project"
    (path / "deep" / "er").mkdir(parents=True)
    return path


def cd(terminal, shell, path):
    return terminal.run(f"cd {quoted(shell, str(path))}")


def test_local_writes_a_pin_that_is_followed_at_once_and_left_with_the_directory(start, home, shell, project):
    terminal = start(environ={"AWS_REGION": "ap-south-1", "AWS_ACCESS_KEY_ID": "AKIAMINE"})
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    inside = environment(terminal, home)
    terminal.run("cd deep/er")
    deeper = environment(terminal, home)
    terminal.run("cd ~")

    assert (project / ".awsprofile").read_text() == "prod-account\n"
    assert inside["AWS_PROFILE"] == "prod-account"
    assert "AWS_ACCESS_KEY_ID" not in inside
    assert deeper == inside
    assert environment(terminal, home) == before


def test_a_pin_of_somebody_else_changes_nothing_until_it_is_allowed(start, home, shell, project):
    (project / ".awsprofile").write_text("# ours\n\nprod-network-admin\nregion = eu-west-1\n")
    terminal = start()
    before = environment(terminal, home)
    shown = cd(terminal, shell, project)
    refused = environment(terminal, home)
    terminal.run("awsenv allow")
    allowed = environment(terminal, home)
    terminal.run("cd ..")

    assert (
        b"not allowed yet; it asks for 'prod-network-admin' (role NetworkAdminRole, account 012345678901, region"
        in shown
    )
    assert b"awsenv allow" in shown
    assert refused == before
    assert (allowed["AWS_PROFILE"], allowed["AWS_REGION"]) == ("prod-network-admin", "eu-west-1")
    assert environment(terminal, home) == before


def test_a_pin_complains_once_and_not_at_each_prompt(start, shell, project):
    (project / ".awsprofile").write_text("dev\n")
    terminal = start()
    first = cd(terminal, shell, project)
    again = terminal.run("true") + terminal.run("cd deep") + terminal.run("true")

    assert b"awsenv: " in first
    assert b"awsenv: " not in again


def test_a_denied_pin_is_silent_also_after_it_changed(start, home, shell, project):
    (project / ".awsprofile").write_text("dev\n")
    terminal = start()
    cd(terminal, shell, project)
    terminal.run("awsenv deny")
    terminal.run("cd ~")
    (project / ".awsprofile").write_text("prod-account\n")
    shown = cd(terminal, shell, project)

    assert b"awsenv:" not in shown
    assert active(terminal, home) is None


def test_denying_the_pin_that_is_followed_leaves_it(start, home, shell, project):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local dev")
    terminal.run("awsenv deny")

    assert environment(terminal, home) == before


@pytest.mark.parametrize("change", ["text", "role", "account"])
def test_consent_ends_when_the_text_or_the_meaning_of_the_profile_changes(
    start, home, shell, project, change
):
    terminal = start()
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-network-admin")
    terminal.run("cd ~")
    config = home.path / ".aws/config"
    if change == "text":
        (project / ".awsprofile").write_text("dev\n")
    elif change == "role":
        config.write_text(config.read_text().replace("NetworkAdminRole", "Administrator"))
    else:
        config.write_text(config.read_text().replace("012345678901", "999999999999"))
    shown = cd(terminal, shell, project)

    assert b"not what you allowed; it asks for" in shown
    assert active(terminal, home) is None


def test_a_switch_by_hand_holds_until_the_pinned_directory_is_left(start, home, shell, project):
    terminal = start()
    terminal.run("awsenv no-region")
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    terminal.run("awsenv dev")
    terminal.run("cd deep")
    inside = active(terminal, home)
    terminal.run("cd ~")

    assert inside == "dev"
    assert environment(terminal, home) == before


def test_leaving_gives_back_what_was_changed_by_hand_before_the_entry(start, home, shell, project):
    terminal = start()
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    terminal.run("cd ~")
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWS_ACCESS_KEY_ID="AKIAHAND"))
    before = environment(terminal, home)
    cd(terminal, shell, project)
    inside = environment(terminal, home)
    terminal.run("cd ~")
    after = environment(terminal, home)
    terminal.run("awsenv off")

    assert "AWS_ACCESS_KEY_ID" not in inside
    assert after == before
    assert "AWS_ACCESS_KEY_ID" not in environment(terminal, home)


def test_pins_nest_and_each_is_left_into_the_one_above(start, home, shell, project):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    terminal.run("cd deep")
    terminal.run("awsenv local dev")
    seen = [active(terminal, home)]
    for move in ("cd er", "cd ../..", "cd deep/er", "cd ~"):
        terminal.run(move)
        seen.append(active(terminal, home))

    assert seen == ["dev", "dev", "prod-account", "dev", None]
    assert environment(terminal, home) == before


def test_the_hook_notices_a_pin_that_is_edited_or_removed_in_place(start, home, shell, project):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    (project / ".awsprofile").write_text("dev\n")
    shown = terminal.run("true")
    kept = active(terminal, home)
    terminal.run("awsenv allow")
    allowed = active(terminal, home)
    (project / ".awsprofile").unlink()
    terminal.run("true")

    assert b"awsenv allow" in shown
    assert (kept, allowed) == ("prod-account", "dev")
    assert environment(terminal, home) == before


MALFORMED = {
    "empty": (b"", b":1: names no profile"),
    "a line that is no setting": (b"dev\nrm -rf /\n", b":2: not a setting"),
    "an unknown mode": (b"dev\nmode = loud\n", b":2: not a mode"),
    "an escape sequence": (b"dev\x1b[31m\n", b":1: has a character that cannot be printed"),
    "not UTF-8": (b"\xff\xfe\n", b":1: not UTF-8 text"),
    "too long": (b"x" * 100_000, b":1: longer than 1024 characters"),
    "an unknown profile": (b"nobody\n", b"it asks for a profile that is not yours"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_pin_is_one_clear_error_and_changes_nothing(start, home, shell, project, case):
    data, message = MALFORMED[case]
    (project / ".awsprofile").write_bytes(data)
    terminal = start()
    before = environment(terminal, home)
    shown = cd(terminal, shell, project).replace(b"\r\n", b"")
    again = terminal.run("true")

    assert message in shown
    assert b"Traceback" not in shown
    assert b"awsenv:" not in again
    assert environment(terminal, home) == before


def test_a_pin_that_is_no_file_holds_nobody(start, home, shell, project):
    os.mkfifo(project / ".awsprofile")
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)

    assert environment(terminal, home) == before


def test_a_nested_shell_is_in_the_pin_and_can_leave_it(start, home, shell, project):
    terminal = start(environ={"AWS_REGION": "ap-south-1"})
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    terminal.run(shell.program)
    inside = active(terminal, home)
    terminal.run("cd ~")
    left = environment(terminal, home)
    terminal.run("exit")

    assert inside == "prod-account"
    assert {name: left.get(name) for name in left if name.startswith("AWS")} == {
        name: before[name] for name in before if name.startswith("AWS")
    }
    assert active(terminal, home) == "prod-account"


def test_exec_of_a_new_shell_in_a_pin_changes_nothing_and_asks_nothing(start, home, shell, project):
    core = home.write("core", f'#!/bin/sh\necho "$1" >>~/asked\nexec {home.command} "$@"\n')
    core.chmod(0o755)
    terminal = start(environ={"AWSENV_BIN": str(core)})
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    before = active(terminal, home)
    (home.path / "asked").unlink()
    terminal.run(f"exec {shell.program}")
    same = active(terminal, home)
    assert not (home.path / "asked").exists()
    terminal.run("cd ~")

    assert (before, same, active(terminal, home)) == ("prod-account", "prod-account", None)


def test_a_cd_in_a_command_substitution_prints_nothing_into_it(start, home, shell, project):
    (project / ".awsprofile").write_text("dev\n")
    terminal = start()
    where = quoted(shell, str(project))
    line = f"set -g out (cd {where}; pwd)" if shell.name == "fish" else f"out=$(cd {where}; pwd)"
    terminal.run(line)
    terminal.run('printf "%s" "$out" >~/out')

    assert (home.path / "out").read_text() == str(project)
    assert active(terminal, home) is None


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_in_a_subshell_that_was_typed_a_cd_counts_until_its_end(start, home):
    (home.path / "project").mkdir()
    terminal = start(rc="precmd() { (cd ~/project; print precmd:$AWSENV_PROFILE >>~/words) }")
    terminal.run("cd project; awsenv local dev; cd ..; awsenv prod-account; rm ~/words")
    (home.path / "words").unlink(missing_ok=True)

    terminal.run(
        "(cd project && print typed:$AWSENV_PROFILE:$AWS_REGION >>~/words); print $AWSENV_PROFILE >>~/words"
    )

    assert (home.path / "words").read_text().split() == [
        "typed:dev:us-east-2",
        "prod-account",
        "precmd:prod-account",
    ]


def test_off_inside_a_pinned_directory_holds_there_and_after_it(start, home, shell, project):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local prod-account")
    terminal.run("awsenv off")
    terminal.run("cd deep")
    inside = environment(terminal, home)
    terminal.run("cd ~")

    assert inside == environment(terminal, home) == before


@pytest.mark.parametrize(
    ("roots", "followed"),
    [
        ("off", []),
        ("{home}/work", ["work", "work/a"]),
        ("{home}/work/a/", ["work/a"]),
        ("{home}/elsewhere:~/work/a", ["work/a"]),
        ("{home}/wor:relative:{home}/work/a/b", []),
        ("/", ["work", "work/a", "other"]),
        ("", ["work", "work/a", "other"]),
    ],
)
def test_pins_count_only_where_they_may(start, home, shell, roots, followed):
    for place in ("work", "work/a", "other"):
        home.write(f"{place}/.awsprofile", "dev\n" if place == "work/a" else "prod-account\n")
    terminal = start(environ={"AWSENV_PINS": roots.format(home=home.path)})
    told = []
    for place in ("work", "work/a", "other"):
        shown = terminal.run(f"cd ~/{place}")
        told += [place] if b"awsenv allow" in shown else []

    assert followed == told


@pytest.mark.parametrize("roots", ["off", "/elsewhere:"])
def test_a_pin_is_left_when_pins_are_switched_off_and_followed_again(start, home, shell, project, roots):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local dev")
    terminal.run(export(shell, AWSENV_PINS=roots))
    terminal.run("true")
    left = environment(terminal, home)
    terminal.run(unset(shell, "AWSENV_PINS"))
    terminal.run("true")

    assert left == {**before, "AWSENV_PINS": roots}
    assert active(terminal, home) == "dev"


def test_where_pins_do_not_count_none_above_a_denied_one_is_followed_and_consent_says_so(start, home, shell):
    for place in ("work", "work/a"):
        home.write(f"{place}/.awsprofile", "dev\n")
    terminal = start(environ={"AWSENV_PINS": f"{home.path}/work/a"})
    terminal.run("cd ~/work")
    shown = terminal.run("awsenv allow")
    terminal.run("cd a")
    terminal.run("awsenv deny")
    terminal.run("cd ../a")

    assert b"AWSENV_PINS keeps this shell from following it" in shown
    assert active(terminal, home) is None


@pytest.mark.parametrize("verb", ["awsenv allow", "awsenv login dev", "awsenv local dev"])
def test_a_pin_is_left_by_a_cd_on_the_line_of_a_verb_that_looks_at_it_again(
    start, home, shell, project, verb
):
    terminal = start()
    before = environment(terminal, home)
    cd(terminal, shell, project)
    terminal.run("awsenv local dev")
    terminal.run(f"{verb}; cd ..")

    assert environment(terminal, home) == before


@pytest.mark.parametrize("switch", ["prod-account --yes", "dev"])
def test_a_switch_by_hand_where_no_hook_entered_the_pin_ends_with_the_directory(
    start, home, shell, project, switch
):
    """The protected profile that the pin names is left as any other; so is one after `off`."""
    settings = home.write("settings.toml", '[[class]]\nmatch = "prod-account"\nconfirm = true\n')
    (project / ".awsprofile").write_text("prod-account\n")
    terminal = start(environ={"AWSENV_CONFIG": str(settings), "AWS_REGION": "ap-south-1"})
    before = environment(terminal, home)
    if switch == "dev":
        cd(terminal, shell, project)
        terminal.run("awsenv local dev")
        terminal.run("awsenv off")
    cd(terminal, shell, project)
    terminal.run(f"awsenv use {switch}")
    inside = environment(terminal, home)
    shown = terminal.last_line()
    terminal.run("cd deep")
    deeper = environment(terminal, home)
    terminal.run("cd ~")

    assert switch.split()[0] == inside["AWS_PROFILE"] == deeper["AWS_PROFILE"]
    assert "≠" not in shown
    assert "!" not in shown
    assert environment(terminal, home) == before


def test_a_switch_by_hand_beside_somebody_elses_pin_outlives_the_directory(start, home, shell, project):
    (project / ".awsprofile").write_text("prod-account\n")
    terminal = start()
    cd(terminal, shell, project)
    terminal.run("awsenv dev")
    terminal.run("cd ~")

    assert active(terminal, home) == "dev"
