"""Does every promise of SECURITY.md name tests, and are they there?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repository.promises import HEAD, rows
from repository.test_failures import missing

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED = TEXT.split("\n## Promised\n")[1].split("\n## ")[0]
ROWS = rows(PROMISED)


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
