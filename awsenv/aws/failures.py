"""What went wrong, in our words, where botocore or AWS says it in theirs?"""

from __future__ import annotations

from .. import refusals
from ..errors import AwsenvError, WrongChain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..profiles import Profile
    from ..sso import Session

TOLERATED = 300  # seconds that clocks may differ before that is worth a word; AWS refuses from 15 minutes on


def refusal(
    response: Mapping[str, Any], name: str, now: float, signer: tuple[str, str], serial: str | None = None
) -> AwsenvError:
    """AWS's error as ours. `signer` is the profile and the access key that signed, `serial` its MFA device.

    What AWS says of a signature may quote headers that are secret, so it is not passed on.
    """
    code, message = response["Error"].get("Code", ""), response["Error"].get("Message", "")
    skew = apart(response, now)
    match code:
        case "SignatureDoesNotMatch" | "RequestExpired" | "RequestTimeTooSkewed" if skew:
            return refusals.SkewedClock(skew)
        case "SignatureDoesNotMatch" | "IncompleteSignature":
            return refusals.WrongSecret(*signer)
        case "InvalidClientTokenId" | "UnrecognizedClientException":
            return refusals.UnknownKey(*signer)
        case "ExpiredToken" | "ExpiredTokenException":
            return refusals.ExpiredKeys(signer[0])
        case "AccessDenied" | "AccessDeniedException" if "MultiFactorAuthentication failed" in message:
            wrong = "one time pass code" in message
            return refusals.WrongCode(serial or "") if wrong else refusals.WrongDevice(serial or "", name)
        case "AccessDenied" | "AccessDeniedException":
            return refusals.AccessDenied(name, message, mfa=serial is not None)
        case "Throttling" | "ThrottlingException" | "TooManyRequestsException" | "RequestLimitExceeded":
            return refusals.Throttled()
        case "ForbiddenException":
            return refusals.NoRole(name, message)
        case "ValidationError" if "DurationSeconds" in message:
            return refusals.TooLong(name, message)
    return refusals.Refused(f"profile {shown(name)}: {refusals.sentence(message or code)}")


def apart(response: Mapping[str, Any], now: float) -> str | None:
    """How far this computer's clock is from AWS's, if that is more than AWS tolerates: "13 h behind"."""
    from email.utils import parsedate_to_datetime

    from ..calls import span

    try:
        date = parsedate_to_datetime(response["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, ValueError, TypeError):
        return None
    ahead = date.timestamp() - now
    return f"{span(int(abs(ahead)))} {'behind' if ahead > 0 else 'ahead'}" if abs(ahead) > TOLERATED else None


def obstacle(error: Any, profile: Profile) -> AwsenvError:
    """botocore's own exception, of what was done for a profile, as ours."""
    from botocore import exceptions

    name = profile.name
    match error:
        case exceptions.NoRegionError():
            return refusals.NoRegion(name)
        case exceptions.SSOError() | exceptions.TokenRetrievalError():
            return refusals.SignInNeeded(name, "its SSO session is missing or over")
        case exceptions.LoginError():
            return refusals.SignInNeeded(name, "its login session is missing or over")
        case exceptions.MissingDependencyException():
            return refusals.NoLoginKeys(name)
    return unreachable(error) or WrongChain(f"profile {shown(name)}: {words(error)}")


def portal_obstacle(error: Any, session: Session) -> AwsenvError:
    """The same, of what was done for an SSO session."""
    return unreachable(error) or WrongChain(f"{session}: {words(error)}")


def unreachable(error: Any) -> AwsenvError | None:
    """botocore's own exception as ours if it is about the network."""
    from botocore import exceptions

    facts = error.kwargs
    endpoint = str(facts.get("endpoint_url", "AWS")).rpartition("//")[2].partition("/")[0].rpartition("@")[2]
    match error:
        case exceptions.ConnectTimeoutError() | exceptions.ReadTimeoutError():
            return refusals.Unreachable(endpoint, "no answer in time")
        case exceptions.ProxyConnectionError():  # its address may hold a password
            return refusals.Unreachable("AWS", "the proxy cannot be reached")
        case exceptions.SSLError():
            return refusals.Unreachable(endpoint, _tls(str(facts.get("error", ""))))
        case exceptions.HTTPClientError() | exceptions.EndpointConnectionError():
            unknown = "resol" in str(facts.get("error", "")).lower()
            return refusals.Unreachable(endpoint, "no such host (DNS)" if unknown else "no connection")
    return None


def _tls(said: str) -> str:
    """What is wrong with an encrypted connection, in place of what OpenSSL says of it."""
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return "its certificate is not trusted; AWS_CA_BUNDLE can name a file that vouches for it"
    if "No such file" in said or "NO_CERTIFICATE" in said:
        return "the file that AWS_CA_BUNDLE or ca_bundle names holds no certificates"
    return "TLS failed, so something else may be listening there"


def words(error: Exception) -> str:
    return shown(" ".join(str(error).split()).rstrip("."))[1:-1]
