"""What went wrong, in our words instead of botocore's or AWS's?"""

from __future__ import annotations

import os
from contextlib import contextmanager

from .. import aws_errors
from ..errors import AwsenvError, WrongChain
from ..text import host, plain, shown
from . import answers, proxies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

TOLERATED = 300  # seconds that clocks may differ before that is worth a word; AWS refuses from 15 minutes on


@contextmanager
def translated(
    profile: str = "",
    about: str = "",
    refused: Callable[[Mapping[str, Any]], AwsenvError] | None = None,
    invalid: Callable[[str], AwsenvError] = WrongChain,
) -> Iterator[None]:
    """Raise botocore's exceptions, and those of reading a strange answer, as ours.

    They name the `profile`, or what is `about` instead. `refused` translates an error response of AWS's,
    `invalid` an OSError or a ValueError, as of an endpoint_url that is not a URL.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    about = about or f"profile {shown(profile)}"
    try:
        yield
    except ClientError as error:
        if "Error" not in error.response:  # a page of something that is not AWS
            raise aws_errors.not_aws() from None
        raise (refused(error.response) if refused else other(error.response, about)) from None
    except BotoCoreError as error:
        raise _obstacle(error, profile, about) from None
    except (ResponseParserError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise aws_errors.not_aws() from None
    except (OSError, ValueError) as error:
        raise invalid(f"{about}: {_words(error)}") from None


def strange(_: str) -> AwsenvError:
    """For `translated`, where only the answer can be invalid."""
    return aws_errors.not_aws()


def refusal(
    response: Mapping[str, Any],
    name: str,
    now: float,
    signer: tuple[str, str],
    serial: str | None = None,
    token_file: str | None = None,
) -> AwsenvError:
    """AWS's error as ours. `signer` is the profile and the access key that signed, `serial` its MFA device.

    Without a signature, `token_file` is the file of the token. What AWS says of a signature is not passed
    on: it may quote secret headers.
    """
    code, message = response["Error"].get("Code", ""), response["Error"].get("Message") or ""
    skew = apart(response, now)
    match code:
        case "ExpiredToken" | "ExpiredTokenException" if token_file:
            return aws_errors.token_file(name, token_file, message, expired=True)
        case "InvalidIdentityToken" | "IDPRejectedClaim" if token_file:
            return aws_errors.token_file(name, token_file, message, expired=False)
        case "SignatureDoesNotMatch" | "RequestExpired" | "RequestTimeTooSkewed" if skew:
            return aws_errors.skewed_clock(skew)
        case "SignatureDoesNotMatch" | "IncompleteSignature":
            return aws_errors.wrong_secret(*signer)
        case "InvalidClientTokenId" | "UnrecognizedClientException":
            return aws_errors.UnknownKey(*signer)
        case "ExpiredToken" | "ExpiredTokenException":
            return aws_errors.ExpiredKeys(signer[0])
        case "AccessDenied" | "AccessDeniedException" if "MultiFactorAuthentication failed" in message:
            wrong = "one time pass code" in message
            return (
                aws_errors.WrongCode(serial or "") if wrong else aws_errors.wrong_device(serial or "", name)
            )
        case "AccessDenied" | "AccessDeniedException" if right := _further(message):
            return aws_errors.not_told(name, message, right)
        case "AccessDenied" | "AccessDeniedException":
            return aws_errors.AccessDenied(name, message, mfa=serial is not None)
        case "Throttling" | "ThrottlingException" | "TooManyRequestsException" | "RequestLimitExceeded":
            return aws_errors.Throttled()
        case "ForbiddenException":
            return aws_errors.no_role(name, message)
        case "ValidationError" if "DurationSeconds" in message:
            return aws_errors.TooLong(name, message)
    return other(response, f"profile {shown(name)}")


def _further(message: str) -> str:
    """What a role's trust policy has to allow besides sts:AssumeRole, if that is what AWS denies."""
    rights = ("sts:TagSession", "sts:SetSourceIdentity")
    return next((right for right in rights if f"perform: {right}" in message), "")


def other(response: Mapping[str, Any], about: str) -> AwsenvError:
    """AWS's error in its own words, where we have no better ones."""
    error = response["Error"]
    said = aws_errors.aws_says(str(error.get("Message") or error.get("Code", "")))
    return aws_errors.Refused(f"{about}: {said}")


def apart(response: Mapping[str, Any], now: float) -> str | None:
    """How far this computer's clock is off, if that is more than clocks may differ: "13 h behind"."""
    from email.utils import parsedate_to_datetime

    from .. import durations

    try:
        date = parsedate_to_datetime(response["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, ValueError, TypeError):
        return None
    ahead = date.timestamp() - now
    return durations.apart(ahead) if abs(ahead) > TOLERATED else None


def _obstacle(error: Any, profile: str, about: str) -> AwsenvError:
    """botocore's own exception as ours."""
    from botocore import exceptions

    match error:
        case exceptions.NoRegionError() if profile:
            return aws_errors.no_region(profile)
        case exceptions.SSOError() | exceptions.TokenRetrievalError() if profile:
            return aws_errors.SignInNeeded(profile, "SSO session")
        case exceptions.LoginError() if profile:
            return aws_errors.SignInNeeded(profile, "login session")
        case exceptions.MissingDependencyException() if profile:
            return aws_errors.NoLoginKeys(profile)
    return _unreachable(error) or WrongChain(f"{about}: {_words(error)}")


def _unreachable(error: Any) -> AwsenvError | None:
    """botocore's own exception as ours if it is about the network."""
    from botocore import exceptions

    facts = error.kwargs
    if found := answers.within(facts.get("error")):
        return found
    endpoint = host(str(facts.get("endpoint_url", "AWS")))
    match error:
        case exceptions.ConnectTimeoutError() | exceptions.ReadTimeoutError():
            return aws_errors.Unreachable(endpoint, "no answer in time")
        case exceptions.ProxyConnectionError():
            return proxies.failure(str(facts.get("proxy_url", "")), _said(facts.get("error")), os.environ)
        case exceptions.SSLError():
            return aws_errors.Unreachable(endpoint, _tls(str(facts.get("error", ""))))
        case exceptions.HTTPClientError() if type(facts.get("error")).__name__.startswith("Location"):
            return proxies.failure("", str(facts["error"]), os.environ)  # the endpoint's own has been checked
        case exceptions.HTTPClientError() | exceptions.EndpointConnectionError():
            unknown = "resol" in str(facts.get("error", "")).lower()
            return aws_errors.Unreachable(endpoint, "no such host (DNS)" if unknown else "no connection")
    return None


def _said(error: object) -> str:
    """An error with its cause, which urllib3 keeps apart."""
    return f"{error} {getattr(error, 'original_error', '')!r}"


def _tls(said: str) -> str:
    """What is wrong with an encrypted connection, in our words instead of OpenSSL's."""
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return "its certificate is not trusted; AWS_CA_BUNDLE can name a file with its CA"
    if "No such file" in said or "NO_CERTIFICATE" in said:
        return "the file that AWS_CA_BUNDLE or ca_bundle names holds no certificates"
    return "TLS failed, so something else may be listening there"


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{plain(str(error.filename))}: {error.strerror}"
    return plain(" ".join(str(error).split()).rstrip("."))
