"""What does AWS's sign-in service give for a session: a token for the console, or a refusal?

botocore has no client for this. The request is that of the IAM User Guide, "Enable custom identity broker
access to the AWS console", sent by botocore's HTTP session: proxies and certificates are those of any call.
"""

from __future__ import annotations

import json

from .. import aws_errors, foreign_json
from ..text import shown
from . import failures, http
from .connection import CONNECT_TIMEOUT, READ_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from .connection import Connection

OK, UNAVAILABLE = 200, 500  # HTTP statuses; the latter and those above are AWS's own trouble


class NoSignIn(aws_errors.Refused):
    """The sign-in service does not accept this session, or not for that long; it does not say why."""

    code = "no-console"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"AWS does not let the session of profile {shown(name)} sign in to the console",
            "it accepts the session of a role or of GetFederationToken that has not expired; "
            f"awsenv login --force {shown(name)} opens a new one",
        )


def sign_in_token(connection: Connection, host: str, keys: Credentials, seconds: int | None) -> str:
    """The token that signs in to the console, for `seconds` or as long as the keys last.

    Raises NoSignIn, and Unreachable with nothing of the request in it: that holds the keys.
    """
    from botocore.awsrequest import AWSRequest

    session = {"sessionId": keys.access_key, "sessionKey": keys.secret_key, "sessionToken": keys.token}
    asked = {"Action": "getSigninToken", "Session": json.dumps(session)}
    if seconds:
        asked["SessionDuration"] = str(seconds)
    request = AWSRequest("GET", f"{host}/federation", params=asked)
    where = host.rpartition("//")[2]
    # Errors may quote the whole address, which holds the keys; of that, no more than the host is said.
    with failures.translated(connection.profile.name, invalid=lambda _: aws_errors.not_aws(where)):
        sender = http.session(connection.session, host, (CONNECT_TIMEOUT, READ_TIMEOUT))
        answer = sender.send(request.prepare())
    if answer.status_code >= UNAVAILABLE:
        raise aws_errors.Unreachable(where, f"its answer is status {answer.status_code}")
    if answer.status_code != OK:
        raise NoSignIn(connection.profile.name)
    try:
        return str(foreign_json.read(answer.content)["SigninToken"])
    except (ValueError, KeyError, TypeError):
        raise aws_errors.not_aws(where) from None
