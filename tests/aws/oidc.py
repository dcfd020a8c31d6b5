"""What does the OIDC service of IAM Identity Center answer?"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from awsenv.sandbox.wire import Answer, Call, Refusal, json_answer

from .signin import Grant

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Request

    from .world import World

PATHS = {
    ("POST", "/client/register"): "RegisterClient",
    ("POST", "/device_authorization"): "StartDeviceAuthorization",
    ("POST", "/token"): "CreateToken",
    ("GET", "/authorize"): "Authorize",
}


def read(request: Request) -> Call | None:
    action = PATHS.get((request.method, request.path))
    if action is None:
        return None
    return Call(action, request.query or json.loads(request.body), request)


def answer(world: World, call: Call) -> Answer:
    if call.action == "RegisterClient":
        return json_answer(_register(world, call))
    if call.action == "Authorize":
        return _authorize(world, call.parameters)
    client = call.parameters["clientId"]
    if not world.sign_in.knows(client, call.parameters["clientSecret"]):
        raise Refusal("InvalidClientException", "Invalid client", 401)
    if call.action == "StartDeviceAuthorization":
        return json_answer(_start(world, call, client))
    return json_answer(_create_token(world, call.parameters, client))


def refuse(refusal: Refusal) -> Answer:
    error = re.sub(r"(?<!^)(?=[A-Z])", "_", refusal.code.removesuffix("Exception")).lower()
    body = {"error": error, "error_description": refusal.message}
    return json_answer(body, refusal.status, {"x-amzn-ErrorType": refusal.code})


def _register(world: World, call: Call) -> dict[str, Any]:
    asked = call.parameters
    client, secret = world.sign_in.register(asked.get("scopes", []), asked.get("redirectUris", []))
    issued = int(world.now().timestamp())
    times = {"clientIdIssuedAt": issued, "clientSecretExpiresAt": issued + 90 * 86400}
    endpoint = f"{call.request.origin}/authorize"
    return {"clientId": client, "clientSecret": secret, "authorizationEndpoint": endpoint, **times}


def _start(world: World, call: Call, client: str) -> dict[str, Any]:
    code, user_code = secrets.token_urlsafe(32), f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    expires, person = world.now() + timedelta(minutes=10), world.sign_in.device
    world.sign_in.grants[code] = Grant(client, expires, person, user_code=user_code)
    page = f"{call.request.origin}/device"
    uris = {"verificationUri": page, "verificationUriComplete": f"{page}?user_code={user_code}"}
    waiting = {"expiresIn": 600, "interval": world.sign_in.interval}
    return {"deviceCode": code, "userCode": user_code, **uris, **waiting}


def _authorize(world: World, asked: dict[str, Any]) -> Answer:
    person, redirect = world.sign_in.browser, asked["redirect_uri"]
    client = world.sign_in.clients.get(asked["client_id"])
    portless = re.sub(r"(?<=//127\.0\.0\.1):[0-9]+(?=/)", "", redirect)
    kind = asked["response_type"], asked["code_challenge_method"]
    if client is None or portless not in client.redirects or kind != ("code", "S256"):
        raise Refusal("InvalidRequestException", "Invalid redirect or client")
    code, expires = secrets.token_urlsafe(32), world.now() + timedelta(minutes=10)
    if person:
        challenge = asked["code_challenge"]
        grant = Grant(asked["client_id"], expires, person, challenge=challenge, redirect=redirect)
        world.sign_in.grants[code] = grant
    query = {"code": code} if person else {"error": "access_denied"}
    location = f"{redirect}?{urlencode({**query, 'state': asked['state']})}"
    return Answer("", 302, headers={"Location": location})


def _create_token(world: World, asked: dict[str, Any], client: str) -> dict[str, Any]:
    sign_in, kind = world.sign_in, asked.get("grantType")
    if kind == "refresh_token":
        person = sign_in.take_refresh(asked["refreshToken"])
    elif kind == "urn:ietf:params:oauth:grant-type:device_code":
        person = sign_in.redeem(asked["deviceCode"], world.now(), client, "", "")
    elif kind == "authorization_code":
        digest = hashlib.sha256(asked["codeVerifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        person = sign_in.redeem(asked["code"], world.now(), client, challenge, asked["redirectUri"])
    else:
        raise Refusal("UnsupportedGrantTypeException", "Unsupported grant type")
    seconds = sign_in.duration
    access = sign_in.token(person, world.now() + timedelta(seconds=seconds))
    # As the real service: a client that asked for no scope gets nothing to refresh with.
    refresh = {"refreshToken": sign_in.refresh(person)} if sign_in.clients[client].scopes else {}
    return {"accessToken": access, **refresh, "tokenType": "Bearer", "expiresIn": seconds}
