"""How do tests run the core against the loopback AWS, and read back what it makes of a shell?"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import warm
from aws import Role, Server, User, World
from warm import ROOT

HOME_ACCOUNT, WORK_ACCOUNT = "111122223333", "444455556666"
ANN, BOB = "AKIAANN2222222222222", "AKIABOB2222222222222"
SERIAL = f"arn:aws:iam::{HOME_ACCOUNT}:mfa/ann"
PROVIDER = f"arn:aws:iam::{WORK_ACCOUNT}:oidc-provider/ci.example"


def role_arn(name):
    return f"arn:aws:iam::{WORK_ACCOUNT}:role/{name}"


CREDENTIALS = f"""\
[ann]
aws_access_key_id = {ANN}
aws_secret_access_key = ann/canary+secret
[bob]
aws_access_key_id = {BOB}
aws_secret_access_key = bob/canary+secret
"""

CONFIG = f"""\
[profile ann]
region = eu-west-1
[profile bob]
region = eu-west-1
[profile ann-mfa]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("mfa")}
mfa_serial = {SERIAL}
[profile other-mfa]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("other")}
mfa_serial = {SERIAL}
[profile open]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("open")}
[profile bob-open]
region = eu-west-1
source_profile = bob
role_arn = {role_arn("open")}
[profile chained]
region = eu-west-1
source_profile = ann-mfa
role_arn = {role_arn("path/chained")}
"""

# The same role by a sign-in to IAM Identity Center: with a session, and as it was before there were any.
START = "https://corp.example/start"
CORP = f"""\
[profile corp]
region = eu-west-1
sso_session = corp
sso_account_id = {WORK_ACCOUNT}
sso_role_name = machine
"""
CORP_SESSION = f"""\
[sso-session corp]
sso_start_url = {START}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
OLD = f"""\
[profile old]
region = eu-west-1
sso_start_url = {START}
sso_region = eu-west-1
sso_account_id = {WORK_ACCOUNT}
sso_role_name = machine
"""


# A variable that changes nothing, but is not known to: with it a call to STS takes a client of botocore's.
CLIENT = {"AWS_CSM_ENABLED": "false"}


def stop(listener):
    """Close a socket at which a thread waits: that would go on to wait, and take what is not for it."""
    with suppress(OSError):  # as a Mac says of a socket that only listens
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


# Values in which a shell's quoting could fail.
HOSTILE = [
    *("", " ", "  a  ", "\n", "a\n\nb\n", "\t", "\r\n", "'", "''", '"', "a'b\"c", "\\"),
    *("a\\", "\\'", "\\n", "$(touch x)", "`touch x`", "$HOME", "*", "~", "{a,b}", "!!", "#", "; touch x"),
    *("-x", "--", "(touch x)", "é ü", "日本", "🙂", "\u2028", "\x01", "\x1b[31m", "\x7f", "\ufeff", "\x85"),
]

# Profiles of somebody who asks no AWS.
SAMPLE = """\
[default]
region = eu-central-1
[profile dev]
region = eu-west-1
credential_process = x
[profile prod-network-admin]
role_arn = arn:aws:iam::012345678901:role/NetworkAdminRole
source_profile = prod-account
"""


class Result(NamedTuple):
    """What a run of the core gave: its status and words, the shell's environment after it, and the code."""

    status: int
    out: str
    err: str
    environ: dict[str, str]
    code: str = ""

    @property
    def aws(self):
        """What AWS tools see of that environment."""
        return {name: value for name, value in self.environ.items() if name.startswith("AWS_")}


def run_core(environ, directory, *words, snippet=None, cold=False):
    """Run the core to its end in a directory, without a terminal; code for a snippet is evaluated in bash.

    The `snippet` is as in AWSENV_SHELL, such as bash:3. A `cold` run has this process's umask and limits.
    """
    code = Path(directory) / f"code-{os.urandom(6).hex()}" if snippet is not None else None
    theirs = {"PYTHONPATH": str(ROOT), **environ} | ({} if snippet is None else {"AWSENV_SHELL": snippet})
    status, out, err = warm.run(["-m", "awsenv", *words], theirs, directory, code, cold=cold)
    text = code.read_text() if code else ""
    if code:
        code.unlink(missing_ok=True)
    after = evaluated(text, environ) if text and status == 0 else environ
    return Result(status, out, err, after, text)


