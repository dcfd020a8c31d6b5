"""Which keys does a profile's credential_process print?

The contract is that of the AWS SDKs: "Sourcing credentials with an external process".
"""

from __future__ import annotations

from ..aws_errors import OwnProcess, ProcessFailed
from ..credentials import Credentials, epoch
from ..percent import quoted
from ..system import user_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 60  # seconds: it may ask questions of its own
RESOLVING = "AWSENV_RESOLVING"  # the profiles whose process is running, quoted, for those that it starts


def check(name: str, environ: Mapping[str, str]) -> None:
    """Raises OwnProcess where the profile's process has led back to the profile; it would wait for itself."""
    if quoted(name) in environ.get(RESOLVING, "").split():
        raise OwnProcess(name)


def run(
    name: str,
    command: str,
    environ: Mapping[str, str],
    now: float,
    *,
    limit: float = LIMIT,
    asks: bool = True,
) -> Credentials:
    """The keys of the profile of that name. Raises ProcessFailed."""
    inside = {**environ, RESOLVING: f"{environ.get(RESOLVING, '')} {quoted(name)}"}
    text = user_command.output("credential_process", command, inside, limit, asks=asks)
    return _parse(text, command.partition(" ")[0], now)


def _parse(text: str, program: str, now: float) -> Credentials:
    import json

    try:
        answer = json.loads(text)
        if answer.get("Version") != 1:
            raise ProcessFailed("credential_process", program, "printed another Version than 1")
        key, secret, token = answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken")
        ends = answer.get("Expiration")
        expiration = epoch(ends) if ends else None
    except (ValueError, AttributeError, TypeError, KeyError):  # whose messages would quote what was printed
        raise ProcessFailed(
            "credential_process", program, "printed something else than credentials"
        ) from None
    if not all(isinstance(word, str) and word for word in (key, secret)):
        raise ProcessFailed("credential_process", program, "printed no keys")
    return Credentials(key, secret, token or None, expiration, int(now))
