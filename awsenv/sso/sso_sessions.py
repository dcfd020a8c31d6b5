"""Which SSO sessions do AWS's files define, and which one does a profile belong to?"""

from __future__ import annotations

from ..errors import WrongChain
from ..text import plain, printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..aws_config.profiles import Profile, Profiles

DEFAULT_SCOPE = "sso:account:access"


class SsoSession:
    """What one signs in to: [sso-session NAME], or the start URL that profiles of the older kind hold."""

    __slots__ = ("name", "portal", "region", "scopes", "start_url")

    def __init__(self, name: str | None, start_url: str, region: str, scopes: tuple[str, ...] = ()) -> None:
        self.name = name  # None for a start URL alone
        self.start_url = start_url
        self.portal = start_url  # the address of AWS that a start URL of a company's own leads to
        self.region = region
        self.scopes = scopes

    def __str__(self) -> str:
        return f"SSO session {shown(self.name)}" if self.name is not None else printable(self.start_url)

    @property
    def key(self) -> str:
        """The text that the token's file is named after."""
        return self.start_url if self.name is None else self.name


def of_profile(profile: Profile, known: Profiles) -> SsoSession:
    """The session that an SSO profile belongs to. Raises WrongChain."""
    name = profile.value("sso_session")
    if name is not None:
        return named(str(name), known)
    start_url, region = profile.get("sso_start_url"), profile.get("sso_region")
    if start_url is None or region is None:
        lacks = "sso_start_url" if start_url is None else "sso_region"
        raise WrongChain(f"profile {shown(profile.name)} lacks {lacks}", code="incomplete")
    return SsoSession(None, start_url, region)


def named(name: str, known: Profiles) -> SsoSession:
    """The session of [sso-session NAME], or of the profiles that hold that start URL. Raises WrongChain."""
    section = known.sso_sessions.get(name)
    if section is None:
        return _of_start_url(name, known)
    start_url, region = section.value("sso_start_url"), section.value("sso_region")
    scopes = section.value("sso_registration_scopes")
    if not isinstance(start_url, str) or not isinstance(region, str) or not start_url or not region:
        lacks = "sso_region" if isinstance(start_url, str) and start_url else "sso_start_url"
        what = f"[sso-session {plain(name)}] lacks {lacks}"
        raise WrongChain(what, code="incomplete", path=known.config.path)
    words = scopes.split(",") if isinstance(scopes, str) else []
    return SsoSession(name, start_url, region, tuple(word.strip() for word in words if word.strip()))


# Settings of a profile that lead to other hosts, or that vouch for them.
WAYS = ("endpoint_url", "services", "ca_bundle", "use_fips_endpoint", "use_dualstack_endpoint")


def speaker(session: SsoSession, known: Profiles, active: str | None) -> str | None:
    """The profile whose settings lead to the session where none was named: the active one, or the first.

    None where no profile of the session has such settings, so that [default] counts, as for the AWS CLI.
    """
    names = list(known.names())
    for profile in map(known.get, [active, *names] if active in names else names):
        is_of = session.key == (profile.get("sso_session") or profile.get("sso_start_url"))
        if is_of and any(profile.value(option) for option in WAYS):
            return profile.name
    return None


def _of_start_url(start_url: str, known: Profiles) -> SsoSession:
    for name in known.names() if "//" in start_url else ():
        profile = known.get(name)
        region = profile.get("sso_region")
        if region and "sso_session" not in profile and profile.get("sso_start_url") == start_url:
            return SsoSession(None, start_url, region)
    names = ", ".join(shown(name) for name in known.sso_sessions.names()) or "none"
    raise WrongChain(
        f"no [sso-session {plain(start_url)}]",
        f"its sessions: {names}",
        code="no-such-sso-session",
        path=known.config.path,
    )
