"""Which profiles does an SSO session stand for, and what has to change in the text of the config file?"""

from __future__ import annotations

import shlex
from io import StringIO

from ..aws_config import ini, profiles
from ..errors import AwsenvError, MalformedFile
from ..text import shown
from . import generated, naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ..sso.sso_sessions import SsoSession
    from .generated import Entry, Options
    from .naming import Assignment

    Key = tuple[str, str]  # an account and a role


class Plan:
    """What a sync makes of the text of a config file, and how that differs."""

    __slots__ = (
        *("added", "after", "apart", "before", "block", "changed", "differences", "kept", "removed"),
        *("stranded", "yours"),
    )

    def __init__(self) -> None:
        self.before = self.after = ""  # the whole text
        self.block: list[str] = []  # our lines in it
        self.stranded: list[str] = []  # what names a profile that goes, or gets another name, as sentences
        self.differences: list[str] = []  # "+ …", "- …" or "~ …" for each profile that is not as before
        self.added = self.removed = self.changed = self.kept = 0
        self.apart = 0  # names that got an account id, since they would have been another's
        self.yours = 0  # left out, since the user has a profile for them

    @property
    def total(self) -> int:
        """How many generated profiles there were."""
        return self.removed + self.changed + self.kept

    @property
    def loss(self) -> str:
        return f"{self.removed} of the {self.total} generated profiles"

    @property
    def is_drastic(self) -> bool:
        """Whether more is lost than people usually lose in a day."""
        return self.removed * 2 > self.total

    def summary(self) -> str:
        """Counts, of which those that are nothing are left out."""
        counts = (
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
            (self.kept, "unchanged"),
            (self.yours, "skipped: you already have profiles for them"),
            (self.apart, "with the account id in their name"),
        )
        return ", ".join(f"{count} {words}" for count, words in counts if count) or "no account, no role"


def name(session: SsoSession, path: str) -> str:
    """The name of a session as profiles say it. Raises AwsenvError for one that none can have."""
    found = session.key
    if session.name is None or not found or not found.isprintable() or found != found.strip():
        what = f"no profile can name the [sso-session] {shown(found)}"
        raise AwsenvError(what, "give it a section with another name", path=path)
    return found


def plan(
    text: str,
    path: str,
    of: SsoSession,
    assignments: Collection[Assignment],
    options: Options,
    taken: Collection[str] = (),
    uses: Mapping[str, Collection[str]] | None = None,
    *,
    rename: bool = False,
) -> Plan:
    """What the text of the config file has to become. `taken` are names that others have elsewhere, `uses`
    tells what names each profile.

    Raises MalformedFile, and AwsenvError for a session that no profile can name.
    """
    session = name(of, path)
    file = generated.outside(text, path, session)
    block = generated.blocks(text, path).get(session)
    there = {entry.key: entry for entry in block.entries} if block else {}
    theirs, served = _of_others(file, session, of.start_url)
    theirs |= {*taken, "default"}
    ours = [one for one in assignments if _is_ours(one, there, theirs, served)]
    same = block is not None and block.options.template == options.template and not rename
    kept = {key: entry.name for key, entry in there.items() if naming.fits(entry.name)} if same else {}
    facts = {"session": session, "region": options.region}
    names, apart = naming.given(ours, options.template, facts, kept, theirs)
    entries = {key: generated.Entry(name, session, *key, options.region) for key, name in names.items()}
    made = Plan()
    made.block = generated.render(session, options, entries.values())
    made.before, made.after = text, generated.replaced(text, path, session, made.block)
    _compare(made, there, entries)
    made.differences += _beside(block, options) if block else []
    if not made.differences and made.after != made.before:
        made.differences.append("~ order, blank lines or spelling")
    seats = {"/".join(one.key) for one in assignments}
    made.stranded = list(_stranded(there, entries, uses or {}, seats))
    made.apart, made.yours = apart, len({one.key for one in assignments}) - len(entries)
    _check(made, path, entries.values())
    return made


