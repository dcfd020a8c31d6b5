"""Who is this shell, from where, and what would `off` give back?"""

from __future__ import annotations

from . import pins
from .chains import chain
from .environment import drift, undo, variables
from .errors import AwsenvError
from .text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .call import Call
    from .environment.drift import Finding

    Facts = dict[str, Any]


def facts(call: Call, findings: list[Finding]) -> Facts:
    """What the environment tells, as what JSON knows."""
    environ = call.environ
    back = undo.off(environ) if undo.frames(environ) else {}
    given = {name: value for name in variables.OWNED if (value := back.get(name)) is not None}
    made, ends, idle = came(call), environ.get("AWSENV_EXPIRATION", ""), environ.get("AWSENV_IDLE", "")
    return {
        "profile": environ.get("AWSENV_PROFILE"),
        "outside": outside(environ),
        "class": environ.get("AWSENV_LABEL"),
        "mode": environ.get("AWSENV_MODE", "").partition(" ")[0] or None,
        "asked": environ.get("AWSENV_OPTIONS"),
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION"),
        "from": made,
        "inherited": drift.inherited(environ, call.shell),
        "expires": int(ends) if ends.isdecimal() else None,
        "renews": "AWSENV_RENEWS" in environ,
        "idle": int(idle) if idle.isdecimal() else None,
        "variables": drift.sources(environ, made or ""),
        "gives_back": [name for name, value in given.items() if not isinstance(value, variables.Lost)],
        "lost": [name for name, value in given.items() if isinstance(value, variables.Lost)],
        "drift": [{"what": one.what, "since": one.since, "remedy": one.mend} for one in findings],
    }


def outside(environ: Mapping[str, str]) -> Facts | None:
    """Whom AWS tools act as by variables that are not of a switch; None where no such variable says it.

    The order is botocore's: keys, then web identity, then the name of a profile.
    """
    if "AWSENV_PROFILE" in environ:
        return None
    named = [name for name in drift.NAMING if environ.get(name)]
    if not environ.get("AWS_SECRET_ACCESS_KEY") and named[:1] == ["AWS_ACCESS_KEY_ID"]:
        return None  # AWS tools refuse half a key
    by = next(iter(named), None)
    if by is None:
        return None
    account = None
    if by == "AWS_ACCESS_KEY_ID":
        account = chain.account_of_key(environ[by])
    elif by == "AWS_WEB_IDENTITY_TOKEN_FILE":
        account = "".join(environ.get("AWS_ROLE_ARN", "").split(":")[4:5]) or None
    return {"by": by, "profile": environ[by] if by.endswith("_PROFILE") else None, "account": account}


def outside_words(found: Facts) -> str:
    """The same for a person."""
    by, account = found["by"], found["account"]
    if found["profile"] is not None:
        return f"AWS tools use profile {shown(found['profile'])}: {by}, not from awsenv"
    what = "keys" if by == "AWS_ACCESS_KEY_ID" else "a role by web identity"
    return f"AWS tools use {what}{f' of account {account}' if account else ''}: {by}, not from awsenv"


def came(call: Call) -> str | None:
    """What made this shell the profile: the path of a pin, or a switch."""
    path, _, text = call.environ.get("AWSENV_PIN", "").partition("\n")
    try:
        if path and pins.parse(text, path).profile == call.environ.get("AWSENV_PROFILE"):
            return path
    except AwsenvError:  # somebody has edited the variable
        pass
    if not undo.frames(call.environ):
        return None
    return "a switch in another shell" if drift.inherited(call.environ, call.shell) else "a switch by hand"


class Verdict:
    """Whom AWS takes this shell for, beside what the profile says."""

    __slots__ = ("account", "arn", "role")

    def __init__(self, arn: str, account: str | None, role: str | None) -> None:
        self.arn = arn
        self.account = account
        self.role = role

    @property
    def agrees(self) -> bool | None:
        """Whether both are the same; None where the profile says neither account nor role."""
        if self.account is None and self.role is None:
            return None
        *_, account, name = ["", *self.arn.split(":", 5)][-2:]
        kind, _, session = name.partition("/")
        role = session.partition("/")[0] if kind == "assumed-role" else None
        return self.account in (None, account) and (self.role is None or _is_role(role or "", self.role))

    @property
    def words(self) -> str:
        """The same for a person."""
        said = f"AWS says: {printable(self.arn)}"
        if self.agrees is None:
            return f"{said}; the profile does not say who that ought to be"
        if self.agrees:
            return f"{said}, as the profile says"
        wanted = (("role", self.role), ("account", self.account))
        return (
            f"{said}, but the profile says {', '.join(f'{word} {value}' for word, value in wanted if value)}"
        )


def _is_role(found: str, wanted: str) -> bool:
    """Whether it is the role. IAM Identity Center makes one of each permission set, and names it so."""
    prefix, sign, digits = found.rpartition("_")
    return found == wanted or (bool(sign and digits) and prefix == f"AWSReservedSSO_{wanted}")


def verdict(call: Call, arn: str) -> Verdict:
    """What the active profile says of that answer. Raises AwsenvError if it leads nowhere."""
    name = call.environ.get("AWSENV_PROFILE")
    if name is None:
        return Verdict(arn, None, None)
    target = call.target(name)
    return Verdict(arn, target.account, target.role)
