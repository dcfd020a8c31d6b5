"""Do imports point downwards only, and does boto3 have one door?"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "awsenv"
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path):
    """The modules that a file imports, be it late or for its types alone; ours by their full names."""
    parents = path.relative_to(PACKAGE.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*parents[: len(parents) - node.level + 1]] if node.level else []
            module = ".".join(base + ([node.module] if node.module else []))
            inside = [f"{module}.{alias.name}" for alias in node.names]
            yield from inside if module == "awsenv" else [module]


def room(name):
    """The room in which a module of ours is; all verbs are in one."""
    return name.split(".")[1]


def test_imports_point_downwards_only():
    below = {
        room(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)): set()
        for path in MODULES
        if path.stem != "__init__"
    }
    for path in MODULES:
        here = room(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        ours = {room(name) for name in imported(path) if name.startswith("awsenv.")} & below.keys()
        below.setdefault(here, set()).update(ours - {here})
    while free := {name for name, needed in below.items() if not needed & below.keys()}:
        below = {name: needed for name, needed in below.items() if name not in free}
    assert below == {}


# The floors of the house, the ground floor first. A room imports from its own floor and those below.
LAYERS = [
    {"modules", "text", "percent", "durations", "foreign_json", "web_address", "sandbox"},
    {"errors", "credentials"},
    {"aws_errors", "environment", "files"},
    {"aws_config", "chains"},
    {"settings"},
    {"pins"},
    {"consents", "addresses"},
    {"target"},
    {"call"},
    {"terminal"},
    {"policy", "sso", "system", "aws"},
    {"login", "stores"},
    {"sessions", "status"},
    {"switch"},
    {"keys"},
    {"listing", "explain", "sync", "console", "doctor", "demo", "importing", "running", "serving"},
    {"commands"},
    {"cli", "__main__"},
]


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_no_module_imports_from_a_layer_above_its_own(path):
    heights = {name: height for height, layer in enumerate(LAYERS) for name in layer}
    here = heights.get(room(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)), len(LAYERS))
    above = {
        name for name in imported(path) if name.startswith("awsenv.") and heights.get(room(name), 0) > here
    }
    assert above == set()


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_only_aws_knows_boto3(path):
    known = {name.partition(".")[0] for name in imported(path)} & {"boto3", "botocore", "s3transfer"}
    assert known == set() or path.parent.name == "aws"


def test_the_sandbox_needs_python_alone_and_is_needed_by_the_demo_alone():
    own = {path for path in MODULES if path.parent.name == "sandbox"}
    needed = {name for path in own for name in imported(path)}
    assert {
        name for name in needed if name.partition(".")[0] not in {*sys.stdlib_module_names, "awsenv"}
    } == set()
    assert {room(name) for name in needed if name.startswith("awsenv.")} == {"sandbox"}
    users = {path for path in MODULES if "awsenv.sandbox" in {name[:14] for name in imported(path)}} - own
    assert {path.parent.name for path in users} == {"demo"}
