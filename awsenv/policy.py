"""May the shell be this profile: what does its class ask, and was a pin that names it allowed?"""

from __future__ import annotations

import posix

from . import pins
from .chains import chain
from .chains.chain import OPENED
from .environment.state import State
from .errors import AwsenvError, UsageError
from .settings import locations
from .text import plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .call import Call
    from .chains.session_options import SessionOptions
    from .target import Configuration, Target


NEW, CHANGED = "not allowed yet", "not what you allowed"
UNSEEN = "has changed since awsenv told you of it"


class NotOnCd(AwsenvError):
    """A pin names a profile that is too dangerous for a change of directory."""

    code = "not-on-cd"

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            f"cd does not switch to the protected profile {shown(name)}",
            f"awsenv use {shown(name)} does; with cd = true in its class, cd does it once you allow it",
            path=path,
        )


def not_restricted(target: Target) -> AwsenvError:
    """The class says read-only, and AWS restricts only the session of a role."""
    remedy = "--no-read-only switches to it with all its rights"
    if target.hops[-1].type == "sso":
        from .addresses import listed

        roles = [
            role for one in listed.portals(target.configuration.environ) for role in one.roles(target.account)
        ]
        if reader := next((role for role in roles if _only_reads(role, target)), None):
            remedy = (
                f"awsenv {target.account}/{plain(reader)} is your read-only role of that account; {remedy}"
            )
    what = f"profile {shown(target.name)} is in a read-only class, and only a role_arn can be restricted"
    return AwsenvError(what, remedy, code="not-restricted")


def _only_reads(role: str | None, target: Target) -> bool:
    """Whether the settings say so of an SSO role."""
    from fnmatch import fnmatchcase

    globs = target.preferences.readonly_roles
    return any(fnmatchcase((role or "").lower(), glob.lower()) for glob in globs)


# --- a switch ---------------------------------------------------------------------------------------------


def mode(asked: str, target: Target, options: SessionOptions) -> tuple[str, SessionOptions]:
    """The mode of the switch, "profile" or "keys", and what is to be asked of its session.

    Raises UsageError, and AwsenvError where AWS cannot restrict it.
    """
    rights = restricted(target, options, able=target.hops[-1].type in OPENED)
    if asked == "profile" and rights is not options:
        what = "the profile is in a read-only class, and -p cannot restrict it"
        raise UsageError(what, "with --no-read-only it works")
    if target.profile.made:
        if asked == "profile":
            what = f"-p needs a profile, and no file has one for {shown(target.name)}"
            raise UsageError(what, "--save NAME writes one")
        asked = "keys"
    if asked == "profile" and options:
        raise UsageError("with -p the AWS tools open the session, so options of a session have no effect")
    found = _wanted(target, "keys" if asked == "auto" and rights else asked)
    return found, completed(target, rights) if found == "keys" else rights


def names_only(asked: str, target: Target) -> bool:
    """Whether a switch that asks nothing of its session is in profile mode, so that it is not our session."""
    return not (target.class_.readonly or target.profile.made) and _wanted(target, asked) == "profile"


def _wanted(target: Target, asked: str) -> str:
    """The mode that was asked, or that the settings ask for, or that works. Raises UsageError."""
    if asked == "auto":
        asked = target.preferences.mode(target.facts)
    found = _working(target) if asked == "auto" else asked
    if found == "profile" and target.chain.first.type == "environment":  # of which some SDKs make another
        what = f"profile {shown(target.name)} needs the keys of this shell, which profile mode unsets"
        raise UsageError(what, f"awsenv -k {shown(target.name)}")
    return found


def _working(target: Target) -> str:
    """The mode that works with every SDK: with keys in the environment, some ignore the name of a profile."""
    if target.hops[0].type != "none":
        return chain.mode(target.hops)
    from .environment import own, undo

    return "keys" if own.kind(undo.base(target.configuration.environ)) == "environment" else "profile"


def restricted(target: Target, options: SessionOptions, *, able: bool) -> SessionOptions:
    """The options, read-only where the class asks for that; `able`: whether AWS can restrict the session.

    Raises UsageError, and AwsenvError where AWS cannot restrict it.
    """
    if not target.class_.readonly or options.read_only is not None:
        return options
    if not able:
        if target.hops[-1].type == "sso" and _only_reads(target.role, target):
            return options
        raise not_restricted(target)
    if options.policy_arns or options.policy:
        raise UsageError(
            "the profile is in a read-only class, and --policy or --policy-arn would add rights to that",
            "--no-read-only --policy-arn ARN allows that policy alone",
        )
    return options.but(read_only=True)


