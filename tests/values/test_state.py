"""Is what the variables say read as it was written, and is drift that two texts differ?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsenv import switch
from awsenv.environment import drift, state, undo, variables
from awsenv.environment.state import State
from awsenv.environment.variables import PREVIOUS

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)
values = st.none() | st.sampled_from(["", "dev", "a b", "x=y", "?", "|", "a\nb", "\udcff", " AWS_ROLE_ARN=x"])
shells = st.fixed_dictionaries(dict.fromkeys(variables.DECIDING, values))


@given(
    numbers=st.tuples(*[st.none() | st.integers(0, 2**40)] * 2),
    words=st.tuples(*[st.none() | texts] * 6),
    renews=st.booleans(),
    pin=st.none() | st.tuples(texts.filter(lambda path: "\n" not in path), st.just("") | texts),
)
def test_what_is_written_is_read(numbers, words, renews, pin):
    fields = dict(zip(("expires", "idle"), numbers, strict=True))
    fields |= dict(zip(("profile", "shown", "mode", "color", "label", "options"), words, strict=True))
    fields |= {"renews": renews, "pin": pin}
    environ = state.applied(state.written(**fields), {})
    assert {field: getattr(State(environ), field) for field in fields} == fields


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "1e9", "٣", "²", " 1"])
def test_a_number_that_is_none_counts_as_unset(text):
    found = State({"AWSENV_EXPIRATION": text, "AWSENV_IDLE": text})
    assert (found.expires, found.idle) == (None, None)


def test_a_shell_of_which_nothing_is_said_has_no_state():
    for environ in ({}, {"AWSENV_PROFILE": "", "AWSENV_PIN": "", PREVIOUS: "x"}):
        found = State(environ)
        assert (found.profile, found.pin, found.previous, found.inherited) == (None, None, None, False)


@given(name=texts, options=st.none() | texts, region=st.none() | texts)
def test_the_way_back_is_read_as_it_was_written(name, options, region):
    change = switch.for_profile(name, region, dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION")))
    environ = state.applied({**change, **state.written(options=options)}, {})
    found = State(state.applied(state.way_back(environ), environ)).previous
    assert (
        found.profile,
        found.mode,
        found.options,
        found.region,
    ) == (name, "profile", options or "", region or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("profile a b", ("a b", "profile", "", "")),
        ("keys;read-only a", ("a", "keys", "read-only", "")),
        ("keys;;eu-west-1 a", ("a", "keys", "", "eu-west-1")),
        ("keys;a%20b;c;d a", ("a", "keys", "a b", "c")),
    ],
)
def test_a_way_back_may_lack_what_was_not_asked(text, expected):
    found = State({PREVIOUS: text}).previous
    assert (found.profile, found.mode, found.options, found.region) == expected


# --- the text ---------------------------------------------------------------------------------------------


@given(here=shells)
def test_the_text_is_parsed_as_it_was_composed(here):
    expected = {
        name: "?" if value and name in variables.UNTOLD else value
        for name, value in here.items()
        if value is not None
    }
    assert state.parsed(state.made_text(here)) == expected


@given(one=shells, other=shells)
def test_two_shells_that_differ_in_more_than_a_secret_have_two_texts(one, other):
    def seen(here):
        return {
            name: bool(value) if name in variables.UNTOLD and value else value for name, value in here.items()
        }

    assert (seen(one) == seen(other)) == (state.made_text(one) == state.made_text(other))


def test_no_secret_is_in_the_text():
    assert "canary" not in state.made_text(dict.fromkeys(variables.UNTOLD, "canary"))


@given(said=st.text(" =?xAWS_PROFILE", max_size=30))
def test_any_text_can_be_parsed(said):
    state.parsed(said)
    state.parsed(f" AWSENV_PROFILE={said} AWS_REGION={said}")


def switched(**before):
    environ = state.applied(before, {})
    change = switch.for_profile("dev", None, undo.base(environ))
    return state.applied(undo.switched(change, environ), environ)


def region(environ, name):
    change = dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), name)
    return state.applied(undo.switched(change, environ), environ)


def test_regions_that_the_switch_leaves_are_no_drift():
    environ = switched(AWS_REGION="a", AWS_DEFAULT_REGION="b")
    assert not drift.has_drifted(environ)
    assert drift.has_drifted({**environ, "AWS_DEFAULT_REGION": "a"})


def test_what_drifts_still_drifts_after_a_change_of_something_else():
    environ = region({**switched(), "AWS_PROFILE": "other"}, "eu-west-1")
    assert drift.differing(environ) == {"AWS_PROFILE": "has another value"}
    assert not drift.has_drifted(region(switched(), "eu-west-1"))


def test_a_region_alone_makes_no_profile():
    assert State(region({}, "eu-west-1")).made is None


@pytest.mark.parametrize(
    ("before", "wins"), [("?", False), ("", True)], ids=["of an outer shell", "set since"]
)
def test_a_token_of_an_outer_shell_is_told_from_one_that_was_set_since(before, wins):
    name = "AWS_BEARER_TOKEN_S3"
    said = f"@ {name}={before}" if before else "@"
    environ = {**switched(), variables.BEFORE: said, name: "t"}
    environ.pop(variables.KEPT, None)
    assert [name in one.what for one in drift.problems(environ, 0, "bash")] == [True] * wins


def test_leaving_gives_back_drift_as_it_was_on_entry():
    outside = {**switched(), "AWS_PROFILE": "other"}
    change = switch.for_profile("prod", "eu-west-1", undo.base(outside))
    inside = state.applied(undo.entered(change, "/p/.awsprofile", "prod\n", outside), outside)
    assert not drift.has_drifted(inside)
    after = state.applied(undo.left("", inside), inside)
    assert drift.differing(after) == {"AWS_PROFILE": "has another value"}


def test_what_a_shell_has_and_hands_to_no_program_is_known_by_name():
    environ = {variables.HIDDEN: "AWS_A=1 AWS_B=x%20y AWS_BEARER_TOKEN_X=t ", "AWS_B": "x y"}
    assert state.unexported(environ) == ["AWS_A", "AWS_BEARER_TOKEN_X"]
    assert state.added(environ) == ["AWS_BEARER_TOKEN_X"]
