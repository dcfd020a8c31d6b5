"""What does Identity and Access Management answer a user who looks after their own access keys?"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from uuid import uuid4

from awsenv.sandbox.query import denied
from awsenv.sandbox.signature import claim, signer
from awsenv.sandbox.wire import Answer, Call, Refusal
from awsenv.sandbox.world import timestamp

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Request
    from awsenv.sandbox.world import Keys

    from .world import World

NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
LIMIT = 2  # keys of a user


def read(request: Request) -> Call | None:
    if request.path != "/" or claim(request).service != "iam":
        return None
    parameters = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    parameters.pop("Version", None)
    action = parameters.pop("Action", "")
    return Call(action, parameters, request) if action in OPERATIONS else None


def answer(world: World, call: Call) -> Answer:
    caller = signer(world, call.request)
    if caller.kind == "user session" and not caller.mfa:
        raise Refusal("InvalidClientTokenId", "The security token included in the request is invalid", 403)
    if caller.kind not in {"user", "user session"} or call.action in world.denied:
        raise denied(f"User: {caller.arn} is not authorized to perform: iam:{call.action}")
    if world.iam_wants_mfa and not caller.mfa:
        raise denied(
            f"User: {caller.arn} is not authorized to perform: iam:{call.action} with an explicit deny"
        )
    return _document(call.action, OPERATIONS[call.action](world, caller, call.parameters))


def refuse(refusal: Refusal) -> Answer:
    error = f"<Type>Sender</Type><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message>"
    body = (
        f'<ErrorResponse xmlns="{NAMESPACE}"><Error>{error}</Error><RequestId>1</RequestId></ErrorResponse>'
    )
    return Answer(body, refusal.status, "text/xml")


def _list(world: World, caller: Keys, _: dict[str, str]) -> str:
    mine = world.keys_of(caller.principal)
    members = "".join(f"<member>{_metadata(world, key)}</member>" for key in mine)
    return f"<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>false</IsTruncated>"


def _last_used(world: World, caller: Keys, given: dict[str, str]) -> str:
    fact = world.access_keys[_own(world, caller, given)]
    used = f"<LastUsedDate>{timestamp(fact.used)}</LastUsedDate>" if fact.used else ""
    where = "<ServiceName>iam</ServiceName><Region>us-east-1</Region>"
    return f"<UserName>x</UserName><AccessKeyLastUsed>{used}{where}</AccessKeyLastUsed>"


def _create(world: World, caller: Keys, _: dict[str, str]) -> str:
    if len(world.keys_of(caller.principal)) >= LIMIT:
        raise Refusal("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409)
    key, secret = world.new_key(caller.principal)
    return f"<AccessKey>{_metadata(world, key)}<SecretAccessKey>{secret}</SecretAccessKey></AccessKey>"


def _update(world: World, caller: Keys, given: dict[str, str]) -> str:
    world.access_keys[_own(world, caller, given)].active = given["Status"] == "Active"
    return ""


def _delete(world: World, caller: Keys, given: dict[str, str]) -> str:
    key = _own(world, caller, given)
    del world.access_keys[key], world.users[key]
    return ""


OPERATIONS = {
    "ListAccessKeys": _list,
    "GetAccessKeyLastUsed": _last_used,
    "CreateAccessKey": _create,
    "UpdateAccessKey": _update,
    "DeleteAccessKey": _delete,
}


def _own(world: World, caller: Keys, given: dict[str, str]) -> str:
    key = given["AccessKeyId"]
    if key not in world.keys_of(caller.principal):
        raise Refusal("NoSuchEntity", f"The Access Key with id {key} cannot be found.", 404)
    return key


def _metadata(world: World, key: str) -> str:
    fact = world.access_keys[key]
    status = "Active" if fact.active else "Inactive"
    names = f"<UserName>x</UserName><AccessKeyId>{key}</AccessKeyId>"
    return f"{names}<Status>{status}</Status><CreateDate>{timestamp(fact.created)}</CreateDate>"


def _document(action: str, result: str) -> Answer:
    inside = f"<{action}Result>{result}</{action}Result>" if result else ""
    request = f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata>"
    return Answer(
        f'<{action}Response xmlns="{NAMESPACE}">{inside}{request}</{action}Response>', 200, "text/xml"
    )
