"""When are two sessions the same one? All that makes them differ goes into the names of their files.

A session serves every region, so that is left out, and time is the session's own affair.
"""

from __future__ import annotations

from ..files import private
from ..percent import quoted
from ..settings import locations
from ..sso import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profiles
    from ..chains.chain import Hop
    from ..chains.session_options import SessionOptions

ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")


def of_hops(
    hops: list[Hop], options: SessionOptions | None, environ: Mapping[str, str], known: Profiles
) -> str:
    """The key of the session that these hops lead to, opened with what the files and `environ` hold now."""
    words = []
    for hop in hops:
        words += [hop.type, *(f"{name}={quoted(value)}" for name, value in hop.settings.items())]
    first = hops[0]
    if first.type == "environment":
        words.append(environ.get("AWS_ACCESS_KEY_ID", ""))
    elif first.type != "static":  # whose access key is among its settings
        words.append(quoted(first.profile.name))
    if first.type == "sso":
        words += _signed_in(first, environ, known)
    if options:
        words += options.lasting()
    return private.digest(" ".join([*words, *_asked_aws(hops[-1], environ, known)]))


def of_token(
    key: str, serial: str, duration: int | None, hop: Hop, environ: Mapping[str, str], known: Profiles
) -> str:
    """The key of a GetSessionToken session: one per access key and device, whatever role it will serve."""
    words = ["mfa", key, quoted(serial), str(duration)]
    return private.digest(" ".join([*words, *_asked_aws(hop, environ, known)]))


def _signed_in(hop: Hop, environ: Mapping[str, str], known: Profiles) -> Iterator[str]:
    """Which portal gives the keys, and by whose sign-in: somebody else may have signed in or out since."""
    section = known.sso_sessions.get(hop.profile.get("sso_session") or "")
    yield quoted(str(section.values() if section else ""))
    yield private.digest(private.read(tokens.file(tokens.key(hop.profile), locations.home(environ))) or "")


def _asked_aws(hop: Hop, environ: Mapping[str, str], known: Profiles) -> Iterator[str]:
    """Which AWS would be asked: the real one, or another on this machine."""
    for name in ENDPOINTS:
        yield quoted(environ.get(name, ""))
    yield quoted(hop.profile.get("endpoint_url") or "")
    section = known.services.get(hop.profile.get("services") or "")
    yield quoted(str(section.options if section else ""))
