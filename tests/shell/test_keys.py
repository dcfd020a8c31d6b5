"""Keys mode in the real shells: questions, renewal, exec and pins, against an AWS that counts its calls."""

from __future__ import annotations

import json
import re
import select
import time
from datetime import timedelta

import pytest
from aws import faults
from running import BOB, CREDENTIALS, SERIAL, has_ended, renewals, role_arn, wait_for_renewals
from running import CONFIG as PROFILES

from awsenv.credentials import iso

from .conftest import environment, export, unset

QUESTION = re.compile(rb"MFA code for [^ ]+: ")
OLD = {"AWS_ACCESS_KEY_ID": "AKIAOLD", "AWS_SECRET_ACCESS_KEY": "canary-old", "AWS_REGION": "ap-south-1"}


@pytest.fixture
def start_any(start_any, home, server):
    """Start a shell of somebody with Ann's and Bob's keys; with what else is in its environment."""
    home.write(".aws/config", PROFILES)
    home.write(".aws/credentials", CREDENTIALS)
    always = {**server.environ, "USER": "ann", "AWS_MAX_ATTEMPTS": "1"}

    def start_with_keys(shell, environ=None, **more):
        return start_any(shell, environ={**always, **(environ or {})}, **more)

    return start_with_keys


def answer(terminal, code):
    """Type a code at the question that comes, and return what was shown before it."""
    shown, _ = terminal.until(QUESTION)
    terminal.send(code + "\r")
    return shown


def switch(terminal, world, name="ann-mfa"):
    """Switch to a profile that asks for one code."""
    terminal.send(f"awsenv {name}\r")
    answer(terminal, world.mfa_code(SERIAL))
    return terminal.prompt()


def keys(terminal, home):
    """The variables of an identity, without what the test itself has set."""
    found = environment(terminal, home)
    ours = ("AWS_ENDPOINT_URL", "AWS_EC2_", "AWS_MAX_ATTEMPTS", "AWSENV_")
    return {name: value for name, value in found.items() if not name.startswith(ours)}


def forget_roles(home):
    """Take away the sessions of roles, ours and the AWS CLI's, and leave that of the user."""
    for path in (home.path / ".cache/awsenv/sessions").iterdir():
        if "\nrole\n" in path.read_text():
            path.unlink()
    for path in (home.path / ".aws/cli/cache").glob("*.json"):
        path.unlink()


def forget_all(home):
    forget_roles(home)
    for path in (home.path / ".cache/awsenv/sessions").iterdir():
        path.unlink()


def near_the_end(shell):
    """A line after which the shell takes its session to end soon; the time left is shown in minutes for a while."""
    return export(shell, AWSENV_EXPIRATION=int(time.time()) + 290)


# --- the question -------------------------------------------------------------------------------------------


