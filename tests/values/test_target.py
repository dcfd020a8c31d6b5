"""What follows from a profile that is meant, and is it resolved by one reading of each file?"""

from __future__ import annotations

import io

import pytest

from awsenv.call import Call
from awsenv.errors import MalformedFile, UnknownProfile, UsageError
from awsenv.target import Configuration

CONFIG = """\
[profile plain]
region = eu-west-1
[profile admin]
role_arn = arn:aws:iam::012345678901:role/path/Admin
source_profile = keys
[profile corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
sso_account_id = 210987654321
sso_role_name = Machine
"""
KEYS = "[keys]\naws_access_key_id = AKIAQAAAAAAAAAAAAAAA\naws_secret_access_key = s\n"
SETTINGS = "[[class]]\nmatch = 'Admin'\nlabel = 'by role'\n[[class]]\nmatch = '2109*'\nlabel = 'by account'\n"


@pytest.fixture
def environ(home):
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(KEYS)
    (home / "settings.toml").write_text(SETTINGS)
    return {"HOME": str(home), "AWSENV_CONFIG": str(home / "settings.toml")}


def called(environ):
    return Call(environ, environ["HOME"], 0, io.StringIO(), io.StringIO())


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("plain", ["plain"]),
        ("admin", ["admin", "012345678901", "Admin"]),
        ("corp", ["corp", "210987654321", "Machine"]),
        ("keys", ["keys", "000000000000"]),  # whose id tells the account
    ],
)
def test_a_class_is_matched_by_name_account_and_role(environ, name, facts):
    assert Configuration(environ).target(name).facts == facts


@pytest.mark.parametrize(("name", "label"), [("admin", "by role"), ("corp", "by account"), ("plain", None)])
def test_a_target_has_the_class_of_the_settings(environ, name, label):
    assert Configuration(environ).target(name).class_.label == label


def test_a_target_says_what_it_stands_for(environ):
    target = Configuration(environ).target("admin")
    assert [hop.type for hop in target.hops] == ["static", "role"]
    assert (
        target.name,
        target.region,
        target.account,
        target.role,
    ) == ("admin", None, "012345678901", "Admin")
    assert target.meaning.endswith("role role_arn=arn:aws:iam::012345678901:role/path/Admin")


def test_the_place_that_names_a_profile_opens_the_message_that_there_is_none(environ):
    with pytest.raises(UnknownProfile, match=r"^/here: no profile 'x'"):
        Configuration(environ).target("x", "/here")


def test_what_changes_during_a_run_is_not_seen_by_half_of_it(environ, home):
    configuration = Configuration(environ)
    before = configuration.target("admin").meaning, configuration.preferences, configuration.consents.paths()
    (home / ".aws/config").write_text(CONFIG.replace("012345678901", "999999999999"))
    (home / "settings.toml").write_text("")
    (home / ".local/state/awsenv").mkdir(parents=True)
    (home / ".local/state/awsenv/pins").write_text("deny /p\n")
    after = configuration.target("admin").meaning, configuration.preferences, configuration.consents.paths()
    assert after == before


def test_an_answer_of_this_run_is_known_to_it(environ):
    consents = Configuration(environ).consents
    assert consents.answer("/p") is None
    consents.deny("/p")
    assert consents.answer("/p") == ("deny", "", "")


def test_a_list_does_without_settings_that_are_wrong(environ, home):
    (home / "settings.toml").write_text("color = 1\n")
    configuration = Configuration(environ)
    assert isinstance(configuration.use_defaults(), MalformedFile)
    assert configuration.preferences.class_of(["prod"]).color == "red"
    assert configuration.use_defaults() is None


def test_without_a_name_the_active_profile_is_meant(environ):
    assert called({**environ, "AWSENV_PROFILE": "corp"}).target().name == "corp"
    with pytest.raises(UsageError, match="no profile is active"):
        called(environ).target()


def test_an_empty_name_is_the_name_of_no_profile(environ):
    with pytest.raises(UnknownProfile):
        called({**environ, "AWSENV_PROFILE": "corp"}).target("")


def test_a_call_with_another_identity_has_read_the_same_files(environ):
    call = called(environ)
    inside = call.inside({**environ, "AWSENV_PROFILE": "plain"})
    assert call.configuration is inside.configuration
    assert inside.target().name == "plain"
    assert (inside.directory, call.inside(directory="/p").directory) == (call.directory, "/p")
    assert call.inside(directory="/p").environ is environ
