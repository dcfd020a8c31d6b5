"""Below a pin direnv and mise find the pin's values: does anything of it outlive the pin?"""

from __future__ import annotations

import pytest

from .conftest import allow, environment, export, quoted
from .test_neighbours import mise, printed  # noqa: F401 (a fixture)

MINE = {"AWS_PROFILE": "mine", "AWS_REGION": "ap-south-1", "OTHER": "x"}


@pytest.fixture
def places(home, tmp_path):
    """A pinned directory, one below it and one elsewhere in which direnv and mise set variables."""

    def places(program, lines, elsewhere, pin="dev\n"):
        top = tmp_path / "places/pin"
        (top / "below").mkdir(parents=True)
        (top.parent / "other").mkdir()
        (top / ".awsprofile").write_text(pin)
        allow(home, top / ".awsprofile")
        for place, wanted in ((top / "below", lines), (top.parent / "other", elsewhere)):
            if program == "direnv":
                text = "".join(f"export {name}={value}\n" for name, value in wanted.items())
                (place / ".envrc").write_text(text)
            else:
                text = "".join(f'{name} = "{value}"\n' for name, value in wanted.items())
                (place / "mise.toml").write_text(f"[env]\n{text}")
        return top

    return places


@pytest.fixture(params=["direnv", "mise"])
def beside(request, start, shell, tmp_path, mise):  # noqa: F811
    """Start the shell beside one of them."""

    def begin(top, when, **variables):
        hook = "direnv hook" if request.param == "direnv" else "mise activate"
        terminal = start(**{when: printed(shell, hook)}, environ={**mise, **MINE, **variables})
        if request.param == "direnv":
            for place in (top / "below", top.parent / "other"):
                terminal.run(f"direnv allow {quoted(shell, str(place))}")
        return terminal

    begin.program = request.param
    return begin


@pytest.mark.parametrize("when", ["before", "rc"])
def test_what_is_given_back_after_a_pin_was_left_does_not_outlive_it(beside, places, home, shell, when):
    top = places(beside.program, {"AWS_PROFILE": "b", "AWS_REGION": "c"}, {"OTHER": "y"})
    terminal = beside(top, when)
    before = environment(terminal, home)
    for way in (
        (top, top / "below", home.path),
        (top, top / "below", "/"),
        (top, top / "below", top, home.path),
        (top, top / "below", top.parent / "other", home.path),
        (top / "below", home.path),
        (top / "below", top, home.path),
    ):
        for place in way:
            terminal.run(f"cd {quoted(shell, str(place))}")
        assert environment(terminal, home) == before, way
        assert not terminal.last_line().startswith("(")
        terminal.run("cd")
    assert b"came back from a .awsprofile that this shell has left" in terminal.log
    assert b"awsenv use dev switches to it" in terminal.log


def test_keys_of_a_pin_do_not_come_back_and_those_of_the_user_do(beside, places, home, shell):
    top = places(
        beside.program,
        {"AWS_ACCESS_KEY_ID": "AKIABELOW", "AWS_SECRET_ACCESS_KEY": "below"},
        {"OTHER": "y"},
        "dev\nmode = keys\n",
    )
    mine = {"AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "mine", "AWS_SESSION_TOKEN": "token"}
    terminal = beside(top, "rc", **mine)
    before = environment(terminal, home)
    for place in (top, top / "below"):
        terminal.run(f"cd {quoted(shell, str(place))}")
    below = environment(terminal, home)
    terminal.run("cd")
    terminal.run("set | grep -a secret-of-dev >~/told; true")

    assert (below["AWS_ACCESS_KEY_ID"], below["AWS_SECRET_ACCESS_KEY"]) == ("AKIABELOW", "below")
    assert environment(terminal, home) == before
    assert (home.path / "told").read_text() == ""


def test_what_they_set_by_themselves_elsewhere_stays_also_if_a_pin_had_set_it(beside, places, home, shell):
    top = places(beside.program, {"AWS_PROFILE": "b"}, {"AWS_PROFILE": "dev", "AWS_REGION": "us-east-2"})
    terminal = beside(top, "rc")
    before = environment(terminal, home)
    for place in (top, top.parent / "other"):
        terminal.run(f"cd {quoted(shell, str(place))}")
    terminal.run("true")
    there = environment(terminal, home)
    terminal.run("cd")

    assert (there["AWS_PROFILE"], there["AWS_REGION"]) == ("dev", "us-east-2")
    assert environment(terminal, home) == before
    assert b"undone" not in terminal.log


@pytest.mark.parametrize("leave", ["cd", "awsenv off; cd", "awsenv no-region; cd"])
def test_whoever_brings_a_value_back_it_is_undone_once_and_said(start, home, shell, leave):
    top = home.write("pin/.awsprofile", "dev\n").parent
    allow(home, top / ".awsprofile")
    terminal = start(environ=MINE)
    before = environment(terminal, home)
    terminal.run("cd pin")
    terminal.run(leave)
    quiet = terminal.log
    assert environment(terminal, home) == before
    shown = terminal.run(export(shell, AWS_PROFILE="dev"))
    assert environment(terminal, home) == before
    assert b"AWS_PROFILE came back from a .awsprofile that this shell has left; undone" in shown
    terminal.run(export(shell, AWS_PROFILE="dev"))
    assert environment(terminal, home) == {**before, "AWS_PROFILE": "dev"}
    assert b"undone" not in quiet


def test_a_profile_that_is_held_after_a_pin_stays_held(start, home, shell):
    outer, inner = (
        home.write("o/.awsprofile", "no-region\n"),
        home.write("o/i/.awsprofile", "dev\nmode = keys\n"),
    )
    for pin in (outer, inner):
        allow(home, pin)
    terminal = start(environ=MINE)
    terminal.run("cd o")
    held = environment(terminal, home)
    terminal.run("cd i")
    keys = environment(terminal, home)
    terminal.run("cd ..")
    again = {name: keys[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")}
    terminal.run(export(shell, **again))

    assert environment(terminal, home) == held
    assert terminal.last_line().startswith("(no-region)")
    assert again["AWS_REGION"] == "us-east-2"
