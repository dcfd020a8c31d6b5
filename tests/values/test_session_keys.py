"""Which sessions are the same one? What makes another session makes another key, and nothing else does."""

from pathlib import Path

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.chains.session_options import SessionOptions
from awsenv.errors import NoCredentials
from awsenv.sessions.keys import SessionKeys
from awsenv.sso import tokens
from awsenv.target import Configuration

SERIAL = "arn:aws:iam::111122223333:mfa/ann"
CONFIG = f"""\
[profile ann]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
[profile mine]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
mfa_serial = {SERIAL}
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = ann
[profile next]
role_arn = arn:aws:iam::111122223333:role/N
source_profile = role
[profile environment]
role_arn = arn:aws:iam::111122223333:role/R
credential_source = Environment
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = R
[profile process]
credential_process = give
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
"""
PLAIN = SessionOptions()


def keys(name, options=PLAIN, text=CONFIG, **environ):
    known = profiles.Profiles(ini.parse(text, "config"), ini.parse("", "credentials"))
    environ = {"HOME": "/nowhere", **environ}
    return SessionKeys(Configuration(environ, known).target(name), options, environ)


@pytest.mark.parametrize(
    "other",
    [
        {"options": SessionOptions(900)},
        {"options": SessionOptions(read_only=True)},
        {"options": SessionOptions(policy_arns=["arn:x"])},
        {"text": CONFIG.replace("AKIAANN", "AKIABOB")},
        {"text": CONFIG.replace("role/R", "role/S")},
        {"text": CONFIG.replace("role/R", "role/R\nexternal_id = x")},
        {"text": CONFIG.replace("role/R", "role/R\nrole_session_name = me")},
        {"text": CONFIG.replace("role/R", "role/R\nendpoint_url = http://localhost")},
        {"text": CONFIG.replace("role/R", "role/R\nservices = here") + "[services here]\nsts =\n  x = y\n"},
        {"text": CONFIG.replace("role/R", "role/R\npolicy_arns = arn:x")},
        {"text": CONFIG.replace("role/R", "role/R\nsession_tags = a=b")},
        {"AWS_ENDPOINT_URL": "http://localhost"},
        {"AWS_ENDPOINT_URL_STS": "http://localhost"},
    ],
)
def test_what_makes_another_session_makes_another_key(other):
    assert keys("role").last() != keys("role", **other).last()


BEGINNINGS = {
    "process": {"credential_process": "a"},
    "sso": {
        "sso_account_id": "111122223333",
        "sso_role_name": "R",
        "sso_start_url": "https://corp.example/start",
        "sso_region": "eu-west-1",
    },
    "web-identity": {
        "role_arn": "arn:aws:iam::111122223333:role/W",
        "web_identity_token_file": "/t",
        "role_session_name": "me",
        "duration_seconds": "900",
        "policy_arns": "arn:x",
        "policy": "{}",
    },
}


@pytest.mark.parametrize(
    ("kind", "option"), [(kind, option) for kind in BEGINNINGS for option in BEGINNINGS[kind]]
)
def test_each_setting_of_where_a_chain_begins_makes_another_session(kind, option):
    first = BEGINNINGS[kind]
    texts = [
        "[profile it]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
        for settings in (first, {**first, option: first[option] + "x"})
    ]
    one, other = (keys("it", text=text) for text in texts)
    assert one.hops[0].type == kind
    assert one.last() != other.last()


def test_another_sso_session_that_says_the_same_is_another_one():
    same = CONFIG + "[sso-session same]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n"
    other = same.replace("sso_session = corp", "sso_session = same")
    assert keys("sso", text=same).last() != keys("sso", text=other).last()


@pytest.mark.parametrize(
    "other",
    [
        {"options": SessionOptions(min_ttl=900, mfa_code="123456", refresh=True, read_only=False)},
        {"text": CONFIG.replace("role/R", "role/R\nregion = eu-west-1")},
        {"text": CONFIG.replace("[profile role]", "[profile role]\nmfa_process = give")},
        {"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_PROFILE": "x"},
    ],
)
def test_what_makes_no_other_session_makes_no_other_key(other):
    assert keys("role").last() == keys("role", **other).last()


def test_the_options_are_those_of_the_last_hop_alone():
    plain, asked = keys("next"), keys("next", SessionOptions(900))
    between = plain.hops[1]
    assert plain.of(between) == asked.of(between)
    assert plain.last() != asked.last()


def test_a_session_on_the_way_is_the_one_that_its_own_profile_has():
    found = keys("next")
    assert keys("role").last() == found.of(found.hops[1])


def test_keys_from_the_environment_are_known_by_their_access_key():
    ours, theirs = ({"AWS_ACCESS_KEY_ID": key} for key in ("AKIAANN", "AKIABOB"))
    assert keys("environment", **ours).last() == keys("environment", **ours).last()
    assert keys("environment", **ours).last() != keys("environment", **theirs).last()


def test_another_sign_in_makes_another_key(tmp_path):
    path = Path(tokens.file("corp", str(tmp_path)))
    path.parent.mkdir(parents=True, mode=0o700)
    found = {keys("sso", HOME=str(tmp_path)).last()}
    path.touch(mode=0o600)  # a mask of 002 would let a group write
    for token in ("ann's", "bob's"):
        path.write_text(token)
        found.add(keys("sso", HOME=str(tmp_path)).last())
    assert len(found) == len({"none", "ann's", "bob's"})


def test_one_session_with_mfa_serves_every_role_of_a_user():
    found = {keys(name).of_token("AKIAANN", SERIAL) for name in ("mine", "role", "next")}
    assert len(found) == 1
    assert found.isdisjoint({keys("mine").of_token(key, serial) for key, serial in OTHERS})


OTHERS = [("AKIABOB", SERIAL), ("AKIAANN", SERIAL + "2")]


def test_a_session_of_the_user_alone_may_last_longer_and_is_another_then():
    token = keys("mine", SessionOptions(900)).of_token("AKIAANN", SERIAL)
    assert keys("mine").of_token("AKIAANN", SERIAL) != token
    for_roles = keys("role", SessionOptions(900)).of_token("AKIAANN", SERIAL)
    assert keys("role").of_token("AKIAANN", SERIAL) == for_roles


@pytest.mark.parametrize("name", ["role", "next", "sso", "process"])
def test_a_switch_uses_the_session_of_the_last_hop(name):
    found = keys(name)
    assert found.of(found.hops[-1]) == found.last()


def test_a_user_with_mfa_uses_the_session_that_the_code_opened():
    assert keys("mine").of_token("AKIAANN", SERIAL) == keys("mine").last()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ann", CONFIG),
        ("mine", CONFIG.replace("mfa_serial", "aws_session_token = t\nmfa_serial")),
        ("instance", "[profile instance]\nregion = eu-west-1\n"),
    ],
)
def test_keys_that_need_no_session_have_no_key(name, text):
    assert keys(name, text=text).last() is None


def test_half_a_pair_of_keys_is_an_error():
    text = CONFIG.replace("aws_secret_access_key = s\nmfa", "aws_secret_access_key =\nmfa")
    with pytest.raises(NoCredentials, match="aws_secret_access_key"):
        keys("mine", text=text).last()