def watched(program, environ, *words):
    """Run a program around the core that says on stderr what it saw; the code for the shell, and those lines.

    It has no site, so that the core alone imports; its first two words are where that and its packages are.
    """
    places, home = [ROOT, sysconfig.get_path("purelib")], Path(environ["HOME"])
    command = [sys.executable, "-I", "-S", "-c", program, *places, *words]
    done = subprocess.run(
        ["sh", "-c", 'exec 3>"$0"; exec "$@"', home / "code", *command],
        env=environ,
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    return (home / "code").read_text(), done.stderr.split("\n")


class Core:
    """A shell's view of the core: each run starts from the environment that the last one left."""

    def __init__(self, home, environ):
        self.home = home
        self.environ = environ

    def write(self, name, text, *, mode="w"):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode) as stream:
            stream.write(text)
        return path

    def popen(self, *words, shell="bash", **variables):
        """Start the core as a snippet does; what it writes on descriptor 3 goes to the file of that name."""
        environ = {**self.environ, **variables}
        if shell:
            environ["AWSENV_SHELL"] = f"{shell}:3"
        command = ["sh", "-c", 'exec "$0" -m awsenv "$@" 3>"$CODE"', sys.executable, *words]
        if not shell:
            command = [sys.executable, "-m", "awsenv", *words]
        return subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd=self.home,
        )

    def run(self, *words, keep=True, shell="bash", cold=False, **variables):
        """Run the core as run_core does, from the environment that the last run left."""
        before = {**self.environ, **variables}
        done = run_core(before, self.home, *words, snippet=f"{shell}:3" if shell else None, cold=cold)
        if keep:
            self.environ = done.environ
        return done

    def renew(self, **variables):
        """Renew as the prompts of a shell do: the first begins it, and the one after its end takes it.

        Not by a warm process, which is not a child of this one, as that of a shell is.
        """
        done = self.run("--renew", cold=True, **variables)
        if done.environ.get("__awsenv_tried") != "0":
            return done
        self.wait_for_renewals()
        del self.environ["__awsenv_tried"]
        return self.run("--renew", cold=True, **variables)

    def wait_for_renewals(self):
        wait_for_renewals(self.home)

    def export_after(self, statement, profile, **variables):
        """Run `awsenv export` where the statement has shortened a time limit, which would hold the test."""
        script = (
            f"import sys; from awsenv.__main__ import main; {statement}\n"
            f"sys.argv = ['awsenv', 'export', {profile!r}]; sys.exit(main())"
        )
        done = warm.run(["-c", script], {**self.environ, **variables}, self.home)
        return Result(*done, self.environ)

    def session_files(self):
        directory = self.home / ".cache/awsenv/sessions"
        return (
            sorted(path for path in directory.glob("*") if path.suffix != ".lock")
            if directory.exists()
            else []
        )

    def cli_files(self):
        return sorted((self.home / ".aws/cli/cache").glob("*.json"))


def wait_for_renewals(home):
    """Wait until each renewal beside a prompt has left what a prompt takes, in its pipe or in the cache."""
    for pipe in renewals(home):
        select.select([pipe], [], [])
        os.close(pipe)


def renewals(home):
    """The pipes of the renewals that are under way, to be read without waiting."""
    found = []
    for path in home.glob("*/awsenv*/renewals/.awsenv-*"):
        try:
            found.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        except FileNotFoundError:  # it has just ended
            pass
    return found


def has_ended(pipe):
    """Whether the process ends within 20 s that has the other end of the pipe; the kernel tells at once."""
    while select.select([pipe], [], [], 20)[0]:
        if not os.read(pipe, 1 << 16):
            os.close(pipe)
            return True
    return False


def evaluated(code, environ):
    """What bash holds after the code, with the unexported variables of the snippet."""
    show = 'for name in ${!__awsenv_@}; do export "$name"; done; env -0'
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{code}\n{show}"], env=environ, capture_output=True, check=True, timeout=60
    )
    pairs = (
        item.partition("=") for item in done.stdout.decode("utf-8", "surrogateescape").split("\0") if item
    )
    return {name: value for name, _, value in pairs if name not in {"_", "SHLVL", "PWD", "OLDPWD"}}


def identity(environ):
    """The ARN that STS confirms to an SDK in this environment."""
    script = (
        "import botocore.session as s; print(s.Session().create_client('sts').get_caller_identity()['Arn'])"
    )
    status, out, err = warm.run(["-c", script], environ, environ["HOME"])
    assert (status, err) == (0, ""), err
    return out.strip()


def calls(server):
    """The STS calls so far, each as its action and the parameters that make a difference."""
    known = {"GetSessionToken", "AssumeRole", "AssumeRoleWithWebIdentity"}
    return [
        (one.action, {k: v for k, v in one.parameters.items() if k != "RoleSessionName"})
        for one in server.log
        if one.action in known
    ]


@pytest.fixture
def world():
    home = f"arn:aws:iam::{HOME_ACCOUNT}:root"
    return World(
        users={
            ANN: User(f"arn:aws:iam::{HOME_ACCOUNT}:user/ann", "ann/canary+secret", mfa=SERIAL),
            BOB: User(f"arn:aws:iam::{HOME_ACCOUNT}:user/bob", "bob/canary+secret"),
        },
        roles={
            role_arn("open"): Role((home,), max_duration=43200),
            role_arn("mfa"): Role((home,), mfa=True, max_duration=43200),
            role_arn("other"): Role((home,), mfa=True),
            role_arn("external"): Role((home,), external_id="x-1"),
            role_arn("path/chained"): Role(
                (role_arn("mfa"), role_arn("open"), role_arn("machine")), max_duration=43200
            ),
            role_arn("web"): Role((PROVIDER,)),
            role_arn("machine"): Role(()),
        },
        web_identities={"a.signed.token": PROVIDER},
        instance=role_arn("machine"),
        container=role_arn("machine"),
    )


@pytest.fixture
def server(world):
    with Server(world) as server:
        yield server


@pytest.fixture
def core(home, environ, server):
    """A shell of somebody who has Ann's and Bob's keys."""
    return with_keys(home, {**environ, "USER": "ann"}, server)


def with_keys(home, environ, server):
    made = Core(home, {**environ, **server.environ, "PYTHONPATH": str(ROOT), "AWS_MAX_ATTEMPTS": "1"})
    made.write(".aws/config", CONFIG)
    made.write(".aws/credentials", CREDENTIALS)
    return made


@pytest.fixture
def start_core(core, sit):
    """Start the core on a terminal: start_core("login", "open"), or with another `line` for sh."""

    def start_core(*words, line='exec "$0" -m awsenv "$@"', columns=80, **variables):
        environ = {**core.environ, **variables}
        return sit(["sh", "-c", line, sys.executable, *words], environ, core.home, columns)

    return start_core


def as_json(text):
    return json.loads(text)
