"""Does status say what this shell is, from where, what is wrong with it, and how to fix it?"""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from hashlib import sha1

import pytest
from running import BOB, SERIAL, WORK_ACCOUNT

from awsenv.environment import state
from awsenv.status import Verdict

A = WORK_ACCOUNT
SSO = """\
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
[profile corp]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Reader
region = eu-west-1
[profile old]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Reader
"""


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def status(core, **variables):
    """What status says to a program that the snippet of bash asks for it."""
    result = core.run("status", "--json", keep=False, **variables)
    assert result.err == ""
    return json.loads(result.out)


def drift(core, **variables):
    """What is not as awsenv left it, and what fixes that."""
    return [(one["what"], one["remedy"]) for one in status(core, **variables)["drift"]]


def problems(core, **variables):
    """What is wrong but no drift, which the status tells as well, and what fixes it."""
    found = status(core, **variables)
    assert found["drift"] == []
    assert not found["problems"] or core.run("status", "-q", keep=False, **variables).status == 1
    return [(one["what"], one["remedy"]) for one in found["problems"]]


def address(core):
    """What is said of the address of the loopback AWS."""
    host = core.environ["AWS_ENDPOINT_URL"].rpartition("/")[2]
    return f"AWS_ENDPOINT_URL sends all calls to {host}, though the profile does not"


def test_a_switch_by_hand_is_told_with_each_variable_and_what_off_gives_back(core):
    core.environ |= {"AWS_PROFILE": "mine", "AWS_ACCESS_KEY_ID": "AKIAMINE"}
    core.run("bob")
    found = status(core)
    expected = {
        "profile": "bob",
        "account": None,
        "role": None,
        "outside": None,
        "class": None,
        "mode": "profile",
        "asked": None,
        "region": "eu-west-1",
        "from": "a switch by hand",
        "inherited": False,
        "reach": None,
        "expires": None,
        "renews": False,
        "idle": None,
        "variables": dict.fromkeys(("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"), "a switch by hand"),
        "restores": ["AWS_PROFILE", "AWS_ACCESS_KEY_ID"],
        "lost": [],
        "notes": [address(core)],
        "drift": [],
        "problems": [],
    }
    assert found == expected
    assert core.run("status", "-q").status == 0


@pytest.mark.parametrize(
    ("variables", "by", "profile", "account", "words"),
    [
        ({"AWS_PROFILE": "x"}, "AWS_PROFILE", "x", None, "profile 'x': AWS_PROFILE"),
        ({"AWS_PROFILE": "\x1b[1m"}, "AWS_PROFILE", "\x1b[1m", None, "profile '?[1m': AWS_PROFILE"),
        (
            {"AWS_PROFILE": "x", "AWS_DEFAULT_PROFILE": "y"},
            "AWS_DEFAULT_PROFILE",
            "y",
            None,
            "profile 'y': AWS_DEFAULT_PROFILE",
        ),
        (
            {"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "canary"},
            "AWS_ACCESS_KEY_ID",
            None,
            None,
            "keys: AWS_ACCESS_KEY_ID",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "ASIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY": "canary"},
            "AWS_ACCESS_KEY_ID",
            None,
            "029608264753",
            "keys of account 029608264753: AWS_ACCESS_KEY_ID",
        ),
        (
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": f"arn:aws:iam::{A}:role/x"},
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            None,
            A,
            f"a role by web identity of account {A}: AWS_WEB_IDENTITY_TOKEN_FILE",
        ),
    ],
)
def test_whom_aws_tools_use_without_awsenv_is_told(core, variables, by, profile, account, words):
    found = status(core, **variables)
    assert (found["profile"], found["outside"]) == (None, {"by": by, "profile": profile, "account": account})
    result = core.run("status", keep=False, **variables)
    assert (result.status, result.out.splitlines()[0]) == (1, f"AWS tools use {words}, not from awsenv")
    assert "canary" not in result.out


@pytest.mark.parametrize("variables", [{}, {"AWS_PROFILE": ""}, {"AWS_ACCESS_KEY_ID": "AKIA"}])
def test_where_no_variable_names_anybody_no_profile_is_active(core, variables):
    result = core.run("status", keep=False, **variables)
    assert (result.status, result.out.splitlines()[0]) == (1, "no profile is active")
    assert status(core, **variables)["outside"] is None


