"""Which lines of an AWS config file are ours, and what do they become?

They stand between two comments of which neither has = or : in it: `aws configure set` takes a comment with
one for a setting, and would write below it. Before the second is an empty line for the same reason.
"""

from __future__ import annotations

from io import StringIO

from .. import pins
from ..aws_config import ini, profiles
from ..errors import MalformedFile, UsageError
from ..percent import quoted, unquoted
from ..text import shown
from . import naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPENING, CLOSING = "# awsenv sso sync ", "# end of awsenv sso sync "
REMARK = " # made by awsenv, edits are lost"
SETTINGS = ("sso_session", "sso_account_id", "sso_role_name", "region")
SIGNS = "{}*?[]!/+,"  # which a template or a pattern needs, and which a comment may have as they are


class Entry:
    """One generated profile."""

    __slots__ = ("account", "more", "name", "region", "role", "session")

    def __init__(
        self, name: str, session: str, account: str, role: str, region: str, more: Sequence[str] = ()
    ) -> None:
        self.name = name
        self.session = session
        self.account = account
        self.role = role
        self.region = region
        self.more = more  # options that the user added

    @property
    def key(self) -> tuple[str, str]:
        return self.account, self.role

    def __str__(self) -> str:
        region = f", region {self.region}" if self.region else ""
        return f"{self.name}: account {self.account}, role {self.role}{region}"

    def lines(self) -> list[str]:
        """The lines of the file."""
        return [
            f"[profile {self.name}]",
            f"sso_session = {self.session}",
            f"sso_account_id = {self.account}",
            f"sso_role_name = {self.role}",
            *([f"region = {self.region}"] if self.region else []),
        ]


class Options:
    """What a sync was asked for, and will be the next time, since the opening line remembers it."""

    __slots__ = ("accounts", "region", "roles", "template")

    def __init__(
        self,
        template: str = naming.DEFAULT,
        region: str = "",
        accounts: Iterable[str] = (),
        roles: Iterable[str] = (),
    ) -> None:
        self.template = template
        self.region = region
        self.accounts = tuple(accounts)
        self.roles = tuple(roles)

    def words(self) -> list[str]:
        """As they would be typed; those of a default are left out."""
        pairs = [
            *([("--template", self.template)] if self.template != naming.DEFAULT else []),
            *([("--region", self.region)] if self.region else []),
            *(("--account", pattern) for pattern in self.accounts),
            *(("--role", pattern) for pattern in self.roles),
        ]
        return [word for pair in pairs for word in pair]

    def with_wishes(
        self,
        template: str | None = None,
        region: str | None = None,
        accounts: Sequence[str] | None = None,
        roles: Sequence[str] | None = None,
    ) -> Options:
        """The same, but for what is asked for now; "" is the default, and the pattern * is none.

        Raises UsageError.
        """
        if region:
            pins.check_region(region)
        naming.check(template or naming.DEFAULT)
        if not all([*(accounts or ()), *(roles or ())]):
            raise UsageError("an empty pattern matches no account and no role")
        return Options(
            self.template if template is None else template or naming.DEFAULT,
            self.region if region is None else region,
            self.accounts if accounts is None else () if "*" in accounts else accounts,
            self.roles if roles is None else () if "*" in roles else roles,
        )

    def takes(self, patterns: Iterable[str], *texts: str) -> bool:
        """Whether one of the texts is like one of the patterns, or there are none."""
        from fnmatch import fnmatchcase

        patterns = tuple(patterns)
        return not patterns or any(fnmatchcase(text, one) for one in patterns for text in texts)


class Block:
    """Our lines for one SSO session: where they are in the text, and what they say."""

    __slots__ = ("comments", "end", "entries", "line", "options", "session", "start")

    def __init__(self, session: str, options: Options, start: int, line: int) -> None:
        self.session = session
        self.options = options
        self.start = self.end = start
        self.line = line
        self.entries: list[Entry] = []
        self.comments: list[int] = []  # the numbers of lines of the user's, which a sync removes


def blocks(text: str, path: str) -> dict[str, Block]:
    """Our lines in a text, by the session that they are for. Raises MalformedFile."""
    found: dict[str, Block] = {}
    current: Block | None = None
    at = 0
    for number, raw in enumerate(StringIO(text, newline=""), 1):
        line = raw.strip()
        if line.startswith(OPENING) and REMARK in line:
            if current is not None:
                raise _no_end(path, current)
            current = _opened(line, at, number, path)
            if current.session in found:
                what = f"a second block of awsenv sso sync {quoted(current.session)}"
                remedy = f"delete it, or the one that begins at line {found[current.session].line}"
                raise _damaged(path, number, what, remedy + ", with its end line")
        elif line.startswith(CLOSING):
            if current is None or line != CLOSING + _marked(current.session):
                if current is not None:
                    raise _no_end(path, current)
                what = f"{shown(line)} does not belong to any opening line"
                raise _damaged(path, number, what, "delete this line and the generated profiles above it")
            current.end = at + len(raw)
            current.entries = _entries(text, current, path)
            found[current.session] = current
            current = None
        elif current is not None and line.startswith(("#", ";")):
            current.comments.append(number)
        at += len(raw)
    if current is not None:
        raise _no_end(path, current)
    return found


