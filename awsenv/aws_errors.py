"""What may stand between a profile and its session, and what can be done about it?

The leaf errors of a session that is not at hand. A switch that needs none of them does not load them.
"""

from __future__ import annotations

from .errors import NO_SUCH_COMMAND, NOT_EXECUTABLE, REFUSED, AwsenvError, LoginNeeded
from .text import shown, shown_path


class OwnProcess(AwsenvError):
    """A profile's credential_process asks awsenv for the same profile."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the credential_process of profile {shown(name)} asks for profile {shown(name)} itself",
            "let it name the profile that has the role, not the one it serves",
        )


class ProcessFailed(AwsenvError):
    """A command of the user's that should have printed credentials or a code did not."""

    def __init__(self, option: str, program: str, what: str, words: str = "") -> None:
        # Arguments may hold secrets, so the program alone is named.
        said = shown(words)[1:-1].strip()
        super().__init__(f"{option} {shown(program)} {what}{': ' + said if said else ''}")


class NoSuchCommand(AwsenvError):
    """exec found no such program."""

    status = NO_SUCH_COMMAND

    def __init__(self, command: str) -> None:
        super().__init__(f"no command {shown(command)} on the PATH")


class NotExecutable(AwsenvError):
    """exec found a file that the system does not run."""

    status = NOT_EXECUTABLE

    def __init__(self, command: str, reason: str) -> None:
        super().__init__(f"cannot run {shown(command)}: {reason}")


class NoTerminal(LoginNeeded):
    """A code is needed, and there is no terminal to ask on."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"an MFA code of {shown(serial)} is needed, and there is no terminal to ask on",
            "give it with --mfa-code, or set mfa_process in the profile to a command that prints it",
        )


class Busy(LoginNeeded):
    """Somebody is asked in another shell, and does not answer."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"another shell is {what}, and has not come to an end",
            "answer or end it there, then type the command again",
        )


class UsedCode(LoginNeeded):
    """AWS accepts a code once."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"this MFA code of {shown(serial)} has been sent already, and AWS accepts a code once",
            "wait for the next code, at most 30 s",
        )


class SignInNeeded(LoginNeeded):
    """The session with which the profile's keys are fetched is over."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"profile {shown(name)}: {what}", f"awsenv login {shown(name)}")


class NoLoginKeys(AwsenvError):
    """botocore reads a login_session only with a package that it does not bring along."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"profile {shown(name)}: keys of a login_session take the Python package awscrt",
            f"install it where awsenv is, or leave the keys to the AWS tools: awsenv -p {shown(name)}",
        )


class Refused(AwsenvError):
    """AWS said no."""

    status = REFUSED


class WrongCode(Refused):
    """AWS did not accept the MFA code."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"AWS did not accept this MFA code of {shown(serial)}",
            "wait for the next code; if it never works, the clock of the device or of this computer is wrong",
        )


class NoCode(Refused):
    """No code that was typed opened the session."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"no MFA code of {shown(serial)} was accepted",
            "if the codes were right, the clock of the device or of this computer is wrong",
        )


class WrongDevice(Refused):
    """The MFA device is not the caller's."""

    def __init__(self, serial: str, name: str) -> None:
        super().__init__(
            f"AWS does not know {shown(serial)} as an MFA device of whoever signs for profile {shown(name)}",
            "mfa_serial must be the ARN shown under the user's own security credentials",
        )


class AccessDenied(Refused):
    """The role does not trust the caller, or the caller may not assume it."""

    def __init__(self, name: str, message: str, *, mfa: bool) -> None:
        hint = (
            ""
            if mfa
            else f", or it requires MFA: then add mfa_serial = ARN-OF-YOUR-DEVICE to profile {shown(name)}"
        )
        super().__init__(
            f"profile {shown(name)}: {sentence(message)}",
            f"the role's trust policy or external_id does not admit you{hint}",
        )


class NoRole(Refused):
    """The access portal gives this person no such role."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(
            f"profile {shown(name)}: {sentence(message or 'No access')}",
            "see its sso_account_id and sso_role_name: whoever is signed in has no such role there",
        )


class ExpiredKeys(Refused):
    """Temporary keys have ended."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the temporary keys that profile {shown(name)} starts from have expired",
            "fetch new ones where you got them, then type the command again",
        )


class UnknownKey(Refused):
    """AWS does not know the access key."""

    def __init__(self, name: str, access_key: str) -> None:
        super().__init__(
            f"AWS does not know the access key {shown(access_key)} of profile {shown(name)}",
            "it was deleted, deactivated, mistyped, or belongs to another partition or endpoint",
        )


class WrongSecret(Refused):
    """The signature is not the one that the key would have made."""

    def __init__(self, name: str, access_key: str) -> None:
        super().__init__(
            f"the aws_secret_access_key of profile {shown(name)} is not that of {shown(access_key)}",
            "copy it again; a blank or a line end too many is enough",
        )


class SkewedClock(Refused):
    """AWS accepts signatures of the last and the next 15 minutes."""

    def __init__(self, apart: str) -> None:
        super().__init__(
            f"your clock is {apart}, so AWS refuses every signature", "set the clock, then try again"
        )


class TooLong(Refused):
    """The role's MaxSessionDuration, or the hour of a chained role."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(
            f"profile {shown(name)}: {sentence(message)}",
            "lower duration_seconds or -d, or let the role's MaxSessionDuration be raised",
        )


class Throttled(Refused):
    """Too many calls for now."""

    def __init__(self) -> None:
        super().__init__("AWS is throttling calls of this account", "try again in a minute")


class NoRegion(AwsenvError):
    """A call needs a region, and none is guessed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"profile {shown(name)} has no region, and none is set to ask AWS in",
            "add region = … to the profile, or: awsenv -r REGION " + shown(name),
        )


class Unreachable(Refused):
    """The network, not AWS, is the obstacle."""

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(
            f"cannot reach {shown_path(endpoint)}: {what}",
            "check the network, the proxy, the region and endpoint_url",
        )


class NotAws(Unreachable):
    """Something answers, and not as AWS does."""

    def __init__(self, endpoint: str = "AWS") -> None:
        super().__init__(endpoint, "what answers there is something else")


class TimedOut(Refused):
    """The session was not renewed in time."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the session was not renewed within {limit} s", "awsenv login opens a new one")


def sentence(message: str) -> str:
    """What AWS said, as one line that a terminal does not obey."""
    return "AWS says: " + shown(message.strip().rstrip("."))[1:-1]
