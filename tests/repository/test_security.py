"""Does every promise of SECURITY.md name tests, and are they there?"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from repository.promises import HEAD, rows
from repository.test_failures import missing

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED = TEXT.split("\n## Promised\n")[1].split("\n## ")[0]
ROWS = rows(PROMISED)
LIMITS = [
    line.strip("|").split("|")
    for line in TEXT.split("\n## Limits\n")[1].split("\n## ")[0].splitlines()
    if "`tests/" in line
]


@pytest.mark.parametrize(("promise", "tests"), ROWS)
def test_each_promise_names_tests_that_exist(promise, tests):
    assert promise
    assert tests
    assert missing(tests) == []


def test_no_promise_goes_without_a_test():
    lines = [line for line in PROMISED.splitlines() if line.startswith("|")]

    assert len(ROWS) == len([line for line in lines if line not in HEAD])
    assert len(ROWS) > 20


def test_every_place_of_a_secret_is_one_that_the_tests_know():
    """Which files hold secrets is found out by core/test_secrets.py."""
    places = set(re.findall(r"\| `~/([\w./]+)`", TEXT))

    kept = {".cache/awsenv/sessions", ".aws/cli/cache", ".aws/sso/cache"}
    assert places == kept | {".local/state/awsenv/keys"}, "the last is that of core/test_keys.py"


@pytest.mark.parametrize(("what", "constants", "tests"), [(row[0], *row[2:]) for row in LIMITS])
def test_each_limit_is_that_of_the_code_and_has_tests(what, constants, tests):
    told = re.findall(r"`([\w.]+)\.(\w+) = (\d+)`", constants)
    code = [
        (module, name, getattr(importlib.import_module(f"awsenv.{module}"), name)) for module, name, _ in told
    ]

    assert code == [(module, name, int(value)) for module, name, value in told] != []
    assert missing(re.findall(r"`tests/([\w/]+\.py::\w+)`", tests)) == []
    assert "`tests/" in tests
