"""With whose keys does a chain begin?"""

from __future__ import annotations

from ..credentials import Credentials, epoch
from ..errors import NoCredentials
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..aws_config.profiles import Profile
    from .chain import Hop

USERS = ("static", "environment", "process")  # where the keys of a user may come from
KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
# What the tools call the end of the temporary keys that they write into AWS's files.
ENDS = (
    "x_security_token_expires",  # saml2aws, okta-aws-cli
    "aws_session_expiration",  # aws-google-auth
    "aws_session_token_expiration",
    "aws_credential_expiration",  # aws-vault export --format=ini
    "aws_expiration",  # aws-azure-login
    "expiration",  # aws-mfa; awsume, in local time
)
VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
END = "AWS_CREDENTIAL_EXPIRATION"


def written(hop: Hop, environ: Mapping[str, str]) -> Credentials | None:
    """The keys that stand in a file, or in the environment of before awsenv; None where there may be others.

    Raises NoCredentials where a part is missing.
    """
    if hop.type == "static":
        values: Mapping[str, object] = hop.profile.values
        names = KEYS
        where, remedy = f"profile {shown(hop.profile.name)} has", None
    elif hop.type == "none" and not environ.get(VARIABLES[0]):
        return None
    elif hop.type in ("environment", "none"):
        values = environ
        names = VARIABLES
        where = f"profile {shown(hop.profile.name)} uses the keys of this shell, which had, before awsenv,"
        remedy = "if a profile is active: awsenv off; then export both keys and switch again"
    else:
        return None
    key, secret, token = (str(values.get(name) or "") for name in names)
    if not key or not secret:
        raise NoCredentials(f"{where} no {names[1] if key else names[0]}", remedy)
    if not token:
        return Credentials(key, secret)
    end = end_of(hop.profile) if hop.type == "static" else _epoch(environ.get(END), local=False)
    return Credentials(key, secret, token, end)


def are_temporary(profile: Profile) -> bool:
    """Whether a file has keys with a token, which end."""
    return KEYS[2] in profile


def end_of(profile: Profile) -> int | None:
    """When the temporary keys of a file end, as the tool that wrote them there says.

    Of several ends the last counts: a line that another tool has left may be older than the keys.
    """
    return max((end for name in ENDS if (end := _end(profile, name)) is not None), default=None)


def _end(profile: Profile, name: str) -> int | None:
    if profile.file_of(name) != profile.file_of(KEYS[0]):  # it tells of other keys
        return None
    local = profile.get("manager") == "awsume" or "autoawsume" in profile
    return _epoch(profile.get(name), local=local)


def expired(hop: Hop, end: int, now: float) -> NoCredentials:
    """The error that keys are told by that have ended in a file, or in the environment of before awsenv."""
    from ..durations import span

    ago, name = f"{span(int(now - end))} ago", shown(hop.profile.name)
    if hop.type != "static":
        what = f"the keys that this shell had before awsenv, which profile {name} uses, expired {ago}"
        return NoCredentials(
            what, f"export new ones, with their {END}, and switch again", code="expired-keys"
        )
    named = next((option for option in ENDS if _end(hop.profile, option) == end), ENDS[0])
    path, line = hop.profile.origins.get(named, ("", 0))
    return NoCredentials(
        f"the keys of profile {name} expired {ago}, says {named}",
        "get new ones with the tool that wrote them, then run the command again",
        code="expired-keys",
        path=path,
        line=line,
    )


def _epoch(text: str | None, *, local: bool) -> int | None:
    try:
        return epoch(text, local=local) if text else None
    except ValueError:
        return None


def are_long_term(first: Hop, get: Callable[[], Credentials | None]) -> bool:
    """Whether the chain begins with a user's long-term keys, not with those of a session.

    `get` is asked for them only where the kind of the hop leaves it open.
    """
    return first.type in USERS and (found := get()) is not None and found.token is None
