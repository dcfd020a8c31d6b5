"""Who answers in place of AWS? moto, behind a guard that wants MFA codes and lets nothing out."""

from __future__ import annotations

import re
import threading
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .device import Device

REFUSED = """\
<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
<Code>AccessDenied</Code><Message>{}</Message></Error><RequestId>demo</RequestId></ErrorResponse>
"""
WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code."
MISSING = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
UNTRUSTED = "User is not authorized to perform: sts:AssumeRole on resource: {}"


class Cloud:
    """moto as a WSGI application. What AWS asks of MFA, which moto does not, is asked here."""

    def __init__(
        self,
        device: Device,
        guarded: str,
        clock: Callable[[], float],
        refused: Callable[[], None],
        used: Callable[[], None],
    ) -> None:
        self.device = device
        self.guarded = guarded  # the ARN of the role that nobody gets without a code
        self.clock = clock
        self.refused = refused  # called when a code was wrong
        self.used = used  # called when one was good
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.tokens: set[str] = set()  # of the sessions that a code has opened
        self.lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        asked = _form(environ)
        with self.lock:
            trouble = self._trouble(asked, environ.get("HTTP_X_AMZ_SECURITY_TOKEN", ""))
        if trouble:
            return Response(REFUSED.format(trouble), 403, mimetype="text/xml")(environ, start_response)
        response = Response.from_app(self.moto, environ)
        if "TokenCode" in asked:
            self.tokens.update(re.findall("<SessionToken>([^<]+)<", response.get_data(as_text=True)))
        return response(environ, start_response)

    def _trouble(self, asked: dict[str, str], token: str) -> str:
        """Why the request is refused, in AWS's words; "" if it is not."""
        action, given = asked.get("Action"), asked.get("TokenCode")
        if action not in ("AssumeRole", "GetSessionToken"):
            return ""
        if given is None:
            if action == "GetSessionToken":
                return MISSING
            free = asked.get("RoleArn") != self.guarded or token in self.tokens
            return "" if free else UNTRUSTED.format(self.guarded)
        if self.device.accepts(asked.get("SerialNumber", ""), given, self.clock()):
            self.used()
            return ""
        self.refused()
        return WRONG


def _form(environ: WSGIEnvironment) -> dict[str, str]:
    """The form that a request carries, which can still be read after this; {} if it carries none."""
    if environ.get("CONTENT_TYPE", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return {}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return dict(parse_qsl(body.decode(errors="replace")))


class Handler(MotoRequestHandler):
    """A request on its way in, without a word about it on the terminal."""

    def do_CONNECT(self) -> None:  # noqa: N802 (the name that http.server looks for)
        """Be the proxy of everything that wants to leave the sandbox: nothing does."""
        self.send_error(403, "the demo lets nothing out")

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (werkzeug's name)
        """Say nothing."""


def serve(cloud: Cloud) -> int:
    """Answer on loopback, in threads of this process, until it ends; return the port."""
    server = make_server("127.0.0.1", 0, cloud, threaded=True, request_handler=Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


def fill(cloud: Cloud, user: str, buckets: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    """Make the user and the buckets in each account; return the user's keys there, an id and a secret."""
    client = Client(cloud.moto)
    keys = {}
    for account, names in buckets.items():
        _ask(client, account, "iam", data={"Action": "CreateUser", "UserName": user})
        answer = _ask(client, account, "iam", data={"Action": "CreateAccessKey", "UserName": user})
        found = re.search("<AccessKeyId>(.+?)</.*<SecretAccessKey>(.+?)</", answer, re.DOTALL)
        if found is None:
            raise OSError(answer)
        keys[account] = found[1], found[2]
        for name in names:
            _ask(client, account, "s3", found[1], path=f"/{name}")
    return keys


def _ask(
    client: Client,
    account: str,
    service: str,
    key: str = "demo",
    path: str = "/",
    data: dict[str, str] | None = None,
) -> str:
    """Send moto a request of an account, as AWS's own tools would, but for the signature."""
    scope = f"AWS4-HMAC-SHA256 Credential={key}/20000101/us-east-1/{service}/aws4_request, "
    headers = {"Authorization": scope + "SignedHeaders=host, Signature=0", "x-moto-account-id": account}
    method = "POST" if data else "PUT"
    form = {"Version": "2010-05-08", **data} if data else None
    return client.open(path, method=method, data=form, headers=headers).get_data(as_text=True)
