"""With whose keys does a chain begin? Sign-ins that others made, programs of the user's, and who may wait."""

import hashlib
import json
import os
import select
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from running import (
    BOB,
    CORP,
    CORP_SESSION,
    HOME_ACCOUNT,
    OLD,
    ROOT,
    START,
    WORK_ACCOUNT,
    has_ended,
    identity,
    role_arn,
)

from awsenv.environment import dialects
from awsenv.errors import AwsenvError
from awsenv.sessions import credential_process

BY_SESSION = CORP.replace("profile corp", "profile sso") + CORP_SESSION
LEGACY = OLD.replace("profile old", "profile sso")
KINDS = {"sso_session": (BY_SESSION, "corp"), "legacy": (LEGACY, START)}


def sign_in(core, world, name, person="ann", lasts=timedelta(hours=8)):
    """Leave the token that `aws sso login` would leave, for a person who has the role."""
    world.portal.accounts[WORK_ACCOUNT] = "work"
    world.portal.assignments[person, WORK_ACCOUNT, "machine"] = role_arn("machine")
    ends = world.now() + lasts
    token = {"startUrl": START, "region": "eu-west-1", "accessToken": world.sign_in.token(person, ends)}
    token["expiresAt"] = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
    path = f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"
    core.write(path, json.dumps(token)).chmod(0o600)


@pytest.fixture(params=KINDS)
def signed_in(request, core, world):
    """A profile of each kind of SSO, and somebody who has signed in."""
    config, name = KINDS[request.param]
    core.write(".aws/config", config, mode="a")
    sign_in(core, world, name)
    return name


def machine(person):
    return f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/machine/{person}"


# --- SSO ----------------------------------------------------------------------------------------------------


def test_an_sso_profile_is_left_to_the_sdk(core, server, signed_in):
    result = core.run("use", "sso")
    assert (result.status, result.environ["AWS_PROFILE"], server.log) == (0, "sso", [])
    assert identity(result.environ) == machine("ann")


def test_the_keys_of_an_sso_profile_are_fetched_once(core, server, signed_in):
    result = core.run("use", "sso", "-k")
    assert (result.status, identity(result.environ)) == (0, machine("ann"))
    assert result.environ["AWSENV_EXPIRATION"].isdecimal()
    core.run("off")
    assert core.run("use", "sso", "-k").status == 0
    assert len(server.calls("GetRoleCredentials")) == 1


def test_a_role_can_start_from_sso(core, signed_in):
    config = f"region = eu-west-1\nsource_profile = sso\nrole_arn = {role_arn('path/chained')}\n"
    core.write(".aws/config", "[profile on]\n" + config, mode="a")
    assert (
        identity(core.run("on", "-k").environ)
        == f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/chained/awsenv-ann"
    )


def test_another_person_who_signs_in_gets_other_keys(core, server, world, signed_in):
    core.run("use", "sso", "-k")
    sign_in(core, world, signed_in, "bob")
    assert identity(core.run("use", "sso", "-k").environ) == machine("bob")


def test_nobody_gets_keys_after_the_sign_out(core, signed_in):
    core.run("use", "sso", "-k")
    for path in (core.home / ".aws/sso/cache").iterdir():
        path.unlink()
    result = core.run("use", "sso", "-k")
    assert result.status == 4
    assert "awsenv login 'sso'" in result.err


def test_a_sign_in_that_is_over_is_named(core, world, server, signed_in):
    sign_in(core, world, signed_in, lasts=timedelta(minutes=-1))
    result = core.run("use", "sso", "-k")
    assert (result.status, server.calls("GetRoleCredentials")) == (4, [])
    assert "profile 'sso': not signed in" in result.err


def test_a_sign_in_that_was_revoked_is_named(core, world, signed_in):
    world.sign_in.tokens.clear()
    result = core.run("use", "sso", "-k")
    assert result.status == 4
    assert "awsenv login --force 'sso'" in result.err


def test_a_role_that_was_not_assigned_is_named(core, world, signed_in):
    world.portal.assignments.clear()
    result = core.run("use", "sso", "-k")
    assert result.status == 5
    assert "profile 'sso': AWS says: No access" in result.err


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"accessToken": 1}'])
def test_a_damaged_token_is_no_sign_in(core, signed_in, text):
    [path] = (core.home / ".aws/sso/cache").iterdir()
    path.write_text(text)
    result = core.run("use", "sso", "-k")
    assert result.status in {1, 4}
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) <= 2


