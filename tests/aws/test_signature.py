"""Does this AWS calculate the signature that botocore calculates, for whatever is signed?"""

from __future__ import annotations

from email.message import Message
from urllib.parse import quote, urlencode, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from awsenv.sandbox import signature
from awsenv.sandbox.wire import Refusal, Request

from . import User, World

KEY, SECRET = "AKIAANN2222222222222", "a/secret+1"
WORLD = World(users={KEY: User("arn:aws:iam::111122223333:user/ann", SECRET)})
TEXT = st.text(max_size=8)


def signed(service, method, path, query, body, headers):
    """The request as botocore signs and sends it."""
    url = f"http://127.0.0.1:1234/{quote(path)}" + (f"?{urlencode(query)}" if query else "")
    made = AWSRequest(method=method, url=url, data=body, headers=headers)
    auth = S3SigV4Auth if service == "s3" else SigV4Auth
    auth(Credentials(KEY, SECRET), service, "eu-west-1").add_auth(made)
    arrived = Message()
    for name, value in {"Host": "127.0.0.1:1234", **dict(made.headers.items())}.items():
        arrived[name] = value
    target = made.prepare().url.removeprefix("http://127.0.0.1:1234")
    return Request(method, target, urlsplit(target).path, {}, arrived, body)


@given(
    service=st.sampled_from(["s3", "sts", "execute-api"]),
    method=st.sampled_from(["GET", "POST"]),
    path=st.text("ab /+~=%é", max_size=8).filter(lambda path: "//" not in f"/{path}"),
    query=st.lists(st.tuples(TEXT, TEXT), max_size=3),
    body=st.binary(max_size=8),
    header=st.text("ab  ,;:", max_size=8),
)
def test_what_botocore_has_signed_is_accepted(service, method, path, query, body, header):
    request = signed(service, method, path, query, body, {"X-Amz-Other": header})
    assert signature.signer(WORLD, request).access_key == KEY


CHANGES = {
    "the body": {"body": b"Action=AssumeRole"},
    "the method": {"method": "PUT"},
    "the path": {"target": "/other?a=b"},
    "the query": {"target": "/path?a=c"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_request_that_was_changed_after_it_was_signed_is_refused(change):
    request = signed("sts", "POST", "path", [("a", "b")], b"Action=GetCallerIdentity", {})
    assert signature.signer(WORLD, request)
    with pytest.raises(Refusal, match="SignatureDoesNotMatch"):
        signature.signer(WORLD, request._replace(**change))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Authorization", "é" * 9, "MissingAuthenticationToken"),
        ("X-Amz-Date", "yesterday", "IncompleteSignature"),
        ("X-Amz-Security-Token", "a token", "InvalidClientTokenId"),
    ],
)
def test_a_header_that_cannot_be_right_is_refused(name, value, code):
    request = signed("sts", "POST", "", [], b"", {})
    del request.headers[name]
    request.headers[name] = value
    with pytest.raises(Refusal, match=code):
        signature.signer(WORLD, request)


def test_a_signature_in_other_letters_is_refused():
    request = signed("sts", "POST", "", [], b"", {})
    header = request.headers["Authorization"]
    for other in (header[:-1] + "é", header[:-64] + header[-64:].upper(), header[:-1]):
        request.headers.replace_header("Authorization", other)
        with pytest.raises(Refusal, match="MissingAuthenticationToken"):
            signature.signer(WORLD, request)
