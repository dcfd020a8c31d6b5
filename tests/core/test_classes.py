"""Is production hard to hurt, and does a class look and end as the settings say?"""

from __future__ import annotations

import functools
import time

import pytest
from running import CREDENTIALS, SERIAL, WORK_ACCOUNT, calls, evaluated

CLASSES = f"""\
trust = ["~/mine"]
[[class]]
match = ["ann*", "{WORK_ACCOUNT}"]
label = "live"
color = 208
confirm = true
[[class]]
match = "bob"
idle = "15m"
color = "blue"
"""
READ_ONLY = {"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}


@pytest.fixture
def configure(core):
    """Write the settings."""

    def configure(text=CLASSES):
        core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", text))

    return configure


@pytest.fixture
def switch(core, start_core):
    """Start the core on a terminal, as a snippet does."""
    line = 'exec "$0" -m awsenv "$@" 3>"$CODE"'
    variables = {"AWSENV_SHELL": "bash:3", "CODE": str(core.home / "code")}
    return functools.partial(start_core, line=line, **variables)


def answered(core, terminal, question, answer):
    """Type the answer; returns what is said after it, the status, and the environment that the shell gets."""
    terminal.until(question)
    terminal.until("Type its name to continue: ")
    terminal.send(f"{answer}\r")
    return *terminal.ended(), evaluated((core.home / "code").read_text(), core.environ)


# --- what it looks like -------------------------------------------------------------------------------


def test_a_class_has_a_color_a_label_and_an_idle_time(core, configure):
    configure()
    core.environ["TERM"] = "xterm-256color"
    after = core.run("bob").environ
    assert tuple(after.get(f"AWSENV_{name}") for name in ("COLOR", "IDLE", "LABEL")) == ("34", "900", None)
    after = core.run("open", "--yes").environ
    assert tuple(after.get(f"AWSENV_{name}") for name in ("COLOR", "IDLE", "LABEL")) == (
        "38;5;208",
        None,
        "live",
    )
    after = core.run("off").environ
    assert not {"AWSENV_COLOR", "AWSENV_IDLE", "AWSENV_LABEL"} & after.keys()


def test_without_a_settings_file_production_is_red_and_asks_nothing(core):
    core.write(".aws/config", "[profile my-prod]\nregion = x\n", mode="a")
    core.environ["TERM"] = "xterm"
    assert core.run("my-prod").environ["AWSENV_COLOR"] == "31"
    assert "AWSENV_COLOR" not in core.run("bob").environ


def test_a_class_can_be_matched_by_the_account_that_an_access_key_tells(core, configure):
    core.write(".aws/credentials", CREDENTIALS.replace("AKIAANN2222222222222", "ASIAY34FZKBOKMUTVV7A"))
    configure("[[class]]\nmatch = '609629065308'\nlabel = 'it'\n")
    assert core.run("ann").environ["AWSENV_LABEL"] == "it"


def test_a_wrong_settings_file_changes_nothing(core, configure):
    configure("[[class]]\nmatch = 'x'\ncolour = 1\n")
    before = dict(core.environ)
    result = core.run("bob")
    assert (result.status, result.environ) == (1, before)
    assert "settings.toml:3: unknown key in [[class]]: 'colour'; did you mean 'color'?" in result.err


def test_a_wrong_settings_file_keeps_nobody_from_off(core, configure):
    core.run("bob")
    configure("x")
    assert core.run("off").status == 0
    assert "AWS_PROFILE" not in core.environ


# --- the name is typed ----------------------------------------------------------------------------------


def test_the_name_has_to_be_typed(core, configure, switch):
    configure()
    question = f"awsenv: 'open' (live, role open, account {WORK_ACCOUNT}) is protected. "
    said, status, after = answered(core, switch("open"), question, "open")
    assert (status, after["AWS_PROFILE"]) == (0, "open")
    assert "open" in said, "what is typed is seen"


@pytest.mark.parametrize("answer", ["", "y", "yes", "OPEN", "ope"])
def test_another_answer_changes_nothing(core, configure, switch, answer):
    configure()
    said, status, after = answered(core, switch("open"), "'open'", answer)
    assert status == 1
    assert "that is not the name of profile 'open'; nothing was done; no profile is active" in said
    assert "AWS_PROFILE" not in after


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interruption_changes_nothing(core, configure, switch, key):
    configure()
    terminal = switch("open")
    terminal.until("continue: ")
    terminal.send(key)
    assert (terminal.ended()[1], (core.home / "code").read_text()) == (130, "")


def test_what_was_typed_before_the_question_is_no_answer(configure, start_core):
    configure()
    terminal = start_core(line='read go; exec "$0" -m awsenv exec open -- echo ran')
    terminal.send("go\nopen\n")
    terminal.until("continue: ")
    terminal.send("no\r")
    said, status = terminal.ended()
    assert (status, "ran" in said) == (1, False)


def test_nothing_is_opened_before_the_name_is_typed(core, configure, switch, server):
    configure()
    answered(core, switch("open", "-k"), "'open'", "no")
    assert server.log == []


def test_a_script_says_yes(core, configure):
    configure()
    for option in ("-y", "--yes"):
        assert core.run("open", option, keep=False).environ["AWS_PROFILE"] == "open"


def test_without_a_terminal_and_without_yes_nothing_is_done(core, configure):
    configure()
    result = core.run("open")
    assert result.status == 4
    assert "awsenv: in a script, add --yes\n" in result.err
    assert "AWS_PROFILE" not in result.environ


def test_a_shell_that_is_the_profile_already_is_not_asked(core, configure):
    configure()
    core.run("open", "--yes")
    assert core.run("open", "-r", "eu-west-3").status == 0
    assert core.environ["AWS_REGION"] == "eu-west-3"


def test_the_way_back_asks_too(core, configure):
    configure()
    core.run("open", "--yes")
    core.run("bob")
    assert core.run("-").status == 4
    assert core.run("-", "--yes").environ["AWS_PROFILE"] == "open"


def test_exec_asks_and_export_and_login_do_not(core, configure, switch):
    configure()
    assert core.run("exec", "open", "--", "echo", "ran")[:2] == (4, "")
    assert core.run("exec", "open", "--yes", "--", "echo", "ran")[:2] == (0, "ran\n")
    said, status, _ = answered(core, switch("exec", "open", "--", "echo", "ran"), "'open'", "open")
    assert (status, "ran" in said) == (0, True)
    assert core.run("login", "open").status == 0
    assert (
        core.run("export", "open").status,
        core.run("export", "open", "--format", "dotenv").out.partition("=")[2][:4],
    ) == (0, "ASIA")


# --- a pin ------------------------------------------------------------------------------------------------


def pinned(core, place="work"):
    return core.write(f"{place}/.awsprofile", "open\n")


def test_no_cd_switches_to_a_protected_profile(core, configure):
    configure()
    pin = pinned(core)
    result = core.run("--hook", str(pin))
    assert (
        result.status,
        "AWS_PROFILE" in result.environ,
        "__awsenv_unfollowed" in result.environ,
    ) == (0, False, False)
    assert "~/work/.awsprofile: cd does not switch to the protected profile 'open'" in result.err
    result = core.run("allow", "--yes", str(pin.parent))
    assert (result.status, "cd = true" in result.err) == (1, True)
    assert "AWS_PROFILE" not in core.run("--hook", str(pin)).environ


def test_in_a_shell_that_is_the_profile_its_pin_says_nothing(core, configure):
    configure()
    core.run("open", "--yes")
    assert core.run("--hook", str(pinned(core))).err == ""


def test_a_class_can_let_cd_switch_once_its_name_was_typed(core, configure, switch):
    configure(CLASSES.replace("confirm = true", "confirm = true\ncd = true"))
    pin = pinned(core)
    assert "awsenv allow accepts it" in core.run("--hook", str(pin)).err
    assert core.run("allow", str(pin.parent)).status == 4
    assert answered(core, switch("allow", str(pin.parent)), "'open'", "no")[1] == 1
    assert "AWS_PROFILE" not in core.run("--hook", str(pin)).environ
    assert answered(core, switch("allow", str(pin.parent)), "'open'", "open")[1] == 0
    assert core.run("--hook", str(pin)).environ["AWS_PROFILE"] == "open"


def test_local_writes_the_pin_of_a_protected_profile_and_allows_it_only_once_the_name_was_typed(
    core, configure
):
    configure()
    result = core.run("local", "open")
    assert (result.status, (core.home / ".awsprofile").read_text()) == (0, "open\n")
    assert "cd does not switch to the protected profile" in result.err
    configure(CLASSES.replace("confirm = true", "confirm = true\ncd = true"))
    assert "awsenv allow accepts it" in core.run("--hook", str(core.home / ".awsprofile")).err
    assert core.run("local", "open").status == 4
    assert core.run("local", "open", "--yes").status == 0
    assert core.run("--hook", str(core.home / ".awsprofile")).environ["AWS_PROFILE"] == "open"


@pytest.mark.parametrize("place", ["mine", "mine/deep/er"])
def test_a_pin_below_a_trusted_directory_needs_no_consent(core, configure, place):
    configure(CLASSES.replace("confirm = true", ""))
    assert core.run("--hook", str(pinned(core, place))).environ["AWS_PROFILE"] == "open"


@pytest.mark.parametrize("place", ["mine2", "notmine", "other/mine"])
def test_a_name_that_only_begins_like_a_trusted_directory_is_not_trusted(core, configure, place):
    configure(CLASSES.replace("confirm = true", ""))
    assert "AWS_PROFILE" not in core.run("--hook", str(pinned(core, place))).environ


def test_a_link_out_of_a_trusted_directory_is_not_trusted_and_one_into_it_is(core, configure):
    configure(CLASSES.replace("confirm = true", ""))
    pinned(core, "elsewhere")
    pinned(core, "mine/project")
    (core.home / "mine/link").symlink_to(core.home / "elsewhere")
    (core.home / "link").symlink_to(core.home / "mine/project")
    out = core.run("--hook", str(core.home / "mine/link/.awsprofile"), keep=False)
    into = core.run("--hook", str(core.home / "link/.awsprofile"), keep=False)
    assert (out.environ.get("AWS_PROFILE"), into.environ.get("AWS_PROFILE")) == (None, "open")


def test_trust_is_not_enough_for_a_protected_profile(core, configure):
    configure(CLASSES.replace("confirm = true", "confirm = true\ncd = true"))
    result = core.run("--hook", str(pinned(core, "mine")))
    assert "AWS_PROFILE" not in result.environ
    assert "awsenv allow accepts it" in result.err


def test_a_denied_pin_stays_denied_where_it_would_be_trusted(core, configure):
    configure(CLASSES.replace("confirm = true", ""))
    pin = pinned(core, "mine")
    core.run("deny", str(pin.parent))
    assert "AWS_PROFILE" not in core.run("--hook", str(pin)).environ


# --- rights and modes -----------------------------------------------------------------------------------


def test_a_read_only_class_takes_all_other_rights_away(core, configure, server):
    configure("[[class]]\nmatch = 'open'\nreadonly = true\n")
    after = core.run("open").environ
    assert (after["AWSENV_OPTIONS"], after.get("AWS_PROFILE")) == ("read-only", None)
    [(action, parameters)] = calls(server)
    assert action == "AssumeRole"
    assert parameters.items() >= READ_ONLY.items()
    core.run("bob")
    assert core.run("-").environ["AWSENV_OPTIONS"] == "read-only"


def test_export_and_login_of_a_read_only_class_are_read_only_too(core, configure, server):
    configure("[[class]]\nmatch = 'open'\nreadonly = true\n")
    assert core.run("login", "open").status == 0
    assert core.run("export", "open").status == 0
    [(_, parameters)] = calls(server)
    assert parameters.items() >= READ_ONLY.items()


def test_no_read_only_gives_all_rights_back_also_on_the_way_back(core, configure, server):
    configure("[[class]]\nmatch = 'open'\nreadonly = true\n")
    assert core.run("open", "--no-read-only").environ["AWS_PROFILE"] == "open"
    core.run("bob")
    assert core.run("-").environ["AWS_PROFILE"] == "open"
    core.run("open", "-k", "--no-read-only")
    [(_, parameters)] = calls(server)
    assert not READ_ONLY.keys() & parameters.keys()


def test_where_rights_cannot_be_taken_away_nothing_is_switched(core, configure):
    configure("[[class]]\nmatch = 'bob'\nreadonly = true\n")
    result = core.run("bob")
    assert (result.status, result.environ.get("AWS_PROFILE")) == (1, None)
    assert "is in a read-only class, and only a role" in result.err
    assert core.run("bob", "--no-read-only").environ["AWS_PROFILE"] == "bob"


@pytest.mark.parametrize("words", [["-p"], ["--policy-arn", "arn:aws:iam::aws:policy/AdministratorAccess"]])
def test_what_would_widen_a_read_only_class_is_refused(core, configure, words):
    configure("[[class]]\nmatch = 'open'\nreadonly = true\n")
    result = core.run("open", *words)
    assert (result.status, result.environ.get("AWSENV_PROFILE")) == (2, None)
    assert "--no-read-only" in result.err
    assert core.run("open", "--no-read-only", *words).status == 0


def test_the_mode_of_a_pattern_holds_where_none_is_asked_for(core, configure):
    configure("[mode]\n'op*' = 'keys'\n'ann-*' = 'profile'\n")
    assert core.run("open").environ["AWSENV_MODE"] == "keys"
    assert core.run("open", "-p").environ["AWSENV_MODE"] == "profile"
    assert core.run("ann-mfa").environ["AWSENV_MODE"] == "profile"
    assert core.run("bob").environ["AWSENV_MODE"] == "profile"


def test_the_duration_is_that_of_the_settings_where_nothing_else_says_one(core, configure, server):
    configure("duration = '2h'\n")
    config = core.home / ".aws/config"
    config.write_text(
        config.read_text().replace("[profile bob-open]", "[profile bob-open]\nduration_seconds = 1800")
    )
    for words in (["open", "-k"], ["open", "-k", "-d", "3h"], ["bob-open", "-k"], ["bob", "-k"]):
        assert core.run(*words).status == 0
    assert [parameters["DurationSeconds"] for _, parameters in calls(server)] == ["7200", "10800", "1800"]


def test_the_settings_ask_no_profile_for_keys(core, configure):
    configure("duration = '2h'\nmin_ttl = '30m'\n")
    assert core.run("open").environ["AWSENV_MODE"] == "profile"


def test_a_session_with_less_time_than_the_settings_want_is_renewed(core, configure, server):
    core.run("open", "-k")
    configure("min_ttl = '59m'\n")
    core.run("open", "-k")
    assert len(calls(server)) == 1
    path = core.session_files()[0]
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:6], *(str(int(end) - 600) for end in lines[6:8]), *lines[8:]]))
    for file in core.cli_files():
        file.unlink()
    core.run("open", "-k")
    assert len(calls(server)) == 2