def completed(target: Target, options: SessionOptions) -> SessionOptions:
    """The options with what the settings say, where nothing else is asked and AWS can give it."""
    found, defaults = options.but(min_ttl=options.min_ttl or target.preferences.min_ttl), []
    if not options.min_ttl or "min_ttl" in options.defaults:
        defaults.append("min_ttl")
    if target.hops[-1].type in OPENED:
        if options.read_only is None and not options.policy_arns and not options.policy:
            found.read_only = target.class_.readonly or None
        if "duration" in options.defaults:
            defaults.append("duration")
        elif options.duration is None and target.profile.get("duration_seconds") is None:
            found.duration = target.preferences.duration
            defaults.append("duration")
    found.defaults = tuple(defaults)
    return found


def asks(target: Target, environ: Mapping[str, str]) -> bool:
    """Whether a switch asks for the name: the class requires that, and the shell is not that identity yet."""
    return target.class_.confirm and not _is_already(target, State(environ))


def _is_already(target: Target, state: State) -> bool:
    """Whether the shell is the profile, and was switched to what that means now."""
    return state.profile == target.name and state.meaning == target.encoded_meaning


def confirm(target: Target) -> None:
    """Ask for the name of a protected profile. Raises AwsenvError, and Unconfirmed without a terminal."""
    if not target.class_.confirm:
        return
    from .terminal import ask

    name = shown(target.name)
    details = ", ".join(plain(word) for word in (target.class_.label, *_known(target)) if word)
    about = f" ({details})" if details else ""
    what = f"profile {name} is protected, and there is no terminal to type its name on"
    needed = ask.Unconfirmed(what, "in a script, add --yes")
    question = f"awsenv: {name}{about} is protected. Type its name to continue: "
    if ask.answer(question, needed, seen=True) != target.name.strip():
        what = f"that is not the name of profile {name}; nothing was done"
        raise AwsenvError(what, code="not-confirmed")


def _known(target: Target) -> list[str]:
    """Role and account in words, as far as the files tell them."""
    pairs = (("role", target.role), ("account", target.account_words))
    return [f"{word} {fact}" for word, fact in pairs if fact]


# --- a pin ------------------------------------------------------------------------------------------------


def wanted(call: Call, path: str) -> tuple[pins.Pin, Target] | None:
    """A pin that was not denied (Consents.undenied) and its profile; None where the shell is that already.

    Raises NotOnCd, and what else keeps a pin from being followed. Asks no question and makes no call.
    """
    answer = call.configuration.consents.answer(path)
    pin = pins.read(path)
    state = call.state
    followed = state.pin == (path, pin.text)
    if followed and not _is_meant(call, pin.profile, state.profile):  # a switch by hand, which holds
        return None
    why = CHANGED if answer else NEW
    agreed = _is_agreed(call, pin)
    if not agreed and not _is_own(call, pin.profile):  # it may be anything
        raise pins.NoConsent(path, pin.text, why)
    target = call.target(pin.profile, path)
    check_pin(pin, target, seen=agreed)
    error = not_on_cd(target)
    if (followed or error) and _is_already(target, state):
        return None
    if error:
        raise error
    allowed = answer is not None and answer[1:] == (pin.text, target.meaning)
    if not allowed and (target.class_.confirm or not _is_trusted(pin, call.configuration)):
        raise pins.NoConsent(path, pin.text, why, _wish(pin, target))
    return pin, target


