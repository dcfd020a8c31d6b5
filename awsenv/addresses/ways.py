"""Which ways lead to an address, and which profile is the one that it means?

A profile of the user's own; else the source that was named; else an assignment of an SSO session. Several
ways are an error that lists them.
"""

from __future__ import annotations

from ..aws_config import followed, partitions
from ..chains import walk
from ..errors import AwsenvError, UnknownProfile, UsageError
from ..text import plain, shown
from . import listed
from .address import FROM, is_account, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..aws_config.profiles import Profiles
    from .address import Address
    from .listed import Portal

    Seat = tuple[str, Portal, str, str]  # the session, its portal, the number of the account, the role
    Settings = dict[str, list[str]]  # the lines of each value, as ini.Section has them

# What a role has of its source: where and how AWS is called, and the device that the source takes a code of.
INHERITED = (
    *("region", "mfa_serial", "mfa_process", "endpoint_url", "services", "s3"),
    *(option for option, *_ in followed.SETTINGS if "." not in option),
)
SAME_NAME = "accounts are called", "use the number of one of them"


class NoWay(AwsenvError):
    """Nothing on this computer leads to the account and role."""

    code = "no-way"


class SeveralWays(UsageError):
    """More than one profile or SSO session leads to the account and role."""

    code = "several-ways"


def resolve(
    text: str, profiles: Profiles, environ: Mapping[str, str], where: str = "", source: str | None = None
) -> str:
    """The name of the profile that an address means; `profiles` knows it from now on, if no file does.

    Any other text is given back, unless there is a `source`. `where` is the path of a pin that says it.
    Raises UsageError, UnknownProfile, NoWay, SeveralWays, and what keeps the files from being read.
    """
    address = None if text in profiles else parse(text, source)
    if address is None:
        if source is not None:
            what = f"{shown(text)} is not ACCOUNT/ROLE, so --from {shown(source)} does not apply"
            raise UsageError(what, "awsenv ACCOUNT/ROLE --from PROFILE")
        return text
    portals = list(listed.portals(environ))
    accounts = {address.account: address.account}
    if not is_account(address.account):
        accounts = listed.called(address.account, portals)
        if not accounts:
            names = [f"{name}/{address.role}" for one in portals for name, _ in one.accounts.values()]
            error = UnknownProfile(text, dict.fromkeys([*profiles.names(), *names]), profiles.files, where)
            if which := _sessions(profiles):
                error.remedy = f"awsenv sso list {which} asks the portal for its accounts; {error.remedy}"
            raise error
    search = _Search(address, accounts, profiles, where)
    session = _is_session(address.source, profiles)
    if address.source is not None and not session:
        search.source = resolve(address.source, profiles, environ, where)
        profiles.get(search.source, where)
    if session:
        search.session = address.source
    for alike in (str, str.casefold):  # in other letters, if there is none in these: to IAM they are the same
        own = dict(search.own(alike))
        seats = [] if search.source is not None else list(search.seats(portals, alike))
        if own or seats:
            break
    else:
        if search.source is not None:
            return search.from_source(search.source)
        raise search.no_way()
    search.one(sorted({*own.values(), *(seat[2] for seat in seats)}), *SAME_NAME)
    if own:
        return search.one(list(own), "profiles lead to", "awsenv NAME switches to one of them")
    several = "SSO sessions lead to", "--from SESSION picks one of them"
    name = search.one([seat[0] for seat in seats], *several)
    return search.from_seat(next(seat for seat in seats if seat[0] == name))


def _sessions(profiles: Profiles) -> str:
    """The name of the only SSO session, the word for one of several, or nothing."""
    names = list(profiles.sso_sessions.names())
    return shown(names[0]) if len(names) == 1 else "SESSION" if names else ""


def _is_session(name: str | None, profiles: Profiles) -> bool:
    return name is not None and name not in profiles and profiles.sso_sessions.get(name) is not None


