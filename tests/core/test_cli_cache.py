"""Do awsenv and the AWS CLI use each other's sessions, and never a wrong one?"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from running import CONFIG, SERIAL, WORK_ACCOUNT, as_json, calls, identity, role_arn

AWS = {
    "v1": Path(sys.executable).with_name("aws"),
    "v2": Path(shutil.which("aws", path="/usr/local/bin:/usr/bin") or ""),
}


def is_there(path):
    """Whether it is an AWS CLI that knows AWS_ENDPOINT_URL, as 2.13 and later do; v1 is of the lock."""
    if not path.is_file():
        return False
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"aws-cli/(\d+)\.(\d+)\.", said)
    return found is not None and (found[1] == "1" or int(found[2]) >= 13)


@pytest.fixture(params=[name for name, path in AWS.items() if is_there(path)] or ["missing"])
def aws(request, core, sit):
    """Ask the AWS CLI who it is."""
    path = AWS[request.param]

    def ask(profile, code=None):
        words = [
            str(path),
            "sts",
            "get-caller-identity",
            "--profile",
            profile,
            "--query",
            "Arn",
            "--output",
            "text",
        ]
        if code is None:
            return subprocess.run(
                words,
                env=core.environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            ).stdout.strip()
        terminal = sit(words, core.environ, core.home)
        terminal.until("Enter MFA code for ")
        terminal.send(f"{code}\r")
        return terminal.ended()[0].split()[-1]

    return ask


def session_of(role, name=""):
    return f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/{role}/{name}"


def test_a_session_that_awsenv_opened_is_used_by_aws(core, server, world, aws):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    assert aws("ann-mfa") == session_of("mfa", "awsenv-ann")
    assert [action for action, _ in calls(server)] == ["GetSessionToken", "AssumeRole"]


def test_a_session_that_aws_opened_is_used_by_awsenv(core, server, world, aws):
    assert aws("ann-mfa", world.mfa_code(SERIAL)).startswith(session_of("mfa"))
    result = core.run("ann-mfa")
    assert (result.status, len(calls(server))) == (0, 1)
    assert identity(result.environ).startswith(session_of("mfa", "botocore-session-"))


SETTINGS = {
    "external id": ("external", "external_id = x-1"),
    "duration": ("open", "duration_seconds = 1800"),
    "session name": ("open", "role_session_name = me@work"),
    "all": ("external", "external_id = x-1\nduration_seconds = 1800\nrole_session_name = me"),
}


@pytest.mark.parametrize(("role", "more"), SETTINGS.values(), ids=SETTINGS)
def test_every_setting_leads_to_the_same_file(core, server, aws, role, more):
    core.write(
        ".aws/config",
        f"[profile it]\nregion=eu-west-1\nsource_profile=ann\nrole_arn={role_arn(role)}\n{more}\n",
        mode="a",
    )
    core.run("login", "it")
    assert aws("it").startswith(session_of(role))
    assert len(server.calls("AssumeRole")) == 1


def test_a_damaged_file_that_would_break_aws_is_replaced(core, server, world, aws):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    [path] = core.cli_files()
    path.write_text('{"Credentials": {')
    core.run("login", "ann-mfa", "--force")
    assert aws("ann-mfa").startswith(session_of("mfa"))


# --- without the CLI: its files, written as its versions write them -----------------------------------------


def put(core, server, world, *, profile="open", role="open", expiration=None, **changes):
    """Leave a session in the CLI's cache, in the file that awsenv would write for the profile."""
    core.run("login", profile, "-t", world.mfa_code(SERIAL))
    [path] = core.cli_files()
    for session in core.session_files():
        session.unlink()
    keys = world.open_role_session(role_arn(role), "by-aws")
    moment = keys.expires.strftime("%Y-%m-%dT%H:%M:%S")
    found = {"AccessKeyId": keys.access_key, "SecretAccessKey": keys.secret, "SessionToken": keys.token}
    found["Expiration"] = (expiration or "{}Z").format(moment)
    value = {"Credentials": {**found, **changes}, "AssumedRoleUser": {"Arn": keys.arn}}
    path.write_text(json.dumps(value))
    return path, keys.access_key


@pytest.fixture
def alone(core):
    """Only one profile for the role, so that the CLI's file can mean no other."""
    core.write(".aws/config", CONFIG.split("[profile bob-open]")[0])


