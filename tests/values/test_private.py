"""Which of our own files are believed, and which leftovers are swept away?"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from awsenv.files import private


@pytest.fixture
def directory(tmp_path):
    path = tmp_path / "ours"
    path.mkdir(mode=0o700)
    return path


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"a\nb", "a\nb"), (b"", ""), (b"\xff", None), (b"x" * (private.LIMIT + 9), "x" * private.LIMIT)],
    ids=["text", "empty", "no text", "long"],
)
def test_a_small_text_is_read(directory, data, found):
    (directory / "file").write_bytes(data)
    (directory / "file").chmod(0o600)  # a mask of 002 would let a group write
    assert private.read(str(directory / "file")) == found


@pytest.mark.parametrize(
    ("mode", "own"), [(0o700, True), (0o770, True), (0o777, False), (0o1777, True), (0o702, False)]
)
@pytest.mark.parametrize("below", ["", "a", "a/b"])
def test_a_directory_is_ours_unless_others_can_replace_what_is_in_it(directory, mode, own, below):
    (directory / below).mkdir(parents=True, exist_ok=True)
    directory.chmod(mode)
    assert private.is_own(str(directory / below)) == own


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("owner", [0, 12345])
def test_a_directory_of_another_user_is_not_ours(directory, owner):
    os.chown(directory, owner, -1)
    assert private.is_own(str(directory)) == (owner == 0)


def test_only_what_a_writer_that_is_dead_has_begun_is_swept_away(directory):
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    mine = f"{private.UNFINISHED}{os.getpid()}-ab"
    others = {"file", str(dead.pid), f"{private.UNFINISHED}x-ab", mine, f"{dead.pid}-ab"}
    for name in {*others, f"{private.UNFINISHED}{dead.pid}-ab"}:
        (directory / name).touch()
    private.sweep_unfinished(str(directory))
    assert set(os.listdir(directory)) == others


def test_nothing_is_made_where_others_could_replace_it(directory):
    directory.chmod(0o777)
    with pytest.raises(PermissionError):
        private.make_directory(str(directory / "a/b"))
    assert list(directory.iterdir()) == []
