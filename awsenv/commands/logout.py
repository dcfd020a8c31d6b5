"""awsenv logout [PROFILE]: forget cached sessions."""

from __future__ import annotations

import os

from .. import cache, chain, cli_cache, profiles, settings
from ..errors import AwsenvError, UsageError, shown, shown_path
from . import login

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ..call import Call

WORDS = (0, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from ..arguments import profile

    profile(parser, nargs="?")
    parser.add_argument("--all", action="store_true", dest="every", help="the sessions of every profile")


def run(call: Call, profile: str | None = None, *, every: bool = False) -> None:
    """Forget the sessions of a profile, of the active one, or of all: ours, and the AWS CLI's of that role.

    The session that an MFA code opened goes too, since with it anybody could open the role's again.
    """
    if every and profile is not None:
        raise UsageError("--all takes no profile")
    known = profiles.load(*settings.sources(call.environ))
    ours = list(cache.Sessions(settings.directory("cache", call.environ)).all())
    home = settings.home(call.environ)
    if every:
        paths = {session.path for session in ours}.union(
            *(_of_the_cli(name, known, home) for name in known.names())
        )
    else:
        name = login.active(call, profile)
        origin = chain.plan(name, known)[0].profile.name
        found = (s for s in ours if s.profile == name or (s.kind == "mfa" and s.profile == origin))
        paths = {session.path for session in found}.union(_of_the_cli(name, known, home))
    count = sum(map(_forgotten, paths))
    call.say(f"forgot {count} session file{'s' if count != 1 else ''}")
    active = call.environ.get("AWSENV_PROFILE")
    if "AWSENV_EXPIRATION" in call.environ and active is not None and (every or active == name):
        call.say(f"this shell still holds the keys of {shown(active)}; awsenv off drops them")


def _of_the_cli(name: str, known: profiles.Profiles, home: str) -> Iterator[str]:
    """The file in which the CLI would keep the session of the profile."""
    try:
        last = chain.plan(name, known)[-1]
    except AwsenvError:
        return
    if last.type == "role":
        yield cli_cache.path(home, last)


def _forgotten(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise AwsenvError(f"cannot remove {shown_path(path)}: {error.strerror}") from None
    return True
