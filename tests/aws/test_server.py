"""Does this AWS check what it is asked, in the words that real clients understand?"""

import base64
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.loaders import create_loader

from . import Portal, Role, Server, User, World, faults

HOME_ACCOUNT, WORK_ACCOUNT = "111122223333", "444455556666"
ANN, BOB, EVE = "AKIAANN2222222222222", "AKIABOB2222222222222", "AKIAEVE2222222222222"
SERIAL = f"arn:aws:iam::{HOME_ACCOUNT}:mfa/ann"
PROVIDER = f"arn:aws:iam::{WORK_ACCOUNT}:oidc-provider/ci.example"
ANN_ARN, BOB_ARN = (f"arn:aws:iam::{HOME_ACCOUNT}:user/{name}" for name in ("ann", "bob"))
LOADER = create_loader()  # one for all clients: reading the models is most of a client's cost
START_URL = "https://example.awsapps.com/start"


def role_arn(name):
    return f"arn:aws:iam::{WORK_ACCOUNT}:role/{name}"


def session_arn(role, name):
    return f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/{role}/{name}"


@pytest.fixture
def world():
    home = f"arn:aws:iam::{HOME_ACCOUNT}:root"
    return World(
        users={
            ANN: User(ANN_ARN, "ann/secret+1", mfa=SERIAL),
            BOB: User(BOB_ARN, "bob/secret+1"),
            EVE: User("arn:aws:iam::999999999999:user/eve", "eve/secret+1"),
        },
        roles={
            role_arn("open"): Role((home,), max_duration=7200),
            role_arn("by-id"): Role((HOME_ACCOUNT,)),
            role_arn("ann"): Role((ANN_ARN,)),
            role_arn("mfa"): Role((home, role_arn("open"), role_arn("mfa")), mfa=True, max_duration=43200),
            role_arn("external"): Role((home,), external_id="x-1"),
            role_arn("path/chained"): Role((role_arn("open"), role_arn("machine")), max_duration=43200),
            role_arn("web"): Role((PROVIDER,)),
            role_arn("machine"): Role(()),
        },
        web_identities={"a.signed.token": PROVIDER},
        instance=role_arn("machine"),
        container=role_arn("machine"),
        portal=Portal(
            accounts={HOME_ACCOUNT: "home", WORK_ACCOUNT: "work & play"},
            assignments={
                ("ann@example.com", HOME_ACCOUNT, "Reader"): f"arn:aws:iam::{HOME_ACCOUNT}:role/sso/Reader",
                ("ann@example.com", WORK_ACCOUNT, "Admin"): role_arn("sso/Admin"),
                ("ann@example.com", WORK_ACCOUNT, "Reader"): role_arn("sso/Reader"),
            },
        ),
    )


@pytest.fixture
def server(world):
    with Server(world) as server:
        yield server


@pytest.fixture(autouse=True)
def environ(server, tmp_path, monkeypatch):
    """Give this process, and its children, an environment made from nothing."""
    made = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_MAX_ATTEMPTS": "1",
        **server.environ,
    }
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return made


def client(service, access_key=None, secret=None, token=None, **config):
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret, "aws_session_token": token}
    return session.create_client(service, config=Config(parameter_validation=False, **config), **keys)


def sts_of(world, user):
    return client("sts", user, world.users[user].secret)


