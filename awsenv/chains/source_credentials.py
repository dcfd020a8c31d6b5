"""With whose keys does a chain begin?"""

from __future__ import annotations

from ..credentials import Credentials, are_keys, epoch
from ..errors import NoCredentials
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..aws_config.ini import Section
    from ..aws_config.profiles import Profile
    from .chain import Hop

USERS = ("static", "environment", "process")  # where the keys of a user may come from
KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
OLD_TOKEN = "aws_security_token"  # noqa: S105 (a name)
# What the tools call the end of the temporary keys that they write into AWS's files.
ENDS = (
    "x_security_token_expires",  # saml2aws, okta-aws-cli
    "aws_session_expiration",  # aws-google-auth
    "aws_session_token_expiration",
    "aws_token_expiration",
    "aws_credential_expiration",  # aws-vault export --format=ini
    "aws_expiration",  # aws-azure-login
    "expiration",  # aws-mfa; awsume, in local time
)
VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
END = "AWS_CREDENTIAL_EXPIRATION"


def written(hop: Hop, environ: Mapping[str, str]) -> Credentials | None:
    """The keys that are in a file, or were in the environment before awsenv; None where there may be others.

    Raises NoCredentials where a part is missing.
    """
    values: Mapping[str, object]
    if hop.stored:
        return None
    if hop.type == "static":
        values = {name: section.value(at) for name, (section, at) in places(hop.profile).items()}
        names = KEYS
        where, remedy = f"profile {shown(hop.profile.name)} has", None
    elif hop.type == "none" and not environ.get(VARIABLES[0]):
        return None
    elif hop.type in ("environment", "none"):
        values = environ
        names = VARIABLES
        where = (
            f"profile {shown(hop.profile.name)} uses the keys that this shell had before awsenv, and it had"
        )
        remedy = "if a profile is active: awsenv off; then export both keys and switch again"
    else:
        return None
    parts = [values.get(name) or "" for name in names]
    for name, part in zip(names, parts, strict=True):
        if not isinstance(part, str) or (not part and name != names[2]):  # a nested block is not a key
            raise NoCredentials(f"{where} no {name}", remedy)
        if part and not are_keys(part):
            what = f"{name} with a character that no key has, such as a line end"
            raise NoCredentials(f"{where} an {what}", remedy)
    key, secret, token = map(str, parts)
    if not token:
        return Credentials(key, secret)
    end = end_of(hop.profile) if hop.type == "static" else _epoch(environ.get(END), local=False)
    return Credentials(key, secret, token, end)


def are_temporary(profile: Profile) -> bool:
    """Whether a file has keys with a token, which end."""
    return KEYS[2] in places(profile)


def end_of(profile: Profile) -> int | None:
    """When the temporary keys of a file end, as the tool that wrote them there says.

    Of several ends the last counts: a line that another tool has left may be older than the keys.
    """
    return max((end for name in ENDS if (end := _end(profile, name)) is not None), default=None)


def _end(profile: Profile, name: str) -> int | None:
    section = profile.section_of(KEYS[0])  # the other file tells of other keys
    if section is None:
        return None
    local = section.value("manager") == "awsume" or "autoawsume" in section
    text = section.value(name)
    return _epoch(text, local=local) if isinstance(text, str) else None


def expired(hop: Hop, end: int, now: float) -> NoCredentials:
    """The error that keys are told by that have ended in a file, or in the environment of before awsenv."""
    from ..durations import span

    ago, name = f"{span(int(now - end))} ago", shown(hop.profile.name)
    section = hop.profile.section_of(KEYS[0])
    if hop.type != "static" or section is None:
        what = f"profile {name} uses the keys that this shell had before awsenv, and they expired {ago}"
        return NoCredentials(
            what, f"export new ones, with their {END}, and switch again", code="expired-keys"
        )
    named = next((option for option in ENDS if _end(hop.profile, option) == end), KEYS[0])
    return NoCredentials(
        f"the keys of profile {name} expired {ago}, according to {named}",
        "get new ones with the tool that wrote them, then run the command again",
        code="expired-keys",
        path=section.file.path,
        line=section.line(named),
    )


def key_id(hop: Hop, environ: Mapping[str, str]) -> str | None:
    """The access key id of a user's keys; None where only a program or a service knows it.

    Raises NoCredentials where a part is missing.
    """
    if hop.stored:
        return hop.stored[1]
    found = written(hop, environ)
    return found.access_key if found and not found.token else None


def _epoch(text: str | None, *, local: bool) -> int | None:
    try:
        return epoch(text, local=local) if text else None
    except ValueError:
        return None


def places(profile: Profile) -> dict[str, tuple[Section, str]]:
    """For each part of the keys, the section that it is read from, and the option that says it there.

    As for botocore, all parts are of the file that has the key id, and the token's old name comes first.
    """
    section = profile.section_of(KEYS[0])
    if section is None:
        return {}
    options = {**dict(zip(KEYS, KEYS, strict=True)), KEYS[2]: OLD_TOKEN if OLD_TOKEN in section else KEYS[2]}
    return {name: (section, option) for name, option in options.items() if option in section}


def are_long_term(first: Hop, get: Callable[[], Credentials | None]) -> bool:
    """Whether the chain begins with a user's long-term keys, not with those of a session.

    `get` is asked for them only where the kind of the hop leaves it open.
    """
    if first.stored:
        return True
    return first.type in USERS and (found := get()) is not None and found.token is None
