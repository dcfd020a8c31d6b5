"""What a profile means is part of the identity: is it noticed where a name has come to mean another?"""

from __future__ import annotations

import time

import pytest
from running import CONFIG, CREDENTIALS, WORK_ACCOUNT, calls, role_arn

ELSEWHERE = "999988887777"
TYPE = "awsenv: awsenv use open switches to what it is now"


@pytest.fixture
def change(core):
    """Give a profile another meaning."""

    def change(old=WORK_ACCOUNT, new=ELSEWHERE):
        text = (core.home / ".aws/config").read_text()
        assert old in text
        core.write(".aws/config", text.replace(old, new))

    return change


def near_the_end(core):
    """Let the session of the shell end in a minute, with no other at hand."""
    core.environ["AWSENV_EXPIRATION"] = str(int(time.time()) + 60)
    for path in [*core.session_files(), *core.cli_files()]:
        path.unlink()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            WORK_ACCOUNT,
            ELSEWHERE,
            f"the role_arn of profile 'open' is 'arn:aws:iam::{ELSEWHERE}:role/open', but",
        ),
        ("role/open", "role/other", "the role_arn of profile 'open' is "),
        (
            "source_profile = ann\nrole_arn",
            "source_profile = bob\nrole_arn",
            "the account of the source of profile",
        ),
        (
            "[profile open]",
            "[profile open]\ncredential_process = x\n[profile new]",
            "another credential_process than",
        ),
        (
            "[profile open]",
            "[profile open]\nendpoint_url = http://127.0.0.1:9",
            "the endpoint_url of profile 'open' is '127.0.0.1:9', but was not set",
        ),
    ],
    ids=["account", "role", "source", "process", "endpoint"],
)
def test_a_renewal_of_another_meaning_is_refused_and_says_what_changed(core, change, server, old, new, said):
    before = core.run("open", "-k").environ
    near_the_end(core)
    change(old, new)
    asked = calls(server)
    result = core.renew()

    assert (result.status, core.environ["AWS_ACCESS_KEY_ID"]) == (1, before["AWS_ACCESS_KEY_ID"])
    assert said in result.err
    assert TYPE in result.err
    assert calls(server) == asked
    assert said in core.run("status").out


@pytest.mark.parametrize("mode", ["-k", "-p"])
@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_other_files_than_at_the_switch_are_drift_and_renew_nothing(core, variable, mode):
    core.run("open", mode)
    other = core.write("other", CONFIG if "CONFIG" in variable else CREDENTIALS)
    assert core.run("status", "-q").status == 0
    drifted = core.run("status", keep=False, **{variable: str(other)})
    assert f"{variable} is set, not as at the switch" in drifted.out
    if mode == "-k":
        near_the_end(core)
        renewed = core.run("--renew", keep=False, **{variable: str(other)})
        assert (renewed.status, f"{variable} is set, not as at the switch" in renewed.err) == (1, True)
        assert TYPE in renewed.err
    core.environ[variable] = str(other)
    core.run("use", "open", mode)
    assert core.run("status", "-q").status == 0
    del core.environ[variable]
    assert core.run("status", "-q").status == 1


def test_what_leaves_the_meaning_alone_is_renewed(core, change):
    core.run("open", "-k")
    near_the_end(core)
    change("[profile open]", "[profile open]\noutput = json\nrole_session_name = me\nduration_seconds = 900")
    assert (core.renew().status, core.renew().err) == (0, "")


GUARDED = f"[[class]]\nmatch = '{ELSEWHERE}'\nconfirm = true\ncd = true\n"
NEEDED = "is protected, and there is no terminal"


def test_a_name_that_has_come_to_mean_a_protected_account_has_to_be_typed(core, change):
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", GUARDED))
    core.run("open")
    core.run("bob")
    core.run("open")
    change()
    for words in (["open"], ["use", "open", "-k"], ["exec", "open", "--", "true"]):
        result = core.run(*words)
        assert (result.status, NEEDED in result.err) == (4, True), words
    core.run("open", "--yes", "-p")
    for words in (["open", "-p"], ["exec", "open", "-p", "--", "true"]):
        assert core.run(*words).status == 0, words


def test_a_name_that_means_another_by_now_is_followed_with_a_word(core, change):
    core.run("open", "-k")
    change("role/open", "role/external")
    said = (
        f"awsenv: the role_arn of profile 'open' is '{role_arn('external')}', but was '{role_arn('open')}' at"
    )
    for words in (["exec", "open", "-p", "--", "true"], ["open", "-p"]):
        result = core.run(*words, keep=False)
        assert (result.status, result.err.startswith(said)) == (0, True), result.err
    assert core.run("login", keep=False).err.startswith(said)
    core.run("open", "-p")
    assert core.run("exec", "open", "--", "true").err == ""


def test_the_console_of_this_shell_is_not_that_of_what_its_name_means_by_now(core, change):
    core.run("open", "-k")
    change()
    asked = core.run("console", "--url", keep=False)
    assert (asked.status, TYPE in asked.err, asked.out) == (1, True, "")


def test_the_way_back_leads_to_what_was_left_or_nowhere(core, change):
    core.run("open")
    core.run("bob")
    change()
    result = core.run("-")
    assert (result.status, core.environ["AWSENV_PROFILE"], TYPE in result.err) == (1, "bob", True)
    assert f"but was '{role_arn('open')}' when this shell left it; 'bob' is still active" in result.err
    core.run("use", "open")
    core.run("bob")
    assert (core.run("-").status, core.environ["AWS_PROFILE"]) == (0, "open")


@pytest.mark.parametrize("guarded", [False, True])
def test_a_pin_that_is_followed_is_asked_about_again_if_its_profile_means_another(core, change, guarded):
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", GUARDED if guarded else ""))
    pin = core.write(".awsprofile", "open\n")
    core.run("allow")
    core.run("--hook", str(pin))
    change()
    assert "not what you allowed" in core.run("status").out
    asked = core.run("--hook", str(pin))
    assert "not what you allowed" in asked.err
    core.run("allow", "--yes")
    core.run("--hook", str(pin))
    assert (core.run("status", "-q").status, ELSEWHERE in core.environ["AWSENV_MEANING"]) == (0, True)


def test_no_secret_of_a_command_is_exported(core):
    core.write(".aws/config", "[profile run]\ncredential_process = echo canary-word\n", mode="a")
    after = core.run("use", "run").environ
    assert "canary" not in " ".join(after.values())
    assert "process credential_process=" in after["AWSENV_MEANING"]
