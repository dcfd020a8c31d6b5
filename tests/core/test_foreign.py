"""Can what a program, a file, a server or the environment says make a traceback, or flood a terminal?"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

import pytest
from running import ANN, BOB, SERIAL, role_arn

LONG = 4000  # characters: of a whole failure on the terminal
KEYS = {"Version": 1, "AccessKeyId": BOB, "SecretAccessKey": "s"}
DEEP = "[" * 200_000
WHOLE = "7" * 5000


def tidy(result, status=None):
    """A failure as it should look: a line or two, and no traceback."""
    assert "Traceback" not in result.err
    assert len(result.err) < LONG
    assert result.err.startswith("awsenv: ")
    assert result.status in ({1, 4, 5} if status is None else {status})
    return result.err


@pytest.mark.parametrize(
    "text",
    [
        *(DEEP, '{"a":' * 200_000, WHOLE, '{"Version": ' + WHOLE + "}", '{"Version": 1e999}', "NaN"),
        json.dumps({**KEYS, "SecretAccessKey": "\ud800"}),
        json.dumps({**KEYS, "SecretAccessKey": "a\0b"}),
        json.dumps({**KEYS, "AccessKeyId": "a\nb"}),
        json.dumps({**KEYS, "SessionToken": ["x"]}),
        json.dumps({**KEYS, "SessionToken": "x\x1b[2J"}),
        json.dumps({**KEYS, "Expiration": WHOLE}),
        json.dumps({**KEYS, "Expiration": int(WHOLE[:4000])}),
        json.dumps({**KEYS, "Expiration": "\udfff"}),
        "\udcff\udcfe",
        "x" * 20_000_000,
    ],
    ids=lambda text: repr(text)[:24],
)
def test_what_a_program_prints(core, text):
    printed = core.home / "printed"
    printed.write_bytes(text.encode("utf-8", "surrogatepass"))
    command = shlex.join(["cat", str(printed)])
    core.write(".aws/config", f"[profile it]\ncredential_process = {command}\nregion = x\n", mode="a")
    tidy(core.run("export", "it"), 1)


def test_what_a_program_says_when_it_fails(core):
    script = "head -c 20000000 /dev/zero | tr '\\\\0' x >&2; exit 3"
    core.write(".aws/config", f'[profile it]\ncredential_process = sh -c "{script}"\n', mode="a")
    assert "failed with status 3: xxx" in tidy(core.run("export", "it"), 1)


ENDLESS = {
    "printed": ("cat /dev/zero", "printed more than 1 MB, so it was ended"),
    "said": ("sh -c 'head -c 3000000 /dev/zero >&2; echo last >&2; exit 3'", "failed with status 3"),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_program_that_goes_on_takes_no_more_memory_than_that(core, case):
    """A megabyte is kept of what it prints, and the last of what it says."""
    command, words = ENDLESS[case]
    core.write(".aws/config", f"[profile it]\ncredential_process = {command}\n", mode="a")
    limit = "ulimit -v 700000; "  # kilobytes
    script = f'{limit}exec "$0" -m awsenv export it'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable],
        env=core.environ,
        cwd=core.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert words in done.stderr
    assert (done.returncode, "Traceback" in done.stderr, len(done.stderr) < LONG) == (1, False, True)


@contextmanager
def answering(reply):
    """The port of a server that answers every request alike."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection = server.accept()[0]
                except OSError:
                    return
                with connection, suppress(ConnectionError):  # of one who reads no more
                    connection.recv(65536)
                    connection.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def http(body, status="200 OK", kind="text/xml"):
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def answered(key):
    """What AssumeRole answers."""
    return (
        "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
        f"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ).encode()


def error(message):
    return (
        f"<ErrorResponse><Error><Code>Odd</Code><Message>{message}</Message></Error></ErrorResponse>".encode()
    )


@pytest.mark.parametrize(
    "reply",
    [
        http(b"<a>" * 100_000),
        http(b"<a>" * 20_000 + b"</a>" * 20_000),
        http(answered("a&#10;b")),
        http(answered("\N{PILE OF POO}")),
        http(answered("<a>b</a>")),
        http(error("x" * 20_000_000), "400 Bad Request"),
        http(error("\x85" * 600), "400 Bad Request"),
        http(b"[" * 200_000, "400 Bad Request", "application/json"),
        http(b"<html>no</html>", "404 Not Found", "text/html"),
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + b"<a/>" * 1_000_000,
        b"HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + b"x" * 3_000_000,
    ],
    ids=range(11),
)
def test_what_a_server_answers(core, reply):
    with answering(reply) as port:
        tidy(core.run("export", "open", AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    ("proxy", "words", "remedy"),
    [
        ("http://me:canary@{407}", "{407} asks for a user name and a password", "USER:PASSWORD@{407}"),
        ("http://{403}", "{403} refuses to connect to it (403 Forbidden)", "NO_PROXY"),
        ("http://me:canary@{dead}", "no proxy answers at {dead}", "unset it"),
        ("{dead}", "no proxy answers at {dead}", "other tools need http:// before it"),
        ("socks5://me:canary@{dead}", "AWS tools cannot use a socks5 proxy", "http://"),
        ("http://no-such-host.invalid:1", "no-such-host.invalid:1 does not exist (DNS)", "unset it"),
        ("http://proxy:canary", "the address of the proxy is not valid", "http://HOST:PORT"),
    ],
)
def test_what_a_proxy_does_wrong(core, proxy, words, remedy):
    required = http(b"", "407 Proxy Authentication Required")
    with (
        answering(required) as asking,
        answering(http(b"", "403 Forbidden")) as refusing,
        socket.socket() as unused,
    ):
        unused.bind(("127.0.0.1", 0))
        hosts = {"407": asking, "403": refusing, "dead": unused.getsockname()[1]}
        hosts = {name: f"127.0.0.1:{port}" for name, port in hosts.items()}

        def filled(text):
            for name, host in hosts.items():
                text = text.replace("{" + name + "}", host)
            return text

        variables = {"HTTPS_PROXY": filled(proxy), "AWS_ENDPOINT_URL": "https://sts.example.com"}
        said = tidy(core.run("export", "open", **variables), 5)
    assert filled(words) in said
    assert filled(remedy) in said.partition("\n")[2]
    assert "canary" not in said


PLAIN = {
    "407": (
        "407 Proxy Authentication Required",
        "asks for a user name and a password (407)",
        "USER:PASSWORD@",
    ),
    "403": ("403 Forbidden", "refuses to connect to it (403 Forbidden)", "NO_PROXY"),
    "502": ("502 Bad Gateway", "refuses to connect to it (502 Bad Gateway)", "NO_PROXY"),
}


@pytest.mark.parametrize("words", [["export", "open"], ["ann-ec2", "-k"]], ids=["sts", "imds"])
@pytest.mark.parametrize("case", PLAIN)
def test_what_a_proxy_answers_to_a_request_without_encryption(core, case, words):
    status, what, remedy = PLAIN[case]
    ec2 = f"[profile ann-ec2]\nrole_arn = {role_arn('open')}\ncredential_source = Ec2InstanceMetadata\n"
    core.write(".aws/config", ec2 + "region = eu-west-1\n", mode="a")
    with answering(http(b"<html>canary</html>", status, "text/html")) as port:
        host = f"127.0.0.1:{port}"
        variables = {"HTTP_PROXY": f"http://me:canary@{host}", "HTTPS_PROXY": "http://other:1"}
        where = dict.fromkeys(
            ("AWS_ENDPOINT_URL", "AWS_EC2_METADATA_SERVICE_ENDPOINT"), "http://aws.example.com"
        )
        said = tidy(core.run(*words, **variables, **where), 5)
    assert f"cannot reach AWS: the proxy {host} {what}" in said
    assert remedy in said.partition("\n")[2]
    assert case != "407" or "set HTTP_PROXY to" in said
    assert "canary" not in said


def test_an_error_of_aws_behind_a_proxy_is_that_of_aws(core):
    with answering(http(error("no rights").replace(b"Odd", b"AccessDenied"), "403 Forbidden")) as port:
        there = {"HTTP_PROXY": f"http://127.0.0.1:{port}", "AWS_ENDPOINT_URL": "http://aws.example.com"}
        assert "AWS says: no rights" in tidy(core.run("export", "open", **there), 5)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/dev/zero", "is not a regular file"),
        ("{home}/pipe", "is not a regular file"),
        ("{home}/long", "is longer than any token"),
        ("{home}/blank", "is empty"),
        ("{home}", "Is a directory"),
    ],
)
def test_what_lies_where_a_web_identity_should_have_its_token(core, path, words):
    os.mkfifo(core.home / "pipe")
    core.write("long", "x" * 3_000_000)
    core.write("blank", "\n")
    web = f"[profile it]\nregion = eu-west-1\nrole_arn = {role_arn('web')}\n"
    core.write(".aws/config", f"{web}web_identity_token_file = {path.format(home=core.home)}\n", mode="a")
    assert words in tidy(core.run("export", "it"), 1)


