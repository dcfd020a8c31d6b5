"""What does a class ask of a switch, and which mode does the switch get?"""

from __future__ import annotations

import pytest

from awsenv import pins, policy
from awsenv.aws_config import ini, profiles
from awsenv.chains.session_options import SessionOptions
from awsenv.errors import AwsenvError, UsageError
from awsenv.settings.model import Class, Preferences
from awsenv.target import Configuration

CONFIG = """\
[profile user]
aws_access_key_id = AKIAQAAAAAAAAAAAAAAA
aws_secret_access_key = s
[profile role]
role_arn = arn:aws:iam::012345678901:role/Admin
source_profile = user
[profile long]
role_arn = arn:aws:iam::012345678901:role/Admin
source_profile = user
duration_seconds = 7200
[profile mfa]
role_arn = arn:aws:iam::012345678901:role/Admin
source_profile = user
mfa_serial = arn:aws:iam::012345678901:mfa/ann
[profile process]
credential_process = give
"""
READ_ONLY = Class(["*"], readonly=True)
ARN = "arn:aws:iam::aws:policy/X"


def target(name, *classes, **preferences):
    known = profiles.Profiles(ini.parse(CONFIG, "/config"), ini.parse("", "/credentials"))
    return Configuration({}, known, Preferences(classes, **preferences)).target(name)


@pytest.mark.parametrize(
    ("name", "asked", "options", "modes", "expected"),
    [
        ("user", "auto", {}, [], "profile"),
        ("role", "auto", {}, [], "profile"),
        ("mfa", "auto", {}, [], "keys"),
        ("role", "keys", {}, [], "keys"),
        ("mfa", "profile", {}, [], "profile"),
        ("role", "auto", {"min_ttl": 60}, [], "keys"),
        ("role", "auto", {}, [("r*", "keys")], "keys"),
        ("mfa", "auto", {}, [("012345678901", "profile")], "profile"),
        ("role", "auto", {"refresh": True}, [("*", "profile")], "keys"),
    ],
)
def test_the_mode_is_the_one_asked_for_else_the_one_that_works(name, asked, options, modes, expected):
    found, _ = policy.mode(asked, target(name, modes=modes), SessionOptions(**options))
    assert found == expected


def test_a_read_only_class_makes_a_session_of_less_rights():
    found, options = policy.mode("auto", target("role", READ_ONLY), SessionOptions())
    assert (found, options.spell()) == ("keys", "read-only")


def test_all_rights_are_given_where_that_is_said():
    found, options = policy.mode("auto", target("role", READ_ONLY), SessionOptions(read_only=False))
    assert (found, options.spell()) == ("profile", "read-write")


def test_the_options_that_were_given_stay_as_they_are():
    given = SessionOptions()
    _, options = policy.mode("keys", target("role", READ_ONLY, min_ttl=60), given)
    assert (bool(given), given.min_ttl, given.read_only) == (False, 0, None)
    assert (options.min_ttl, options.read_only) == (60, True)


@pytest.mark.parametrize(
    ("name", "asked", "options", "error", "what"),
    [
        ("user", "auto", {}, AwsenvError, "profile 'user' .*read-only"),
        ("role", "profile", {}, UsageError, "read-only"),
        ("role", "keys", {"policy_arns": [ARN]}, UsageError, "--policy-arn"),
        ("user", "keys", {"policy_arns": [ARN]}, AwsenvError, "profile 'user' .*read-only"),
    ],
)
def test_what_would_pass_over_a_read_only_class_is_refused(name, asked, options, error, what):
    with pytest.raises(error, match=what):
        policy.mode(asked, target(name, READ_ONLY), SessionOptions(**options))


def test_what_a_session_is_asked_for_cannot_be_asked_of_other_tools():
    with pytest.raises(UsageError, match="with -p"):
        policy.mode("profile", target("role"), SessionOptions(duration=900))


