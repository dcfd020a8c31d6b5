"""What a test of the core starts from: no AWS variables, and a home that nobody lives in."""

from __future__ import annotations

import os
import signal
import sysconfig

import hypothesis
import pytest
from running import core, server, start_core, world  # noqa: F401 (fixtures of the tests that talk to an AWS)
from shell.terminal import sit  # noqa: F401 (as the one before)

for variable in list(os.environ):
    ours = variable.startswith(("AWS_", "AWSENV_", "__awsenv_", "XDG_"))
    if ours and not variable.startswith("AWSENV_TEST_"):  # which name the shells to test
        del os.environ[variable]


# What a script starts in the background begins with these ignored, and so would all that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)

# What needs more than the core: a shell on a terminal, a linter, moto, an AWS CLI. The rest is the core's.
OUTSIDE = {
    "aws",
    "shell",
    "repository",
    "test_cli_cache.py",
    "test_demo.py",
    "test_moto.py",
    "test_stores.py",
}


def pytest_addoption(parser):
    parser.addoption("--core", action="store_true", help="without what needs more than the core does")
    parser.addoption("--pythons", action="store_true", help="and --core in each other Python")


def pytest_configure(config):
    hypothesis.settings.register_profile("ours", deadline=None)
    hypothesis.settings.load_profile("ours")


def pytest_ignore_collect(collection_path, config):
    outside = OUTSIDE if config.getoption("--core") else set()
    return True if collection_path.name in outside else None


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
