"""What does the picker send to fzf, and which fzf is it?"""

from __future__ import annotations

import io
import os
import re
import select

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from awsenv.call import Call
from awsenv.errors import AwsenvError
from awsenv.listing import fzf, picker
from awsenv.listing.summary import SCREEN

NOW = 1_800_000_000


def picker_of(home, config, **environ):
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config, encoding="utf-8")
    environ = {"HOME": str(home), "TERM": "xterm-256color", **environ}
    return picker.Picker(Call(environ, str(home), NOW, io.StringIO(), io.StringIO(), "awsenv", "bash"))


def lines(made):
    return "".join(made.pieces()).split("\n")


def test_each_line_is_a_key_and_what_is_shown_and_the_first_is_the_head(home):
    config = "[profile dev]\nregion = eu-west-1\n[profile a b]\n[profile 'c d']\n"
    head, *rows, end = lines(picker_of(home, config, AWSENV_PROFILE="c d"))
    assert re.split(r"\s+", head) == ["", "profile", "account", "role", "region", "session"]
    assert [rows[0][:5], rows[1][:7], end] == ["@dev\t", "@c%20d\t", ""]
    assert rows[0].split()[1:] == ["dev", "-", "-", "eu-west-1", "-"]
    assert rows[1].split()[1:] == ["*", "c", "d", "-", "-", "-", "-"]


@pytest.mark.parametrize("header", ["[profile a b c]", "[profile a", "[profile ]"])
def test_where_headers_name_no_profile_there_is_none_to_pick(home, header):
    with pytest.raises(AwsenvError, match="no profile in"):
        picker_of(home, f"# mine\n{header}\nregion = x\n").pick(-1)


def test_names_have_the_color_of_their_class(home):
    [_, row, _] = lines(picker_of(home, "[profile prod]\n"))
    assert "\x1b[31mprod\x1b[m  " in row
    [_, row, _] = lines(picker_of(home, "[profile prod]\n", NO_COLOR="1"))
    assert "\x1b" not in row


def test_of_many_profiles_a_screen_is_looked_at_before_anything_is_shown(home):
    config = "".join(f"[profile p{number}]\n" for number in range(1000))
    made = picker_of(home, config)
    pieces = made.pieces()
    first = next(pieces)
    assert len(made.known.chains) == SCREEN
    assert [len(piece.splitlines()) for piece in (first, *pieces)][:10] == [SCREEN + 1, *[SCREEN] * 9]


names = st.text(st.characters(codec="utf-8", exclude_characters="]\n\r\x00"), min_size=1, max_size=12)


@settings_of_hypothesis(max_examples=80, deadline=None)
@given(name=names)
def test_every_name_is_one_line_that_no_terminal_and_no_shell_obeys(tmp_path_factory, name):
    home = tmp_path_factory.mktemp("home")
    (home / ".aws").mkdir()
    (home / ".aws/credentials").write_text(f"[{name}]\nx = y\n", encoding="utf-8", newline="")
    made = picker_of(home, "")
    _, *rows, end = lines(made)
    assert end == ""
    for row, known in zip(rows, made.names, strict=True):
        key, _, text = row.partition("\t")
        assert re.fullmatch(r"@[A-Za-z0-9_./@,+%-]*", key)
        assert picker.named(key) == known
        assert re.sub(r"\x1b\[(31)?m", "", text).isprintable()


@pytest.mark.parametrize("kind", ["missing", "not executable", "a directory", "relative"])
def test_only_a_program_at_an_absolute_place_of_the_path_is_an_fzf(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [])
    path = tmp_path / "bin/fzf"
    path.parent.mkdir()
    if kind == "a directory":
        path.mkdir()
    elif kind != "missing":
        path.touch(0o644 if kind == "not executable" else 0o755)
    assert fzf.find({"PATH": "bin:." if kind == "relative" else str(path.parent)}) is None


def test_the_users_own_fzf_comes_before_the_one_that_was_installed_along(tmp_path):
    path = tmp_path / "fzf"
    path.touch(0o755)
    assert fzf.find({"PATH": f"/nowhere:{tmp_path}"}) == str(path)
    assert str(fzf.find({"PATH": "/nowhere"})).endswith("-packages/iterfzf/fzf")


def test_no_fzf_is_left_where_the_list_fails(tmp_path):
    ended = tmp_path / "ended"
    (tmp_path / "fzf").write_text(f"#!/bin/sh\ntrap 'echo x >{ended}; exit' TERM\necho >&2\nsleep 9 & wait\n")
    (tmp_path / "fzf").chmod(0o755)
    ours, theirs = os.openpty()

    def lines():
        yield "head\n"
        while not select.select([ours], [], [], 9):
            pass
        raise KeyboardInterrupt

    with open(ours, "rb", 0), open(theirs, "rb", 0), pytest.raises(KeyboardInterrupt):
        fzf.choose(str(tmp_path / "fzf"), lines(), theirs, {"PATH": os.defpath}, "")
    assert ended.exists()
