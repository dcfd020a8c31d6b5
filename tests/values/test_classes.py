"""Which class is a profile of, and which mode does it get?"""

from __future__ import annotations

import pytest

from awsenv.durations import seconds
from awsenv.settings.model import Class, Preferences


@pytest.mark.parametrize("name", ["prod", "prod-admin", "my-prod", "PROD-eu", "preproduction"])
def test_without_a_file_names_with_prod_in_them_are_red(name):
    assert Preferences().class_of([name]).color == "red"


def test_without_a_file_other_names_have_no_color():
    assert Preferences().class_of(["dev", "012345678901", "Admin"]).color is None


def test_the_first_class_that_matches_counts_also_before_the_default():
    first, second = Class(["x*"], color="blue"), Class(["*"], color="green")
    preferences = Preferences([first, second])
    assert [preferences.class_of([name]).color for name in ("x-prod", "prod")] == ["blue", "green"]


@pytest.mark.parametrize(
    ("glob", "matches"),
    [
        ("admin", True),
        ("ADMIN", True),
        ("adm", False),
        ("*min", True),
        ("[ab]dmin", True),
        ("a?min", True),
        ("*d*", True),
        ("*d?i*", True),
        ("0123456789??", True),
        ("NetworkAdmin*", True),
        ("", False),
        ("**", True),
    ],
)
def test_a_glob_is_one_of_the_name_the_account_and_the_role(glob, matches):
    kind = Class([glob], label="it")
    assert (Preferences([kind]).class_of(["admin", "012345678901", "NetworkAdminRole"]) is kind) == matches


def test_the_first_pattern_that_matches_gives_the_mode():
    preferences = Preferences(modes=[("ci-*", "keys"), ("*", "profile")])
    assert [preferences.mode([name]) for name in ("ci-x", "x")] == ["keys", "profile"]
    assert Preferences().mode(["x"]) == "auto"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("45m", 2700), ("1h30m", 5400), ("900", 900), ("15s", 15), ("1h30", 3630), ("0m", 0)],
)
def test_a_time_is_read_as_people_write_it(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "m", "5x", "-5m", "1.5h", "\u0665m", "5 m"])
def test_what_is_no_time_is_an_error(text):
    with pytest.raises(ValueError, match="is not valid; write it as 45m or 1h30m"):
        seconds(text)
