"""Which variables does an identity set, unset and give back?

An environment is a value: {"AWS_PROFILE": "dev", "AWS_SESSION_TOKEN": None}, None meaning unset. What a
shell held before is the same kind of value, so undoing is rendering it.
"""

from __future__ import annotations

from ..credentials import iso
from ..percent import quoted, unquoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..credentials import Credentials

    Environment = dict[str, str | None]

CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")

# Every variable that decides who the AWS tools are or where they call. Each is set or unset by each switch.
OWNED = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    *CONTAINER,
)

# What awsenv exports for the prompt, for nested shells and for itself.
#   AWSENV_PROFILE     the active profile
#   AWSENV_EXPIRATION  when its session ends: whole seconds since the epoch, UTC
#   AWSENV_MODE        "profile", or "keys " and the access key id that was exported with it
#   AWSENV_RENEWS      1 where the session is renewed without a question
#   AWSENV_COLOR       the colour of the profile's class: parameters of the terminal's SGR sequence: 38;5;208
#   AWSENV_LABEL       what the class is called, for a prompt
#   AWSENV_IDLE        after how many seconds without a prompt the profile is dropped
#   AWSENV_OPTIONS     what the switch asked of its session, so that a renewal asks it again (SessionOptions)
#   AWSENV_PIN         the .awsprofile that is being followed: its path, a newline, its text
#   AWSENV_BEFORE      what to give back (see encode)
BEFORE = "AWSENV_BEFORE"
SEEN = "__awsenv_seen"  # in the shell alone: the pin that it has asked about, as AWSENV_PIN is written
OURS = (
    "AWSENV_PROFILE",
    "AWSENV_EXPIRATION",
    "AWSENV_MODE",
    "AWSENV_RENEWS",
    "AWSENV_COLOR",
    "AWSENV_LABEL",
    "AWSENV_IDLE",
    "AWSENV_OPTIONS",
    "AWSENV_PIN",
)

# What may name an identity besides.
OTHER_IDENTITY = ("AWS_CREDENTIAL_FILE", "BOTO_CONFIG", "AWS_ROLE_SESSION_NAME", "AWS_ACCOUNT_ID")

SECRET = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"})

# Unexported variables of the snippet, which it shows to the core for the length of a call.
KEPT = "__awsenv_kept"  # the secret part of what to give back
PREVIOUS = "__awsenv_previous"  # the profile before this one, for `awsenv -`
UNFOLLOWED = "__awsenv_unfollowed"  # set while there is a pin that the shell ought to follow and does not
HIDDEN = (
    "__awsenv_hidden"  # each AWS variable that is set, exported or not: words NAME=value, percent-encoded
)
READONLY = "__awsenv_readonly"  # names of the AWS variables that the shell will not change
UNIVERSAL = "__awsenv_universal"  # names of the AWS variables that every fish of the user has
WIRING = "__awsenv_wiring"  # for `awsenv doctor` alone: what of the snippet is in place, in words


class Unexported(str):
    """The value of a shell variable that is set, but not handed to the shell's children."""

    __slots__ = ()


class Lost(str):
    """Stands for a secret to give back that another shell remembers. Rendered as unset."""

    __slots__ = ()


class Frame:
    """One thing to undo: the first switch, or the entry into a pinned directory."""

    __slots__ = ("before", "pin")

    def __init__(self, pin: str, before: Environment) -> None:
        self.pin = pin  # the path of the .awsprofile, or "" for a switch made by hand
        self.before = before


def current(environ: Mapping[str, str]) -> Environment:
    """Every variable of ours and of AWS's identity as the calling shell holds it now."""
    here: Environment = {name: environ.get(name) for name in (*OWNED, *OURS)}
    for word in environ.get(HIDDEN, "").split(" "):
        name, sign, value = word.partition("=")
        if sign and name in OWNED and name not in environ:
            here[name] = Unexported(unquoted(value))
    return here


