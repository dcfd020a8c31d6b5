"""awsenv console [PROFILE] [SERVICE]: open the AWS console signed in as the profile."""

from __future__ import annotations

from .. import durations, policy, settings
from ..aws_config import profiles
from ..chains import chain
from ..chains.session_options import SessionOptions
from ..console import addresses, federated, handover
from ..errors import UnknownProfile, UsageError
from ..sessions.opener import Chain
from ..settings import locations
from ..system import browser
from ..terminal import progress
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..aws_config.profiles import Profiles
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
    known = profiles.load(*locations.sources(call.environ))
    name, service = _words(call, known, profile, service)
    hops, preferences = chain.plan(name, known), settings.load(call.environ)
    kind, active = preferences.kind(policy.facts(hops)), call.environ.get("AWSENV_PROFILE") == name
    if not (yes or active):
        policy.confirm(name, hops, kind)
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    seconds, options.duration = options.duration, None
    federated.complete(options, hops, preferences, call.environ)
    region = region or (call.environ.get("AWS_REGION") if active else None)
    opening = Chain(call, known, hops, options, region)
    entry = federated.entry(opening, service, seconds, federate=federate)

    # Only Firefox has containers, and the system's opener may not know that.
    chosen = opener or preferences.browser or ("firefox" if container else None)
    words = " ".join(shown(word) for word in (name, service) if word)
    remedy = f"awsenv console {words} --url prints the address"

    def shaped(address: str) -> str:
        return addresses.in_container(address, name, kind.color) if container else address

    def show(address: str) -> None:
        if not browser.show(shaped(address), call, chosen):
            raise handover.NoBrowser(remedy, chosen)

    if url:
        call.out.write(shaped(entry.url) + "\n")
        return
    if entry.is_secret:
        remedy += ", which signs in whoever has it"
        with progress.shown(call, "waiting for the browser"):
            handover.give(entry.url, show, remedy)
    else:
        show(entry.url)
    left = f", for {durations.span(int(entry.expiration - call.now))}" if entry.expiration else ""
    call.say(f"the console of {shown(name)} is in your browser{left}")


def _words(call: Call, known: Profiles, first: str | None, second: str | None) -> tuple[str, str | None]:
    """The profile and the service that are meant, with a word on what might have been meant instead."""
    active = call.environ.get("AWSENV_PROFILE")
    name, service = addresses.words(first, second, known.__contains__, active)
    if name is None:
        raise UsageError("no profile is active, so one has to be named", "awsenv console PROFILE [SERVICE]")
    if name not in known:
        words = [*known.names(), *(addresses.SERVICES if first and not second else ())]
        raise UnknownProfile(name, words, known.files)
    if name == first and not second and active and name in addresses.SERVICES:
        call.say(f"{shown(name)} is a service, too: awsenv console {shown(active)} {name} opens it")
    if service and not addresses.is_known(service):
        call.say(f"awsenv does not know {shown(service)}; the console itself looks for it")
    return name, service
