"""Does a command have credentials for as long as it runs, by loopback or a directory, and nothing else?"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from running import CONFIG, CORP, CORP_SESSION, SERIAL, START, WORK_ACCOUNT, role_arn

from awsenv.serving import opening

PYTHON = sys.executable
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
OPEN_ROLE = role_arn("open")
OPEN = f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/open/awsenv-ann"
# Says how it is reached, and waits for the end of its input; or ends by the signal that it reads.
WAITS = """\
import json, os, sys
print(json.dumps(dict(os.environ)), flush=True)
for line in sys.stdin:
    if line == "ask\\n":
        import boto3
        try:
            print(json.dumps(boto3.client('sts').get_caller_identity()['Arn']), flush=True)
        except Exception as error:
            print(json.dumps(str(error)), flush=True)
"""


class Command:
    """A command that waits, with credentials: what it was given, and the process that serves it."""

    def __init__(self, core, *words, program=WAITS):
        words = [PYTHON, "-m", "awsenv", "exec", *words, "--", PYTHON, "-c", program]
        self.errors = (core.home / "errors").open("w+")
        self.process = subprocess.Popen(
            words, env=core.environ, cwd=core.home, stdin=-1, stdout=-1, stderr=self.errors, text=True
        )
        line = self.process.stdout.readline()
        assert line, self.said
        self.environ = json.loads(line)

    @property
    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    @property
    def directory(self):
        return Path(self.environ["AWS_CONFIG_FILE"]).parent

    @property
    def address(self):
        return urlsplit(self.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"])

    def get(self, method="GET", path=None, **headers):
        """Status and document of a request as SDKs make it, but for what is said here; None leaves out."""
        here = {"Authorization": self.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]} | headers
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=5)
        with contextlib.closing(connection):
            connection.putrequest(method, path or self.address.path, skip_host="Host" in here)
            for name, value in here.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as answer:
                return answer.status, json.loads(answer.read() or "{}")

    def connect(self):
        return socket.create_connection((self.address.hostname, self.address.port), timeout=5)

    def ask(self):
        """Whom STS sees, or what the SDK says."""
        self.process.stdin.write("ask\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def start(core):
    """Start a command that waits: start("--serve", "open")."""
    started = []

    def start(*words, **more):
        started.append(Command(core, *words, **more))
        return started[-1]

    yield start
    for command in started:
        command.process.kill()
        command.process.communicate()
        command.errors.close()


def shorten(world, seconds):
    """Let every session that is opened from now on last so long."""
    whole = world._open  # noqa: SLF001 (all kinds of sessions come from there)
    world._open = lambda keys, _: whole(keys, seconds)  # noqa: SLF001


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- credentials that last ----------------------------------------------------------------------------------


def test_a_session_is_renewed_ahead_and_an_outage_is_told_once_and_survived(start, server, world):
    shorten(world, 4)
    command = start("--serve", "open")
    whole, seen = server.answer, set()
    seen.add(command.get()[1]["AccessKeyId"])
    until(lambda: len(seen.union({command.get()[1].get("AccessKeyId")})) > 1)

    def down(_):
        raise ConnectionAbortedError

    server.answer = down
    until(lambda: "cannot reach 127.0.0.1" in command.get()[1].get("Message", ""))
    status, document = command.get()
    assert (status, document["Code"]) == (503, "CredentialsUnavailable")
    server.answer = whole
    until(lambda: command.get()[0] == 200)
    until(lambda: command.said.endswith("awsenv: the session of 'open' is renewed again\n"))
    told, remedy, _ = command.said.splitlines()
    assert re.fullmatch(
        r"awsenv: cannot reach .*; the command goes on, (its session lasts . s more|it has no .*)",
        told,
    )
    assert remedy == "awsenv: check the network, the proxy, the region and endpoint_url"


def test_what_takes_a_person_is_told_and_it_goes_on_once_that_was_done(core, start, world):
    shorten(world, 5)
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    command = start("--share", "ann-mfa")
    path = command.directory / "credentials.json"
    first = path.read_text()
    until(lambda: command.said)
    what, remedy = command.said.splitlines()
    assert what.startswith(
        "awsenv: the session of profile 'ann-mfa' needs an MFA code; the command goes on, "
    )
    assert remedy == "awsenv: awsenv login 'ann-mfa'"
    world.mfa_window += 1
    shorten(world, 3600)
    core.run("login", "ann-mfa", "--force", "-t", world.mfa_code(SERIAL))  # a second may be left
    until(lambda: path.read_text() != first)
    until(lambda: command.said.endswith("awsenv: the session of 'ann-mfa' is renewed again\n"))
    assert command.end() == 0


def test_another_identity_under_the_same_name_is_refused(core, start, world):
    shorten(world, 4)
    command = start("--serve", "open")
    text = (core.home / ".aws/config").read_text()
    core.write(
        ".aws/config",
        text.replace(f"source_profile = ann\nrole_arn = {role_arn('open')}", "credential_process = x"),
    )
    until(lambda: command.said)
    assert "was" in command.said.splitlines()[0]
    until(lambda: command.get()[0] == 503)


# --- awsenv inside ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["default", "team/Admin"])
def test_status_knows_who_it_is_whatever_the_profile_is_called(core, name):
    """No file that the command sees has that profile, or has another of that name."""
    section = name if name == "default" else f"profile {name}"
    core.write(
        ".aws/config",
        f"[{section}]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = {OPEN_ROLE}\n",
        mode="a",
    )
    script = "awsenv status; echo $?; AWS_PROFILE=x awsenv status; awsenv use --help >help; echo $?"
    done = core.run("exec", "--serve", name, "--", "sh", "-c", script)
    assert done.err == ""
    first, second = done.out.split("\n0\n", 1)
    assert "problem" not in first
    assert "fix         end this command, and start it again from your own shell\n" in second
    assert second.endswith("\n0\n")


def test_a_shell_in_it_does_not_say_that_an_idle_identity_was_dropped(core):
    text = "[[class]]\nmatch = 'op*'\nidle = '1s'\n"
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", text))
    done = core.run("exec", "--serve", "open", "--", "sh", "-c", "echo ${AWSENV_IDLE-none}; awsenv status")
    assert (done.out[:5], "idle" in done.out) == ("none\n", False)


def test_doctor_finds_nothing_wrong_with_what_is_made_for_a_container(core):
    done = core.run("exec", "--share", "open", "--", "awsenv", "doctor")
    assert "other users can read" not in done.out
    assert "AWS_SDK_LOAD_CONFIG" not in done.out


# --- the command is itself ----------------------------------------------------------------------------------


def test_whom_aws_sees_and_with_one_call(core, server):
    for reach in ("--serve", "--share"):
        done = core.run("exec", reach, "open", "--", PYTHON, "-c", WHO)
        assert (done.status, done.out, done.err) == (0, OPEN + "\n", "")

    assert len(server.calls("AssumeRole")) == 1


def test_an_address_is_said_once_to_be_a_profile_of_the_users(core):
    core.write(".aws/config", CONFIG.partition("[profile bob-open]")[0])
    done = core.run("exec", "--serve", f"{WORK_ACCOUNT}/open", "--from", "ann", "--", "true")
    assert done.err == f"awsenv: '{WORK_ACCOUNT}/open' is your profile 'open'\n"


@pytest.mark.parametrize(
    ("script", "status"), [("exit 42", 42), ("kill -TERM $$", -15), ("kill -9 $$", -9), ("kill -INT $$", -2)]
)
def test_the_status_is_the_commands_and_nothing_is_left(core, script, status):
    done = core.run("exec", "--serve", "bob", "--", "sh", "-c", script)
    assert (done.status, done.err) == (status, "")
    assert os.listdir(core.home / ".cache/awsenv/commands") == []


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("no-such-command", 127, "no command 'no-such-command' on the PATH"),
        ("./none", 127, "no file './none'"),
        ("./script", 127, "the interpreter that './script' names does not exist"),
        ("", 127, "an empty word is not a command"),
        ("/etc/passwd", 126, "cannot run '/etc/passwd': Permission denied"),
    ],
)
def test_what_cannot_be_run_is_an_error_and_nothing_is_left(core, command, status, said):
    core.write("script", "#!/no/such/interpreter\n").chmod(0o700)
    done = core.run("exec", "--share", "bob", "--", command)
    assert (done.status, done.err) == (status, f"awsenv: {said}\n")
    assert os.listdir(core.home / ".cache/awsenv/commands") == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT])
def test_a_signal_to_us_is_the_commands_once(core, number):
    program = f"""\
