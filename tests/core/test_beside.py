"""What does a prompt take of a renewal beside it that nothing keeps, and what is left of that?"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aws import faults
from running import BOB, evaluated, has_ended, renewals, role_arn

from awsenv.environment import dialects

from . import test_hot_path

HOUR = 3600


def container(core, server):
    """A profile without credentials of its own, in a container that has a role."""
    core.write(".aws/config", "[profile plain]\nregion = eu-west-1\n", mode="a")
    core.environ |= server.container_environ
    return "plain", "GetContainerCredentials"


def web_identity(core, _):
    """The same where the variables lead to a token of an identity provider."""
    core.write(".aws/config", "[profile plain]\nregion = eu-west-1\n", mode="a")
    token = core.write("token", "a.signed.token")
    core.environ |= {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": role_arn("web")}
    return "plain", "AssumeRoleWithWebIdentity"


def no_cache(core, _):
    """A role where neither our cache nor that of the AWS CLI can be written to."""
    core.write(".aws/cli", "")
    (core.home / "tmp").mkdir()
    core.environ |= {"XDG_CACHE_HOME": "/proc", "TMPDIR": str(core.home / "tmp")}
    return "open", "AssumeRole"


UNKEPT = [container, web_identity, no_cache]


def near_the_end(core):
    core.environ["AWSENV_EXPIRATION"] = str(int(time.time()) + 60)


@pytest.fixture(params=UNKEPT, ids=[one.__name__ for one in UNKEPT])
def unkept(request, core, server):
    """A shell near the end of a session that nothing keeps, and the call that opens another."""
    name, action = request.param(core, server)
    assert core.run(name, "-k").status == 0
    near_the_end(core)
    return action


@pytest.fixture
def plain(core, server):
    """The same, of a container's role."""
    name, _ = container(core, server)
    assert core.run(name, "-k").status == 0
    near_the_end(core)


def prompt(core, **variables):
    """What a prompt finds: whether it has other keys now, and whether the next one asks again."""
    held = core.environ["AWS_SECRET_ACCESS_KEY"]
    done = core.run("--renew", cold=True, **variables)
    again = core.environ.pop("__awsenv_tried", None) == "0"
    return done, core.environ["AWS_SECRET_ACCESS_KEY"] != held, again


def prompt_after(core, statement):
    """What a prompt says whose core begins with that statement, and whether the next one asks again."""
    script = (
        f"import posix, signal, threading\n{statement}\nimport sys; from awsenv.__main__ import main\n"
        "sys.argv = ['awsenv', '--renew']; sys.exit(main())"
    )
    environ = {**core.environ, "AWSENV_SHELL": f"bash:{dialects.PROTOCOL}"}
    command = ["sh", "-c", 'exec 3>"$0" "$@"', core.home / "code", sys.executable, "-c", script]
    done = subprocess.run(command, env=environ, cwd=core.home, capture_output=True, text=True, check=False)
    again = evaluated((core.home / "code").read_text(), {}).get("__awsenv_tried") == "0"
    return done.returncode, done.stderr, again


def begun(core):
    """A renewal that a prompt has begun and that has left its answer: its pipe."""
    done, new, again = prompt(core)
    assert (done.status, done.err, new, again) == (0, "", False, True)
    [pipe] = renewals(core.home)
    select.select([pipe], [], [])
    return pipe


def test_no_prompt_waits_for_keys_that_nothing_keeps_and_the_next_takes_them(core, server, unkept):
    hang = faults.Hang()
    server.disturb(unkept, hang)
    for _ in range(3):
        done, new, again = prompt(core)
        assert (done.status, done.out, done.err, new, again) == (0, "", "", False, True)
    [pipe] = renewals(core.home)
    hang.release()
    select.select([pipe], [], [])
    done, new, again = prompt(core)
    assert (done.status, done.out, done.err, new, again) == (0, "", "", True, False)
    assert int(core.environ["AWSENV_EXPIRATION"]) > time.time() + HOUR - 100
    assert len(server.calls(unkept)) == 2
    assert has_ended(pipe)
    assert renewals(core.home) == []


def test_what_waits_for_a_prompt_is_on_no_disk(core, plain):
    os.close(begun(core))
    files = {path: path.read_bytes() for path in core.home.rglob("*") if path.is_file()}
    assert prompt(core)[1]
    secret = core.environ["AWS_SECRET_ACCESS_KEY"].encode()
    assert [path for path, content in files.items() if secret in content] == []