def sts_with(credentials):
    keys = (credentials[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    return client("sts", *keys)


def assume(sts, role, name="test", **parameters):
    return sts.assume_role(RoleArn=role_arn(role), RoleSessionName=name, **parameters)


def whoami(sts):
    return sts.get_caller_identity()["Arn"]


def refusal(call, *args, **parameters):
    with pytest.raises(ClientError) as caught:
        call(*args, **parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def not_authorized(caller, role):
    words = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role_arn(role)}"
    return "AccessDenied", words


def constraint(value, member, rule):
    words = f"Value {value} at '{member}' failed to satisfy constraint: Member must {rule}"
    return "ValidationError", f"1 validation error detected: {words}"


def http_answer(server, method, path, headers=None):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


def aws(*arguments):
    beside = Path(sys.executable).with_name("aws")
    command = str(beside) if beside.exists() else shutil.which("aws")
    run = subprocess.run(
        [command, *arguments], env=dict(os.environ), capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout, run.stderr


def configure(home, text):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(text)


# Identities and signatures


def test_each_kind_of_keys_is_told_who_it_is(world):
    ann = sts_of(world, ANN)
    role = assume(ann, "open", "me")["Credentials"]
    chained = assume(sts_with(role), "path/chained", "deep")["Credentials"]
    federated = ann.get_federation_token(Name="guest")["Credentials"]
    assert whoami(ann) == ANN_ARN
    assert whoami(sts_with(ann.get_session_token()["Credentials"])) == ANN_ARN
    assert whoami(sts_with(role)) == session_arn("open", "me")
    assert whoami(sts_with(chained)) == session_arn("chained", "deep")
    assert whoami(sts_with(federated)) == f"arn:aws:sts::{HOME_ACCOUNT}:federated-user/guest"
    assert ann.get_access_key_info(AccessKeyId=BOB)["Account"] == HOME_ACCOUNT


def test_session_keys_look_like_those_of_aws_and_are_unique(world):
    ann = sts_of(world, ANN)
    answers = [assume(ann, "open", DurationSeconds=1800) for _ in range(3)]
    keys = [answer["Credentials"] for answer in answers]
    assert len({each["AccessKeyId"] for each in keys}) == len(keys)
    for each in keys:
        assert each["AccessKeyId"][:4] == "ASIA"
        assert len(each["AccessKeyId"]) == 20
        assert len(each["SecretAccessKey"]) == 40
        left = each["Expiration"] - datetime.now(timezone.utc)
        assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert answers[0]["AssumedRoleUser"]["AssumedRoleId"][:4] == "AROA"


def test_other_partitions_keep_their_name(world):
    china = "arn:aws-cn:iam::111122223333:role/cn"
    world.roles[china] = Role(("111122223333",))
    answer = sts_of(world, ANN).assume_role(RoleArn=china, RoleSessionName="me")
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws-cn:sts::111122223333:assumed-role/cn/me"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ((ANN, "wrong"), "SignatureDoesNotMatch"),
        (("AKIAUNKNOWN222222222", "any"), "InvalidClientTokenId"),
        ((ANN, "ann/secret+1", "a token it never had"), "InvalidClientTokenId"),
    ],
)
def test_keys_that_are_not_good_are_refused(keys, code):
    assert refusal(client("sts", *keys).get_caller_identity)[0] == code


def test_a_session_needs_its_token(world):
    keys = sts_of(world, ANN).get_session_token()["Credentials"]
    without = client("sts", keys["AccessKeyId"], keys["SecretAccessKey"])
    assert refusal(without.get_caller_identity)[0] == "InvalidClientTokenId"


def test_a_request_without_signature_is_refused(server):
    status, _, body = http_answer(server, "GET", "/?Action=GetCallerIdentity&Version=2011-06-15")
    assert status == 403
    assert "<Code>MissingAuthenticationToken</Code>" in body


def test_a_session_past_its_end_is_refused(world):
    keys = assume(sts_of(world, ANN), "open")["Credentials"]
    world.age(timedelta(minutes=59))
    assert whoami(sts_with(keys)) == session_arn("open", "test")
    world.age(timedelta(minutes=1))
    expired = ("ExpiredToken", "The security token included in the request is expired")
    assert refusal(sts_with(keys).get_caller_identity) == expired


@pytest.mark.parametrize(
    ("hours", "words"), [(13, "Signature expired: "), (-13, "Signature not yet current: "), (0, None)]
)
def test_a_skewed_clock_is_refused_and_the_date_header_tells_the_time_of_aws(server, world, hours, words):
    world.skew = timedelta(hours=hours)
    sts = sts_of(world, ANN)
    if words:
        code, message = refusal(sts.get_caller_identity)
        assert (code, message[: len(words)]) == ("SignatureDoesNotMatch", words)
    else:
        assert whoami(sts) == ANN_ARN
    date = parsedate_to_datetime(http_answer(server, "GET", "/latest")[1]["Date"])
    assert abs(date - datetime.now(timezone.utc) - world.skew) < timedelta(minutes=1)


# Roles


@pytest.mark.parametrize(
    ("user", "role", "parameters", "allowed"),
    [
        (ANN, "open", {}, True),
        (BOB, "by-id", {}, True),
        (ANN, "ann", {}, True),
        (BOB, "ann", {}, False),
        (EVE, "open", {}, False),
        (ANN, "absent", {}, False),
        (ANN, "path/chained", {}, False),
        (ANN, "mfa", {}, False),
        (ANN, "external", {}, False),
        (ANN, "external", {"ExternalId": "x-2"}, False),
        (ANN, "external", {"ExternalId": "x-1"}, True),
        (ANN, "open", {"ExternalId": "any"}, True),
    ],
)
def test_a_role_opens_for_those_it_trusts(world, user, role, parameters, allowed):
    sts = sts_of(world, user)
    if allowed:
        assert assume(sts, role, **parameters)["AssumedRoleUser"]["Arn"] == session_arn(role, "test")
    else:
        assert refusal(assume, sts, role, **parameters) == not_authorized(world.users[user].arn, role)


CHAINED = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


@pytest.mark.parametrize(
    ("chained", "role", "parameters", "expected"),
    [
        (True, "path/chained", {"DurationSeconds": 3601}, ("ValidationError", CHAINED)),
        (False, "open", {"DurationSeconds": 7201}, ("ValidationError", TOO_LONG)),
        (
            False,
            "open",
            {"DurationSeconds": 899},
            constraint("'899'", "durationSeconds", "have value greater than or equal to 900"),
        ),
        (
            False,
            "open",
            {"DurationSeconds": 43201},
            constraint("'43201'", "durationSeconds", "have value less than or equal to 43200"),
        ),
        (
            False,
            "open",
            {"name": "no blanks"},
            constraint("'no blanks'", "roleSessionName", r"satisfy regular expression pattern: [\w+=,.@-]*"),
        ),
        (
            False,
            "open",
            {"name": "é" * 3},
            constraint("'ééé'", "roleSessionName", r"satisfy regular expression pattern: [\w+=,.@-]*"),
        ),
        (
            False,
            "open",
            {"name": "x" * 65},
            constraint(f"'{'x' * 65}'", "roleSessionName", "have length less than or equal to 64"),
        ),
    ],
)
def test_parameters_out_of_bounds_are_refused(world, chained, role, parameters, expected):
    sts = sts_of(world, ANN)
    if chained:
        sts = sts_with(assume(sts, "open")["Credentials"])
    assert refusal(assume, sts, role, **parameters) == expected


def test_an_hour_is_allowed_to_a_chained_role_and_more_to_a_direct_one(world):
    ann = sts_of(world, ANN)
    direct = assume(ann, "open", DurationSeconds=7200)["Credentials"]
    assert assume(sts_with(direct), "path/chained", DurationSeconds=3600)
    user_session = ann.get_session_token()["Credentials"]
    assert assume(sts_with(user_session), "open", DurationSeconds=7200)


def test_session_policies_are_accepted_and_logged(server, world):
    policy, arn = '{"Version":"2012-10-17","Statement":[]}', "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assume(sts_of(world, ANN), "open", Policy=policy, PolicyArns=[{"arn": arn}])
    (call,) = server.calls("AssumeRole")
    assert call.parameters["Policy"] == policy
    assert call.parameters["PolicyArns.member.1.arn"] == arn


@pytest.mark.parametrize("operation", ["get_session_token", "get_federation_token"])
def test_session_keys_cannot_ask_for_more_session_keys(world, operation):
    ann = sts_of(world, ANN)
    parameters = {"Name": "guest"} if operation == "get_federation_token" else {}
    action = {"get_session_token": "GetSessionToken", "get_federation_token": "GetFederationToken"}[operation]
    for keys in (ann.get_session_token(), assume(ann, "open")):
        call = getattr(sts_with(keys["Credentials"]), operation)
        assert refusal(call, **parameters) == (
            "AccessDenied",
            f"Cannot call {action} with session credentials",
        )


def test_a_federated_user_assumes_nothing(world):
    guest = sts_with(sts_of(world, ANN).get_federation_token(Name="guest")["Credentials"])
    caller = f"arn:aws:sts::{HOME_ACCOUNT}:federated-user/guest"
    assert refusal(assume, guest, "open") == not_authorized(caller, "open")


@pytest.mark.parametrize(
    ("role", "token", "expected"),
    [
        ("web", "a.signed.token", None),
        ("web", "another.token", "InvalidIdentityToken"),
        ("open", "a.signed.token", "AccessDenied"),
    ],
)
def test_a_web_identity_opens_the_role_that_trusts_its_provider(tmp_path, server, role, token, expected):
    (tmp_path / "token").write_text(token)
    lines = (
        f"role_arn = {role_arn(role)}\nweb_identity_token_file = {tmp_path / 'token'}\nrole_session_name = ci"
    )
    configure(tmp_path, f"[profile ci]\n{lines}\n")
    sts = boto3.Session(profile_name="ci").client("sts")
    if expected:
        assert refusal(sts.get_caller_identity)[0] == expected
    else:
        assert whoami(sts) == session_arn("web", "ci")
        assert server.calls("AssumeRoleWithWebIdentity")[0].access_key == ""


# MFA

MFA_FAILED = "MultiFactorAuthentication failed"


def test_a_session_with_mfa_opens_a_role_that_requires_it_and_one_without_does_not(world):
    ann = sts_of(world, ANN)
    plain = ann.get_session_token()["Credentials"]
    assert refusal(assume, sts_with(plain), "mfa") == not_authorized(ANN_ARN, "mfa")
    code = world.mfa_code(SERIAL)
    with_mfa = ann.get_session_token(SerialNumber=SERIAL, TokenCode=code)["Credentials"]
    assert assume(sts_with(with_mfa), "mfa", DurationSeconds=43200)
    assert assume(sts_with(with_mfa), "mfa")


def test_a_code_in_the_call_itself_opens_the_role(world):
    opened = assume(sts_of(world, ANN), "mfa", SerialNumber=SERIAL, TokenCode=world.mfa_code(SERIAL))
    assert whoami(sts_with(opened["Credentials"])) == session_arn("mfa", "test")


def test_mfa_is_not_carried_from_role_to_role(world):
    opened = assume(sts_of(world, ANN), "mfa", SerialNumber=SERIAL, TokenCode=world.mfa_code(SERIAL))
    caller = session_arn("mfa", "test")
    assert refusal(assume, sts_with(opened["Credentials"]), "mfa") == not_authorized(caller, "mfa")


def test_a_code_is_accepted_once_and_the_next_window_has_another(world):
    ann, code = sts_of(world, ANN), world.mfa_code(SERIAL)
    assert ann.get_session_token(SerialNumber=SERIAL, TokenCode=code)
    invalid = ("AccessDenied", f"{MFA_FAILED} with invalid MFA one time pass code.")
    assert refusal(ann.get_session_token, SerialNumber=SERIAL, TokenCode=code) == invalid
    assert refusal(assume, ann, "mfa", SerialNumber=SERIAL, TokenCode=code) == invalid
    world.mfa_window += 1
    assert refusal(ann.get_session_token, SerialNumber=SERIAL, TokenCode=code) == invalid
    assert ann.get_session_token(SerialNumber=SERIAL, TokenCode=world.mfa_code(SERIAL))


def test_of_many_who_show_one_code_at_once_one_is_accepted(server, world):
    ann, code = sts_of(world, ANN), world.mfa_code(SERIAL)

    def opens(_):
        try:
            return bool(ann.get_session_token(SerialNumber=SERIAL, TokenCode=code))
        except ClientError:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(opens, range(20))) == 1
    assert len(server.calls("GetSessionToken")) == 20


