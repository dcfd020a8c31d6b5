"""Are the files of sessions whole, private and each made once?"""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from aws import faults
from running import SERIAL, as_json, calls
from warm import ROOT

from awsenv.credentials import Credentials
from awsenv.files import locks, private
from awsenv.sessions import store

NOW = 1_800_000_000
KEYS = Credentials("ASIA", "secret/+=", "token", NOW + 3600, NOW)


@pytest.fixture
def sessions(tmp_path):
    return store.SessionStore(str(tmp_path / "new" / "awsenv"))


def fields(keys):
    return keys and (keys.access_key, keys.secret_key, keys.token, keys.expiration, keys.opened)


@pytest.mark.parametrize("profile", ["dev", "two words", "a\nb", "é\udc80|", ""])
def test_a_session_is_read_as_it_was_written(sessions, profile):
    sessions.store("key", "role", profile, KEYS)
    assert fields(sessions.load("key")) == fields(KEYS)
    assert [(one.kind, one.profile) for one in sessions.all()] == [("role", profile)]


def test_a_session_and_its_directories_are_the_users_alone(sessions, tmp_path):
    umask = os.umask(0)
    try:
        sessions.store("key", "role", "dev", KEYS)
    finally:
        os.umask(umask)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*")}
    assert modes == {"awsenv": 0o700, "sessions": 0o700, "key": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_every_beginning_of_a_session_file_is_a_miss(sessions):
    sessions.store("key", "role", "dev", KEYS)
    path = sessions.directory + "/key"
    with open(path, "rb") as stream:
        whole = stream.read()
    for end in range(len(whole)):
        with open(path, "wb") as stream:
            stream.write(whole[:end])
        assert sessions.load("key") is None, end


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff",
        b"{}",
        b"awsenv session 2\nrole\nd\nA\ns\nt\n1\n1\n",
        b"awsenv session 1\nrole\nd\nA\ns\nt\nx\n1\n",
    ],
)
def test_a_damaged_file_is_a_miss(sessions, damage):
    sessions.store("key", "role", "dev", KEYS)
    with open(sessions.directory + "/key", "wb") as stream:
        stream.write(damage)
    assert (sessions.load("key"), list(sessions.all())) == (None, [])


def test_a_file_that_others_may_write_is_a_miss(sessions):
    sessions.store("key", "role", "dev", KEYS)
    os.chmod(sessions.directory + "/key", 0o620)
    assert sessions.load("key") is None


@pytest.mark.parametrize("kind", ["directory", "fifo", "symlink", "absent"])
def test_what_is_no_file_is_a_miss(sessions, tmp_path, kind):
    sessions.store("other", "role", "dev", KEYS)
    path = sessions.directory + "/key"
    make = {
        "directory": os.mkdir,
        "fifo": os.mkfifo,
        "absent": str,
        "symlink": lambda p: os.symlink("other", p),
    }
    make[kind](path)
    assert sessions.load("key") is None


def test_sessions_that_have_ended_are_swept_away(sessions):
    sessions.store("old", "role", "dev", KEYS)
    sessions.store("new", "role", "dev", Credentials("ASIA", "s", "t", NOW + 7200, NOW))
    sessions.sweep(NOW + 3600)
    assert [one.credentials.expiration for one in sessions.all()] == [NOW + 7200]


def test_a_key_stands_for_every_byte_of_its_text():
    assert len({private.digest(text) for text in ("a", "b", "a\udc80", "")}) == 4


WRITER = """\
import sys
from awsenv.credentials import Credentials
from awsenv.sessions.store import SessionStore
sessions = SessionStore(sys.argv[1])
for number in range(10**9):
    sessions.store("key", "role", "dev", Credentials("ASIA", "s" * 2000 + str(number), "t" * 2000, 2**40, 1))
    if number == 0:
        print("writing", flush=True)
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path):
    sessions = store.SessionStore(str(tmp_path))
    for _ in range(15):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        writer.stdout.readline()
        for _ in range(500):  # reading meanwhile, too
            assert sessions.load("key").expiration == 2**40
        writer.kill()
        writer.communicate()
        assert sessions.load("key").expiration == 2**40


# A writer of both caches, which a parent kills again and again: a fork costs a hundredth of an interpreter.
# About every second kill falls into a write.
INSIDE = "200"  # kills that fall into a write
KILLER = """\
import json, os, random, signal, sys, time
from awsenv.credentials import Credentials
from awsenv.files import private
from awsenv.sessions.store import SessionStore

ours, theirs, wanted = SessionStore(sys.argv[1]), sys.argv[2], int(sys.argv[3])
file, size = theirs + "/" + "0" * 40 + ".json", 2000
keys = Credentials("ASIA", "s" * size, "t" * size, 2**40, 1)
text = json.dumps({"Credentials": {"SessionToken": "t" * size}})

def write():
    while True:
        ours.store("key", "role", "dev", keys)
        private.store(file, text)

ours.store("key", "role", "dev", keys)
private.store(file, text)
unfinished = 0
while unfinished < wanted:
    writer = os.fork()
    if not writer:
        write()
    time.sleep(random.random() / 300)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    left = [*os.listdir(ours.directory), *os.listdir(theirs)]
    unfinished += any(name.startswith(f".awsenv-{writer}-") for name in left)
    found = ours.load("key")
    assert (found.secret_key, found.token, found.expiration) == (keys.secret_key, keys.token, 2**40)
    assert private.read(file) == text
