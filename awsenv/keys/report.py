"""How are the keys of this machine told: as a table for a person, as values for a program?"""

from __future__ import annotations

from ..errors import AwsenvError
from ..terminal import table
from ..text import printable, with_tilde
from . import inventory, known, moving
from .account import Account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..call import Call
    from .inventory import Key
    from .known import Fact

COLUMNS = (
    table.Column("profile"),
    table.Column("key"),
    table.Column("where", 12, rank=5),
    table.Column("age", rank=4),
    table.Column("last used", rank=2),
    table.Column("keys", rank=1),
    table.Column("used by", 12, rank=3),
)


def verify(call: Call, keys: Sequence[Key]) -> list[AwsenvError]:
    """Ask AWS of every user once, and remember what it says; what went wrong."""
    facts, errors = known.load(call.environ), []
    fresh: set[str] = set()
    for key in keys:
        if key.id in fresh:
            continue
        place = key.places[0]
        try:
            found = moving.read(call, place, key.id)
            account = Account(call, call.target(place.profile), found, key.users)
            learned = account.facts(account.user())
            facts |= learned
            fresh |= learned.keys()
        except AwsenvError as error:
            errors.append(error)
    known.keep(call.environ, facts)
    return errors


def values(keys: Sequence[Key], facts: dict[str, Fact]) -> list[dict[str, Any]]:
    """Each place of each key for a program; times in epoch seconds, null where AWS was never asked."""
    return [_value(key, place, facts.get(key.id)) for key in keys for place in key.places]


def _value(key: Key, place: inventory.Place, fact: Fact | None) -> dict[str, Any]:
    return {
        "profile": place.profile,
        "access_key": key.id,
        "store": place.store,
        "where": {"path": place.section.file.path, "line": place.line},
        "user": fact and fact.user,
        "created": fact and fact.created,
        "last_used": fact and fact.used,
        "keys": fact and fact.count,
        "verified": fact and fact.asked,
        "used_by": key.users,
    }


def lines(call: Call, keys: Sequence[Key], facts: dict[str, Fact]) -> list[str]:
    """The table, as wide as the terminal."""
    rows = [[column.name for column in COLUMNS]]
    for key in keys:
        fact = facts.get(key.id)
        for place in key.places:
            users = [name for name in key.users if name != place.profile]
            rows.append([*map(table.clean, _cells(call, key, place, fact)), table.clean(", ".join(users))])
    size = table.room(call.out.fileno()) if call.out.isatty() else None
    given = table.fit(table.widths(rows), COLUMNS, size.columns if size else None)
    return [table.line(table.cells(row, given)) for row in rows]


def _cells(call: Call, key: Key, place: inventory.Place, fact: Fact | None) -> list[str]:
    path = with_tilde(printable(place.section.file.path), call.environ.get("HOME", "").rstrip("/"))
    age = f"{fact.days(call.now)} days" if fact else ""
    used = _ago(fact, call.now) if fact else ""
    return [
        place.profile,
        key.id,
        place.store or f"plain, {path}:{place.line}",
        age,
        used,
        str(fact.count) if fact else "",
    ]


def _ago(fact: Fact, now: float) -> str:
    if fact.used is None:
        return "never"
    days = max(0, int(now - fact.used)) // known.DAY
    return f"{days} days ago" if days else "today"
