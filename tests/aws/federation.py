"""What does the sign-in service answer whoever wants to get from keys to the console?"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from awsenv.sandbox.wire import Answer, Call, Refusal, json_answer

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Request
    from awsenv.sandbox.world import Keys

    from .world import World

LEAST, MOST = 900, 43200  # seconds of a SessionDuration


def read(request: Request) -> Call | None:
    if request.path != "/federation":
        return None
    parameters = dict(request.query)
    return Call(parameters.pop("Action", ""), parameters, request)


def answer(world: World, call: Call) -> Answer:
    if call.action == "getSigninToken":
        token = secrets.token_urlsafe(300)
        world.sign_ins[token] = _session(world, call)
        return json_answer({"SigninToken": token})
    if call.action == "login":
        destination = call.parameters.get("Destination", "")
        if world.sign_ins.pop(
            call.parameters.get("SigninToken", ""), None
        ) is None or not call.parameters.get("Issuer"):
            raise _refusal("The sign-in token is invalid or has been used")
        return Answer("", 302, headers={"Location": destination})
    raise _refusal("Unknown action")


def refuse(refusal: Refusal) -> Answer:
    return Answer(f"<html><h1>HTTP Status 400 - {refusal.message}</h1></html>", refusal.status, "text/html")


def _session(world: World, call: Call) -> Keys:
    """Return the session whose keys these are, if it may sign in, for as long as is asked."""
    try:
        given = json.loads(call.parameters["Session"])
        access_key, secret, token = (given[name] for name in ("sessionId", "sessionKey", "sessionToken"))
    except (ValueError, KeyError):
        raise _refusal("Invalid credentials parameter") from None
    keys = world.keys(access_key)
    if keys is None or (keys.secret, keys.token) != (secret, token):
        raise _refusal("Invalid credentials parameter")
    if keys.expires is None or keys.expires <= world.now():
        raise _refusal("Invalid credentials parameter")
    if keys.kind not in ("role session", "federated"):
        raise _refusal("Only federation tokens or assume role tokens may be used for federated login")
    if "SessionDuration" in call.parameters:
        duration = call.parameters["SessionDuration"]
        if keys.kind == "federated" or keys.chained or not LEAST <= int(duration) <= MOST:
            raise _refusal("Invalid credentials parameter")
    return keys


def _refusal(message: str) -> Refusal:
    return Refusal("BadRequest", message, 400)
