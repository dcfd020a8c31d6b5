"""Do all tests compare in one order, what was found first and what is expected second?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FILES = sorted(TESTS.rglob("*.py"))


def expects(node):
    """Whether this can only be what is expected: a literal, a constant, or a display that holds one."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return not node.elts or any(map(expects, node.elts))
    if isinstance(node, ast.Name):
        return node.id == "expected" or node.id.isupper()
    if isinstance(node, ast.UnaryOp):
        return expects(node.operand)
    return isinstance(node, (ast.Constant, ast.Dict, ast.JoinedStr))


def backwards(text):
    """The comparisons with what is expected on the left, as they are spelt."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.Is, ast.IsNot))
        and expects(node.left)
        and not expects(node.comparators[-1])
    ]


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(TESTS)) for path in FILES])
def test_what_is_expected_is_on_the_right(path):
    assert backwards(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("left", ["0", "(0, said)", "[]", "{'a': b}", "f'{a}'", "-1", "NAMES", "expected"])
def test_what_is_on_the_left_and_should_not_be_is_found(left):
    assert backwards(f"assert {left} == found") == [f"1: {left} == found"]
    assert backwards(f"assert found == {left}") == []
