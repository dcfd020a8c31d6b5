"""What do the metadata services of an instance and of a container answer?"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING

from awsenv.sandbox.wire import Answer, Call, Refusal, json_answer
from awsenv.sandbox.world import timestamp

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Request

    from .world import World

TOKEN = "/latest/api/token"
ROLES = "/latest/meta-data/iam/security-credentials/"
CONTAINER = "/container/credentials"


def read(request: Request) -> Call | None:
    if (request.method, request.path) == ("PUT", TOKEN):
        return Call("PutMetadataToken", {}, request)
    if (request.method, request.path) == ("GET", CONTAINER):
        return Call("GetContainerCredentials", {}, request)
    if request.method == "GET" and request.path.startswith(ROLES):
        role = request.path.removeprefix(ROLES)
        return Call("GetInstanceCredentials" if role else "GetInstanceRole", {"role": role}, request)
    return None


def answer(world: World, call: Call) -> Answer:
    if call.action == "PutMetadataToken":
        return _token(world, call)
    if call.action == "GetContainerCredentials":
        return _container(world, call)
    if call.request.headers.get("X-aws-ec2-metadata-token") not in world.metadata_tokens:
        raise Refusal("Unauthorized", "", 401)
    role = (world.instance or "").rpartition("/")[2]
    if not role or call.parameters["role"] not in {"", role}:
        raise Refusal("NotFound", "", 404)
    if call.action == "GetInstanceRole":
        return Answer(role)
    return json_answer({"Code": "Success", "Type": "AWS-HMAC", **_credentials(world, world.instance)})


def refuse(refusal: Refusal) -> Answer:
    return json_answer({"code": refusal.code, "message": refusal.message}, refusal.status)


def _token(world: World, call: Call) -> Answer:
    seconds = call.request.headers.get("X-aws-ec2-metadata-token-ttl-seconds")
    if seconds is None:
        raise Refusal("BadRequest", "")
    token = token_urlsafe(40)
    world.metadata_tokens.add(token)
    return Answer(token, headers={"X-aws-ec2-metadata-token-ttl-seconds": seconds})


def _container(world: World, call: Call) -> Answer:
    if world.container is None:
        raise Refusal("NotFound", "No credentials here", 404)
    if call.request.headers.get("Authorization") != world.container_token:
        raise Refusal("AccessDenied", "Invalid authorization token", 401)
    return json_answer({"RoleArn": world.container, **_credentials(world, world.container)})


def _credentials(world: World, role: str | None) -> dict[str, str | None]:
    assert role is not None
    keys = world.open_role_session(role, "i-0123456789abcdef0")
    return {
        "AccessKeyId": keys.access_key,
        "SecretAccessKey": keys.secret,
        "Token": keys.token,
        "Expiration": timestamp(keys.expires),
        "LastUpdated": timestamp(world.now()),
    }