ADVICE = "Please verify your MFA serial number is valid and associated with this user."


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (
            {"SerialNumber": SERIAL},
            ("AccessDenied", f"{MFA_FAILED}, must provide both MFA serial number and one time pass code."),
        ),
        (
            {"SerialNumber": SERIAL + "2", "TokenCode": "123456"},
            ("AccessDenied", f"{MFA_FAILED}, unable to validate MFA code.  {ADVICE}"),
        ),
        (
            {"SerialNumber": SERIAL, "TokenCode": "12a456"},
            constraint("'12a456'", "tokenCode", r"satisfy regular expression pattern: [\d]*"),
        ),
        (
            {"SerialNumber": SERIAL, "TokenCode": "12345"},
            constraint("'12345'", "tokenCode", "have length greater than or equal to 6"),
        ),
    ],
)
def test_mfa_that_cannot_be_right_is_refused(world, parameters, expected):
    assert refusal(sts_of(world, ANN).get_session_token, **parameters) == expected


# Buckets


def test_keys_see_the_buckets_of_their_account_alone(world):
    world.buckets = {HOME_ACCOUNT: ["a", "b"], WORK_ACCOUNT: ["c & d"]}
    role = assume(sts_of(world, ANN), "open")["Credentials"]
    session = [role[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]

    def names(*keys):
        return [bucket["Name"] for bucket in client("s3", *keys).list_buckets()["Buckets"]]

    assert [names(ANN, world.users[ANN].secret), names(*session)] == [["a", "b"], ["c & d"]]
    assert names(EVE, world.users[EVE].secret) == []
    assert refusal(client("s3", ANN, "wrong").list_buckets)[0] == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "list_objects_v2", {"Bucket": "a"}),
        ("s3", "put_object", {"Bucket": "a", "Key": "b", "Body": b"c"}),
        ("s3", "delete_bucket", {"Bucket": "a"}),
        ("iam", "list_users", {}),
        ("ec2", "describe_vpcs", {}),
        ("lambda", "list_functions", {}),
        ("dynamodb", "list_tables", {}),
    ],
)
def test_what_this_aws_does_not_have_is_refused_in_words_that_clients_show(
    world, service, operation, parameters
):
    code, message = refusal(getattr(client(service, ANN, world.users[ANN].secret), operation), **parameters)
    assert (code, "nothing else" in message) == ("NotImplemented", True)