def _of_others(file: ini.File, session: str, start_url: str) -> tuple[set[str], set[tuple[str, str]]]:
    """The names of profiles that are none of ours, and for which accounts and roles of it those are."""
    known = profiles.Kind(file, "profile").names()
    served = set()
    for header in known.values():
        section = file.section(header)
        values = section.values() if section else {}
        if values.get("sso_session", session) == session and (
            "sso_session" in values or values.get("sso_start_url") == start_url
        ):
            served.add((str(values.get("sso_account_id", "")), str(values.get("sso_role_name", ""))))
    return set(known), served


def _is_ours(
    one: Assignment,
    there: dict[tuple[str, str], Entry],
    theirs: set[str],
    served: set[tuple[str, str]],
) -> bool:
    """Whether to generate a profile: not beside one of the user's, unless there have been both already."""
    if one.key not in served:
        return True
    return one.key in there and there[one.key].name not in theirs


def _compare(made: Plan, there: Mapping[Key, Entry], entries: Mapping[Key, Entry]) -> None:
    """Count the profiles, and note those that are not as before, by name."""
    for old, new in sorted(_pairs(there, entries), key=lambda pair: str(pair[1] or pair[0]).lower()):
        if old is None:
            made.added += 1
            made.differences.append(f"+ {new}")
        elif new is None:
            made.removed += 1
            made.differences.append(f"- {old}")
        elif what := ", ".join(_changes(old, new)):
            made.changed += 1
            made.differences.append(f"~ {old.name}: {what}")
        else:
            made.kept += 1


def _pairs(
    there: Mapping[Key, Entry], entries: Mapping[Key, Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    """What is there and what will be, for each account and role."""
    return ((there.get(key), entries.get(key)) for key in there.keys() | entries.keys())


def _stranded(
    there: Mapping[Key, Entry],
    entries: Mapping[Key, Entry],
    uses: Mapping[str, Collection[str]],
    seats: Collection[str],
) -> Iterator[str]:
    """Which profiles go or get another name, though something names them."""
    left = {entry.name for entry in entries.values()}
    for old, new in sorted(_pairs(there, entries), key=lambda pair: str(pair[0])):
        if old is None:
            continue
        users = [] if old.name in left else [*uses.get(old.name, ())]
        address = f"{old.account}/{old.role}"
        if address not in seats:
            users += uses.get(address, ())
        if users:
            fate = f"is now {shown(new.name)}" if new else "is gone"
            yield f"{shown(old.name)} {fate}, but is still used by {' and by '.join(users)}"


def _changes(old: Entry, new: Entry) -> Iterator[str]:
    """What changes in a profile. Of options that the user added only the names: a value may be a secret."""
    if old.name != new.name:
        yield f"renamed to {new.name}"
    if old.region != new.region:
        yield f"region {new.region or 'none'} instead of {old.region or 'none'}"
    if old.more:
        yield f"without {', '.join(old.more)}"


def _beside(block: generated.Block, options: Options) -> Iterator[str]:
    """What changes in our lines beside the profiles: the remembered options, and the user's comments."""
    if block.options.words() != options.words():
        yield f"~ options: {shlex.join(options.words()) or 'none'}"
    yield from (f"- the comment in line {number}" for number in block.comments)


def _check(made: Plan, path: str, entries: Iterable[Entry]) -> None:
    """Read back what was made: nothing is written that AWS tools would refuse, or see as something else."""
    file = ini.parse(StringIO(made.after, newline=None).read(), path)
    if file.problems:
        raise file.refusal()
    more = made.after.count("\n") - made.before.count("\n")
    headers = profiles.Kind(file, "profile").names()
    for entry in entries:
        section = file.section(headers.get(entry.name, ""))
        if section is None:
            what = f"AWS tools would not read {shown(f'[profile {entry.name}]')} as a profile"
            raise AwsenvError(what, "awsenv sso sync --rename gives new names", path=path)
        expected = [line.split(" = ", 1) for line in entry.lines()[1:]]
        found = {name: "\n".join(value).rstrip() for name, value in section.options.items()}
        if found != dict(map(tuple, expected)):  # type: ignore[arg-type]
            odd = next(name for name in [*found, *dict(expected)] if [name, found.get(name)] not in expected)
            what = (
                f"{shown(odd)} follows the lines of awsenv without a section of its own, "
                f"so it would belong to {shown(entry.name)}"
            )
            remedy = "put a [profile NAME] line above it, or delete it"
            raise MalformedFile(path, section.line(odd) - more, what, remedy, code="trailing-setting")
