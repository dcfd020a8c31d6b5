"""Which profiles are meant by words, globs and what is to be left out?"""

from __future__ import annotations

from fnmatch import fnmatchcase

from ..errors import AwsenvError, UnknownProfile, UsageError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..target import Configuration, Target


class Choice:
    """A profile that was chosen; one that leads nowhere has an error in place of a target."""

    __slots__ = ("error", "name", "target")

    def __init__(self, name: str, configuration: Configuration) -> None:
        self.name = name
        self.target: Target | None = None
        self.error: AwsenvError | None = None
        try:
            self.target = configuration.target(name)
        except AwsenvError as error:
            self.error = error

    def facts(self, glob: str = "") -> Iterator[str]:
        """What a glob is compared with: the name, the account by number and name, the role, the class.

        One with a slash also with the addresses of account and role.
        """
        yield self.name
        if self.target is not None and "/" in glob and self.target.role:
            for account in filter(None, (self.target.account, self.target.account_name)):
                yield f"{account}/{self.target.role}"
        if self.target is not None:
            yield from self.target.facts[1:]
            if label := self.target.class_.label:
                yield label

    def is_like(self, glob: str) -> bool:
        """Whether the profile is among those that the glob leaves out: in whatever letters."""
        return any(fnmatchcase(fact.lower(), glob.lower()) for fact in self.facts(glob))


def chosen(
    configuration: Configuration, globs: Sequence[str], left_out: Iterable[str], *, everyone: bool
) -> tuple[list[Choice], list[str]]:
    """The profiles, in the order of the words and the files, and the globs that left none out.

    The name of a profile means that one alone. Raises UsageError, and UnknownProfile for a word that matches
    none, since it may be a mistake.
    """
    if everyone == bool(globs):
        what = "--all cannot be combined with names" if everyone else "which profiles?"
        raise UsageError(what, "awsenv run GLOB ... -- COMMAND, or --all")
    profiles = configuration.profiles
    known = [Choice(name, configuration) for name in profiles.names()]
    found = known if everyone else []
    for glob in globs:
        matching = _matching(glob, known, configuration)
        if not matching:
            words = {fact for one in known for fact in one.facts()}
            error = UnknownProfile(glob, words, profiles.files)
            error.what = f"no profile matches {shown(glob)}{error.what.partition(profiles.files)[2]}"
            raise error
        found += matching
    once = {one.target.name if one.target else one.name: one for one in found}
    rest = [one for one in once.values() if not any(one.is_like(glob) for glob in left_out)]
    if not rest:
        raise UnknownProfile("", (), profiles.files) if not once else UsageError("-x leaves out all of them")
    return rest, [glob for glob in left_out if not any(one.is_like(glob) for one in once.values())]


def _matching(glob: str, known: Iterable[Choice], configuration: Configuration) -> list[Choice]:
    """What one word means: a profile, those that are like it, or addresses."""
    named = [one for one in known if one.name == glob]
    found = named or [one for one in known if any(fnmatchcase(fact, glob) for fact in one.facts(glob))]
    if named or "/" not in glob:
        return found
    if not set(glob) & set("*?["):
        choice = Choice(glob, configuration)
        if choice.error and not isinstance(choice.error, UnknownProfile):
            raise choice.error
        return [choice] if choice.target else []
    return found + [Choice(name, configuration) for name in _addresses(glob, known, configuration)]


def _addresses(glob: str, known: Iterable[Choice], configuration: Configuration) -> list[str]:
    """The addresses like a glob, of what portals have listed and no profile leads to; each seat once."""
    from ..addresses import offered

    served = {(one.target.account, one.target.role) for one in known if one.target}
    words = offered.found(configuration.environ, served)

    def is_like(word: str, number: str | None, role: str | None) -> bool:
        called = configuration.account_name(number) if number else None  # which several accounts may have
        return fnmatchcase(word, glob) or fnmatchcase(f"{called}/{role}", glob)

    return list({seat: word for word, seat in words if is_like(word, *seat)}.values())
