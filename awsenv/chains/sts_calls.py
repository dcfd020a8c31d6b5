"""Which calls, with which parameters, open a session for these hops?

The answer is a value: it is known, and so are its limits, before the first call is made.
"""

from __future__ import annotations

from ..durations import span
from ..errors import UsageError, WrongChain
from ..text import shown
from .chain import OPENED, UNHEEDED
from .session_options import SessionOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..aws_config.profiles import Profile
    from .chain import Hop

    Parameters = dict[str, "str | int | list[dict[str, str]] | list[str]"]

HOUR = 3600
CHAINED = HOUR  # AWS: "Roles terms and concepts", role chaining
ROLE = 12 * HOUR  # the longest MaxSessionDuration that a role can have
LEGAL = "use 2 to 64 letters, digits or any of _+=,.@-"
SHORTEST = 900  # of AssumeRole and GetSessionToken
TOKEN, TOKEN_DEFAULT = 36 * HOUR, 12 * HOUR  # sts:GetSessionToken for a user

# Where a chain begins with the session of a role, the first AssumeRole is chained already.
ROLE_SESSIONS = ("ec2", "ecs", "sso", "web-identity")

CHAINED_CAP = "this session lasts 1 h, not {}: AWS limits a role assumed from another session"
CODE_CAP = "this session lasts 1 h, not the {} of the settings; for a longer one, -d asks for an MFA code"
WHY_DIRECT = "this role needs its own MFA code: with the shared session it could last 1 h at most"


class Step:
    """A call to STS that opens a session, signed with the credentials that the call before it opened."""

    __slots__ = ("action", "hop", "parameters", "serial")

    def __init__(self, action: str, hop: Hop, parameters: Parameters, serial: str | None = None) -> None:
        self.action = action  # GetSessionToken or AssumeRole
        self.hop = hop
        self.parameters = parameters
        self.serial = serial  # of the MFA device whose code goes along

    def __repr__(self) -> str:
        return f"Step({self.action!r}, {self.hop!r}, {self.parameters!r}, {self.serial!r})"


class Plan:
    """The calls in their order, and what a person should know of them beforehand."""

    __slots__ = ("notes", "steps")

    def __init__(self, steps: list[Step], notes: list[str]) -> None:
        self.steps = steps
        self.notes = notes


def plan(hops: list[Hop], options: SessionOptions, user: str = "", *, long_term: Callable[[], bool]) -> Plan:
    """What opens a session of the last hop, beginning with the credentials of the first.

    `long_term` says whether these are a user's own. It is asked only where a hop takes an MFA code: only such
    keys can open one session with MFA for all roles (sts:GetSessionToken). Others, and a role asked to last
    for more than an hour, which AWS refuses to sessions, take the code in their own AssumeRole.
    Raises UsageError and WrongChain for what AWS would refuse in any case.
    """
    first, roles = hops[0], hops[1:]
    steps, notes = list[Step](), list[str]()
    serials = [serial for hop in (roles or hops) if (serial := hop.profile.get("mfa_serial"))]
    by_user = bool(serials) and long_term()
    if by_user and roles and _direct(roles, options):
        notes.append(WHY_DIRECT)
    elif by_user:
        parameters = _token(serials[0], None if roles else options.duration)
        steps.append(Step("GetSessionToken", first, parameters, serials[0]))
    elif not roles:
        _nothing_to_ask(first, options)
    for hop in roles:
        own = options if hop is roles[-1] else SessionOptions()
        parameters = role_parameters(hop, own, user)
        why, limit = CHAINED_CAP, CHAINED if steps or first.type in ROLE_SESSIONS else ROLE
        if "duration" in own.defaults and len(roles) == 1 and serials and first.type not in ROLE_SESSIONS:
            why, limit = CODE_CAP, HOUR  # a code is not risked for what is only a default
        cap = _capped(parameters, limit, why)
        if cap and hop is roles[-1]:
            notes.append(cap)
        # A session with MFA has shown its code; a role that was assumed has no device to show one of.
        serial = None if steps and by_user else hop.profile.get("mfa_serial")
        if serial:
            parameters["SerialNumber"] = serial
        steps.append(Step("AssumeRole", hop, parameters, serial))
    if steps:
        _check_min_ttl(steps[-1], options)
    return Plan(steps, notes)


