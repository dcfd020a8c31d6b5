"""Which variables make this shell a profile, or restore what it was?"""

from __future__ import annotations

from .environment import undo, variables
from .environment.state import added, unexported, written
from .environment.variables import FIELDS, OWNED, REGIONS
from .errors import LoginNeeded, NoCredentials
from .text import plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .call import Call
    from .chains.session_options import SessionOptions
    from .credentials import Credentials
    from .environment.variables import Environment
    from .pins import Pin
    from .settings.model import Class
    from .sso.tokens import Token
    from .target import Target

# The settings of keys that end, by which keys without an end are spared the rule (source_credentials.places).
TOKENS = ("aws_session_token", "aws_security_token")


def identity(
    call: Call,
    target: Target,
    mode: str = "auto",
    region: str | None = None,
    options: SessionOptions | None = None,
    *,
    opens: bool = True,
    asks: bool = True,
    confirmed: bool = True,
) -> Environment:
    """The variables that make the shell this profile.

    Unless it `opens` a session, one that would take a question or a call is an error; unless it `asks`, one
    that would take a question. Unless `confirmed`,
    a profile whose class wants that has its name typed first, if the shell is not that profile already.
    """
    from . import policy

    if options is None and policy.names_only(mode, target):
        mode = "profile"
    else:
        from .chains.session_options import SessionOptions  # which most switches are spared

        mode, options = policy.mode(mode, target, SessionOptions() if options is None else options)
    if not confirmed and policy.asks(target, call.environ):
        policy.confirm(target)
    region, before = region or target.region, undo.base(call.environ)
    change: Environment = dict.fromkeys(added(call.environ))  # bearer tokens, settings of the profile before
    if options is not None and mode == "keys":
        change |= _with_keys(call, target, options, region, before, opens=opens, asks=asks)
    else:
        change |= _with_name(call, target, region, before, opens=opens)
    change |= of_class(target.class_, call.environ)
    account = target.account_name or target.account
    spelt = None if options is None else options.spell()
    change |= written(options=spelt, meaning=target.encoded_meaning, account=account)
    if target.preferences.prompt_region and change["AWS_REGION"]:
        change |= written(shown=f"{plain(target.name)} {plain(change['AWS_REGION'])}")
    first = target.hops[0].type
    for name in variables.CONTAINER:  # a secret one is in a nested shell only while it is in use
        if isinstance(before[name], variables.Lost):
            before[name] = call.environ.get(name, before[name])
    if first == "ecs":  # EcsContainer finds its endpoint in these, so they stay as they were
        change |= _told(call, {name: before[name] for name in variables.CONTAINER})
    elif first == "none":
        change |= _own(call, target, mode, before)
    return change


def _own(call: Call, target: Target, mode: str, before: Environment) -> Environment:
    """What the identity of this environment lives on, where the profile has no credentials of its own."""
    from .environment import own

    if mode == "profile":  # with keys in the environment, AWS tools do not agree which of the two counts
        before = {**before, **dict.fromkeys(variables.KEYS)}
    call.say(f"profile {shown(target.name)} has no credentials of its own; AWS tools use {own.words(before)}")
    kind = own.kind(before)
    bearers = {name: value for name, value in before.items() if name.startswith(variables.BEARER)}
    if mode == "keys" and kind != "environment":  # whose keys were fetched, and are exported
        return bearers
    return _told(call, {**bearers, **{name: before[name] for name in own.LIVES_ON[kind]}})


def _with_keys(
    call: Call,
    target: Target,
    options: SessionOptions,
    region: str | None,
    before: Environment,
    *,
    opens: bool,
    asks: bool,
) -> Environment:
    from .sessions.opener import Opener

    if target.hops[0].type == "none" and isinstance(before["AWS_ACCESS_KEY_ID"], variables.Lost):
        from .environment import own

        name = shown(target.name)
        what = f"profile {name} uses the keys of this shell, which only an outer shell remembers"
        raise NoCredentials(what, own.ADVICE)
    opening = Opener(call, target, options, region, asks=asks)
    keys = opening.open() if opens else opening.cached()
    if keys is None:
        name = shown(target.name)
        what = f"profile {name} has no session now"
        raise LoginNeeded(what, f"awsenv login {name}", path=target.where)
    section = target.profile.section_of("aws_access_key_id")  # as for botocore, the file that has the keys
    found = section.value("aws_account_id") if section and target.hops[-1].type == "static" else None
    static = found if isinstance(found, str) else None
    change = for_keys(target.name, keys, region, before, target.account or keys.account or static)
    return {**change, **_beside(call, target, region), **written(renews=opening.renews(keys))}


def _beside(call: Call, target: Target, region: str | None) -> Environment:
    """The profile's other settings as variables, with a word on those that no variable holds."""
    from .aws_config.followed import Followed

    # What the shell has unexported no program sees; it stays as it is, since it could not be given back.
    held = {**dict.fromkeys(unexported(call.environ), ""), **undo.untouched(call.environ)}
    found = Followed(target.profile, target.profiles, held, region)
    for note in found.notes():
        call.say(f"{shown(target.name)}: {note}")
    # Before awsenv they were unset, so that is how they are given back.
    return {**found.variables, **written(settings=" ".join(found.variables) or None)}


