"""The pictures in README: do they show what the program draws today?"""

from __future__ import annotations

import subprocess
import sys

from .terminal import REPOSITORY


def test_the_committed_pictures_are_what_the_shells_show(tmp_path):
    subprocess.run([sys.executable, REPOSITORY / "tests/pictures", tmp_path], check=True, timeout=120)

    committed = REPOSITORY / "tests/screens"
    drawn = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_text("utf-8") for path in committed.iterdir()}