def test_another_sso_session_of_the_same_name_is_another_session(core, server, world):
    core.write(".aws/config", BY_SESSION)
    sign_in(core, world, "corp")
    core.run("use", "sso", "-k")
    core.write(".aws/config", BY_SESSION.replace(START, "https://other.example/start"))
    core.run("use", "sso", "-k")
    assert len(server.calls("GetRoleCredentials")) == 2


# --- login_session ------------------------------------------------------------------------------------------

SIGNED_IN = f"arn:aws:iam::{HOME_ACCOUNT}:user/ann"


def login(core, world, minutes=14):
    """Leave what `aws login` would leave."""
    config = f"[profile signed-in]\nregion = eu-west-1\nlogin_session = {SIGNED_IN}\n"
    if config not in (core.home / ".aws/config").read_text():
        core.write(".aws/config", config, mode="a")
    keys = world.open_role_session(role_arn("machine"), "console", minutes * 60)
    token = {"accessKeyId": keys.access_key, "secretAccessKey": keys.secret, "sessionToken": keys.token}
    token |= {"accountId": HOME_ACCOUNT, "expiresAt": keys.expires.strftime("%Y-%m-%dT%H:%M:%SZ")}
    value = {"accessToken": token, "tokenType": "aws_sigv4", "clientId": "x", "refreshToken": "canary-output"}
    value |= {"idToken": "x", "dpopKey": "canary-output"}
    name = hashlib.sha256(SIGNED_IN.encode()).hexdigest()
    core.write(f".aws/login/cache/{name}.json", json.dumps(value)).chmod(0o600)


def test_a_login_session_is_left_to_the_sdk(core, server, world):
    login(core, world)
    result = core.run("signed-in")
    assert (result.status, result.environ["AWS_PROFILE"], server.log) == (0, "signed-in", [])


def test_the_keys_of_a_login_session_take_awscrt_and_it_says_so(core, world):
    login(core, world)
    core.write("without/sitecustomize.py", "import sys\nsys.modules['awscrt'] = None\n")
    path = f"{core.environ['PYTHONPATH']}:{core.home}/without"
    result = core.run("signed-in", "-k", PYTHONPATH=path)
    assert result.status == 1
    assert "profile 'signed-in': the keys of a login_session need the Python package awscrt" in result.err
    assert "-p" in result.err
    assert "canary" not in result.err


def test_the_keys_of_a_login_session_are_those_of_the_sign_in(core, world):
    pytest.importorskip("awscrt", reason="an extra, without which AWS's own tools cannot read them either")
    login(core, world)
    result = core.run("signed-in", "-k")
    assert (
        result.status,
        identity(result.environ),
    ) == (0, f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/machine/console")


def test_the_keys_of_a_login_session_are_renewed_beside_the_prompt(core, world):
    pytest.importorskip("awscrt", reason="an extra, without which AWS's own tools cannot read them either")
    login(core, world)
    before = core.run("signed-in", "-k").environ["AWS_ACCESS_KEY_ID"]
    login(core, world)  # as another AWS tool has renewed it
    near = {"AWSENV_EXPIRATION": str(int(time.time()) + 60)}
    assert core.run("--renew", cold=True, **near).environ["__awsenv_tried"] == "0"
    core.wait_for_renewals()
    done = core.run("--renew", cold=True)
    assert (done.status, done.err, done.environ["AWS_ACCESS_KEY_ID"] != before) == (0, "", True)


# --- credential_process -------------------------------------------------------------------------------------


def test_a_process_that_takes_too_long_is_ended_and_named():
    begun = time.monotonic()
    with pytest.raises(AwsenvError, match=r"credential_process 'sleep' took longer than 0\.2 s"):
        credential_process.run("it", "sleep 60", os.environ, 0, limit=0.2)
    assert time.monotonic() - begun < 10


def give_keys(core, body):
    """A profile whose process runs this Python text."""
    program = core.write("bin/give", f"#!{sys.executable}\nimport json, os, sys\n{body}\n")
    program.chmod(0o755)
    core.environ["PATH"] = f"{program.parent}:{core.environ['PATH']}"
    core.write(".aws/config", "[profile it]\nregion = eu-west-1\ncredential_process = give\n", mode="a")


GIVE = (
    f"print(json.dumps(dict(Version=1, AccessKeyId={BOB!r}, SecretAccessKey='bob/canary+secret',"
    " Expiration='2999-01-01T00:00:00Z')))"
)


def test_a_process_that_runs_at_a_prompt_can_ask_nobody(core):
    give_keys(
        core,
        "own = os.getsid(0) == os.getpid()\n"
        "open(os.environ['HOME'] + '/asked', 'a').write(repr([sys.stdin.read(), own]))\n" + GIVE,
    )
    assert core.run("it", "-k").status == 0
    for path in core.session_files():
        path.unlink()
    assert core.renew(AWSENV_EXPIRATION=str(int(time.time()) + 60)).status == 0
    assert (core.home / "asked").read_text() == "['', False]['', True]"


@pytest.mark.parametrize(("asks", "read"), [(True, "typed"), (False, "")])
def test_only_a_process_that_may_ask_reads_what_is_typed(asks, read):
    call = f"output('it', 'cat', {{}}, 9, asks={asks})"
    script = f"from awsenv.system.user_command import output; print({call})"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], input="typed", env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{read}\n"