def is_capped(hops: list[Hop]) -> bool:
    """Whether AWS limits the session of the last hop to an hour, since another session opens it."""
    return len(hops) > 2 or hops[0].type in ROLE_SESSIONS


def _direct(roles: list[Hop], options: SessionOptions) -> bool:
    """Whether the first role gets the code itself: it requires MFA, and more than the hour of a session.

    Not for a duration that only the settings want: AWS may refuse it when the code is spent.
    """
    own = options if len(roles) == 1 and "duration" not in options.defaults else SessionOptions()
    wanted = role_parameters(roles[0], own).get("DurationSeconds", 0)
    return isinstance(wanted, int) and wanted > CHAINED and roles[0].profile.get("mfa_serial") is not None


def _token(serial: str, duration: int | None) -> Parameters:
    if duration is not None and duration > TOKEN:
        raise UsageError("a session of a user can last at most 36 hours")
    return {"SerialNumber": serial, "DurationSeconds": duration or TOKEN_DEFAULT}


def check(hops: list[Hop], options: SessionOptions) -> None:
    """Raise UsageError where a profile that assumes no role is asked for what only a role's session has."""
    if len(hops) == 1 and (options.restricted or options.told or hops[0].profile.get("mfa_serial") is None):
        _nothing_to_ask(hops[0], options)


def _nothing_to_ask(origin: Hop, options: SessionOptions) -> None:
    if origin.type in OPENED:
        own = [name for name in options.told if name != "session-name"]
        if origin.type == "web-identity" and own:
            name = shown(origin.profile.name)
            raise UsageError(f"--{own[0]} does not work for profile {name}: it uses a web identity token")
        return
    if options.duration or options.restricted or options.told:
        what = f"a {options.told[0]}" if options.told else "a duration"
        what = "a session policy" if options.restricted else what
        raise UsageError(f"profile {shown(origin.profile.name)} assumes no role, so it cannot have {what}")


def role_parameters(hop: Hop, options: SessionOptions, user: str = "") -> Parameters:
    """The parameters of the call that opens the hop's session, before any cap.

    Without its own session name, that is `user`'s.
    """
    settings = hop.profile.get
    _check_settings(hop.profile)
    parameters: Parameters = {"RoleArn": settings("role_arn") or ""}
    name = options.session_name or _session_name(hop)
    parameters["RoleSessionName"] = name or usual_name(user)
    if hop.type == "role":
        parameters |= _told(hop, options)
    if (duration := options.duration or seconds(hop.profile)) is not None:
        if duration > ROLE:
            raise UsageError("a session of a role can last at most 12 hours")
        parameters["DurationSeconds"] = duration
    arns, policy = _policies(hop, options), options.policy
    if not options.restricted:  # together they would allow what one of them allows
        arns, policy = _listed(settings("policy_arns")), settings("policy")
    if arns:
        parameters["PolicyArns"] = [{"arn": arn} for arn in arns]
    if policy:
        parameters["Policy"] = policy
    return parameters


def usual_name(user: str) -> str:
    """The RoleSessionName of a session that is given none."""
    return legal_name(f"awsenv-{user}" if user else "awsenv")


def _told(hop: Hop, options: SessionOptions) -> Parameters:
    """What STS is told of a role's session: by options, else by the settings; tags by both."""
    settings = hop.profile.get
    found: Parameters = {}
    if external_id := options.external_id or settings("external_id"):
        found["ExternalId"] = external_id
    if identity := options.source_identity or settings("source_identity"):
        found["SourceIdentity"] = identity
    if pairs := (*_listed(settings("session_tags")), *options.tags):
        found["Tags"] = tags(pairs)
    transitive = (*_listed(settings("transitive_session_tags")), *options.transitive)
    if transitive:
        found["TransitiveTagKeys"] = list(dict.fromkeys(transitive))
    return found


def tags(pairs: Iterable[str]) -> list[dict[str, str]]:
    """Tags as STS takes them, of texts that are NAME=VALUE; of one name, the last."""
    found = {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in pairs)}
    return [{"Key": name, "Value": value} for name, value in found.items()]


