"""What does IAM Identity Center answer to a sign-in, or to its renewal?"""

from __future__ import annotations

from .. import aws_errors, web_address
from ..credentials import are_keys
from ..sso import registrations, sign_in_errors, sso_sessions
from ..sso.tokens import Registration, Token
from ..text import plain, shown
from . import failures
from .connection import CONNECT_TIMEOUT, READ_TIMEOUT, enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from ..aws_config.profiles import Profiles
    from ..errors import AwsenvError
    from ..sso.sso_sessions import SsoSession

    T = TypeVar("T")

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# The redirection is registered without its port, which is another one each time (RFC 8252, section 7.3).
REDIRECT = "http://127.0.0.1/oauth/callback"
LOGOUT_LIMIT = 3  # seconds
INTERVAL = 5  # seconds between two questions, where AWS names none (RFC 8628, section 3.2)
FAR = 1 << 33  # seconds; what is said to last longer, or to end later, is none of AWS's answers

# What its codes are of ours, as far as there is no more to say.
REFUSED = {
    "AuthorizationPendingException": sign_in_errors.StillPending,
    "SlowDownException": sign_in_errors.SlowDown,
    "AccessDeniedException": sign_in_errors.Denied,
    "ExpiredTokenException": sign_in_errors.CodeExpired,
    "InvalidClientException": sign_in_errors.UnknownClient,
    "UnauthorizedClientException": sign_in_errors.UnknownClient,
    "InvalidGrantException": sign_in_errors.InvalidGrant,
    "UnauthorizedException": sign_in_errors.NoLongerSignedIn,
}


class DeviceAuthorization:
    """A sign-in that may be confirmed on any device: the code to compare there, and where."""

    __slots__ = ("code", "complete", "interval", "lasts", "page", "user_code")

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.code = _text(answer, "deviceCode")
        self.user_code = _text(answer, "userCode")
        self.page = _text(answer, "verificationUri")
        complete = answer.get("verificationUriComplete")
        self.complete = _text(answer, "verificationUriComplete") if complete else self.page
        self.lasts = _number(answer, "expiresIn")  # seconds
        self.interval = _number(answer, "interval") if answer.get("interval") else INTERVAL  # seconds


class IdentityCenter:
    """The services of one session. The environment may name no identity: botocore would take it."""

    __slots__ = ("_now", "_session", "_sso", "client")

    def __init__(
        self,
        session: SsoSession,
        environ: Mapping[str, str],
        now: Callable[[], float],
        known: Profiles,
        profile: str | None,
    ) -> None:
        """The settings of the `profile` lead to the services."""
        enter(environ)
        from .own_session import OwnSession

        self._sso = session
        self._now = now
        self._session = OwnSession(profile, known)
        self.client = self._client("sso-oidc", CONNECT_TIMEOUT, READ_TIMEOUT)

    def portal(self) -> str:
        """AWS's address of the portal. Raises Refused where the start URL leads elsewhere."""
        from . import vanity

        return vanity.portal(self._session, self._sso.start_url, str(self._sso))

    def register(self, *, redirects: bool) -> Registration:
        """Make this computer known; as one that signs in by PKCE if it `redirects`, else by device codes."""
        name = self._sso.name if self._sso.name is not None else str(int(self._now()))
        plain_name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
        asked: dict[str, Any] = {"clientName": f"awsenv-{plain_name}", "clientType": "public"}
        if self._sso.scopes or redirects:
            asked["scopes"] = list(self._sso.scopes) or [sso_sessions.DEFAULT_SCOPE]
        if redirects:
            asked["grantTypes"] = list(registrations.REDIRECT_GRANTS)
            asked |= {"redirectUris": [REDIRECT], "issuerUrl": self._sso.portal}
        return self._ask(self.client.register_client, _registration, **asked)

    def device(self, known: Registration) -> DeviceAuthorization:
        """Begin a sign-in that may be confirmed on any device. Raises Refused for a strange page."""
        found = self._ask(
            self.client.start_device_authorization,
            DeviceAuthorization,
            clientId=known.client,
            clientSecret=known.secret,
            startUrl=self._sso.portal,
        )
        for page in (found.page, found.complete):
            self._check(page)
        return found

    def _check(self, page: str) -> None:
        """Raise Refused for what neither a browser nor a terminal should get: it comes from elsewhere."""
        if not web_address.is_page(page, self.client.meta.endpoint_url):
            raise aws_errors.Refused(
                f"{self._sso}: {shown(page)} is not a page to sign in at, so it is not opened",
                "is sso_region right, and endpoint_url, if there is one?",
                code="strange-page",
            )

    def page(self, known: Registration, redirect: str, state: str, challenge: str) -> str:
        """The address at which a browser begins a sign-in that comes back to `redirect`.

        Raises Refused where the endpoint is no place for a browser.
        """
        from urllib.parse import quote, urlencode

        query = {
            "response_type": "code",
            "client_id": known.client,
            "redirect_uri": redirect,
            "state": state,
            "code_challenge_method": "S256",
            "scopes": " ".join(self._sso.scopes) or sso_sessions.DEFAULT_SCOPE,
            "code_challenge": challenge,
        }
        page = f"{self.client.meta.endpoint_url.rstrip('/')}/authorize?{urlencode(query, quote_via=quote)}"
        self._check(page)
        return page

    def by_device(self, known: Registration, code: str) -> Token:
        """The token of a confirmed device code. Raises StillPending and SlowDown besides."""
        return self._token(known, grantType=DEVICE_GRANT, deviceCode=code)

    def by_code(self, known: Registration, code: str, verifier: str, redirect: str) -> Token:
        """The token of a code that a browser brought."""
        return self._token(
            known, grantType="authorization_code", code=code, codeVerifier=verifier, redirectUri=redirect
        )

    def renewed(self, token: Token) -> Token:
        """The token that follows this one, which must be refreshable."""
        if token.registration is None:
            raise sign_in_errors.UnknownClient(str(self._sso))
        found = self._token(token.registration, grantType="refresh_token", refreshToken=token.refresh)
        found.refresh = found.refresh or token.refresh  # it stays good where no other is given (RFC 6749, 6)
        return found

    def _token(self, known: Registration, **asked: Any) -> Token:
        began = self._now()  # a token lasts from before the answer came

        def read(answer: Mapping[str, Any]) -> Token:
            refresh = _text(answer, "refreshToken") if answer.get("refreshToken") else None
            expiration = int(began) + _number(answer, "expiresIn")
            return Token(_text(answer, "accessToken"), expiration, refresh, known)

        token = self._ask(
            self.client.create_token, read, clientId=known.client, clientSecret=known.secret, **asked
        )
        token.renews = token.refreshable(began) and self._sso.name is not None
        return token

    def log_out(self, token: Token) -> None:
        """Tell the portal that the token is to be worth nothing. Raises AwsenvError, within seconds."""
        portal = self._client("sso", LOGOUT_LIMIT, LOGOUT_LIMIT, attempts=1)
        try:
            self._ask(portal.logout, lambda _: None, accessToken=token.access)
        except sign_in_errors.NoLongerSignedIn:  # all the better
            pass

    def _client(self, service: str, connect: float, read: float, attempts: int = 3) -> Any:
        retries = {"total_max_attempts": attempts, "mode": "standard"}
        return unsigned(
            self._session, service, self._sso, connect_timeout=connect, read_timeout=read, retries=retries
        )

    def _ask(
        self, method: Callable[..., Any], read: Callable[[Mapping[str, Any]], T], **parameters: Any
    ) -> T:
        """Make the call, and read the answer; what goes wrong is one of ours."""

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return refusal(response, self._sso, self._now())

        with failures.translated(about=str(self._sso), refused=refused, invalid=failures.strange):
            return read(method(**parameters))


