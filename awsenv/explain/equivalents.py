"""Which `aws` commands do by hand what a chain does?"""

from __future__ import annotations

from ..environment import dialects
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..chains.chain import Hop
    from ..chains.sts_calls import Step

    Command = dict[str, "str | None"]

SIGN_IN = {"sso": "aws sso login", "login": "aws login"}
NO_PROFILE = ("environment", "ec2", "ecs")  # whose keys the AWS CLI finds by itself
OPTIONS = {
    "RoleArn": "--role-arn",
    "RoleSessionName": "--role-session-name",
    "ExternalId": "--external-id",
    "SourceIdentity": "--source-identity",
    "Policy": "--policy",
    "SerialNumber": "--serial-number",
    "DurationSeconds": "--duration-seconds",
}


def commands(hops: list[Hop], steps: list[Step], shell: str | None) -> list[Command]:
    """The commands in their order, quoted for the shell, each with what has to be known before."""
    first, name = hops[0], hops[-1].profile.name
    found: list[Command] = []
    if first.type in SIGN_IN:
        found.append({"command": sign_in(first, shell), "note": None})
    if first.type == "web-identity":
        found.append({"command": _web_identity(first, shell), "note": None})
    signer = "aws" if first.type in NO_PROFILE else f"aws {_option('--profile', first.profile.name, shell)}"
    for number, step in enumerate(steps):
        note = "with the keys that this prints in the environment:" if number else None
        found.append({"command": f"{'aws' if number else signer} {_call(step, shell)}", "note": note})
    whole = f"aws {_option('--profile', name, shell)} sts get-caller-identity"
    return [*found, {"command": whole, "note": "all of it, by the AWS CLI itself:" if found else None}]


def sign_in(hop: Hop, shell: str | None) -> str:
    """What opens the session that the hop's keys are fetched with."""
    return f"{SIGN_IN[hop.type]} {_option('--profile', hop.profile.name, shell)}"


def program(command: str) -> str:
    """The program of a command, without its arguments, which may hold secrets."""
    import shlex

    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    return shown(words[0].partition("=")[0] if words else "")


def _call(step: Step, shell: str | None) -> str:
    action = "get-session-token" if step.action == "GetSessionToken" else "assume-role"
    words = [
        _option(option, str(step.parameters[name]), shell)
        for name, option in OPTIONS.items()
        if name in step.parameters
    ]
    policies = step.parameters.get("PolicyArns")
    if isinstance(policies, list):
        arns = " ".join(
            dialects.word(shell, f"arn={one['arn']}") for one in policies if isinstance(one, dict)
        )
        words.append(f"--policy-arns {arns}")
    lists = {
        "--tags": step.parameters.get("Tags"),
        "--transitive-tag-keys": step.parameters.get("TransitiveTagKeys"),
    }
    for option, found in lists.items():
        if isinstance(found, list):
            parts = [
                one if isinstance(one, str) else f"Key={one['Key']},Value={one['Value']}" for one in found
            ]
            words.append(" ".join([option, *(dialects.word(shell, part) for part in parts)]))
    return " ".join(["sts", action, *words, *(["--token-code CODE"] if step.serial else [])])


def _web_identity(hop: Hop, shell: str | None) -> str:
    values = {
        "--role-arn": hop.get("role_arn"),
        "--role-session-name": hop.get("role_session_name") or "me",
        "--web-identity-token": f"file://{hop.get('web_identity_token_file')}",
    }
    words = [_option(option, value or "", shell) for option, value in values.items()]
    return " ".join(["aws sts assume-role-with-web-identity", *words])


def _option(option: str, value: str, shell: str | None) -> str:
    """An option and its value; one that begins with a dash would be taken for another option."""
    return f"{option}{'=' if value.startswith('-') else ' '}{dialects.word(shell, value)}"