@pytest.mark.parametrize("spelling", ["{}Z", "{}UTC", "{}+00:00", "{}.123456+00:00"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_every_spelling_of_an_expiration_is_read(core, server, world, alone, spelling, zone):
    _, key = put(core, server, world, expiration=spelling)
    assert core.run("open", "-k", TZ=zone).environ["AWS_ACCESS_KEY_ID"] == key


DAMAGED = {
    "an expiration that is none": {"Expiration": "soon"},
    "no expiration": {"Expiration": None},
    "a key that is a number": {"AccessKeyId": 1},
    "an empty secret": {"SecretAccessKey": ""},
    "an end in the past": {"Expiration": "2001-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("changes", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_or_over_is_a_miss_and_is_replaced(core, server, world, alone, changes):
    path, _ = put(core, server, world, **changes)
    result = core.run("open", "-k")
    assert result.status == 0
    assert result.environ["AWS_ACCESS_KEY_ID"] == as_json(path.read_text())["Credentials"]["AccessKeyId"]
    assert len(server.calls("AssumeRole")) == 2


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', "null", '{"Credentials": 1}', '{"Credentials": {}}', "\0"]
)
def test_no_text_in_the_file_is_more_than_a_miss(core, server, world, alone, text):
    path, _ = put(core, server, world)
    path.write_text(text)
    assert core.run("open", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2


def test_a_session_of_another_role_under_the_same_name_is_a_miss(core, server, world, alone):
    _, key = put(core, server, world, role="machine")
    assert core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"] != key


def test_a_session_that_aws_does_not_take_is_a_miss(core, server, world, alone):
    """Another AWS may have opened it, a local one for example: the name of the file does not cover that."""
    changes = {"AccessKeyId": "ASIAOTHER", "SecretAccessKey": "x", "SessionToken": "x"}
    put(core, server, world, **changes)
    result = core.run("open", "-k")
    assert (result.status, result.err) == (0, "")
    assert identity(result.environ).startswith(session_of("open"))


def test_a_session_that_does_not_say_whose_it_is_is_asked(core, server, world, alone):
    path, key = put(core, server, world, role="machine")
    value = as_json(path.read_text())
    del value["AssumedRoleUser"]
    path.write_text(json.dumps(value))
    assert core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"] != key
    assert len(server.calls("GetCallerIdentity")) == 1


def test_a_session_from_before_the_last_change_of_the_settings_is_a_miss(core, server, world, alone):
    """The profile may have had another source then, which the CLI's name for the file does not cover."""
    path, key = put(core, server, world)
    core.write(".aws/config", "# changed\n", mode="a")
    os.utime(core.home / ".aws/config", ns=(path.stat().st_mtime_ns + 1,) * 2)
    assert core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"] != key


def test_a_file_for_a_role_with_two_sources_is_neither_read_nor_written(core, server, world):
    text = (core.home / ".aws/config").read_text()
    core.write(".aws/config", CONFIG.split("[profile bob-open]")[0])
    path, key = put(core, server, world)
    before = path.read_text()
    core.write(".aws/config", text)
    os.utime(core.home / ".aws/config", ns=(path.stat().st_mtime_ns - 1,) * 2)
    assert core.run("bob-open", "-k").environ["AWS_ACCESS_KEY_ID"] != key
    assert path.read_text() == before


@pytest.mark.parametrize("option", ["--read-only", "-d 30m"])
def test_a_session_that_was_asked_for_is_not_what_the_cli_means(core, server, alone, option):
    core.run("open", *option.split())
    assert core.cli_files() == []


def test_a_role_from_the_environment_is_not_shared_since_its_keys_have_no_name(core, server):
    core.write(
        ".aws/config",
        "[profile it]\nregion=eu-west-1\ncredential_source=Environment\nexternal_id=x-1\n"
        f"role_arn={role_arn('external')}\n",
        mode="a",
    )
    keys = {"AWS_ACCESS_KEY_ID": "AKIABOB2222222222222", "AWS_SECRET_ACCESS_KEY": "bob/canary+secret"}
    assert core.run("it", **keys).status == 0
    assert core.cli_files() == []


def test_the_file_and_its_directory_are_the_users_alone(core, alone):
    core.run("open", "-k")
    [path] = core.cli_files()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_session_taken_over_from_the_cli_is_also_ours(core, server, world, alone):
    path, key = put(core, server, world)
    core.run("open", "-k")
    path.unlink()
    assert core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"] == key