@pytest.fixture
def uncached(core, server):
    """The same, of a role that nothing can keep."""
    no_cache(core, server)
    assert core.run("open", "-k").status == 0
    near_the_end(core)


def test_why_there_are_none_is_told_once_and_then_it_is_tried_again(core, server, uncached):
    server.disturb("AssumeRole", faults.error("AccessDenied", 403, "not you"))
    os.close(begun(core))
    done, new, again = prompt(core)
    assert (done.status, new, again) == (5, False, False)
    assert "AWS says: not you" in done.err
    os.close(begun(core))
    assert prompt(core)[1]


OTHERS = {
    "keys": {"AWS_SECRET_ACCESS_KEY": "those/of+another+session"},
    "region": {"AWS_REGION": "eu-central-1"},
    "options": {"AWSENV_OPTIONS": "duration=7200"},
    "endpoint": {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"},
}


@pytest.mark.parametrize("other", OTHERS)
def test_it_is_taken_for_no_other_session(core, uncached, other):
    os.close(begun(core))
    done = core.run("--renew", cold=True, keep=False, **OTHERS[other])
    assert (done.status, done.environ["__awsenv_tried"]) == (0, "0")
    assert prompt(core)[1]


def test_each_shell_has_its_own(core, server, plain):
    pipe = begun(core)
    environ = {**core.environ, "AWSENV_SHELL": f"bash:{dialects.PROTOCOL}", "CODE": str(core.home / "code")}
    other = ["sh", "-c", '"$0" -m awsenv --renew 3>"$CODE"; exit "$?"', sys.executable]
    subprocess.run(other, env=environ, cwd=core.home, check=True)
    assert "__awsenv_tried='0'" in (core.home / "code").read_text()
    assert prompt(core)[1]
    assert has_ended(pipe)


def process_of(pipe):
    """The number of the process that holds the pipe, besides this one."""
    place = os.readlink(f"/proc/self/fd/{pipe}")
    found = [path for path in Path("/proc").glob("[0-9]*/fd/3") if _leads(path, place)]
    return [int(path.parts[2]) for path in found if int(path.parts[2]) != os.getpid()]


def _leads(path, place):
    try:
        return os.readlink(path) == place
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="which process holds a pipe is told by /proc")
def test_where_its_process_was_killed_that_is_said_and_it_is_tried_again(core, plain):
    pipe = begun(core)
    [process] = process_of(pipe)
    os.kill(process, signal.SIGKILL)
    assert has_ended(pipe)
    done, new, again = prompt(core)
    assert (done.status, new, again) == (5, False, False)
    assert "what renews the session was ended; 'plain' is still active" in done.err
    os.close(begun(core))
    assert prompt(core)[1]


