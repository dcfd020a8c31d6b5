"""What went wrong, in our words, where botocore or AWS says it in theirs?"""

from __future__ import annotations

from .. import aws_errors
from ..errors import AwsenvError, WrongChain
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..aws_config.profiles import Profile
    from ..sso.sso_sessions import SsoSession

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
            return aws_errors.SkewedClock(skew)
        case "SignatureDoesNotMatch" | "IncompleteSignature":
            return aws_errors.WrongSecret(*signer)
        case "InvalidClientTokenId" | "UnrecognizedClientException":
            return aws_errors.UnknownKey(*signer)
        case "ExpiredToken" | "ExpiredTokenException":
            return aws_errors.ExpiredKeys(signer[0])
        case "AccessDenied" | "AccessDeniedException" if "MultiFactorAuthentication failed" in message:
            wrong = "one time pass code" in message
            return aws_errors.WrongCode(serial or "") if wrong else aws_errors.WrongDevice(serial or "", name)
        case "AccessDenied" | "AccessDeniedException":
            return aws_errors.AccessDenied(name, message, mfa=serial is not None)
        case "Throttling" | "ThrottlingException" | "TooManyRequestsException" | "RequestLimitExceeded":
            return aws_errors.Throttled()
        case "ForbiddenException":
            return aws_errors.NoRole(name, message)
        case "ValidationError" if "DurationSeconds" in message:
            return aws_errors.TooLong(name, message)
    return aws_errors.Refused(f"profile {shown(name)}: {aws_errors.sentence(message or code)}")


def apart(response: Mapping[str, Any], now: float) -> str | None:
    """How far this computer's clock is from AWS's, if that is more than AWS tolerates: "13 h behind"."""
    from email.utils import parsedate_to_datetime

    from ..durations import span

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
            return aws_errors.NoRegion(name)
        case exceptions.SSOError() | exceptions.TokenRetrievalError():
            return aws_errors.SignInNeeded(name, "its SSO session is missing or over")
        case exceptions.LoginError():
            return aws_errors.SignInNeeded(name, "its login session is missing or over")
        case exceptions.MissingDependencyException():
            return aws_errors.NoLoginKeys(name)
    return unreachable(error) or WrongChain(f"profile {shown(name)}: {words(error)}")


def portal_obstacle(error: Any, session: SsoSession) -> AwsenvError:
    """The same, of what was done for an SSO session."""
    return unreachable(error) or WrongChain(f"{session}: {words(error)}")


def unreachable(error: Any) -> AwsenvError | None:
    """botocore's own exception as ours if it is about the network."""
    from botocore import exceptions

    facts = error.kwargs
    endpoint = str(facts.get("endpoint_url", "AWS")).rpartition("//")[2].partition("/")[0].rpartition("@")[2]
    match error:
        case exceptions.ConnectTimeoutError() | exceptions.ReadTimeoutError():
            return aws_errors.Unreachable(endpoint, "no answer in time")
        case exceptions.ProxyConnectionError():  # its address may hold a password
            return aws_errors.Unreachable("AWS", "the proxy cannot be reached")
        case exceptions.SSLError():
            return aws_errors.Unreachable(endpoint, _tls(str(facts.get("error", ""))))
        case exceptions.HTTPClientError() | exceptions.EndpointConnectionError():
            unknown = "resol" in str(facts.get("error", "")).lower()
            return aws_errors.Unreachable(endpoint, "no such host (DNS)" if unknown else "no connection")
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
