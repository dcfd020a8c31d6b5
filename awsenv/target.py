"""Which profile is meant: what leads to it, which account and role is it, and of which class?"""

from __future__ import annotations

from . import settings
from .aws_config import profiles
from .chains import chain
from .errors import AwsenvError
from .settings import locations
from .settings.model import Preferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .aws_config.profiles import Profile, Profiles
    from .chains.chain import Hop
    from .consents import Consents
    from .settings.model import Class


class Configuration:
    """AWS's files, the settings and the consents to pins: each is read when first needed, and once."""

    __slots__ = ("_consents", "_preferences", "_profiles", "environ")

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

    def use_defaults(self) -> AwsenvError | None:
        """Prefer the defaults where the settings cannot be read; why they cannot, or None where they can."""
        try:
            self._preferences = self.preferences
        except AwsenvError as error:
            self._preferences = Preferences()
            return error
        return None

    def target(self, name: str, where: str = "") -> Target:
        """The profile of that name; `where` is the path of a pin that names it.

        Raises UnknownProfile, UnreadableFile, MalformedFile, and WrongChain where botocore would refuse it.
        """
        return Target(self, chain.plan(name, self.profiles, where), where)


class Target:
    """A profile that is meant, resolved once: the hops that lead to it, and what follows from them."""

    __slots__ = ("_class", "_facts", "configuration", "hops", "name", "profile", "where")

    def __init__(self, configuration: Configuration, hops: list[Hop], where: str) -> None:
        self.configuration = configuration
        self.hops = hops
        self.where = where  # the path of the pin that names it, or ""
        self.profile: Profile = hops[-1].profile
        self.name = self.profile.name
        self._facts: list[str] | None = None
        self._class: Class | None = None

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
        return chain.account(self.hops)

    @property
    def role(self) -> str | None:
        """The name of the role, without its path, where the files tell it."""
        return chain.role(self.hops)

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
        """What a class is matched by: the name, the account and the role, as far as they are known."""
        if self._facts is None:
            key = self.hops[-1].get("aws_access_key_id")
            account = self.account or (chain.account_of_key(key) if key else None)
            self._facts = [word for word in (self.name, account, self.role) if word]
        return self._facts

    @property
    def class_(self) -> Class:
        """The class that the settings put it in. Raises what reading them raises."""
        if self._class is None:
            self._class = self.preferences.class_of(self.facts)
        return self._class
