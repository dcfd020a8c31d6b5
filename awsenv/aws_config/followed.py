"""Which settings of a profile, beside who it is, do SDKs read as variables, and which from [default]?

Where keys are exported no profile is named, so AWS tools read their other settings from variables and from
[default]. The tests hold these tables to botocore's.
"""

from __future__ import annotations

from ..environment.variables import REGIONS, is_name
from ..text import host, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .profiles import Profile, Profiles

    Place = tuple[str, int]

ENDPOINT = "AWS_ENDPOINT_URL"  # for all services; with _ and a name behind it, for one
IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

# The option, or s3.OPTION in the block; its variable; the value that means "not set", if there is one.
SETTINGS = (
    ("account_id_endpoint_mode", "AWS_ACCOUNT_ID_ENDPOINT_MODE", "preferred"),
    ("auth_scheme_preference", "AWS_AUTH_SCHEME_PREFERENCE", None),
    ("ca_bundle", "AWS_CA_BUNDLE", None),
    ("csm_client_id", "AWS_CSM_CLIENT_ID", None),
    ("csm_enabled", "AWS_CSM_ENABLED", "false"),
    ("csm_host", "AWS_CSM_HOST", "127.0.0.1"),
    ("csm_port", "AWS_CSM_PORT", "31000"),
    ("defaults_mode", "AWS_DEFAULTS_MODE", "legacy"),
    ("disable_host_prefix_injection", "AWS_DISABLE_HOST_PREFIX_INJECTION", "false"),
    ("disable_request_compression", "AWS_DISABLE_REQUEST_COMPRESSION", "false"),
    ("endpoint_discovery_enabled", "AWS_ENDPOINT_DISCOVERY_ENABLED", None),
    ("ignore_configured_endpoint_urls", IGNORE, "false"),
    ("max_attempts", "AWS_MAX_ATTEMPTS", None),
    ("output", "AWS_DEFAULT_OUTPUT", "json"),
    ("request_checksum_calculation", "AWS_REQUEST_CHECKSUM_CALCULATION", "when_supported"),
    ("request_min_compression_size_bytes", "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "10240"),
    ("response_checksum_validation", "AWS_RESPONSE_CHECKSUM_VALIDATION", "when_supported"),
    ("retry_mode", "AWS_RETRY_MODE", None),
    ("s3_disable_express_session_auth", "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "false"),
    ("s3.s3_disable_multiregion_access_points", "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", "false"),
    ("s3_us_east_1_regional_endpoint", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "legacy"),
    ("s3_use_arn_region", "AWS_S3_USE_ARN_REGION", "false"),
    ("sdk_ua_app_id", "AWS_SDK_UA_APP_ID", None),
    ("sigv4a_signing_region_set", "AWS_SIGV4A_SIGNING_REGION_SET", None),
    ("sts_regional_endpoints", "AWS_STS_REGIONAL_ENDPOINTS", "regional"),
    ("tcp_keepalive", "BOTOCORE_TCP_KEEPALIVE", "false"),
    ("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT", "false"),
    ("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT", "false"),
)
# These may also be in the block s3.
IN_S3 = ("s3_us_east_1_regional_endpoint", "s3_use_arn_region")
# How the machine's own keys are asked for: keys that are exported need none of it.
METADATA = (
    ("ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
    ("ec2_metadata_service_endpoint_mode", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
    ("ec2_metadata_v1_disabled", "AWS_EC2_METADATA_V1_DISABLED"),
    ("imds_use_ipv6", "AWS_IMDS_USE_IPV6"),
    ("metadata_service_num_attempts", "AWS_METADATA_SERVICE_NUM_ATTEMPTS"),
    ("metadata_service_timeout", "AWS_METADATA_SERVICE_TIMEOUT"),
)
# What changes calls, and no variable holds.
WITHOUT = (
    *("s3", "api_versions", "parameter_validation", "cli_binary_format", "cli_follow_urlparam", "emr"),
    *("proxy_ca_bundle", "proxy_client_cert", "proxy_use_forwarding_for_https"),
)


class Setting:
    """A setting, the variable that holds it, and where it is: None in place of what [default] says."""

    __slots__ = ("option", "place", "value", "variable")

    def __init__(self, option: str, variable: str, value: str, place: Place | None) -> None:
        self.option = option
        self.variable = variable
        self.value = value
        self.place = place


class Followed:
    """What AWS tools see of a profile's settings where its keys are exported.

    `held` is the environment without what a switch has added: variables that are set there win, as they do
    where the profile is named.
    """

    __slots__ = ("default", "held", "leaks", "lost", "profile", "profiles", "settings")

    def __init__(
        self, profile: Profile, profiles: Profiles, held: Mapping[str, str], region: str | None
    ) -> None:
        self.profile = profile
        self.profiles = profiles
        self.held = held
        named = profile.name != "default" and "default" in profiles
        self.default = profiles.get("default") if named else None
        self.settings: dict[str, Setting] = {}
        self.lost: list[str] = []  # options of the profile that AWS tools do not see
        self.leaks: list[str] = []  # options of [default] that they read in their place
        if profile.name == "default":  # which they read by themselves
            return
        for option, variable, neutral in SETTINGS:
            self._follow(option, variable, neutral)
        self._follow_endpoints()
        for option in WITHOUT:
            self._compare(option)
        if not region and not any(held.get(name) for name in REGIONS) and self.of_default("region"):
            self.leaks.append("region")

    @property
    def variables(self) -> dict[str, str]:
        """What is exported with the keys."""
        return {name: one.value for name, one in self.settings.items()}

    def notes(self, *, leaks: bool = True) -> list[str]:
        """What a person should know of the rest, as sentences."""
        found = []
        if self.lost:
            what = ", ".join(self.lost)
            found.append(f"with keys, AWS tools do not see {what} of this profile: no variable holds that")
        if self.leaks and leaks:
            what = ", ".join(self.leaks)
            found.append(f"with keys, AWS tools use {what} of [default]: this profile does not set that")
        return found

    def _follow(self, option: str, variable: str, neutral: str | None) -> None:
        if variable in self.held:
            if not self.held[variable] and said(self.profile, option):
                self.lost.append(option)
            return
        if found := said(self.profile, option):
            self.settings[variable] = Setting(option, variable, *found)
        elif other := self.of_default(option):
            if neutral is None:
                self.leaks.append(option)
            elif other.lower() != neutral:
                self.settings[variable] = Setting(option, variable, neutral, None)

    def of_default(self, option: str) -> str | None:
        """What [default] says of an option, where AWS tools look there."""
        found = said(self.default, option) if self.default else None
        return found[0] if found else None

    def _follow_endpoints(self) -> None:
        """A variable for all services would win over a setting for one, so it is not joined by others."""
        if self.held.get(ENDPOINT):
            return
        own = endpoints(self.profile, self.profiles)
        for one in own:
            if one.variable in self.held:
                if not self.held[one.variable]:  # which AWS tools pass over
                    self.lost.append(one.option)
            else:
                self.settings[one.variable] = one
        if not self.default or ENDPOINT in self.settings or self._ignores():
            return
        theirs = endpoints(self.default, self.profiles)
        kept = [name for name in self.held if name.startswith(ENDPOINT) and self.held[name]]
        leaks = {
            one.option for one in theirs if one.variable not in self.settings and one.variable not in kept
        }
        if not leaks:
            return
        if own or kept or IGNORE in self.held:
            self.leaks += sorted(leaks)
        else:
            self.settings[IGNORE] = Setting("endpoint_url", IGNORE, "true", None)

    def _ignores(self) -> bool:
        """Whether AWS tools use no such address at all."""
        found = self.held.get(IGNORE) or (IGNORE in self.settings and self.settings[IGNORE].value) or ""
        return found.lower() == "true"

    def _compare(self, option: str) -> None:
        """Note an option without a variable that AWS tools do not see, or see as [default] has it."""
        mine, theirs = _rest(self.profile, option), _rest(self.default, option)
        if mine == theirs:
            return
        if mine:
            self.lost.append(option)
        if theirs:
            self.leaks.append(option)


def said(profile: Profile, option: str) -> tuple[str, Place] | None:
    """What a profile says of an option, and where; None where it does not, or has a block there."""
    block, dot, inner = option.partition(".")
    names = [(block, inner)] if dot else [(option, "")]
    if option in IN_S3:
        names.append(("s3", option.removeprefix("s3_")))
    for name, key in names:
        value = profile.value(name)
        if key:
            value = value.get(key) if isinstance(value, dict) else None
        if value and isinstance(value, str):
            return value, profile.place(name) or ("", 0)
    return None


def _rest(profile: Profile | None, option: str) -> object:
    """What no variable holds of an option."""
    value = profile.value(option) if profile else None
    if option != "s3" or not isinstance(value, dict):
        return value or None
    held = {name.removeprefix("s3_") for name in IN_S3} | {"s3_disable_multiregion_access_points"}
    return {name: text for name, text in value.items() if name not in held} or None


def endpoints(profile: Profile, profiles: Profiles) -> list[Setting]:
    """The addresses that a profile sets, those of single services first, as it names them in [services]."""
    found = []
    section = profiles.services.get(profile.get("services") or "")
    for service, value in section.values().items() if section else ():
        url = value.get("endpoint_url") if isinstance(value, dict) else None
        variable = f"{ENDPOINT}_{service.upper()}"
        if url and section and is_name(variable):
            place = profiles.config.path, section.line(service)
            found.append(Setting("services", variable, url, place))
    if url := profile.get("endpoint_url"):
        found.append(Setting("endpoint_url", ENDPOINT, url, profile.place("endpoint_url") or ("", 0)))
    return found


def option(variable: str) -> str:
    """The name of what a variable of this table holds; of an address for one service, services.SERVICE."""
    if variable.startswith(f"{ENDPOINT}_"):
        return f"services.{variable.removeprefix(f'{ENDPOINT}_').lower()}"
    names = {variable: option for option, variable, _ in SETTINGS}
    return names.get(variable, "endpoint_url")


def overriding(profile: Profile, profiles: Profiles, environ: Mapping[str, str]) -> list[str]:
    """The variables that win over what the profile says, as sentences."""
    found = []
    for option, variable, *_ in (*SETTINGS, *METADATA):
        mine = said(profile, option)
        if mine and environ.get(variable, mine[0]) != mine[0]:
            found.append(f"{variable} wins over {option} of the profile")
    own = {one.variable: one.value for one in endpoints(profile, profiles)}
    if (environ.get(IGNORE) or "").lower() == "true":
        return found
    others = (
        name for name in sorted(environ) if is_address(name) and environ[name] not in ("", own.get(name))
    )
    return [*found, *(f"{sends(name, environ[name])}, though the profile does not" for name in others)]


def is_address(variable: str) -> bool:
    """Whether it holds an address: for all services, or for one."""
    return variable == ENDPOINT or variable.startswith(f"{ENDPOINT}_")


def sends(variable: str, url: str) -> str:
    """Which calls go where because of a variable with an address, as a sentence."""
    whose = plain(variable.removeprefix(ENDPOINT).strip("_").lower().replace("_", "-"))
    return f"{plain(variable)} sends {f'calls of {whose}' if whose else 'all calls'} to {plain(host(url))}"
