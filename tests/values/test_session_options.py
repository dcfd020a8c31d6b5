"""What is asked of a session, and does it survive the environment?"""

import pytest

from awsenv.chains import session_options, sts_calls
from awsenv.chains.session_options import SessionOptions
from awsenv.errors import UsageError


def facts(options):
    return {name: getattr(options, name) for name in SessionOptions.__slots__}


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (SessionOptions(), None),
        (SessionOptions(7200), "duration=7200"),
        (SessionOptions(policy_arns=["arn:a b", "c"]), "policy=arn%3Aa%20b policy=c"),
        (SessionOptions(900, read_only=True), "duration=900 read-only"),
        (SessionOptions(read_only=False), "read-write"),
        (
            SessionOptions(
                session_name="a@b",
                external_id="x 1",
                source_identity="ann",
                tags=["team=a b", "x="],
                transitive=["team"],
                policies=['{"a":1}'],
            ),
            (
                "tag=team%3Da%20b tag=x%3D transitive=team session-name=a@b external-id=x%201 "
                "source-identity=ann policy-text=%7B%22a%22%3A1%7D"
            ),
        ),
        (SessionOptions(policies=["arn:x"]), "policy=arn%3Ax"),
    ],
)
def test_options_survive_the_environment(options, text):
    assert options.spell() == text
    assert facts(session_options.parse(text or "")) == facts(options)


def test_what_is_asked_of_one_opening_alone_is_not_asked_again():
    options = SessionOptions(min_ttl=600, mfa_code="123456", refresh=True)
    assert options.spell() is None
    assert options.lasting() == []


def test_all_rights_where_the_class_would_take_some_make_no_other_session():
    assert SessionOptions().lasting() == SessionOptions(read_only=False).lasting()


@pytest.mark.parametrize(
    "options",
    [
        SessionOptions(900),
        SessionOptions(min_ttl=1),
        SessionOptions(mfa_code=""),
        SessionOptions(refresh=True),
        SessionOptions(policy_arns=["arn:x"]),
        SessionOptions(read_only=True),
        *(SessionOptions(**{name: "x"}) for name in ("session_name", "external_id", "source_identity")),
        *(SessionOptions(**{name: ["x"]}) for name in ("tags", "transitive", "policies")),
    ],
)
def test_anything_that_is_asked_takes_keys_mode(options):
    assert options


@pytest.mark.parametrize("options", [SessionOptions(), SessionOptions(read_only=False)])
def test_all_rights_and_nothing_asked_take_none(options):
    assert not options


@pytest.mark.parametrize(
    "text", ["read-onl", "policy=", "policy-text=", "tag=", "duration=x", "duration=-1", "x"]
)
def test_damaged_options_are_an_error_and_never_a_session_with_more_rights(text):
    with pytest.raises(UsageError):
        session_options.parse(text)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("session_name", "x", "session-name"),
        ("external_id", "x", "external-id"),
        ("source_identity", "x", "source-identity"),
        ("tags", ("a=b",), "tag"),
        ("transitive", ("a",), "transitive"),
    ],
)
def test_what_is_told_of_a_session_is_known_by_its_option(name, value, word):
    options = SessionOptions(**{name: value})
    assert options.told == [word]
    assert getattr(SessionOptions().filled(options), name) == value


def test_a_tag_ends_its_name_at_the_first_sign_and_the_last_of_a_name_counts():
    found = sts_calls.tags(["a=b=c", " x = y ", "x=z", "n"])
    assert found == [{"Key": "a", "Value": "b=c"}, {"Key": "x", "Value": "z"}, {"Key": "n", "Value": ""}]
