"""What does the access portal of IAM Identity Center answer?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from awsenv.sandbox.wire import Answer, Call, Refusal, json_answer

if TYPE_CHECKING:
    from awsenv.sandbox.wire import Request

    from .world import World

PATHS = {
    ("GET", "/federation/credentials"): "GetRoleCredentials",
    ("GET", "/assignment/accounts"): "ListAccounts",
    ("GET", "/assignment/roles"): "ListAccountRoles",
    ("POST", "/logout"): "Logout",
}


@dataclass
class Portal:
    """Which accounts there are (id → name), and which role each person has where."""

    accounts: dict[str, str] = field(default_factory=dict)
    assignments: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """(person, account id, role name) → ARN of the role."""
    page: int = 20

    def roles(self, person: str) -> list[tuple[str, str]]:
        """Return the (account id, role name) pairs of this person, in order."""
        return sorted((account, role) for who, account, role in self.assignments if who == person)


def read(request: Request) -> Call | None:
    action = PATHS.get((request.method, request.path))
    return Call(action, request.query, request) if action else None


def answer(world: World, call: Call) -> Answer:
    bearer = call.request.headers.get("x-amz-sso_bearer_token", "")
    token = world.sign_in.tokens.get(bearer)
    if token is None or token.expires <= world.now():
        raise Refusal("UnauthorizedException", "Session token not found or invalid", 401)
    if call.action == "Logout":
        del world.sign_in.tokens[bearer]
        return Answer("")
    if call.action == "GetRoleCredentials":
        return json_answer(_credentials(world, call, token.person))
    roles = world.portal.roles(token.person)
    if call.action == "ListAccounts":
        accounts = sorted({account for account, _ in roles})
        return _page(world, call, "accountList", [_account(world, account) for account in accounts])
    mine = [{"accountId": account, "roleName": role} for account, role in roles]
    here = [entry for entry in mine if entry["accountId"] == call.parameters["account_id"]]
    if not here:
        raise _forbidden()
    return _page(world, call, "roleList", here)


def refuse(refusal: Refusal) -> Answer:
    return json_answer({"message": refusal.message}, refusal.status, {"x-amzn-ErrorType": refusal.code})


def _credentials(world: World, call: Call, person: str) -> dict[str, object]:
    wanted = (person, call.parameters["account_id"], call.parameters["role_name"])
    if wanted not in world.portal.assignments:
        raise _forbidden()
    keys = world.open_role_session(world.portal.assignments[wanted], person)
    assert keys.expires is not None
    times = {"expiration": int(keys.expires.timestamp() * 1000)}
    names = {"accessKeyId": keys.access_key, "secretAccessKey": keys.secret, "sessionToken": keys.token}
    return {"roleCredentials": {**names, **times}}


def _account(world: World, account: str) -> dict[str, str]:
    return {
        "accountId": account,
        "accountName": world.portal.accounts[account],
        "emailAddress": f"{account}@example.com",
    }


def _page(world: World, call: Call, name: str, entries: list[dict[str, str]]) -> Answer:
    start = int(call.parameters.get("next_token", 0))
    end = start + int(call.parameters.get("max_result", world.portal.page))
    return json_answer({name: entries[start:end], "nextToken": str(end) if end < len(entries) else None})


def _forbidden() -> Refusal:
    return Refusal("ForbiddenException", "No access", 403)
