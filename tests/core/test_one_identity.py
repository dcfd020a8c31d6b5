"""Is a shell one identity, whatever variables it had before, and which one where a profile has no keys?"""

from __future__ import annotations

import pytest
from running import ANN, BOB, CLIENT, WORK_ACCOUNT, as_json, identity, role_arn

STRANGE = {
    "AWS_BEARER_TOKEN_BEDROCK": "canary1",
    "AWS_BEARER_TOKEN_CODECATALYST": "canary2",
    "AWS_ACCOUNT_ID": "999988887777",
    "AWS_ROLE_SESSION_NAME": "somebody",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "canary3",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/run/token",
}
SECRETS = ("canary1", "canary2", "canary3")
PROCESS = """\
[profile printed]
region = eu-west-1
credential_process = printf \
'{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","AccountId":"%s"}' 123456789012
[profile ending]
region = eu-west-1
credential_process = sh -c "echo '{\\"Version\\":1,\\"AccessKeyId\\":\\"a\\",\\"SecretAccessKey\\":\\"b\\",\
\\"SessionToken\\":\\"t\\",\\"Expiration\\":\\"2099-01-01T00:00:00Z\\",\\"AccountId\\":\\"123456789012\\"}'"
"""


def shown(environ):
    return {name: value for name, value in environ.items() if not name.startswith(("__awsenv", "AWSENV"))}


@pytest.mark.parametrize("words", [("bob",), ("bob", "-k"), ("open", "--read-only"), ("open", "-d", "30m")])
def test_no_variable_that_decides_who_survives_a_switch_and_each_comes_back(core, words):
    core.environ |= STRANGE
    start = dict(core.environ)
    after = core.run(*words).environ
    account = {"AWS_ACCOUNT_ID": WORK_ACCOUNT} if words[0] == "open" else {}
    assert {name: after[name] for name in STRANGE if name in after} == account
    assert not [secret for secret in SECRETS if secret in after["AWSENV_BEFORE"]]
    found = as_json(core.run("status", "--json").out)
    assert (found["drift"], set(STRANGE) <= set(found["restores"])) == ([], True)
    assert shown(core.run("off").environ) == start


def test_a_program_that_prints_keys_sees_none_of_them(core):
    core.write("give", '#!/bin/sh\nenv >"$HOME/seen"\n').chmod(0o755)
    core.write(".aws/config", "[profile give]\ncredential_process = give\n", mode="a")
    core.environ["PATH"] = f"{core.home}:{core.environ['PATH']}"
    core.run("give", "-k", **STRANGE)
    seen = {line.partition("=")[0] for line in (core.home / "seen").read_text().splitlines()}
    assert seen & set(STRANGE) == {
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    }


@pytest.mark.parametrize("name", ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCOUNT_ID"])
def test_one_that_is_set_later_is_drift(core, name):
    core.run("bob")
    found = as_json(core.run("status", "--json", keep=False, **{name: "x"}).out)["drift"]
    assert [one["what"] for one in found] == [f"{name} is set, not as awsenv left it"]
    assert name not in core.run("bob", **{name: "x"}).environ


def test_a_token_for_another_service_is_a_problem(core):
    core.run("bob")
    found = as_json(core.run("status", "--json", AWS_BEARER_TOKEN_CODECATALYST="x").out)
    expected = "AWS_BEARER_TOKEN_CODECATALYST wins over the profile for calls of that service"
    assert (found["drift"], [one["what"] for one in found["problems"]]) == ([], [expected])


def test_a_name_that_would_be_code_is_told_to_no_shell(core):
    name, mark = "AWS_BEARER_TOKEN_X$(touch mark)", core.home / "mark"
    core.run("bob", keep=False, **{name: "x", "AWSENV_SETTINGS": "PATH AWS_X$(touch${IFS}mark) ;touch"})
    core.run("off", keep=False, AWSENV_BEFORE="@ AWS_X$(touch${IFS}mark)=x PATH=y")
    assert not mark.exists()


def test_a_nested_shell_gives_back_all_but_the_tokens(core):
    core.environ |= STRANGE
    core.run("bob")
    done = core.run("off", __awsenv_kept="")
    lost = [name for name, value in STRANGE.items() if value in SECRETS]
    assert {name: value for name, value in STRANGE.items() if name not in lost} == {
        name: done.environ[name] for name in STRANGE if name in done.environ
    }
    assert set(lost) <= set(done.err.replace(",", "").split())


# --- the account --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "account"),
    [("open", WORK_ACCOUNT), ("printed", "123456789012"), ("ending", "123456789012"), ("bob", None)],
)
def test_the_account_goes_with_the_keys_where_it_is_known(core, profile, account):
    core.write(".aws/config", PROCESS, mode="a")
    for _ in "opened", "kept":
        assert core.run(profile, "-k", keep=False).environ.get("AWS_ACCOUNT_ID") == account
        for form in "process", "json":
            told = as_json(core.run("export", profile, "--format", form).out)
            assert told.get("AccountId") == account


