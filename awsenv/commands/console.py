"""awsenv console [PROFILE] [SERVICE]: open the AWS console signed in as the profile."""

from __future__ import annotations

from .. import changed, policy
from ..chains.session_options import SessionOptions
from ..console import addresses, federated, request
from ..console.window import Window
from ..sessions.opener import Opener
from ..system import browser
from . import guess
from .verb import OPTIONAL, OPTIONAL_PROFILE, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, REGION, YES, Option, session

    yield REGION
    yield FROM
    yield from session()
    yield YES
    yield Option("--url", rivals="way", about="only print the address, which is a secret")
    words = "opens the address: %s in it, or the last word"
    yield Option("--browser", name="opener", metavar="CMD", rivals="way", about=words)
    yield Option("--container", about="in a Firefox container named after the profile")
    yield Option("--federate", about="with the session's keys, not by the SSO portal")


USAGE = Usage(
    OPTIONAL_PROFILE,
    Word(
        "service",
        "SERVICE",
        "s3, ec2, logs, … or a page",
        OPTIONAL,
        complete=lambda _: addresses.SERVICES,
    ),
    options=_options,
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
    source: str | None = None,
    **asked: object,
) -> Result:
    """Open the console of a profile, or of the active one; or print the address that does."""
    name, service = request.read(call, profile, service, lambda: guess.picked(call))
    target = call.target(name, source=source)
    if name != profile:  # the one that this shell is, so not what its name has come to mean
        changed.check(call, target, call.state.meaning)
    if not yes and policy.asks(target, call.environ):
        policy.confirm(target)
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    seconds = options.duration
    options = federated.completed(target, options.but(duration=None), call.environ)
    fixed = bool(region or target.region)
    if region is None and call.state.profile == target.name:
        region = call.environ.get("AWS_REGION")
    opening = Opener(call, target, options, region)
    entry = federated.entry(opening, service, seconds, federate=federate, fixed=fixed)
    opener = browser.typed(opener, call.directory)
    window = Window(call, target, service, opener, container=container)
    if url:
        call.out.write(window.address(entry.url) + "\n")
    else:
        window.open(entry)
    return Result()
