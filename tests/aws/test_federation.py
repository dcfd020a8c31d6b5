"""Does the sign-in service take the sessions that AWS takes, and no others?"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from aws import Role, Server, User, World

ARN, ROLE = "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::444455556666:role/open"


@pytest.fixture
def world():
    return World(users={"AKIAANN": User(ARN, "secret")}, roles={ROLE: Role((ARN,))})


@pytest.fixture
def server(world):
    with Server(world) as server:
        yield server


def asked(server, keys, secret=None, **more):
    """The status of getSigninToken with these keys."""
    session = {"sessionId": keys.access_key, "sessionKey": secret or keys.secret, "sessionToken": keys.token}
    query = urlencode({"Action": "getSigninToken", "Session": json.dumps(session), **more})
    try:
        with urlopen(f"{server.url}/federation?{query}") as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_the_session_of_a_role_signs_in_for_as_long_as_is_asked(server, world):
    keys = world.open_role_session(ROLE, "me")
    assert [asked(server, keys, **more) for more in _durations(900, 43200)] == [200, 200, 200]
    assert [asked(server, keys, SessionDuration=seconds) for seconds in (899, 43201)] == [400, 400]


def test_a_chained_role_and_a_federated_user_sign_in_without_a_duration_alone(server, world):
    user = world.keys("AKIAANN")
    chained, federated = (
        world.open_role_session(ROLE, "me", chained=True),
        world.open_federated_session(user, "me", 900),
    )
    assert [asked(server, chained, **more) for more in _durations(900)] == [200, 400]
    assert [asked(server, federated, **more) for more in _durations(900)] == [200, 400]


def test_no_other_keys_sign_in(server, world):
    user, role = world.keys("AKIAANN"), world.open_role_session(ROLE, "me")
    assert asked(server, user) == 400
    assert asked(server, world.open_user_session(user, 900, mfa=True)) == 400
    assert asked(server, role, secret="another") == 400
    world.age(timedelta(hours=2))
    assert asked(server, role) == 400


def _durations(*seconds):
    return [{}, *({"SessionDuration": one} for one in seconds)]
