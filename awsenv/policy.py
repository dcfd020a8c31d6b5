"""What do the settings ask of a switch to this profile?"""

from __future__ import annotations

import os

from .chains import chain
from .errors import AwsenvError, LoginNeeded, UsageError
from .text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .chains.chain import Hop
    from .chains.session_options import SessionOptions
    from .environment.variables import Environment
    from .settings.model import Class, Preferences


class NotConfirmed(AwsenvError):
    """Somebody typed another name than the profile's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"this was not the name of profile {shown(name)}, so nothing was done")


class NobodyToConfirm(LoginNeeded):
    """The name has to be typed, and there is no terminal to type it on."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the class of profile {shown(name)} wants its name typed, and there is no terminal for that",
            "a script that means it says --yes",
        )


class NotOnCd(AwsenvError):
    """A pin names a profile that is too dangerous for a change of directory."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(
            f"{where}the class of profile {shown(name)} wants its name typed, so no cd switches to it",
            f"awsenv use {shown(name)} does; cd = true in the class lets cd do it after awsenv allow",
        )


class NotRestricted(AwsenvError):
    """The class says read-only, and AWS restricts only the session of a role."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the class of profile {shown(name)} is read-only, which takes a role, and it assumes none",
            "--no-read-only switches to it with all its rights",
        )


def facts(hops: list[Hop]) -> list[str]:
    """What a class can be matched by: the name, the account and the role, as far as they are known."""
    key = hops[-1].profile.get("aws_access_key_id") if hops[-1].type == "static" else None
    account = chain.account(hops) or (chain.account_of_key(key) if key else None)
    return [word for word in (hops[-1].profile.name, account, chain.role(hops)) if word]


def confirm(name: str, hops: list[Hop], kind: Class) -> None:
    """Have the name typed, where the class wants that. Raises NotConfirmed and NobodyToConfirm."""
    if not kind.confirm:
        return
    from .terminal import ask

    details = ", ".join(shown(word)[1:-1] for word in (kind.label, *known(hops)) if word)
    about = f" ({details})" if details else ""
    answer = ask.ask(f"awsenv: {shown(name)}{about} is guarded. Type its name to go on: ", seen=True)
    if answer is None:
        raise NobodyToConfirm(name)
    if answer != name.strip():
        raise NotConfirmed(name)


def known(hops: list[Hop]) -> list[str]:
    """Role and account in words, as far as the settings tell them."""
    pairs = (("role", chain.role(hops)), ("account", chain.account(hops)))
    return [f"{word} {fact}" for word, fact in pairs if fact]


def mode(asked: str, hops: list[Hop], options: SessionOptions, preferences: Preferences) -> str:
    """The mode of the switch, "profile" or "keys", and the options completed.

    Raises NotRestricted and UsageError.
    """
    known = facts(hops)
    if preferences.kind(known).readonly and options.read_only is None:
        if hops[-1].type != "role":
            raise NotRestricted(hops[-1].profile.name)
        if options.policy_arns:
            raise UsageError(
                "the profile's class is read-only, and --policy-arn adds to that: session policies add up",
                "--no-read-only --policy-arn ARN allows that policy alone",
            )
        if asked == "profile":
            raise UsageError(
                "the profile's class is read-only, which -p cannot be", "with --no-read-only it can"
            )
        options.read_only = True
    if asked == "profile" and options:
        raise UsageError("with -p the AWS tools open the session, so nothing can be asked of it")
    if asked == "auto":
        asked = "keys" if options else preferences.mode(known)
    found = chain.mode(hops) if asked == "auto" else asked
    if found == "keys":
        prefer(options, hops, preferences)
    return found


def prefer(options: SessionOptions, hops: list[Hop], preferences: Preferences) -> None:
    """Ask of the session what the settings want, where nothing else is asked and AWS can give it."""
    if hops[-1].type == "role":
        if options.read_only is None and not options.policy_arns:
            options.read_only = preferences.kind(facts(hops)).readonly or None
        if options.duration is None and hops[-1].profile.get("duration_seconds") is None:
            options.duration = preferences.duration
    options.min_ttl = options.min_ttl or preferences.min_ttl


def trusted(path: str, preferences: Preferences, home: str) -> bool:
    """Whether the pin lies below a directory whose pins need no consent.

    Links are followed, but both the pin and its directory have to lie there: a repository may hold a link to
    any pin.
    """
    folders = (home + folder[1:] if folder.startswith("~") else folder for folder in preferences.trust)
    pin, place = os.path.realpath(path), os.path.realpath(os.path.dirname(path)) + "/"
    roots = [os.path.realpath(folder).rstrip("/") + "/" for folder in folders]
    return any(pin.startswith(root) and place.startswith(root) for root in roots)


def variables(kind: Class, environ: Mapping[str, str]) -> Environment:
    """What the prompt has to know of the class."""
    color = None
    if kind.color is not None:
        from .terminal import colors

        color = colors.sgr(kind.color, environ)
    return {
        "AWSENV_COLOR": color,
        "AWSENV_LABEL": kind.label,
        "AWSENV_IDLE": None if kind.idle is None else str(kind.idle),
    }
