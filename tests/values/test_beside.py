"""What does a prompt make of the text that a renewal beside it has left?"""

import pytest

from awsenv.credentials import Credentials
from awsenv.errors import AwsenvError
from awsenv.sessions import beside

NOW = 1_700_000_000
FIELDS = ("access_key", "secret_key", "token", "expiration", "opened", "account")


def taken(answer, now=NOW):
    return beside.read(beside.spelled(answer).decode("ascii"), now)


@pytest.mark.parametrize(
    "keys",
    [
        Credentials("ASIA", "a/b+c", "t=", NOW + 3600, NOW, "111122223333"),
        Credentials("AKIA", "a b%3D\n", None, None, 0, None),
        Credentials("ASIA", "s", "t", NOW - 3600, NOW, None),  # opened just now, by a clock that is ahead
    ],
)
def test_keys_are_what_they_were(keys):
    found = taken(keys)
    assert [getattr(found, name) for name in FIELDS] == [getattr(keys, name) for name in FIELDS]


def test_keys_that_have_ended_meanwhile_are_none():
    assert taken(Credentials("ASIA", "s", "t", NOW + 60, NOW), NOW + 61) is None


@pytest.mark.parametrize("remedy", [None, "awsenv login 'é'"])
def test_an_error_is_what_it_was(remedy):
    with pytest.raises(AwsenvError, match=r"^no keys, é\n$") as found:
        taken(AwsenvError("no keys, é\n", remedy, code="some-code", status=4))
    assert (found.value.remedy, found.value.code, found.value.status) == (remedy, "some-code", 4)


@pytest.mark.parametrize("text", ["\n", "=a", "=a =b =c\n", "=a  =c =1 =2 \n", " =b =c =1 =2 \n", "x\n"])
def test_what_is_not_whole_is_an_error(text):
    with pytest.raises(AwsenvError, match="what renews the session was ended"):
        beside.read(text, NOW)
