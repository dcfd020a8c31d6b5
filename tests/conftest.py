"""What a test of the core starts from: no AWS variables, and a home that nobody lives in."""

from __future__ import annotations

import os
import sysconfig

import pytest
from running import core, server, world  # noqa: F401 (fixtures of the tests that talk to an AWS)

for variable in list(os.environ):
    ours = variable.startswith(("AWS_", "AWSENV_", "__awsenv_", "XDG_"))
    if ours and not variable.startswith("AWSENV_TEST_"):  # which name the shells to test
        del os.environ[variable]


@pytest.fixture
def home(tmp_path):
    """An empty home directory with a hostile name."""
    path = tmp_path / "a 'home' $(x) é"
    (path / ".aws").mkdir(parents=True)
    return path


@pytest.fixture
def environ(home):
    """The environment of somebody who has just logged in there."""
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "TERM": "dumb"}