def test_for_a_person_the_same_stands_in_lines(core, world):
    settings = core.write("s", "[[class]]\nmatch = '*'\nlabel = 'live'\nidle = '15m'\n")
    core.environ |= {"AWSENV_CONFIG": str(settings), "AWS_PROFILE": "mine"}
    core.run("ann-mfa", "--read-only", "-t", world.mfa_code(SERIAL))
    result = core.run("status")
    said = [tuple(line.split(maxsplit=1)) for line in result.out.splitlines()]
    assert (result.status, result.err) == (0, "")
    assert said[:7] == [
        ("profile", "ann-mfa"),
        ("account", A),
        ("role", "mfa"),
        ("region", "eu-west-1"),
        ("session", "1 h left; it renews itself"),
        ("idle", "dropped after 15 min without a prompt"),
        ("class", "live"),
    ]
    assert ("mode", "keys") in said
    assert "a switch by hand" not in {what for name, what in said if name == "variable"}
    said = [tuple(line.split(maxsplit=1)) for line in core.run("status", "-v").out.splitlines()]
    assert ("variable", "AWS_SESSION_TOKEN: a switch by hand") in said
    assert ("off", "restores AWS_PROFILE") in said


def test_no_secret_is_told(core):
    core.environ |= {"AWS_SECRET_ACCESS_KEY": "mine/canary"}
    core.run("open", "-k")
    for form in ([], ["--json"]):
        said = core.run("status", *form).out
        assert not [
            value for name, value in core.environ.items() if name.startswith("AWS_SE") and value in said
        ]


def test_a_shell_in_the_shell_has_inherited_what_it_is(core):
    core.environ |= {"AWS_SECRET_ACCESS_KEY": "mine", "AWS_ACCESS_KEY_ID": "AKIAMINE"}
    core.run("bob")
    core.environ = {name: value for name, value in core.environ.items() if not name.startswith("__awsenv_")}
    found = status(core)
    assert (found["from"], found["inherited"]) == ("a switch in another shell", True)
    assert found["lost"] == ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    core.run("open")
    found = status(core)
    assert (found["from"], found["inherited"], len(found["lost"])) == ("a switch by hand", False, 2)


def test_a_pin_is_told_with_its_path_until_another_profile_is_switched_to(core):
    pin = core.write(".awsprofile", "open\n")
    core.run("allow")
    core.run("--hook", str(pin))
    found = status(core)
    assert (found["from"], found["variables"]["AWS_PROFILE"], found["drift"]) == (str(pin), str(pin), [])
    core.run("bob")
    assert (status(core)["from"], status(core)["drift"]) == ("a switch by hand", [])


def test_a_region_that_the_profile_does_not_set_is_the_one_of_before(core):
    core.write(".aws/config", "[profile bare]\n", mode="a")
    core.environ["AWS_REGION"] = "mine"
    core.run("bare")
    found = status(core)
    assert (found["variables"]["AWS_REGION"], found["drift"]) == ("as it was before awsenv", [])


def test_a_region_alone_is_told_without_a_profile(core):
    core.run("region", "eu-west-3")
    found = status(core)
    assert (found["profile"], found["from"], found["region"]) == (None, None, "eu-west-3")
    assert found["variables"] == dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), "awsenv region")


def test_a_denied_pin_is_named(core):
    pin = core.write(".awsprofile", "open\n")
    core.run("deny")
    assert f"{pin} is denied, so it is ignored; awsenv allow accepts it" in status(core)["notes"]


def test_a_shell_that_is_nobody_tells_what_is_not_ours(core):
    result = core.run("status", "--json", AWS_PROFILE="mine")
    assert (result.status, json.loads(result.out)["variables"]) == (1, {"AWS_PROFILE": "not from awsenv"})


# --- drift ------------------------------------------------------------------------------------------------


def test_keys_that_were_exported_by_hand_are_drift_and_a_switch_mends_it(core):
    core.run("bob")
    core.environ |= {"AWS_ACCESS_KEY_ID": "AKIAHAND", "AWS_SECRET_ACCESS_KEY": "hand"}
    assert drift(core) == [
        ("AWS_ACCESS_KEY_ID is set, not as awsenv left it", "awsenv use bob"),
        ("AWS_SECRET_ACCESS_KEY is set, not as awsenv left it", "awsenv use bob"),
    ]
    said = core.run("status").out
    assert "drift       AWS_ACCESS_KEY_ID is set, not as awsenv left it\nfix         awsenv use bob\n" in said
    sources = status(core)["variables"]
    assert sources["AWS_SECRET_ACCESS_KEY"] == "set by hand, or by another program"
    assert sources["AWS_PROFILE"] == "a switch by hand"
    assert core.run("status", "-q").status == 1
    core.run("use", "bob")
    assert drift(core) == []