# Faults and the log


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        (faults.throttle, "Throttling", 400),
        (faults.too_many_requests, "TooManyRequestsException", 429),
        (faults.internal_failure, "InternalFailure", 500),
        (
            faults.error("RegionDisabledException", 403, "STS is not activated"),
            "RegionDisabledException",
            403,
        ),
    ],
)
def test_the_next_requests_of_an_action_meet_the_fault_and_no_others(server, world, fault, code, status):
    ann = sts_of(world, ANN)
    server.disturb("AssumeRole", fault, times=2)
    assert whoami(ann) == ANN_ARN
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            assume(ann, "open")
        assert caught.value.response["Error"]["Code"] == code
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert assume(ann, "open")
    assert len(server.calls("AssumeRole")) == 3


def test_a_client_that_retries_gets_over_a_fault(server, world):
    server.disturb("GetCallerIdentity", faults.internal_failure)
    retries = {"total_max_attempts": 2, "mode": "standard"}
    assert whoami(client("sts", ANN, world.users[ANN].secret, retries=retries)) == ANN_ARN
    assert len(server.calls("GetCallerIdentity")) == 2


def test_a_connection_can_be_closed_without_an_answer(server, world):
    server.disturb("GetCallerIdentity", faults.disconnect)
    ann = sts_of(world, ANN)
    with pytest.raises(ConnectionClosedError):
        whoami(ann)
    assert whoami(ann) == ANN_ARN