@pytest.mark.parametrize("when", ["at work", "before a prompt takes it", "no prompt comes"])
def test_it_ends_with_its_shell_and_in_time_and_leaves_nothing(core, server, uncached, when):
    if when == "at work":
        server.disturb("AssumeRole", faults.Hang())
    held = "renewing.HELD = 1; " if when == "no prompt comes" else ""
    script = (
        f"from awsenv.sessions import renewing; {held}from awsenv.__main__ import main; import sys\n"
        "sys.argv = ['awsenv', '--renew']; sys.exit(main())"
    )
    shell = ["sh", "-c", '"$0" -c "$1" 3>/dev/null; echo; read _', sys.executable, script]
    environ = {**core.environ, "AWSENV_SHELL": f"bash:{dialects.PROTOCOL}"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(shell, env=environ, cwd=core.home, **pipes) as person:
        person.stdout.readline()
        [pipe] = renewals(core.home)
        if when != "at work":
            select.select([pipe], [], [])
        if when != "no prompt comes":
            person.kill()
            person.wait()
        assert has_ended(pipe)
        person.kill()
    assert renewals(core.home) == []


def test_a_pipe_of_a_shell_that_is_gone_is_swept_away(core, plain):
    with subprocess.Popen(["true"]) as gone:
        pass
    os.close(begun(core))
    [directory] = core.home.glob(".cache/awsenv/renewals")
    os.mkfifo(directory / f".awsenv-{gone.pid}-0")
    assert prompt(core)[1]
    near_the_end(core)
    os.close(begun(core))
    assert [path.name.split("-")[1] for path in directory.iterdir()] == [str(os.getpid())]


def test_it_costs_a_prompt_no_module_more_than_a_session_that_is_kept(core, plain):
    environ = {**core.environ, "AWSENV_SHELL": f"bash:{dialects.PROTOCOL}"}
    begin, loaded = test_hot_path.run(environ, "--renew")
    assert ("__awsenv_tried='0'" in begin, test_hot_path.heavy(loaded)) == (True, set())
    core.wait_for_renewals()
    taken, loaded = test_hot_path.run(environ, "--renew")
    assert ("AWS_SECRET_ACCESS_KEY=" in taken, test_hot_path.heavy(loaded)) == (True, set())


@pytest.mark.skipif(sys.platform != "linux", reason="where nothing can be made is /proc")
def test_where_no_pipe_can_be_it_says_so_at_once(core, server, plain):
    nowhere = {"XDG_CACHE_HOME": "/proc", "XDG_RUNTIME_DIR": "/proc", "TMPDIR": "/proc"}
    done, new, again = prompt(core, **nowhere)
    assert (done.status, new, again) == (1, False, False)
    assert "set XDG_CACHE_HOME to a directory of your own" in done.err
    assert len(server.calls("GetContainerCredentials")) == 1


def test_a_place_where_others_may_write_is_not_used(core, plain):
    cache, other = core.home / "shared", core.home / "tmp"
    for path in (cache, other):
        path.mkdir()
    (cache / "awsenv/renewals").mkdir(parents=True)
    cache.chmod(0o777)
    places = {"XDG_CACHE_HOME": str(cache), "TMPDIR": str(other)}
    done, new, again = prompt(core, **places)
    assert (done.status, new, again) == (0, False, True)
    assert list((cache / "awsenv/renewals").iterdir()) == []
    [pipe] = renewals(core.home)
    select.select([pipe], [], [])
    os.close(pipe)
    assert prompt(core, **places)[1]


def test_keys_without_an_end_follow_those_that_had_one(core):
    give = core.write("bin/give", "#!/bin/sh\ncat answer\n")
    give.chmod(0o755)
    keys = {"Version": 1, "AccessKeyId": BOB, "SecretAccessKey": "bob/canary+secret"}
    core.write("answer", json.dumps({**keys, "Expiration": "2999-01-01T00:00:00Z"}))
    core.environ["PATH"] = f"{give.parent}:{core.environ['PATH']}"
    core.write(".aws/config", "[profile it]\nregion = eu-west-1\ncredential_process = give\n", mode="a")
    assert core.run("it", "-k").status == 0
    for path in core.session_files():
        path.unlink()
    near_the_end(core)
    core.write("answer", json.dumps({**keys, "SecretAccessKey": "another"}))
    os.close(begun(core))
    assert prompt(core)[1]
    assert "AWSENV_EXPIRATION" not in core.environ


NO_PROCESS = {
    "the first": "posix.fork = lambda: exec('raise BlockingIOError(11, str())')",
    "the second": "fork = posix.fork; posix.fork = lambda: setattr(posix, 'fork', None) or fork()",
}


@pytest.mark.parametrize("which", NO_PROCESS)
def test_where_no_process_can_be_started_that_is_said_and_then_it_is_tried_again(core, plain, which):
    status, said, again = prompt_after(core, NO_PROCESS[which])
    assert (status, again) == (1, False)
    assert "cannot be renewed: no process can be started; 'plain' is still active" in said
    assert "it is tried again in a minute" in said
    assert renewals(core.home) == []
    os.close(begun(core))
    assert prompt(core)[1]


def test_a_shell_that_ignores_the_end_of_its_children_has_one_renewal(core, server, plain):
    assert prompt_after(core, "signal.signal(signal.SIGCHLD, signal.SIG_IGN)") == (0, "", True)
    [pipe] = renewals(core.home)
    select.select([pipe], [], [])
    os.close(pipe)
    assert prompt(core)[1]
    assert len(server.calls("GetContainerCredentials")) == 2


def test_ctrl_c_as_it_begins_leaves_no_pipe(core, plain):
    interrupt = "def fork(): raise KeyboardInterrupt\nposix.fork = fork"
    assert prompt_after(core, interrupt) == (130, "", False)
    os.close(begun(core))
    assert prompt(core)[1]


def test_where_no_thread_can_be_started_it_is_renewed_all_the_same(core, plain):
    refuse = "threading.Thread.start = lambda _: exec('raise RuntimeError')"
    assert prompt_after(core, refuse) == (0, "", True)
    [pipe] = renewals(core.home)
    assert select.select([pipe], [], [], 20)[0] == [pipe]
    os.close(pipe)
    assert prompt(core)[1]
