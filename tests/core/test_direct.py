"""Does a call to STS without a client of botocore's do and say what that would?"""

from __future__ import annotations

import json
import shutil
import socket
import struct
import threading
from contextlib import suppress
from urllib.parse import parse_qsl

import pytest
from botocore.awsrequest import AWSRequest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.serialize import QuerySerializer
from botocore.session import Session
from running import CLIENT, role_arn, stop, watched

from awsenv.aws import direct, plain
from awsenv.aws.connection import WEB_IDENTITY as WEB
from awsenv.aws_config.profiles import load

MFA = ("export", "ann-mfa", "--format", "process", "-d", "2h", "-t", "123456")
OPEN = ("export", "open", "--format", "process")


def http(body, status="200 OK", *headers, length=None):
    head = ["HTTP/1.1 " + status, f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*head, "x-amzn-RequestId: r", "", body]).encode()


def answer(action, keys="", end="2099-01-01T00:00:00Z", space="https://sts.amazonaws.com/doc/2011-06-15/"):
    keys = keys or (
        "<AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>s+/</SecretAccessKey>"
        f"<SessionToken>t&amp;=</SessionToken><Expiration>{end}</Expiration>"
    )
    return (
        f'<{action}Response xmlns="{space}"><{action}Result><Credentials>{keys}</Credentials>'
        f"</{action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
    )


def error(code, message="Words of AWS."):
    return (
        "<ErrorResponse><Error><Type>Sender</Type>"
        f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    )


BUSY = http("", "503 Service Unavailable")
GOOD = http(answer("AssumeRole"))
OLD = "Date: Tue, 01 Jan 2019 00:00:00 GMT"
# What comes, one after another; None resets the connection, b"" ends it.
CAME = {
    "a session": [GOOD],
    "an end with a fraction": [http(answer("AssumeRole", end="2099-01-01T00:00:00.999Z"))],
    "an end with an empty one": [http(answer("AssumeRole", end="2099-01-01T00:00:00.Z"))],
    "an end with a zone": [http(answer("AssumeRole", end="2099-01-01T00:00:00+02:00"))],
    "an end beyond all time": [http(answer("AssumeRole", end="9999-12-31T23:59:60Z"))],
    "one key twice": [http(answer("AssumeRole").replace("<SecretA", "<AccessKeyId>B</AccessKeyId><SecretA"))],
    "an element in a key": [http(answer("AssumeRole").replace("ASIAX", "<a>b</a>"))],
    "the answer to something else": [http(answer("GetSessionToken"))],
    "half of it": [http(answer("AssumeRole")[:200])],
    "less than was announced": [http(answer("AssumeRole"), length=5000)],
    "another status": [http(answer("AssumeRole"), "202 Accepted")],
    "a page": [http("<!doctype html><html>Sign in</html>")],
    "a redirect": [http("", "302 Found", "Location: http://127.0.0.1:9/")],
    "access denied": [http(error("AccessDenied"), "403 Forbidden")],
    "a wrong clock": [http(error("SignatureDoesNotMatch"), "403 Forbidden", OLD)],
    "an error without words": [http(error("Odd", ""), "400 Bad Request")],
    "an unknown error": [http(error("Odd", "&lt;b&gt;"), "418 Teapot")],
    "a role that lasts less": [http(error("ValidationError", "DurationSeconds exceeds"), "400 Bad Request")],
    "a page with an error": [http("<html>no</html>", "404 Not Found")],
    "an error in JSON": [http('{"message": "no"}', "403 Forbidden")],
    "not HTTP": [b"hello\r\n\r\n"],
    "an end": [b""],
    "busy, then a session": [BUSY, GOOD],
    "throttled, then a session": [http(error("Throttling"), "400 Bad Request"), GOOD],
    "reset, then a session": [None, GOOD],
    "busy for good": [BUSY, BUSY],
}
ONCE = ("a session", "half of it", "access denied", "busy, then a session", "reset, then a session", "an end")