def test_a_role_that_is_none_costs_no_code(core, server):
    role = "[profile it]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = 'arn:aws:iam::1:role/x'\n"
    core.write(".aws/config", f"{role}mfa_serial = {SERIAL}\n", mode="a")
    said = tidy(core.run("it", "-k", "-t", "123456"), 1)
    assert "the quotes around role_arn are part of it for AWS tools" in said
    assert server.log == []
    assert "the quotes around role_arn" in core.run("explain", "it").out


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWSENV_EXPIRATION", WHOLE), ("AWSENV_OPTIONS", "duration=" + WHOLE), ("COLUMNS", WHOLE)],
)
def test_numbers_of_the_environment(core, name, value):
    core.run("ann", "-k")
    for words in (["status"], ["explain", "ann"], ["list"], ["-"], ["--renew"]):
        assert "Traceback" not in core.run(*words, keep=False, **{name: value}).err


def test_numbers_of_the_command_line_and_the_settings(core):
    tidy(core.run("open", "-d", WHOLE + "h"), 2)
    core.write(".config/awsenv/config.toml", f'duration = "{WHOLE}"\n')
    tidy(core.run("open", "-k"), 1)
    core.write(".config/awsenv/config.toml", f"duration = {WHOLE}\n")
    tidy(core.run("open", "-k"), 1)


