"""Which long-lived keys are on this machine, where is each, and which profiles use it?"""

from __future__ import annotations

from ..chains import chain, walk
from ..credentials import are_keys
from ..errors import NoCredentials
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.ini import Section
    from ..aws_config.profiles import Profiles

KEY, SECRET, PROCESS = "aws_access_key_id", "aws_secret_access_key", "credential_process"
TOKENS = ("aws_session_token", "aws_security_token")


class Place:
    """Where a profile has a key: in a section of a file, in plain text or as the name of a store."""

    __slots__ = ("profile", "secret", "section", "store")

    def __init__(self, profile: str, section: Section, store: str | None, secret: str | None) -> None:
        self.profile = profile
        self.section = section
        self.store = store  # None for a plain file
        self.secret = secret  # of a plain file

    @property
    def option(self) -> str:
        """The setting that has the id."""
        return PROCESS if self.store else KEY

    @property
    def line(self) -> int:
        return self.section.line(self.option)


class Key:
    """A user's long-lived key, with all the places that have it."""

    __slots__ = ("id", "places", "users")

    def __init__(self, key: str) -> None:
        self.id = key
        self.places: list[Place] = []
        self.users: list[str] = []  # the profiles that begin with it

    @property
    def stores(self) -> list[str]:
        """Where it is: "file" and the names of stores."""
        return list(dict.fromkeys(place.store or "file" for place in self.places))

    def places_of(self, profile: str) -> list[Place]:
        """Where that profile has it; what AWS tools read first, the credentials file, comes first."""
        return [place for place in reversed(self.places) if place.profile == profile]

    def place(self, profile: str) -> Place:
        """The first of these."""
        return self.places_of(profile)[0]


def keys(known: Profiles) -> list[Key]:
    """All of them, in the order of the files, also where AWS tools refuse one."""
    found: dict[str, Key] = {}
    ways = walk.through(known)
    for key, place in ways.once(lambda name: _of_profile(name, known)):
        found.setdefault(key, Key(key)).places.append(place)
    for lead in ways if found else ():  # one that leads nowhere uses nothing
        if lead.chain and (used := found.get(lead.chain.first.get(KEY) or "")):
            used.users.append(lead.name)
    return list(found.values())


def _of_profile(name: str, known: Profiles) -> Iterator[tuple[str, Place]]:
    for section in known.sections(name):
        if here := _in(section):
            key, store, secret = here
            yield key, Place(name, section, store, secret)


def of(name: str, known: Profiles) -> Key:
    """The key that a profile has itself; of one in each file, that in use.

    Raises UnknownProfile, NoCredentials and MalformedFile.
    """
    known.get(name)
    found = [key for key in keys(known) if key.places_of(name)]
    if found:
        return next((key for key in found if name in key.users), found[0])
    what = f"profile {shown(name)} has no long-lived keys of its own{_why(name, known)}"
    raise NoCredentials(what, "awsenv keys lists the profiles that have some")


def _in(section: Section) -> tuple[str, str | None, str | None] | None:
    """The key id in a section of its own, not in [DEFAULT], with its store or its secret."""
    if any(option in section for option in TOKENS):
        return None
    key, secret = section.value(KEY), section.value(SECRET)
    if KEY in section.options and SECRET in section.options and are_keys(key, secret):
        return str(key), None, str(secret)
    moved = chain.stored(section.value(PROCESS)) if PROCESS in section.options else None
    return (moved[1], moved[0], None) if moved and KEY not in section else None


def _why(name: str, known: Profiles) -> str:
    sections = known.sections(name)
    if any(option in section for section in sections for option in TOKENS):
        return ": those in the file are temporary"
    if any(KEY in section for section in sections):
        return ": one part is missing, or is in [DEFAULT], which every profile inherits"
    hops = chain.plan(name, known)
    return f": it uses those of profile {shown(hops[0].profile.name)}" if len(hops) > 1 else ""
