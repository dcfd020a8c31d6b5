"""The pictures in README and docs: do they show what the program draws today?"""

from __future__ import annotations

import subprocess
import sys

from .terminal import REPOSITORY


def test_the_committed_pictures_are_what_the_shells_show(tmp_path):
    subprocess.run([sys.executable, REPOSITORY / "tests/pictures", tmp_path], check=True, timeout=240)

    committed = REPOSITORY / "tests/screens"
    drawn = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_text("utf-8") for path in committed.iterdir()}


def test_each_picture_is_shown_on_a_page():
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    text = "".join(page.read_text("utf-8") for page in pages)
    assert [path.name for path in (REPOSITORY / "tests/screens").iterdir() if path.name not in text] == []
