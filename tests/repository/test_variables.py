"""Are awsenv's own variables read and written in one place, and have all who compare them the same list?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from awsenv import __version__
from awsenv.environment import dialects, snippets, variables

PACKAGE = Path(__file__).resolve().parents[2] / "awsenv"
OUTSIDE = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "environment")
NAMES = {
    *variables.OURS,
    *(value for value in vars(variables).values() if isinstance(value, str) and "awsenv_" in value.lower()),
}


def words(path):
    """The texts in a module's code, without its sentences."""
    tree = ast.parse(path.read_text())
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("path", OUTSIDE, ids=[str(path.relative_to(PACKAGE)) for path in OUTSIDE])
def test_no_other_module_names_a_variable_of_the_state(path):
    assert words(path) & NAMES == set()


def test_the_names_are_those_of_the_variables():
    expected = {"AWSENV_PROFILE", "AWSENV_STATE", "AWSENV_BEFORE", "AWSENV_SHELL", "__awsenv_previous"}
    assert expected <= NAMES


def text_of(shell):
    """All of a snippet: of fish there is a second file."""
    path = Path(snippets.path(shell))
    rest = path.with_name("awsenv-more.fish")
    return path.read_text() + (rest.read_text() if shell == "fish" else "")


@pytest.mark.parametrize("shell", dialects.SNIPPETS)
def test_each_snippet_composes_the_text_of_the_same_variables_in_the_same_order(shell):
    text = text_of(shell)
    start = re.search(
        r"^((def |fn |function )?__awsenv_(compose|drifted)\b|  __awsenv_holds=)", text, re.MULTILINE
    )
    found = re.findall(r"\bAWS(?:ENV)?_[A-Z_]+\b", text[start.end() :])
    assert list(variables.DECIDING) == list(dict.fromkeys(found))[: len(variables.DECIDING)]


@pytest.mark.parametrize("shell", dialects.SNIPPETS)
def test_each_snippet_speaks_the_protocol_of_the_core(shell):
    assert f"{shell}:{dialects.PROTOCOL}" in text_of(shell)


def test_both_files_of_fish_are_of_the_version_of_the_package():
    assert f"set -g __awsenv_version {__version__} " in text_of("fish")
    assert f'if test "$__awsenv_version" != {__version__}\n' in text_of("fish")