def _listed(text: str | None) -> list[str]:
    """The parts of a setting between commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _policies(hop: Hop, options: SessionOptions) -> list[str]:
    if not options.read_only:
        return list(options.policy_arns)
    partition = [*(hop.profile.get("role_arn") or "").split(":"), "aws"][1]
    return [*options.policy_arns, f"arn:{partition}:iam::aws:policy/ReadOnlyAccess"]


def _session_name(hop: Hop) -> str | None:
    name = hop.profile.get("role_session_name")
    if name is not None and name != legal_name(name):
        raise _wrong(hop.profile, "role_session_name", LEGAL)
    return name


def _check_settings(profile: Profile) -> None:
    """Raise WrongChain where a setting of the session is not what STS can be told."""
    for option in sorted(UNHEEDED):
        if isinstance(profile.value(option), dict):
            raise _wrong(profile, option, "write its value behind the =, in one line")
    if (identity := profile.get("source_identity")) and identity != legal_name(identity):
        raise _wrong(profile, "source_identity", LEGAL)
    for pair in _listed(profile.get("session_tags")):
        name, sign, _ = pair.partition("=")
        if not sign or not name.strip():
            raise _wrong(profile, "session_tags", "write it as KEY=VALUE, KEY=VALUE", pair)


def _wrong(profile: Profile, option: str, remedy: str, part: str | None = None) -> WrongChain:
    """The error of a setting that AWS would refuse, or that would be passed over; perhaps a `part` of it."""
    path, line = profile.place(option) or ("", 0)
    text = profile.get(option) if part is None else part
    return WrongChain(
        f"{option} {shown(text)} is not valid" if text else f"{option} is a block of lines",
        remedy,
        code=option.replace("_", "-"),
        path=path,
        line=line,
        profile=profile.name,
        option=option,
    )


def legal_name(text: str) -> str:
    """The text as AWS accepts it for a RoleSessionName."""
    legal = "".join(c if c.isascii() and (c.isalnum() or c in "_+=,.@-") else "-" for c in text)[:64]
    return legal if len(legal) > 1 else legal + "--"[len(legal) :]


def _capped(parameters: Parameters, limit: int, why: str) -> str | None:
    """Cut the duration to what AWS gives, and say so."""
    duration = parameters.get("DurationSeconds")
    if not isinstance(duration, int) or duration <= limit:
        return None
    parameters["DurationSeconds"] = limit
    return why.format(span(duration))


def _check_min_ttl(step: Step, options: SessionOptions) -> None:
    lasts = step.parameters.get("DurationSeconds", HOUR)
    if isinstance(lasts, int) and lasts < options.min_ttl and "min_ttl" not in options.defaults:
        raise too_short(step.hop, lasts, options.min_ttl)


LONGER = {
    "sso": "its permission set says how long a session lasts",
    "process": "its credential_process says how long a session lasts",
    "static": "get new ones with the tool that wrote them",
    "role": "ask for a longer session with -d",
    "web-identity": "ask for a longer session with -d",
}


def too_short(hop: Hop, lasts: int, least: int) -> UsageError:
    """The error of a session of so many seconds, where --min-ttl asks for more."""
    return UsageError(
        f"a session of {shown(hop.profile.name)} lasts only {span(lasts)}, less than --min-ttl {span(least)}",
        f"{longer}, or lower --min-ttl" if (longer := LONGER.get(hop.type)) else "lower --min-ttl",
    )


def cli_arguments(profile: Profile) -> dict[str, str | int]:
    """What the AWS CLI makes the name of its cache file of (botocore.credentials, _create_cache_key).

    Those of AssumeRole's parameters that the profile sets; the keys that sign the call are not among them.
    """
    names = {"role_arn": "RoleArn", "role_session_name": "RoleSessionName", "external_id": "ExternalId"}
    names["mfa_serial"] = "SerialNumber"
    arguments: dict[str, str | int] = {
        names[name]: str(profile.value(name)) for name in names if name in profile
    }
    if not arguments.get("RoleSessionName"):  # an empty one is as none
        arguments.pop("RoleSessionName", None)
    if (duration := seconds(profile)) is not None:
        arguments["DurationSeconds"] = duration
    return arguments


def seconds(profile: Profile) -> int | None:
    """The duration_seconds of a profile; as for botocore, what int() does not take counts as missing."""
    text = profile.value("duration_seconds")
    try:
        return int(text) if isinstance(text, str) else None
    except ValueError:
        return None
