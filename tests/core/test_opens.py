"""Does a run open each of the user's files once, so that it decides by one reading?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from running import watched

ROOT = Path(__file__).resolve().parents[2]
# The core as a process, and then the paths that it has opened.
PROGRAM = """
import sys
opened = []
def heard(event, words):
    if event == "open" and isinstance(words[0], str):
        opened.append(words[0])
sys.path.insert(0, sys.argv.pop(1))
sys.path.append(sys.argv.pop(1))
from awsenv.__main__ import run
sys.addaudithook(heard)
run()
sys.stderr.write("\\n".join(["", *opened]))
"""
CONFIG = """\
[profile one]
region = eu-central-1
role_arn = arn:aws:iam::012345678901:role/One
source_profile = keys
[profile status]
region = eu-central-1
"""
KEYS = "[keys]\naws_access_key_id = ABCDEFGHIJKLMNOP0123\naws_secret_access_key = s\n"
SETTINGS = "min_ttl = '5m'\nduration = '1h'\ntrust = ['~/trusted']\n[[class]]\nmatch = 'o*'\nlabel = 'it'\n"
FILES = [
    *(".aws/config", ".aws/credentials"),
    *(".config/awsenv/config.toml", ".local/state/awsenv/pins"),
]


class Person:
    """A home with a file of each kind, and what the core opens in it."""

    def __init__(self, home, environ):
        self.home = home
        self.environ = {**environ, "PWD": str(home), "AWSENV_SHELL": "bash:3"}

    def write(self, name, text):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def run(self, *words, **variables):
        """Run the core; return its code for the shell and how often it opened which file below home."""
        code, opened = watched(PROGRAM, {**self.environ, **variables}, *words)
        home = str(self.home) + "/"
        return code, Counter(line.removeprefix(home) for line in opened if line.startswith(home))


@pytest.fixture
def person(home, environ):
    found = Person(home, environ)
    for name, text in zip(FILES, (CONFIG, KEYS, SETTINGS), strict=False):
        found.write(name, text)
    found.write(".awsprofile", "one\n")
    found.run("allow")
    return found


def once(*names):
    return dict.fromkeys(names, 1)


def of(opened, *more):
    """How often the user's own files were opened; what the core keeps for itself is left out."""
    return {name: number for name, number in opened.items() if name in {*FILES, ".awsprofile", *more}}


def test_a_pin_is_followed_by_one_reading_of_each_file(person):
    code, opened = person.run("--hook", str(person.home / ".awsprofile"))
    assert "AWS_PROFILE='one'" in code
    assert of(opened) == once(*FILES, ".awsprofile")


def test_a_pin_that_is_trusted_is_read_once(person):
    path = person.write("trusted/.awsprofile", "one\n")
    code, opened = person.run("--hook", path)
    assert "AWS_PROFILE='one'" in code
    assert of(opened, "trusted/.awsprofile") == once(*FILES, "trusted/.awsprofile")


def test_a_pin_that_nobody_allowed_is_read_once(person):
    path = person.write("other/.awsprofile", "one\n")
    code, opened = person.run("--hook", path)
    assert "AWS_PROFILE" not in code
    expected = once(*FILES, "other/.awsprofile")
    # Read, and then what the user is told is written there.
    assert of(opened, "other/.awsprofile") == {**expected, ".local/state/awsenv/pins": 2}


@pytest.mark.parametrize("words", [["one"], ["-k", "keys"]])
def test_a_switch_opens_each_file_once(person, words):
    code, opened = person.run(*words)
    assert "AWSENV_PROFILE" in code
    assert of(opened) == once(*FILES, ".awsprofile")


@pytest.mark.parametrize("words", [["status"], ["status", "--json"], ["-"]])
def test_status_and_the_way_back_open_each_file_once(person, words):
    _, opened = person.run(*words, __awsenv_previous="profile one")
    assert once(*FILES, ".awsprofile").keys() - {"status"} >= of(opened).keys()
    assert {k: v for k, v in of(opened).items() if v != 1} == {}


@pytest.mark.parametrize(
    "words", [["allow"], ["local", "one"], ["explain", "one"], ["list"], ["login", "keys"]]
)
def test_other_verbs_open_each_file_once(person, words):
    _, opened = person.run(*words)
    read = {name: number for name, number in of(opened).items() if name != ".local/state/awsenv/pins"}
    assert set(read.values()) == {1}
