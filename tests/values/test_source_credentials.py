"""Which credentials are written down, and are they a user's own?"""

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.chains import chain
from awsenv.chains.source_credentials import are_long_term, written
from awsenv.credentials import Credentials
from awsenv.errors import NoCredentials

STATIC = "[profile it]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
ENVIRONMENT = "[profile it]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = Environment\n"
VARIABLES = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"}


def first(text):
    known = profiles.Profiles(ini.parse(text, "config"), ini.parse("", "credentials"))
    return chain.plan("it", known)[0]


def fields(found):
    return (found.access_key, found.secret_key, found.token, found.expiration)


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        (STATIC, {}, ("AKIA", "s", None, None)),
        (STATIC + "aws_session_token = t\n", {}, ("AKIA", "s", "t", None)),
        (STATIC, {"AWS_ACCESS_KEY_ID": "AKIAOTHER"}, ("AKIA", "s", None, None)),
        (ENVIRONMENT, VARIABLES, ("AKIA", "s", None, None)),
        (ENVIRONMENT, {**VARIABLES, "AWS_SESSION_TOKEN": "t"}, ("AKIA", "s", "t", None)),
        (ENVIRONMENT, {**VARIABLES, "AWS_SESSION_TOKEN": ""}, ("AKIA", "s", None, None)),
    ],
)
def test_keys_are_taken_as_they_are_written(text, environ, expected):
    assert fields(written(first(text), environ)) == expected


@pytest.mark.parametrize(
    ("text", "environ", "lacks"),
    [
        (STATIC.replace("key = s", "key ="), {}, "aws_secret_access_key"),
        (ENVIRONMENT, {}, "AWS_ACCESS_KEY_ID"),
        (ENVIRONMENT, {"AWS_ACCESS_KEY_ID": "AKIA"}, "AWS_SECRET_ACCESS_KEY"),
        (ENVIRONMENT, {"AWS_SECRET_ACCESS_KEY": "s"}, "AWS_ACCESS_KEY_ID"),
    ],
)
def test_half_a_pair_is_an_error_that_names_the_other_half(text, environ, lacks):
    has = "has" if text != ENVIRONMENT else "uses the keys that this shell had before awsenv, and it had"
    with pytest.raises(NoCredentials) as error:
        written(first(text), environ)
    assert error.value.what == f"profile 'it' {has} no {lacks}"
    assert (error.value.remedy is None) == (text != ENVIRONMENT)


@pytest.mark.parametrize(
    "name",
    [
        "x_security_token_expires",
        "aws_session_expiration",
        "aws_session_token_expiration",
        "aws_token_expiration",
        "aws_credential_expiration",
        "aws_expiration",
        "expiration",
    ],
)
def test_the_end_that_a_tool_has_written_is_that_of_the_keys_and_of_two_the_later_counts(name):
    text = f"{STATIC}aws_session_token = t\n{name} = 2030-01-02T03:04:05Z\n"
    other = "expiration" if name != "expiration" else "aws_expiration"
    ends = [1_893_553_445, 1_893_553_445, 1_893_553_446]
    for more, end in zip(("", f"{other} = x\n", f"{other} = 2030-01-02T03:04:06Z\n"), ends, strict=True):
        assert written(first(text + more), {}).expiration == end


@pytest.mark.parametrize(
    "text",
    [
        "[profile it]\ncredential_process = give\n",
        ENVIRONMENT.replace("Environment", "Ec2InstanceMetadata"),
    ],
)
def test_other_sources_have_written_nothing(text):
    assert written(first(text), VARIABLES) is None


LONG, SESSION = Credentials("AKIA", "s"), Credentials("ASIA", "s", "t")


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        (STATIC, LONG, True),
        (STATIC, SESSION, False),
        (ENVIRONMENT, LONG, True),
        ("[profile it]\ncredential_process = give\n", LONG, True),
        ("[profile it]\ncredential_process = give\n", SESSION, False),
        ("[profile it]\ncredential_process = give\n", None, False),
    ],
)
def test_keys_without_a_token_are_a_users_own(text, found, expected):
    assert are_long_term(first(text), lambda: found) == expected


@pytest.mark.parametrize("source", ["Ec2InstanceMetadata", "EcsContainer"])
def test_a_machine_is_no_user_and_is_not_asked(source):
    hop = first(ENVIRONMENT.replace("Environment", source))
    assert not are_long_term(hop, lambda: pytest.fail("asked"))
