r"""Where does each of all profiles lead?

Hundreds of profiles may differ in nothing but their account and role, which decide nothing else: one of such
a group is resolved, and stands for all. What is left of its text without the two is the group's shape.
"""

from __future__ import annotations

from ..errors import AwsenvError
from . import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from ..aws_config.profiles import Profiles
    from .chain import Chain

    T = TypeVar("T")

ROLE, ACCOUNT, NAME = "role_arn", "sso_account_id", "sso_role_name"
WORD = "profile "  # before the name, in a header
CUT = "\0"  # in a shape, where an account or a role was
# With one of these a profile might not lead where others of its shape do.
KEYS = ("login_session", "aws_access_key_id", "aws_secret_access_key")
SIGNS = str.maketrans(dict.fromkeys("+=,.@_-", "x"))  # besides letters and digits, in the name of a role


class Lead:
    """Where a profile leads, as far as the files tell."""

    __slots__ = ("account", "chain", "first", "name", "role")

    def __init__(
        self, name: str, found: Chain | None, account: str | None, role: str | None, first: str
    ) -> None:
        self.name = name
        self.chain = found  # that of a profile which is like it, or its own; None where it leads nowhere
        self.account = account
        self.role = role
        self.first = first  # of the profiles that are like it; itself where there is no other


class Walk:
    """The way through all profiles of AWS's two files."""

    def __init__(self, known: Profiles) -> None:
        self._known, self._text = known, known.config.text
        self._leads: dict[str, Lead] = {}
        self._shapes: dict[str, Lead | None] = {}  # where the first of each leads; None where others may not
        self._names: dict[str, str] = {}  # of roles, by their paths; "" for one that is odd
        self._arns: dict[str | None, list[str]] = {}
        # Of the text of one but its account: its shape, who leads there, and the role.
        self._seen: dict[str, tuple[str, Lead, str]] = {}
        self._headers, self._others = known.config.headers, _others(known)
        begins = list(self._headers.values())
        self._ends = dict(zip(begins, [*begins, len(self._text)][1:], strict=True))

    def __iter__(self) -> Iterator[Lead]:
        """Where all profiles lead, in the order of the files."""
        return map(self.of, self._known.names())

    def of(self, name: str) -> Lead:
        """Where that one leads."""
        lead = self._leads.get(name)
        if lead is None:
            lead = self._leads[name] = self._found(name)
        return lead

    def once(self, look: Callable[[str], Iterable[T]]) -> Iterator[T]:
        """What `look` finds of each profile. Where it finds nothing, those that are like it are passed over.

        It has to find the same of profiles that differ in nothing but a sound account and role.
        """
        names = self._known.names()
        return self._once(look, names, names)

    def once_a_section(self, look: Callable[[str], Iterable[T]]) -> Iterator[T]:
        """The same of the headers in the config file."""
        headers = self._headers
        names = (
            header.removeprefix(WORD) if header.startswith(WORD) and self._is_single(header) else ""
            for header in headers
        )
        return self._once(look, headers, names)

    def _once(
        self, look: Callable[[str], Iterable[T]], words: Iterable[str], names: Iterable[str]
    ) -> Iterator[T]:
        clean = set[str]()
        for word, name in zip(words, names, strict=True):
            first = self.of(name).first if name else ""
            if first in clean:
                continue
            found = list(look(word))
            yield from found
            if name and not found:
                clean.add(first)

    def of_one_role(self) -> Iterator[str]:
        """The profiles whose role_arn another one may have as well, of those that lead somewhere."""
        found: dict[tuple[str | None, str | None] | None, list[str]] = {}
        for lead in self:
            if lead.chain and lead.chain.last.profile.get(ROLE) is not None:
                seat = (lead.account, lead.role) if lead.chain.last.type in chain.OPENED else None
                found.setdefault(seat, []).append(lead.name)
        several = {name for names in found.values() if len(names) > 1 for name in names}
        return filter(several.__contains__, self._known.names())

    def with_role(self, arn: str | None) -> list[str]:
        """The profiles with that role_arn, wherever they lead."""
        if not self._arns:
            for name in self._known.names():
                self._arns.setdefault(self._known.get(name).get(ROLE), []).append(name)
        return self._arns.get(arn, [])

    def _found(self, name: str) -> Lead:
        body = self._body(WORD + name)
        # Most differ in the digits of an account alone: without these, their text is one that was seen.
        before, sign, after = body.partition("::")
        if not sign:
            before, sign, after = body.partition(f"{ACCOUNT} = ")
        account, rest = after[:12], f"{before}{sign}{after[12:]}"
        like: Lead | None
        seen = self._seen.get(rest)
        if seen and account.isascii() and account.isdigit() and name not in seen[0]:
            _, like, role = seen
        else:
            shape, found, role = self._cut(body)
            like = self._like(shape, name, found, role)
            if like is None:
                return self._alone(name)
            if found == account and body.count(account) == 1:
                self._seen[rest] = shape, like, role
            account = found
        return Lead(name, like.chain, account, role, like.name) if like.chain else _nowhere(name, like.name)

    def _like(self, shape: str, name: str, account: str, role: str) -> Lead | None:
        """The first profile of that shape, which may be this one; None where each has to be resolved."""
        if not shape or name in shape:  # which might be its own source
            return None
        if shape not in self._shapes:
            lead = self._alone(name)
            as_cut = lead.chain is None or (lead.account, lead.role) == (account, role)
            self._shapes[shape] = lead if as_cut and _decides_nothing_else(shape) else None
        return self._shapes[shape]

    def _alone(self, name: str) -> Lead:
        try:
            found = chain.of(name, self._known)
        except AwsenvError:
            return _nowhere(name, name)
        return Lead(name, found, chain.account(found.last), chain.role(found.last), name)

    def _body(self, header: str) -> str:
        """The lines below a header; "" for one of which something else may say more."""
        if not self._is_single(header):
            return ""
        at = self._headers[header]
        return self._text[at + len(header) + 2 : self._ends[at]]

    def _is_single(self, header: str) -> bool:
        """Whether it is that of a profile, and nothing else says anything of that."""
        return self._others is not None and header in self._headers and header not in self._others

    def _cut(self, body: str) -> tuple[str, str, str]:
        if "#" in body or ";" in body:  # which are no part of any value
            body = "\n".join(line for line in body.split("\n") if line.lstrip()[:1] not in ("#", ";"))
        body = body.rstrip() + "\n"
        arn, shape = _taken_out(body, ROLE)
        if arn:
            start, _, path = arn.partition(":role/")
            account = start[-12:]
            shape += start[:-12]
        else:
            account, shape = _taken_out(body, ACCOUNT)
            path, shape = _taken_out(shape, NAME)
        if path not in self._names:
            self._names[path] = path.rpartition("/")[2] if _is_sound(path) else ""
        role = self._names[path]
        if role and (arn or role == path) and len(account) == 12 and account.isascii() and account.isdigit():
            return shape, account, role
        return "", "", ""


