"""What does the demo show, keep from the user's environment, and refuse?"""

from __future__ import annotations

import os
import subprocess
import sysconfig
import threading
import time

import boto3
import pytest
from botocore.exceptions import ClientError

from awsenv.aws_config import profiles
from awsenv.demo import home, tour
from awsenv.demo.cloud import Cloud
from awsenv.sandbox import device
from awsenv.sandbox.server import Server
from awsenv.terminal.screen import width

# RFC 6238, appendix B, for SHA-1; its eight digits cut to the six that AWS asks for.
SECRET = b"12345678901234567890"
AWSENV = f"{sysconfig.get_path('scripts')}/awsenv"
VECTORS = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


@pytest.mark.parametrize(("now", "code"), VECTORS.items())
def test_the_device_shows_what_the_standard_says(now, code):
    assert device.Device(SECRET).shows(now) == code


def test_a_code_is_good_once_and_the_next_one_is_shown_instead():
    one = device.Device(SECRET)
    first = one.shows(90.0)
    assert (one.accepts(first, 95.0), one.accepts(first, 96.0)) == (True, False)
    second = one.shows(97.0)
    assert (device.code(SECRET, 4), one.accepts(second, 98.0)) == (second, True)


@pytest.mark.parametrize(("later", "good"), [(59, True), (60, False)])
def test_a_code_of_the_period_before_is_still_good_and_no_older_one(later, good):
    one = device.Device(SECRET)
    assert one.accepts(one.shows(30.0), 30.0 + later) == good


def test_a_code_of_another_device_is_not_good():
    assert not device.Device(b"another").accepts(device.Device(SECRET).shows(30.0), 30.0)


class Screen:
    """A terminal that keeps what is said on it."""

    def __init__(self):
        self.said = []

    def say(self, line):
        self.said.append(line)


@pytest.fixture
def cloud(tmp_path):
    made = Cloud(str(tmp_path), Screen(), time.time)
    made.show_code()
    return made


@pytest.fixture
def sts(cloud, monkeypatch):
    """Make a client of the demo's STS from keys."""
    server = Server(cloud)
    monkeypatch.setenv("HOME", cloud.file)  # no home
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield lambda key, secret: boto3.client(
        "sts", "eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret
    )
    server.shutdown()
    server.server_close()


