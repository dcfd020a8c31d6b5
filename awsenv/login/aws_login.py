"""How does a person sign in with the AWS CLI's own `aws login`?"""

from __future__ import annotations

from ..aws_errors import NoLoginKeys, SignInNeeded
from ..credentials import epoch
from ..environment import child, undo
from ..errors import AwsenvError, LoginNeeded
from ..files import private
from ..settings import locations
from ..system import user_command, which
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from ..aws_config.profiles import Profile
    from ..call import Call
    from ..credentials import Credentials
    from .sso_login import Ways

SINCE = (2, 32)  # the first AWS CLI that has the command
LIMIT = 20  # seconds in which it has to say its version
MARGIN = 60  # seconds that keys must have left to be worth keeping


def expiration(call: Call, login_session: str) -> int | None:
    """When the keys end that `aws login` left (seconds since the epoch, UTC); None where there are none.

    Their file is that of botocore.utils.LoginTokenLoader.
    """
    from hashlib import sha256
    from os.path import expanduser, expandvars

    place = call.environ.get("AWS_LOGIN_CACHE_DIRECTORY")
    folder = expanduser(expandvars(place)) if place else locations.home(call.environ) + "/.aws/login/cache"
    text = private.read(f"{folder}/{sha256(login_session.strip().encode()).hexdigest()}.json")
    if text is None:
        return None
    from .. import foreign_json

    try:
        return epoch(foreign_json.read(text)["accessToken"]["expiresAt"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def lasts(call: Call, login_session: str) -> bool:
    """Whether the keys on disk serve now. Who cannot renew them cannot know more."""
    end = expiration(call, login_session)
    return end is not None and end - call.now > MARGIN


def ensure(
    call: Call,
    profile: Profile,
    origin: Callable[[], Credentials],
    ways: Ways,
    *,
    force: bool,
) -> bool:
    """Have the AWS CLI sign in, unless `origin` gets keys or there are some; whether all is said then."""
    name = profile.name
    if not force:
        try:
            origin()
            return False
        except NoLoginKeys:
            if lasts(call, profile.get("login_session") or ""):
                call.say(f"{shown(name)} is signed in, and the AWS CLI renews its keys")
                return True
        except SignInNeeded:
            pass
    run(call, name, ways)
    call.say(f"{shown(name)} is signed in")
    return True


def run(call: Call, name: str, ways: Ways) -> None:
    """Let the AWS CLI sign in, on this terminal. Raises AwsenvError, or LoginNeeded where it fails."""
    import subprocess

    environ = child.without_identity(undo.untouched(call.environ), None)
    program = _program(name, environ)
    if ways.browser is not None:
        environ["BROWSER"] = ways.browser
    words = [program, "login", "--profile", name, *(["--remote"] if ways.device else [])]
    call.say(f"running aws login --profile {shown(name)}{' --remote' if ways.device else ''}")
    call.out.flush()
    call.err.flush()
    # Its words are for a person, and stdout belongs to programs.
    status = subprocess.run(words, env=environ, stdout=call.err, check=False).returncode
    if status:
        raise LoginNeeded(f"`aws login` for profile {shown(name)} ended with status {status}")


def version(program: str, environ: Mapping[str, str], limit: float = LIMIT) -> re.Match[bytes] | None:
    """What an AWS CLI says of its version, in groups its first two numbers; None where that is none.

    Raises OSError and subprocess.TimeoutExpired.
    """
    import re

    try:
        done = user_command.run([program, "--version"], program, environ, limit, asks=False)
    except OverflowError:
        return None
    return re.search(rb"aws-cli/([0-9]{1,9})\.([0-9]{1,9})\S*", done.stdout + done.stderr)


def _program(name: str, environ: Mapping[str, str]) -> str:
    """The path of an AWS CLI that has the command."""
    from subprocess import TimeoutExpired

    program = which.find("aws", environ)
    if program is None:
        raise _no_aws_login(name, "there is no `aws` on the PATH")
    try:
        said = version(program, environ)
    except (OSError, TimeoutExpired):
        raise _no_aws_login(name, "the `aws` on the PATH does not run") from None
    if said is None or (int(said[1]), int(said[2])) < SINCE:
        found = said[0].decode("ascii", "replace") if said else "of an unknown version"
        raise _no_aws_login(name, f"the `aws` on the PATH is {found}")
    return program


def _no_aws_login(name: str, found: str) -> AwsenvError:
    return AwsenvError(
        f"profile {shown(name)} has a login_session, which only `aws login` opens, and {found}",
        "install AWS CLI 2.32 or later, then run the command again",
        code="no-aws-login",
    )
