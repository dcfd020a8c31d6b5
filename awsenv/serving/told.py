"""What is said of a command's credentials: by explain before it runs, by status inside?"""

from __future__ import annotations

from ..chains import source_credentials
from ..chains.chain import OPENED
from ..credentials import epoch, lasts
from ..durations import span
from ..environment import variables
from ..text import plain
from . import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..call import Call
    from ..target import Target

URI, TOKEN = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"
ENDED = "since awsenv exec was ended"
LIMIT = 2  # seconds for our own process to answer


def before(call: Call, target: Target, reach: str) -> Iterator[str]:
    """What a command of `exec` will see, as sentences."""
    if reach == "share":
        yield f"{variables.SHARED}: a directory to mount; config and credentials.json in it are kept fresh"
    else:
        yield f"{URI}, {TOKEN}: 127.0.0.1 answers while the command runs"
    copied = [name for name, value in target.profile.values.items() if name in config.COPIED and value]
    said = ", ".join(dict.fromkeys(["region", *map(plain, copied)]))
    yield f"AWS_CONFIG_FILE: its own file, with only [default]: {said}"
    yield "AWS_SHARED_CREDENTIALS_FILE: an empty file, so that no other profile is seen"
    gone = [name for name in call.environ if variables.is_owned(name) and name not in variables.REGIONS]
    if gone:
        yield f"unset: {', '.join(sorted(gone))}"
    if reach == "agent":
        yield f"rights: {_rights(target)}"
        yield "inside, awsenv refuses another identity; a guard rail, not a wall: it can read your files"


def _rights(target: Target) -> str:
    last = target.hops[-1]
    policies = ", ".join(target.class_.agent) or "ReadOnlyAccess"
    if last.type in OPENED:
        return f"a session of the role with no more than {policies}"
    if last.type in source_credentials.USERS:
        return f"a session of the user (GetFederationToken) with no more than {policies}"
    if last.type == "sso":
        return f"your own role of the account that is one of {', '.join(target.preferences.readonly_roles)}"
    return "AWS cannot restrict this profile: only --as-is works"


def inside(environ: Mapping[str, str], now: float) -> tuple[list[str], str | None, bool]:
    """What a command has, as sentences; what is wrong with it, and whether its awsenv has ended."""
    reach = environ.get(variables.FIELDS["mode"])
    if reach not in variables.REACHES:
        return [], None, False
    words = {
        "serve": "credentials over loopback while the command runs; no other profile",
        "share": "credentials in a directory while the command runs; no other profile",
        "agent": "an agent on a leash: credentials over loopback, and no other identity",
    }
    answer = _shared(environ) if reach == "share" else _served(environ)
    if isinstance(answer, str):
        return [words[reach]], answer, answer.endswith(ENDED)
    end = answer.get("Expiration")
    try:
        ends = epoch(end) if isinstance(end, str) else None
    except ValueError:
        ends = None
    if ends is None:
        return [words[reach]], None, False
    if not lasts(ends, now):
        return [words[reach]], "the credentials have expired, and there are no new ones", False
    return [words[reach], f"they last {span(int(ends - now))} more, and are renewed ahead"], None, False


def _shared(environ: Mapping[str, str]) -> dict[str, object] | str:
    from .. import foreign_json

    path = f"{environ.get(variables.SHARED, '')}/credentials.json"
    try:
        with open(path, "rb") as stream:
            return foreign_json.read_object(stream.read())
    except (OSError, ValueError):
        return f"the directory is gone, {ENDED}"


def _served(environ: Mapping[str, str]) -> dict[str, object] | str:
    from http.client import HTTPConnection, HTTPException
    from urllib.parse import urlsplit

    from .. import foreign_json

    parts = urlsplit(environ.get(URI, ""))
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=LIMIT)
    try:
        connection.request("GET", parts.path, headers={"Authorization": environ.get(TOKEN, "")})
        answer = connection.getresponse()
        found = foreign_json.read_object(answer.read())
    except (OSError, HTTPException, ValueError):
        return f"no answer from loopback, {ENDED}"
    finally:
        connection.close()
    return (
        found if answer.status == 200 else f"there are no credentials now: {plain(str(found.get('message')))}"
    )