def test_a_region_that_was_changed_or_unset_by_hand_is_drift(core):
    core.run("bob")
    what = "AWS_REGION has another value, not as awsenv left it"
    assert drift(core, AWS_REGION="us-west-2") == [(what, "awsenv use bob")]
    del core.environ["AWS_REGION"]
    assert drift(core) == [("AWS_REGION is unset, not as awsenv left it", "awsenv use bob")]


def test_two_regions_that_were_there_before_are_no_drift(core):
    core.write(".aws/config", "[profile bare]\n", mode="a")
    core.environ |= {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}
    core.run("bare")
    assert drift(core) == []


def test_a_variable_that_is_no_longer_exported_is_a_problem(core):
    core.run("bob")
    hidden = {"__awsenv_hidden": "AWS_PROFILE=bob "}
    del core.environ["AWS_PROFILE"]
    assert problems(core, **hidden) == [
        ("AWS_PROFILE is not exported, so no program sees it", "awsenv use bob")
    ]


@pytest.mark.parametrize(
    ("name", "bash", "fish"),
    [
        ("a b", "awsenv use 'a b'", "awsenv use 'a b'"),
        ("it's", "awsenv use 'it'\\''s'", "awsenv use 'it\\'s'"),
        ("$(x)", "awsenv use '$(x)'", "awsenv use '$(x)'"),
        ("-x", "awsenv use -- -x", "awsenv use -- -x"),
        ("é", "awsenv use 'é'", "awsenv use 'é'"),
    ],
)
def test_a_name_in_a_remedy_is_quoted_for_the_shell(core, name, bash, fish):
    core.write(".aws/config", f'[profile "{name}"]\nregion = x\n', mode="a")
    core.run("use", "--", name)
    for shell, expected in (("bash", bash), ("fish", fish)):
        result = core.run("status", "--json", keep=False, shell=shell, AWS_PROFILE="other")
        assert json.loads(result.out)["drift"][0]["remedy"] == expected


def test_a_session_that_has_expired_is_told_since_when(core):
    core.run("open", "-k")
    ended = int(time.time()) - 7200
    [one] = status(core, AWSENV_EXPIRATION=str(ended))["problems"]
    assert one == {"what": "the session has expired", "since": ended, "remedy": "awsenv use open"}
    said = core.run("status", AWSENV_EXPIRATION=str(ended)).out
    assert f"problem     the session has expired, since {iso(ended)} (2 h ago)\n" in said


def pin(core, text, minutes=0):
    path = core.write(".awsprofile", text)
    os.utime(path, (time.time() - 60 * minutes,) * 2)
    return path


def test_a_pin_that_waits_for_consent_is_told_with_the_time_of_its_text(core):
    path = pin(core, "open\n", minutes=5)
    [one] = status(core)["problems"]
    assert "not allowed yet; it asks for 'open'" in one["what"]
    assert (
        one["remedy"],
        one["since"],
    ) == ("awsenv allow accepts it, awsenv deny ignores it from now on", int(path.stat().st_mtime))


@pytest.mark.parametrize("text", ["nobody\n", "open\nx = y\n", ""])
def test_a_pin_that_cannot_be_followed_is_told(core, text):
    pin(core, text)
    assert len(problems(core)) == 1


def test_a_pin_whose_session_has_to_be_opened_first_is_told(core, world):
    pin(core, "ann-mfa\n")
    core.run("allow")
    [(what, remedy)] = problems(core)
    assert ("has no session now" in what, remedy) == (True, "awsenv login 'ann-mfa'")
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    assert status(core)["problems"] == []


def test_a_pin_that_was_denied_or_left_with_off_or_is_protected_is_no_problem(core):
    path = pin(core, "open\n")
    core.run("deny")
    assert problems(core) == []
    core.run("allow")
    core.run("--hook", str(path))
    core.run("off")
    assert problems(core) == []
    settings = core.write("settings.toml", "[[class]]\nmatch = 'open'\nconfirm = true\n")
    assert problems(core, AWSENV_CONFIG=str(settings)) == []


