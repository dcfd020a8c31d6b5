"""Which variables does each of the two modes set and unset?"""

from __future__ import annotations

from ..text import plain
from .state import written
from .variables import FIELDS, OWNED, REGIONS

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
        **written(expires=ends),
    }


def _regions(region: str | None, before: Environment) -> Environment:
    """Both variables; both as before awsenv where the profile has no region. SDKs read one or the other."""
    return {name: before[name] if region is None else region for name in REGIONS}


def _ours(name: str, mode: str) -> Environment:
    # A switch by hand does not unpin: that directory is still the one to be left.
    none = dict.fromkeys(field for field in FIELDS if field not in ("pin", "made"))
    return written(**{**none, "profile": name, "shown": plain(name), "mode": mode})
