"""What may stand between a person and a sign-in to IAM Identity Center?"""

from __future__ import annotations

from ..aws_errors import Refused, sentence
from ..errors import AwsenvError, LoginNeeded
from ..text import shown, shown_path

AGAIN = "awsenv login begins a new one"


class NotSignedIn(LoginNeeded):
    """There is no token, or it is over and nobody but a person can get another."""

    def __init__(self, session: str, remedy: str, name: str | None = None, where: str = "") -> None:
        profile = f"profile {shown(name)}: " if name is not None else ""
        super().__init__(f"{where}{profile}nobody is signed in to {session}, or not any more", remedy)


class NoLongerSignedIn(Refused):
    """The portal does not take the token, whatever its file says."""

    def __init__(self, session: str) -> None:
        super().__init__(f"the sign-in to {session} is over, or was ended elsewhere", AGAIN)


class StillPending(Refused):
    """Nobody has confirmed the device code so far."""

    def __init__(self, session: str) -> None:
        super().__init__(f"nobody has confirmed the sign-in to {session}")


class SlowDown(Refused):
    """IAM Identity Center wants to be asked less often."""

    def __init__(self, session: str) -> None:
        super().__init__(f"the portal of {session} is asked too often", "try again in a minute")


class Denied(Refused):
    """Somebody pressed Deny, or may not sign in there."""

    def __init__(self, session: str) -> None:
        super().__init__(f"the sign-in to {session} was denied in the browser", AGAIN)


class CodeExpired(Refused):
    """A code was confirmed too late, or not at all."""

    def __init__(self, session: str) -> None:
        super().__init__(f"the code for the sign-in to {session} was not confirmed in time", AGAIN)


class NobodyCame(Refused):
    """The browser was closed, or nobody looked at it."""

    def __init__(self, session: str, limit: str, *, device: bool) -> None:
        other = "" if device else ", or: awsenv login --device, if the browser cannot reach this computer"
        super().__init__(f"nobody signed in to {session} within {limit}", AGAIN + other)


class UnknownClient(Refused):
    """The registration of this computer is over."""

    def __init__(self, session: str) -> None:
        super().__init__(f"the portal of {session} does not know this computer any more", AGAIN)


class InvalidGrant(Refused):
    """A code or a refresh token that was used, is over, or is somebody else's."""

    def __init__(self, session: str) -> None:
        super().__init__(
            f"the portal of {session} does not take what this sign-in brought: it was used, or is too old",
            AGAIN,
        )


class OtherRegion(Refused):
    """The portal lives elsewhere."""

    def __init__(self, session: str, region: str, right: str | None) -> None:
        where = f"; it is in {shown_path(right)}" if right else ""
        super().__init__(
            f"the portal of {session} is not in {shown_path(region)}{where}",
            f"set sso_region = {shown_path(right) if right else 'REGION'} where the start URL stands",
        )


class WrongPortal(Refused):
    """What the settings say of the portal is not what it is."""

    def __init__(self, session: str, said: str, hint: str) -> None:
        super().__init__(f"{session}: {sentence(said)}", hint)


class WrongAnswer(Refused):
    """The browser came back with something else than a code."""

    def __init__(self, session: str, said: str) -> None:
        super().__init__(f"{session}: the browser came back with the error {shown(said)}", AGAIN)


class NotKept(AwsenvError):
    """A sign-in that cannot be kept serves nobody."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the sign-in cannot be kept: {reason}: {shown_path(path)}")