@pytest.mark.parametrize("printed", ["12345678901", '"$(x)"', "123456789012", "null", '["1"]', '"1\\n2"'])
def test_what_is_no_account_is_passed_over(core, printed):
    text = PROCESS.replace('"%s"', "%s").replace("123456789012\n[profile e", f"'{printed}'\n[profile e")
    core.write(".aws/config", text, mode="a")
    done = core.run("printed", "-k")
    assert (done.status, done.environ.get("AWS_ACCOUNT_ID")) == (0, None), done.err


# --- a profile without credentials of its own ---------------------------------------------------------------


@pytest.fixture
def dev(core):
    core.write(".aws/config", "[profile dev]\nregion = eu-west-1\nmax_attempts = 2\n", mode="a")
    return core


def whose(result):
    [line] = [line for line in result.err.splitlines() if "of its own" in line]
    return line.partition("AWS tools use ")[2]


def test_in_a_container_it_is_the_role_of_the_container(dev, server):
    dev.environ |= server.container_environ
    start = dict(dev.environ)
    done = dev.run("dev")
    assert whose(done) == "the role of this container"
    assert (done.environ["AWS_PROFILE"], done.environ["AWSENV_MODE"]) == ("dev", "profile")
    assert ":assumed-role/machine/" in identity(done.environ)
    assert done.environ == {**done.environ, **server.container_environ}
    assert any("role of this container" in one for one in as_json(dev.run("status", "--json").out)["notes"])
    assert "role of this container" in as_json(dev.run("explain", "dev", "--json").out)["why"]
    by_keys = dev.run("dev", "-k")
    assert ":assumed-role/machine/" in identity(by_keys.environ)
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in by_keys.environ
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in dev.run("bob", keep=False).environ
    assert shown(dev.run("off").environ) == start


def test_with_a_web_identity_it_is_that_role(dev, tmp_path):
    (tmp_path / "token").write_text("a.signed.token")
    dev.environ |= {"AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"), "AWS_ROLE_ARN": role_arn("web")}
    dev.environ |= {"AWS_ROLE_SESSION_NAME": "pod"}
    start = dict(dev.environ)
    done = dev.run("dev")
    assert whose(done) == f"the role web of account {WORK_ACCOUNT}, by web identity"
    arn = f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/web/pod"
    assert identity(done.environ) == arn
    by_keys = dev.run("dev", "-k")
    assert (by_keys.status, by_keys.environ["AWSENV_MODE"], identity(by_keys.environ)) == (0, "keys", arn)
    assert as_json(dev.run("status", "--json").out)["drift"] == []
    assert shown(dev.run("off").environ) == start


def test_a_web_identity_that_gives_no_keys_says_why(dev, tmp_path):
    token = tmp_path / "token"
    dev.environ |= {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token)}
    for role, words in (("", "has no AWS_ROLE_ARN"), (role_arn("web"), "token': No such file")):
        done = dev.run("export", "dev", AWS_ROLE_ARN=role)
        assert (done.status, words in done.err) == (1, True), done.err
    token.write_text("a.signed.token")
    done = dev.run("export", "dev", AWS_ROLE_ARN=role_arn("web"), **CLIENT)
    assert (done.status, "AWS_SESSION_TOKEN" in done.out) == (0, True), done.err


