"""Does export print what each reader understands?"""

import os
import shutil
import subprocess
import sys

import pytest
from running import BOB, SERIAL, WORK_ACCOUNT, as_json, evaluated, identity, role_arn

SECRET = "bob/canary+secret"


@pytest.mark.parametrize("words", [["--format", "sh"], []])
def test_sh_is_evaluated_by_every_posix_shell(core, words):
    text = core.run("export", "bob", *words).out
    for shell in filter(shutil.which, ("sh", "bash", "dash", "zsh")):
        stale = {"AWS_SESSION_TOKEN": "stale", "AWS_PROFILE": "stale", "PATH": os.environ["PATH"]}
        done = subprocess.run(
            [shell, "-c", f"{text}\nenv"], env=stale, capture_output=True, text=True, check=True
        )
        held = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
        assert tuple(held[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")) == (
            BOB,
            SECRET,
            "eu-west-1",
        )
        assert {"AWS_SESSION_TOKEN", "AWS_PROFILE"}.isdisjoint(held)
        assert not any(name.startswith("AWSENV_") for name in held)


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_is_evaluated_by_fish(core):
    text = core.run("export", "bob", "--format", "fish").out
    environ = {**core.environ, "AWS_SESSION_TOKEN": "stale"}
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"{text}\nenv"], env=environ, capture_output=True, text=True, check=True
    )
    held = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    assert (held["AWS_ACCESS_KEY_ID"], held["AWS_SECRET_ACCESS_KEY"]) == (BOB, SECRET)
    assert "AWS_SESSION_TOKEN" not in held


def test_powershell_sets_what_is_set_and_removes_the_rest(core):
    lines = core.run("export", "bob", "--format", "powershell").out.splitlines()
    assert f"$Env:AWS_SECRET_ACCESS_KEY = '{SECRET}'" in lines
    assert "Remove-Item Env:AWS_SESSION_TOKEN -ErrorAction SilentlyContinue" in lines


def test_nu_reads_a_record_in_which_null_is_unset(core):
    record = as_json(core.run("export", "bob", "--format", "nu").out)
    assert tuple(
        record[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION")
    ) == (BOB, SECRET, None, "eu-west-1")


@pytest.mark.parametrize(
    ("shell", "sets", "unsets"),
    [
        ("elvish", f"set-env AWS_SECRET_ACCESS_KEY '{SECRET}'", "unset-env AWS_SESSION_TOKEN"),
        (
            "xonsh",
            f"__xonsh__.env['AWS_SECRET_ACCESS_KEY'] = '{SECRET}'",
            "__xonsh__.env.pop('AWS_SESSION_TOKEN', None)",
        ),
    ],
)
def test_other_shells_set_what_is_set_and_unset_the_rest(core, shell, sets, unsets):
    lines = core.run("export", "bob", "--format", shell).out.splitlines()
    assert {sets, unsets} < {*lines}


def test_dotenv_has_no_quotes_since_docker_would_keep_them(core):
    lines = core.run("export", "bob", "--format", "dotenv").out.splitlines()
    assert lines[:2] == [f"AWS_ACCESS_KEY_ID={BOB}", f"AWS_SECRET_ACCESS_KEY={SECRET}"]
    assert all("=" in line for line in lines)


def test_process_has_the_members_of_a_credential_process_and_no_other(core):
    assert as_json(core.run("export", "bob", "--format", "process").out) == {
        "Version": 1,
        "AccessKeyId": BOB,
        "SecretAccessKey": SECRET,
    }
    session = as_json(core.run("export", "open", "--format", "process").out)
    members = {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId"}
    assert session.keys() == members
    assert session["AccountId"] == WORK_ACCOUNT
    assert session["Expiration"][-1] == "Z"


def test_json_says_also_who_and_where(core):
    answer = as_json(core.run("export", "bob", "--format", "json").out)
    assert (answer["Profile"], answer["Region"], answer["AccessKeyId"]) == ("bob", "eu-west-1", BOB)


def test_it_changes_nothing_in_the_shell(core):
    before = dict(core.environ)
    assert core.run("export", "bob").environ == before


def test_a_wrong_format_is_a_usage_error(core):
    result = core.run("export", "bob", "--format", "xml")
    assert (result.status, result.out) == (2, "")


def test_an_sdk_can_use_it_as_credential_process(core, server, world):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    command = f"{sys.executable} -m awsenv export ann-mfa --format process"
    core.write(
        ".aws/config", f"[profile sdk]\nregion = eu-west-1\ncredential_process = {command}\n", mode="a"
    )
    assert "assumed-role/mfa/" in identity(core.environ | {"AWS_PROFILE": "sdk"})
    chained = (
        f"[profile on]\nregion = eu-west-1\nsource_profile = sdk\nrole_arn = {role_arn('path/chained')}\n"
    )
    core.write(".aws/config", chained, mode="a")
    assert core.run("export", "on").status == 0


def test_what_sh_prints_is_what_keys_mode_would_set(core):
    printed = evaluated(core.run("export", "bob").out, {"PATH": os.environ["PATH"]})
    switched = core.run("bob", "-k").environ
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        assert switched[name] == printed[name]
