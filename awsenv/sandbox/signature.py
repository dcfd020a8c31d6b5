"""Who signed this request, and is the signature good?"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from .wire import Refusal

if TYPE_CHECKING:
    from .wire import Request
    from .world import Keys, World

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([\w-]+)/([\w-]+)/aws4_request, *"
    r"SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})",
)
MOMENT = "%Y%m%dT%H%M%SZ"
TOLERANCE = timedelta(minutes=15)


class Claim(NamedTuple):
    """What the Authorization header says."""

    access_key: str = ""
    region: str = ""
    service: str = ""
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
        signed = datetime.strptime(date, MOMENT).replace(tzinfo=timezone.utc)
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
    stamps = (moment.strftime(MOMENT) for moment in moments)
    return Refusal("SignatureDoesNotMatch", words.format(*stamps), 403)


def _signature(keys: Keys, claimed: Claim, request: Request) -> str:
    """Sign the request anew: AWS Signature Version 4, with the date of the request."""
    date = request.headers["X-Amz-Date"]
    scope = f"{date[:8]}/{claimed.region}/{claimed.service}/aws4_request"
    digest = hashlib.sha256(_canonical(claimed, request).encode()).hexdigest()
    key = f"AWS4{keys.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}".encode(), "sha256").hex()


def _canonical(claimed: Claim, request: Request) -> str:
    """Return what a client signs of its request."""
    path, _, query = request.target.partition("?")
    if claimed.service != "s3":  # the one service whose paths are signed as they are sent
        path = quote(path, safe="/~")
    pairs = sorted(pair.partition("=")[::2] for pair in query.split("&") if pair)
    names = claimed.signed_headers.split(";")
    headers = [f"{name}:{_value(request, name)}\n" for name in names]
    return "\n".join(
        [
            request.method,
            path,
            "&".join(f"{name}={value}" for name, value in pairs),
            "".join(headers),
            claimed.signed_headers,
            hashlib.sha256(request.body).hexdigest(),
        ]
    )


def _value(request: Request, name: str) -> str:
    return ",".join(" ".join(value.split()) for value in request.headers.get_all(name, []))