def applied(change: Environment, environ: Mapping[str, str]) -> dict[str, str]:
    """What the core would be given by the same shell after this change."""
    after = dict(environ)
    hidden = {name: value for name, value in current(environ).items() if isinstance(value, Unexported)}
    for name, value in change.items():
        after.pop(name, None)
        hidden.pop(name, None)
        if isinstance(value, Unexported) and name in OWNED:
            hidden[name] = value
        elif value is not None and not isinstance(value, Lost):
            after[name] = value
    after[HIDDEN] = " ".join(f"{name}={quoted(value)}" for name, value in hidden.items())
    return after


def look_again() -> Environment:
    """Let the shell ask at its next prompt about the pin that applies there; no pin is written like this."""
    return {SEEN: Unexported("-")}


def for_child(environ: Mapping[str, str]) -> dict[str, str]:
    """What a program that the core starts is given: all but what the snippet meant for the core alone."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("__awsenv_") and name != "AWSENV_SHELL"
    }


def without_identity(environ: Mapping[str, str], region: str | None) -> dict[str, str]:
    """The environment for what looks for keys: it says nobody's identity; a container's address stays.

    AWS_WEB_IDENTITY_TOKEN_FILE would win over a profile's keys, and AWS_DEFAULT_REGION over its region.
    """
    named = {*OWNED, *OTHER_IDENTITY} - set(CONTAINER)
    clean = {name: value for name, value in for_child(environ).items() if name not in named}
    return {**clean, "AWS_DEFAULT_REGION": region} if region else clean


def frames(environ: Mapping[str, str]) -> list[Frame]:
    """What this shell has to undo, oldest first; secrets that it does not hold are unset, reported lost."""
    return decode(environ.get(BEFORE, ""), environ.get(KEPT, ""))


def base(environ: Mapping[str, str]) -> Environment:
    """What the shell held before awsenv first touched it."""
    stack = frames(environ)
    return stack[0].before if stack else current(environ)


def untouched(environ: Mapping[str, str]) -> dict[str, str]:
    """What the core would have been given before awsenv first touched the shell."""
    return applied(base(environ), environ)


def for_profile(name: str, region: str | None, before: Environment) -> Environment:
    """Profile mode: every SDK resolves the profile by itself, so nothing else may be in its way."""
    return {**dict.fromkeys(OWNED), "AWS_PROFILE": name, **_regions(region, before), **_ours(name, "profile")}


def for_keys(name: str, keys: Credentials, region: str | None, before: Environment) -> Environment:
    """Keys mode: no profile is named, since SDKs do not agree which of the two wins."""
    return {**dict.fromkeys(OWNED), **_regions(region, before), **_ours(name, "keys"), **renewed(keys)}


def renewed(keys: Credentials) -> Environment:
    """The part of keys mode that another session of the same identity changes."""
    ends = keys.expiration
    return {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_CREDENTIAL_EXPIRATION": None if ends is None else iso(ends),
        "AWSENV_EXPIRATION": None if ends is None else str(ends),
        "AWSENV_MODE": f"keys {keys.access_key}",
    }


def _regions(region: str | None, before: Environment) -> Environment:
    """Both variables; both as before awsenv where the profile has no region. SDKs read one or the other."""
    if region is None:
        return {name: before[name] for name in ("AWS_REGION", "AWS_DEFAULT_REGION")}
    return {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def _ours(name: str, mode: str) -> Environment:
    # A switch by hand does not unpin: that directory is still the one to be left.
    return {
        **{mine: None for mine in OURS if mine != "AWSENV_PIN"},
        "AWSENV_PROFILE": name,
        "AWSENV_MODE": mode,
    }


def switched(change: Environment, environ: Mapping[str, str]) -> Environment:
    """The change of a switch made by hand, with what it takes to undo it."""
    return _remembering(change, frames(environ) or [Frame("", current(environ))], environ)


def entered(change: Environment, pin: str, text: str, environ: Mapping[str, str]) -> Environment:
    """The change that a pin asks for. What was there on entry is kept; an edited pin is no new entry."""
    stack = frames(environ)
    if not (stack and stack[-1].pin == pin):
        stack.append(Frame(pin, current(environ)))
    return _remembering({**change, "AWSENV_PIN": f"{pin}\n{text}"}, stack, environ)


def left(found: str, environ: Mapping[str, str]) -> Environment:
    """What to give back now that `found` is the nearest pin ("" for none); empty where nothing was left.

    The pins of the directories above the one that was found still apply: leaving it leads back to them.
    """
    stack = frames(environ)
    change: Environment = {}
    while stack and stack[-1].pin and not found.startswith(stack[-1].pin.rpartition("/")[0] + "/"):
        change = stack.pop().before
    return _remembering(change, stack, environ) if change else change


def off(environ: Mapping[str, str]) -> Environment:
    """What the shell held before awsenv first touched it, to be given back."""
    return _remembering(base(environ), [], environ)


def _remembering(change: Environment, stack: list[Frame], environ: Mapping[str, str]) -> Environment:
    """The change with what it takes to undo it, and with the way back for `awsenv -`."""
    before, kept = encode(stack)
    # Without secrets too it says that this shell is the one that remembers: a nested one does not get it.
    whole = {**change, BEFORE: before, KEPT: Unexported(kept or "-") if stack else None}
    was = environ.get("AWSENV_PROFILE")
    if was is not None and change.get("AWSENV_PROFILE", was) != was:
        mode, options = environ.get("AWSENV_MODE", "profile").partition(" ")[0], environ.get("AWSENV_OPTIONS")
        region = environ.get("AWS_REGION") or ""
        region = quoted(region) if region == environ.get("AWS_DEFAULT_REGION") else ""
        more = f";{quoted(options or '')}{region and ';' + region}" if options or region else ""
        whole[PREVIOUS] = Unexported(f"{mode}{more} {was}")
    return whole


def previous(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The mode, perhaps with ; and quoted options and ; and a region after it, and the profile before this.

    The region is there where both variables had it; an older version wrote none.
    """
    mode, blank, name = environ.get(PREVIOUS, "").partition(" ")
    return (mode, name) if blank else None


