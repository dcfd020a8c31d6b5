"""awsenv PROFILE, -, off, region: the environment of the real shell, read back from a child of it."""

from __future__ import annotations

import pytest

from .conftest import environment, quoted

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAOLD",
    "AWS_SECRET_ACCESS_KEY": "old secret",
    "AWS_SESSION_TOKEN": "stale token",
    "AWS_SECURITY_TOKEN": "older token",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_DEFAULT_PROFILE": "somebody",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/x",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "token of a container",
    "AWS_BEARER_TOKEN_BEDROCK": "token of a service",
    "AWS_ACCOUNT_ID": "999988887777",
}


def aws(terminal, home):
    """The variables that decide who AWS tools are, without awsenv's own."""
    return {
        name: value
        for name, value in environment(terminal, home).items()
        if name.startswith("AWS_") and name not in home.environ
    }


def test_a_switch_sets_the_profile_and_both_regions_and_nothing_else(start, home):
    terminal = start()
    terminal.run("awsenv prod-network-admin")

    assert terminal.status == 0
    assert aws(terminal, home) == {
        "AWS_PROFILE": "prod-network-admin",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    assert environment(terminal, home)["AWSENV_PROFILE"] == "prod-network-admin"


def test_a_switch_removes_every_key_and_token_and_off_gives_all_back(start, home):
    terminal = start(environ=KEYS)
    before = environment(terminal, home)
    terminal.run("awsenv dev")
    switched = aws(terminal, home)
    terminal.run("awsenv prod-account")
    terminal.run("awsenv off")

    assert switched == {"AWS_PROFILE": "dev", "AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-east-2"}
    assert environment(terminal, home) == before


def test_a_profile_without_a_region_leaves_both_variables_as_they_were_before_awsenv(start, home):
    terminal = start(environ={"AWS_REGION": "ap-south-1"})
    terminal.run("awsenv dev")
    terminal.run("awsenv no-region")

    assert aws(terminal, home) == {"AWS_PROFILE": "no-region", "AWS_REGION": "ap-south-1"}


@pytest.mark.parametrize("option", ["-r eu-north-1", "--region eu-north-1", "--region=eu-north-1"])
def test_an_option_chooses_the_region_before_or_after_the_name(start, home, option):
    terminal = start()
    terminal.run(f"awsenv dev {option}")
    after = aws(terminal, home)
    terminal.run("awsenv off")
    terminal.run(f"awsenv {option} dev")

    assert aws(terminal, home) == after
    assert after["AWS_REGION"] == after["AWS_DEFAULT_REGION"] == "eu-north-1"


def test_a_minus_goes_back_and_forth(start, home):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run("awsenv prod-account")
    terminal.run("awsenv -")
    first = environment(terminal, home)["AWSENV_PROFILE"]
    terminal.run("awsenv -")
    second = environment(terminal, home)["AWSENV_PROFILE"]
    terminal.run("awsenv off")
    terminal.run("awsenv -")

    assert [first, second] == ["dev", "prod-account"]
    assert environment(terminal, home)["AWSENV_PROFILE"] == "prod-account"


def test_a_minus_without_a_previous_profile_fails_and_changes_nothing(start, home):
    terminal = start()
    before = environment(terminal, home)
    shown = terminal.run("awsenv -")

    assert terminal.status == 1
    assert b"awsenv: no profile to go back to: this shell has not had one yet" in shown
    assert environment(terminal, home) == before


def test_the_region_changes_alone(start, home):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run("awsenv region eu-west-1")

    assert aws(terminal, home) == {
        "AWS_PROFILE": "dev",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


def test_a_failed_switch_changes_nothing_and_says_who_is_still_active(start, home):
    terminal = start()
    terminal.run("awsenv dev")
    before = environment(terminal, home)
    shown = terminal.run("awsenv prod-acount")

    assert terminal.status == 3
    assert b"did you mean 'prod-account'? 'dev' is still active" in shown
    assert environment(terminal, home) == before


def test_a_variable_that_was_not_exported_is_given_back_unexported(start, home, shell):
    unexported = "set -g -u AWS_PROFILE mine" if shell.name == "fish" else "AWS_PROFILE=mine"
    terminal = start(rc=unexported)
    terminal.run("awsenv dev")
    switched = aws(terminal, home)["AWS_PROFILE"]
    terminal.run("awsenv off")
    terminal.run('printf "%s" "$AWS_PROFILE" >~/value')

    assert switched == "dev"
    assert "AWS_PROFILE" not in environment(terminal, home)
    assert (home.path / "value").read_text() == "mine"


HOSTILE_VALUES = [
    "two words",
    "a'b\"c\\d",
    "$(touch x) `touch x` ${HOME} $HOME",
    "line\nbreak\n",
    " leading and trailing ",
    "%F{red}%n %d {a,b} * ? ~ ! # ; & | < >",
    "èрт中🚒",
    "a|b=c:d@e %41",
    "-n",
    "",
]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_any_value_comes_back_to_the_byte(start, home, value):
    terminal = start(environ={"AWS_PROFILE": value, "AWS_SECRET_ACCESS_KEY": value, "AWS_REGION": value})
    before = environment(terminal, home)
    terminal.run("awsenv dev")
    terminal.run("awsenv off")

    assert before["AWS_PROFILE"] == value
    assert environment(terminal, home) == before
    assert not list(home.path.glob("**/x"))


def test_a_nested_shell_gives_back_all_but_the_secrets_and_says_which(start, home, shell):
    terminal = start(environ={"AWS_ACCESS_KEY_ID": "AKIAOLD", "AWS_REGION": "ap-south-1"})
    terminal.run("awsenv dev")
    terminal.run(shell.program)
    shown = terminal.run("awsenv off")

    assert b"only the shell that held them remembers them: AWS_ACCESS_KEY_ID" in shown
    assert aws(terminal, home) == {"AWS_REGION": "ap-south-1"}


def test_remembered_secrets_are_in_no_exported_variable(start, home):
    terminal = start(environ={"AWS_SECRET_ACCESS_KEY": "canary-in-a-mine", "AWS_ACCESS_KEY_ID": "AKIACANARY"})
    terminal.run("awsenv dev")

    assert not [name for name, value in environment(terminal, home).items() if "canary" in value.lower()]


NAMES = [
    "two words",
    "it's",
    "$(touch x)",
    "`touch x`",
    "a;touch x",
    "%n",
    "*",
    "~",
    "èрт中",
    "a:b@c/d",
    "a=b",
    "-leading",
    "{a,b}",
    "!!",
    "#hash",
    "tab\there",
    "back\\slash",
    'dou"ble',
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_switched_to_shown_and_left(start, home, shell, name):
    header = name.replace("\\", "\\\\").replace('"', '\\"')
    home.write(".aws/config", f'[profile "{header}"]\nregion = eu-west-1\n')
    terminal = start()
    terminal.run(
        f"awsenv use -- {quoted(shell, name)}" if name.startswith("-") else f"awsenv {quoted(shell, name)}"
    )
    found = environment(terminal, home)
    shown = "".join(character if character.isprintable() else "?" for character in name)

    assert found["AWS_PROFILE"] == found["AWSENV_PROFILE"] == name
    assert f"({shown})" in terminal.last_line().replace("中 ", "中")
    assert not list(home.path.glob("**/x"))
