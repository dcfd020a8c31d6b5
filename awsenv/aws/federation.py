"""What does AWS's sign-in service give for a session: a token for the console, or a refusal?

botocore has no client for this. The request is that of the IAM User Guide, "Enable custom identity broker
access to the AWS console", sent by botocore's HTTP session: proxies and certificates are those of any call.
"""

from __future__ import annotations

import json

from .. import aws_errors
from ..errors import WrongChain
from ..text import shown
from . import failures
from .connection import CONNECT_TIMEOUT, READ_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..credentials import Credentials
    from .connection import Connection

OK, UNAVAILABLE = 200, 500  # HTTP statuses; the latter and those above are AWS's own trouble


class NoSignIn(aws_errors.Refused):
    """The sign-in service does not take this session, or not for that long; it does not say why."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"AWS does not let the session of profile {shown(name)} sign in to the console",
            "it takes the session of a role or of GetFederationToken that has not ended; "
            f"awsenv login --force {shown(name)} opens a new one",
        )


def endpoint(connection: Connection, region: str | None) -> str | None:
    """Where the user has the sign-in service, if not at AWS's own address.

    botocore calls that service signin, so AWS_ENDPOINT_URL_SIGNIN and endpoint_url below signin in [services]
    name it, as AWS_ENDPOINT_URL and endpoint_url do for every service. Raises as `Connection.call` does.
    """
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    def address(**options: Any) -> str:
        client: Any = connection.session.create_client(
            "signin",
            region_name=region or "us-east-1",  # it does not matter which: two addresses are compared
            aws_access_key_id="-",
            aws_secret_access_key="-",  # noqa: S106 (nothing is signed)
            config=Config(**options),
        )
        return str(client.meta.endpoint_url)

    try:
        found = address()
        return None if found == address(ignore_configured_endpoint_urls=True) else found.rstrip("/")
    except BotoCoreError as error:
        raise failures.obstacle(error, connection.profile) from None
    except ValueError as error:  # endpoint_url is no URL
        raise WrongChain(f"profile {shown(connection.profile.name)}: {failures.words(error)}") from None


def sign_in_token(connection: Connection, host: str, keys: Credentials, seconds: int | None) -> str:
    """The token that signs in to the console, for `seconds` or as long as the keys last.

    Raises NoSignIn, and Unreachable with nothing of the request in it: that holds the keys.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError

    session = {"sessionId": keys.access_key, "sessionKey": keys.secret, "sessionToken": keys.token}
    asked = {"Action": "getSigninToken", "Session": json.dumps(session)}
    if seconds:
        asked["SessionDuration"] = str(seconds)
    request = AWSRequest("GET", f"{host}/federation", params=asked)
    try:
        answer = _http(connection, host).send(request.prepare())
    except BotoCoreError as error:
        # The error quotes the whole address, which holds the keys; of that, no more than the host is said.
        raise failures.obstacle(error, connection.profile) from None
    if answer.status_code >= UNAVAILABLE:
        raise aws_errors.Unreachable(host.rpartition("//")[2], f"its answer is status {answer.status_code}")
    if answer.status_code != OK:
        raise NoSignIn(connection.profile.name)
    try:
        return str(json.loads(answer.content)["SigninToken"])
    except (ValueError, KeyError, TypeError):
        raise aws_errors.NotAws(host.rpartition("//")[2]) from None


def _http(connection: Connection, host: str) -> Any:
    """An HTTP session as botocore's clients have one."""
    from os import environ  # which the connection has made the one of this call

    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    bundle: Any = connection.session.get_config_variable("ca_bundle") or environ.get("REQUESTS_CA_BUNDLE")
    timeout: Any = (CONNECT_TIMEOUT, READ_TIMEOUT)
    return URLLib3Session(verify=bundle or True, proxies=get_environ_proxies(host), timeout=timeout)