def test_with_keys_in_the_environment_it_is_these_keys_and_names_no_profile(dev):
    keys = {"AWS_ACCESS_KEY_ID": BOB, "AWS_SECRET_ACCESS_KEY": "bob/canary+secret", "AWS_PROFILE": "ann"}
    dev.environ |= {**keys, "AWS_ACCOUNT_ID": "111122223333"}
    dev.environ.pop("AWS_MAX_ATTEMPTS")
    start = dict(dev.environ)
    dev.run("open", "-k")
    done = dev.run("dev")
    assert whose(done) == "the keys that this shell had before awsenv, of account 111122223333"
    assert (done.environ["AWSENV_MODE"], done.environ.get("AWS_PROFILE")) == ("keys", None)
    assert identity(done.environ).endswith("user/bob")
    assert tuple(done.environ[name] for name in ("AWS_ACCOUNT_ID", "AWS_MAX_ATTEMPTS", "AWS_REGION")) == (
        "111122223333",
        "2",
        "eu-west-1",
    )
    explained = as_json(dev.run("explain", "dev", "--json").out)
    assert (explained["mode"], "before awsenv" in explained["why"]) == ("keys", True)
    assert as_json(dev.run("export", "dev", "--format", "process").out)["AccessKeyId"] == BOB
    assert shown(dev.run("off").environ) == start


def test_by_name_no_profile_is_left_without_the_keys_that_its_chain_begins_with(core):
    """With neither of these keys the JavaScript SDK takes the machine's role, where boto3 refuses."""
    role = (
        f"[profile it]\nregion = eu-west-1\nrole_arn = {role_arn('open')}\ncredential_source = Environment\n"
    )
    core.write(".aws/config", role, mode="a")
    core.environ |= {"AWS_ACCESS_KEY_ID": BOB, "AWS_SECRET_ACCESS_KEY": "bob/canary+secret"}
    done = core.run("it", "-p")
    assert (done.status, "needs the keys of this shell, which profile mode unsets" in done.err) == (2, True)
    assert core.run("it").environ["AWSENV_MODE"] == "keys"