def _damaged(path: str, line: int, what: str, remedy: str) -> MalformedFile:
    """Our lines are not as we left them, so it is not certain where they end."""
    return MalformedFile(path, line, what, remedy, code="damaged-block")


def _no_end(path: str, block: Block) -> MalformedFile:
    end = CLOSING + _marked(block.session)
    remedy = f"put {shown(end)} below the last generated profile, or delete this line and those profiles"
    return _damaged(path, block.line, "these lines of awsenv have no end line", remedy)


def _opened(line: str, at: int, number: int, path: str) -> Block:
    """The block that a line opens."""
    session, *words = [unquoted(word) for word in line[len(OPENING) :].partition(REMARK)[0].split()] or [""]
    values: dict[str, list[str]] = {"--template": [], "--region": [], "--account": [], "--role": []}
    for option, value in zip(words[::2], [*words[1::2], None], strict=False):
        if option not in values or value is None:
            remedy = "its options are " + " ".join(f"{name} VALUE" for name in values)
            raise _damaged(path, number, f"{shown(option)} is not an option of this line", remedy)
        values[option].append(value)
    template, region = [*values["--template"], naming.DEFAULT][0], [*values["--region"], ""][0]
    try:
        options = Options().with_wishes(template, region, values["--account"], values["--role"])
    except UsageError as error:
        raise _damaged(path, number, error.what, error.remedy or "fix that line") from None
    return Block(session, options, at, number)


def _entries(text: str, block: Block, path: str) -> list[Entry]:
    """The profiles in a block. What is none of ours there would be lost, so it is refused."""
    inside = StringIO(text[block.start : block.end], newline=None).read()
    file = ini.parse(inside, path)
    remedy = f"move it out of the lines of awsenv sso sync {_marked(block.session)}"
    if file.problems:
        problem = file.problems[0]
        raise _damaged(path, block.line + problem.line - 1, problem.what, remedy + ", or delete it")
    entries = []
    names = {header: name for name, header in profiles.Kind(file, "profile").names().items()}
    for header in ["DEFAULT", *file.headers] if file.defaults.options else file.headers:
        section = file.section(header) or file.defaults
        values = {option: str(value) for option, value in section.values().items()}
        account, role = values.get("sso_account_id", ""), values.get("sso_role_name", "")
        if header not in names or values.get("sso_session") != block.session or not (account and role):
            line = block.line + file.line(file.headers.get(header, 0) + 1) - 1
            raise _damaged(path, line, f"{shown(f'[{header}]')} was not generated", remedy)
        more = [option for option in section.options if option not in SETTINGS]
        entries.append(Entry(names[header], block.session, account, role, values.get("region", ""), more))
    return entries


def outside(text: str, path: str, session: str) -> ini.File:
    """What the file says without our lines for a session. Raises MalformedFile."""
    block = blocks(text, path).get(session)
    if block is not None:
        lines = len(list(StringIO(text[block.start : block.end], newline="")))
        text = text[: block.start] + "\n" * lines + text[block.end :]  # so that line numbers stay true
    file = ini.parse(StringIO(text, newline=None).read(), path)
    if file.problems:
        raise file.refusal()
    return file


def render(session: str, options: Options, entries: Iterable[Entry]) -> list[str]:
    """The lines of a block."""
    words = [session, *options.words()]
    lines = [OPENING + " ".join(map(_marked, words)) + REMARK]
    for entry in sorted(entries, key=lambda one: (one.name.lower(), one.name)):
        lines += [*entry.lines(), ""]
    return [*lines, *([""] if len(lines) == 1 else []), CLOSING + _marked(session)]


def replaced(text: str, path: str, session: str, lines: Iterable[str]) -> str:
    """The text with these lines in place of those for the session, or at its end. Nothing else changes."""
    block = blocks(text, path).get(session)
    first = StringIO(text[block.start if block else 0 :], newline="").readline()
    ending = "\r\n" if first.endswith("\r\n") else "\n"
    new = "".join(line + ending for line in lines)
    if block is not None:
        if text[block.start : block.end] and text[block.end - 1] not in "\r\n":
            new = new[: -len(ending)]  # the last line of the file had no end
        return text[: block.start] + new + text[block.end :]
    between = "" if not text else ending if text.endswith(("\n", "\r")) else 2 * ending
    return text + between + new


def _marked(word: str) -> str:
    """A word as our comments can have it, on which it must not end nor look like a setting."""
    return "".join(c if c in SIGNS else quoted(c) for c in word)
