"""Is what is kept of the settings file what the file says?"""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from awsenv import settings
from awsenv.errors import MalformedFile
from awsenv.files import private
from awsenv.settings import cached, toml
from awsenv.settings.model import Class, Preferences

TEXT = """\
mfa_process = "a 'b' %"
duration = "4h"
min_ttl = "30m"
picker = "fzf"
browser = "b 'c d' %s"
trust = ["~/work/mine", "/srv/a b"]
mode = { "ci *" = "keys", "%" = "auto" }
[[class]]
match = ["prod-*", "*é"]
color = "#ff8700"
label = "it is live"
confirm = true
idle = "15m"
[[class]]
match = "dev"
cd = true
readonly = true
"""


def facts(preferences):
    """Everything that preferences are, as values to compare."""
    kinds = [[getattr(kind, name) for name in Class.__slots__] for kind in preferences.classes]
    return kinds, [getattr(preferences, name) for name in Preferences.__slots__ if name != "classes"]


@pytest.fixture
def file(tmp_path):
    """A settings file that was last changed long ago, as far as what is kept of it can tell."""
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    return path


def later(directory):
    """Let what is kept have been written some time after the last change of the file."""
    path = directory / "settings"
    moment = path.stat().st_mtime_ns + 10 * private.TICK
    os.utime(path, ns=(moment, moment))


def test_what_is_kept_is_what_was_read(tmp_path, file):
    read = toml.parse(TEXT, str(file))
    cached.store(str(tmp_path), str(file), file.stat(), read)
    later(tmp_path)
    assert facts(cached.load(str(tmp_path), str(file), file.stat())) == facts(read)


printable = st.characters(exclude_categories=["C", "Z"]) | st.just(" ")  # as str.isprintable has it
texts = st.text(printable, min_size=1, max_size=9)
classes = st.builds(
    Class,
    st.lists(texts, min_size=1, max_size=3),
    color=st.none() | st.just("red"),
    label=st.none() | texts,
    idle=st.none() | st.integers(1, 99),
    confirm=st.booleans(),
    cd=st.booleans(),
    readonly=st.booleans(),
)


@settings_of_hypothesis(max_examples=60, deadline=None)
@given(
    kinds=st.lists(classes, max_size=3), modes=st.lists(st.tuples(texts, texts), max_size=2), process=texts
)
def test_every_text_is_kept(tmp_path_factory, kinds, modes, process):
    directory = tmp_path_factory.mktemp("cache")
    preferences = Preferences(kinds, modes, [process], process, browser=process)
    cached.store(str(directory), "/p", directory.stat(), preferences)
    status = directory.stat()
    cached.store(str(directory), "/p", status, preferences)
    later(directory)
    assert facts(cached.load(str(directory), "/p", status)) == facts(preferences)


def loaded(tmp_path, file):
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "AWSENV_CONFIG": str(file)}
    return settings.load(environ)


def test_a_file_that_has_not_changed_is_not_parsed_again(tmp_path, file):
    loaded(tmp_path, file)
    directory = tmp_path / "awsenv"
    later(directory)
    text = (directory / "settings").read_text()
    (directory / "settings").write_text(text.replace("it%20is%20live", "kept"))
    later(directory)
    assert loaded(tmp_path, file).class_of(["prod-x"]).label == "kept"


@pytest.mark.parametrize("soon", [True, False])
def test_a_change_is_seen_also_right_after_the_last_reading(tmp_path, file, soon):
    loaded(tmp_path, file)
    if not soon:
        later(tmp_path / "awsenv")
    before = file.stat()
    file.write_text(TEXT.replace("it is live", "IT IS LIVE"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert loaded(tmp_path, file).class_of(["prod-x"]).label == "IT IS LIVE"


def test_another_file_is_another_one(tmp_path, file):
    loaded(tmp_path, file)
    later(tmp_path / "awsenv")
    (tmp_path / "other.toml").write_text("min_ttl = '1m'")
    assert loaded(tmp_path, tmp_path / "other.toml").min_ttl == 60


@pytest.mark.parametrize("cut", [0, 5, 60, -1, -5])
def test_what_is_kept_and_damaged_is_not_used(tmp_path, file, cut):
    expected = facts(loaded(tmp_path, file))
    path = tmp_path / "awsenv/settings"
    path.write_text(path.read_text()[:cut])
    later(tmp_path / "awsenv")
    assert facts(loaded(tmp_path, file)) == expected


def test_a_wrong_file_is_wrong_each_time(tmp_path, file):
    file.write_text("x = 1")
    for _ in range(2):
        with pytest.raises(MalformedFile):
            loaded(tmp_path, file)


def test_a_cache_that_cannot_be_written_keeps_nobody_from_the_settings(tmp_path, file):
    (tmp_path / "awsenv").touch()
    assert loaded(tmp_path, file).min_ttl == 1800
