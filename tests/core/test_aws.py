"""What does AWS say, from which host, and what if nobody answers?"""

import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from aws import Server, faults
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from running import ANN, CLIENT, WORK_ACCOUNT, identity, role_arn, stop

from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Registration, Token


class Proxy:
    """A proxy on loopback that notes which host it is asked for, and connects nobody."""

    def __init__(self):
        self.hosts = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                words = connection.recv(65536).decode().split()
                self.hosts.append(words[1].removesuffix(":443"))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def proxy():
    proxy = Proxy()
    yield proxy
    stop(proxy.listener)


def role(region, *more, partition="aws"):
    arn = role_arn("open").replace("arn:aws:", f"arn:{partition}:")
    lines = ["[profile it]", f"region = {region}", "source_profile = ann", f"role_arn = {arn}", *more, ""]
    return "\n".join(lines)


# --- which host ---------------------------------------------------------------------------------------------

HOSTS = {
    "aws": ("eu-west-1", "aws", [], "sts.eu-west-1.amazonaws.com"),
    "aws-cn": ("cn-north-1", "aws-cn", [], "sts.cn-north-1.amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "aws-us-gov", [], "sts.us-gov-west-1.amazonaws.com"),
    "FIPS": ("us-east-1", "aws", ["use_fips_endpoint = true"], "sts-fips.us-east-1.amazonaws.com"),
    "legacy global": ("us-east-1", "aws", ["sts_regional_endpoints = legacy"], "sts.amazonaws.com"),
}


@pytest.mark.parametrize(("region", "partition", "more", "host"), HOSTS.values(), ids=HOSTS)
def test_the_host_that_is_asked_is_that_of_the_partition(core, proxy, region, partition, more, host):
    core.write(".aws/config", role(region, *more, partition=partition), mode="a")
    del core.environ["AWS_ENDPOINT_URL"]
    result = core.run("it", "-k", HTTPS_PROXY=proxy.url)
    assert (result.status, proxy.hosts) == (5, [host])


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_policy_of_read_only_is_that_of_the_partition(core, server, world, partition):
    arn = role_arn("open").replace("arn:aws:", f"arn:{partition}:")
    world.roles[arn] = world.roles[role_arn("open")]
    core.write(".aws/config", role("eu-west-1", partition=partition), mode="a")
    assert core.run("it", "--read-only").status == 0
    [call] = server.calls("AssumeRole")
    assert call.parameters["PolicyArns.member.1.arn"] == f"arn:{partition}:iam::aws:policy/ReadOnlyAccess"


ENDPOINTS = {
    "endpoint_url": ("endpoint_url = {url}", ""),
    "services": ("services = here", "[services here]\nsts =\n  endpoint_url = {url}\n"),
    "services before endpoint_url": (
        "endpoint_url = http://127.0.0.1:9\nservices = here",
        "[services here]\nsts =\n  endpoint_url = {url}\n",
    ),
}


@pytest.mark.parametrize(("setting", "section"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_the_endpoint_of_the_profile_is_asked(core, server, setting, section):
    text = role("eu-west-1", setting) + section
    core.write(".aws/config", text.format(url=server.url), mode="a")
    del core.environ["AWS_ENDPOINT_URL"]
    result = core.run("it", "-k")
    assert (result.status, len(server.calls("AssumeRole"))) == (0, 1)


@pytest.mark.parametrize("edited", ["endpoint_url", "services"])
def test_another_endpoint_of_the_profile_is_another_session(core, server, edited):
    setting, section = ENDPOINTS[edited]
    text = role("eu-west-1", setting) + section
    del core.environ["AWS_ENDPOINT_URL"]
    before = (core.home / ".aws/config").read_text()
    core.write(".aws/config", before + text.format(url=server.url))
    core.run("it", "-k")
    core.write(".aws/config", before + text.format(url=server.url.replace("127.0.0.1", "localhost")))
    assert core.run("it", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2


# --- nobody answers -----------------------------------------------------------------------------------------


def refused(core, **variables):
    result = core.run("open", "-k", **variables)
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) <= 2, result.err
    return result.status, result.err


@pytest.fixture(params=[{}, CLIENT], ids=["direct", "client"])
def way(core, request):
    """Ask STS directly, and with a client of botocore's."""
    core.environ |= request.param


def impatient(core, **variables):
    """The core with time limits of a second instead of its own."""
    limits = "import awsenv.aws.connection as aws; aws.CONNECT_TIMEOUT = aws.READ_TIMEOUT = 1"
    result = core.export_after(limits, "open", **variables)
    return result.status, result.err


@pytest.mark.usefixtures("way")
def test_a_server_that_never_answers_is_named(core, server):
    server.disturb("AssumeRole", faults.Hang())
    status, words = impatient(core)
    assert (status, f"cannot reach {server.url[7:]}: no answer in time" in words) == (5, True)


DRIPS = {"a header": b"HTTP/1.1 200 OK\r\nX: ", "a body": b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"}


@pytest.fixture(params=DRIPS)
def dripping(request):
    """What begins to answer, and goes on by a byte at a time without an end."""
    listener, closed = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip():
        with listener.accept()[0] as connection, suppress(OSError):
            connection.sendall(DRIPS[request.param])
            while not closed.wait(0.05):
                connection.sendall(b"x")

    threading.Thread(target=drip, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    closed.set()
    stop(listener)


@pytest.mark.usefixtures("way")
def test_an_answer_that_drips_is_given_up(core, dripping):
    status, words = impatient(core, AWS_ENDPOINT_URL=f"http://{dripping}")
    assert (status, f"cannot reach {dripping}: no answer in time" in words) == (5, True)


def test_where_no_thread_can_be_started_aws_is_asked_all_the_same(core):
    done = core.export_after(
        "import threading; threading.Thread.start = lambda _: exec('raise RuntimeError')", "open"
    )
    assert (done.status, done.err) == (0, "")


@pytest.mark.usefixtures("way")
def test_a_host_that_takes_no_connection_is_named(core):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # the kernel drops what comes after the first
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            status, words = impatient(core, AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
    assert (status, f"cannot reach 127.0.0.1:{port}: no answer in time" in words) == (5, True)


def test_a_proxy_that_is_not_there_is_named_without_its_password(core):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://me:canary-argument@127.0.0.1:{unused.getsockname()[1]}"
        status, words = refused(core, HTTP_PROXY=url)
    assert (status, "cannot reach AWS: no proxy answers at 127.0.0.1:" in words) == (5, True)
    assert "canary" not in words


def test_a_proxy_that_refuses_is_named(core, proxy):
    del core.environ["AWS_ENDPOINT_URL"]
    status, words = refused(core, HTTPS_PROXY=proxy.url)
    assert status == 5
    assert "the proxy" in words


@pytest.fixture
def tls(tmp_path):
    """The side of a server on loopback with a certificate that it signed itself, which lies in cert.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stranger")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    certificate = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "cert.pem").write_bytes(certificate)
    (tmp_path / "both.pem").write_bytes(secret + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    return context


@pytest.fixture
def stranger(tls):
    """A TLS server that nobody vouches for."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=shake_hands, args=(listener, tls), daemon=True).start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    stop(listener)


def shake_hands(listener, context):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def test_a_key_that_aws_does_not_know_may_be_one_of_an_account_without_the_region(core, server):
    server.disturb("AssumeRole", faults.error("InvalidClientTokenId", 403, "The security token is invalid"))
    core.write(".aws/config", role("af-south-1"), mode="a")
    result = core.run("it", "-k")
    assert (result.status, result.err.count("\n")) == (5, 2)
    assert f"AWS does not know the access key '{ANN}' of profile 'ann'" in result.err
    assert "or its account has not enabled the region" in result.err.split("\n")[1]


@pytest.mark.usefixtures("way")
def test_a_certificate_that_nobody_vouches_for_is_named(core, stranger):
    status, words = refused(core, AWS_ENDPOINT_URL=stranger)
    assert status == 5
    assert f"cannot reach {stranger[8:]}: its certificate is not trusted" in words
    assert "AWS_CA_BUNDLE" in words


@pytest.mark.usefixtures("way")
def test_a_server_without_tls_is_not_taken_for_one_with_a_wrong_certificate(core, server):
    status, words = refused(core, AWS_ENDPOINT_URL=server.url.replace("http:", "https:"))
    assert status == 5
    assert f"cannot reach {server.url[7:]}: TLS failed" in words
    assert "certificate" not in words


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("bundle", ["/no/such/file", "/dev/null"])
def test_a_bundle_of_certificates_that_is_none_is_named(core, stranger, bundle):
    status, words = refused(core, AWS_ENDPOINT_URL=stranger, AWS_CA_BUNDLE=bundle)
    assert (status, "AWS_CA_BUNDLE or ca_bundle names holds no certificates" in words) == (5, True)


@pytest.mark.usefixtures("way")
def test_the_bundle_of_the_profile_vouches_for_its_endpoint_in_both_modes(core, world, tls, tmp_path):
    server = Server(world)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    with server:
        url = server.url.replace("http:", "https:")
        more = [f"ca_bundle = {tmp_path / 'cert.pem'}", f"endpoint_url = {url}"]
        core.write(".aws/config", role("eu-west-1", *more), mode="a")
        del core.environ["AWS_ENDPOINT_URL"]
        for mode in ("-k", "-p"):
            environ = core.run("it", mode, keep=False).environ
            assert ":assumed-role/open/" in identity(environ)
            assert environ.get("AWS_CA_BUNDLE") == (str(tmp_path / "cert.pem") if mode == "-k" else None)


@pytest.fixture
def moved(tls):
    """A company's own address, over TLS: where its pages are, by the path that is asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.command)
            status, where = MOVED[self.path.lstrip("/")][:2]
            self.send_response(405 if status == 405 and self.command == "HEAD" else 302 if where else 200)
            if where:
                self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 (the standard library's names)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


PORTAL = "https://ssoins-1.portal.eu-central-1.app.aws"
# What is answered, and which portal that is: None for no host of AWS, "" for the address itself.
MOVED = {
    "portal": (302, f"{PORTAL}/start/?x=1#y", f"{PORTAL}/start"),
    "no-head": (405, PORTAL, PORTAL),
    "page": (200, "", ""),
    "bucket": (302, "https://x.s3.amazonaws.com/start", None),
}


@pytest.mark.parametrize("case", MOVED)
def test_a_start_url_of_a_company_leads_to_the_portal_and_its_region(core, server, tmp_path, moved, case):
    url, asked = moved
    there = f"{url}/{case}"
    core.write(".aws/config", SIGNED_IN.replace("https://corp.example/start", there), mode="a")
    words = ["login", "--sso-session", "corp", "--device", "--wait", "0"]
    done = core.run(*words, AWS_CA_BUNDLE=str(tmp_path / "cert.pem"))
    portal = MOVED[case][2]
    found = [one.parameters["startUrl"] for one in server.calls("StartDeviceAuthorization")]
    assert (done.status, found) == (5, [] if portal is None else [portal or there])
    assert ("which is not an address of AWS" in done.err) == (portal is None)
    assert ("set sso_region = eu-central-1 beside its start URL" in done.err) == ("eu-central" in str(portal))
    assert asked == (["HEAD", "GET"] if case == "no-head" else ["HEAD"])


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "In a container its hop limit must be 2 or more"),
        ({"AWS_EC2_METADATA_DISABLED": "true"}, "AWS_EC2_METADATA_DISABLED is true, so nothing was asked"),
    ],
)
def test_why_the_metadata_service_may_not_answer(core, world, variables, words):
    world.instance = None
    ec2 = f"[profile it]\nrole_arn = {role_arn('open')}\ncredential_source = Ec2InstanceMetadata\n"
    core.write(".aws/config", ec2 + "region = eu-west-1\n", mode="a")
    result = core.run("export", "it", **variables)
    assert (result.status, words in result.err) == (1, True), result.err


# --- something else answers ---------------------------------------------------------------------------------

ANSWERS = {
    "nothing": b"",
    "a page": b"<!doctype html><html><body>Sign in to the Wi-Fi</body></html>",
    "an empty object": b"{}",
    "a list": b"[1]",
    "a text": b'"x"',
    "null": b"null",
    "another element": b"<Other/>",
    "half of an answer to AssumeRole": (
        b"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId>"
        b"</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ),
    "no date": (
        b"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId>"
        b"<SecretAccessKey>B</SecretAccessKey><SessionToken>C</SessionToken><Expiration>soon</Expiration>"
        b"</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ),
    "other types": (
        b'{"clientId": 1, "clientSecret": [], "clientSecretExpiresAt": "x", "roleCredentials": 5, '
        b'"accessToken": {}, "expiresIn": null, "accountList": [null, 3], "roleList": 4}'
    ),
    "numbers beyond all time": (
        b'{"clientId": "1", "clientSecret": "s", "clientSecretExpiresAt": 1e99, "accessToken": "a", '
        b'"expiresIn": 99999999999999999999, "roleCredentials": {"accessKeyId": "a", "secretAccessKey": "s", '
        b'"sessionToken": "t", "expiration": 99999999999999999999999}}'
    ),
}


@pytest.fixture
def portal_of_a_cafe(request):
    """What says yes to every request, and then something else."""
    body = request.param

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_GET  # noqa: N815 (the standard library's names)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


SIGNED_IN = f"""\
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
[profile corp]
region = eu-west-1
sso_session = corp
sso_account_id = {WORK_ACCOUNT}
sso_role_name = machine
[profile web]
region = eu-west-1
role_arn = {role_arn("web")}
web_identity_token_file = {{home}}/token
"""


@pytest.mark.parametrize("portal_of_a_cafe", ANSWERS.values(), ids=ANSWERS, indirect=True)
def test_an_answer_that_is_something_else_is_told_in_words(core, portal_of_a_cafe):
    core.write(".aws/config", SIGNED_IN.format(home=core.home), mode="a")
    core.write("token", "a.signed.token")
    session = SsoSession("corp", "https://corp.example/start", "eu-west-1")
    registration = Registration("client", "secret", 1 << 33)
    where = {"AWS_ENDPOINT_URL": portal_of_a_cafe}
    keys = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
    for words, left, more in (
        (["export", "open"], None, {}),
        (["export", "web"], None, {}),
        (["login", "corp", "--device", "--wait", "1"], None, {}),
        (["export", "corp"], 3600, {}),
        (["export", "corp"], -60, {}),
        (["sso", "sync"], 3600, {}),
        (["status", "--verify"], None, keys),
    ):
        tokens.forget(session, str(core.home))
        if left is not None:
            ends = int(time.time()) + left
            tokens.store(session, Token("access", ends, "refresh", registration), str(core.home))
        result = core.run(*words, keep=False, **where, **more)
        assert "Traceback" not in result.err, words
        if words[0] != "sso":  # of which an answer without an account is one
            assert (result.status in {1, 5}, words) == (True, words)
        assert len(result.err.splitlines()) <= 3, result.err