def through(known: Profiles) -> Walk:
    """The way through these profiles; what is found of one is known when others walk it."""
    if not isinstance(known.walk, Walk):
        known.walk = Walk(known)
    return known.walk


def _nowhere(name: str, first: str) -> Lead:
    return Lead(name, None, None, None, first)


def _others(known: Profiles) -> set[str] | None:
    """The headers of profiles of which something else says more; None where that may be any."""
    files = (known.config, known.credentials)
    if CUT in known.config.text or any(file.problems or file.defaults.options for file in files):
        return None
    sessions = map(known.sso_sessions.get, known.sso_sessions.names())
    if any(session and (ACCOUNT in session or NAME in session) for session in sessions):
        return None
    # Beside [profile default] there may be [default], and beside [profile a] [profile "a"].
    names = ("default", *known.kinds["profile"].odd, *known.credentials.headers)
    return {*known.config.odd_headers, *(f"{WORD}{name}" for name in names)}


def _taken_out(body: str, option: str) -> tuple[str, str]:
    """The value of an option, "" without one, and the rest of the text."""
    at = body.find(option)
    if at < 0:
        return "", body
    end = body.find("\n", at)
    name, _, value = body[at:end].partition("=")
    return value.strip(), f"{body[:at]}{name}={CUT}{body[end:]}"


def _decides_nothing_else(shape: str) -> bool:
    """Whether the cut values are those of one kind of profile, each on a line of its own."""
    lower = shape.lower()
    cut = [line.partition("=")[0].strip() for line in shape.split("\n") if CUT in line]
    there = [option for option in (ROLE, ACCOUNT, NAME) for _ in range(lower.count(option))]
    return sorted(cut) == sorted(there) and not any(option in lower for option in KEYS)


def _is_sound(path: str) -> bool:
    """Whether AWS would take it as the path and name of a role."""
    return path.isascii() and all(part.translate(SIGNS).isalnum() for part in path.split("/"))
