"""What can somebody else on this machine do through files: shared directories, links, modes, a full disk?"""

from __future__ import annotations

import contextlib
import os
import posix
import resource
import select
import shutil
import stat
import subprocess
import sys

import pytest
from running import SERIAL, as_json, calls, has_ended, renewals
from warm import ROOT

from awsenv import pins
from awsenv.consents import Consents
from awsenv.credentials import Credentials
from awsenv.errors import AwsenvError
from awsenv.files import private
from awsenv.sessions import store

KEYS = Credentials("ASIA2", "a/canary+secret", "a-token", 2**40, 1)
STRANGER = 65534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


def given_away(path):
    os.chown(path, STRANGER, STRANGER, follow_symlinks=False)


# --- directories of others ------------------------------------------------------------------------------

OF_OTHERS = {
    "the directory is somebody's": given_away,
    "the one above is somebody's": lambda leaf: given_away(leaf.parent),
    "the second above is somebody's": lambda leaf: given_away(leaf.parents[1]),
    "everybody may write in it": lambda leaf: leaf.chmod(0o777),
    "everybody may write above it": lambda leaf: leaf.parents[1].chmod(0o777),
}


@pytest.fixture(params=OF_OTHERS.values(), ids=OF_OTHERS)
def theirs(request, tmp_path):
    """A directory, three levels down, that is not ours alone."""
    leaf = tmp_path / "shared/awsenv/sessions"
    leaf.mkdir(parents=True)
    for path in (leaf, *leaf.parents[:2]):
        path.chmod(0o755)
    if os.geteuid() != 0 and "somebody" in request.node.callspec.id:
        pytest.skip("only root can give a directory away")
    request.param(leaf)
    return leaf


def test_a_session_is_neither_kept_nor_read_where_others_may_write(theirs):
    (theirs / "file").write_text("text")
    (theirs / "file").chmod(0o600)
    sessions = store.SessionStore(str(theirs.parent))
    with pytest.raises(PermissionError, match="other users can write there"):
        sessions.store("key", "role", "dev", KEYS)
    with pytest.raises(PermissionError), sessions.lock("key", lambda: None):
        pass
    assert private.read(str(theirs / "file")) is None
    assert os.listdir(theirs) == ["file"]


def test_consent_is_neither_kept_nor_believed_where_others_may_write(theirs):
    (theirs / "pins").write_text("allow /p/.awsprofile dev m\n")
    (theirs / "pins").chmod(0o600)
    consents = Consents(str(theirs))
    for ask in (lambda: consents.answer("/p/.awsprofile"), lambda: consents.deny("/p")):
        with pytest.raises(AwsenvError, match=r"other users can write there or above, so no "):
            ask()
    assert (theirs / "pins").read_text() == "allow /p/.awsprofile dev m\n"


def test_a_directory_that_everybody_shares_with_sticky_names_will_do(tmp_path):
    """As /tmp is: nobody can remove what is another's."""
    tmp_path.chmod(0o1777)
    sessions = store.SessionStore(str(tmp_path / "awsenv"))
    sessions.store("key", "role", "dev", KEYS)
    assert sessions.load("key").secret_key == "a/canary+secret"


@needs_root
def test_the_link_of_somebody_else_leads_nowhere(tmp_path):
    """In /tmp anybody may make a link `awsenv` to a directory that is ours and holds what we were sent."""
    ours = tmp_path / "downloads"
    (ours / "sessions").mkdir(parents=True)
    private.store(str(ours / "sessions/key"), "text")
    (tmp_path / "shared").mkdir(mode=0o1777)
    (tmp_path / "shared/awsenv").symlink_to(ours)
    assert private.read(str(tmp_path / "shared/awsenv/sessions/key")) == "text"
    given_away(tmp_path / "shared/awsenv")
    assert private.read(str(tmp_path / "shared/awsenv/sessions/key")) is None


