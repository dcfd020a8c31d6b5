"""What contradicts the identity that awsenv gave this shell, and what mends it?"""

from __future__ import annotations

from . import dialects
from .held import current
from .undo import base, frames
from .variables import CONTAINER, KEPT, OWNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
SESSION = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
# What decides who the AWS tools are; web identity wins over AWS_PROFILE, but not over keys.
DECIDING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE")
TOKENS = {"ASIA": True, "AKIA": False}  # by how an access key id begins: whether a session token goes with it

# The same in the order in which the AWS CLI and boto3 look at them.
NAMING = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_DEFAULT_PROFILE", "AWS_PROFILE")


class Finding:
    """One contradiction."""

    __slots__ = ("mend", "since", "what")

    def __init__(self, what: str, mend: str | None, since: int | None = None) -> None:
        self.what = what
        self.mend = mend  # the command, as the calling shell spells it
        self.since = since  # seconds since the epoch, UTC; None where nobody can know


def found(environ: Mapping[str, str], now: float, shell: str | None) -> list[Finding]:
    """All contradictions that the environment alone tells."""
    name = environ.get("AWSENV_PROFILE")
    mend = again(environ, shell)
    findings = [
        Finding(f"{variable} {state}, not as awsenv left it", mend)
        for variable, state in changed(environ).items()
    ]
    here, before = current(environ), base(environ)
    if here[REGIONS[0]] != here[REGIONS[1]] and any(here[region] != before[region] for region in REGIONS):
        findings.append(Finding("AWS_REGION and AWS_DEFAULT_REGION differ", mend or "awsenv region REGION"))
    ends = environ.get("AWSENV_EXPIRATION", "")
    if name is not None and ends.isdecimal() and int(ends) <= now:
        keys_mode = environ.get("AWSENV_MODE", "").startswith("keys")
        login = "" if keys_mode else f"awsenv login {_name(environ, shell)}; "
        findings.append(Finding("the session is over", login + mend, int(ends)))
    return findings


def again(environ: Mapping[str, str], shell: str | None) -> str:
    """The command that switches to the active profile once more, as the shell spells it; "" without one."""
    return f"awsenv use {_name(environ, shell)}" if "AWSENV_PROFILE" in environ else ""


def _name(environ: Mapping[str, str], shell: str | None) -> str:
    """The active profile as a word behind a verb."""
    name = environ["AWSENV_PROFILE"]
    return f"{'-- ' if name.startswith('-') else ''}{dialects.word(shell, name)}"


def changed(environ: Mapping[str, str]) -> dict[str, str]:
    """The deciding variables that are not as awsenv left them, and how they are."""
    name, (mode, _, key) = environ.get("AWSENV_PROFILE"), environ.get("AWSENV_MODE", "").partition(" ")
    if name is None:
        return {}
    expected = {"AWS_PROFILE": name if mode == "profile" else None, "AWS_ACCESS_KEY_ID": key or None}
    states = {}
    for variable in DECIDING:
        wanted = expected.get(variable)
        if environ.get(variable) != wanted:
            now = "has another value" if wanted is not None else "is set"
            states[variable] = now if variable in environ else "is unset"
    # What AWS's own ids tell of the other two: a session's key has a token, a user's has none.
    whole = {"AWS_SECRET_ACCESS_KEY": True, "AWS_SESSION_TOKEN": TOKENS.get(key[:4])} if key else {}
    for variable, belongs in whole.items():
        if belongs is not None and bool(environ.get(variable)) != belongs:
            states[variable] = "is unset" if belongs else "is set"
    return states


def sources(environ: Mapping[str, str], came: str) -> dict[str, str]:
    """Where each variable that is set has its value from; `came` says it for those of the switch."""
    here, before, states = current(environ), base(environ), changed(environ)
    mode = environ.get("AWSENV_MODE", "").partition(" ")[0]
    mine = {"profile": ("AWS_PROFILE",), "keys": SESSION}.get(mode, ())
    kept = [name for name in (*REGIONS, *CONTAINER) if here[name] == before[name]]
    found = {}
    for name in OWNED:
        if here[name] is None:
            continue
        by_hand = name in states or ("AWS_ACCESS_KEY_ID" in states and name in SESSION)
        if "AWSENV_PROFILE" not in environ:
            found[name] = "not from awsenv"
        elif by_hand or name not in (*mine, *REGIONS, *CONTAINER):
            found[name] = "set by hand, or by another program"
        else:
            found[name] = "as it was before awsenv" if name in kept else came
    return found


def inherited(environ: Mapping[str, str], shell: str | None) -> bool:
    """Whether another shell made the switch, as far as the snippet tells."""
    return shell is not None and bool(frames(environ)) and not environ.get(KEPT)
