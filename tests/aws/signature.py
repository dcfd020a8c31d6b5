"""Who signed this request, and is the signature good?"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .wire import Refusal

if TYPE_CHECKING:
    from .wire import Request
    from .world import Keys, World

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([^/]+)/sts/aws4_request, *"
    r"SignedHeaders=([^,]+), *Signature=(\w+)"
)
TOLERANCE = timedelta(minutes=15)


class Claim(NamedTuple):
    """What the Authorization header says."""

    access_key: str = ""
    region: str = ""
    signed_headers: str = ""
    signature: str = ""


def claim(request: Request) -> Claim:
    """Return the claim as it was made, unproved; an empty one where there is none."""
    match = AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    return Claim(*match.groups()) if match else Claim()


def signer(world: World, request: Request) -> Keys:
    """Return whose keys signed the request, or refuse it as AWS does."""
    claimed = claim(request)
    if not claimed.access_key:
        raise Refusal("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    keys = world.keys(claimed.access_key)
    if keys is None or keys.token != request.headers.get("X-Amz-Security-Token"):
        raise Refusal("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    if keys.expires and keys.expires <= world.now():
        raise Refusal("ExpiredToken", "The security token included in the request is expired", 403)
    _check_clock(world.now(), request.headers.get("X-Amz-Date", ""))
    if not hmac.compare_digest(claimed.signature, _signature(keys, claimed, request)):
        message = (
            "The request signature we calculated does not match the signature you provided. Check your AWS "
            "Secret Access Key and signing method. Consult the service documentation for details."
        )
        raise Refusal("SignatureDoesNotMatch", message, 403)
    return keys


def _check_clock(now: datetime, date: str) -> None:
    try:
        signed = datetime.strptime(date, SIGV4_TIMESTAMP).replace(tzinfo=timezone.utc)
    except ValueError:
        message = f"Date must be in ISO-8601 'basic format'. Got '{date}'."
        raise Refusal("IncompleteSignature", message, 403) from None
    past, future = now - TOLERANCE, now + TOLERANCE
    if signed < past:
        raise _untimely("Signature expired: {} is now earlier than {} ({} - 15 min.)", signed, past, now)
    if signed > future:
        words = "Signature not yet current: {} is still later than {} ({} + 15 min.)"
        raise _untimely(words, signed, future, now)


def _untimely(words: str, *moments: datetime) -> Refusal:
    stamps = (moment.strftime(SIGV4_TIMESTAMP) for moment in moments)
    return Refusal("SignatureDoesNotMatch", words.format(*stamps), 403)


def _signature(keys: Keys, claimed: Claim, request: Request) -> str:
    names = claimed.signed_headers.split(";")
    rebuilt = AWSRequest(
        method=request.method,
        url=request.origin + request.target,
        headers={name: request.headers.get(name, "") for name in names},
        data=request.body,
    )
    rebuilt.context["timestamp"] = request.headers["X-Amz-Date"]
    auth = SigV4Auth(Credentials(keys.access_key, keys.secret), "sts", claimed.region)
    signature: str = auth.signature(auth.string_to_sign(rebuilt, auth.canonical_request(rebuilt)), rebuilt)
    return signature