# Starts what goes on for long, which has the FIFO open for as long as it lives.
HANG = '#!/bin/sh\nexec 3>"$HOME/alive"\nsleep 60 & sleep 60 &\necho started >&3\nwait\n'


@pytest.mark.parametrize("end", ["its limit", "the renewal's limit", "the shell"])
def test_a_process_that_hangs_beside_a_prompt_is_ended_with_all_that_it_has_started(core, end):
    give_keys(core, GIVE)
    core.run("it", "-k")
    for path in core.session_files():
        path.unlink()
    (core.home / "bin/give").write_text(HANG)
    os.mkfifo(core.home / "alive")
    reader = os.open(core.home / "alive", os.O_RDONLY | os.O_NONBLOCK)
    limits = {"its limit": "user_command.AT_PROMPT = 1", "the renewal's limit": "renewing.LIMIT = 1"}
    script = (
        "import sys; from awsenv.system import user_command; from awsenv.sessions import renewing\n"
        f"{limits.get(end, '')}\nfrom awsenv.__main__ import main\n"
        "sys.argv = ['awsenv', '--renew']; sys.exit(main())"
    )
    own = {"AWSENV_SHELL": f"bash:{dialects.PROTOCOL}", "AWSENV_EXPIRATION": str(int(time.time()) + 60)}
    command = ["sh", "-c", '"$@" 3>/dev/null; read _', "sh", sys.executable, "-c", script]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env={**core.environ, **own}, text=True, **pipes) as shell:
        assert select.select([reader], [], [], 20)[0]
        if end in limits:
            assert has_ended(reader), "while the shell is there"
        said = shell.communicate()[1]
    assert end in limits or has_ended(reader)
    assert said == ""


def test_two_processes_that_ask_for_each_other_are_an_error(core):
    awsenv = f"{sys.executable} -m awsenv export"
    core.write(
        ".aws/config",
        f"[profile it]\nregion = eu-west-1\ncredential_process = {awsenv} other --format process\n"
        f"[profile other]\nregion = eu-west-1\ncredential_process = {awsenv} it --format process\n",
        mode="a",
    )
    result = core.run("it", "-k")
    assert result.status == 1
    assert "asks for profile 'it' itself" in result.err


# --- circles ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_a_circle_is_named_from_end_to_end(core, server, names):
    for name, source in zip(names, (*names[1:], names[0]), strict=True):
        text = f"region = eu-west-1\nrole_arn = {role_arn('open')}\nsource_profile = {source}\n"
        core.write(".aws/config", f"[profile {name}]\n{text}", mode="a")
    for words in (["a", "-k"], ["a"], ["login", "a"], ["exec", "a", "--", "true"], ["export", "a"]):
        result = core.run(*words)
        assert (result.status, server.log) == (1, [])
        assert " → ".join([*names, "a"]) in result.err


def test_the_account_of_keys_is_that_of_their_file(core):
    core.write(".aws/config", "[profile it]\nregion = x\naws_account_id = 999988887777\n", mode="a")
    core.write(".aws/credentials", "[it]\naws_access_key_id = A\naws_secret_access_key = s\n", mode="a")
    assert core.run("it", "-k", keep=False).environ.get("AWS_ACCOUNT_ID") is None
    core.write(".aws/credentials", "aws_account_id = 111122223333\n", mode="a")
    assert core.run("it", "-k", keep=False).environ["AWS_ACCOUNT_ID"] == "111122223333"
