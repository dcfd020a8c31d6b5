"""How does a person sign in to the console as this profile: with which keys, and for how long?"""

from __future__ import annotations

from .. import durations, pins, policy, web_address
from ..aws_config import partitions
from ..aws_errors import AccessDenied, Refused
from ..chains import chain, session_options, source_credentials, sts_calls
from ..environment.state import State
from ..errors import UsageError
from ..sso import sso_sessions
from ..terminal import progress
from ..text import shown
from . import addresses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..chains.session_options import SessionOptions
    from ..credentials import Credentials
    from ..sessions.opener import Opener
    from ..target import Target

LONGEST = 12 * sts_calls.HOUR  # SessionDuration of getSigninToken
NAME = 32  # characters of GetFederationToken's Name at most


def completed(target: Target, options: SessionOptions, environ: Mapping[str, str]) -> SessionOptions:
    """The options with what the shell was opened with, if it is this profile, and what its class asks for.

    Raises UsageError, and AwsenvError where AWS cannot restrict it.
    """
    if State(environ).profile == target.name:
        own = session_options.parse(State(environ).options or "")
        options = options.but(duration=own.duration)
        options = options.filled(own)
        if options.read_only is None and not options.policy_arns and not options.policy:
            rights = {"read_only": own.read_only, "policy_arns": own.policy_arns, "policy": own.policy}
            options = options.but(**rights)
    kind = target.hops[-1].type
    if kind in chain.OPENED:
        return policy.mode("keys", target, options)[1]
    return policy.restricted(target, options, able=kind in source_credentials.USERS)


class Entry:
    """The way into the console: an address, whether it is a secret that signs in, and until when it works."""

    __slots__ = ("expiration", "is_secret", "url")

    def __init__(self, url: str, expiration: int | None = None, *, is_secret: bool) -> None:
        self.url = url
        self.expiration = expiration  # seconds since the epoch, where it is known
        self.is_secret = is_secret


def entry(
    opening: Opener, service: str | None, asked: int | None, *, federate: bool, fixed: bool = True
) -> Entry:
    """The way to the service's console: the SSO portal's own link, or the address AWS gives for a session.

    The region is `fixed` if it was typed, or is the profile's; else it is that of the shell. `asked` are the
    seconds that it should last; says why where it lasts less. Raises AwsenvError.
    """
    last = opening.target.hops[-1]
    place, region = _place(opening, fixed=fixed)
    page = addresses.destination(service, place, region, opening.target.account)
    if last.type == "sso" and not federate:
        _check_rights(opening)
        if asked:
            opening.call.say(
                "the console session lasts as long as the permission set says: the portal accepts no duration"
            )
        portal = sso_sessions.of_profile(last.profile, opening.target.profiles).start_url
        account, role = last.get("sso_account_id") or "", last.get("sso_role_name") or ""
        return Entry(addresses.shortcut(portal, account, role, page), is_secret=False)
    host = _endpoint(opening) or addresses.sign_in_host(place, region)
    token, expiration = _sign_in_token(opening, host, asked)
    return Entry(addresses.sign_in(host, token, page), expiration, is_secret=True)


def _endpoint(opening: Opener) -> str | None:
    """Where the user has the sign-in service, which botocore calls signin, if not at AWS's own address.

    What names the endpoint of every service does not count: this one is sent the keys, others a signature.
    Raises UsageError for one that others could listen to.
    """
    profile, environ = opening.target.profile, opening.environ
    ignored = environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or profile.get(
        "ignore_configured_endpoint_urls"
    )
    if (ignored or "").lower() == "true":
        return None
    section = opening.target.profiles.services.get(profile.get("services") or "")
    settings = section.values().get("signin") if section else None
    configured = settings.get("endpoint_url") if isinstance(settings, dict) else None
    found = (environ.get("AWS_ENDPOINT_URL_SIGNIN") or configured or "").rstrip("/")
    if found and not web_address.is_private(found):
        what = f"no keys are sent to the sign-in endpoint {shown(found)}"
        raise UsageError(what, "it must begin with https://, or be on this computer")
    return found or None


