"""Does a .awsprofile say what it says, and is it followed only where that was allowed?"""

from __future__ import annotations

import os
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsenv import pins
from awsenv.consents import Consents
from awsenv.errors import AwsenvError, MalformedFile, UnreadableFile

words = st.binary(max_size=12).filter(lambda raw: 0 not in raw).map(os.fsdecode)
words |= st.sampled_from(
    ["", "/p/.awsprofile", "%", "%25", "a b", "allow", "deny", "\n", "x\nallow %2Fp t m", "é"]
)


@pytest.fixture
def consents(tmp_path):
    return Consents(str(tmp_path / "state" / "awsenv"))


@pytest.mark.parametrize(
    ("text", "profile", "region", "mode"),
    [
        ("dev", "dev", None, "auto"),
        ("dev\n", "dev", None, "auto"),
        ("\n\n# c\n\n  dev  \n", "dev", None, "auto"),
        ("dev\r\nregion = eu-west-1\r\n", "dev", "eu-west-1", "auto"),
        ("dev\nregion=eu-west-1\nmode=keys\n", "dev", "eu-west-1", "keys"),
        ("dev\n\tmode = profile\n# c\n region = x\n", "dev", "x", "profile"),
        ("dev\nmode = auto", "dev", None, "auto"),
        ("a b\n", "a b", None, "auto"),
        ("region = x\n", "region = x", None, "auto"),
        ("$(touch x)\n", "$(touch x)", None, "auto"),
        ("-x\n", "-x", None, "auto"),
        ("é 日本\n", "é 日本", None, "auto"),
        ("dev # no comment\n", "dev # no comment", None, "auto"),
        ("x" * 1024, "x" * 1024, None, "auto"),
    ],
)
def test_a_pin_says_a_profile_and_perhaps_a_region_and_a_mode(text, profile, region, mode):
    pin = pins.parse(text, "/p/.awsprofile")
    assert (
        pin.path,
        pin.text,
        pin.profile,
        pin.region,
        pin.mode,
    ) == ("/p/.awsprofile", text, profile, region, mode)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "names no profile"),
        ("\n# c\n\n", 1, "names no profile"),
        ("dev\nprod\n", 2, "not a setting of a .awsprofile"),
        ("dev\n\n# c\nregoin = x\n", 4, "not a setting of a .awsprofile"),
        ("dev\nregion = x\nregion = y\n", 3, "not a setting of a .awsprofile"),
        ("dev\nRegion = x\n", 2, "not a setting of a .awsprofile"),
        ("dev\nregion\n", 2, "not a setting of a .awsprofile"),
        ("dev\nregion =\n", 2, "not a region name"),
        ("dev\nregion = a b\n", 2, "not a region name"),
        ("dev\nregion = $(touch x)\n", 2, "not a region name"),
        ("dev\nregion = -x\n", 2, "not a region name"),
        ("dev\nmode = fast\n", 2, "not a mode (auto, profile, keys)"),
        ("dev\nmode = \n", 2, "not a mode (auto, profile, keys)"),
        ("de\x1b[31mv\n", 1, "has a character that cannot be printed"),
        ("dev\nregion = \x07\n", 2, "has a character that cannot be printed"),
        ("a\u202eb\n", 1, "has a character that cannot be printed"),
        ("dev\rprod\n", 1, "has a character that cannot be printed"),
        ("\ufeffdev\n", 1, "has a character that cannot be printed"),
        ("a\x00b\n", 1, "has a character that cannot be printed"),
        ("x" * 1025, 1, "longer than 1024 characters"),
    ],
)
def test_anything_else_is_an_error_with_its_line(text, line, what):
    with pytest.raises(MalformedFile) as error:
        pins.parse(text, "/p/.awsprofile")
    assert str(error.value) == f"/p/.awsprofile:{line}: {what}"


@given(text=st.text(max_size=60) | st.text("dev\n region=mode #\x1b", max_size=60))
def test_every_text_is_a_pin_or_malformed(text):
    try:
        said = pins.parse(text, "/p").profile
    except MalformedFile as error:
        said = str(error)
    assert (said, said.isprintable()) == (said.strip(" \t\r"), True)
    assert said


@pytest.mark.parametrize("text", ["eu-west-1", "us-gov-east-1", "x", "a" * 63, "mars-1"])
def test_what_can_be_a_part_of_a_host_name_can_be_a_region(text):
    assert pins.is_region(text)


@pytest.mark.parametrize(
    "text", ["", "-", "a-", "-a", "a b", "a.b", "a/b", "a_b", "é", "٣", "a\n", "a" * 64, "x@y"]
)
def test_what_cannot_be_a_part_of_a_host_name_cannot_be_a_region(text):
    assert not pins.is_region(text)


