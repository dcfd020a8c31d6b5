"""What does STS answer a request that botocore's signer and HTTP session alone have made?

A client of botocore's takes as long again as all of this. One is made where the answer is no session, and is
given what came as the answer to its own first request: it decides, retries and words it as always.
"""

from __future__ import annotations

import os
from xml.etree import ElementTree as ET

from ..credentials import Credentials, are_keys, epoch
from . import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..aws_config.profiles import Profile
    from ..chains.sts_calls import Parameters

# The parameters that are known here, and the least that botocore accepts of each: characters, or seconds.
LEAST = {
    "RoleArn": 20,
    "RoleSessionName": 2,
    "DurationSeconds": 900,
    "SerialNumber": 9,
    "TokenCode": 6,
    "ExternalId": 2,
    "SourceIdentity": 2,
    "Policy": 1,
    "PolicyArns.arn": 20,
    "Tags.Key": 1,
    "Tags.Value": 0,
    "TransitiveTagKeys": 1,
    "WebIdentityToken": 4,
}


class Answer:
    """What came of a request: the first answer that a client of botocore's gets."""

    __slots__ = ("error", "response")

    def __init__(self, response: Any = None, error: Exception | None = None) -> None:
        self.response = response
        self.error = error

    def __repr__(self) -> str:
        return "Answer(…)"  # which may hold keys

    def __call__(self, **_: object) -> Any:
        """For botocore's event before-send: the response, or the error; None from the second time on."""
        response, error = self.response, self.error
        self.response = self.error = None
        if error is not None:
            raise error
        return response


class Endpoint:
    """STS in one region, with all that a request takes but its parameters and keys."""

    __slots__ = ("region", "session", "url", "user_agent")

    def __init__(self, url: str, region: str, *, bundle: str | bool, limits: tuple[float, float]) -> None:
        """`bundle` is as in `plain.place`; `limits` are seconds, to be connected and to be answered.

        Raises OSError and ValueError as botocore's session does: SSLKEYLOGFILE may lead nowhere.
        """
        import socket

        import botocore.auth  # noqa: F401 (for the request)
        from botocore.httpsession import URLLib3Session
        from botocore.useragent import UserAgentString

        options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]  # as botocore's clients
        self.url = url.removesuffix("/") + "/"
        self.region = region
        session: Any = URLLib3Session
        self.session = session(verify=bundle, timeout=limits, socket_options=options)
        self.user_agent = UserAgentString.from_environment().to_string()

    def call(
        self, action: str, parameters: Parameters, keys: Credentials | None, now: float
    ) -> Credentials | Answer | None:
        """The session that a call opens, signed with these keys, if any; `now` is when the call began.

        Else the answer that came instead; None where nothing was sent, since botocore might refuse to.
        """
        from botocore.exceptions import BotoCoreError

        try:
            request = self._request(action, parameters, keys)
        except (ValueError, KeyError, TypeError):
            return None
        try:
            response = self.session.send(request)
        except BotoCoreError as error:
            return Answer(error=error)
        return _read(action, response, now) or Answer(response)

    def _request(self, action: str, parameters: Parameters, keys: Credentials | None) -> Any:
        """The request as it is sent. Raises ValueError, KeyError and TypeError."""
        from botocore.auth import AUTH_TYPE_MAPS
        from botocore.awsrequest import AWSRequest

        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": self.user_agent,
        }
        body = {"Action": action, "Version": plain.VERSION, **dict(_flat(parameters))}
        request: Any = AWSRequest("POST", self.url, headers, body)
        if keys is not None:
            signer: Any = AUTH_TYPE_MAPS["v4"]
            signer(keys, "sts", self.region).add_auth(request)
        request.headers["amz-sdk-invocation-id"] = _uuid()
        request.headers["amz-sdk-request"] = "attempt=1"
        for name, value in request.headers.items():
            if isinstance(value, str):
                request.headers[name] = value.encode()
        return request.prepare()


def endpoint(
    profile: Profile, region: str | None, environ: Mapping[str, str], limits: tuple[float, float]
) -> Endpoint | None:
    """Where STS is called for this profile, with limits as in Endpoint; None where that takes a client."""
    if region is None or (found := plain.place(profile, region, environ)) is None:
        return None
    try:
        return Endpoint(found[0], region, bundle=found[1], limits=limits)
    except (OSError, ValueError):  # which the client will raise
        return None


def _flat(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parameters as fields of a form. Raises ValueError and KeyError for what botocore might refuse."""
    for name, value in parameters.items():
        if not isinstance(value, list):
            yield name, _checked(name, value)
            continue
        for number, item in enumerate(value, 1):
            place = f"{name}.member.{number}"
            if isinstance(item, dict):
                for key, text in item.items():
                    yield f"{place}.{key}", _checked(f"{name}.{key}", text)
            else:
                yield place, _checked(name, item)


def _checked(name: str, value: str | int) -> str:
    if (value if isinstance(value, int) else len(value)) < LEAST[name]:
        raise ValueError(name)
    return str(value)


def _uuid() -> str:
    """A random one, without the module uuid."""
    text = os.urandom(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _read(action: str, response: Any, now: float) -> Credentials | None:
    """The session, if that is what the answer holds, written as AWS writes it; else None."""
    if response.status_code != 200:
        return None
    try:
        found = ET.fromstring(response.content, ET.XMLParser(encoding="utf-8"))  # noqa: S314 (as botocore)
        if found.tag.rpartition("}")[2] != f"{action}Response":
            return None
        for name in (f"{action}Result", "Credentials"):
            [found] = found.findall(f"{{*}}{name}")
        key, secret, token, end = (
            _text(found, name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
        )
    except (ET.ParseError, ValueError):
        return None
    if not are_keys(key, secret, token) or not _is_time(end):
        return None
    try:
        return Credentials(key, secret, token, epoch(end), int(now))
    except ValueError:
        return None


def _text(parent: ET.Element, name: str) -> str:
    """The text of the one element of that name. Raises ValueError where there is none, or several."""
    [found] = parent.findall(f"{{*}}{name}")
    if len(found):
        raise ValueError(name)
    return found.text or ""


def _is_time(text: str) -> bool:
    """Whether it is 2026-11-28T04:04:55Z, perhaps with a fraction."""
    start, point, fraction = text.removesuffix("Z").partition(".")
    shape = "".join("0" if letter.isdecimal() else letter for letter in start)
    return (
        text.endswith("Z")
        and text.isascii()
        and shape == "0000-00-00T00:00:00"
        and (not point or fraction.isdecimal())
    )