import os, signal
got = []
signal.signal({int(number)}, lambda *_: got.append(1))
print("{{}}", flush=True)
while not got:
    signal.sigtimedwait([], 0.02)
print(len(got), flush=True)
"""
    words = [PYTHON, "-m", "awsenv", "exec", "--serve", "bob", "--", PYTHON, "-c", program]
    with subprocess.Popen(words, env=core.environ, cwd=core.home, stdout=-1, text=True) as process:
        process.stdout.readline()
        process.send_signal(number)
        assert process.stdout.read() == "1\n"
    assert process.returncode == 0


def test_kill_9_of_ours_leaves_an_address_where_nobody_answers(core, start):
    command = start("--serve", "open")
    command.process.kill()
    command.process.wait()
    until(lambda: not command.directory.exists())
    with pytest.raises(ConnectionRefusedError):
        command.get()
    until(lambda: os.listdir(core.home / ".cache/awsenv/commands") == [])


def test_kill_9_of_the_command_ends_all(core, start):
    command = start("--share", "open")
    inner = int(
        subprocess.check_output(["pgrep", "-P", str(command.process.pid), "-f", "json.dumps"]).split()[0]
    )
    os.kill(inner, signal.SIGKILL)
    assert command.process.wait(20) == -signal.SIGKILL
    assert not command.directory.exists()


def test_the_command_is_stopped_and_goes_on_as_if_it_were_alone(start_core, core):
    """What the terminal's key stops, the shell sees stopped."""
    script = (
        "set -m; trap : TSTP; \"$0\" -m awsenv exec --serve bob -- sh -c 'echo begun; read x; echo got-$x'"
    )
    terminal = start_core(line=f"{script}; echo status-$?; fg >/dev/null; echo over-$?")
    terminal.until("begun")
    terminal.send(b"\x1a")
    terminal.until("status-1")
    terminal.send("it\r")
    terminal.until("got-it")
    terminal.until("over-0")