def _with_name(
    call: Call, target: Target, region: str | None, before: Environment, *, opens: bool
) -> Environment:
    return {**for_profile(target.name, region, before), **ends(call, target, opens=opens)}


def ends(call: Call, target: Target, *, opens: bool) -> Environment:
    """What the prompt has to know of the end of keys that AWS tools read by themselves.

    Raises LoginNeeded and NoCredentials where they have ended.
    """
    first = target.hops[0]
    if first.type == "sso":
        return sign_in(call, target, opens=opens).variables()
    if first.type != "static" or not any(name in first.profile for name in TOKENS):
        return {}
    from .chains import source_credentials
    from .credentials import lasts

    end = source_credentials.end_of(first.profile)
    if end is not None and not lasts(end, call.now):
        raise source_credentials.expired(first, end, call.now)
    return written(expires=end)


def sign_in(call: Call, target: Target, *, opens: bool) -> Token:
    """The sign-in that the profile's chain begins with, renewed near its end if a call may be made.

    Else every AWS tool would show this shell what the portal says against that. Raises LoginNeeded.
    """
    from .sso import tokens

    first = target.hops[0].profile
    token = tokens.of_profile(first, call.environ, call.now)
    near = token is not None and not token.good(call.now) and token.refreshable(call.now)
    if token is not None and opens and near and not token.refused:
        from .login import sso_sign_in

        token = sso_sign_in.followed(call, target, token)
    if token is None or not token.serves(call.now):
        from .sso import sso_sessions
        from .sso.sign_in_errors import not_signed_in

        session = str(sso_sessions.of_profile(first, target.profiles))
        raise not_signed_in(session, f"awsenv login {shown(target.name)}", target.name, target.where)
    return token


def of_class(class_: Class, environ: Mapping[str, str]) -> Environment:
    """What the prompt has to know of the class."""
    color = None
    if class_.color is not None:
        from .terminal import colors

        color = colors.sgr(class_.color, environ)
    return written(color=color, label=class_.label, idle=class_.idle)


def by_pin(call: Call, path: str) -> tuple[Pin, Environment] | None:
    """A pin that was not denied, and the variables that it asks for; None where the shell is that already.

    Raises what keeps it from being followed (see policy.wanted), and what takes a question or a call.
    """
    from . import policy

    found = policy.wanted(call, path)
    if found is None:
        return None
    pin, target = found  # to which the user has consented, so nothing is looked up anew
    return pin, identity(call, target, pin.mode, pin.region, opens=False)


def left(call: Call, path: str) -> Environment:
    """What to restore now that the pin at `path` is the nearest ("" for none); see undo.left."""
    return _told(call, undo.left(path, call.environ))


def off(call: Call) -> Environment:
    """What the shell held before awsenv first touched it, to be given back."""
    return _told(call, undo.off(call.environ))


def _told(call: Call, change: Environment) -> Environment:
    """Say which secrets cannot be given back, because the shell that remembers them is another one."""
    names = [name for name, value in change.items() if isinstance(value, variables.Lost)]
    if names:
        call.say(f"not restored, since only the shell that held them remembers them: {', '.join(names)}")
    return change


# --- the two modes ----------------------------------------------------------------------------------------


def for_profile(name: str, region: str | None, before: Environment) -> Environment:
    """Profile mode: every SDK resolves the profile by itself, so nothing else may be in its way."""
    return {**dict.fromkeys(OWNED), "AWS_PROFILE": name, **_regions(region, before), **_ours(name, "profile")}


def for_keys(
    name: str, keys: Credentials, region: str | None, before: Environment, account: str | None = None
) -> Environment:
    """Keys mode: no profile is named, since SDKs do not agree which of the two wins."""
    change = {**dict.fromkeys(OWNED), **_regions(region, before), **_ours(name, "keys"), **renewed(keys)}
    change["AWS_ACCOUNT_ID"] = account
    return change


def renewed(keys: Credentials) -> Environment:
    """The part of keys mode that another session of the same identity changes."""
    from .credentials import iso  # which profile mode is spared

    ends = keys.expiration
    return {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_CREDENTIAL_EXPIRATION": None if ends is None else iso(ends),
        **written(expires=ends),
    }


def _regions(region: str | None, before: Environment) -> Environment:
    """Both variables; both as before awsenv where the profile has no region. SDKs read one or the other."""
    return {name: before[name] if region is None else region for name in REGIONS}


def _ours(name: str, mode: str) -> Environment:
    # A switch by hand does not unpin: that directory is still the one to be left.
    none = dict.fromkeys(field for field in FIELDS if field not in ("pin", "made"))
    return written(**{**none, "profile": name, "shown": plain(name), "mode": mode})