@needs_root
def test_the_core_works_uncached_and_leaks_nothing_into_a_cache_of_somebody_else(core, tmp_path):
    shared = tmp_path / "shared"
    (shared / "awsenv/sessions").mkdir(parents=True)
    given_away(shared)
    for _ in range(2):
        result = core.run("open", "-k", XDG_CACHE_HOME=str(shared))
        assert result.status == 0
        assert f"awsenv: sessions cannot be cached: other users can write there: {shared}" in result.err
    assert [path for path in shared.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("place", ["a file", "a link", "a pipe"])
def test_no_file_that_is_there_already_is_written_into(tmp_path, place, monkeypatch):
    """Somebody may know our number, so a name that can be guessed is not enough."""
    monkeypatch.setattr(posix, "urandom", bytes)
    waiting = tmp_path / f".awsenv-{os.getpid()}-000000000000"
    victim = tmp_path / "victim"
    victim.write_text("precious")
    make = {"a file": waiting.touch, "a link": lambda: waiting.symlink_to(victim)}
    make.get(place, lambda: os.mkfifo(waiting))()
    with pytest.raises(FileExistsError):
        private.store(str(tmp_path / "key"), "canary")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "key").exists()


def test_two_processes_of_one_number_do_not_mix_their_files(tmp_path, monkeypatch):
    """In two containers with one home both may be process 7."""
    fsync = os.fsync
    inner = []

    def other(descriptor):
        fsync(descriptor)
        if not inner:
            inner.append(True)
            private.store(str(tmp_path / "b"), "of b")

    monkeypatch.setattr(posix, "fsync", other)
    private.store(str(tmp_path / "a"), "of a")
    assert (private.read(str(tmp_path / "a")), private.read(str(tmp_path / "b"))) == ("of a", "of b")


def test_a_pipe_among_our_notes_on_files_holds_nobody(tmp_path):
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "note")
    assert private.recall(str(tmp_path / "note"), "head", os.stat(tmp_path / "file")) is None