def guarded(client, code):
    """The ARN of the session that the code opens, or the words of the refusal."""
    asked = {"RoleArn": home.GUARDED, "RoleSessionName": "me", "SerialNumber": home.SERIAL, "TokenCode": code}
    try:
        return client.assume_role(**asked)["AssumedRoleUser"]["Arn"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def test_the_file_holds_the_code_that_the_demos_aws_accepts_and_then_the_next_one(cloud, sts, tmp_path):
    client, shown = sts(*cloud.keys_of[home.ACCOUNT]), (tmp_path / "code").read_text().strip()
    arn = f"arn:aws:sts::{home.ACCOUNT}:assumed-role/AdminRole/me"
    assert (guarded(client, shown), guarded(client, shown)) == (arn, "AccessDenied")
    following = (tmp_path / "code").read_text().strip()
    assert (
        guarded(client, following),
        cloud.terminal.said,
    ) == (arn, [f"the device of the demo shows {following}"])


def test_a_call_that_the_demos_keys_have_not_signed_shows_and_writes_nothing(cloud, sts, tmp_path):
    key, secret = cloud.keys_of[home.ACCOUNT]
    before = (tmp_path / "code").read_text()
    codes = [guarded(sts(key, "guess"), one) for one in ("000000", before.strip())]
    codes.append(guarded(sts("AKIASTRANGER", secret), before.strip()))
    codes.append(guarded(sts(*cloud.keys_of[home.OTHER_ACCOUNT]), "000000"))
    assert codes == ["SignatureDoesNotMatch", "SignatureDoesNotMatch", "InvalidClientTokenId", "AccessDenied"]
    assert ((tmp_path / "code").read_text(), cloud.terminal.said) == (before, [])


def test_a_role_of_the_demo_opens_without_a_code_if_it_wants_none(cloud, sts):
    client = sts(*cloud.keys_of[home.ACCOUNT])
    opened = client.assume_role(RoleArn=home.NETWORK_ADMIN, RoleSessionName="me", DurationSeconds=43200)
    assert opened["AssumedRoleUser"]["Arn"].endswith("/NetworkAdminRole/me")
    with pytest.raises(ClientError, match="not authorized to perform"):
        client.assume_role(RoleArn=home.GUARDED, RoleSessionName="me")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_line_of_the_tour_is_wider_than_the_terminal(columns, shell):
    for number, step in enumerate(tour.STEPS, 1):
        for text in (tour.shown(number, step, columns, plain=True), tour.wrapped(f"✓ {step.done}", columns)):
            with_code = text.replace("CODE", "123456")
            assert [line for line in with_code.split("\n") if width(line) > columns] == []


@pytest.mark.parametrize(
    ("environ", "escapes", "tick"),
    [
        ({"TERM": "xterm", "LANG": "C.UTF-8"}, True, "✓"),
        ({"TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"}, False, "✓"),
        ({"TERM": "dumb", "LC_ALL": "en_US.utf8"}, False, "✓"),
        ({"LANG": "C"}, False, "ok:"),
    ],
)
def test_a_terminal_gets_what_it_can_show(environ, escapes, tick):
    text = tour.code_for("bash", 80, environ)
    assert ("\x1b" in text, f"{tick} The prompt" in text) == (escapes, True)


def test_each_step_is_done_by_what_it_tells_to_type_and_not_before():
    """Each step has a pattern of its own."""
    patterns = [step.when for step in tour.STEPS]
    assert (len(patterns), len(set(patterns))) == (8, 8)


def test_the_sample_profiles_are_the_article_s_and_lead_nowhere_but_to_loopback(tmp_path):
    home.make(str(tmp_path), "bash", "/bin/true", "")
    home.fill(str(tmp_path), 1, {home.ACCOUNT: ("AKIAPROD", "s"), home.OTHER_ACCOUNT: ("AKIAOTHER", "s")})
    files = [str(tmp_path / "home/.aws" / name) for name in ("config", "credentials")]
    known = profiles.load(*files, str(tmp_path / "cache"))
    assert known.names() == ["default", "shop-dev", "prod-account", "prod-network-admin", "prod-admin-mfa"]
    endpoints = {known.get(name).get("endpoint_url") for name in known.names()}
    assert endpoints == {"http://127.0.0.1:1"}


def test_the_shell_gets_only_what_it_needs_of_the_environment():
    mine = dict.fromkeys(("HISTFILE", "ZDOTDIR", "XDG_CONFIG_HOME", "AWS_PROFILE", "AWSENV_BIN"), "/home/me")
    mine |= {
        "http_proxy": "p",
        "ALL_PROXY": "p",
        "BASH_ENV": "b",
        "PYTHONHISTFILE": "/home/me/h",
        "HOME": "/home/me",
    }
    made = home.environment("/b", 1, "/bin/zsh", {**mine, "PATH": "/p", "LC_ALL": "C", "TERM": "xterm"})
    assert {
        "PATH": "/b/home/.local/bin:/p",
        "LC_ALL": "C",
        "TERM": "xterm",
        "HOME": "/b/home",
    }.items() <= made.items()
    assert (set(made) & set(mine)) - {"HOME"} == set()
    assert [name for name, value in made.items() if "/home/me" in value] == []


def refused(*words, **environ):
    """What the core says to somebody who has no terminal."""
    done = subprocess.run(
        [AWSENV, "demo", *words],
        env={"PATH": os.environ["PATH"], "HOME": "/", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.split("\n")[0]


def test_without_a_terminal_there_is_no_demo():
    sentence = "awsenv: the demo needs a terminal, and there is none here"
    assert refused() == (2, "", sentence)


def test_another_shell_than_the_three_is_refused():
    assert refused("csh") == (2, "", "awsenv: 'csh' is not one of bash, zsh, fish")


def test_a_shell_that_is_not_there_is_refused(tmp_path):
    assert refused("fish", PATH=str(tmp_path)) == (1, "", "awsenv: no fish on the PATH")


def test_no_shell_comes_from_the_current_directory(tmp_path, monkeypatch):
    (tmp_path / "fish").write_text("#!/bin/sh\n")
    (tmp_path / "fish").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert refused("fish", PATH=".::no") == (1, "", "awsenv: no fish on the PATH")


@pytest.mark.parametrize("columns", [40, 80])
def test_a_dumb_and_narrow_terminal_gets_plain_lines(environ, home, tmp_path, sit, columns):
    (tmp_path / "t").mkdir()
    variables = {"TERM": "dumb", "TMPDIR": str(tmp_path / "t")}
    terminal = sit([AWSENV, "demo", "bash"], {**environ, **variables}, home, columns)
    shown = terminal.until("awsenv shop-dev\r\n")[0].decode()
    terminal.send("awsenv shop-dev\r")
    terminal.until("2/8")
    terminal.send("exit\r")
    terminal.until("nothing of it is left")
    terminal.ended()
    assert ("\x1b" in shown, list((tmp_path / "t").iterdir())) == (False, [])
    tour_lines = shown.partition("1/8")[2].split("\r\n")
    assert max(map(len, tour_lines)) < columns
