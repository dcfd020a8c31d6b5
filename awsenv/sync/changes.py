"""Which profiles does an SSO session stand for, and what has to change in the text of the config file?"""

from __future__ import annotations

from io import StringIO

from ..aws_config import profiles
from ..errors import AwsenvError
from ..text import shown, shown_path
from . import generated, naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..sso.sso_sessions import SsoSession
    from .generated import Entry, Options
    from .naming import Assignment


class Trailing(AwsenvError):
    """What stands below our last line has no section of its own."""

    def __init__(self, path: str, line: int, option: str, name: str) -> None:
        super().__init__(
            f"{shown_path(path)}:{line}: {shown(option)} stands below the lines of awsenv and in no section, "
            f"so it would belong to {shown(name)}",
            "put a [profile NAME] line above it, or delete it",
        )


class Plan:
    """What a sync makes of the text of a config file, and how that differs."""

    __slots__ = (
        "added",
        "after",
        "apart",
        "before",
        "changed",
        "kept",
        "line",
        "new",
        "old",
        "removed",
        "yours",
    )

    def __init__(self, old: list[str], new: list[str], line: int) -> None:
        self.old = old  # our lines in the file
        self.new = new  # those that shall stand there
        self.line = line  # the number of the first
        self.before = self.after = ""  # the whole text
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
            (self.yours, "left out, which are profiles of yours already"),
            (self.apart, "told apart by the account id"),
        )
        return ", ".join(f"{count} {words}" for count, words in counts if count) or "no account, no role"


def name(session: SsoSession, path: str) -> str:
    """The name of a session as profiles say it. Raises AwsenvError for one that none can have."""
    found = session.key
    if session.name is None or not found or not found.isprintable() or found != found.strip():
        what = f"{shown(found)} is no name of an [sso-session] that a profile can have"
        raise AwsenvError(f"{shown_path(path)}: {what}", "give it a section with another name")
    return found


def plan(
    text: str,
    path: str,
    of: SsoSession,
    assignments: Collection[Assignment],
    options: Options,
    taken: Collection[str] = (),
    *,
    rename: bool = False,
) -> Plan:
    """What the text of the config file has to become. `taken` are names that others have elsewhere.

    Raises Damaged, MalformedFile, Trailing, and AwsenvError for a session that no profile can name.
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
    new = generated.render(session, options, entries.values())
    made = _compared(text, block, new)
    made.before, made.after = text, generated.replaced(text, path, session, new)
    _count(made, there, entries)
    made.apart, made.yours = apart, len({one.key for one in assignments}) - len(entries)
    _check(made, path, entries.values())
    return made


def _compared(text: str, block: generated.Block | None, new: list[str]) -> Plan:
    """Our old and new lines, and where they stand."""
    if block is None:
        return Plan([], ["", *new] if text else new, len(list(StringIO(text, newline=""))) + 1)
    old = StringIO(text[block.start : block.end], newline=None).read().split("\n")
    return Plan(list(map(_discreet, old[:-1] if old[-1] == "" else old)), new, block.line)


def _discreet(line: str) -> str:
    """A line as it can be shown: the value of an option that somebody added might be a secret."""
    option = line.replace(":", "=").partition("=")[0].strip()
    return line if line[:1] in {"", "[", "#"} or option in generated.SETTINGS else f"{option} …"


def _of_others(file: profiles.File, session: str, start_url: str) -> tuple[set[str], set[tuple[str, str]]]:
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


def _count(made: Plan, there: dict[tuple[str, str], Entry], entries: dict[tuple[str, str], Entry]) -> None:
    made.added = len(entries.keys() - there.keys())
    made.removed = len(there.keys() - entries.keys())
    both = entries.keys() & there.keys()
    made.kept = sum(entries[key].lines() == there[key].lines() and not there[key].edited for key in both)
    made.changed = len(both) - made.kept


def _check(made: Plan, path: str, entries: Iterable[Entry]) -> None:
    """Read back what was made: nothing is written that AWS tools would refuse, or see as something else."""
    file = profiles.parse(StringIO(made.after, newline=None).read(), path)
    if file.problems:
        raise file.refusal()
    more = made.after.count("\n") - made.before.count("\n")
    headers = profiles.Kind(file, "profile").names()
    for entry in entries:
        section = file.section(headers.get(entry.name, ""))
        if section is None:
            what = f"{shown(f'[profile {entry.name}]')} would be no profile to AWS tools"
            raise AwsenvError(f"{shown_path(path)}: {what}", "awsenv sso sync --rename gives new names")
        expected = [line.split(" = ", 1) for line in entry.lines()[1:]]
        found = {name: "\n".join(value).rstrip() for name, value in section.options.items()}
        if found != dict(map(tuple, expected)):  # type: ignore[arg-type]
            odd = next(name for name in [*found, *dict(expected)] if [name, found.get(name)] not in expected)
            raise Trailing(path, section.line(odd) - more, odd, entry.name)