def test_one_code_sets_the_keys_and_nothing_else(start, home, world):
    terminal = start(environ={"AWS_PROFILE": "mine", "AWS_SECURITY_TOKEN": "stale"})
    shown = switch(terminal, world)
    found = keys(terminal, home)

    assert (terminal.status, world.mfa_code(SERIAL).encode() in shown) == (0, False)
    assert sorted(found) == [
        "AWS_ACCESS_KEY_ID",
        "AWS_ACCOUNT_ID",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ]
    assert found["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["AWS_CREDENTIAL_EXPIRATION"])
    assert environment(terminal, home)["AWSENV_PROFILE"] == "ann-mfa"


def test_a_second_role_and_a_second_shell_ask_nothing(start, home, server, world):
    first, second = start(), start()
    switch(first, world)
    first.run("awsenv other-mfa")
    second.run("awsenv ann-mfa")
    second.run("awsenv other-mfa")

    assert [first.status, second.status] == [0, 0]
    assert keys(first, home) == keys(second, home)
    assert len(server.calls("GetSessionToken")) == 1
    assert len(server.calls("AssumeRole")) == 2


def test_a_wrong_code_is_asked_again(start, home, server, world):
    terminal = start()
    terminal.send("awsenv ann-mfa\r")
    answer(terminal, "000000")
    shown = answer(terminal, world.mfa_code(SERIAL))
    terminal.prompt()

    assert b"AWS did not accept this MFA code" in shown
    assert terminal.status == 0
    assert "AWS_SESSION_TOKEN" in keys(terminal, home)
    assert len(server.calls("GetSessionToken")) == 2


def test_ctrl_c_at_the_question_changes_nothing(start, home, server):
    terminal = start(environ=OLD)
    terminal.run("awsenv bob")
    before = environment(terminal, home)
    terminal.send("awsenv ann-mfa\r")
    terminal.until(QUESTION)
    terminal.send(b"\x03")
    shown = terminal.prompt()

    assert terminal.status == 130
    assert b"Traceback" not in shown
    assert environment(terminal, home) == before
    assert server.log == []
    terminal.run("stty -a | grep -q -w -e -echo")
    assert terminal.status == 1, "the terminal echoes again"


def test_ctrl_c_at_the_question_ends_the_line_that_was_typed(start, home):
    terminal = start()
    terminal.send("awsenv ann-mfa && touch ~/went-on\r")
    terminal.until(QUESTION)
    terminal.send(b"\x03")
    terminal.prompt()

    assert not (home.path / "went-on").exists()


def test_off_gives_back_the_keys_that_the_user_had(start, home, world):
    terminal = start(environ=OLD)
    before = environment(terminal, home)
    switch(terminal, world)
    terminal.run("awsenv other-mfa")
    terminal.run("awsenv bob")
    terminal.run("awsenv off")

    assert environment(terminal, home) == before


def test_the_prompt_shows_the_time_left_and_that_it_renews(start, shell, home, world):
    terminal = start()
    switch(terminal, world)
    fresh = terminal.last_line()
    terminal.run(export(shell, AWSENV_EXPIRATION=int(time.time()) + 42 * 60 + 30))

    assert re.match(r"\(ann-mfa (1h00m|59m) ↻\) ", fresh)
    assert terminal.last_line().startswith("(ann-mfa 42m ↻) ")


def test_a_session_whose_successor_takes_a_question_shows_no_sign_of_renewal(start, world):
    terminal = start()
    switch(terminal, world, "ann-mfa -d 2h")

    assert re.match(r"\(ann-mfa (2h00m|1h59m)\) ", terminal.last_line())


# --- renewal ------------------------------------------------------------------------------------------------


def test_a_session_near_its_end_is_renewed_at_a_prompt_without_a_word(start, shell, home, server, world):
    terminal = start()
    switch(terminal, world)
    old = keys(terminal, home)
    forget_roles(home)
    shown = terminal.run(near_the_end(shell))
    wait_for_renewals(home.path)
    shown += terminal.run("true")
    new = keys(terminal, home)

    assert b"awsenv:" not in shown
    assert old["AWS_ACCESS_KEY_ID"] != new["AWS_ACCESS_KEY_ID"]
    assert old.keys() == new.keys()
    assert environment(terminal, home)["AWSENV_STATE"].count(new["AWS_ACCESS_KEY_ID"]) == 1
    assert re.match(r"\(ann-mfa (1h00m|59m) ↻\) ", terminal.last_line())
    assert len(server.calls("GetSessionToken")) == 1


def test_a_renewal_that_fails_is_tried_once_a_minute_and_told_once(start, shell, home, server, world):
    terminal = start()
    switch(terminal, world)
    before = len(server.calls("AssumeRole"))
    forget_roles(home)
    server.disturb("AssumeRole", faults.internal_failure, 9)
    shown = terminal.run(near_the_end(shell))
    wait_for_renewals(home.path)
    shown += b"".join(terminal.run("true") for _ in range(4))
    later = int(time.time()) - 100
    assign = "set -g __awsenv_tried " if shell.name == "fish" else "__awsenv_tried="
    shown += terminal.run(f"{assign}{later}")
    wait_for_renewals(home.path)
    shown += b"".join(terminal.run("true") for _ in range(4))

    assert shown.count(b"awsenv: ") == 1
    assert len(server.calls("AssumeRole")) == before + 2


def test_a_renewal_that_would_take_a_question_says_so_once(start, shell, home, server, world):
    terminal = start()
    switch(terminal, world)
    held = keys(terminal, home)
    before = len(server.log)
    forget_all(home)
    world.age(timedelta(hours=13))
    shown = terminal.run(near_the_end(shell))
    wait_for_renewals(home.path)
    shown += b"".join(terminal.run("true") for _ in range(3))

    assert shown.count(b"needs an MFA code") == shown.count(b"awsenv login 'ann-mfa'") == 1
    assert QUESTION.search(shown) is None
    assert len(server.log) == before
    assert keys(terminal, home) == held


def renewed_slowly(terminal, shell, home, server, call):
    """What the prompts of a renewal show, and what the shell holds while the answer to its call does not come."""
    hang = faults.Hang()
    server.disturb(call, hang)
    shown = terminal.run(near_the_end(shell)) + terminal.run("true")
    held = keys(terminal, home)
    hang.release()
    wait_for_renewals(home.path)
    return shown + terminal.run("true"), held


def test_no_prompt_waits_for_a_network_that_hangs(start, shell, home, server, world):
    terminal = start()
    switch(terminal, world)
    old = keys(terminal, home)
    forget_roles(home)
    shown, held = renewed_slowly(terminal, shell, home, server, "AssumeRole")

    assert b"awsenv:" not in shown
    assert held == old
    assert keys(terminal, home)["AWS_ACCESS_KEY_ID"] != old["AWS_ACCESS_KEY_ID"]
    assert len(server.calls("AssumeRole")) == 2


def test_keys_that_nothing_keeps_are_taken_from_beside_the_prompt_and_go_with_the_shell(
    start, shell, home, server
):
    home.write(".aws/config", "[profile plain]\nregion = eu-west-1\n")
    terminal = start(environ=server.container_environ)
    terminal.run("awsenv plain -k")
    old = keys(terminal, home)
    shown, held = renewed_slowly(terminal, shell, home, server, "GetContainerCredentials")
    new = keys(terminal, home)
    terminal.run(
        f"{near_the_end(shell)}; {'set -g __awsenv_tried 0' if shell.name == 'fish' else '__awsenv_tried=0'}"
    )
    [pipe] = renewals(home.path)
    select.select([pipe], [], [])
    terminal.close()
    assert has_ended(pipe)

    assert b"awsenv:" not in shown
    assert (held, old["AWS_ACCESS_KEY_ID"] == new["AWS_ACCESS_KEY_ID"]) == (old, False)
    assert len(server.calls("GetContainerCredentials")) == 3


def test_the_status_of_the_last_command_survives_a_renewal(start, shell, home, world):
    terminal = start()
    switch(terminal, world)
    forget_roles(home)
    terminal.run(f"{near_the_end(shell)}; sh -c 'exit 7'")

    assert terminal.status == 7


# --- exec ---------------------------------------------------------------------------------------------------


def test_exec_hands_over_stdin_the_arguments_and_the_status(start, home, world):
    terminal = start()
    terminal.run("printf 'a line\\n' | awsenv exec bob -k -- sh -c 'cat >~/got; exit 42'")
    status = terminal.status
    terminal.run("awsenv exec bob -k -- sh -c 'printf %s \"$AWS_ACCESS_KEY_ID $1\" >~/who' x 'two  words'")

    assert (status, terminal.status) == (42, 0)
    assert (home.path / "got").read_text() == "a line\n"
    assert (home.path / "who").read_text() == f"{BOB} two  words"
    assert "AWS_ACCESS_KEY_ID" not in environment(terminal, home)


def test_exec_asks_for_a_code_and_leaves_the_shell_as_it_was(start, home, world):
    terminal = start()
    before = environment(terminal, home)
    terminal.send("awsenv exec ann-mfa -- sh -c 'printf %s \"$AWSENV_PROFILE\" >~/who'\r")
    answer(terminal, world.mfa_code(SERIAL))
    terminal.prompt()

    assert (home.path / "who").read_text() == "ann-mfa"
    assert environment(terminal, home) == before


def test_ctrl_c_is_the_commands_own(start):
    terminal = start()
    terminal.send(
        "awsenv exec bob -k -- sh -c 'trap \"echo caught; exit 9\" INT; echo go; sleep 60 & wait'\r"
    )
    terminal.until(rb"[\r\n]go[\r\n]")
    terminal.send(b"\x03")
    shown = terminal.prompt()

    assert b"caught" in shown
    assert b"awsenv" not in shown


def test_a_command_can_be_stopped_and_continued(start, shell, home):
    terminal = start()
    terminal.send("awsenv exec bob -k -- sh -c 'echo go; read line; echo got-$line >~/got; exit 3'\r")
    terminal.until(rb"[\r\n]go[\r\n]")
    terminal.send(b"\x1a")
    terminal.prompt()
    stopped = (home.path / "got").exists()
    terminal.send("fg\r")
    terminal.until(rb"(Send job|continued|__awsenv_run)[^\n]*\n")
    terminal.send("it\r")
    terminal.prompt()

    assert not stopped
    # After fg, fish knows no status, and zsh none of what was stopped inside a function.
    assert terminal.status == (3 if shell.name == "bash" else 0)
    assert (home.path / "got").read_text() == "got-it\n"


# --- pins ---------------------------------------------------------------------------------------------------


def test_a_pin_that_wants_keys_neither_asks_nor_calls_and_says_what_to_type(start, home, server, world):
    home.write("project/.awsprofile", "ann-mfa\nmode = keys\n")
    terminal = start()
    terminal.run("awsenv allow ~/project")
    shown = terminal.run("cd ~/project")
    waiting = terminal.last_line()
    terminal.send("awsenv login ann-mfa\r")
    answer(terminal, world.mfa_code(SERIAL))
    terminal.prompt()
    calls = len(server.log)
    terminal.run("true")
    found = environment(terminal, home)
    terminal.run("cd ~")

    assert b"awsenv login 'ann-mfa'" in shown
    assert QUESTION.search(shown) is None
    assert "!" in waiting
    assert (found["AWSENV_PROFILE"], "AWS_SESSION_TOKEN" in found) == ("ann-mfa", True)
    assert len(server.log) == calls
    assert "AWS_SESSION_TOKEN" not in environment(terminal, home)


def test_leaving_a_pinned_directory_gives_the_keys_back(start, home, server, world):
    home.write("project/.awsprofile", "bob\n")
    terminal = start(environ=OLD)
    before = environment(terminal, home)
    terminal.run("awsenv allow ~/project")
    switch(terminal, world)
    held = environment(terminal, home)
    terminal.run("cd ~/project")
    inside = keys(terminal, home)
    terminal.run("cd ~")
    after = environment(terminal, home)
    terminal.run("awsenv off")

    assert inside == {"AWS_PROFILE": "bob", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
    assert after == held
    assert environment(terminal, home) == before


# --- secrets ------------------------------------------------------------------------------------------------

SHOW = {"bash": "set >~/dump", "zsh": "typeset >~/dump", "fish": "set --long >~/dump"}
TRACE = {
    "bash": ("set -x", "set +x"),
    "zsh": ("set -x", "set +x"),
    "fish": ("set -g fish_trace 1", "set -e fish_trace"),
}


def secrets(home):
    """The secret and the token of every session on disk, and the secrets that were there before."""
    found = {"canary-old", "ann/canary+secret", "bob/canary+secret"}
    for path in (home.path / ".cache/awsenv/sessions").iterdir():
        found.update(path.read_text().split("\n")[4:6] if path.suffix != ".lock" else ())
    for path in (home.path / ".aws/cli/cache").glob("*.json"):
        kept = json.loads(path.read_text())["Credentials"]
        found |= {kept["SecretAccessKey"], kept["SessionToken"]}
    return found - {""}


def holders(terminal, home, shell):
    """The variables of the shell, exported or not, in which a secret is."""
    terminal.run(SHOW[shell.name])
    dump = home.path / "dump"
    lines = dump.read_text(errors="replace").splitlines()
    dump.unlink()
    found = {re.split(r"[= ]", line)[0] for line in lines if any(one in line for one in secrets(home))}
    return {name.rpartition(" ")[2] for name in found}


def test_no_variable_but_those_of_aws_holds_a_secret(start, shell, home, world):
    terminal = start()
    switch(terminal, world)
    terminal.run("awsenv other-mfa")
    during = holders(terminal, home, shell)
    terminal.run("awsenv off")

    assert during == {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    assert holders(terminal, home, shell) == set()


def test_what_the_user_had_exported_is_remembered_in_one_variable_and_then_forgotten(
    start, shell, home, world
):
    terminal = start(environ={**OLD, "AWS_SESSION_TOKEN": "canary-old"})
    switch(terminal, world)
    during = holders(terminal, home, shell)
    terminal.run("awsenv off")

    assert during == {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "__awsenv_kept"}
    assert holders(terminal, home, shell) == {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}


def test_neither_a_trace_nor_the_history_shows_a_secret(start, shell, home, world):
    terminal = start(environ=OLD)
    on, off = TRACE[shell.name]
    terminal.run(on)
    switch(terminal, world)
    for line in ("awsenv other-mfa", "awsenv -", "awsenv status", "awsenv off", off, "true"):
        terminal.run(line)
    found = secrets(home)
    terminal.send("exit\r")
    with pytest.raises(EOFError):
        terminal.until(rb"never shown")
    written = [path for path in home.path.rglob("*") if path.is_file() and ".aws" not in path.parts]
    written = [path for path in written if path.parent.name != "sessions"]
    text = b"\n".join(path.read_bytes() for path in written)

    assert len(found) > 6
    assert [one for one in found if one.encode() in terminal.log] == []
    assert [one for one in found if one.encode() in text] == []


# --- where a role starts from the shell's own keys ----------------------------------------------------------


def test_a_role_of_the_shells_own_keys_takes_those_from_before_awsenv_and_gives_them_back(
    start, home, server
):
    home.write(
        ".aws/config",
        f"{PROFILES}[profile own]\nregion = eu-west-1\ncredential_source = Environment\n"
        f"role_arn = {role_arn('open')}\n",
    )
    terminal = start(environ={"AWS_ACCESS_KEY_ID": BOB, "AWS_SECRET_ACCESS_KEY": "bob/canary+secret"})
    before = environment(terminal, home)
    terminal.run("awsenv ann -k")
    terminal.run("awsenv own")
    statuses = [terminal.status]
    signed = [call.access_key for call in server.calls("AssumeRole")]
    terminal.run("awsenv off")

    assert (statuses, signed) == ([0], [BOB])
    assert environment(terminal, home) == before


def test_a_command_keeps_its_descriptors_and_gets_the_remembered_keys(start, home, shell):
    home.write(
        ".aws/config",
        PROFILES + f"[profile mine]\nrole_arn = {role_arn('open')}\ncredential_source = Environment\n",
    )
    terminal = start(
        environ={"AWS_ACCESS_KEY_ID": "AKIABOB2222222222222", "AWS_SECRET_ACCESS_KEY": "bob/canary+secret"}
    )
    terminal.run("awsenv ann")
    terminal.run("awsenv exec mine -r eu-west-1 -- sh -c 'cat <&3; env' 3<.aws/config >~/seen")
    seen = (home.path / "seen").read_text()

    assert seen.startswith(PROFILES)
    assert "\nAWS_SESSION_TOKEN=" in seen
    assert "awsenv_kept" not in seen
    assert "fish_trace" not in seen


@pytest.mark.parametrize(
    ("profile", "change"),
    [
        ("ann", {"AWS_SESSION_TOKEN": "old"}),
        ("ann", {"AWS_SECRET_ACCESS_KEY": None}),
        ("open", {"AWS_SESSION_TOKEN": None}),
    ],
)
def test_a_secret_or_token_that_came_or_went_by_hand_is_drift(start, shell, profile, change):
    terminal = start()
    terminal.run(f"awsenv -k {profile}")
    clean = terminal.last_line()
    for name, value in change.items():
        terminal.run(unset(shell, name) if value is None else export(shell, **{name: value}))
    said = terminal.run("awsenv status")

    assert ("≠" in clean, "≠" in terminal.last_line()) == (False, True)
    assert f"{next(iter(change))} is {'set' if 'old' in change.values() else 'unset'}".encode() in said


def test_by_name_the_prompt_learns_of_keys_that_a_tool_has_renewed(start, home, shell):
    temporary = "[temp]\naws_access_key_id = ASIA\naws_secret_access_key = s\naws_session_token = t\n"
    end = int(time.time()) + 4000
    home.write(".aws/credentials", f"{temporary}expiration = {iso(end)}\n")
    terminal = start()
    terminal.run("awsenv -p temp")
    shown = terminal.run(near_the_end(shell))
    assert (b"awsenv:" in shown, environment(terminal, home)["AWSENV_EXPIRATION"]) == (False, str(end))
