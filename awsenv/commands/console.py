"""awsenv console [PROFILE] [SERVICE]: open the AWS console signed in as the profile."""

from __future__ import annotations

from .. import policy
from ..chains.session_options import SessionOptions
from ..console import addresses, federated, request
from ..console.window import Window
from ..sessions.opener import Opener

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (0, 2)


def arguments(parser: argparse.ArgumentParser) -> None:
    from . import options

    options.service(parser, addresses.SERVICES)
    options.region(parser)
    options.session_options(parser)
    options.yes(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--url", action="store_true", help="print the address, a secret, and open nothing")
    ways.add_argument(
        "--browser", dest="opener", metavar="CMD", help="opens it; %%s is the address, or it is last"
    )
    parser.add_argument(
        "--container", action="store_true", help="in a container of Firefox named like the profile"
    )
    parser.add_argument(
        "--federate", action="store_true", help="with the session's keys, not by the SSO portal"
    )


def run(
    call: Call,
    profile: str | None = None,
    service: str | None = None,
    region: str | None = None,
    *,
    url: bool = False,
    opener: str | None = None,
    container: bool = False,
    federate: bool = False,
    yes: bool = False,
    **asked: object,
) -> None:
    """Open the console of a profile, or of the active one; or print the address that does."""
    name, service = request.read(call, profile, service)
    target = call.target(name)
    if not yes and policy.asks(target, call.environ):
        policy.confirm(target)
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    seconds = options.duration
    options = federated.completed(target, options.but(duration=None), call.environ)
    if region is None and call.environ.get("AWSENV_PROFILE") == name:
        region = call.environ.get("AWS_REGION")
    opening = Opener(call, target, options, region)
    entry = federated.entry(opening, service, seconds, federate=federate)
    window = Window(call, target, service, opener, container=container)
    if url:
        call.out.write(window.address(entry.url) + "\n")
    else:
        window.open(entry)