class Scripted:
    """A server that answers each connection with the next of these texts, and notes what it was sent."""

    def __init__(self, replies):
        self.replies = list(replies)
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.listener)

    def _serve(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            with connection, suppress(ConnectionError):
                text = b""
                while b"\r\n\r\n" not in text or len(text) < length(text):
                    text += connection.recv(65536)
                self.requests.append(text.decode())
                reply = self.replies.pop(0) if self.replies else b""
                if reply is None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    connection.sendall(reply)


def length(text):
    """How long a request is, by its header."""
    head = text.partition(b"\r\n\r\n")[0]
    lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
    return len(head) + 4 + int(next((value for name, _, value in lines if name == b"content-length"), b"0"))


def seen(request, url):
    """A request without what is another one each time."""
    head, _, body = request.replace(url.partition("//")[2], "HOST").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert headers.pop("User-Agent").startswith("Botocore/")
    assert len(headers.pop("amz-sdk-invocation-id")) == 36
    headers.pop("X-Amz-Date", None)
    scope, _, rest = headers.pop("Authorization", "").partition("/")
    headers["signed"] = scope, rest.partition("/")[2].partition(", Signature=")[0]
    # Newer clients also say how many attempts there may be, and until when.
    headers["amz-sdk-request"] = headers["amz-sdk-request"].rpartition("attempt=")[2].partition(";")[0]
    return first, headers, body


def run(core, replies, words, **variables):
    """What a person sees, and what the server did."""
    for place in ".cache/awsenv", ".aws/cli":  # with the marks of used codes
        shutil.rmtree(core.home / place, ignore_errors=True)
    more = {"AWS_MAX_ATTEMPTS": "2", **variables}
    with Scripted(replies) as server:
        done = core.run(*words, keep=False, shell=None, AWS_ENDPOINT_URL=server.url, **more)
        where = server.url.partition("//")[2]
        found = [seen(one, server.url) for one in server.requests]
    return done.status, done.out, done.err.replace(where, "HOST"), found


@pytest.mark.parametrize("case", CAME)
def test_what_comes_back_has_the_same_sequel_as_with_a_client(core, case):
    assert run(core, CAME[case], OPEN) == run(core, CAME[case], OPEN, **CLIENT)


@pytest.mark.parametrize("case", ONCE)
def test_a_code_is_sent_once_and_what_comes_back_has_the_same_sequel(core, case):
    here = run(core, CAME[case], MFA)
    assert here == run(core, CAME[case], MFA, **CLIENT)
    [(*_, body)] = here[3]
    assert "TokenCode=123456" in body


WEB_CONFIG = f"""\
[profile it]
region = us-gov-west-1
role_arn = {role_arn("web")}
web_identity_token_file = {{home}}/token
"""
CALLS = {
    "a code, and a role": (("export", "ann-mfa", "-t", "123456"), ["GetSessionToken", "AssumeRole"]),
    "a token": (("export", "it"), [WEB]),
    "options": (
        *(
            (
                "export",
                "open",
                "--read-only",
                "--tag",
                "a=b é",
                "--transitive",
                "a",
                "--external-id",
                "x&y=z",
            ),
        ),
        ["AssumeRole"],
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_each_call_sends_what_a_client_sends(core, case):
    core.write(".aws/config", WEB_CONFIG.format(home=core.home), mode="a")
    core.write("token", "a.b=c/d")
    words, actions = CALLS[case]
    replies = [http(answer(action)) for action in actions]
    here = run(core, replies, words)
    assert here == run(core, replies, words, **CLIENT)
    assert (here[0], len(here[3])) == (0, len(actions))


def test_a_role_whose_sso_session_is_missing_is_refused_as_by_a_client_and_found_by_doctor(core):
    config = core.home / ".aws/config"
    config.write_text(config.read_text().replace("[profile open]\n", "[profile open]\nsso_session = gone\n"))
    here = run(core, [GOOD], OPEN)
    assert here == run(core, [GOOD], OPEN, **CLIENT)
    assert (here[0], "sso_session" in here[2], here[3]) == (1, True, [])
    found = json.loads(core.run("doctor", "--offline", "--json").out)
    assert "profile 'open' names the sso_session 'gone', which does not exist" in [
        one["what"] for one in found
    ]


# --- what is asked ------------------------------------------------------------------------------------------

PARAMETERS = {
    "RoleArn": "arn:aws:iam::123456789012:role/é x",
    "RoleSessionName": "a~b*c",
    "DurationSeconds": 900,
    "SerialNumber": "GAHT12345678",
    "TokenCode": "123456",
    "ExternalId": "a+b/c=&",
    "SourceIdentity": "me",
    "Policy": '{"a": "%"}\n',
    "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/A"}, {"arn": "arn:aws:iam::aws:policy/B"}],
    "Tags": [{"Key": "k", "Value": ""}, {"Key": "l", "Value": "v w"}],
    "TransitiveTagKeys": ["k", "l"],
}
TOKEN = {"RoleArn": PARAMETERS["RoleArn"], "RoleSessionName": "me", "WebIdentityToken": "a.b-c_d"}
ACTIONS = {
    "AssumeRole": PARAMETERS,
    "GetSessionToken": {name: PARAMETERS[name] for name in ("SerialNumber", "DurationSeconds", "TokenCode")},
    "AssumeRoleWithWebIdentity": TOKEN,
}


@pytest.fixture(scope="module")
def model():
    return ServiceModel(Loader().load_service_model("sts", "service-2"))


def sent(action, parameters):
    """The body of a request as a server gets it; None where there was none."""
    with Scripted([BUSY]) as server:
        direct.Endpoint(server.url, "eu-west-1", bundle=True, limits=(9, 9)).call(action, parameters, None, 0)
        found = [one.partition("\r\n\r\n")[2] for one in server.requests]
    return parse_qsl(found[0], keep_blank_values=True) if found else None


@pytest.mark.parametrize("action", ACTIONS)
def test_the_parameters_are_written_as_botocore_writes_them(model, action):
    serializer = QuerySerializer()
    theirs = serializer.serialize_to_request(ACTIONS[action], model.operation_model(action))
    request = AWSRequest("POST", "http://x/", theirs["headers"], theirs["body"]).prepare()
    assert sent(action, ACTIONS[action]) == parse_qsl(request.body, keep_blank_values=True)


def test_what_botocore_would_not_let_pass_is_left_to_it(model):
    for action, name in [("AssumeRole", name) for name in PARAMETERS] + [(WEB, "WebIdentityToken")]:
        shape = model.operation_model(action).input_shape.members[name]
        inner = getattr(shape, "member", None)
        parts = {name: inner or shape}
        if inner is not None and inner.type_name == "structure":
            parts = {f"{name}.{key}": member for key, member in inner.members.items()}
        for part, member in parts.items():
            assert (part, direct.LEAST[part]) == (part, member.metadata.get("min", 0))
    assert sent("AssumeRole", {**PARAMETERS, "TokenCode": "12345"}) is None
    assert sent("AssumeRole", {**PARAMETERS, "DurationSeconds": 899}) is None
    assert sent("AssumeRole", {**PARAMETERS, "Unknown": "x" * 99}) is None
    assert sent("AssumeRole", {**PARAMETERS, "RoleSessionName": "\udcff\udcff"}) is None
    assert model.api_version == plain.VERSION


# --- where, and when not ------------------------------------------------------------------------------------

# Options and variables that botocore reads, and with which it sends the same first request.
SAME = {
    *("region", "profile", "config_file", "credentials_file", "ca_bundle", "imds_use_ipv6"),
    *("metadata_service_timeout", "metadata_service_num_attempts", "ec2_metadata_service_endpoint"),
    *("ec2_metadata_service_endpoint_mode", "ec2_metadata_v1_disabled"),
}


def profile(home, text):
    """A profile of these lines."""
    (home / "config").write_text(f"[profile it]\n{text}\n")
    return load(str(home / "config"), str(home / "none")).get("it")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where STS is asked without a client, for the lines of a profile and variables."""
    monkeypatch.setenv("HOME", str(tmp_path))

    def place(text="", region="eu-west-1", **variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        found = plain.place(profile(tmp_path, text), region, variables)
        for name in variables:
            monkeypatch.delenv(name)
        return found

    return place


def test_every_region_has_the_address_that_a_client_has(place):
    session = Session()
    partitions = session.get_available_partitions()
    regions = {one for name in partitions for one in session.get_available_regions("sts", name)}
    assert len(regions) > 30
    found = {region: place(region=region) for region in regions}
    wanted = {}
    for region in regions:
        client = session.create_client("sts", region, aws_access_key_id="a", aws_secret_access_key="b")
        wanted[region] = (client.meta.endpoint_url, True)
        assert client._request_signer._region_name == region  # noqa: SLF001 (said nowhere else)
    assert found == wanted


def test_what_botocore_reads_and_is_not_known_to_change_nothing_takes_a_client(place):
    for name, (option, variables, *_) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items():
        if name in SAME:
            continue
        assert (name, option and place(f"{option} = what")) == (name, None)
        for variable in [variables] if isinstance(variables, str) else variables or []:
            assert (variable, place(**{variable: "what"})) == (variable, None)
    assert place("retry_mode = standard\nmax_attempts = 7", AWS_RETRY_MODE="adaptive") is not None


URL = "https://sts.eu-west-1.amazonaws.com"
PLACES = {
    "nothing": ("", {}, (URL, True)),
    "an address": ("endpoint_url = http://a.b:80/", {}, ("http://a.b:80/", True)),
    "a variable": ("endpoint_url = http://a", {"AWS_ENDPOINT_URL": "http://b"}, ("http://b", True)),
    "a variable for STS": (
        "",
        {"AWS_ENDPOINT_URL": "http://b", "AWS_ENDPOINT_URL_STS": "http://c"},
        ("http://c", True),
    ),
    "one for another service": ("", {"AWS_ENDPOINT_URL_S3": "http://b"}, (URL, True)),
    "an empty variable": ("endpoint_url = http://a", {"AWS_ENDPOINT_URL": ""}, ("http://a", True)),
    "a path": ("endpoint_url = http://a/b", {}, None),
    "a password": ("endpoint_url = http://a:b@c", {}, None),
    "another scheme": ("endpoint_url = ftp://a", {}, None),
    "no scheme": ("endpoint_url = a", {}, None),
    "a host that botocore refuses": ("endpoint_url = http://a-.b", {}, None),
    "no host": ("endpoint_url = http://:80", {}, None),
    "an empty label": ("endpoint_url = http://a..b", {}, None),
    "no port": ("endpoint_url = http://a:99999", {}, None),
    "services": ("services = x", {}, None),
    "an unknown option": ("newest = 1", {}, None),
    "a known one": ("sso_region = a\ncli_pager =\noutput = json", {}, (URL, True)),
    "an SSO session, which may be missing": ("sso_session = a", {}, None),
    "an unknown variable": ("", {"AWS_NEWEST": "1"}, None),
    "a plugin": ("", {"BOTOCORE_EXPERIMENTAL__PLUGINS": "a=b"}, None),
    "Lambda": ("", {"AWS_LAMBDA_FUNCTION_NAME": "x"}, None),
    "a proxy": ("", {"HTTPS_PROXY": "http://a:1"}, None),
    "a proxy in small letters": ("", {"https_proxy": "a"}, None),
    "a proxy that is not for this": (
        "",
        {"HTTPS_PROXY": "http://a:1", "NO_PROXY": "amazonaws.com"},
        (URL, True),
    ),
    "a bundle": ("ca_bundle = /a", {}, (URL, "/a")),
    "a variable with a bundle": (
        "ca_bundle = /a",
        {"AWS_CA_BUNDLE": "/b", "REQUESTS_CA_BUNDLE": "/c"},
        (URL, "/b"),
    ),
    "an old variable with one": ("", {"REQUESTS_CA_BUNDLE": "/c"}, (URL, "/c")),
    "an empty bundle": ("", {"AWS_CA_BUNDLE": " "}, None),
}


@pytest.mark.parametrize("case", PLACES)
def test_the_place_that_is_asked(place, case):
    text, variables, found = PLACES[case]
    assert place(text, **variables) == found


@pytest.mark.parametrize("region", ["us-mars-1", "aws-global", "fips-us-east-1", "x"])
def test_a_region_that_botocore_does_not_list_takes_a_client(place, region):
    assert place(region=region) is None


def test_data_that_takes_the_place_of_botocores_takes_a_client(place, tmp_path):
    (tmp_path / ".aws/models").mkdir(parents=True)
    assert place() is None


# --- what it costs ------------------------------------------------------------------------------------------

COLD = """
import sys
opened = []
sys.addaudithook(lambda event, what: event == "open" and opened.append(str(what[0])))
sys.path.insert(0, sys.argv.pop(1))
sys.path.append(sys.argv.pop(1))
sys.argv[0] = "/usr/bin/awsenv"
from awsenv.__main__ import run
run()
data = [path.rpartition("/")[2] for path in opened if "/botocore/data/" in path]
sys.stderr.write("\\n".join(["", *data, "", *sys.modules]))
"""


def test_a_cold_role_loads_no_client_and_no_model(core, server):
    code, lines = watched(COLD, {**core.environ, "AWSENV_SHELL": "bash:3"}, "open", "-k")
    data, modules = lines[1 : lines.index("", 1)], set(lines[lines.index("", 1) + 1 :])
    assert "AWS_SESSION_TOKEN" in code
    assert [one.action for one in server.log] == ["AssumeRole"]
    assert data == ["partitions.json", "endpoint-rule-set-1.json.gz"]
    unneeded = {"client", "session", "loaders", "credentials", "model", "parsers", "serialize", "handlers"}
    assert {f"botocore.{name}" for name in unneeded} & modules == set()
    assert "botocore.auth" in modules