def test_a_request_hangs_until_released_while_others_are_answered(server, world):
    ann, hang = sts_of(world, ANN), faults.Hang()
    server.disturb("AssumeRole", hang)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(assume, ann, "open")
        server.wait("AssumeRole")
        assert whoami(ann) == ANN_ARN
        assert not waiting.done()
        hang.release()
        assert waiting.result(30)["Credentials"]


def test_a_client_may_give_up_on_a_request_that_hangs_until_the_end_of_the_server(world, monkeypatch, capfd):
    with Server(world) as other:
        for name, value in other.environ.items():
            monkeypatch.setenv(name, value)
        other.disturb("GetCallerIdentity", faults.Hang())
        with pytest.raises(ReadTimeoutError):
            whoami(client("sts", ANN, world.users[ANN].secret, read_timeout=0.2))
        assert whoami(sts_of(world, ANN)) == ANN_ARN
    assert capfd.readouterr().err == ""


def test_an_answer_can_be_late(server, world):
    ann = sts_of(world, ANN)
    server.disturb("GetCallerIdentity", faults.delay(0.2))
    start = time.monotonic()
    assert whoami(ann) == ANN_ARN
    assert time.monotonic() - start >= 0.2


def test_the_log_says_who_asked_what_in_order_here_and_over_http(server, world):
    ann = sts_of(world, ANN)
    keys = assume(ann, "open", "me")["Credentials"]
    whoami(sts_with(keys))
    first, second = server.log
    asked = {"RoleArn": role_arn("open"), "RoleSessionName": "me"}
    assert (first.action, first.access_key, first.session_token) == ("AssumeRole", ANN, "")
    assert (first.parameters, first.region) == (asked, "eu-west-1")
    assert first.user_agent.startswith("Botocore/")
    assert (second.action, second.access_key) == ("GetCallerIdentity", keys["AccessKeyId"])
    assert second.session_token == keys["SessionToken"]
    assert json.loads(http_answer(server, "GET", "/_log")[2]) == [one._asdict() for one in server.log]


