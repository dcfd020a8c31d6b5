"""Does export print what each reader understands?"""

import os
import shutil
import subprocess
import sys

import pytest
from running import BOB, SERIAL, WORK_ACCOUNT, as_json, evaluated, identity, role_arn

from awsenv.commands import export

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


FORMATS = ["sh", "fish", "elvish", "nu", "powershell", "xonsh", "json", "dotenv", "process"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("region", "eu-west-1\n  AWS_PROFILE=prod"),
        ("region", "$(touch here)"),
        ("region", "eu-west-1 #"),
        ("aws_access_key_id", "AKIA\n  BASH_ENV=/tmp/x"),
        ("aws_secret_access_key", "a secret"),
        ("aws_secret_access_key", "canary\u2019; touch here; \u2018"),
        ("aws_session_token", "tok\x1b[31men"),
    ],
)
def test_what_is_no_region_and_no_key_is_in_no_format(core, form, option, value):
    values = {"region": "eu-west-1", "aws_access_key_id": BOB, "aws_secret_access_key": SECRET, option: value}
    core.write(
        ".aws/config", "[profile odd]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()), mode="a"
    )
    result = core.run("export", "odd", "--format", form)
    assert (result.status in (1, 2), result.out) == (True, "")
    assert not [word for word in (SECRET, "canary", "\x1b") if word in result.err]
    assert not (core.home / "here").exists()


CODE = [
    "a$(touch${IFS}here)", "`touch,here`", "a;touch,here", "~", "a#b", "'a'", '"', "a\\b", "*", "a&b", "!!",
    "{a,b}", "a|b", "(a)", "<a", "$HOME",
]  # fmt: skip


@pytest.mark.parametrize("secret", CODE)
def test_a_dotenv_file_holds_nothing_that_any_of_its_readers_runs_or_changes(core, secret):
    keys = f"aws_access_key_id = {BOB}\naws_secret_access_key = {secret}\n"
    core.write(".aws/config", f"[profile odd]\nregion = eu-west-1\n{keys}", mode="a")
    refused = core.run("export", "odd", "--format", "dotenv")
    assert (refused.status, refused.out) == (1, "")
    assert "use --format sh, json or process" in refused.err
    printed = evaluated(core.run("export", "odd").out, {"PATH": os.environ["PATH"]})
    assert secret == printed["AWS_SECRET_ACCESS_KEY"]
    assert not (core.home / "here").exists()


def test_a_dotenv_file_says_the_same_to_docker_and_to_a_shell(core):
    text = core.run("export", "open", "--format", "dotenv").out
    shell = f"set -a\n{text}env"
    done = subprocess.run(
        ["sh", "-c", shell], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    assert {*text.splitlines()} <= {*done.stdout.splitlines()}


def test_powershells_five_quotes_end_no_string():
    quotes = "'\u2018\u2019\u201a\u201b"
    said = export._powershell("X", quotes)  # noqa: SLF001 (no such key gets as far)
    assert said == f"$Env:X = '{''.join(q + q for q in quotes)}'\n"


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