def test_a_wrong_settings_file_is_told(core):
    path = core.write("settings.toml", "\nx = 1\n")
    [(what, _)] = problems(core, AWSENV_CONFIG=str(path))
    assert ":2: unknown setting 'x'" in what


# --- SSO --------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in(core):
    """What `aws sso login` leaves on disk."""
    core.write(".aws/config", SSO, mode="a")

    def sign_in(name, left, **more):
        ends = int(time.time()) + left
        token = {"accessToken": "t", "expiresAt": iso(ends), **more}
        key = sha1(name.encode(), usedforsecurity=False).hexdigest()
        core.write(f".aws/sso/cache/{key}.json", json.dumps(token)).chmod(0o600)
        return ends

    return sign_in


RENEWABLE = {"refreshToken": "r", "clientId": "i", "clientSecret": "s"}


def shown(core, profile):
    after = core.run(profile).environ
    return after.get("AWSENV_EXPIRATION"), after.get("AWSENV_RENEWS")


@pytest.mark.parametrize(("profile", "name"), [("corp", "corp"), ("old", "https://corp.example/start")])
def test_an_sso_session_ends_with_its_token(core, sign_in, profile, name):
    ends = sign_in(name, 3600)
    assert shown(core, profile) == (str(ends), None)


def test_an_sso_session_that_every_sdk_renews_has_no_end(core, sign_in):
    sign_in("corp", 3600, **RENEWABLE, registrationExpiresAt=iso(time.time() + 86400))
    assert shown(core, "corp") == (None, "1")


def test_no_sdk_renews_the_token_of_a_profile_without_sso_session(core, sign_in):
    registered = {**RENEWABLE, "registrationExpiresAt": iso(time.time() + 86400)}
    ends = sign_in("https://corp.example/start", 3600, **registered)
    assert shown(core, "old") == (str(ends), None)


def test_a_token_whose_registration_is_over_is_not_renewed(core, sign_in):
    ends = sign_in("corp", 3600, **RENEWABLE, registrationExpiresAt=iso(time.time() - 60))
    assert shown(core, "corp") == (str(ends), None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"expiresAt": "soon"}', '{"expiresAt": 5}', "null"])
def test_a_damaged_token_tells_nothing(core, sign_in, text):
    sign_in("corp", 3600)
    [path] = (core.home / ".aws/sso/cache").iterdir()
    path.write_text(text)
    assert shown(core, "corp") == (None, None)


def test_without_a_token_nothing_is_known(core, sign_in):
    assert shown(core, "corp") == (None, None)


def test_an_sso_session_that_has_expired_has_to_be_signed_in_to(core, sign_in):
    sign_in("corp", 3600)
    core.run("corp")
    over = {"AWSENV_EXPIRATION": str(int(time.time()) - 60)}
    assert problems(core, **over) == [("the session has expired", "awsenv login corp; awsenv use corp")]


# --- verify -----------------------------------------------------------------------------------------------


def verified(core, *words, **variables):
    """The status, and what AWS was found to say."""
    result = core.run("status", "--verify", "--json", *words, keep=False, **variables)
    assert result.err == ""
    return result.status, json.loads(result.out)["aws"]


