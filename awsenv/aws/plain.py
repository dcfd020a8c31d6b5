"""Does a call to STS take no more than a URL, certificates and a signature, and which are they?

What is known to change nothing in the request is listed here. Anything else takes a client of botocore's.
"""

from __future__ import annotations

import gzip
import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..aws_config.profiles import Profile

VERSION = "2011-06-15"  # of the API of STS, and so of what is called

# Options of a profile that say who it is, or that no client of STS reads, and the prefixes of such options.
OPTIONS = {
    *("ca_bundle", "credential_process", "credential_source", "duration_seconds", "external_id"),
    *("login_session", "mfa_process", "mfa_serial", "output", "policy", "policy_arns", "region", "role_arn"),
    *("role_session_name", "s3", "session_tags", "source_identity", "source_profile"),
    # Without sso_session, which a client may refuse.
    *("sso_account_id", "sso_region", "sso_role_name", "sso_start_url"),
    *("transitive_session_tags", "web_identity_token_file"),
}
OPTIONS_BEGIN = ("aws_", "cli_", "ec2_metadata_", "granted_", "metadata_service_")
# With these values a client sends the same first request; the next one is a client's own (see `direct`).
VALUES = {
    "retry_mode": ("legacy", "standard", "adaptive"),
    "max_attempts": tuple(map(str, range(1, 100))),
    "sts_regional_endpoints": ("regional",),
}

# The same for variables.
VARIABLES = {
    *("AWS_CA_BUNDLE", "AWS_CONFIG_FILE", "AWS_DEFAULT_OUTPUT", "AWS_DEFAULT_PROFILE", "AWS_DEFAULT_REGION"),
    *("AWS_ACCOUNT_ID", "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWS_VAULT"),
    *("AWS_PAGER", "AWS_PROFILE", "AWS_REGION", "AWS_SDK_LOAD_CONFIG", "AWS_SHARED_CREDENTIALS_FILE"),
}
VARIABLES_BEGIN = (
    *("AWS_CLI_", "AWS_CONTAINER_", "AWS_EC2_METADATA_", "AWS_ENDPOINT_URL", "AWS_METADATA_SERVICE_"),
    *("AWS_ROLE_", "AWS_WEB_IDENTITY_"),
)
ENDPOINTS = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")  # the first that is set counts
HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def place(profile: Profile, region: str, environ: Mapping[str, str]) -> tuple[str, str | bool] | None:
    """The URL of STS, and the file of certificates to check it with, or True for botocore's own.

    None where only a client of botocore's knows them.
    """
    bundle = _bundle(profile, environ)
    if not (bundle and _knows(environ) and _knows_profile(profile)):
        return None
    if os.path.lexists(os.path.expanduser("~/.aws/models")):  # which may replace botocore's data
        return None
    given = next((environ[name] for name in ENDPOINTS if environ.get(name)), None)
    given = profile.get("endpoint_url") if given is None else given
    url = _resolved(region, given)
    return (url, bundle) if url and _is_plain(url) and not _has_proxy(url) else None


def _bundle(profile: Profile, environ: Mapping[str, str]) -> str | bool:
    """The file of certificates, or True; "" where botocore would say what is wrong with the setting."""
    given = profile.value("ca_bundle")
    given = environ.get("AWS_CA_BUNDLE", environ.get("REQUESTS_CA_BUNDLE") if given is None else given)
    return True if given is None else isinstance(given, str) and given.strip() and given


def _knows(environ: Mapping[str, str]) -> bool:
    """Whether no variable changes a call."""
    for name, value in environ.items():
        if name.startswith(("AWS_", "BOTO")):
            allowed = VALUES.get(name.removeprefix("AWS_").lower(), ())
            if not (value in allowed or name in VARIABLES or name.startswith(VARIABLES_BEGIN)):
                return False
    return True


def _knows_profile(profile: Profile) -> bool:
    """Whether no option of the profile changes a call, but for the address."""
    for name, value in profile.values.items():
        is_address = name == "endpoint_url" and isinstance(value, str)
        known = is_address or name in OPTIONS or name.startswith(OPTIONS_BEGIN)
        if not (known or value in VALUES.get(name, ())):
            return False
    return True


def _resolved(region: str, given: str | None) -> str | None:
    """The URL by botocore's own rules, for a region in its data; others may have rules of their own."""
    import botocore
    from botocore.endpoint_provider import EndpointProvider
    from botocore.exceptions import EndpointProviderError

    data = f"{os.path.dirname(botocore.__file__)}/data"
    try:
        if os.listdir(f"{data}/sts") != [VERSION]:
            return None
        with open(f"{data}/partitions.json", "rb") as stream:
            partitions = json.load(stream)
        if not any(region in one["regions"] for one in partitions["partitions"]) or "global" in region:
            return None
        with gzip.open(f"{data}/sts/{VERSION}/endpoint-rule-set-1.json.gz") as stream:
            rules = json.load(stream)
        found = EndpointProvider(rules, partitions).resolve_endpoint(
            Region=region, UseFIPS=False, UseDualStack=False, UseGlobalEndpoint=False, Endpoint=given
        )
        return None if found.properties or found.headers else str(found.url)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EndpointProviderError):
        return None


def _is_plain(url: str) -> bool:
    """Whether it is a host, perhaps with a port, and nothing else that a URL may have."""
    from botocore.utils import is_valid_endpoint_url

    scheme, _, rest = url.partition("://")
    host, colon, port = rest.removesuffix("/").partition(":")
    is_port = not colon or (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 1 << 16)
    # botocore sends nothing to a host with an empty label, or one that begins with a hyphen.
    return scheme in ("http", "https") and HOST.issuperset(host) and is_port and is_valid_endpoint_url(url)


def _has_proxy(url: str) -> bool:
    """As botocore and Python see it: by variables, on a Mac also by the system's settings."""
    from botocore.utils import get_environ_proxies

    return bool(get_environ_proxies(url))