# --- questions ------------------------------------------------------------------------------------------


def test_the_settings_can_tell_where_the_code_comes_from(core, configure, world):
    configure(f"mfa_process = 'echo {world.mfa_code(SERIAL)}'\n")
    after = core.run("ann-mfa").environ
    assert (after["AWSENV_MODE"], after["AWSENV_RENEWS"]) == ("keys", "1")


def test_the_process_of_a_profile_is_asked_before_that_of_the_settings(core, configure, world):
    configure("mfa_process = 'false'\n")
    text = (core.home / ".aws/config").read_text()
    given = f"[profile ann-mfa]\nmfa_process = echo {world.mfa_code(SERIAL)}\n"
    core.write(".aws/config", text.replace("[profile ann-mfa]\n", given))
    assert core.run("ann-mfa").status == 0


def near_the_end(core):
    """Bring the session of the shell, and all that are kept, to their end."""
    core.environ["AWSENV_EXPIRATION"] = str(int(time.time()) + 60)
    for path in [*core.session_files(), *core.cli_files()]:
        path.unlink()


def test_a_session_that_takes_no_question_says_that_it_renews(core):
    assert core.run("open", "-k").environ["AWSENV_RENEWS"] == "1"
    near_the_end(core)
    result = core.renew()
    assert (result.status, result.environ["AWSENV_RENEWS"]) == (0, "1")