def _place(opening: Opener, *, fixed: bool) -> tuple[str, str | None]:
    """The partition of the console, and the region in it; one of the shell's counts only if it is there."""
    last, region = opening.target.hops[-1], opening.region
    if region:
        pins.check_region(region)  # it becomes a part of a host's name
    home = None
    if last.type == "sso":
        home = sso_sessions.of_profile(last.profile, opening.target.profiles).region
    if region and not fixed and (home or last.get("role_arn")):
        place = addresses.partition(last.get("role_arn"), None, home)
        region = region if place == (partitions.of(region) or "aws") else None
    return addresses.partition(last.get("role_arn"), region, home), region


def _sign_in_token(opening: Opener, host: str, asked: int | None) -> tuple[str, int | None]:
    """What signs in to the console with the session of this chain, and when that ends."""
    from ..aws import federation

    def got(seconds: int | None) -> str:
        with progress.shown(opening.call, "asking AWS for a sign-in to the console"):
            return federation.sign_in_token(opening.connection, host, keys, seconds)

    keys, seconds = _session(opening, asked)
    try:
        token = got(seconds)
    except federation.NoSignIn:
        if seconds is None:
            raise
        token = got(None)
        opening.call.say(
            f"AWS refuses a console session of {durations.span(seconds)}: it ends when the session does"
        )
        seconds = None
    return token, keys.expiration if seconds is None else int(opening.call.now) + seconds


def _session(opening: Opener, asked: int | None) -> tuple[Credentials, int | None]:
    """The session, and the seconds that the console session may be asked to last beyond or below its own."""
    last, options = opening.target.hops[-1], opening.options
    if last.type not in chain.OPENED:
        if opening.is_long_term():
            return _federated(opening, asked), None
        _check_rights(opening)
        if asked:
            opening.call.say(
                "the console session lasts as long as these keys: AWS accepts no duration for them"
            )
        return opening.open(), None
    if asked is None:
        return opening.open(), None
    if asked > LONGEST:
        raise UsageError("a console session of a role can last at most 12 hours")
    if opening.is_long_term() and len(opening.target.hops) == 2 and "mfa_serial" not in last.profile:
        return opening.open(), asked
    # The console gives no more than the session of a chained role, or one with MFA, lasts.
    options.duration, options.defaults = asked, ()
    return opening.open(), None


def _check_rights(opening: Opener) -> None:
    """Only a call that opens a session can take rights away. Raises UsageError where there is none."""
    if opening.options.restricted:
        name = shown(opening.target.hops[-1].profile.name)
        raise UsageError(f"profile {name} assumes no role, so its rights cannot be restricted")


def _federated(opening: Opener, asked: int | None) -> Credentials:
    """A session of the user whose keys these are, since AWS lets no user's own keys sign in.

    Its rights are those of the user's that a policy named in the call also allows: without one, none.
    """
    last, keys = opening.target.hops[-1], opening.source()
    if last.profile.get("mfa_serial"):
        opening.call.say("the console session is without MFA: for a user, AWS accepts no code here")
    if asked is not None and asked > sts_calls.TOKEN:
        raise UsageError("a session of a user can last at most 36 hours")
    step = sts_calls.Step("GetFederationToken", last, _parameters(opening, asked))
    try:
        with progress.shown(opening.call, f"asking AWS for a session of {shown(last.profile.name)}"):
            return opening.connection.call(step, keys, last.profile.name)
    except AccessDenied as error:
        raise Refused(
            error.what,
            f"the user of {shown(last.profile.name)} needs the right sts:GetFederationToken, "
            "also without MFA; a profile with a role does not",
            code=error.code,
        ) from None


def _parameters(opening: Opener, asked: int | None) -> sts_calls.Parameters:
    options = opening.options
    place = f"arn:{addresses.partition(None, opening.region)}:iam::aws:policy/"
    policies = [*options.policy_arns, *([place + "ReadOnlyAccess"] if options.read_only else [])]
    user = opening.call.environ.get("USER", "")
    parameters: sts_calls.Parameters = {
        "Name": sts_calls.legal_name(f"awsenv-{user}")[:NAME],
    }
    if policies or not options.policy:
        parameters["PolicyArns"] = [{"arn": arn} for arn in policies or [place + "AdministratorAccess"]]
    if options.policy:
        parameters["Policy"] = options.policy
    if asked:
        parameters["DurationSeconds"] = asked
    return parameters
