"""Does every promise of docs/promises.md name tests, and are they there?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from awsenv.environment import variables
from repository.promises import HEAD, rows
from repository.test_failures import missing

TEXT = (Path(__file__).resolve().parents[2] / "docs/promises.md").read_text(encoding="utf-8")
ROWS = rows(TEXT)


@pytest.mark.parametrize(("promise", "tests"), ROWS, ids=[promise[:40] for promise, _ in ROWS])
def test_each_promise_names_one_to_three_tests_that_exist(promise, tests):
    assert promise
    assert 1 <= len(tests) <= 3
    assert missing(tests) == []


def test_each_part_has_one_table_of_promises():
    parts = TEXT.split("\n## ")[1:]

    assert [part.count("\n".join(HEAD)) for part in parts] == [1] * len(parts)
    assert all(rows(part) for part in parts)
    assert len(ROWS) > 60


def test_every_test_that_the_page_names_stands_in_a_row():
    assert TEXT.count("::test_") == sum(len(tests) for _, tests in ROWS)


def test_no_promise_is_made_twice():
    assert len(ROWS) == len({promise for promise, _ in ROWS})


def test_the_table_of_variables_has_each_that_a_switch_sets_or_unsets():
    table = TEXT.split("| variable |")[1].split("\n\n")[0]
    names = {name for line in table.splitlines() for name in re.findall(r"`(AWS_\w+)`", line.split(" | ")[0])}

    assert set(variables.OWNED) == names
