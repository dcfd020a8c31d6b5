"""What can keep a person from signing in to IAM Identity Center?"""

from __future__ import annotations

from ..aws_errors import Refused, aws_says
from ..errors import AwsenvError, LoginNeeded
from ..text import printable, shown

AGAIN = "awsenv login starts a new one"


class NoLongerSignedIn(Refused):
    """The portal does not accept the token, whatever its file says."""

    code = "sign-in-ended"

    def __init__(self, session: str) -> None:
        super().__init__(f"the sign-in to {session} has expired, or was ended elsewhere", AGAIN)


class StillPending(Refused):
    """The device code has not been confirmed so far."""

    code = "sign-in-pending"

    def __init__(self, session: str) -> None:
        super().__init__(f"the sign-in to {session} has not been confirmed")


class SlowDown(Refused):
    """IAM Identity Center asks for longer pauses between questions."""

    code = "slow-down"

    def __init__(self, session: str) -> None:
        super().__init__(f"the portal of {session} is throttling our calls", "try again in a minute")


class Denied(Refused):
    """Deny was pressed, or the person may not sign in there."""

    code = "sign-in-denied"

    def __init__(self, session: str) -> None:
        super().__init__(f"the sign-in to {session} was denied in the browser", AGAIN)


class CodeExpired(Refused):
    """A code was confirmed too late, or not at all."""

    code = "code-expired"

    def __init__(self, session: str) -> None:
        super().__init__(f"the code for the sign-in to {session} was not confirmed in time", AGAIN)


class UnknownClient(Refused):
    """The registration of this computer has expired."""

    code = "unknown-client"

    def __init__(self, session: str) -> None:
        super().__init__(f"the portal of {session} no longer knows this computer", AGAIN)


class InvalidGrant(Refused):
    """A code or a refresh token that was used, has expired, or belongs to another client."""

    code = "invalid-grant"

    def __init__(self, session: str) -> None:
        super().__init__(
            f"the portal of {session} does not accept this sign-in: it has been used, or is too old",
            AGAIN,
        )


class NotKept(AwsenvError):
    """A sign-in is worth nothing if its token cannot be stored."""

    code = "not-kept"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the sign-in cannot be stored: {reason}", path=path)


def not_signed_in(session: str, remedy: str, name: str | None = None, path: str = "") -> LoginNeeded:
    """There is no token, or it has expired and only a person can get another."""
    profile = f"profile {shown(name)}: " if name is not None else ""
    what = f"{profile}not signed in to {session}, or the sign-in has expired"
    return LoginNeeded(what, remedy, code="sign-in-needed", path=path)


def timed_out(session: str, limit: str, *, device: bool) -> Refused:
    """The browser was closed, or did not come back."""
    other = "" if device else ", or: awsenv login --device, if the browser cannot reach this computer"
    return Refused(f"no sign-in to {session} within {limit}", AGAIN + other, code="sign-in-timeout")


def other_region(session: str, region: str, right: str | None) -> Refused:
    """The portal is elsewhere."""
    where = f"; it is in {printable(right)}" if right else ""
    return Refused(
        f"the portal of {session} is not in {printable(region)}{where}",
        f"set sso_region = {printable(right) if right else 'REGION'} beside the start URL",
        code="wrong-sso-region",
    )


def wrong_portal(session: str, said: str, hint: str) -> Refused:
    """The settings of the portal are not right."""
    return Refused(f"{session}: {aws_says(said)}", hint, code="wrong-portal")


def wrong_answer(session: str, said: str) -> Refused:
    """The browser came back with something other than a code."""
    return Refused(f"{session}: the browser came back with the error {shown(said)}", AGAIN)
