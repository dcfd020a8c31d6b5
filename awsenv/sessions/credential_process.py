"""Which keys does a profile's credential_process print?

The contract is that of the AWS SDKs: "Sourcing credentials with an external process".
"""

from __future__ import annotations

from ..credentials import Credentials, are_keys, epoch, lasts
from ..durations import span
from ..errors import AwsenvError
from ..percent import quoted
from ..system import user_command
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 60  # seconds: it may ask questions of its own
RESOLVING = "AWSENV_RESOLVING"  # the profiles whose process is running, quoted, for those that it starts


def check(name: str, environ: Mapping[str, str]) -> None:
    """Raise AwsenvError where the profile's process has led back to the profile: it would wait for itself."""
    if quoted(name) in environ.get(RESOLVING, "").split():
        raise AwsenvError(
            f"the credential_process of profile {shown(name)} asks for profile {shown(name)} itself",
            "name another profile in it than the one it is for",
            code="own-process",
        )


def run(
    name: str,
    command: str,
    environ: Mapping[str, str],
    now: float,
    *,
    limit: float = LIMIT,
    asks: bool = True,
) -> Credentials:
    """The keys of the profile of that name. Raises AwsenvError."""
    inside = {**environ, RESOLVING: f"{environ.get(RESOLVING, '')} {quoted(name)}"}
    text = user_command.output("credential_process", command, inside, limit, asks=asks)
    return _parse(text, command.partition(" ")[0], now)


def _parse(text: str, program: str, now: float) -> Credentials:
    from .. import foreign_json

    try:
        answer = foreign_json.read(text)
        if answer.get("Version") != 1:
            raise _failed(program, "printed a Version other than 1")
        key, secret, token = answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken")
        ends = answer.get("Expiration")
        expiration = epoch(ends) if ends is not None else None  # "" is no end for AWS tools either
    except (ValueError, AttributeError, TypeError, KeyError):  # whose messages would quote what was printed
        raise _failed(program, "printed something other than credentials") from None
    if not are_keys(key, secret, *([token] if token else [])):
        raise _failed(program, "printed no keys")
    if not lasts(expiration, now):  # which AWS tools refuse
        raise _failed(program, f"printed keys that expired {span(int(now - (expiration or 0)))} ago")
    return Credentials(key, secret, token or None, expiration, int(now), answer.get("AccountId"))


def _failed(program: str, what: str) -> AwsenvError:
    return user_command.failed("credential_process", program, what)
