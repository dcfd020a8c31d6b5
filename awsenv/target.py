"""Which profile is meant: what leads to it, which account and role is it, and of which class?"""

from __future__ import annotations

import posix

from . import settings
from .aws_config import profiles
from .chains import chain
from .errors import AwsenvError
from .percent import unquoted
from .settings import locations
from .settings.model import Preferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .aws_config.profiles import Profile, Profiles
    from .chains.chain import Chain, Hop
    from .consents import Consents
    from .settings.model import Class


class Configuration:
    """AWS's files, the settings and the consents to pins: each is read when first needed, and once."""

    __slots__ = ("_accounts", "_consents", "_preferences", "_profiles", "environ")

    def __init__(
        self,
        environ: Mapping[str, str],
        known: Profiles | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        self.environ = environ  # which says where the files are
        self._profiles = known  # what is given is not read
        self._preferences = preferences
        self._consents: Consents | None = None
        self._accounts: dict[str, str] | None = None  # their names, percent-encoded

    @property
    def profiles(self) -> Profiles:
        """Every profile of both AWS files. Raises UnreadableFile."""
        if self._profiles is None:
            cache = locations.directory("cache", self.environ)
            self._profiles = profiles.load(*locations.aws_files(self.environ), cache)
        return self._profiles

    @property
    def preferences(self) -> Preferences:
        """What the settings say. Raises MalformedFile, UnreadableFile, and UsageError for a variable."""
        if self._preferences is None:
            self._preferences = settings.load(self.environ)
        return self._preferences

    @property
    def consents(self) -> Consents:
        """What the user said of pins."""
        if self._consents is None:
            from .consents import Consents  # which a switch outside of pinned directories does without

            self._consents = Consents(locations.directory("state", self.environ))
        return self._consents

    def named(self, text: str, where: str = "", source: str | None = None) -> str:
        """The profile that a word means: itself, unless it is an address. Raises as `target` does."""
        if ("/" not in text and source is None) or (text in self.profiles and source is None):
            return text
        from .addresses import ways  # which a plain name does without

        return ways.resolve(text, self.profiles, self.environ, where, source)

    def account_name(self, number: str) -> str | None:
        """What a portal called the account when last asked (see addresses.listed); None if none was."""
        if self._accounts is None:
            words = _listed(self.environ).split()  # a number and a name, again and again
            self._accounts = dict(zip(words[::2], words[1::2], strict=False))
        name = self._accounts.get(number)
        return unquoted(name) or None if name else None

    def facts(self, name: str, found: Chain | None, account: str | None, role: str | None) -> list[str]:
        """What the class of a profile is found by, to which that chain leads (see Target.facts)."""
        if account is None and (key := found.last.get("aws_access_key_id") if found else None):
            account = chain.account_of_key(key)
        called = self.account_name(account) if account else None
        return [word for word in (name, account, role, called) if word]

    def use_defaults(self) -> AwsenvError | None:
        """Prefer the defaults where the settings cannot be read; why they cannot, or None where they can."""
        try:
            self._preferences = self.preferences
        except AwsenvError as error:
            self._preferences = Preferences()
            return error
        return None

    def target(self, name: str, where: str = "", source: str | None = None) -> Target:
        """The profile of that name, or that the address means; `where` is the path of a pin that names it.

        `source` is the profile with whose credentials the role of an address is assumed. Raises
        UnknownProfile, UnreadableFile, MalformedFile, WrongChain where botocore would refuse it, and what
        ways.resolve does.
        """
        return Target(self, chain.of(self.named(name, where, source), self.profiles, where), where)


class Target:
    """A profile that is meant, resolved once: the hops that lead to it, and what follows from them."""

    __slots__ = (
        "_class",
        "_devices",
        "_facts",
        "_hops",
        "chain",
        "configuration",
        "name",
        "profile",
        "where",
    )

    def __init__(self, configuration: Configuration, found: Chain, where: str) -> None:
        self.configuration = configuration
        self.chain = found
        self.where = where  # the path of the pin that names it, or ""
        self.profile: Profile = found.last.profile
        self._hops: list[Hop] | None = None
        self._devices: dict[str, list[Hop]] | None = None
        self.name = self.profile.name
        self._facts: list[str] | None = None
        self._class: Class | None = None

    @property
    def hops(self) -> list[Hop]:
        """The hops that lead to it, itself the last; `chain` has the two ends without a list."""
        if self._hops is None:
            self._hops = self.chain.hops()
        return self._hops

    @property
    def devices(self) -> dict[str, list[Hop]]:
        """The hops that name an MFA device, under its serial."""
        if self._devices is None:
            self._devices = {}
            for hop in self.hops:
                if serial := hop.profile.get("mfa_serial"):
                    self._devices.setdefault(serial, []).append(hop)
        return self._devices

    @property
    def profiles(self) -> Profiles:
        """Those that it is one of."""
        return self.configuration.profiles

    @property
    def preferences(self) -> Preferences:
        """What the settings say."""
        return self.configuration.preferences

    @property
    def region(self) -> str | None:
        """The region that the profile sets."""
        return self.profile.get("region")

    @property
    def account(self) -> str | None:
        """The twelve digits of the account, where the files tell it."""
        return chain.account(self.chain.last)

    @property
    def account_name(self) -> str | None:
        """What its portal calls the account, where one has listed it: a line in a file of ours."""
        return self.configuration.account_name(self.account) if self.account else None

    @property
    def account_words(self) -> str | None:
        """The account for a person: its name and its number, as far as they are known."""
        name = self.account_name
        return f"{name} ({self.account})" if name else self.account

    @property
    def role(self) -> str | None:
        """The name of the role, without its path, where the files tell it."""
        return chain.role(self.chain.last)

    @property
    def meaning(self) -> str:
        """What it stands for, as one line: consent to a pin is consent to this."""
        return chain.meaning(self.hops)

    @property
    def encoded_meaning(self) -> str:
        """The same as State.meaning has it."""
        return chain.encoded_meaning(self.hops)

    @property
    def facts(self) -> list[str]:
        """What a class is matched by: the name, the account and the role, as far as they are known.

        The name of the account is the last: what it says must not depend on how the profile is called.
        """
        if self._facts is None:
            self._facts = self.configuration.facts(self.name, self.chain, self.account, self.role)
        return self._facts

    @property
    def class_(self) -> Class:
        """The class that the settings put it in. Raises what reading them raises."""
        if self._class is None:
            self._class = self.preferences.class_of(self.facts)
        return self._class


def _listed(environ: Mapping[str, str]) -> str:
    """The text of the file with the names of accounts; "" where no portal has listed any."""
    path = locations.directory("state", environ) + "/accounts"
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_NOFOLLOW | posix.O_NONBLOCK)
        with open(descriptor, encoding="ascii", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""
