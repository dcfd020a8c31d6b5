"""Whatever is typed, in whatever order: leaving gives back, to the byte, what the shell held before awsenv touched it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import allow, environment, export, quoted

PROFILES = {
    "prod-account": "eu-central-1",
    "prod-network-admin": "eu-central-1",
    "dev": "us-east-2",
    "two words": "eu-west-3",
    "no-region": None,
}
VARIABLES = ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")
PINS = {"a": "dev", "a/b/c": "two words", "other": "prod-network-admin"}
PLACES = ("~", "~/a", "~/a/b", "~/a/b/c", "~/other")

steps = st.lists(
    st.one_of(
        st.tuples(st.just("switch"), st.sampled_from(sorted(PROFILES))),
        st.tuples(st.just("cd"), st.sampled_from(PLACES)),
        st.tuples(st.just("export"), st.sampled_from(VARIABLES), st.sampled_from(["x", "a b", "'\n$(x)\\"])),
        st.tuples(st.just("hide"), st.sampled_from(VARIABLES), st.sampled_from(["hidden", ""])),
        st.tuples(st.just("unset"), st.sampled_from(VARIABLES)),
        st.tuples(st.sampled_from(["off", "-", "region eu-north-1"])),
    ),
    min_size=4,
    max_size=14,
)


def typed(shell, step):
    """The line that a person types for a step."""
    verb, *words = step
    if verb == "cd":
        return f"cd {words[0]}"
    if verb in {"switch", "off", "-", "region eu-north-1"}:
        return f"awsenv {quoted(shell, words[0]) if words else verb}"
    name = words[0]
    if shell.name == "fish":
        value = quoted(shell, words[1]) if words[1:] else ""
        return {
            "export": f"set -gx {name} {value}",
            "hide": f"set -e -g {name}; set -g -u {name} {value}",
            "unset": f"set -e -g {name}",
        }[verb]
    value = words[1].replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") if words[1:] else ""
    return {
        "export": f"export {name}=$'{value}'",
        "hide": f"unset {name}; {name}=$'{value}'",
        "unset": f"unset {name}",
    }[verb]


def unexported(terminal, home, shell):
    """The owned variables that the shell holds without handing them on, and their values."""
    path = home.write("values", "")
    tests = [f"set -q {name}" if shell.name == "fish" else f'[ -n "${{{name}+x}}" ]' for name in VARIABLES]
    tell = [f'printf "%s=%s\\0" {name} "${name}" >>~/values' for name in VARIABLES]
    terminal.run("; ".join(f"{test} && {told}" for test, told in zip(tests, tell, strict=True)))
    return path.read_bytes()


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_any_sequence_of_steps_ends_where_it_began(start, home, shell, steps):
    for place, profile in PINS.items():
        allow(home, home.write(f"{place}/.awsprofile", f"{profile}\n"))
    terminal = start()
    free = environment(terminal, home)
    assert not [name for name in free if name.startswith("AWSENV_")]

    for step in [*steps, ("cd", "~"), ("off",)]:
        terminal.run(typed(shell, step))
        now = environment(terminal, home)
        if step[0] == "switch":
            region = PROFILES[step[1]]
            owned = {name: now[name] for name in now if name in VARIABLES}
            assert owned["AWS_PROFILE"] == now["AWSENV_PROFILE"] == step[1]
            assert {"AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"}.isdisjoint(owned)
            if region is not None:
                assert owned["AWS_REGION"] == owned["AWS_DEFAULT_REGION"] == region
        if "AWSENV_BEFORE" in now:
            continue
        if step[0] in {"export", "hide", "unset"} or "held" not in locals():
            free, held = now, unexported(terminal, home, shell)
        else:
            assert now == free, step
            assert unexported(terminal, home, shell) == held, step
    terminal.close()


def test_off_gives_back_what_it_can_where_the_core_is_gone(start, shell, home):
    core = home.write("core", f'#!/bin/sh\nexec {home.command} "$@"\n')
    core.chmod(0o755)
    before = {"AWS_PROFILE": "mine it's $x", "AWS_SECRET_ACCESS_KEY": "s/e+c%r\\et"}
    terminal = start(before=export(shell, AWSENV_BIN=core, **before))
    was = environment(terminal, home)
    terminal.run("awsenv dev -k")
    terminal.run("awsenv prod-account")
    core.unlink()
    shown = terminal.run("awsenv off")
    assert (terminal.status, b"this shell is what it was" in shown) == (0, True)
    assert environment(terminal, home) == was
    terminal.run('test -z "$__awsenv_kept$__awsenv_past"')
    assert terminal.status == 0
    assert b"dev" not in terminal.run("echo once-more")
