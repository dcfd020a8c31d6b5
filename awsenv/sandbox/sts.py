"""What does the Security Token Service answer?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .query import VERSION, denied, invalid, read, refuse, seconds, success, text
from .signature import signer
from .wire import Refusal
from .world import timestamp

if TYPE_CHECKING:
    from .wire import Answer, Call
    from .world import Keys, World

__all__ = ["answer", "read", "refuse"]

NAME = r"[\w+=,.@-]*"
CHAINED = 3600

Result = Mapping[str, object]


def answer(world: World, call: Call) -> Answer:
    operation = OPERATIONS.get(call.action)
    if operation is None:
        raise Refusal("InvalidAction", f"Could not find operation {call.action} for version {VERSION}")
    return success(call.action, operation(world, call))


def _assume_role(world: World, call: Call) -> Result:
    caller = signer(world, call.request)
    arn, name, duration = _role_parameters(call)
    mfa = _shows_mfa(world, caller, call) or caller.mfa
    role = world.roles.get(arn)
    external_id = call.parameters.get("ExternalId")
    if (
        role is None
        or not caller.trusted_by(role)
        or (role.external_id is not None and external_id != role.external_id)
        or (role.mfa and not mfa)
    ):
        raise denied(f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}")
    told = {"sts:TagSession": "Tags.member.1.Key", "sts:SetSourceIdentity": "SourceIdentity"}
    for right, parameter in told.items():
        if parameter in call.parameters and right in role.denies:
            raise denied(f"User: {caller.arn} is not authorized to perform: {right} on resource: {arn}")
    if caller.kind == "role session" and duration > CHAINED:
        limit = "exceeds the 1 hour session limit for roles assumed by role chaining"
        raise invalid(f"The requested DurationSeconds {limit}")
    return _role_session(world, arn, name, duration, chained=caller.kind != "user")


def _assume_role_with_web_identity(world: World, call: Call) -> Result:
    arn, name, duration = _role_parameters(call)
    provider = world.web_identities.get(text(call, "WebIdentityToken", r".*", 4, 20000))
    if provider is None:
        raise Refusal("InvalidIdentityToken", "The ID Token provided is not a valid JWT.")
    if arn not in world.roles or provider not in world.roles[arn].trusts:
        raise denied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
    return {**_role_session(world, arn, name, duration), "Provider": provider}


def _get_session_token(world: World, call: Call) -> Result:
    caller = _long_term_caller(world, call)
    duration = seconds(call, default=43200, most=129600)
    mfa = _shows_mfa(world, caller, call)
    return {"Credentials": _credentials(world.open_user_session(caller, duration, mfa=mfa))}


def _get_federation_token(world: World, call: Call) -> Result:
    caller = _long_term_caller(world, call)
    name = text(call, "Name", NAME, 2, 32)
    keys = world.open_federated_session(caller, name, seconds(call, default=43200, most=129600))
    user = {"FederatedUserId": keys.user_id, "Arn": keys.arn}
    return {"Credentials": _credentials(keys), "FederatedUser": user}


def _get_caller_identity(world: World, call: Call) -> Result:
    caller = signer(world, call.request)
    return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account}


def _get_access_key_info(world: World, call: Call) -> Result:
    signer(world, call.request)
    keys = world.keys(text(call, "AccessKeyId", r"[\w]*", 16, 128))
    if keys is None:
        raise invalid("Invalid Access Key Id")
    return {"Account": keys.account}


OPERATIONS: Mapping[str, Callable[[World, Call], Result]] = {
    "AssumeRole": _assume_role,
    "AssumeRoleWithWebIdentity": _assume_role_with_web_identity,
    "GetAccessKeyInfo": _get_access_key_info,
    "GetCallerIdentity": _get_caller_identity,
    "GetFederationToken": _get_federation_token,
    "GetSessionToken": _get_session_token,
}


def _long_term_caller(world: World, call: Call) -> Keys:
    caller = signer(world, call.request)
    if caller.kind != "user":
        raise denied(f"Cannot call {call.action} with session credentials")
    return caller


def _role_parameters(call: Call) -> tuple[str, str, int]:
    arn = text(call, "RoleArn", r".*", 20, 2048)
    name = text(call, "RoleSessionName", NAME, 2, 64)
    if not re.fullmatch(r"arn:[\w-]+:iam::\d{12}:role/.+", arn):
        raise invalid(f"{arn} is invalid")
    return arn, name, seconds(call, default=3600, most=43200)


def _role_session(world: World, arn: str, name: str, duration: int, *, chained: bool = False) -> Result:
    if duration > world.roles[arn].max_duration:
        raise invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    keys = world.open_role_session(arn, name, duration, chained=chained)
    user = {"AssumedRoleId": keys.user_id, "Arn": keys.arn}
    return {"Credentials": _credentials(keys), "AssumedRoleUser": user}


def _shows_mfa(world: World, caller: Keys, call: Call) -> bool:
    failed = "MultiFactorAuthentication failed"
    given = {"SerialNumber", "TokenCode"} & call.parameters.keys()
    if not given:
        return False
    if len(given) == 1:
        raise denied(f"{failed}, must provide both MFA serial number and one time pass code.")
    serial = text(call, "SerialNumber", r"[\w+=/:,.@-]*", 9, 256)
    code = text(call, "TokenCode", r"[\d]*", 6, 6)
    if serial != caller.serial:
        advice = "Please verify your MFA serial number is valid and associated with this user."
        raise denied(f"{failed}, unable to validate MFA code.  {advice}")
    if not world.accepts_mfa(serial, code):
        raise denied(f"{failed} with invalid MFA one time pass code.")
    return True


def _credentials(keys: Keys) -> Result:
    return {
        "AccessKeyId": keys.access_key,
        "SecretAccessKey": keys.secret,
        "SessionToken": keys.token,
        "Expiration": timestamp(keys.expires),
    }