class _Search:
    """The look for ways to one address."""

    __slots__ = ("accounts", "address", "profiles", "session", "source", "where")

    def __init__(self, address: Address, accounts: dict[str, str], profiles: Profiles, where: str) -> None:
        self.address = address
        self.accounts = accounts  # the numbers that may be meant, and what to call each
        self.profiles = profiles
        self.where = where
        self.source: str | None = None  # the profile with whose credentials the role is assumed
        self.session: str | None = None  # or the SSO session that was named

    def own(self, alike: Callable[[str], str]) -> Iterator[tuple[str, str]]:
        """The profiles in the files that lead there, each with its account; from what was named alone."""
        self.profiles.check()
        for lead in walk.through(self.profiles):
            if (
                lead.chain
                and lead.account in self.accounts
                and alike(lead.role or "") == alike(self.address.name)
            ):
                last = lead.chain.last.profile  # that of another which is like it, with the same source
                named = self.source in (None, last.get("source_profile"))
                if named and self.session in (None, last.get("sso_session")) and self._is_exact(lead.name):
                    yield lead.name, lead.account or ""

    def _is_exact(self, name: str) -> bool:
        """Whether the profile says itself where it leads, and in the words of an address with a path."""
        get = self.profiles.get(name).get
        arn, exact = get("role_arn"), self.address.arn or ("/" in self.address.role and self.address.role)
        if exact:
            return arn is not None and f":{arn}".endswith((f":{exact}", f":role/{exact}"))
        return arn is not None or get("sso_account_id") is not None

    def seats(self, known: list[Portal], alike: Callable[[str], str]) -> Iterator[Seat]:
        """The assignments that portals have listed."""
        for portal in known if not self.address.arn and "/" not in self.address.role else ():
            name = portal.session or portal.start_url
            if self.session in (None, name) and self._is_defined(portal):
                for number in self.accounts:
                    for role in portal.roles(number):
                        if alike(role) == alike(self.address.role):
                            yield name, portal, number, role

    def _is_defined(self, portal: Portal) -> bool:
        """Whether the session is still what was asked."""
        if not portal.session:
            return True
        section = self.profiles.sso_sessions.get(portal.session)
        return section is not None and section.value("sso_start_url") == portal.start_url

    def one(self, found: list[str], words: str, remedy: str) -> str:
        """The one way that was found. Raises SeveralWays."""
        if len(found) > 1:
            names = ", ".join(map(shown, found))
            what = f"several {words} {plain(self.address.words(self.address.account))}: {names}"
            if self.where and words != SAME_NAME[0]:
                remedy = "until you leave this directory, awsenv NAME switches to one of them"
            raise SeveralWays(what, remedy, path=self.where)
        return found[0]

    def from_source(self, source: str) -> str:
        """The role, assumed with the credentials of that profile. Raises SeveralWays."""
        if len(self.accounts) > 1:
            self.one(list(self.accounts), *SAME_NAME)
        (number, called), origin = next(iter(self.accounts.items())), self.profiles.get(source)
        arn = self.address.arn
        if not arn:
            theirs = (origin.get("role_arn") or "").split(":")
            place = partitions.of(origin.get("region") or "") or (theirs[1] if len(theirs) > 5 else "aws")
            arn = f"arn:{place}:iam::{number}:role/{self.address.role}"
        settings: Settings = {"role_arn": [arn], "source_profile": [source]}
        for option in INHERITED:
            if section := origin.section_of(option):
                lines = next(layer[option] for layer in section.layers() if option in layer)
                settings.setdefault(option, lines)
        return self._made(f"{self.address.words(called)}{FROM}{source}", settings)

    def from_seat(self, seat: Seat) -> str:
        """The assignment, as a profile would say it."""
        _, portal, number, role = seat
        settings: Settings = {"sso_session": [portal.session]}
        if not portal.session:
            settings = {"sso_start_url": [portal.start_url], "sso_region": [portal.region]}
        settings |= {"sso_account_id": [number], "sso_role_name": [role]}
        told = f"{FROM}{self.address.source}" if self.address.source else ""
        return self._made(f"{self.accounts[number]}/{role}{told}", settings)

    def _made(self, name: str, settings: Settings) -> str:
        self.profiles.add(name, settings)
        return name

    def no_way(self) -> NoWay:
        """Why there is none, and what to type."""
        which = _sessions(self.profiles)
        name = plain(self.address.words(self.address.account))
        what = f"no profile leads to {name}, and no SSO session has listed it"
        remedy = "--from PROFILE assumes it as a role with the credentials of that profile"
        if self.where:
            remedy = "add a profile of that account and role"
        if which and not self.address.arn:
            remedy = f"awsenv sso list {which} asks the portal again, or {remedy}"
        return NoWay(what, remedy, path=self.where)
