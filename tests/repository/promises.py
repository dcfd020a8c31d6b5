"""The tables of a page in which each promise names its tests."""

from __future__ import annotations

import re

HEAD = ["| promise | tests |", "|---|---|"]


def rows(text: str) -> list[tuple[str, list[str]]]:
    """Each promise with the tests that it names, as path::name below tests/; other tables are passed over."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line == HEAD[0]:
            assert HEAD[1] == lines[number + 1]
            for row in lines[number + 2 :]:
                if not row.startswith("|"):
                    break
                promise, _, tests = row.strip("|").rpartition("|")
                found.append((promise.strip(), re.findall(r"`tests/([\w/]+\.py::\w+)`", tests)))
    return found
