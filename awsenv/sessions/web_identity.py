"""Which session does STS open for the token in a file?"""

from __future__ import annotations

import os
from stat import S_ISREG

from ..chains import sts_calls
from ..errors import NoCredentials
from ..system import spelling
from ..text import shown
from .providers import Provider, lenient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..chains.sts_calls import Parameters
    from ..credentials import Credentials

LONGEST = 20_000  # characters of a token: WebIdentityToken in the API reference of STS


class WebIdentity(Provider):
    """The session of a profile's role, for the token that its web_identity_token_file holds."""

    def credentials(self) -> Credentials:
        """Make the call; with the duration of the profile, or the one that was asked."""
        hop, context = self.hop, self.context
        parameters = sts_calls.role_parameters(hop, context.asked(hop), context.call.environ.get("USER", ""))
        return self._opened(parameters, hop.profile.get("web_identity_token_file") or "")

    def _opened(self, parameters: Parameters, path: str) -> Credentials:
        hop, context, name = self.hop, self.context, self.hop.profile.name
        parameters["WebIdentityToken"] = _token(name, path)

        def call() -> Credentials:
            with context.waiting(f"asking AWS for the session of {shown(name)}"):
                return context.connection.by_web_identity(name, parameters, path)

        return lenient(call, hop, parameters, context)


class OfEnvironment(WebIdentity):
    """The same by the variables that the shell had before awsenv."""

    def credentials(self) -> Credentials:
        """Make the call. Raises NoCredentials where no role is named."""
        environ, user = self.context.environ, self.context.call.environ.get("USER", "")
        role = environ.get("AWS_ROLE_ARN")
        if not role:
            what = f"profile {shown(self.hop.profile.name)} uses the web identity of this shell"
            raise NoCredentials(
                f"{what}, which has no AWS_ROLE_ARN", "set it, or unset AWS_WEB_IDENTITY_TOKEN_FILE"
            )
        name = environ.get("AWS_ROLE_SESSION_NAME") or sts_calls.usual_name(user)
        return self._opened(
            {"RoleArn": role, "RoleSessionName": name}, environ["AWS_WEB_IDENTITY_TOKEN_FILE"]
        )


def _token(profile: str, path: str) -> str:
    """The token in a file. Raises NoCredentials."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as stream:
            is_file = S_ISREG(os.fstat(stream.fileno()).st_mode)  # a pipe would be waited for
            token = stream.read(LONGEST + 1) if is_file else ""
    except (OSError, ValueError) as error:  # ValueError: no path, or no text
        wrong = spelling.of_path(path)
        said = wrong[0] if wrong else getattr(error, "strerror", None) or "is not text"
        what = f"profile {shown(profile)}: web_identity_token_file {shown(path)}: {said}"
        raise NoCredentials(what, wrong[1] if wrong else None) from None
    if not is_file:
        what = "is not a regular file"
    elif len(token) > LONGEST:
        what = "is longer than any token"
    elif not token.strip():
        what = "is empty"
    else:
        return token
    raise NoCredentials(f"profile {shown(profile)}: web_identity_token_file {shown(path)} {what}")