def test_the_nearest_pin_upwards_is_found(tmp_path):
    deep = tmp_path / "a" / "b" / "c d"
    deep.mkdir(parents=True)
    assert pins.find(str(deep)) == pins.find(str(tmp_path))
    (tmp_path / ".awsprofile").touch()
    (tmp_path / "a" / "b" / ".awsprofile").touch()
    (deep / ".awsprofile").mkdir()
    expected = [
        tmp_path / ".awsprofile",
        tmp_path / ".awsprofile",
        *[tmp_path / "a" / "b" / ".awsprofile"] * 2,
    ]
    found = [pins.find(str(folder)) for folder in (tmp_path, tmp_path / "a", tmp_path / "a" / "b", deep)]
    assert found == [str(path) for path in expected]


def test_a_pin_is_found_from_a_directory_that_is_gone(tmp_path):
    (tmp_path / ".awsprofile").touch()
    assert pins.find(str(tmp_path / "gone" / "deeper")) == str(tmp_path / ".awsprofile")


def test_a_pin_that_is_a_link_is_found_and_read(tmp_path):
    (tmp_path / "pin").write_text("dev\n")
    (tmp_path / ".awsprofile").symlink_to("pin")
    assert pins.read(pins.find(str(tmp_path))).profile == "dev"


LINKS = {
    "pin": True,
    "./below/pin": True,
    "below//pin": True,
    "below/../pin": False,
    "../pin": False,
    "link": False,
    "around/pin": False,
    "below": False,
    "pin/pin": False,
    "/proc/sys/kernel/random/uuid": False,
    "/dev/zero": False,
    "/dev/tty": False,
    ".awsprofile": False,
}


@pytest.mark.parametrize(("target", "followed"), LINKS.items())
def test_a_link_is_followed_to_a_file_in_or_below_its_directory_alone(tmp_path, target, followed):
    """In a repository it may lead to a secret, which a message would then show, or to what never answers."""
    project = tmp_path / "project"
    (project / "below").mkdir(parents=True)
    for name in ("pin", "below/pin", "../pin"):
        (project / name).write_text("dev\n")
    (project / "link").symlink_to("pin")
    (project / "around").symlink_to("below")
    (project / ".awsprofile").symlink_to(target)
    path = pins.find(str(project))
    assert path == str(project / ".awsprofile")
    if followed:
        assert pins.read(path).profile == "dev"
    else:
        with pytest.raises(UnreadableFile, match=r"/project/\.awsprofile: cannot be read: "):
            pins.read(path)


@pytest.mark.parametrize(
    ("data", "what"), [(b"\xff\n", "not UTF-8 text"), (b"dev\n" + b"#" * 2000, "longer than 1024 characters")]
)
def test_a_pin_that_is_no_short_text_is_malformed(tmp_path, data, what):
    (tmp_path / ".awsprofile").write_bytes(data)
    with pytest.raises(MalformedFile, match=f":1: {what}"):
        pins.read(str(tmp_path / ".awsprofile"))


def test_a_pin_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "directory").mkdir()
    for name in ("loop", "directory", "missing"):
        with pytest.raises(UnreadableFile, match=r"/(loop|directory|missing): cannot be read: "):
            pins.read(str(tmp_path / name))


def test_a_pin_that_is_a_fifo_holds_nobody(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UnreadableFile, match="it is not a regular file"):
        pins.read(str(tmp_path / "fifo"))


def test_nobody_has_answered_at_first(consents):
    assert consents.answer("/p/.awsprofile") is None


def test_the_file_of_answers_is_the_users_alone(consents, tmp_path):
    old = os.umask(0)
    try:
        consents.allow("/p", "dev", "m")
    finally:
        os.umask(old)
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "state" / "awsenv", tmp_path / "state/awsenv/pins")
    ]
    assert modes == [0o700, 0o600]


@given(path=words, text=words, meaning=words)
def test_an_answer_comes_back_for_its_path_alone(tmp_path_factory, path, text, meaning):
    consents = Consents(str(tmp_path_factory.mktemp("state")))
    consents.allow("/other", "x", "y")
    consents.allow(path, text, meaning)
    consents.deny(path + "2")
    assert consents.answer(path) == ("allow", text, meaning)
    assert consents.answer(path + "2") == ("deny", "", "")
    assert consents.answer(path + "3") is None