def test_a_session_whose_code_serves_for_longer_renews_until_that_one_ends(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    assert core.environ["AWSENV_RENEWS"] == "1"
    token = next(path for path in core.session_files() if "\nmfa\n" in path.read_text())
    lines = token.read_text().split("\n")
    token.write_text("\n".join([*lines[:6], str(int(core.environ["AWSENV_EXPIRATION"]) + 600), *lines[7:]]))
    assert "AWSENV_RENEWS" not in core.run("ann-mfa").environ


def test_a_role_that_takes_a_code_of_its_own_does_not_renew(core, world):
    core.run("other-mfa", "-t", world.mfa_code(SERIAL))
    world.mfa_window += 1
    after = core.run("ann-mfa", "-d", "2h", "-t", world.mfa_code(SERIAL)).environ
    assert after["AWSENV_PROFILE"] == "ann-mfa"
    assert "AWSENV_RENEWS" not in after


def test_a_code_that_a_process_gives_renews_without_a_question(core, configure, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    near_the_end(core)
    assert core.renew().status == 4
    world.mfa_window += 1
    configure(f"mfa_process = 'echo {world.mfa_code(SERIAL)}'\n")
    assert (core.renew().status, core.environ["AWSENV_RENEWS"]) == (0, "1")


def test_keys_without_an_end_have_nothing_to_renew(core):
    assert "AWSENV_RENEWS" not in core.run("bob", "-k").environ
