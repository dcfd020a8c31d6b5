"""What are temporary keys, and are they good at `now`?"""

import pytest

from awsenv.credentials import Credentials, epoch, iso

HOUR = 3600


@pytest.mark.parametrize(
    ("life", "left", "least", "good"),
    [
        (12 * HOUR, 901, 0, True),
        (12 * HOUR, 900, 0, True),
        (12 * HOUR, 899, 0, False),
        (HOUR, 900, 0, True),
        (HOUR, 899, 0, False),
        (900, 900, 0, True),
        (900, 225, 0, True),
        (900, 224, 0, False),
        (HOUR, 2700, 2700, True),
        (HOUR, 2699, 2700, False),
        (HOUR, 0, 0, False),
        (HOUR, -1, 0, False),
    ],
)
def test_a_session_is_good_for_15_minutes_or_a_quarter_of_a_short_life_and_for_what_is_asked(
    life, left, least, good
):
    now = 1_800_000_000
    keys = Credentials("AKIA", "secret", "token", expiration=now + left, opened=now + left - life)
    assert keys.good(now, least) == good


def test_keys_without_an_end_are_always_good():
    assert Credentials("AKIA", "secret").good(1e12, 10**9)


def test_a_session_of_unknown_age_needs_15_minutes():
    assert [Credentials("A", "s", "t", 1_800_000_000 + left).good(1_800_000_000) for left in (899, 900)] == [
        False,
        True,
    ]


def test_keys_show_nothing_of_themselves():
    keys = Credentials("AKIACANARY", "canary-secret", "canary-token", 1, 1)
    assert "anary" not in f"{keys!r} {keys} {[keys]}".lower()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-29T01:30:00Z",
        "2026-03-29T01:30:00UTC",
        "2026-03-29T01:30:00+00:00",
        "2026-03-29T01:30:00",
        "2026-03-29T03:30:00+02:00",
        "2026-03-29T01:30:00.123456+00:00",
        "2026-03-29T01:30:00.5Z",
        "2026-03-29T01:30:00.1234567Z",
        "2026-03-29T01:30:00+0000",
        "2026-03-29T01:30:00 UTC",
        "2026-03-28T22:00:00-0330",
        "20260329T013000Z",
        "Sun, 29 Mar 2026 01:30:00 GMT",
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Europe/Berlin", "America/St_Johns"])
def test_a_moment_is_the_same_in_every_spelling_and_every_time_zone(text, zone, monkeypatch):
    from time import tzset

    monkeypatch.setenv("TZ", zone)
    tzset()
    assert (epoch(text), iso(epoch(text))) == (1774747800, "2026-03-29T01:30:00Z")
