"""What does the settings file say once more settings are in it?

No parser of TOML keeps comments, so the text is not made anew: lines are put before or behind it, and the
result is read again, to see that it says what was there before, and the new settings.
"""

from __future__ import annotations

import json
import sys

from ..files.rewrite import NotWritten
from ..settings import toml
from ..text import shown
from .findings import Note, Setting

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def merged(text: str, path: str, wanted: Iterable[Setting]) -> tuple[str, list[Setting], list[Note]]:
    """The new text, the settings that are new in it, and what was left out. Raises MalformedSettings and
    NotWritten."""
    toml.parse(text, path)
    before = tomllib.loads(text)
    new: dict[str, Setting] = {}
    left: list[Note] = []
    for one in wanted:
        try:
            toml.READERS[one.key](one.value)
        except ValueError as error:
            left.append(Note(f"{one.origin}: {one.key} {error}", "", one.path, one.line))
            continue
        has = before.get(one.key, new[one.key].value if one.key in new else None)
        if has is None:
            new[one.key] = one
        elif has != one.value:
            where = "the settings of awsenv have" if one.key in before else "of those found first, it is"
            what = f"{one.origin} would be {_line(one)}; {where} {shown(str(has))}, which stays"
            left.append(Note(what, "", one.path, one.line))
    added = "".join(f"{_line(one)}\n" for one in new.values())
    tables = any(isinstance(value, (dict, list)) for value in before.values())
    between = "" if not text or text.endswith("\n") else "\n"
    # Behind a [table] they would belong to it.
    after = added + ("\n" + text if text else "") if added and tables else text + between + added
    if not added:
        after = text
    toml.parse(after, path)
    if tomllib.loads(after) != {**before, **{key: one.value for key, one in new.items()}}:
        raise NotWritten(path, "the lines would not mean the same there")
    return after, list(new.values()), left


def _line(one: Setting) -> str:
    # A basic string of TOML is one of JSON; readers let through what can be printed, and that alone.
    return f"{one.key} = {json.dumps(one.value, ensure_ascii=False)}"
