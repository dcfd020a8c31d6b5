"""What does AWS say, from which host, and what if nobody answers?"""

import socket
import ssl
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone

import pytest
from aws import faults
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from running import role_arn


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
    proxy.listener.close()


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
    assert (5, [host]) == (result.status, proxy.hosts)


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_policy_of_read_only_is_that_of_the_partition(core, server, world, partition):
    arn = role_arn("open").replace("arn:aws:", f"arn:{partition}:")
    world.roles[arn] = world.roles[role_arn("open")]
    core.write(".aws/config", role("eu-west-1", partition=partition), mode="a")
    assert 0 == core.run("it", "--read-only").status
    [call] = server.calls("AssumeRole")
    assert f"arn:{partition}:iam::aws:policy/ReadOnlyAccess" == call.parameters["PolicyArns.member.1.arn"]


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
    assert (0, 1) == (result.status, len(server.calls("AssumeRole")))


@pytest.mark.parametrize("edited", ["endpoint_url", "services"])
def test_another_endpoint_of_the_profile_is_another_session(core, server, edited):
    setting, section = ENDPOINTS[edited]
    text = role("eu-west-1", setting) + section
    del core.environ["AWS_ENDPOINT_URL"]
    before = (core.home / ".aws/config").read_text()
    core.write(".aws/config", before + text.format(url=server.url))
    core.run("it", "-k")
    core.write(".aws/config", before + text.format(url=server.url.replace("127.0.0.1", "localhost")))
    assert 0 == core.run("it", "-k").status
    assert 2 == len(server.calls("AssumeRole"))


# --- nobody answers -----------------------------------------------------------------------------------------


def refused(core, **variables):
    result = core.run("open", "-k", **variables)
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) <= 2, result.err
    return result.status, result.err


def impatient(core, **variables):
    """The core with time limits of a second instead of its own, which would hold the test."""
    script = (
        "import sys, awsenv.aws.connection as aws; aws.CONNECT_TIMEOUT = aws.READ_TIMEOUT = 1\n"
        "from awsenv.__main__ import main; sys.argv = ['awsenv', 'export', 'open']; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**core.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


def test_a_server_that_never_answers_is_named(core, server):
    server.disturb("AssumeRole", faults.Hang())
    status, words = impatient(core)
    assert (5, True) == (status, f"cannot reach {server.url[7:]}: no answer in time" in words)


def test_a_host_that_takes_no_connection_is_named(core):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # the kernel drops what comes after the first
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            status, words = impatient(core, AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
    assert (5, True) == (status, f"cannot reach 127.0.0.1:{port}: no answer in time" in words)


def test_a_proxy_that_is_not_there_is_named_without_its_password(core):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://me:canary-argument@127.0.0.1:{unused.getsockname()[1]}"
        status, words = refused(core, HTTP_PROXY=url)
    assert (5, True) == (status, "cannot reach AWS: the proxy cannot be reached" in words)
    assert "canary" not in words


def test_a_proxy_that_refuses_is_named(core, proxy):
    del core.environ["AWS_ENDPOINT_URL"]
    status, words = refused(core, HTTPS_PROXY=proxy.url)
    assert 5 == status
    assert "the proxy" in words


@pytest.fixture
def stranger(tmp_path):
    """A TLS server with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stranger")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "both.pem").write_bytes(secret + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=shake_hands, args=(listener, context), daemon=True).start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


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


def test_a_certificate_that_nobody_vouches_for_is_named(core, stranger):
    status, words = refused(core, AWS_ENDPOINT_URL=stranger)
    assert 5 == status
    assert f"cannot reach {stranger[8:]}: its certificate is not trusted" in words
    assert "AWS_CA_BUNDLE" in words


def test_a_server_without_tls_is_not_taken_for_one_with_a_wrong_certificate(core, server):
    status, words = refused(core, AWS_ENDPOINT_URL=server.url.replace("http:", "https:"))
    assert 5 == status
    assert f"cannot reach {server.url[7:]}: TLS failed" in words
    assert "certificate" not in words


@pytest.mark.parametrize("bundle", ["/no/such/file", "/dev/null"])
def test_a_bundle_of_certificates_that_is_none_is_named(core, stranger, bundle):
    status, words = refused(core, AWS_ENDPOINT_URL=stranger, AWS_CA_BUNDLE=bundle)
    assert (5, True) == (status, "AWS_CA_BUNDLE or ca_bundle names holds no certificates" in words)
