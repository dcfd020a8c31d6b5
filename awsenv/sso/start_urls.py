"""Is a start URL an address of AWS's own, and which region does it tell?

The hosts are those to which the AWS CLI follows a start URL (customizations/sso/resolve.py): only AWS has
pages there. `amazonaws.com` alone would not do, since everybody's buckets are below it.
"""

from __future__ import annotations

SUFFIXES = (
    *(".app.aws", ".portal.amazonaws.com", ".awsapps.com"),
    *(".portal.amazonaws.com.cn", ".app.amazonwebservices.com.cn", ".awsapps.cn"),
    *(".portal.amazonaws.eu", ".api.amazonwebservices.eu"),
)
ISSUERS = ("amazonaws.com", "us-gov.amazonaws.com", "amazonaws.com.cn", "amazonaws.eu")  # of identitycenter.


def is_aws(url: str) -> bool:
    """Whether it is https, and a host of IAM Identity Center's."""
    scheme, host = _parts(url)
    issuer = host.removeprefix("identitycenter.")
    return scheme == "https" and (host.endswith(SUFFIXES) or (issuer != host and issuer in ISSUERS))


def region(url: str) -> str | None:
    """The region that a portal's host names: ID.portal.REGION.app.aws or ID.REGION.portal.amazonaws.com."""
    words = _parts(url)[1].split(".")
    if words[1:2] == ["portal"] and words[3:] in (["app", "aws"], ["app", "amazonwebservices", "com", "cn"]):
        return words[2]
    return words[1] if words[2:4] == ["portal", "amazonaws"] else None


def _parts(url: str) -> tuple[str, str]:
    """The scheme and the host, both empty where it is no address, or one with a port or a user of its own."""
    from urllib.parse import urlsplit

    try:
        found = urlsplit(url)
        port = found.port
    except ValueError:
        return "", ""
    if port not in (None, 443) or "@" in found.netloc or not url.isascii() or not url.isprintable():
        return "", ""
    host = (found.hostname or "").rstrip(".")
    if not host.replace(".", "").replace("-", "").isalnum():  # a browser ends a host at a backslash
        return "", ""
    return found.scheme, host
