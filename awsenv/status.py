"""Who is this shell, from where, and what would `off` restore?"""

from __future__ import annotations

from . import pins
from .chains import chain
from .environment import undo, variables
from .environment.drift import differing
from .environment.state import State, current
from .errors import AwsenvError
from .text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .call import Call
    from .environment.drift import Problem
    from .target import Target

    Facts = dict[str, Any]


# What names an identity, in the order in which the AWS CLI and boto3 look at it.
NAMING = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_DEFAULT_PROFILE", "AWS_PROFILE")
SESSION = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"),
    "AWS_ACCOUNT_ID",
)
# What a switch may leave as it was.
KEPT = (*variables.REGIONS, *variables.CONTAINER, *variables.WEB_IDENTITY, *variables.KEYS)


def facts(call: Call, drifted: list[Problem], problems: list[Problem]) -> Facts:
    """The state of this shell, as JSON-serialisable values."""
    environ, state = call.environ, call.state
    back = undo.off(environ) if undo.frames(environ) else {}
    given = {name: value for name, value in back.items() if value is not None and variables.is_owned(name)}
    made = came(call)
    target = _offline(call)
    region, notes = _beside(call, target)
    notes += _pin(call)
    account, role = _whom(call, target)
    return {
        "profile": state.profile,
        "account": account,
        "role": role,
        "outside": outside(environ),
        "class": state.label,
        "mode": state.mode,
        "asked": state.options,
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or region,
        "from": made,
        "inherited": inherited(call),
        "reach": None,
        "expires": state.expires,
        "renews": state.renews,
        "idle": state.idle,
        "variables": sources(environ, made or ""),
        "restores": [name for name, value in given.items() if not isinstance(value, variables.Lost)],
        "lost": [name for name, value in given.items() if isinstance(value, variables.Lost)],
        "notes": notes,
        "drift": [_finding(one) for one in drifted],
        "problems": [_finding(one) for one in problems],
    }


def _pin(call: Call) -> Iterator[str]:
    """What is worth a word of the .awsprofile here: that it was denied, or has a region that none knows."""
    followed, text = call.state.pin or ("", "")
    path = pins.find(call.directory) or ""
    try:
        if not path or not pins.counts(path, call.environ):
            return
        if call.configuration.consents.undenied(path) != path:
            yield f"{printable(path)} is denied, so it is ignored; awsenv allow accepts it"
        elif path == followed and (region := pins.parse(text, path).region):
            from .aws_config import regions

            if note := regions.note(region):
                yield note
    except AwsenvError:  # which is told among the problems
        return


def _whom(call: Call, target: Target | None) -> tuple[str | None, str | None]:
    """Account and role of the active profile, as far as they are known offline."""
    if target is None:
        return None, None
    key = call.environ.get("AWS_ACCESS_KEY_ID") or target.profile.get("aws_access_key_id")
    own = chain.account_of_key(key) if key and target.hops[-1].type == "static" else None
    return target.account or own or call.environ.get("AWS_ACCOUNT_ID"), target.role


def _finding(found: Problem) -> Facts:
    return {"what": found.what, "since": found.since, "remedy": found.remedy}


def inherited(call: Call) -> bool:
    """Whether another shell made the switch, as far as the snippet tells."""
    return call.shell is not None and call.state.inherited


def sources(environ: Mapping[str, str], came: str) -> dict[str, str]:
    """Where each variable that is set has its value from; `came` says it for those of the switch."""
    here, before, states = current(environ), undo.base(environ), differing(environ)
    state = State(environ)
    mine = {"profile": ("AWS_PROFILE",), "keys": (*SESSION, *state.settings)}.get(state.mode or "", ())
    found = {}
    own = variables.CONTAINER if state.mode in variables.REACHES else ()
    for name, value in here.items():
        if value is None or name in variables.OURS:
            continue
        by_hand = name in states or ("AWS_ACCESS_KEY_ID" in states and name in SESSION)
        kept = name in KEPT and value == before.get(name) and not own
        if state.profile is None:
            by_verb = name in variables.REGIONS and undo.frames(environ) and value != before.get(name)
            found[name] = "awsenv region" if by_verb else "not from awsenv"
        elif by_hand or not (kept or name in (*mine, *own, *variables.REGIONS)):
            found[name] = "set by hand, or by another program"
        else:
            found[name] = "as it was before awsenv" if kept else came
    return found


def active(call: Call) -> Target | None:
    """The active profile; None where there is none, or no file here has it. Raises AwsenvError."""
    name = None if call.state.mode in variables.REACHES else call.state.profile  # whose files are elsewhere
    known = name is not None and ("/" in name or name in call.configuration.profiles)
    return call.target(name) if known else None


def _offline(call: Call) -> Target | None:
    """The active profile, if the files lead to it."""
    try:
        return active(call)
    except AwsenvError:  # which is told among the problems
        return None


def _beside(call: Call, target: Target | None) -> tuple[str | None, list[str]]:
    """A region that is of [default], and what is worth a word of the active profile, as sentences."""
    state, environ = call.state, call.environ
    if target is None:
        return None, []
    from .aws_config.followed import Followed, overriding

    others = {name: value for name, value in environ.items() if name not in state.settings}
    found = Followed(target.profile, target.profiles, others, None)
    notes = overriding(target.profile, target.profiles, environ)
    if target.hops[0].type == "none":
        from .environment import own

        notes.insert(
            0, f"the profile has no credentials of its own; AWS tools use {own.words(current(environ))}"
        )
    if state.mode != "keys":
        return None, notes
    return found.of_default("region") if "region" in found.leaks else None, [*notes, *found.notes()]


def outside(environ: Mapping[str, str]) -> Facts | None:
    """The identity that AWS tools take from variables that no switch has set; None without such a variable.

    The order is botocore's: keys, then web identity, then the name of a profile.
    """
    if State(environ).profile is not None:
        return None
    named = [name for name in NAMING if environ.get(name)]
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
    try:
        pinned = pins.parse(*reversed(call.state.pin)).profile if call.state.pin else None
        if call.state.pin and pinned and call.configuration.named(pinned) == call.state.profile:
            return call.state.pin[0]
    except AwsenvError:  # the variable was edited
        pass
    if call.state.mode in variables.REACHES:
        return f"awsenv exec --{call.state.mode}"
    if call.state.profile is None or not undo.frames(call.environ):
        return None
    return "a switch in another shell" if inherited(call) else "a switch by hand"


class Verdict:
    """The identity that AWS sees, beside the one that the profile names."""

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
            return f"{said}; the profile does not say which identity to expect"
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
    name = call.state.profile
    if name is None or call.state.mode in variables.REACHES:  # whose files have no profile but its own
        return Verdict(arn, None, None)
    target = call.target(name)
    return Verdict(arn, target.account, target.role)