def test_waiting_for_a_request_that_does_not_come_fails(server):
    with pytest.raises(TimeoutError):
        server.wait("AssumeRole", timeout=0.01)


@pytest.mark.parametrize(
    ("length", "status"), [("65537", 413), ("-1", 413), ("many", 400), ("9" * 5000, 400)]
)
def test_a_body_that_is_too_long_is_not_read(server, length, status):
    assert http_answer(server, "POST", "/", {"Content-Length": length})[0] == status
    assert server.log == []


def test_nothing_leaves_by_way_of_the_server(server):
    assert http_answer(server, "CONNECT", "sts.amazonaws.com:443")[0] == 403


def test_an_address_that_is_none_is_refused(server):
    with socket.create_connection(server.server_address) as connection:
        connection.sendall(b"GET http://[/ HTTP/1.1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_an_unknown_path_is_refused_and_logged(server):
    assert http_answer(server, "GET", "/bucket/key")[0] == 404
    assert [one.action for one in server.log] == ["GET /bucket/key"]


# Metadata services


def test_an_instance_gets_the_keys_of_its_role(server):
    credentials = botocore.session.Session().get_credentials()
    assert credentials.method == "iam-role"
    assert whoami(boto3.Session().client("sts")) == session_arn("machine", "i-0123456789abcdef0")
    actions = [one.action for one in server.log][:3]
    assert actions == ["PutMetadataToken", "GetInstanceRole", "GetInstanceCredentials"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("PUT", "/latest/api/token", {}, 400),
        ("GET", "/latest/meta-data/iam/security-credentials/", {}, 401),
        ("GET", "/latest/meta-data/iam/security-credentials/", {"X-aws-ec2-metadata-token": "guess"}, 401),
        ("GET", "/container/credentials", {}, 401),
        ("GET", "/container/credentials", {"Authorization": "guess"}, 401),
    ],
)
def test_metadata_is_refused_without_its_token(server, method, path, headers, status):
    assert http_answer(server, method, path, headers)[0] == status


def test_a_machine_without_a_role_has_no_keys(world):
    world.instance = None
    assert botocore.session.Session().get_credentials() is None


def test_a_container_gets_the_keys_of_its_role(server, monkeypatch):
    for name, value in server.container_environ.items():
        monkeypatch.setenv(name, value)
    session = boto3.Session()
    assert session.get_credentials().method == "container-role"
    assert whoami(session.client("sts")) == session_arn("machine", "i-0123456789abcdef0")


# Single sign-on


def sign_in_token(world):
    return world.sign_in.token("ann@example.com", world.now() + timedelta(hours=8))


def test_the_portal_lists_accounts_and_roles_page_by_page(server, world):
    world.portal.page = 1
    sso, token = client("sso"), sign_in_token(world)
    accounts = sso.get_paginator("list_accounts").paginate(accessToken=token).build_full_result()
    assert [one["accountName"] for one in accounts["accountList"]] == ["home", "work & play"]
    pages = sso.get_paginator("list_account_roles").paginate(accessToken=token, accountId=WORK_ACCOUNT)
    assert [one["roleName"] for one in pages.build_full_result()["roleList"]] == ["Admin", "Reader"]
    assert len(server.calls("ListAccounts")) == len(server.calls("ListAccountRoles")) == 2
    assert server.calls("ListAccounts")[0].session_token == token


