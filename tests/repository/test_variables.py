"""Are awsenv's own variables read and written in one place, and have all who compare them the same list?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("shell", dialects.SNIPPETS)
def test_each_snippet_composes_the_text_of_the_same_variables_in_the_same_order(shell):
    text = Path(snippets.path(shell)).read_text()
    start = re.search(
        r"^((def |fn |function )?__awsenv_(compose|drifted)\b|  __awsenv_holds=)", text, re.MULTILINE
    )
    found = re.findall(r"\bAWS(?:ENV)?_[A-Z_]+\b", text[start.end() :])
    assert list(variables.DECIDING) == list(dict.fromkeys(found))[: len(variables.DECIDING)]


@pytest.mark.parametrize("shell", dialects.SNIPPETS)
def test_each_snippet_speaks_the_protocol_of_the_core(shell):
    assert f"{shell}:{dialects.PROTOCOL}" in Path(snippets.path(shell)).read_text()