def test_a_number_of_seconds_that_no_role_has(core):
    core.write(
        ".aws/config", f"[profile it]\nsource_profile = ann\nrole_arn = {role_arn('open')}\n", mode="a"
    )
    core.write(".aws/config", f"region = eu-west-1\nduration_seconds = {WHOLE}\n", mode="a")
    assert core.run("export", "it").status == 0  # as for botocore, no number


@pytest.mark.parametrize("part", ["a\0b", "a\n  region = b"])
def test_keys_that_no_variable_can_hold(core, part):
    core.write(".aws/credentials", f"[it]\naws_access_key_id = {ANN}\naws_secret_access_key = {part}\n")
    for words in (["it", "-k"], ["export", "it"], ["exec", "it", "-k", "--", "true"]):
        assert "a character that no key has" in tidy(core.run(*words), 1)


def test_a_nul_in_a_setting(core):
    core.write(".aws/config", "[profile it]\nregion = a\0b\ncredential_process = x a\0b\n", mode="a")
    assert "would contain a NUL" in tidy(core.run("it"), 1)
    assert "holds a NUL" in tidy(core.run("exec", "it", "--", "true"), 1)
    tidy(core.run("export", "it"), 1)


def test_a_value_with_which_no_program_could_be_started(core):
    core.write(".aws/config", f"[profile it]\nregion = {'a' * 200_000}\n[profile fits]\nregion = ", mode="a")
    core.write(".aws/config", "a" * 20_000 + "\n", mode="a")
    core.write(".aws/credentials", f"[it]\naws_access_key_id = {ANN}\naws_secret_access_key = x\n", mode="a")
    assert "AWS_REGION would hold 200000 characters" in tidy(core.run("it"), 1)
    assert "Argument list too long" in tidy(core.run("exec", "it", "--", "true", shell=None), 126)
    core.write(".aws/config", f"[profile both]\nregion = {'%' * 20_000}\n", mode="a")
    said = tidy(core.run("both"), 1)  # a snippet could not tell the core of all that
    assert "AWS_REGION would hold 20000 characters" in said
    assert core.run("fits").status == 0
    assert core.run("off", AWS_CONFIG_FILE="%" * 60_000).status == 0  # that was there before


@pytest.mark.parametrize("umask", [0o177, 0o777])
def test_any_umask(core, umask):
    before = os.umask(umask)
    try:
        assert core.run("export", "open", shell=None, cold=True).status == 0
    finally:
        os.umask(before)
    [session] = core.session_files()
    modes = [path.stat().st_mode & 0o777 for path in (session, session.parent, core.home / ".cache")]
    assert modes == [0o600, 0o700, 0o700]


def test_a_home_that_is_not_absolute_keeps_nothing_and_says_so_once(core):
    files = {
        "AWS_CONFIG_FILE": f"{core.home}/.aws/config",
        "AWS_SHARED_CREDENTIALS_FILE": f"{core.home}/.aws/credentials",
    }
    core.write("here/.config/awsenv/config.toml", "nonsense")  # which is in a directory of others
    result = core.run("open", "-k", HOME="here", **files)
    assert (result.status, result.err.count("cannot be cached: HOME is not an absolute path")) == (0, 1)
    for words in (
        ["ann"],
        ["list"],
        ["status"],
        ["explain", "ann"],
        ["local", "ann"],
        ["allow"],
        ["doctor", "--offline"],
    ):
        assert "Traceback" not in core.run(*words, HOME="here", **files).err
    assert os.listdir(core.home / "here") == [".config"]


def test_the_device_of_the_source_is_in_the_hint(core):
    core.write(".aws/config", f"[profile src]\nmfa_serial = {SERIAL}\n", mode="a")
    core.write(".aws/credentials", CREDENTIALS_OF_SOURCE, mode="a")
    role = f"[profile it]\nregion = eu-west-1\nsource_profile = src\nrole_arn = {role_arn('mfa')}\n"
    core.write(".aws/config", role, mode="a")
    assert f"add mfa_serial = {SERIAL} to profile 'it'" in tidy(core.run("it", "-k"), 5)


CREDENTIALS_OF_SOURCE = f"[src]\naws_access_key_id = {ANN}\naws_secret_access_key = ann/canary+secret\n"