def check_pin(pin: pins.Pin, target: Target, *, seen: bool = True) -> None:
    """Raise AwsenvError where the profile is of another account or role than its pin says beside its name.

    What the pin says is shown where the user has `seen` it, or it is the number of an account.
    """
    account = target.account or next((one for one in target.facts[1:2] if one != target.role), None)
    account = account or target.profile.get("aws_account_id")
    for word, wanted, found in (("account", pin.account, account), ("role", pin.role, target.role)):
        if wanted is None or wanted in (found, word == "account" and target.account_name):
            continue
        is_ = f"has {word} {plain(found)}" if found else f"does not say which {word} it has"
        number = wanted.isascii() and wanted.isdigit() and len(wanted) == 12
        said = f"{word} {plain(wanted)}" if seen or number else f"another {word}"
        raise AwsenvError(
            f"this directory belongs to {said}, and profile {shown(target.name)} {is_}",
            "awsenv list shows the profiles"
            if found or word == "role"
            else f"add aws_account_id = {plain(wanted) if seen or number else 'NUMBER'} to it",
            code="wrong-account",
            path=pin.path,
        )


def _is_meant(call: Call, pinned: str, name: str | None) -> bool:
    """Whether what a pin says, a profile or an address, means the profile of this name."""
    if pinned == name or "/" not in pinned:
        return pinned == name
    try:
        return call.configuration.named(pinned) == name
    except AwsenvError:  # it means none now, so the shell is another by hand
        return False


def not_on_cd(target: Target) -> NotOnCd | None:
    """Why no pin may switch to the profile, or None where one may."""
    refuses = target.class_.confirm and not target.class_.cd
    return NotOnCd(target.name, target.where) if refuses else None


def _is_own(call: Call, name: str) -> bool:
    """Whether a name is that of a profile of the user's, or an address that leads to a role of theirs."""
    if name in call.configuration.profiles or "/" not in name:
        return name in call.configuration.profiles
    try:
        call.configuration.named(name)
    except AwsenvError:
        return False
    return True


def _is_agreed(call: Call, pin: pins.Pin) -> bool:
    """Whether the user has seen this text, or trusts who has written it."""
    return call.configuration.consents.allows(pin.path, pin.text) or _is_trusted(pin, call.configuration)


def _is_trusted(pin: pins.Pin, configuration: Configuration) -> bool:
    """Whether the pin is below a directory whose pins need no consent, and only the user can put one there.

    Its directory has to lie there like the file, which has to be the one that was read: a link may have come
    or gone meanwhile.
    """
    trust = configuration.preferences.trust
    if not trust or pin.file is None or pin.file.st_uid not in (0, posix.geteuid()):
        return False
    from os.path import realpath, samestat

    from .files import private  # which most switches are spared

    directory, place = realpath(private.parent(pin.path)), realpath(pin.path)
    named = (locations.below_home(folder, configuration.environ) for folder in trust)
    roots = [realpath(folder).rstrip("/") + "/" for folder in named]
    if not any(f"{directory}/".startswith(root) and place.startswith(root) for root in roots):
        return False
    try:
        there = posix.lstat(place)
        folders = (directory, private.parent(place))
        return samestat(there, pin.file) and all(map(private.is_own, folders))
    except OSError:
        return False


def _wish(pin: pins.Pin, target: Target) -> str:
    """The profile that a pin names, and what it stands for."""
    facts = [*_known(target), *([f"region {pin.region}"] if pin.region else [])]
    return shown(target.name) + (f" ({', '.join(facts)})" if facts else "")


def check_meaning(call: Call, target: Target) -> None:
    """Raise AwsenvError where the profile of the pin that is followed has come to mean something else."""
    path, text = call.state.pin or ("", "")
    if not path or not _is_meant(call, pins.parse(text, path).profile, target.name):
        return
    if call.configuration.consents.ended(path, text, target.meaning):
        raise pins.NoConsent(path, text, CHANGED, shown(target.name))


def check_told(call: Call, pin: pins.Pin, target: Target) -> None:
    """Raise NoConsent where the user was told of another text of the pin, and tell of this one by that."""
    told = call.configuration.consents.told(pin.path)
    if told not in (None, pin.text):
        call.configuration.consents.tell(pin.path, pin.text)
        raise pins.NoConsent(pin.path, pin.text, UNSEEN, _wish(pin, target))


def allow(call: Call, path: str, text: str, target: Target) -> None:
    """Remember that the pin may switch to what the profile stands for now. Raises AwsenvError."""
    call.configuration.consents.allow(path, text, target.meaning)


def tell_bounds(call: Call, path: str) -> None:
    """Say so if this shell will not follow the pin all the same."""
    if not pins.counts(path, call.environ):
        call.say("AWSENV_PINS keeps this shell from following it")
