"""With whose keys does a chain begin?"""

from __future__ import annotations

from ..credentials import Credentials
from ..errors import NoCredentials
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .chain import Hop

USERS = ("static", "environment", "process")  # where the keys of a user may come from
KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def written(hop: Hop, environ: Mapping[str, str]) -> Credentials | None:
    """The keys that stand in a file, or in the environment of before awsenv; None for another kind of hop.

    Raises NoCredentials where a part is missing.
    """
    if hop.type == "static":
        values: Mapping[str, object] = hop.profile.values
        names = KEYS
        where, remedy = f"profile {shown(hop.profile.name)} has", None
    elif hop.type == "environment":
        values = environ
        names = VARIABLES
        where = f"profile {shown(hop.profile.name)} uses the keys of this shell, which had, before awsenv,"
        remedy = "if a profile is active: awsenv off; then export both keys and switch again"
    else:
        return None
    key, secret, token = (str(values.get(name) or "") for name in names)
    if not key or not secret:
        raise NoCredentials(f"{where} no {names[1] if key else names[0]}", remedy)
    return Credentials(key, secret, token or None)


def are_long_term(first: Hop, get: Callable[[], Credentials | None]) -> bool:
    """Whether the chain begins with a user's long-term keys, not with those of a session.

    `get` is asked for them only where the kind of the hop leaves it open.
    """
    return first.type in USERS and (found := get()) is not None and found.token is None
