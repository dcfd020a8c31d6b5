"""Is a session opened once, kept, and opened again when it has to be?"""

import io

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.aws_errors import ExpiredKeys, UnknownKey
from awsenv.call import Call
from awsenv.chains.session_options import SessionOptions
from awsenv.chains.sts_calls import Step
from awsenv.credentials import Credentials
from awsenv.files import locks
from awsenv.sessions import store
from awsenv.sessions.cached import Cached
from awsenv.sessions.context import Context
from awsenv.sessions.providers import AssumeRole, Once, Provider, SessionToken, Static
from awsenv.target import Configuration

NOW = 1_800_000_000
CONFIG = """\
[profile ann]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = ann
"""


class Place(Context):
    """What providers share, with an AWS of the test's own."""

    connection = None


@pytest.fixture
def context(tmp_path):
    def made(options=None, *, cache=None, now=NOW):
        known = profiles.Profiles(ini.parse(CONFIG, "config"), ini.parse("", "credentials"))
        environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(cache or tmp_path / "cache")}
        call = Call(environ, "/", now, io.StringIO(), io.StringIO())
        target = Configuration(environ, known).target("role")
        return Place(call, target, options or SessionOptions(), asks=False)

    return made


class Numbered(Provider):
    """Opens a session of an hour each time, with its number as the access key."""

    __slots__ = ("lasts", "opened")

    def __init__(self, context, lasts=3600):
        super().__init__(context.target.hops[-1], context)
        self.opened = 0
        self.lasts = lasts

    def credentials(self):
        self.opened += 1
        now = int(self.context.call.now)
        end = now + self.lasts if self.lasts else None
        return Credentials(str(self.opened), "secret", "token", end, now)


def keys(provider, times=1):
    return [provider.credentials().access_key for _ in range(times)]


def test_a_session_is_opened_once(context):
    assert keys(Cached(Numbered(context()), "key"), 3) == ["1", "1", "1"]


def test_another_run_finds_it(context):
    keys(Cached(Numbered(context()), "key"))
    second = Numbered(context())
    found = Cached(second, "key").credentials()
    assert (
        found.access_key,
        found.secret_key,
        found.token,
        found.expiration,
        found.opened,
        second.opened,
    ) == (
        *("1", "secret", "token", NOW + 3600, NOW),
        0,
    )


def test_another_key_is_another_session(context):
    inside = Numbered(context())
    assert [*keys(Cached(inside, "one")), *keys(Cached(inside, "two"))] == ["1", "2"]


def test_a_fresh_one_is_opened_and_takes_the_place_of_the_kept_one(context):
    cached = Cached(Numbered(context()), "key")
    assert keys(cached) == ["1"]
    assert cached.fresh().access_key == "2"
    assert keys(cached) == ["2"]


def test_one_that_is_near_its_end_is_opened_again(context):
    inside = Numbered(context())
    keys(Cached(inside, "key"))
    inside.context = context(now=NOW + 3600 - 899)
    assert keys(Cached(inside, "key"), 2) == ["2", "2"]


def test_one_that_has_less_left_than_asked_for_is_opened_again(context):
    keys(Cached(Numbered(context()), "key"))
    asked = Numbered(context(SessionOptions(min_ttl=1800), now=NOW + 1801))
    assert (keys(Cached(asked, "key")), asked.opened) == (["1"], 1)


def test_what_is_asked_of_the_last_session_is_not_asked_of_those_before(context):
    asked = context(SessionOptions(min_ttl=1800), now=NOW + 1801)
    inside = Numbered(context())
    keys(Cached(inside, "key"))
    before = Cached(inside, "key")
    before.context, before.hop = asked, asked.target.hops[0]
    assert (keys(before), inside.opened) == (["1"], 1)


def test_what_has_no_expiration_is_not_kept(context):
    assert keys(Cached(Numbered(context(), lasts=None), "key"), 2) == ["1", "2"]


def test_what_has_expired_is_swept_away(context):
    keys(Cached(Numbered(context()), "old"))
    later = context(now=NOW + 7200)
    keys(Cached(Numbered(later), "new"))
    assert [one.key for one in store.of(later.call.environ).all()] == ["new"]


def test_it_says_what_opened_it_and_for_whom(context):
    made = context()
    keys(Cached(Numbered(made), "key"))
    assert [(one.kind, one.profile) for one in store.of(made.call.environ).all()] == [("role", "role")]


def test_the_session_that_serves_all_roles_is_told_from_the_keys_that_opened_it(context):
    first = Static(context().target.hops[0], context())
    step = Step("GetSessionToken", first.hop, {})
    assert [first.kind, SessionToken(step, first).kind] == ["static", "mfa"]