def unsigned(session: Any, service: str, of: SsoSession, **options: Any) -> Any:
    """A client of botocore's session for an SSO session, which signs nothing; `options` are of its Config."""
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(signature_version=UNSIGNED, **options)
    with failures.translated(about=str(of)):
        return session.create_client(service, region_name=of.region, config=config)


def _registration(answer: Mapping[str, Any]) -> Registration:
    client, secret = _text(answer, "clientId"), _text(answer, "clientSecret")
    return Registration(client, secret, _number(answer, "clientSecretExpiresAt"))


def _text(answer: Mapping[str, Any], field: str) -> str:
    """A text from an answer. Raises KeyError and TypeError."""
    value = answer[field]
    if not are_keys(value):
        raise TypeError(field)
    return str(value)


def _number(answer: Mapping[str, Any], field: str) -> int:
    """A number of seconds from an answer. Raises KeyError and TypeError."""
    value = answer[field]
    if not isinstance(value, int) or not 0 <= value < FAR:
        raise TypeError(field)
    return value


def refusal(response: Mapping[str, Any], session: SsoSession, now: float) -> AwsenvError:
    """What the OIDC service or the portal refuses, as ours. Codes are those of the AWS API reference."""
    code, who = response["Error"].get("Code", ""), str(session)
    said = response.get("error_description") or response["Error"].get("Message") or code
    match code:
        case "InvalidRequestRegionException":
            return sign_in_errors.other_region(who, session.region, response.get("region"))
        case "InvalidScopeException":
            scopes = plain(",".join(session.scopes) or sso_sessions.DEFAULT_SCOPE)
            hint = f"check sso_registration_scopes ({scopes}); the default is {sso_sessions.DEFAULT_SCOPE}"
            return sign_in_errors.wrong_portal(who, said, hint)
        case "InvalidRequestException" | "InvalidClientMetadataException":
            url, region = plain(session.start_url), plain(session.region)
            hint = f"is {region} the region of this portal, and is sso_start_url right ({url})?"
            return sign_in_errors.wrong_portal(who, said, hint)
        case "TooManyRequestsException" | "ThrottlingException":
            return aws_errors.Throttled()
    if code in REFUSED:
        return REFUSED[code](who)
    if apart := failures.apart(response, now):
        return aws_errors.skewed_clock(apart)
    return aws_errors.Refused(f"{who}: {aws_errors.aws_says(str(said))}")