@pytest.mark.parametrize(
    ("name", "options", "duration", "min_ttl"),
    [
        ("role", {}, 1800, 60),
        ("role", {"duration": 900, "min_ttl": 30}, 900, 30),
        ("long", {}, None, 60),  # the profile says how long
        ("user", {}, None, 60),
    ],
)
def test_the_settings_complete_what_nobody_asked(name, options, duration, min_ttl):
    found = policy.completed(target(name, duration=1800, min_ttl=60), SessionOptions(**options))
    assert (found.duration, found.min_ttl) == (duration, min_ttl)


def test_a_policy_of_the_callers_own_is_not_added_to():
    found = policy.completed(target("role", READ_ONLY), SessionOptions(policy_arns=[ARN]))
    assert found.read_only is None


@pytest.mark.parametrize(
    ("flags", "refused"),
    [
        ({}, False),
        ({"confirm": True}, True),
        ({"confirm": True, "cd": True}, False),
        ({"cd": True}, False),
        ({"readonly": True}, False),
    ],
)
def test_a_pin_may_switch_to_a_protected_profile_only_where_the_class_says_so(flags, refused):
    assert (policy.not_on_cd(target("role", Class(["role"], **flags))) is not None) == refused


@pytest.mark.parametrize(
    ("confirm", "active", "asks"),
    [(True, None, True), (True, "user", True), (True, "role", False), (False, None, False)],
)
def test_the_name_of_a_protected_profile_is_typed_once(confirm, active, asks):
    found = target("role", Class(["role"], confirm=confirm))
    environ = {} if active is None else {"AWSENV_PROFILE": active, "AWSENV_MEANING": found.encoded_meaning}
    assert policy.asks(found, environ) == asks
    assert policy.asks(found, {**environ, "AWSENV_MEANING": "role role_arn=another"}) == found.class_.confirm


@pytest.mark.parametrize(
    ("name", "seen", "line", "said", "remedy"),
    [
        ("role", False, "account = 111122223333", "to account 111122223333, and", "awsenv list"),
        ("role", False, "account = Payments now", "to another account, and", "awsenv list"),
        ("role", True, "account = Payments now", "to account Payments now, and", "awsenv list"),
        ("role", False, "role = secret words", "to another role, and", "awsenv list"),
        (
            "process",
            False,
            "account = 1111222233334",
            "to another account, and",
            "add aws_account_id = NUMBER to",
        ),
        (
            "process",
            False,
            "account = 111122223333",
            "does not say",
            "add aws_account_id = 111122223333 to it",
        ),
        ("process", True, "role = Admin", "does not say which role it has", "awsenv list"),
    ],
)
def test_of_a_pin_that_was_not_seen_no_more_is_said_than_a_number(name, seen, line, said, remedy):
    pin = pins.parse(f"{name}\n{line}\n", "/p/.awsprofile")
    with pytest.raises(AwsenvError) as error:
        policy.check_pin(pin, target(name), seen=seen)
    assert said in error.value.what
    assert error.value.remedy.startswith(remedy)


def test_a_pin_with_the_account_and_role_of_its_profile_is_in_order():
    pin = pins.parse("role\naccount = 012345678901\nrole = Admin\n", "/p/.awsprofile")
    policy.check_pin(pin, target("role"))


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("role", {}, (3600, 600, ("min_ttl", "duration"))),
        ("role", {"duration": 900}, (900, 600, ("min_ttl",))),
        ("role", {"min_ttl": 60}, (3600, 60, ("duration",))),
        ("role", {"duration": 900, "min_ttl": 60}, (900, 60, ())),
        ("long", {}, (None, 600, ("min_ttl",))),
        ("user", {}, (None, 600, ("min_ttl",))),
    ],
)
def test_what_only_the_settings_want_is_known_as_that(name, asked, expected):
    found = policy.completed(target(name, duration=3600, min_ttl=600), SessionOptions(**asked))
    assert (found.duration, found.min_ttl, found.defaults) == expected