class Crowded(store.SessionStore):
    """A store in which another process has kept its session by the time that the lock is ours."""

    def lock(self, key, *more):
        self.store(key, "role", "role", Credentials("theirs", "secret", "token", NOW + 3600, NOW))
        return super().lock(key, *more)


def test_one_that_another_process_opens_meanwhile_is_taken(context, tmp_path):
    place = context()
    place.store = Crowded(str(tmp_path / "cache/awsenv"))
    inside = Numbered(place)
    assert (keys(Cached(inside, "key")), inside.opened) == (["theirs"], 0)


def test_without_a_place_it_is_opened_each_time_and_that_is_said_once(context, tmp_path):
    (tmp_path / "file").write_text("")
    place = context(cache=tmp_path / "file")
    assert keys(Cached(Numbered(place), "key"), 2) == ["1", "2"]
    assert place.call.err.getvalue().count("sessions cannot be cached") == 1


def test_one_that_cannot_be_kept_after_all_serves_and_that_is_said_once(context, tmp_path):
    (tmp_path / "cache/awsenv/sessions/key").mkdir(parents=True)
    place = context()
    assert keys(Cached(Numbered(place), "key"), 2) == ["1", "2"]
    assert place.call.err.getvalue().count("sessions cannot be cached: Is a directory") == 1


def test_where_another_process_keeps_the_lock_it_is_said_in_the_end(context, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    place = context()
    with (
        place.store.lock("key"),
        pytest.raises(locks.Busy, match="another shell is opening the session of 'role'"),
    ):
        Cached(Numbered(place), "key").credentials()


# --- the AWS CLI's session ----------------------------------------------------------------------------------


class Shelf:
    """The AWS CLI's cache, as far as Cached knows it."""

    def __init__(self, found=None):
        self.found = found
        self.stored = []

    def load(self):
        return self.found

    def store(self, made):
        self.stored.append(made.access_key)


def test_a_new_session_is_given_to_the_aws_cli(context):
    shelf = Shelf()
    assert (keys(Cached(Numbered(context()), "key", shelf), 2), shelf.stored) == (["1", "1"], ["1"])


def test_a_session_of_the_aws_cli_is_taken_and_kept_but_not_given_back(context):
    shelf = Shelf(Credentials("theirs", "secret", "token", NOW + 3600, NOW))
    cached = Cached(Numbered(context()), "key", shelf)
    found = keys(cached)
    shelf.found = None
    assert (found, keys(cached), shelf.stored) == (["theirs"], ["theirs"], [])


def test_a_fresh_one_is_not_the_aws_clis(context):
    shelf = Shelf(Credentials("theirs", "secret", "token", NOW + 3600, NOW))
    assert Cached(Numbered(context()), "key", shelf).fresh().access_key == "1"
    assert shelf.stored == ["1"]


# --- a call that a kept session signs -----------------------------------------------------------------------


class Aws:
    """Takes some keys and not others."""

    def __init__(self, error, *refused):
        self.error = error
        self.refused = refused
        self.asked = []

    def call(self, _step, signing, _signer, _code=None):
        self.asked.append(signing.access_key)
        if signing.access_key in self.refused:
            raise self.error
        return Credentials(f"by {signing.access_key}", "secret", "token", NOW + 3600, NOW)


def role(context, source, aws):
    context.connection = aws
    return AssumeRole(Step("AssumeRole", context.target.hops[-1], {}), source)


@pytest.mark.parametrize("error", [ExpiredKeys("ann"), UnknownKey("ann", "1")])
def test_a_kept_session_that_aws_has_ended_is_opened_again_once(context, error):
    place = context()
    source = Cached(Numbered(place), "key")
    keys(source)
    aws = Aws(error, "1")
    assert (keys(role(place, source, aws)), aws.asked) == (["by 2"], ["1", "2"])
    with pytest.raises(type(error)):
        keys(role(place, source, Aws(error, "2", "3")))


def test_keys_that_the_chain_begins_with_are_not_asked_for_again(context):
    place = context()
    first = Numbered(place)
    aws = Aws(ExpiredKeys("ann"), "1")
    with pytest.raises(ExpiredKeys):
        keys(role(place, Once(Cached(first, "key")), aws))
    assert (first.opened, aws.asked) == (1, ["1"])


def test_what_is_asked_once_in_a_run_is_not_asked_again(context):
    inside = Numbered(context(), lasts=None)
    once = Once(inside)
    assert (keys(once, 2), once.fresh().access_key, inside.opened) == (["1", "1"], "1", 1)


def test_the_first_thing_asked_may_be_fresh(context):
    cached = Cached(Numbered(context()), "key")
    keys(cached)
    once = Once(cached)
    assert (once.fresh().access_key, keys(once)) == ("2", ["2"])
