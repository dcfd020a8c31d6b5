"""Is each module of ours found, and the one that is there now?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "awsenv"
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from awsenv import modules
modules.find_quickly()
from awsenv import percent, settings
from awsenv.settings import model
print(percent.quoted(" "), type(percent.__loader__).__module__, settings.__path__ == [model.__file__[:-9]])
"""


@pytest.fixture
def copied(tmp_path):
    """A copy of the package, and a function that prints what a process finds in it."""
    names = ("__init__.py", "modules.py", "percent.py", "text.py", "errors.py", "settings")
    for name in names:
        copy = shutil.copytree if (PACKAGE / name).is_dir() else shutil.copy
        copy(PACKAGE / name, (tmp_path / "awsenv").mkdir(exist_ok=True) or tmp_path / "awsenv" / name)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def found(*options, **more):
        command = [sys.executable, *options, "-c", PROGRAM, str(tmp_path)]
        run = subprocess.run(command, env={**environ, **more}, capture_output=True, text=True, check=False)
        return run.stdout or run.stderr

    found.source = tmp_path / "awsenv/percent.py"
    return found


QUICK, PYTHON = "awsenv.modules", "_frozen_importlib_external"


def test_a_module_is_found_compiled_or_not(copied):
    assert copied("-B") == f"%20 {QUICK} True\n"
    assert copied() == copied() == f"%20 {QUICK} True\n"


@pytest.mark.parametrize("change", ["time", "size"])
def test_an_edited_module_is_read_anew(copied, change):
    copied()
    before = copied.source.stat()
    text = copied.source.read_text()
    edited = text.replace("%{byte", "~{byte") + ("#" if change == "size" else "")
    copied.source.write_text(edited)
    later = before.st_mtime_ns + (2_000_000_000 if change == "time" else 0)
    os.utime(copied.source, ns=(later, later))

    assert copied() == f"~20 {QUICK} True\n"


@pytest.mark.parametrize("spoilt", [b"", b"\0" * 40])
def test_what_is_no_compiled_module_is_compiled_again(copied, spoilt):
    copied()
    (compiled,) = (copied.source.parent / "__pycache__").glob("percent.*.pyc")
    compiled.write_bytes(spoilt)

    assert copied() == f"%20 {QUICK} True\n"
    assert compiled.stat().st_size > 40


def test_compiled_elsewhere_or_otherwise_python_finds_them(copied, tmp_path):
    copied()

    assert copied("-O") == f"%20 {PYTHON} True\n"
    assert copied(PYTHONPYCACHEPREFIX=str(tmp_path / "elsewhere")) == f"%20 {PYTHON} True\n"
