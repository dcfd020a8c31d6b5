"""Which region and STS endpoint would a call use?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..aws_config.profiles import Profile, Profiles
    from .hops import Facts


def place(path: str, line: int) -> str:
    """Where a setting is from: a line of a file, or the address that was typed, with its source."""
    return f"{path}:{line}" if path else "by the address"


def region(profile: Profile, environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The region after a switch, and where it is from."""
    if found := profile.get("region"):
        return found, place(*(profile.place("region") or ("", 0)))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if found := environ.get(name):
            return found, name
    return None, None


def endpoint(profile: Profile, environ: Mapping[str, str], known: Profiles) -> Facts | None:
    """Where STS is asked, if not at AWS: the order is that of botocore's ConfiguredEndpointProvider."""
    ignored = environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or profile.get(
        "ignore_configured_endpoint_urls"
    )
    if (ignored or "").lower() == "true":
        return None
    for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"):
        if url := environ.get(name):
            return {"sts": without_password(url), "origin": name}
    section = known.services.get(profile.get("services") or "")
    sts = section.values().get("sts") if section else None
    if section and isinstance(sts, dict) and sts.get("endpoint_url"):
        origin = place(known.config.path, section.line("sts"))
        return {"sts": without_password(sts["endpoint_url"]), "origin": origin}
    if url := profile.get("endpoint_url"):
        origin = place(*(profile.place("endpoint_url") or ("", 0)))
        return {"sts": without_password(url), "origin": origin}
    return None


def without_password(url: str) -> str:
    """An address without what may be secret in it; any other text as it is."""
    if "://" not in url:
        return url
    scheme, sign, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{sign}{host.rpartition('@')[2]}{slash}{path}"