# --- modes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_whatever_the_umask_nobody_else_gets_at_what_is_ours(core, world, umask):
    old = os.umask(umask & ~0o200)
    try:
        core.run("ann-mfa", "-t", world.mfa_code(SERIAL), cold=True)
        core.run("--names", cold=True)
        core.run("local", "ann", cold=True)
    finally:
        os.umask(old)
    places = [core.home / name for name in (".cache", ".local", ".aws/cli")]
    loose = [
        path
        for place in places
        for path in (place, *place.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert loose == []
    assert "ann" in (core.home / ".local/state/awsenv/pins").read_text()


# --- consent --------------------------------------------------------------------------------------------


def hook(core, path, **variables):
    return core.run("--hook", str(path), keep=False, **variables)


@pytest.fixture
def pin(core):
    """A pin that is allowed."""
    core.write("project/.awsprofile", "ann\n")
    core.run("allow", str(core.home / "project"))
    return core.home / "project/.awsprofile"


def test_consent_that_is_cut_off_anywhere_is_no_consent_for_anything_else(core, pin):
    """A power cut or a full disk may leave any beginning of the file."""
    answers = core.home / ".local/state/awsenv/pins"
    whole = answers.read_bytes()
    consents = Consents(str(answers.parent))
    expected = consents.answer(str(pin))
    for size in range(len(whole)):
        answers.write_bytes(whole[:size])
        found = consents.answer(str(pin))
        assert found is None or found == expected or found[:2] == expected[:2] != found[2], size
    answers.write_bytes(whole[: len(whole) // 2])
    assert "AWS_PROFILE" not in hook(core, pin).environ


@pytest.mark.parametrize(
    "damage",
    [b"", b"\0" * 5000, b"\xff\xfe" * 5000, os.urandom(5000), b"\n" * 5000, b"allow " * 1000],
    ids=["empty", "zeros", "no text", "noise", "lines", "words"],
)
def test_a_damaged_file_of_answers_asks_anew(core, pin, damage):
    (core.home / ".local/state/awsenv/pins").write_bytes(damage)
    result = hook(core, pin)
    assert "AWS_PROFILE" not in result.environ
    assert "awsenv allow accepts it" in result.err


@needs_root
def test_answers_of_somebody_else_count_for_nobody(core, pin):
    for path in (core.home / ".local/state/awsenv/pins", core.home / ".local/state/awsenv"):
        given_away(path)
        result = hook(core, pin)
        assert "AWS_PROFILE" not in result.environ
        assert "so no .awsprofile is followed" in result.err
        os.chown(path, os.geteuid(), os.getegid())
    assert hook(core, pin).environ["AWS_PROFILE"] == "ann"


def test_answers_behind_a_link_count_for_nobody(core, pin):
    """The target may be a file that is ours, but that somebody else has sent."""
    answers = core.home / ".local/state/awsenv/pins"
    answers.rename(core.home / "downloaded")
    answers.symlink_to(core.home / "downloaded")
    result = hook(core, pin)
    assert "AWS_PROFILE" not in result.environ
    assert "~/.local/state/awsenv/pins: cannot be read" in result.err


@pytest.mark.parametrize("way", ["text", "link", "directory link", "hard link"])
def test_whatever_lies_at_an_allowed_path_now_must_say_what_was_allowed(core, pin, way):
    other = core.write("other/.awsprofile", "bob\n")
    if way == "text":
        pin.write_text("bob\n")
    elif way == "directory link":
        shutil.rmtree(pin.parent)
        pin.parent.symlink_to(other.parent)
    else:
        pin.unlink()
        (pin.symlink_to if way == "link" else pin.hardlink_to)(other)
    result = hook(core, pin)
    assert "AWS_PROFILE" not in result.environ
    why = "it is a link, and not to a file in or below its directory"
    assert (why if way == "link" else "not what you allowed; it asks for") in result.err


TEXTS = {
    "a word": "hvs.canary-word\n",
    "a name alike": "ann-canary-word\n",
    "lines": "ann\ncanary-word\n",
    "a setting": "ann\ncanary = word\n",
    "a region": "ann\nregion = canary.word\n",
    "a mode": "ann\nmode = canary-word\n",
    "no text": "canary\x1b[31m\n",
    "long": "canary-word\n" * 200,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_word_of_a_pin_is_shown_before_it_is_allowed(core, text):
    """The file may be a hard link to a secret."""
    result = hook(core, core.write(".awsprofile", text))
    told = [result.err, *(core.run(*words).out for words in (["status"], ["doctor", "--offline"]))]
    assert ["~/.awsprofile:" in one or "/.awsprofile:" in one for one in told] == [True] * 3
    assert "canary" not in "".join(told) + result.code
    assert "AWS_PROFILE" not in result.environ


def test_allow_consents_to_what_was_told_of(core):
    """Somebody has put another text there meanwhile."""
    path = core.write("project/.awsprofile", "ann\n")
    hook(core, path)
    path.write_text("bob\n")
    allowed = core.run("allow", str(path.parent))
    what = "~/project/.awsprofile: has changed since awsenv told you of it; it asks for 'bob'"
    assert (allowed.status, what in allowed.err) == (1, True)
    assert "AWS_PROFILE" not in hook(core, path).environ
    path.write_text("ann\n")
    assert core.run("allow", "--yes", str(path.parent)).status == 1
    assert core.run("allow", str(path.parent)).status == 0
    assert hook(core, path).environ["AWS_PROFILE"] == "ann"
    path.write_text("bob\n")  # of which nothing was told
    assert core.run("allow", str(path.parent)).status == 0


def test_consent_is_for_a_path_as_it_is_written(core, pin):
    """Another case, a link and a way round are other paths, also where the file system thinks otherwise."""
    upper = core.write("PROJECT/.awsprofile", "ann\n")
    (core.home / "link").symlink_to(pin.parent)
    asked = [upper, core.home / "link/.awsprofile", core.home / "project/../project/.awsprofile"]
    assert [hook(core, path).environ.get("AWS_PROFILE") for path in asked] == [None] * 3


def test_a_link_into_a_trusted_directory_does_not_make_a_pin_trusted(core):
    """A repository can hold any link, so it could name a pin of ours as its own."""
    core.write("settings.toml", 'trust = ["~/work"]\n')
    ours = core.write("work/live/.awsprofile", "ann\n")
    theirs = core.write("src/repository/README", "").parent / ".awsprofile"
    theirs.symlink_to("../../work/live/.awsprofile")
    settings = {"AWSENV_CONFIG": str(core.home / "settings.toml")}
    assert hook(core, ours, **settings).environ["AWS_PROFILE"] == "ann"
    result = hook(core, theirs, **settings)
    assert "AWS_PROFILE" not in result.environ
    assert "it is a link, and not to a file in or below its directory" in result.err


def linked_to_a_shared_one(path):
    """A link to the same text in a directory below, in which all may write."""
    there = path.parent / "shared/pin"
    there.parent.mkdir()
    path.rename(there)
    path.symlink_to("shared/pin")
    there.parent.chmod(0o777)


OTHERS = {
    "their file": given_away,
    "a link to a directory that all may write": linked_to_a_shared_one,
    "their directory": lambda path: given_away(path.parent),
    "the one above": lambda path: given_away(path.parents[1]),
    "a directory that all may write": lambda path: path.parent.chmod(0o777),
    "one above that all may write": lambda path: path.parents[1].chmod(0o777),
}


@needs_root
@pytest.mark.parametrize("give", OTHERS.values(), ids=OTHERS)
def test_what_others_put_into_a_trusted_directory_is_not_trusted(core, give):
    core.write("settings.toml", 'trust = ["~/work"]\n')
    path = core.write("work/all/project/.awsprofile", "ann\n")
    settings = {"AWSENV_CONFIG": str(core.home / "settings.toml")}
    assert hook(core, path, **settings).environ["AWS_PROFILE"] == "ann"
    give(path)
    result = hook(core, path, **settings)
    assert "AWS_PROFILE" not in result.environ
    assert "not allowed yet; it asks for 'ann'" in result.err
    assert core.run("allow", str(path.parent), **settings).status == 0
    assert hook(core, path, **settings).environ["AWS_PROFILE"] == "ann"


def test_a_trusted_directory_lends_no_trust_to_one_above(core):
    """In /tmp somebody may make a link to a pin of ours that lies there, for all of /tmp."""
    core.write("settings.toml", 'trust = ["~/all/work"]\n')
    core.write("all/work/.awsprofile", "ann\n")
    (core.home / "all/.awsprofile").symlink_to("work/.awsprofile")
    result = hook(core, core.home / "all/.awsprofile", AWSENV_CONFIG=str(core.home / "settings.toml"))
    assert "not allowed yet; it asks for 'ann'" in result.err


@needs_root
@pytest.mark.parametrize("kept", [False, True], ids=["at first", "beside theirs"])
def test_root_leaves_nothing_in_the_home_of_a_user(core, kept):
    """sudo -E, or su without a dash: the user's own awsenv could not write there afterwards."""
    path = core.write("project/.awsprofile", "ann\n")
    if kept:
        for name in (".cache/awsenv/sessions", ".local/state/awsenv", ".aws/sso/cache", ".aws/cli/cache"):
            (core.home / name).mkdir(parents=True)
    for folder, _, names in os.walk(core.home):
        for name in (".", *names):
            given_away(os.path.join(folder, name))
    before = set(core.home.rglob("*"))
    for words in (
        ["ann"],
        ["open", "-k"],
        ["login", "open"],
        ["--names"],
        ["list"],
        ["status"],
        ["local", "-h"],
    ):
        core.run(*words)
    hook(core, path)
    assert core.run("allow", str(path.parent)).status == 1
    assert core.run("deny", str(path.parent)).status == 1
    assert set(core.home.rglob("*")) - before == set()
    assert {one.lstat().st_uid for one in core.home.rglob("*")} == {STRANGER}


@pytest.mark.parametrize("trusted", ["~/work", "~/work/live", "~/tmp"], ids=["above", "it", "gone"])
def test_a_pin_that_is_swapped_while_it_is_looked_at_is_not_trusted(core, monkeypatch, trusted):
    """Read from one place, and a link to a trusted place by the time that is asked for, or gone."""
    import io

    from awsenv.call import Call
    from awsenv.commands import hook as verb

    core.write("settings.toml", f'trust = ["{trusted}"]\n')
    core.write("work/live/.awsprofile", "ann\n")
    path = core.write("tmp/.awsprofile", "bob\n")
    read = pins.read

    def swapped(where):
        found = read(where)
        if path.exists() and not path.parent.is_symlink():
            shutil.rmtree(path.parent)
            if trusted != "~/tmp":
                path.parent.symlink_to(core.home / "work/live")
        return found

    monkeypatch.setattr(pins, "read", swapped)
    environ = {**core.environ, "AWSENV_CONFIG": str(core.home / "settings.toml")}
    call = Call(environ, str(path.parent), 0, io.StringIO(), io.StringIO())
    assert "AWS_PROFILE" not in verb.run(call, str(path)).change
    assert "not allowed yet; it asks for 'bob'" in call.err.getvalue()


# --- no room --------------------------------------------------------------------------------------------


def limited(size):
    """Files may grow to that size and no further: a full disk for those who may not mount one."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.fixture
def full(core, tmp_path):
    """A disk of 16 KiB without a free byte, in place of the cache, the state and the CLI's cache."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here; the test with RLIMIT_FSIZE stands in")
    try:
        for name in ("awsenv", "cli"):
            (disk / name).mkdir(mode=0o700)
        (core.home / ".aws/cli").symlink_to(disk / "cli")
        core.environ |= {"XDG_CACHE_HOME": str(disk), "XDG_STATE_HOME": str(disk)}
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk):
    with (disk / "filler").open("wb", 0) as stream, contextlib.suppress(OSError):
        while stream.write(bytes(512)):
            pass


def test_on_a_full_disk_a_switch_works_with_one_warning_and_nothing_is_left_half(core, full, world):
    fill(full)
    result = core.run("ann-mfa", "-t", world.mfa_code(SERIAL), keep=False)
    assert result.status == 0
    assert {"AWS_SESSION_TOKEN", "AWSENV_EXPIRATION"} <= set(result.environ)
    assert [line.removeprefix("awsenv: ").rpartition(":")[0] for line in result.err.splitlines()] == [
        "sessions cannot be cached: No space left on device"
    ]
    assert {path.name for path in full.rglob("*") if path.is_file() and path.stat().st_size} == {"filler"}
    (full / "filler").unlink()
    assert core.run("open", "-k").status == 0
    assert len(core_sessions(full)) == 1


def core_sessions(disk):
    return [path for path in (disk / "awsenv/sessions").iterdir() if path.suffix != ".lock"]


def test_a_session_survives_that_the_disk_is_full_when_it_is_renewed(core, full):
    core.run("open", "-k")
    [before] = [path.read_text() for path in core_sessions(full)]
    fill(full)
    result = core.run("open", "-k", "--refresh")
    assert result.status == 0
    assert [path.read_text() for path in core_sessions(full)] == [before]


def test_on_a_full_disk_a_renewal_reaches_the_next_prompt(core, full):
    before = core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"]
    for path in [*core_sessions(full), *(full / "cli").iterdir()]:
        path.unlink()
    fill(full)
    assert core.run("--renew", cold=True, AWSENV_EXPIRATION="1").environ["__awsenv_tried"] == "0"
    [pipe] = renewals(full.parent)
    select.select([pipe], [], [])
    assert core.run("--renew", cold=True).environ["AWS_ACCESS_KEY_ID"] != before
    assert has_ended(pipe)
    assert core_sessions(full) == []


def test_an_answer_for_which_there_is_no_room_is_an_error(core, full):
    core.write("project/.awsprofile", "ann\n")
    fill(full)
    for verb in ("allow", "deny"):
        result = core.run(verb, str(core.home / "project"))
        assert result.status == 1
        assert "pins: cannot be written" in result.err
    assert "AWS_PROFILE" not in hook(core, core.home / "project/.awsprofile").environ


@pytest.mark.parametrize("room", [0, 1, 40, 100])
def test_an_answer_that_is_written_in_part_is_an_error_and_not_believed(tmp_path, room):
    """A kernel may take a part of a line, and complain of the rest only."""
    (tmp_path / "state").mkdir(mode=0o700)
    script = (
        "import sys; from awsenv.consents import Consents\n"
        "try: Consents(sys.argv[1]).deny('/a/project/.awsprofile' * 9)\n"
        "except Exception as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "state")],
        preexec_fn=limited(room),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "pins: cannot be written" in done.stdout
    assert Consents(str(tmp_path / "state")).answer("/a/project/.awsprofile" * 9) is None


@pytest.mark.parametrize("room", [0, 1, 100, 300])
def test_where_files_cannot_grow_a_switch_works_and_nothing_is_left_half(core, server, room):
    """The same without a disk of one's own: whatever a file may hold, none is left that is not whole."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "awsenv", "export", "open", "--format", "process"],
        preexec_fn=limited(room),
        env=core.environ,
        cwd=core.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SessionToken" in as_json(done.stdout)
    assert core.session_files() == []
    assert list(core.home.rglob(".awsenv-*")) == []


# --- places that cannot be written ----------------------------------------------------------------------


def test_in_a_home_that_is_read_only_everything_works_but_remembering(core, full, tmp_path):
    """As in a container whose root file system may not change."""
    core.write("project/.awsprofile", "ann\n")
    subprocess.run(["mount", "-o", "remount,ro", str(full)], check=True)
    assert core.run("ann", keep=False).status == 0
    opened = core.run("open", "-k", keep=False)
    assert (opened.status, len(opened.err.splitlines())) == (0, 1)
    assert "Read-only file system" in opened.err
    allowed = core.run("allow", str(core.home / "project"))
    assert (allowed.status, "pins: cannot be written" in allowed.err) == (1, True)
    core.environ["TMPDIR"] = str(tmp_path)
    served = core.run("exec", "--serve", "bob", "--", "sh", "-c", 'echo "$AWS_CONFIG_FILE"', keep=False)
    assert served.out.startswith(f"{tmp_path}/awsenv-{os.geteuid()}/commands/"), served.err
    for words in (["off"], ["status"], ["list"], ["--names"], ["region", "eu-west-2"], ["logout", "open"]):
        assert "Traceback" not in core.run(*words, keep=False).err


# --- clocks ---------------------------------------------------------------------------------------------

DAY = 86_400


@pytest.mark.parametrize(
    ("opened", "now", "good"),
    [
        (0, 0, True),
        (0, DAY, False),  # the clock has jumped ahead: it is over, as far as anybody can tell
        (DAY, 0, True),  # it was ahead, and has been set right: the end is AWS's own word
        (DAY, 3600 - 901, True),
        (DAY, 3600 - 899, False),
        (DAY, 3600, False),
        (DAY, 3601, False),
        (-DAY, 0, True),
        (-DAY, 3600 - 899, False),
        (0, -DAY, True),  # it has jumped back: AWS will say so
    ],
)
def test_a_session_is_never_good_after_its_end_wherever_the_clock_was(opened, now, good):
    keys = Credentials("ASIA", "s", "t", 10 * DAY + 3600, 10 * DAY + opened)
    assert keys.good(10 * DAY + now) == good


CLOCK = """
import os, sys, time
from awsenv import cli
now = time.time() + int(sys.argv[1])
status, code = cli.main(sys.argv[2:], dict(os.environ), os.getcwd(), now, sys.stdout, sys.stderr, "awsenv")
print(status, code.count("AWS_SESSION_TOKEN='"))
"""


def at(core, jump, *words):
    """What the core answers where the clock is off: its status, and how many sessions it gave the shell."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$@" 3>/dev/null', sys.executable, CLOCK, str(jump), *words],
        env={**core.environ, "AWSENV_SHELL": "bash:3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_clock_that_jumps_a_day_and_back_costs_a_call_and_never_an_identity(core, server):
    made = []
    for jump in (0, -DAY, 0, DAY, DAY, 0, 0):
        assert at(core, jump, "open", "-k") == "0 1"
        made.append(len(calls(server)))
    # Ahead, nothing that is kept counts as good; and what was opened then is good again when the clock is.
    assert made[:5] == [1, 1, 1, 2, 3]
    assert made[5] == made[6] <= 4


@pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "ahead"])
def test_a_renewal_by_a_clock_that_is_off_loses_no_session(core, jump):
    core.run("open", "-k")
    assert at(core, jump, "--renew") == "0 0"  # beside the prompt
    core.wait_for_renewals()
    assert core.run("open", "-k").status == 0
