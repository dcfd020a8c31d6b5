"""Whatever is done to the environment: the prompt shows ≠ exactly when `awsenv status` says drift."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awsenv.environment import variables

from .conftest import export, quoted, unset

PROFILES = ("dev", "no-region", "two words", "prod-network-admin")
OTHERS = ("AWS_ROLE_ARN", "AWS_CREDENTIAL_EXPIRATION", "AWSENV_MODE", "AWSENV_STATE", "AWS_CA_BUNDLE")
VALUES = ("dev", "", "us-east-2", "a b", "?", "|", "a\nb", "'\\$(x)", "é", "\udcff\udcfe")
names = st.sampled_from((*variables.DECIDING, *variables.DECIDING, *OTHERS))  # what decides twice as often
values = st.sampled_from(VALUES)

environs = st.dictionaries(names.filter(lambda name: not name.startswith("AWSENV")), values, max_size=3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("switch"), st.sampled_from(PROFILES)),
        st.tuples(st.just("export"), names, values),
        st.tuples(st.just("hide"), names.filter(lambda name: not name.startswith("AWSENV")), values),
        st.tuples(st.just("unset"), names),
        st.tuples(st.sampled_from(["off", "-", "region eu-north-1", "nested", "list"])),
    ),
    min_size=4,
    max_size=7,
)


def line(shell, verb, *words):
    """The line of a step, as a person could type it."""
    if verb == "nested":
        return shell.program
    if verb == "export":
        return export(shell, **{words[0]: words[1]})
    if verb == "hide":
        spell = "set -e -g {0}; set -g -u {0} {1}" if shell.name == "fish" else "unset {0}; {0}={1}"
        return spell.format(words[0], quoted(shell, words[1]))
    if verb == "unset":
        return unset(shell, words[0])
    return f"awsenv {quoted(shell, words[0]) if words else verb}"


def drift(terminal, home):
    """Whether the prompt shows drift, and whether status says so."""
    shown = "≠" in terminal.last_line()
    terminal.run("awsenv status --json >~/said")
    said = json.loads((home.path / "said").read_text(errors="surrogateescape"))
    return shown, said["drift"] != []


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a shell that hangs would be asked again and again
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(environ=environs, todo=steps)
def test_prompt_and_status_agree_whatever_is_done(start, home, shell, environ, todo):
    terminal = start(environ=environ)
    for verb, *words in [("switch", PROFILES[len(todo) % 2]), *todo]:
        text = line(shell, verb, *words)
        if verb in {"export", "hide"}:  # which may have bytes that nobody can type
            (home.path / "line").write_bytes(os.fsencode(f"{text}\n"))
            text = ". ~/line"
        terminal.run(text)
        shown, said = drift(terminal, home)
        assert shown == said, terminal.last_line()
        if verb == "switch":
            assert "≠" not in terminal.last_line()
    terminal.close()


@pytest.mark.parametrize("profile", ["dev", "no-region"])
def test_each_variable_that_decides_is_looked_at(start, home, shell, profile):
    terminal = start()
    terminal.run(f"awsenv {profile}")
    assert drift(terminal, home) == (False, False)
    for name in variables.DECIDING:
        kept = home.path / ".aws/.." / ".aws" / ("config" if "CONFIG" in name else "credentials")
        terminal.run(export(shell, **{name: kept if name in variables.FILES else "other"}))
        assert drift(terminal, home) == (True, True)
        terminal.run(f"awsenv use {profile}")
        assert drift(terminal, home) == (False, False)


def test_two_regions_that_a_switch_leaves_are_no_drift(start, home):
    terminal = start(environ={"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"})
    terminal.run("awsenv no-region")
    assert drift(terminal, home) == (False, False)


def test_a_region_that_is_unset_by_hand_is_drift(start, home, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(unset(shell, "AWS_REGION"))
    assert drift(terminal, home) == (True, True)


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_a_variable_without_elements_is_a_variable(start, home):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run("set -gx AWS_DEFAULT_PROFILE")
    assert drift(terminal, home) == (True, True)


def test_a_session_that_has_expired_is_a_cross_and_no_drift(start, home, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION="7"))

    assert terminal.last_line().startswith("(dev ✗) ")
    assert drift(terminal, home) == (False, False)
    assert terminal.status == 1