ours.store("key", "role", "dev", keys)
private.store(file, text)
print(*sorted(os.listdir(ours.directory)), *sorted(os.listdir(theirs)))
"""


def test_a_writer_that_is_killed_at_a_random_moment_leaves_both_caches_whole(tmp_path):
    """And what it had begun is swept away by the next one."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path / "ours"), str(tmp_path / "theirs"), INSIDE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["key", "0" * 40 + ".json"]


def test_what_another_process_is_writing_is_left_alone(tmp_path):
    other = tmp_path / f".awsenv-{os.getppid()}"
    unlike = [tmp_path / name for name in ("x.json.1", ".awsenv-", ".awsenv-x", "botocore.tmp")]
    for path in (other, *unlike):
        path.write_text("")
    private.store(str(tmp_path / "new"), "text")
    assert all(path.exists() for path in (other, *unlike))


def test_a_file_of_somebody_else_is_a_miss(sessions):
    sessions.store("key", "role", "dev", KEYS)
    path = sessions.directory + "/key"
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    else:  # only root can give a file away, but root owns some that everybody may read
        path = "/etc/passwd"
    assert private.read(path) is None


def test_fifty_processes_make_one_call_and_get_one_answer(core, server, world):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    for path in core.session_files():
        if "\nrole\n" in path.read_text():
            path.unlink()
    for path in core.cli_files():
        path.unlink()
    before = len(calls(server))
    started = [core.popen("export", "ann-mfa", "--format", "process", shell="") for _ in range(50)]
    answers = {process.communicate(timeout=300) for process in started}
    assert len(answers) == 1
    assert answers.pop()[1] == ""
    assert len(calls(server)) - before == 1


def test_the_death_of_the_opener_lets_the_next_one_open(core, server):
    hang = faults.Hang()
    server.disturb("AssumeRole", hang)
    first = core.popen("export", "open", "--format", "process", shell="")
    server.wait("AssumeRole")
    others = [core.popen("export", "open", "--format", "process", shell="") for _ in range(3)]
    first.kill()
    first.communicate()
    answers = {process.communicate(timeout=60)[0] for process in others}
    hang.release()
    assert len(answers) == 1
    assert "AccessKeyId" in as_json(answers.pop())
    assert len(server.calls("AssumeRole")) == 2


def test_waiting_for_another_opener_can_be_interrupted(core, server, tmp_path):
    hang = faults.Hang()
    server.disturb("AssumeRole", hang)
    first = core.popen("export", "open", shell="")
    server.wait("AssumeRole")
    lock = next((core.home / ".cache/awsenv/sessions").glob("*.lock"))
    second = core.popen("export", "open", shell="")
    assert has_open(second.pid, lock)
    second.send_signal(signal.SIGINT)
    assert (second.wait(timeout=60), second.communicate()) == (130, ("", ""))
    hang.release()
    assert (first.communicate(timeout=60), first.returncode)[1] == 0


def has_open(pid, lock):
    """Return as soon as the process has opened the file, as it does to wait for its lock."""
    while os.path.realpath(lock) not in map(os.path.realpath, Path(f"/proc/{pid}/fd").iterdir()):
        threading.Event().wait(0.01)
    return True


def test_nobody_waits_without_end_where_nobody_is_told(core):
    first = core.popen("export", "open", shell="")
    assert (first.communicate(timeout=60), first.returncode)[1] == 0
    [lock] = (core.home / ".cache/awsenv/sessions").glob("*.lock")
    for path in core.session_files():
        path.unlink()
    for path in core.cli_files():
        path.unlink()
    with locks.Lock(str(lock)):
        result = core.export_after("from awsenv.files import locks; locks.PATIENCE = 0.2", "open")
    assert (result.status, result.out) == (4, "")
    assert "another shell is opening the session of 'open'" in result.err


def test_a_lock_that_is_let_go_in_time_is_taken(tmp_path):
    before = os.listdir("/dev/fd")
    first, told = contextlib.ExitStack(), []
    first.enter_context(locks.Lock(str(tmp_path / "lock")))
    second = locks.Lock(str(tmp_path / "lock"), first.close, limit=60)
    with (
        second,
        pytest.raises(TimeoutError),
        locks.Lock(str(tmp_path / "lock"), lambda: told.append(1), 0.05),
    ):
        pass
    assert told == [1]
    assert os.listdir("/dev/fd") == before
    with locks.Lock(str(tmp_path / "lock"), limit=60):
        pass


@pytest.mark.parametrize("where", ["read-only", "absent", "a file"])
def test_without_a_cache_it_works_with_one_warning(core, server, world, where, tmp_path):
    code = world.mfa_code(SERIAL)
    home = {"read-only": "/proc", "absent": str(tmp_path / "no" / "home"), "a file": "/dev/null"}[where]
    if where == "absent":
        os.mkdir(tmp_path / "no", 0o555)
    files = {"AWS_CONFIG_FILE": ".aws/config", "AWS_SHARED_CREDENTIALS_FILE": ".aws/credentials"}
    variables = {name: str(core.home / path) for name, path in files.items()}
    result = core.run("ann-mfa", "-t", code, HOME=home, **variables)
    assert result.status == 0
    if where != "absent" or os.geteuid() != 0:  # root may write anywhere
        assert [line[:33] for line in result.err.splitlines()] == ["awsenv: sessions cannot be cached"]


def test_a_damaged_session_is_replaced(core, server):
    core.run("open", "-k")
    for path in [*core.session_files(), *core.cli_files()]:
        path.write_text("{")
    assert core.run("open", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2
    assert core.run("open", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2