def test_the_portal_gives_keys_for_the_roles_one_has(world):
    sso, token = client("sso"), sign_in_token(world)
    wanted = {"accountId": WORK_ACCOUNT, "roleName": "Admin"}
    keys = sso.get_role_credentials(accessToken=token, **wanted)["roleCredentials"]
    sts = client("sts", keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
    assert whoami(sts) == session_arn("Admin", "ann@example.com")
    left = keys["expiration"] / 1000 - time.time()
    assert 3590 < left <= 3600
    assert refusal(sso.get_role_credentials, accessToken="bad", **wanted)[0] == "UnauthorizedException"
    other = {**wanted, "accountId": HOME_ACCOUNT}
    expected = ("ForbiddenException", "No access")
    assert refusal(sso.get_role_credentials, accessToken=token, **other) == expected
    world.age(timedelta(hours=9))
    assert refusal(sso.list_accounts, accessToken=token)[0] == "UnauthorizedException"


def test_signing_out_ends_the_token(world):
    sso, token = client("sso"), sign_in_token(world)
    sso.logout(accessToken=token)
    assert refusal(sso.list_accounts, accessToken=token)[0] == "UnauthorizedException"


@pytest.fixture
def oidc():
    return client("sso-oidc")


@pytest.fixture
def registered(oidc):
    asked = {"scopes": ["sso:account:access"], "redirectUris": ["http://127.0.0.1/oauth/callback"]}
    answer = oidc.register_client(clientName="awsenv", clientType="public", **asked)
    return {name: answer[name] for name in ("clientId", "clientSecret")}


DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def test_a_device_code_waits_for_its_person_and_is_good_once(oidc, registered, world):
    started = oidc.start_device_authorization(**registered, startUrl=START_URL)
    assert started["verificationUriComplete"].endswith(started["userCode"])
    ask = {**registered, "grantType": DEVICE, "deviceCode": started["deviceCode"]}
    assert refusal(oidc.create_token, **ask)[0] == "AuthorizationPendingException"
    world.sign_in.approve("ann@example.com")
    token = oidc.create_token(**ask)["accessToken"]
    assert client("sso").list_accounts(accessToken=token)["accountList"]
    assert refusal(oidc.create_token, **ask)[0] == "InvalidGrantException"


def test_a_device_code_can_be_denied_or_expire(oidc, registered, world):
    started = oidc.start_device_authorization(**registered, startUrl=START_URL)
    ask = {**registered, "grantType": DEVICE, "deviceCode": started["deviceCode"]}
    world.sign_in.deny()
    assert refusal(oidc.create_token, **ask)[0] == "AccessDeniedException"
    world.age(timedelta(minutes=11))
    assert refusal(oidc.create_token, **ask)[0] == "ExpiredTokenException"


def test_a_refresh_token_is_good_once_and_gives_the_next(oidc, registered, world):
    ask = {**registered, "grantType": "refresh_token"}
    first = world.sign_in.refresh("ann@example.com")
    second = oidc.create_token(**ask, refreshToken=first)["refreshToken"]
    assert refusal(oidc.create_token, **ask, refreshToken=first)[0] == "InvalidGrantException"
    assert oidc.create_token(**ask, refreshToken=second)["expiresIn"] == 8 * 3600


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"clientSecret": "guess"}, "InvalidClientException"),
        ({"clientId": "guess"}, "InvalidClientException"),
        ({"grantType": "password"}, "UnsupportedGrantTypeException"),
        ({"grantType": DEVICE, "deviceCode": "guess"}, "InvalidGrantException"),
    ],
)
def test_strangers_get_no_token(oidc, registered, changed, code):
    ask = {**registered, "grantType": "refresh_token", "refreshToken": "guess", **changed}
    assert refusal(oidc.create_token, **ask)[0] == code


def authorize(server, registered, challenge):
    query = {
        "response_type": "code",
        "client_id": registered["clientId"],
        "redirect_uri": "http://127.0.0.1:1/oauth/callback",
        "state": "s-1",
        "code_challenge_method": "S256",
        "code_challenge": challenge,
    }
    status, headers, _ = http_answer(server, "GET", f"/authorize?{urlencode(query)}")
    assert status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(headers["Location"]).query).items()}


