"""What does a shell remember of its pins, and what do direnv and mise say that they set?"""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsenv import switch
from awsenv.credentials import Credentials
from awsenv.environment import neighbours, past, state, undo
from awsenv.environment.variables import BACK, HIDDEN, PAST, Unexported

# What mise 2026.9.15 keeps where AWS_PROFILE was "dev": AWS_PROFILE=x OTHER=yes.
MISE = "eAFrXpyfk9K42jE8OD4gyN/N08d1cUpq2eK81PImZMGFFUv9QzxcgxZXphYvKUgsyZgAAKD+F1k"

values = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=12)


def direnv(**new):
    packed = zlib.compress(json.dumps({"p": {"AWS_PROFILE": "old"}, "n": new}).encode())
    return base64.urlsafe_b64encode(packed).decode()


def enter(environ, name, path, mode="profile"):
    before = undo.base(environ)
    change = switch.for_profile(name, "eu-west-1", before)
    return state.applied(undo.entered(change, path, name + "\n", environ), environ)


def leave(environ, path=""):
    return state.applied(undo.left(path, environ), environ)


@given(name=values, mine=st.none() | values)
def test_a_value_that_a_pin_has_set_is_undone_once_and_only_after_it_was_left(name, mine):
    start = {} if mine is None else {"AWS_PROFILE": mine}
    inside = enter(start, name, "/p/.awsprofile")
    assert {PAST} >= past.outlived(inside, state.current(inside), {}).keys()
    outside = leave(inside)
    again = {**outside, "AWS_PROFILE": name}
    change = past.outlived(again, state.current(again), {})
    if name == mine:
        assert "AWS_PROFILE" not in change
    else:
        assert change["AWS_PROFILE"] == mine
        assert "AWS_REGION" not in change
        after = {**state.applied(change, again), "AWS_PROFILE": name}
        assert "AWS_PROFILE" not in past.outlived(after, state.current(after), {})


@given(name=values)
def test_what_direnv_or_mise_set_by_themselves_is_theirs(name):
    outside = leave(enter({}, name, "/p/.awsprofile"))
    again = {**outside, "AWS_PROFILE": name, "DIRENV_DIFF": direnv(AWS_PROFILE=name)}
    change = past.outlived(again, state.current(again), neighbours.set_by_others(again))
    assert "AWS_PROFILE" not in change


def test_a_value_of_the_pin_that_is_left_gives_way_to_that_of_the_pin_above():
    above = enter({"AWS_PROFILE": "mine"}, "a", "/.awsprofile")
    inside = leave(enter(above, "b", "/p/.awsprofile"), "/.awsprofile")
    again = {**inside, "AWS_PROFILE": "b"}
    assert past.outlived(again, state.current(again), {})["AWS_PROFILE"] == "a"


def test_a_shell_without_pins_remembers_nothing():
    switched = state.applied(
        undo.switched(switch.for_profile("a", None, {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}), {}), {}
    )
    assert not {PAST, BACK} & switched.keys()


def test_what_direnv_and_mise_set_is_what_they_keep():
    assert neighbours.set_by_others({"DIRENV_DIFF": direnv(A="1")}) == {"A": "1"}
    assert neighbours.set_by_others({"__MISE_DIFF": MISE}) == {"AWS_PROFILE": "x", "OTHER": "yes"}


def test_a_nested_shell_knows_of_the_pin_that_it_was_started_in():
    nested = {name: value for name, value in enter({}, "a", "/p/.awsprofile").items() if name[:2] != "__"}
    again = {**leave(nested), "AWS_PROFILE": "a"}
    assert past.outlived(again, state.current(again), {})["AWS_PROFILE"] is None


def test_a_switch_after_the_pin_was_left_is_what_comes_back():
    outside = leave(enter({"AWS_PROFILE": "mine"}, "a", "/p/.awsprofile"))
    change = switch.for_profile("c", None, undo.base(outside))
    again = {**state.applied(undo.switched(change, outside), outside), "AWS_PROFILE": "a"}
    assert past.outlived(again, state.current(again), {})["AWS_PROFILE"] == "c"


def test_what_was_not_exported_comes_back_so():
    outside = leave(enter({HIDDEN: "AWS_PROFILE=mine"}, "a", "/p/.awsprofile"))
    again = {**outside, "AWS_PROFILE": "a"}
    back = past.outlived(again, state.current(again), {})["AWS_PROFILE"]
    assert (back, type(back)) == ("mine", Unexported)


def with_keys(environ, name, key, pin=""):
    keys = Credentials(key, f"secret of {key}", f"token of {key}", 4_000_000_000)
    change = switch.for_keys(name, keys, None, undo.base(environ))
    made = undo.entered(change, pin, name, environ) if pin else undo.switched(change, environ)
    return state.applied(made, environ)


def test_no_secret_is_remembered_of_a_pin_and_keys_of_a_session_do_not_come_back():
    inside = with_keys(with_keys({}, "a", "AKIAA"), "b", "AKIAB", "/p/.awsprofile")
    outside = leave(inside)
    for environ in (inside, outside):
        assert "of%20AKIA" not in environ[PAST] + environ[BACK]
        assert "of AKIA" not in environ[PAST] + environ[BACK]
    again = {**outside, "AWS_ACCESS_KEY_ID": "AKIAB"}
    change = past.outlived(again, state.current(again), {})
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} & change.keys()  # remembered nowhere else


def packed(value, wide):
    """A value as MessagePack writes it, with so many bytes for its size."""
    if isinstance(value, dict):
        kind, parts = {2: 0xDE, 4: 0xDF}.get(wide, 0x80), [one for pair in value.items() for one in pair]
    elif isinstance(value, list):
        kind, parts = {2: 0xDC, 4: 0xDD}.get(wide, 0x90), value
    else:
        kind, parts = {1: 0xD9, 2: 0xDA, 4: 0xDB}.get(wide, 0xA0), []
    size = len(value.encode()) if isinstance(value, str) else len(value)
    head = bytes([kind]) + size.to_bytes(wide, "big") if wide and kind > 0xD0 else bytes([kind + size])
    return head + (value.encode() if isinstance(value, str) else b"".join(packed(one, wide) for one in parts))


@pytest.mark.parametrize("wide", [0, 1, 2, 4])
def test_sizes_of_any_width_are_read_in_what_mise_keeps(wide):
    raw = packed({"old": {"A": "0"}, "list": ["x", "y"], "new": {"A": "1 é", "B": ""}}, wide)
    text = base64.b64encode(zlib.compress(raw)).decode()
    assert neighbours.set_by_others({"__MISE_DIFF": text}) == {"A": "1 é", "B": ""}


@given(raw=st.binary(max_size=40), text=st.text(max_size=40))
def test_anything_else_in_their_place_says_nothing(raw, text):
    packed = base64.b64encode(zlib.compress(raw)).decode()
    for one in (packed, text, direnv()[:-5]):
        neighbours.set_by_others({"DIRENV_DIFF": one, "__MISE_DIFF": one})
