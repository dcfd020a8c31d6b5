"""Which variables does each of the two modes set and unset?"""

from __future__ import annotations

from .variables import OURS, OWNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from .variables import Environment


def for_profile(name: str, region: str | None, before: Environment) -> Environment:
    """Profile mode: every SDK resolves the profile by itself, so nothing else may be in its way."""
    return {**dict.fromkeys(OWNED), "AWS_PROFILE": name, **_regions(region, before), **_ours(name, "profile")}


def for_keys(name: str, keys: Credentials, region: str | None, before: Environment) -> Environment:
    """Keys mode: no profile is named, since SDKs do not agree which of the two wins."""
    return {**dict.fromkeys(OWNED), **_regions(region, before), **_ours(name, "keys"), **renewed(keys)}


def renewed(keys: Credentials) -> Environment:
    """The part of keys mode that another session of the same identity changes."""
    from ..credentials import iso  # which profile mode is spared

    ends = keys.expiration
    return {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_CREDENTIAL_EXPIRATION": None if ends is None else iso(ends),
        "AWSENV_EXPIRATION": None if ends is None else str(ends),
        "AWSENV_MODE": f"keys {keys.access_key}",
    }


def _regions(region: str | None, before: Environment) -> Environment:
    """Both variables; both as before awsenv where the profile has no region. SDKs read one or the other."""
    if region is None:
        return {name: before[name] for name in ("AWS_REGION", "AWS_DEFAULT_REGION")}
    return {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def _ours(name: str, mode: str) -> Environment:
    # A switch by hand does not unpin: that directory is still the one to be left.
    return {
        **{mine: None for mine in OURS if mine != "AWSENV_PIN"},
        "AWSENV_PROFILE": name,
        "AWSENV_MODE": mode,
    }