def test_a_pipe_ends_when_the_command_closes_it(core):
    script = "exec >&- ; read x; echo $x >&2"
    words = [PYTHON, "-m", "awsenv", "exec", "--serve", "bob", "--", "sh", "-c", script]
    with subprocess.Popen(words, env=core.environ, cwd=core.home, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdout.read() == b""
        assert process.communicate(b"after\n", timeout=20)[1] == b"after\n"


# --- what it sees -------------------------------------------------------------------------------------------


def test_the_profiles_settings_and_no_other_profile(core, start):
    core.write(
        ".aws/config",
        "[default]\nregion = us-east-1\n[services them]\ns3 =\n  endpoint_url = http://x\n",
        mode="a",
    )
    extra = "max_attempts = 7\ns3 =\n  addressing_style = path\nservices = them\nmfa_process = canary\n"
    core.write(
        ".aws/config",
        f"[profile own]\n{extra}source_profile = ann\nrole_arn = {role_arn('open')}\n",
        mode="a",
    )
    core.environ |= {"AWS_PROFILE": "bob", "AWS_ACCESS_KEY_ID": "AKIAX", "AWS_BEARER_TOKEN_BEDROCK": "b"}
    command = start("--serve", "own", "-r", "eu-north-1")
    text = (command.directory / "config").read_text()
    assert (
        text
        == """\
[default]
region = eu-north-1
max_attempts = 7
s3 =
  addressing_style = path
services = them
[services them]
s3 =
  endpoint_url = http://x
"""
    )
    assert (command.directory / "credentials").read_text() == ""
    assert stat.S_IMODE(command.directory.stat().st_mode) == 0o700
    gone = {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_BEARER_TOKEN_BEDROCK"}
    assert gone & command.environ.keys() == set()


# --- attacks ------------------------------------------------------------------------------------------------

WRONG = {
    "no token": (401, {"Authorization": None}),
    "another token": (401, {"Authorization": "x" * 43}),
    "an empty token": (401, {"Authorization": ""}),
    "a token with more": (401, {"Authorization": "TOKENx"}),
    "another path": (404, {"path": "/"}),
    "a path below": (404, {"path": "PATH/"}),
    "a query": (404, {"path": "PATH?x=y"}),
    "a whole address": (403, {"path": "http://127.0.0.1PATH"}),
    "another host": (403, {"Host": "evil.example"}),
    "another port": (403, {"Host": "127.0.0.1:1"}),
    "no port": (403, {"Host": "127.0.0.1"}),
    "no host": (403, {"Host": None}),
    "a page's origin": (403, {"Origin": "http://127.0.0.1"}),
    "an origin that is none": (403, {"Origin": "null"}),
    **{method: (405, {"method": method}) for method in ("POST", "PUT", "HEAD", "OPTIONS", "TRACE", "get")},
}


def test_nothing_but_what_an_sdk_sends_gets_in(start):
    command = start("--serve", "open")
    here, token = command.address.path, command.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    got = {}
    for name, (_, more) in WRONG.items():
        filled = {k: v and v.replace("PATH", here).replace("TOKEN", token) for k, v in more.items()}
        got[name], document = command.get(**filled)
        assert more.get("method") == "HEAD" or set(document) == {"code", "message", "Code", "Message"}
    assert got == {name: status for name, (status, _) in WRONG.items()}
    assert command.get()[0] == 200


RAW = [
    b"",
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\n x: y\r\n\r\n",
    b"\x16\x03\x01\x02" * 9,
    b"x" * 9000,
]


def test_what_is_no_request_and_who_only_connects_does_not_keep_it(start):
    command = start("--serve", "open")
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(command.connect())
        for data in RAW:
            with command.connect() as raw:
                raw.sendall(data)
                raw.shutdown(socket.SHUT_WR)
                assert b"ASIA" not in raw.recv(9999)
        assert command.get()[0] == 200
        for _ in range(60):
            stack.enter_context(command.connect())
        until(lambda: answers(command))
    assert command.said == ""


def answers(command):
    try:
        return command.get()[0] == 200
    except (OSError, http.client.HTTPException):
        return False


AS_CONTAINER = """\
mount --bind "$AWSENV_SHARED" /mnt && exec setpriv --reuid 12345 --regid 12345 --clear-groups \\
  sh -c 'cat /mnt/config /mnt/credentials.json; ls "$AWSENV_SHARED" && echo REACHED'
"""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="takes root, to be another user")
def test_a_container_reads_the_directory_and_another_user_does_not_get_there(core):
    core.home.chmod(0o755)
    done = core.run("exec", "--share", "open", "--", "unshare", "--mount", "sh", "-c", AS_CONTAINER)
    assert "[default]\nregion = eu-west-1\ncredential_process = cat " in done.out
    assert '{"Version": 1, "AccessKeyId": "ASIA' in done.out
    assert "REACHED" not in done.out


# --- agents -------------------------------------------------------------------------------------------------

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


TAKE = """\
python3 -c '
import os, urllib.request as u
uri, token = (os.environ["AWS_CONTAINER_" + name] for name in ("CREDENTIALS_FULL_URI", "AUTHORIZATION_TOKEN"))
print(u.urlopen(u.Request(uri, headers={"Authorization": token})).read().decode())'
"""


def agent(core, *words, command=(PYTHON, "-c", WHO)):
    return core.run("exec", "--agent", *words, "--", *command)


def test_a_role_is_narrowed_and_says_agent_program_and_user(core, server):
    done = agent(core, "open")
    assert (done.status, done.out) == (0, OPEN.replace("awsenv-ann", "agent-python-ann") + "\n"), done.err
    assert (
        f"as 'open' (role open, account {WORK_ACCOUNT}), read-only; credentials were fetched once\n"
        in done.err
    )
    [call] = server.calls("AssumeRole")
    assert call.parameters["PolicyArns.member.1.arn"] == READ_ONLY


def test_session_policies_of_the_profile_are_not_widened_for_an_agent(core, server):
    own = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    role = f"role_arn = {role_arn('open')}\nsource_profile = ann\nregion = eu-west-1\n"
    core.write(".aws/config", f"[profile narrow]\n{role}policy_arns = {own}\n", mode="a")
    done = agent(core, "narrow", command=["true"])
    assert (done.status, "has session policies, which an agent's would replace" in done.err) == (2, True)
    assert agent(core, "narrow", "--as-is", command=["true"]).status == 0
    [call] = server.calls("AssumeRole")
    assert call.parameters["PolicyArns.member.1.arn"] == own


def test_a_users_keys_are_narrowed_by_federation_once(core, server):
    for _ in range(2):
        done = agent(core, "bob", command=["sh", "-c", TAKE])
        assert (done.status, done.out[:20]) == (0, '{"AccessKeyId": "ASI'), done.err
    [call] = server.calls("GetFederationToken")
    assert call.parameters["Name"] == "agent-sh-ann"
    assert call.parameters["PolicyArns.member.1.arn"] == READ_ONLY


def test_what_is_asked_of_an_agents_session_is_done_and_said(core, server):
    policy = core.write("policy.json", '{"Version":"2012-10-17"}')
    done = agent(
        core, "bob", "--policy", str(policy), "--session-name", "me", "--tag", "a=b", command=["true"]
    )
    assert "as 'bob', restricted; credentials" in done.err
    [call] = server.calls("GetFederationToken")
    assert (call.parameters["Name"], call.parameters["Policy"]) == ("me", policy.read_text())
    assert call.parameters["Tags.member.1.Value"] == "b"
    assert "PolicyArns.member.1.arn" not in call.parameters

    done = agent(core, "bob", "--source-identity", "me", command=["true"])
    assert (done.status, "it cannot have a source-identity" in done.err) == (2, True)
    done = agent(core, "open", "--as-is", "--read-only", command=["true"])
    assert "account 444455556666), read-only; credentials" in done.err
    done = agent(core, "open", "--policy", str(policy), command=["true"])
    assert "account 444455556666), restricted; credentials" in done.err


def test_as_it_is_keeps_to_a_read_only_class(core):
    text = "[[class]]\nmatch = 'bob'\nreadonly = true\n"
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", text))
    done = agent(core, "bob", "--as-is", command=["true"])
    assert (done.status, "is in a read-only class" in done.err) == (1, True)
    assert agent(core, "bob", "--as-is", "--no-read-only", command=["true"]).status == 0


def test_what_a_class_allows_agents_takes_the_place_of_read_only(core, server):
    policy = "arn:aws:iam::aws:policy/SecurityAudit"
    text = f"[[class]]\nmatch = 'op*'\nagent = '{policy}'\nconfirm = true\n"
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", text))
    assert agent(core, "open", command=["true"]).status == 4  # no terminal to type its name on
    done = agent(core, "open", "--yes", command=["true"])  # as the settings were kept
    assert "'open' (role open, account 444455556666), restricted; credentials were never fetched" in done.err
    assert [one.parameters["PolicyArns.member.1.arn"] for one in server.calls("AssumeRole")] == [policy]


def test_a_role_of_sso_becomes_the_read_only_one_of_the_same_account_or_an_error(core, world):
    core.write(".aws/config", CORP + CORP_SESSION, mode="a")
    sign_in(core, world)
    done = agent(core, "corp", command=["echo", "ran"])
    assert (done.status, done.out) == (1, "")
    assert "you have no read-only role in account 444455556666" in done.err
    assert (
        "if one of these is read-only, name it in readonly_roles of the settings: machine; or --as-is gives"
        in done.err
    )
    world.portal.assignments["ann", WORK_ACCOUNT, "AWSReadOnlyAccess"] = role_arn("open")
    done = agent(core, "corp")
    assert done.out == OPEN.replace("awsenv-ann", "ann") + "\n"
    assert "the agent gets your role AWSReadOnlyAccess of the same account, which is read-only" in done.err


def test_an_agent_may_ask_who_it_is_and_nothing_else(core):
    verbs = [
        ["bob"],
        ["-"],
        ["off"],
        ["region", "x"],
        ["exec", "bob", "--", "true"],
        ["login", "bob"],
        ["logout"],
    ]
    verbs += [
        ["export", "bob"],
        ["local", "bob"],
        ["allow"],
        ["console"],
        ["sso", "sync"],
        ["demo"],
        ["run", "*"],
    ]
    script = "".join(f"awsenv {shlex.join(words)}; echo $?\n" for words in verbs)
    done = agent(
        core, "--as-is", "open", command=["sh", "-c", script + "awsenv status; echo $?; awsenv use open"]
    )
    *refused, last = done.out.split("\n", len(verbs))
    assert (refused, done.status) == (["1"] * len(verbs), 1)
    assert "no other identity" in last
    assert last.endswith("\n0\n")
    what = "awsenv: this runs in awsenv exec --agent 'open', and has no other identity\n"
    assert done.err.count(what + "awsenv: type it in another terminal, as yourself\n") == len(verbs) + 1


def test_what_opens_a_session_ends_without_words_where_it_is_interrupted_as_it_begins(tmp_path):
    (tmp_path / "awsenv").mkdir()
    (tmp_path / "awsenv/__init__.py").touch()
    (tmp_path / "awsenv/__main__.py").write_text("raise KeyboardInterrupt\n")
    words = [
        sys.executable,
        "-IS",
        "-c",
        opening.PROGRAM,
        json.dumps(["awsenv", [*sys.path, str(tmp_path)][::-1]]),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def sign_in(core, world):
    world.portal.accounts[WORK_ACCOUNT] = "work"
    world.portal.assignments["ann", WORK_ACCOUNT, "machine"] = role_arn("machine")
    ends = world.now() + timedelta(hours=8)
    token = {"startUrl": START, "region": "eu-west-1", "accessToken": world.sign_in.token("ann", ends)}
    token["expiresAt"] = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
    path = f".aws/sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json"
    core.write(path, json.dumps(token)).chmod(0o600)
