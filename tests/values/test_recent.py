"""Is it known which profiles are used, at no cost to a switch?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from running import run_core

from awsenv.commands import use as use_verb
from awsenv.listing import recent

NOW = 1_800_000_000
DAY = 86400


def text(directory):
    return (Path(directory) / "used").read_text()


def use(directory, *names, at=NOW):
    for name in names:
        use_verb.record(str(directory), name, at)


def first(directory, *names, active=None):
    return recent.ordered(names, recent.weights(str(directory), NOW), active)


def test_the_most_used_profile_comes_first_and_others_as_they_come(tmp_path):
    use(tmp_path, "c", "b", "c")
    assert first(tmp_path, "z", "a", "b", "c") == ["c", "b", "z", "a"]


def test_what_was_used_lately_counts_more_than_what_was_used_long_ago(tmp_path):
    use(tmp_path, *["old"] * 5, at=NOW - 30 * DAY)
    use(tmp_path, "new", at=NOW - DAY)
    assert first(tmp_path, "old", "new") == ["new", "old"]


def test_what_was_used_often_comes_before_what_was_used_once_just_now(tmp_path):
    use(tmp_path, *["often"] * 5, at=NOW - 2 * DAY)
    use(tmp_path, "once")
    assert first(tmp_path, "once", "often") == ["often", "once"]


def test_the_active_profile_is_not_the_first_to_choose(tmp_path):
    use(tmp_path, "a", "a", "b")
    assert first(tmp_path, "c", "b", "a", active="a") == ["b", "a", "c"]
    assert first(tmp_path, "a", active="a") == ["a"]


def test_a_profile_that_is_gone_is_not_shown(tmp_path):
    use(tmp_path, "gone")
    assert first(tmp_path, "a") == ["a"]


@settings_of_hypothesis(max_examples=60, deadline=None)
@given(name=st.text(st.characters(codec="utf-8"), min_size=1) | st.just("a\nb \x1b %41 \udcff"))
def test_every_name_is_one_line_and_comes_back(tmp_path_factory, name):
    directory = tmp_path_factory.mktemp("state")
    use(directory, name, "other")
    assert text(directory).count("\n") == 2
    assert set(recent.weights(str(directory), NOW)) | {"other"} == {name, "other"}


def test_many_lines_become_one_for_each_profile_and_weigh_the_same(tmp_path):
    for number in range(recent.MANY + 100):
        use(tmp_path, f"p{number % 7}", at=NOW - number * 3600)
    before = recent.weights(str(tmp_path), NOW)
    assert text(tmp_path).count("\n") == 7
    assert recent.weights(str(tmp_path), NOW) == pytest.approx(before, abs=1e-5)
    assert (tmp_path / "used").stat().st_mode & 0o777 == 0o600


def test_a_use_of_long_ago_is_forgotten(tmp_path):
    use(tmp_path, *["old"] * recent.MANY, at=NOW - 1000 * DAY)
    use(tmp_path, "new", "new")
    assert list(recent.weights(str(tmp_path), NOW)) == ["new"]
    assert text(tmp_path).count("\n") == 1


def test_a_damaged_file_is_used_as_far_as_it_goes(tmp_path):
    (tmp_path / "used").write_bytes(
        b"\xff\n\n1 2\nnan nan a\n1 inf b\n1e9 1 c\n"
        + f"{NOW} nan d\n{NOW} 1 good\n{NOW} -5 e\n{NOW} 1 ha".encode()
    )
    assert recent.weights(str(tmp_path), NOW) == {"good": 1.0}


def test_a_clock_that_was_wrong_makes_nobody_the_first_for_good(tmp_path):
    use(tmp_path, "future", at=NOW + 10_000 * DAY)
    use(tmp_path, "a", "a")
    assert first(tmp_path, "future", "a") == ["a", "future"]


def test_of_a_very_large_file_the_end_is_read(tmp_path):
    line = f"{NOW - DAY} 1 old\n"
    (tmp_path / "used").write_text(line * (recent.LARGE // len(line) + 2000) + f"{NOW} 1 new\n")
    assert set(recent.weights(str(tmp_path), NOW)) == {"old", "new"}
    assert text(tmp_path).count("\n") == 2


def test_a_state_directory_that_is_missing_is_made_for_the_user_alone(tmp_path):
    use(tmp_path / "a/b", "x")
    assert tuple(path.stat().st_mode & 0o777 for path in (tmp_path / "a/b", tmp_path / "a/b/used")) == (
        0o700,
        0o600,
    )


@pytest.mark.parametrize("obstacle", ["file", "fifo", "folder", "link"])
def test_what_cannot_be_written_is_not_and_says_nothing(tmp_path, obstacle):
    state = tmp_path / "state"
    if obstacle == "file":
        state.touch()
    else:
        state.mkdir()
        used = state / "used"
        make = {"fifo": lambda: os.mkfifo(used), "folder": used.mkdir, "link": lambda: used.symlink_to("x")}
        make[obstacle]()
    use(state, "a")
    assert recent.weights(str(state), NOW) == {}


def switch(environ, *words):
    """Run the core as a snippet does."""
    return run_core(environ, environ["HOME"], *words, snippet="bash:3")


def used(home):
    path = home / ".local/state/awsenv/used"
    return [line.split(" ")[2] for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def person(home, environ):
    (home / ".aws/config").write_text("[profile a b]\n[profile 'c d']\nregion = x\n[profile e]\nregion = x\n")
    return environ


def test_a_switch_by_hand_is_noted_and_nothing_else(person, home):
    for words in (["e"], ["use", "c d", "--region", "y"], ["-"], ["off"], ["nobody"], ["region", "x"]):
        switch(person, *words)
    assert run_core(person, home, "exec", "e", "--", "true").status == 0
    assert used(home) == ["e", "c%20d"]


def test_a_switch_is_made_where_nothing_can_be_noted(person, home):
    (home / ".local").mkdir()
    (home / ".local/state").touch()
    done = switch(person, "e")
    assert (done.status, "'e'" in done.code) == (0, True)
    assert used(home) == []