def test_what_was_told_last_is_remembered_until_there_is_an_answer(consents):
    for path in ("/p", "/q"):
        consents.tell(path, "dev")
    consents.tell("/p", "prod")
    assert [consents.told("/p"), consents.told("/q"), consents.told("/r")] == ["prod", "dev", None]
    size = os.stat(consents.file).st_size
    consents.tell("/p", "prod")
    assert os.stat(consents.file).st_size == size
    consents.deny("/p")
    consents.allow("/q", "dev", "m")
    assert [consents.told("/p"), consents.told("/q"), consents.answer("/q")] == [
        None,
        None,
        ("allow", "dev", "m"),
    ]


def test_the_last_answer_counts(consents):
    consents.allow("/p", "dev", "m")
    consents.deny("/p")
    assert consents.answer("/p") == ("deny", "", "")
    consents.allow("/p", "prod", "m")
    assert consents.answer("/p") == ("allow", "prod", "m")


@pytest.mark.parametrize(
    "damage",
    [
        b"\n",
        b"allow /p",
        b"allow /p dev m more\n",
        b"allow /p dev m",
        b"ALLOW /p x y\n",
        b"\xff\xfe\x00\n",
        b"allow  /p x y\n",
        b"deny\n",
        b"allow /p %zz\n",
        b"x" * 100_000,
    ],
)
def test_a_damaged_line_says_nothing_and_spoils_no_other(consents, tmp_path, damage):
    consents.allow("/p", "dev", "m")
    with (tmp_path / "state/awsenv/pins").open("ab") as stream:
        stream.write(damage)
    assert consents.answer("/p") == ("allow", "dev", "m")
    consents.allow("/q", "prod", "n")
    assert [consents.answer("/p"), consents.answer("/q")] == [("allow", "dev", "m"), ("allow", "prod", "n")]


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_answers_that_others_could_have_written_are_refused(consents, tmp_path, mode):
    consents.allow("/p", "dev", "m")
    (tmp_path / "state/awsenv/pins").chmod(mode)
    with pytest.raises(AwsenvError, match="other users can write to it, so no "):
        consents.answer("/p")


def test_a_link_in_the_place_of_the_answers_is_not_written_through(consents, tmp_path):
    (tmp_path / "state/awsenv").mkdir(parents=True)
    (tmp_path / "state/awsenv/pins").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AwsenvError, match="pins: cannot be written: "):
        consents.allow("/p", "dev", "m")
    assert not (tmp_path / "elsewhere").exists()


def test_answers_that_cannot_be_kept_or_read_are_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AwsenvError, match=r"/file/deeper/pins: cannot be written"):
        Consents(str(tmp_path / "file" / "deeper")).deny("/p")
    (tmp_path / "pins").mkdir()
    with pytest.raises(UnreadableFile):
        Consents(str(tmp_path)).answer("/p")


def test_answers_given_at_once_are_all_kept(consents):
    def answer(number):
        for _ in range(20):
            consents.allow(f"/p{number}", "x" * 1000, f"m{number}")

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [("allow", "x" * 1000, f"m{number}") for number in range(8)]
    assert [consents.answer(f"/p{number}") for number in range(8)] == expected


@pytest.mark.parametrize(
    ("roots", "followed"),
    [
        (None, True),
        ("", True),
        ("off", False),
        ("/p", True),
        ("/p/", True),
        ("/p/a/", True),
        ("/", True),
        ("/q:/p", True),
        ("p", False),
        ("/p/a/b", False),
        ("/p/aa", False),
        ("~/a", True),
        ("~/b", False),
        ("a/", False),
    ],
)
@pytest.mark.parametrize("home", ["/p", "/p/"])
def test_a_pin_counts_in_and_below_the_directories_that_are_listed(roots, followed, home):
    environ = {"HOME": home} | ({} if roots is None else {"AWSENV_PINS": roots})
    assert pins.counts("/p/a/.awsprofile", environ) == followed


def test_the_nearest_pin_that_was_not_denied_applies(consents, tmp_path):
    paths = [str(tmp_path / place / ".awsprofile") for place in ("", "a", "a/b/c")]
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        pins.write(path, "dev\n")
    for number in (2, 1):
        assert consents.undenied(paths[2]) == paths[number]
        consents.deny(paths[number])
    assert consents.undenied(paths[2]) == paths[0]
    assert consents.undenied(paths[0]) == paths[0]
    consents.deny(paths[0])
    assert consents.undenied(paths[2]) == ""


def test_the_paths_with_an_answer_are_known(consents):
    consents.tell("/t", "dev")
    consents.allow("/p q", "dev", "m")
    consents.deny("/r")
    consents.allow("/r", "dev", "m")
    consents.deny("/s")
    with open(consents.file, "a") as stream:
        stream.write("allow\ndeny\nx /y\n")
    assert Consents(os.path.dirname(consents.file)).paths() == ["/p q", "/r", "/s"]