@pytest.mark.parametrize("words", [["dev"], ["export", "dev"], ["exec", "dev", "--", "true"]])
def test_keys_of_the_environment_that_have_expired_are_not_handed_out(dev, words):
    keys = {"AWS_ACCESS_KEY_ID": "ASIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    done = dev.run(*words, **keys, AWS_CREDENTIAL_EXPIRATION="2026-01-01T00:00:00Z")
    assert (
        done.status,
        "profile 'dev' uses the keys that this shell had before awsenv, and they expired" in done.err,
        done.out,
    ) == (1, True, "")


def test_by_name_it_is_never_a_profile_and_keys_together(dev, server):
    dev.environ |= {"AWS_ACCESS_KEY_ID": ANN, "AWS_SECRET_ACCESS_KEY": "s", **server.container_environ}
    done = dev.run("dev", "-p")
    assert whose(done) == "the role of this container"
    assert (done.environ["AWS_PROFILE"], done.environ.get("AWS_ACCESS_KEY_ID")) == ("dev", None)


def test_where_nothing_says_whose_it_is_it_is_the_machines_role(dev):
    done = dev.run("dev")
    assert (whose(done), done.environ["AWSENV_MODE"]) == ("this machine's role, if any", "profile")
    assert ":assumed-role/machine/" in identity(done.environ)


def test_a_nested_shell_does_not_take_another_identity_for_the_lost_keys(dev, server):
    dev.environ |= {"AWS_ACCESS_KEY_ID": BOB, "AWS_SECRET_ACCESS_KEY": "s", **server.container_environ}
    dev.run("open")
    done = dev.run("dev", __awsenv_kept="")
    assert (done.status, done.environ["AWS_PROFILE"]) == (1, "open")
    assert "which only an outer shell remembers" in done.err


# --- what overrides the profile -----------------------------------------------------------------------------


def test_status_tells_what_wins_over_the_profile(core):
    text = "[profile it]\nregion = eu-west-1\nuse_fips_endpoint = true\naws_access_key_id = k\n"
    core.write(".aws/config", f"{text}aws_secret_access_key = s\n", mode="a")
    old = {"AWS_ENDPOINT_URL": "http://me:canary@old.example:1/x", "AWS_USE_FIPS_ENDPOINT": "false"}
    for words in (("it",), ("it", "-k")):
        core.run(*words)
        done = core.run("status", "--json", keep=False, **old)
        assert as_json(done.out)["notes"] == [
            "AWS_USE_FIPS_ENDPOINT wins over use_fips_endpoint of the profile",
            "AWS_ENDPOINT_URL sends all calls to old.example:1, though the profile does not",
        ]
        assert "canary" not in done.out


def test_a_region_of_default_is_told_by_the_switch_explain_and_status(core):
    core.write(
        ".aws/config", "[default]\nregion = ap-south-1\n[profile bare]\ncredential_process = x\n", mode="a"
    )
    core.write(
        ".aws/credentials", f"[bare]\naws_access_key_id = {BOB}\naws_secret_access_key = s\n", mode="a"
    )
    core.write(".config/awsenv/config.toml", "[mode]\nbare = 'keys'\n")
    words = "with keys, AWS tools use region of [default]: this profile does not set that"
    assert core.run("bare").err == f"awsenv: 'bare': {words}\n"
    found = as_json(core.run("status", "--json").out)
    assert (found["notes"][-1], found["region"]) == (words, "ap-south-1")
    found = as_json(core.run("explain", "bare", "--json").out)
    assert (found["notes"][-1], found["region"], found["region_origin"]) == (words, "ap-south-1", "[default]")


def test_settings_are_taken_back_by_the_next_switch_and_what_the_user_set_since_is_left_alone(core):
    text = "[profile it]\nsdk_ua_app_id = x\ndefaults_mode = standard\ncredential_process = x\n"
    core.write(".aws/config", text, mode="a")
    core.write(".aws/credentials", f"[it]\naws_access_key_id = {BOB}\naws_secret_access_key = s\n", mode="a")
    core.environ["AWS_SDK_UA_APP_ID"] = "mine"
    held = core.run("it", "-k").environ
    assert (held["AWS_SDK_UA_APP_ID"], held["AWS_DEFAULTS_MODE"]) == ("mine", "standard")
    core.environ["AWS_RETRY_MODE"] = "adaptive"
    after = core.run("bob", "-k").environ
    assert tuple(
        after.get(name) for name in ("AWS_SDK_UA_APP_ID", "AWS_DEFAULTS_MODE", "AWS_RETRY_MODE")
    ) == ("mine", None, "adaptive")


def test_a_pin_gives_back_the_settings_that_were_there_on_entry(core):
    sections = {"out": "sdk_ua_app_id = out\ndefaults_mode = standard\n", "in": "sdk_ua_app_id = in\n"}
    for name, more in sections.items():
        keys = f"aws_access_key_id = {BOB}\naws_secret_access_key = s\n"
        core.write(".aws/config", f"[profile {name}]\n{keys}{more}", mode="a")
    core.write(".config/awsenv/config.toml", "[mode]\n'*' = 'keys'\n")
    pin = core.write("folder/.awsprofile", "in\n")
    core.run("allow", str(pin.parent))
    start = shown(core.environ)
    outside = core.run("out").environ
    inside = core.run("--hook", str(pin)).environ
    assert tuple(
        inside.get(name) for name in ("AWSENV_PROFILE", "AWS_SDK_UA_APP_ID", "AWS_DEFAULTS_MODE")
    ) == ("in", "in", None)
    left = core.run("--hook", "").environ
    assert shown(outside) == shown(left)
    assert outside["AWSENV_SETTINGS"] == left["AWSENV_SETTINGS"]
    assert shown(core.run("off").environ) == start


def test_a_container_keeps_its_token_in_a_nested_shell(dev, server):
    dev.environ |= server.container_environ
    dev.run("dev")
    done = dev.run("dev", __awsenv_kept="")
    assert ":assumed-role/machine/" in identity(done.environ)
    done = dev.run("bob", __awsenv_kept="")
    assert "AWS_CONTAINER_AUTHORIZATION_TOKEN" in dev.run("dev", __awsenv_kept="").err
