"""Does a class look as it should on each terminal?"""

from __future__ import annotations

import pytest

from awsenv.settings.model import is_color
from awsenv.terminal import colors

FULL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
INDEXED = {"TERM": "screen-256color"}
NAMED = {"TERM": "xterm"}


@pytest.mark.parametrize(
    ("color", "full", "indexed", "named"),
    [
        ("red", "31", "31", "31"),
        ("white", "37", "37", "37"),
        ("bright-black", "90", "90", "90"),
        ("bright-white", "97", "97", "97"),
        ("0", "30", "30", "30"),
        ("15", "97", "97", "97"),
        ("208", "38;5;208", "38;5;208", "33"),
        ("255", "38;5;255", "38;5;255", "37"),
        ("#ff8700", "38;2;255;135;0", "38;5;208", "33"),
        ("#FF0000", "38;2;255;0;0", "38;5;196", "31"),
        ("#080808", "38;2;8;8;8", "38;5;16", "30"),
    ],
)
def test_a_color_is_shown_as_the_terminal_can(color, full, indexed, named):
    assert [colors.sgr(color, environ) for environ in (FULL, INDEXED, NAMED)] == [full, indexed, named]


@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": ""}, {"TERM": "dumb"}, {**FULL, "NO_COLOR": "1"}, {"TERM": "dumb", "COLORTERM": "24bit"}],
)
def test_no_color_is_said_where_none_can_be_shown_or_is_wanted(environ):
    assert colors.sgr("red", environ) is None


def test_an_empty_no_color_means_nothing():
    assert colors.sgr("red", {**FULL, "NO_COLOR": ""}) == "31"


@pytest.mark.parametrize("text", ["red", "bright-cyan", "0", "255", "#00ff7F"])
def test_these_are_colors(text):
    assert is_color(text)


@pytest.mark.parametrize(
    "text",
    ["", "256", "-1", "rot", "bright-", "bright-bright-red", "#ff", "#gggggg", "#ff87000", "٣", "31;1"],
)
def test_these_are_none(text):
    assert not is_color(text)