def encode(stack: list[Frame]) -> tuple[str | None, str]:
    """What to give back, as text: the part that may be exported, and the secret part.

    A frame is @PIN and a word for each variable that was set: NAME=value, or NAME:value where it was not
    exported, with ? for a secret; the secrets are words NUMBER.NAME=value, NUMBER being the frame's. Frames
    are separated by bars, words by blanks. All text is percent-encoded UTF-8.
    """
    texts, secrets = [], []
    for number, frame in enumerate(stack):
        words = ["@" + quoted(frame.pin)]
        for name, value in frame.before.items():
            if value is None:
                continue
            sign = ":" if isinstance(value, Unexported) else "="
            words.append(name + sign + ("?" if name in SECRET else quoted(value)))
            if name in SECRET and not isinstance(value, Lost):
                secrets.append(f"{number}.{name}={quoted(value)}")
        texts.append(" ".join(words))
    return "|".join(texts) or None, " ".join(secrets)


def decode(text: str, kept: str) -> list[Frame]:
    """The frames that `encode` made these two texts of. Words that it cannot have made are passed over."""
    secrets = dict(word.split("=", 1) for word in kept.split(" ") if "=" in word)
    stack = []
    for number, part in enumerate(text.split("|") if text else ()):
        pin, *words = part.split(" ")
        before: Environment = dict.fromkeys((*OWNED, *OURS))
        for word in words:
            name, sign, _ = word.replace(":", "=").partition("=")
            if not sign or name not in before:
                continue
            value: str | None = word[len(name) + 1 :]
            if value == "?":
                value = secrets.get(f"{number}.{name}")
            if value is None:
                before[name] = Lost()
            else:
                before[name] = (Unexported if word[len(name)] == ":" else str)(unquoted(value))
        stack.append(Frame(unquoted(pin[1:]), before))
    return stack
