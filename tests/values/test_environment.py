"""Does each identity set, unset and give back the variables that it should?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awsenv import percent
from awsenv import switch as switches
from awsenv.environment import child, drift, own, state, undo
from awsenv.environment.state import State
from awsenv.environment.undo import Frame
from awsenv.environment.variables import (
    BACK,
    HIDDEN,
    KEPT,
    OURS,
    OWNED,
    PAST,
    PREVIOUS,
    SECRET,
    Lost,
    Unexported,
)

# What a variable of a shell can hold: any bytes but zero, as Python sees them.
texts = (
    st.binary(max_size=12)
    .filter(lambda raw: 0 not in raw)
    .map(lambda raw: raw.decode("utf-8", "surrogateescape"))
)
texts |= st.sampled_from(
    ["", "a b", "?", "%", "%41", "|", "@", "=", ":", "a\nb", "'", "$(x)", "é ü", "\udcff", " ", "~"]
)
variables = st.none() | texts | texts.map(Unexported)
befores = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(OWNED, variables) | {name: st.none() | texts for name in OURS}
).map(lambda before: {**dict.fromkeys((*OWNED, *OURS)), **before})
names = st.sampled_from(["dev", "prod", "a b", "-x", "é\n'"])
regions = st.none() | st.sampled_from(["eu-west-1", "us-east-1"])

PINS = {"/p": "dev\n", "/p/q": "a b\nregion = eu-west-1\n", "/p/q/r s/t": "é\n'", "/pp": "prod", "/": "-x\n"}
directories = st.sampled_from(["/p", "/p/q", "/p/q/r s", "/p/q/r s/t", "/p/q/u", "/pp", "/ppp", "/home"])
steps = st.one_of(
    st.tuples(st.just("use"), names, regions),
    st.tuples(st.just("region"), st.just("eu-west-3")),
    st.tuples(st.just("cd"), directories, st.booleans()),
    st.tuples(st.just("off")),
    st.tuples(st.just("edit"), st.sampled_from(OWNED), variables),
)


def shell(**before):
    """What the core is given by a shell that holds these variables."""
    return state.applied(before, {"HOME": "/h", "PATH": "/b"})


def holding(environ):
    """What the shell holds: as the core sees it, exportedness too, but for what it only remembers."""
    return {
        name: (type(value), value) for name, value in state.current(environ).items() if value is not None
    } | {
        name: value
        for name, value in environ.items()
        if name not in (*OWNED, *OURS, HIDDEN, PREVIOUS, PAST, BACK)
    }


def switch(environ, name, region=None):
    change = switches.for_profile(name, region, undo.base(environ))
    return state.applied(undo.switched(change, environ), environ)


def change_directory(environ, directory, pins):
    """As the hook does it: leave what no longer applies, then enter the nearest pin."""
    while directory not in pins and directory != "/":
        directory = directory.rpartition("/")[0] or "/"
    found = directory.rstrip("/") + "/.awsprofile" if directory in pins else ""
    environ = state.applied(undo.left(found, environ), environ)
    if found and environ.get("AWSENV_PIN") != f"{found}\n{pins[directory]}":
        change = switches.for_profile(pins[directory].partition("\n")[0], None, undo.base(environ))
        environ = state.applied(undo.entered(change, found, pins[directory], environ), environ)
    return environ


def is_one_identity(environ):
    """Profile mode, or nothing of ours at all."""
    name = environ.get("AWSENV_PROFILE")
    return name is None or [
        state.current(environ)[variable]
        for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN")
    ] == [name, None, None, None]


@settings(max_examples=300, deadline=None)
@given(
    before=befores.map(lambda before: {**before, **dict.fromkeys(OURS)}), todo=st.lists(steps, max_size=12)
)
def test_any_sequence_of_switches_entries_leaves_edits_and_offs_ends_where_it_began(before, todo):
    start = environ = shell(**before)
    pins = {directory: text for directory, text in PINS.items() if directory != "/"}
    for verb, *words in todo:
        if verb == "use":
            environ = switch(environ, *words)
            assert is_one_identity(environ)
        elif verb == "region":
            change = dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), words[0])
            environ = state.applied(undo.switched(change, environ), environ)
        elif verb == "cd":
            environ = change_directory(environ, words[0], pins if words[1] else PINS)
        elif verb == "off":
            environ = state.applied(undo.off(environ), environ)
            assert holding(environ) == holding(start)
        elif undo.frames(environ):
            environ = state.applied({words[0]: words[1]}, environ)
        else:  # by hand, before awsenv touches the shell: this is what is to be given back
            start = environ = state.applied({words[0]: words[1]}, environ)
    environ = state.applied(undo.off(environ), environ)
    assert holding(environ) == holding(start)


@settings(max_examples=150, deadline=None)
@given(before=befores, name=names, region=regions, path=st.lists(directories, max_size=6))
def test_leaving_gives_back_what_was_there_on_entry(before, name, region, path):
    start = environ = switch(shell(**before), name, region)
    for directory in [*path, "/home"]:
        environ = change_directory(environ, directory, {"/p": "dev", "/p/q": "prod"})
    assert holding(environ) == holding(start)


def test_a_switch_by_hand_in_a_pinned_directory_holds_until_it_is_left():
    pins = {"/p": "dev\n"}
    start = environ = switch(shell(), "prod")
    environ = switch(change_directory(environ, "/p", pins), "other")
    assert environ["AWS_PROFILE"] == "other"
    environ = change_directory(environ, "/p/q", pins)
    assert environ["AWS_PROFILE"] == "other"
    environ = change_directory(environ, "/home", pins)
    assert holding(environ) == holding(start)


def test_an_inner_pin_gives_back_the_outer_one():
    pins = {"/p": "dev\n", "/p/q": "prod\n"}
    outer = change_directory(shell(), "/p", pins)
    inner = change_directory(outer, "/p/q", pins)
    assert (outer["AWS_PROFILE"], inner["AWS_PROFILE"]) == ("dev", "prod")
    assert holding(change_directory(inner, "/p/x", pins)) == holding(outer)


def test_a_pin_that_was_edited_is_no_new_entry():
    environ = change_directory(shell(AWS_PROFILE="mine"), "/p", {"/p": "dev\n"})
    environ = change_directory(environ, "/p", {"/p": "prod\n"})
    assert (
        environ["AWS_PROFILE"],
        [frame.pin for frame in undo.frames(environ)],
    ) == ("prod", ["/p/.awsprofile"])
    assert change_directory(environ, "/", {})["AWS_PROFILE"] == "mine"


def test_a_neighbour_whose_name_begins_alike_is_left():
    pins = {"/p": "dev\n", "/pp": "prod\n"}
    environ = change_directory(change_directory(shell(), "/p", pins), "/pp", pins)
    assert [frame.pin for frame in undo.frames(environ)] == ["/pp/.awsprofile"]
    assert holding(change_directory(environ, "/", {})) == holding(shell())


def test_going_down_to_a_pin_that_is_not_entered_leaves_nothing():
    environ = change_directory(shell(), "/p", {"/p": "dev\n"})
    assert undo.left("/p/q/.awsprofile", environ) == {}
    assert undo.left("/p/.awsprofile", environ) == {}


def test_leaving_nothing_changes_nothing():
    assert undo.left("", shell()) == undo.left("", switch(shell(), "dev")) == {}


def test_profile_mode_sets_and_unsets_what_the_contract_says():
    before = state.current(shell(AWS_REGION="mine", AWS_DEFAULT_REGION=Unexported("other")))
    expected = {
        "AWS_PROFILE": "a b",
        "AWS_DEFAULT_PROFILE": None,
        "AWS_ACCESS_KEY_ID": None,
        "AWS_SECRET_ACCESS_KEY": None,
        "AWS_SESSION_TOKEN": None,
        "AWS_SECURITY_TOKEN": None,
        "AWS_CREDENTIAL_EXPIRATION": None,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ROLE_ARN": None,
        "AWS_WEB_IDENTITY_TOKEN_FILE": None,
        "AWS_ROLE_SESSION_NAME": None,
        "AWS_ACCOUNT_ID": None,
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": None,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": None,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": None,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": None,
        "AWSENV_PROFILE": "a b",
        "AWSENV_SHOWN": "a b",
        "AWSENV_EXPIRATION": None,
        "AWSENV_ACCOUNT": None,
        "AWSENV_MODE": "profile",
        "AWSENV_RENEWS": None,
        "AWSENV_COLOR": None,
        "AWSENV_IDLE": None,
        "AWSENV_LABEL": None,
        "AWSENV_OPTIONS": None,
        "AWSENV_MEANING": None,
        "AWSENV_SETTINGS": None,
    }
    assert switches.for_profile("a b", "eu-west-1", before) == expected
    region = {"AWS_REGION": "mine", "AWS_DEFAULT_REGION": Unexported("other")}
    assert switches.for_profile("a b", None, before) == {**expected, **region}


def test_a_region_does_not_leak_into_the_next_profile():
    environ = switch(switch(shell(AWS_REGION="mine"), "dev", "eu-west-1"), "prod")
    assert (environ["AWS_REGION"], environ.get("AWS_DEFAULT_REGION")) == ("mine", None)


@settings(max_examples=200, deadline=None)
@given(stack=st.lists(st.builds(Frame, texts, befores), max_size=3))
def test_what_is_remembered_is_decoded_as_it_was(stack):
    expected = [(f.pin, {name: (type(value), value) for name, value in f.before.items()}) for f in stack]
    text, kept = undo.encode(stack)
    found = undo.decode(text or "", kept)
    assert [
        (f.pin, {name: (type(value), value) for name, value in f.before.items()}) for f in found
    ] == expected


@settings(max_examples=150, deadline=None)
@given(
    stack=st.lists(st.builds(Frame, texts, befores), max_size=3),
    mark=st.sampled_from(["S3CRET", "s&cret", "s cret"]),
)
def test_no_secret_is_in_the_text_that_is_exported(stack, mark):
    for frame in stack:
        frame.before.update(dict.fromkeys(SECRET, mark))
    text, kept = undo.encode(stack)
    assert percent.quoted(mark) not in (text or "")
    assert kept.count("=" + percent.quoted(mark)) == len(stack) * len(SECRET)


@settings(max_examples=150, deadline=None)
@given(before=befores)
def test_a_nested_shell_gives_back_all_but_the_secrets_and_says_which(before):
    outer = switch(shell(**before), "dev", "eu-west-1")
    nested = {name: value for name, value in outer.items() if name not in (KEPT, PREVIOUS, HIDDEN)}
    change = undo.off(nested)
    secrets = {name for name in SECRET if before[name] is not None}
    assert {name for name, value in change.items() if isinstance(value, Lost)} == secrets
    expected = {name: value for name, value in holding(shell(**before)).items() if name not in SECRET}
    assert holding(state.applied(change, nested)) == expected


def test_a_nested_shell_may_enter_and_leave_a_pin_and_still_knows_what_is_lost():
    outer = switch(shell(AWS_ACCESS_KEY_ID="k"), "dev")
    nested = {name: value for name, value in outer.items() if name != KEPT}
    inside = change_directory(state.applied({"AWS_SESSION_TOKEN": "t"}, nested), "/p", {"/p": "prod"})
    back = change_directory(inside, "/", {})
    assert (back["AWS_PROFILE"], back["AWS_SESSION_TOKEN"]) == ("dev", "t")
    assert isinstance(undo.off(back)["AWS_ACCESS_KEY_ID"], Lost)


@given(raw=st.binary(max_size=40))
def test_any_bytes_come_back_from_quoting(raw):
    text = raw.decode("utf-8", "surrogateescape")
    quoted = percent.quoted(text)
    assert percent.unquoted(quoted) == text
    assert set(quoted) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./@,+%")


@given(text=st.text(max_size=20))
def test_any_text_comes_back_from_a_snippet_that_quotes_only_percent_and_blank(text):
    assert percent.unquoted(text.replace("%", "%25").replace(" ", "%20")) == text


@given(text=st.text("%4 1aAzé\n", max_size=12), kept=st.text("0.=%AWS_SESSION_TOKEN ", max_size=12))
def test_text_that_encode_cannot_have_made_is_passed_over(text, kept):
    percent.unquoted(text)
    for damaged in (text, "@ AWS_PROFILE " + text, f"|@{text} AWS_REGION:{text} AWS_SESSION_TOKEN=?"):
        assert {tuple(frame.before) for frame in undo.decode(damaged, kept)} == {
            (*OWNED, *OURS)
        } or not damaged


@settings(deadline=None)
@given(before=befores, change=befores)
def test_applying_a_change_makes_the_shell_hold_it(before, change):
    environ = state.applied(change, shell(**before))
    expected = {
        name: value for name, value in change.items() if not (name in OURS and isinstance(value, Unexported))
    }
    found = state.current(environ)
    assert found == expected
    assert {n: type(value) for n, value in found.items()} == {
        name: type(value) for name, value in expected.items()
    }


def test_a_lost_secret_is_unset():
    environ = state.applied({"AWS_SESSION_TOKEN": Lost()}, shell(AWS_SESSION_TOKEN="t"))
    assert state.current(environ)["AWS_SESSION_TOKEN"] is None


def test_the_snippets_word_on_an_exported_variable_yields_to_the_environment():
    environ = {
        "AWS_PROFILE": "a%20b",
        HIDDEN: "AWS_PROFILE=x AWS_REGION=a%20b%25 OTHER=x AWS_SESSION_TOKEN= junk",
    }
    found = state.current(environ)
    assert (found["AWS_PROFILE"], found["AWS_REGION"], found["AWS_SESSION_TOKEN"]) == ("a%20b", "a b%", "")
    assert (type(found["AWS_PROFILE"]), type(found["AWS_REGION"])) == (str, Unexported)


def previous(environ):
    found = State(environ).previous
    return found.mode, found.profile


@pytest.mark.parametrize("name", ["dev", "a b", "-x", "é\n'"])
def test_the_previous_profile_is_remembered_unexported(name):
    change = undo.switched(
        switches.for_profile("next", None, {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}),
        switch(shell(), name),
    )
    assert Unexported is type(change[PREVIOUS])
    assert previous({PREVIOUS: change[PREVIOUS]}) == ("profile", name)


def test_a_switch_to_the_same_profile_keeps_the_way_back():
    environ = switch(switch(shell(), "dev"), "prod")
    assert previous(switch(environ, "prod")) == ("profile", "dev")


def test_off_leaves_a_way_back_to_the_profile():
    environ = switch(shell(), "dev")
    environ = state.applied(undo.off(environ), environ)
    assert previous(environ) == ("profile", "dev")


def test_a_shell_without_a_switch_has_no_way_back():
    assert State(shell()).previous is None


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({}, []),
        ({"AWS_PROFILE": "other"}, ["AWS_PROFILE has another value"]),
        ({"AWS_PROFILE": None}, ["AWS_PROFILE is unset"]),
        ({"AWS_PROFILE": Unexported("other")}, ["AWS_PROFILE has another value"]),
        ({"AWS_PROFILE": Unexported("dev")}, []),
        ({"AWS_PROFILE": ""}, ["AWS_PROFILE is empty"]),
        ({"AWS_DEFAULT_PROFILE": ""}, ["AWS_DEFAULT_PROFILE is set"]),
        ({"AWS_ACCESS_KEY_ID": "k"}, ["AWS_ACCESS_KEY_ID is set"]),
        ({"AWS_DEFAULT_PROFILE": "x"}, ["AWS_DEFAULT_PROFILE is set"]),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/f"}, ["AWS_WEB_IDENTITY_TOKEN_FILE is set"]),
        ({"AWS_SESSION_TOKEN": "t"}, ["AWS_SESSION_TOKEN is set"]),
        ({"AWS_ROLE_ARN": "r", "AWS_EC2_METADATA_DISABLED": "x"}, []),
        ({"AWS_REGION": "x"}, ["AWS_REGION has another value"]),
        ({"AWS_REGION": None}, ["AWS_REGION is unset"]),
        ({"AWS_PROFILE": "x", "AWS_REGION": None}, ["AWS_PROFILE has another value", "AWS_REGION is unset"]),
        ({"AWSENV_PROFILE": "x"}, ["AWSENV_PROFILE has another value"]),
        ({"AWSENV_PROFILE": None}, []),
        ({"AWSENV_STATE": None}, ["AWSENV_STATE is unset"]),
        ({"AWSENV_STATE": "x"}, ["AWSENV_STATE has another value"]),
    ],
)
def test_drift_is_what_contradicts_the_identity(edit, expected):
    environ = state.applied(edit, switch(shell(), "dev", "eu-west-1"))
    assert [finding.what.partition(",")[0] for finding in drift.found(environ, "bash")] == expected


def test_a_shell_that_awsenv_has_not_touched_has_no_drift():
    assert drift.found(shell(AWS_PROFILE="x", AWS_ACCESS_KEY_ID="k"), "bash") == []


def test_a_child_is_given_nothing_that_was_meant_for_the_core():
    environ = {**switch(switch(shell(AWS_ACCESS_KEY_ID="k"), "dev"), "prod"), "AWSENV_SHELL": "bash:3"}
    given = child.for_child(environ)
    assert set(environ) - set(given) == {
        "__awsenv_kept",
        "__awsenv_previous",
        "__awsenv_hidden",
        "AWSENV_SHELL",
    }
    assert environ == {**environ, **given}


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a::b:/c", "/a:/c"), ("/a", "/a"), ("bin:.", None), ("", None), (None, None)],
)
def test_no_program_of_the_current_directory_is_on_the_path(path, expected):
    environ = {"A": "x"} | ({} if path is None else {"PATH": path})
    assert child.by_full_path(environ) == {"A": "x"} | ({} if expected is None else {"PATH": expected})


@pytest.mark.parametrize(
    ("here", "kind", "said"),
    [
        ({}, "ec2", "this machine's role, if any"),
        ({"AWS_ACCESS_KEY_ID": "A"}, "environment", "the keys that this shell had before awsenv"),
        (
            {"AWS_ACCESS_KEY_ID": Lost("A"), "AWS_ACCOUNT_ID": "111122223333"},
            "environment",
            "the keys that this shell had before awsenv, of account 111122223333",
        ),
        ({"AWS_ACCESS_KEY_ID": Unexported("A")}, "ec2", "this machine's role, if any"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, "web-identity", "the role, by web identity"),
        (
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/p/R"},
            "web-identity",
            "the role R of account 111122223333, by web identity",
        ),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"}, "ecs", "the role of this container"),
        ({"AWS_CONTAINER_AUTHORIZATION_TOKEN": "t"}, "ec2", "this machine's role, if any"),
    ],
)
def test_whose_identity_a_shell_has_of_its_own(here, kind, said):
    assert (own.kind(here), own.words(here)) == (kind, said)