@pytest.mark.parametrize("words", [["open"], ["open", "-k"]])
def test_aws_confirms_who_this_shell_is_in_both_modes(core, server, words):
    core.run(*words)
    status, said = verified(core)
    assert (status, said["agrees"], said["error"]) == (0, True, None)
    assert said["arn"].startswith(f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/open/")
    assert len(server.calls("GetCallerIdentity")) == 1
    told = core.run("status", "--verify")
    assert (told.status, told.err) == (0, "")
    assert "verified    AWS says: arn:aws:sts::444455556666:assumed-role/open/" in told.out
    assert ", as the profile says\n" in told.out


def test_keys_of_somebody_else_contradict_the_profile(core):
    core.run("open", "-k")
    bob = {
        "AWS_ACCESS_KEY_ID": BOB,
        "AWS_SECRET_ACCESS_KEY": "bob/canary+secret",
        "AWSENV_STATE": state.made_text(
            {**core.environ, "AWS_ACCESS_KEY_ID": BOB, "AWS_SESSION_TOKEN": None}
        ),
    }
    core.environ.pop("AWS_SESSION_TOKEN")
    status, said = verified(core, **bob)
    assert (status, said["agrees"]) == (1, False)
    told = core.run("status", "--verify", keep=False, **bob).out
    assert (
        "problem     AWS says: arn:aws:iam::111122223333:user/bob, "
        "but the profile says role open, account 444455556666\nfix         awsenv use open\n"
    ) in told
    assert core.run("status", "--verify", "-q", keep=False, **bob).status == 1


def test_a_profile_that_says_no_account_cannot_be_contradicted(core):
    core.run("bob")
    status, said = verified(core)
    expected = {"arn": "arn:aws:iam::111122223333:user/bob", "agrees": None, "error": None}
    assert (status, said) == (0, expected)


def test_a_shell_that_is_nobody_is_told_whom_aws_takes_it_for(core):
    status, said = verified(core, AWS_PROFILE="bob")
    assert (status, said["arn"]) == (1, "arn:aws:iam::111122223333:user/bob")


def test_keys_that_have_expired_are_refused(core, world):
    core.run("open", "-k")
    world.age(timedelta(hours=2))
    result = core.run("status", "--verify")
    assert (result.status, result.err) == (5, "awsenv: AWS says that the keys of this shell have expired\n")
    assert result.out.startswith("profile     open\n")


def test_an_aws_that_is_not_there_is_unreachable(core):
    core.run("bob")
    status, said = verified(core, AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert (status, said["arn"], said["agrees"]) == (5, None, None)
    assert (
        said["error"]["code"],
        said["error"]["what"],
    ) == ("unreachable", "cannot reach 127.0.0.1:1: no connection")


def test_without_any_keys_that_is_said(core):
    core.write(".aws/credentials", "", mode="w")
    status, said = verified(core, AWS_EC2_METADATA_DISABLED="true")
    assert (status, said["error"]["what"]) == (1, "AWS tools find no keys in this shell")


BELOW_A_SHELL = '"$0" -m awsenv "$@"; exit $?'


def test_nobody_is_asked_for_a_code(core, server, start_core):
    core.run("ann-mfa", "-p")
    said, status = start_core("status", "--verify", line=BELOW_A_SHELL).ended()
    assert "MFA code" in said.splitlines()[-1]
    assert (status, server.calls("AssumeRole")) == (4, [])


def test_no_credential_process_can_ask_on_the_terminal(core, start_core, tmp_path):
    program = tmp_path / "program"
    keys = f'{{"Version": 1, "AccessKeyId": "{BOB}", "SecretAccessKey": "bob/canary+secret"}}'
    program.write_text(f"#!/bin/sh\n(: </dev/tty) && exit 1\nread line && exit 1\necho '{keys}'\n")
    program.chmod(0o700)
    core.write(
        ".aws/config", f"[profile own]\ncredential_process = {program}\nregion = eu-west-1\n", mode="a"
    )
    core.run("own")
    said, status = start_core("status", "--verify", line=BELOW_A_SHELL).ended()
    assert (status, "AWS says: arn:aws:iam::111122223333:user/bob" in said) == (0, True)


@pytest.mark.parametrize(
    ("arn", "account", "role", "agrees"),
    [
        ("arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Reader_0123456789abcdef/ann", A, "Reader", 1),
        ("arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Reader_x_01234567/ann", A, "Reader", 0),
        ("arn:aws:sts::444455556666:assumed-role/Reader/ann", A, "Reader", 1),
        ("arn:aws:sts::444455556666:assumed-role/Reader2/ann", A, "Reader", 0),
        ("arn:aws:sts::111122223333:assumed-role/Reader/ann", A, "Reader", 0),
        ("arn:aws:iam::444455556666:user/Reader", A, "Reader", 0),
        ("arn:aws:iam::444455556666:root", A, None, 1),
        ("arn:aws-cn:sts::444455556666:assumed-role/Reader/ann", None, "Reader", 1),
        ("nonsense", A, None, 0),
    ],
)
def test_whom_aws_says_is_compared_with_account_and_role(arn, account, role, agrees):
    assert Verdict(arn, account, role).agrees == bool(agrees)


@pytest.mark.parametrize("words", [("status", "--json"), ("explain", "--json")])
def test_json_on_a_terminal_holds_nothing_that_a_terminal_obeys(core, start_core, words):
    core.write(".aws/config", "[profile a\x9b31m\u202eb]\nregion = eu-west-1\n", mode="a")
    core.environ["AWSENV_PROFILE"] = "a\x9b31m\u202eb"
    said, _ = start_core(*words).ended()
    assert "a\\u009b31m\\u202eb" in said
    assert said.replace("\r\n", "").isprintable()