def test_an_authorization_code_needs_its_verifier(server, world, oidc, registered):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    assert authorize(server, registered, challenge) == {"error": "access_denied", "state": "s-1"}
    world.sign_in.browser = "ann@example.com"
    came_back = authorize(server, registered, challenge)
    ask = {
        **registered,
        "grantType": "authorization_code",
        "code": came_back["code"],
        "redirectUri": "http://127.0.0.1:1/oauth/callback",
    }
    assert refusal(oidc.create_token, **ask, codeVerifier="w" * 43)[0] == "InvalidGrantException"
    assert oidc.create_token(**ask, codeVerifier="v" * 43)["accessToken"]
    assert came_back["state"] == "s-1"


# The real command

SOURCE = f"[profile ann]\naws_access_key_id = {ANN}\naws_secret_access_key = ann/secret+1\n"


def test_the_aws_command_follows_a_chain_once_and_then_uses_its_cache(server, tmp_path):
    chain = (
        f"[profile open]\nrole_arn = {role_arn('open')}\nsource_profile = ann\n"
        f"[profile deep]\nrole_arn = {role_arn('path/chained')}\nsource_profile = open\n"
        "role_session_name = me\n"
    )
    configure(tmp_path, SOURCE + chain)
    for _ in range(2):
        status, out, err = aws("sts", "get-caller-identity", "--profile", "deep")
        assert (status, err) == (0, "")
        assert json.loads(out)["Arn"] == session_arn("chained", "me")
    assert len(server.calls("AssumeRole")) == 2
    assert "aws-cli" in server.calls("AssumeRole")[0].user_agent


def test_the_aws_command_lists_the_buckets(world, tmp_path):
    world.buckets = {HOME_ACCOUNT: ["prod-logs"]}
    configure(tmp_path, SOURCE)
    assert aws("s3", "ls", "--profile", "ann") == (0, "2020-01-01 00:00:00 prod-logs\n", "")


def test_the_aws_command_opens_a_session_with_mfa(world, tmp_path):
    configure(tmp_path, SOURCE)
    show = ("--serial-number", SERIAL, "--token-code", world.mfa_code(SERIAL))
    ask = ("sts", "get-session-token", "--profile", "ann", *show)
    status, out, _ = aws(*ask)
    assert status == 0
    assert json.loads(out)["Credentials"]["AccessKeyId"][:4] == "ASIA"
    status, _, err = aws(*ask)
    assert status != 0
    assert "(AccessDenied)" in err
    assert f"{MFA_FAILED} with invalid MFA one time pass code." in err


def test_the_aws_command_starts_a_chain_at_the_instance(server, tmp_path):
    lines = f"role_arn = {role_arn('path/chained')}\ncredential_source = Ec2InstanceMetadata"
    configure(tmp_path, f"[profile chained]\n{lines}\nrole_session_name = me\n")
    status, out, err = aws("sts", "get-caller-identity", "--profile", "chained")
    assert (status, err) == (0, "")
    assert json.loads(out)["Arn"] == session_arn("chained", "me")
    assert server.calls("GetInstanceCredentials")


def test_the_aws_command_uses_and_refreshes_a_token_of_single_sign_on(server, world, tmp_path, registered):
    session = f"sso_session = corp\nsso_account_id = {WORK_ACCOUNT}\nsso_role_name = Admin"
    corp = f"[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = {START_URL}"
    configure(tmp_path, f"[profile admin]\n{session}\n{corp}\n")
    (tmp_path / ".aws/sso/cache").mkdir(parents=True)
    soon, later = (world.now() + timedelta(minutes=minutes) for minutes in (5, 600))
    token = {
        "startUrl": START_URL,
        "region": "eu-west-1",
        "accessToken": world.sign_in.token("ann@example.com", soon),
        "expiresAt": soon.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **registered,
        "registrationExpiresAt": later.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "refreshToken": world.sign_in.refresh("ann@example.com"),
    }
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    (tmp_path / f".aws/sso/cache/{name}.json").write_text(json.dumps(token))
    status, out, err = aws("sts", "get-caller-identity", "--profile", "admin")
    assert (status, err) == (0, "")
    assert json.loads(out)["Arn"] == session_arn("Admin", "ann@example.com")
    assert len(server.calls("CreateToken")) == len(server.calls("GetRoleCredentials")) == 1
