"""Does the benchmark run?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[1] / "bench"


def test_the_benchmark_prints_its_tables(environ):
    result = subprocess.run(
        [sys.executable, BENCH, "--quick"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (result.returncode, result.stderr) == (0, "")
    rows = [line for line in result.stdout.splitlines() if line.startswith("| **")]
    labels = [row.split("**")[1] for row in rows]
    for label in (
        "awsenv NAME",
        "awsenv list --names",
        "the MFA question",
        "a prompt that begins a renewal",
        "loading the snippet",
        "TAB on a name",
    ):
        assert label in labels
    assert "(status" not in result.stdout
