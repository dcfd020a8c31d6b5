"""Whose identity do AWS tools find in a shell where the profile has no credentials of its own?"""

from __future__ import annotations

from .variables import CONTAINER, KEYS, WEB_IDENTITY, Lost, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ADVICE = "in the shell that held them: awsenv off; then export them and switch"

# The variables that each lives on; the kinds are those of a hop.
LIVES_ON = {"environment": KEYS, "web-identity": WEB_IDENTITY, "ecs": CONTAINER, "ec2": ()}


def kind(here: Mapping[str, str | None]) -> str:
    """What gives the keys, in botocore's order: "environment", "web-identity", "ecs" or "ec2"."""
    if _has(here, "AWS_ACCESS_KEY_ID"):
        return "environment"
    if _has(here, "AWS_WEB_IDENTITY_TOKEN_FILE"):
        return "web-identity"
    return "ecs" if any(_has(here, name) for name in CONTAINER[:2]) else "ec2"


def _has(here: Mapping[str, str | None], name: str) -> bool:
    """Whether AWS tools see the variable, or would if this shell still knew its value."""
    value = here.get(name)
    return isinstance(value, Lost) or bool(value and not isinstance(value, Unexported))


def words(here: Mapping[str, str | None]) -> str:
    """The same for a person."""
    found = kind(here)
    if found == "environment":
        account = here.get("AWS_ACCOUNT_ID")
        return f"the keys that this shell had before awsenv{f', of account {account}' if account else ''}"
    if found == "web-identity":
        arn = (here.get("AWS_ROLE_ARN") or "").split(":")
        role = f" {arn[5].rpartition('/')[2]} of account {arn[4]}" if len(arn) > 5 else ""
        return f"the role{role}, by web identity"
    return {"ecs": "the role of this container", "ec2": "this machine's role, if any"}[found]
