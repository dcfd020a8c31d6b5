"""The picture in README: does it show what the program draws today?"""

from __future__ import annotations

import subprocess
import sys

from .terminal import REPOSITORY


def test_the_committed_picture_is_what_the_shells_show(tmp_path):
    subprocess.run([sys.executable, REPOSITORY / "tests/pictures", tmp_path], check=True, timeout=120)

    drawn = (tmp_path / "prompt.svg").read_text("utf-8")
    assert drawn == (REPOSITORY / "tests/screens/prompt.svg").read_text("utf-8")
