"""Which profile name does each account and role get?

A name is letters, digits and . _ - / +, none of which a shell or an AWS tool needs in quotes, and TAB none
apart: bash would part a word at @ : and =.
"""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter
from unicodedata import normalize

from ..errors import UsageError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT = "{account_name}-{role_name}"
FIELDS = ("account_name", "account_id", "role_name", "session", "email", "region")


class Assignment:
    """A role in an account, which one person may take."""

    __slots__ = ("account", "account_name", "email", "role")

    def __init__(self, account: str, role: str, account_name: str = "", email: str = "") -> None:
        self.account = account
        self.role = role
        self.account_name = account_name
        self.email = email

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same one, whatever its account is called today."""
        return self.account, self.role


def check(template: str) -> None:
    """Raises UsageError for a template that makes no names."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise UsageError(f"template {shown(template)}: {error}", _advice()) from None
    for literal, field, form, conversion in parts:
        if re.search(r"[^A-Za-z0-9._/+-]", literal):
            what = "besides {fields}, a name can have letters, digits and . _ - / +"
            raise UsageError(f"template {shown(template)}: {what}")
        if field is not None and (field not in FIELDS or form or conversion):
            raise UsageError(f"template {shown(template)}: no field {shown('{' + field + '}')}", _advice())
    if not any(field for _, field, _, _ in parts):
        raise UsageError(f"template {shown(template)} would give all profiles one name", _advice())
    if parts[0][0][:1] in "-+." and parts[0][0]:
        raise UsageError(f"template {shown(template)}: a name must start with a letter, a digit, _ or /")


def _advice() -> str:
    return "fields are " + " ".join(f"{{{field}}}" for field in FIELDS)


def fits(name: str) -> bool:
    """Whether it is one that some template could make."""
    return re.fullmatch(r"[A-Za-z0-9_/][A-Za-z0-9._/+-]*", name) is not None


def legal(text: str) -> str:
    """The text as a part of a name: accents dropped, and - for what may not be in it."""
    plain = "".join(c for c in normalize("NFKD", text) if not 0x300 <= ord(c) < 0x370)  # combining marks
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]+", "-", plain)).strip("-.")


def given(
    assignments: Iterable[Assignment],
    template: str,
    facts: Mapping[str, str],
    kept: Mapping[tuple[str, str], str],
    taken: Iterable[str],
) -> tuple[dict[tuple[str, str], str], int]:
    """The name for each assignment, and how many had to be told apart by their account id.

    `facts` are the session and the region, `kept` the names that stay as they are, `taken` those of others.
    """
    taken = set(taken)
    assignments = sorted(assignments, key=lambda one: one.key)
    names = {one.key: kept[one.key] for one in assignments if kept.get(one.key, "") not in {"", *taken}}
    used = taken | set(names.values())
    wanted = {one.key: _name(one, template, facts) for one in assignments if one.key not in names}
    often = Counter(wanted.values())
    apart = 0
    for key, name in wanted.items():
        clashes = often[name] > 1 or name in used
        apart += clashes
        names[key] = _unused(name, key, used) if clashes else name
        used.add(names[key])
    return names, apart


def _name(assignment: Assignment, template: str, facts: Mapping[str, str]) -> str:
    values = {
        "account_name": legal(assignment.account_name) or assignment.account,
        "account_id": assignment.account,
        "role_name": legal(assignment.role) or "role",
        "session": legal(facts["session"]) or "sso",
        "email": legal(assignment.email) or assignment.account,
        "region": legal(facts["region"]) or "global",
    }
    return template.format(**values)


def _unused(name: str, key: tuple[str, str], used: set[str]) -> str:
    account, role = key
    options = [f"{name}-{account}", f"{name}-{account}-{legal(role)}"]
    number = 2
    while options[0] in used:
        options.pop(0)
        if not options:
            options.append(f"{name}-{account}-{number}")
            number += 1
    return options[0]
