"""What may AWS, or the network on the way there, say against a call, and what can be done about it?

A class where that makes a difference to what we do next, else a function. A switch without a call loads none.
"""

from __future__ import annotations

from .errors import REFUSED, AwsenvError, LoginNeeded
from .text import plain, printable, shown


class Refused(AwsenvError):
    """AWS said no."""

    status = REFUSED
    code = "refused"


class WrongCode(Refused):
    """AWS did not accept the MFA code."""

    code = "wrong-mfa-code"

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"AWS did not accept this MFA code for {shown(serial)}",
            "wait for the next code; if none works, the clock of the device or of this computer is wrong",
        )


class AccessDenied(Refused):
    """The role does not trust the caller, or the caller may not assume it."""

    code = "access-denied"

    def __init__(self, name: str, message: str, *, mfa: bool) -> None:
        hint = (
            ""
            if mfa
            else f", or it requires MFA: then add mfa_serial = ARN-OF-YOUR-DEVICE to profile {shown(name)}"
        )
        super().__init__(
            f"profile {shown(name)}: {aws_says(message)}",
            f"the role's trust policy or external_id does not allow you{hint}",
        )


class ExpiredKeys(Refused):
    """The temporary keys that signed have expired."""

    code = "expired-keys"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"profile {shown(name)} starts from temporary keys that have expired",
            "get new keys with the tool that wrote these, then run the command again",
        )


class UnknownKey(Refused):
    """AWS does not know the access key that signed."""

    code = "unknown-key"

    def __init__(self, name: str, access_key: str) -> None:
        super().__init__(
            f"AWS does not know the access key {shown(access_key)} of profile {shown(name)}",
            "it was deleted, deactivated or mistyped, belongs to another partition or endpoint, "
            "or its account has not enabled the region",
        )


class TooLong(Refused):
    """More than the role's MaxSessionDuration, or than the hour of a chained role."""

    code = "too-long"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(
            f"profile {shown(name)}: {aws_says(message)}",
            "lower duration_seconds or -d, or have the role's MaxSessionDuration raised",
        )


class Throttled(Refused):
    """Too many calls for now."""

    code = "throttled"

    def __init__(self) -> None:
        super().__init__("AWS is throttling calls of this account", "try again in a minute")


class Unreachable(Refused):
    """The network, not AWS, is the obstacle."""

    code = "unreachable"

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(
            f"cannot reach {printable(endpoint)}: {what}",
            "check the network, the proxy, the region and endpoint_url",
        )


class SignInNeeded(LoginNeeded):
    """The session that gives the profile its keys is missing, or has expired."""

    code = "sign-in-needed"

    def __init__(self, name: str, session: str) -> None:
        super().__init__(
            f"profile {shown(name)}: its {session} is missing or has expired", f"awsenv login {shown(name)}"
        )


class NoLoginKeys(AwsenvError):
    """botocore reads a login_session only with a package that it does not bring along."""

    code = "awscrt-missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"profile {shown(name)}: the keys of a login_session need the Python package awscrt",
            f"install it where awsenv is, or leave the keys to the AWS tools: awsenv -p {shown(name)}",
        )


def wrong_device(serial: str, name: str) -> Refused:
    return Refused(
        f"{shown(serial)} is not an MFA device of the user who signs for profile {shown(name)}",
        "mfa_serial must be the ARN shown under the user's own security credentials",
        code="wrong-mfa-device",
    )


def not_told(name: str, message: str, right: str) -> Refused:
    """The role does not let its sessions be tagged, or have a source identity."""
    return Refused(
        f"profile {shown(name)}: {aws_says(message)}",
        f'the role\'s trust policy has to say "Action": ["sts:AssumeRole", "{right}"]',
        code="access-denied",
    )


def no_role(name: str, message: str) -> Refused:
    """The access portal gives this person no such role."""
    return Refused(
        f"profile {shown(name)}: {aws_says(message or 'No access')}",
        "check its sso_account_id and sso_role_name: you have no such role in that account",
        code="no-such-role",
    )


def wrong_secret(name: str, access_key: str) -> Refused:
    return Refused(
        f"the aws_secret_access_key of profile {shown(name)} does not belong to {shown(access_key)}",
        "copy it again; one extra blank or line break is enough",
        code="wrong-secret",
    )


def skewed_clock(apart: str) -> Refused:
    """AWS accepts signatures of the last and the next 15 minutes."""
    return Refused(
        f"your clock is {apart}, so AWS refuses every signature",
        "set the clock, then try again",
        code="skewed-clock",
    )


def token_file(name: str, path: str, message: str, *, expired: bool) -> Refused:
    """The token of a web identity has expired, or is not one that AWS accepts."""
    file = f"its web_identity_token_file {shown(path)}"
    if expired:
        what = f"profile {shown(name)}: the token in {file} has expired"
        remedy = "refresh it with the program that writes this file, then run the command again"
        return Refused(what, remedy, code="expired-keys")
    what = f"profile {shown(name)}: AWS does not accept the token in {file}; {aws_says(message)}"
    remedy = "check that the file holds one token, and that the role trusts its issuer"
    return Refused(what, remedy, code="wrong-token")


def no_region(name: str) -> AwsenvError:
    """A call needs a region, and none is guessed."""
    return AwsenvError(
        f"profile {shown(name)} has no region, and no region is set",
        f"add region = … to the profile, or: awsenv -r REGION {shown(name)}",
        code="no-region",
    )


def not_aws(endpoint: str = "AWS") -> Unreachable:
    """Something answers, and not as AWS does."""
    return Unreachable(endpoint, "what answers there is not AWS")


def aws_says(message: str) -> str:
    """What AWS said, as one line that a terminal does not obey."""
    return "AWS says: " + plain(message.strip().rstrip("."))
