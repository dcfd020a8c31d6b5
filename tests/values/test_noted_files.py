"""Is a large AWS file believed to be in order only while it is the one that was looked through?"""

from __future__ import annotations

import os

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.errors import MalformedFile

MANY = "".join(f"[profile p{number}]\nregion = r{number}\n\n" for number in range(3_000))


@pytest.fixture
def large(tmp_path):
    """A config file that nobody has changed for a while."""
    path = tmp_path / "config"
    path.write_text(MANY)
    return path


@pytest.fixture(autouse=True)
def looked_through(monkeypatch):
    """The paths of the files that were looked through."""
    paths = []
    look_through = ini.File.look_through
    monkeypatch.setattr(ini.File, "look_through", lambda file: paths.append(file.path) or look_through(file))
    return paths


def load(path):
    return profiles.load(str(path), str(path.parent / "credentials"), str(path.parent / "cache"))


def note(path):
    """The note on the file, as if it had been written long after the file was changed."""
    (note,) = (path.parent / "cache/checked").iterdir()
    os.utime(note, (2_000_000_000, 2_000_000_000))
    return note


def test_a_file_that_is_in_order_is_looked_through_once(large, looked_through):
    load(large)
    note(large)
    known = load(large)
    assert known.get("p2999").get("region") == "r2999"
    assert known.get("p2999").origins["region"] == (str(large), 8_999)
    assert ("p0" in known, "p3000" in known, "x\n" in known) == (True, False, False)
    assert known.config.section("profile p0]\nregion = r0\n\n[profile p1") is None
    assert looked_through == [str(large)]


def test_its_names_are_still_all_known_and_in_order(large):
    load(large)
    note(large)
    assert load(large).names() == [f"p{number}" for number in range(3_000)]


@pytest.mark.parametrize("wrong", ["region = x\nregion = y\n", "region\n", "s3 =\n  k\n", "[profile p7]\n"])
def test_a_wrong_line_is_found_after_an_edit(large, wrong):
    load(large)
    note(large)
    with large.open("a") as stream:
        stream.write("[profile last]\n" + wrong)
    with pytest.raises(MalformedFile):
        load(large).get("p1")


def test_an_edit_of_the_same_size_that_hides_its_time_is_found(large):
    before = large.stat()
    load(large)
    note(large)
    large.write_text(MANY.replace("region = r7\n", "region   r7\n"))
    os.utime(large, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (before.st_size, before.st_mtime_ns) == (large.stat().st_size, large.stat().st_mtime_ns)
    with pytest.raises(MalformedFile):
        load(large).get("p1")


def test_a_note_from_the_moment_of_the_edit_is_not_believed(large, looked_through):
    load(large)
    changed = large.stat().st_ctime_ns
    os.utime(note(large), ns=(changed + 1, changed + 1))
    load(large)
    assert looked_through == 2 * [str(large)]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ("[profile 'quoted name']\nregion = x\n", "quoted name"),
        ("[profile  p7]\nregion = x\n", "p7"),
        ("[profilez p7]\nregion = x\n", "p7"),
        ("[profile default]\n[default]\nregion = x\n", "default"),
        ("[profile a]\n[DEFAULT]\nregion = x\n", "a"),
        ("[profile a]\n s3 =\n  k = v\n region = x\n", "a"),
        ("[profile a]\n  [profile b]\nregion = x\n", "b"),
        ("[profile a] # c\nregion = x\n", "a"),
        ("[profile a]\nregion: x", "a"),
    ],
)
def test_odd_sections_are_found_in_a_file_that_is_not_looked_through(large, looked_through, more, name):
    large.write_text(MANY + more)
    load(large)
    note(large)
    looked_through.clear()
    known = load(large)
    assert (known.get(name).get("region"), (known.get("p8").get("region"))) == ("x", "r8")
    assert name in known.names()
    assert looked_through == []


@pytest.mark.parametrize("text", ["\ufeff" + MANY, "x = y\n" + MANY, MANY + "region\n"])
def test_no_note_is_kept_of_a_file_in_which_something_is_wrong(large, text):
    large.write_text(text)
    load(large)
    assert not (large.parent / "cache").exists()


def test_no_note_is_kept_of_a_file_with_very_many_odd_sections(large):
    large.write_text(MANY.replace("]\n", "] # c\n"))
    assert load(large).get("p7").get("region") == "r7"
    assert not (large.parent / "cache").exists()


def test_no_note_is_kept_of_a_small_file(tmp_path):
    (tmp_path / "config").write_text("[profile a]\nregion = x\n")
    load(tmp_path / "config")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"awsenv checked 2 UTF-8 0 0 0 0 0\nend\n"])
def test_a_damaged_note_is_none(large, looked_through, text):
    load(large)
    note(large).write_bytes(text)
    note(large)
    load(large)
    assert looked_through == 2 * [str(large)]


def test_a_note_that_was_cut_off_is_none(large, looked_through):
    large.write_text(MANY + "[profile 'quoted']\n[profile 'also quoted']\n")
    load(large)
    path = note(large)
    path.write_text(path.read_text()[:-7])
    note(large)
    assert "also quoted" in load(large).names()
    assert looked_through == 2 * [str(large)]


def test_a_cache_that_cannot_be_written_changes_nothing(large):
    (large.parent / "cache").touch()
    assert load(large).get("p7").get("region") == "r7"
