"""How does the text of an AWS file change when keys leave it, come back, or are replaced?

Every byte beside them stays. Text in, text out; each raises AwsenvError rather than to make something else
of it.
"""

from __future__ import annotations

import re
from io import StringIO

from ..aws_config import ini
from ..chains import chain
from ..errors import AwsenvError, MalformedFile
from ..text import shown
from .inventory import KEY, PROCESS, SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..aws_config.ini import File, Section

ROWS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # a line with its end, as Python reads a file
SETTING = re.compile(r"(\s*)([^=:]*[^=:\s])(\s*[=:]\s*)(.*?)(\s*)", re.DOTALL)


def parsed(text: str, path: str) -> File:
    """The sections of the text. Raises MalformedFile where AWS tools refuse it."""
    file = ini.parse(StringIO(text, newline=None).read(), path)
    if file.problems:
        raise file.refusal()
    return file


def moved(text: str, path: str, header: str, key: str, command: str) -> str:
    """The text with a credential_process in place of the two lines of a key."""
    file = parsed(text, path)
    section = _section(file, header)
    if section.value(KEY) != key or SECRET not in section.options:
        raise _changed(path)
    if PROCESS in section:
        what = f"{shown(f'[{header}]')} has a credential_process besides its keys"
        raise MalformedFile(path, section.line(PROCESS), what, "remove it: the keys win", code="two-sources")
    rows = ROWS.findall(text)
    first, second = sorted(_row(section, option) for option in (KEY, SECRET))
    like = _match(rows[_row(section, KEY)])
    rows[first] = f"{like[1]}{PROCESS}{like[3]}{command}{_end(rows[first])}"
    _remove(rows, second)
    return _checked(text, "".join(rows), path, {header: {KEY: None, SECRET: None, PROCESS: command}})


def restored(text: str, path: str, header: str, key: str, secret: str) -> str:
    """The text with both lines of a key in place of its credential_process."""
    rows, at = _of_stored(text, path, header, key)
    like, end = _match(rows[at]), _end(rows[at])
    between = end or next(filter(None, map(_end, rows)), "\n")
    first, second = (f"{like[1]}{name}{like[3]}{value}" for name, value in ((KEY, key), (SECRET, secret)))
    rows[at] = f"{first}{between}{second}{end}"
    return _checked(text, "".join(rows), path, {header: {KEY: key, SECRET: secret, PROCESS: None}})


def stored_elsewhere(text: str, path: str, header: str, key: str, command: str) -> str:
    """The text with another credential_process for the same key."""
    rows, at = _of_stored(text, path, header, key)
    _set(rows, at, command)
    return _checked(text, "".join(rows), path, {header: {PROCESS: command}})


def rotated(text: str, path: str, old: str, new: str, secret: str) -> str:
    """The text with a new key wherever the old one is: with its secret, or by the id alone."""
    file, rows = parsed(text, path), ROWS.findall(text)
    changes: dict[str, dict[str, str | None]] = {}
    for header in file.headers:
        section = _section(file, header)
        if section.value(KEY) == old and {KEY, SECRET} <= section.options.keys():
            changes[header] = {KEY: new, SECRET: secret}
        elif _stored(section) == old:
            changes[header] = {PROCESS: f"{str(section.value(PROCESS))[: -len(old)]}{new}"}
        for option, value in changes.get(header, {}).items():
            _set(rows, _row(section, option), str(value))
    return _checked(text, "".join(rows), path, changes)


def _section(file: File, header: str) -> Section:
    found = file.section(header)
    if found is None:
        raise _changed(file.path)
    return found


def _stored(section: Section) -> str | None:
    """The key id that the section's own credential_process names, where that is ours."""
    found = chain.stored(section.value(PROCESS)) if PROCESS in section.options else None
    return found[1] if found else None


def _of_stored(text: str, path: str, header: str, key: str) -> tuple[list[str], int]:
    """The rows of the text, and the index of the credential_process that is ours and names the key."""
    section = _section(parsed(text, path), header)
    if _stored(section) != key:
        raise _changed(path)
    return ROWS.findall(text), _row(section, PROCESS)


def _changed(path: str) -> AwsenvError:
    what = "has changed meanwhile"
    return AwsenvError(what, "run the command again", code="file-changed", path=path)


def _row(section: Section, option: str) -> int:
    """The index of the row of a setting. Raises MalformedFile for one that goes on in the next."""
    line = section.line(option)
    if "\n" in "\n".join(section.options[option]).rstrip():
        what = f"{shown(option)} continues on the next line"
        raise MalformedFile(section.file.path, line, what, code="block")
    return line - 1


def _match(row: str) -> re.Match[str]:
    """The parts of a row: indentation, name, sign, value and the rest."""
    found = SETTING.fullmatch(row)
    if found is None:  # the parser has read it as a setting
        raise ValueError(row)
    return found


def _end(row: str) -> str:
    """How a row ends: CR, LF, both, or not at all."""
    return row[len(row.rstrip("\r\n")) :]


def _set(rows: list[str], at: int, value: str) -> None:
    like = _match(rows[at])
    rows[at] = f"{like[1]}{like[2]}{like[3]}{value}{like[5]}"


def _remove(rows: list[str], at: int) -> None:
    """Without a row. If it was the last one and had no end, the one before it gets none, either."""
    if at == len(rows) - 1 and not _end(rows[at]):
        rows[at - 1] = rows[at - 1].rstrip("\r\n")
    del rows[at]


def _checked(before: str, after: str, path: str, changes: dict[str, dict[str, str | None]]) -> str:
    """The new text, if a parser finds in it what it found before, but for those changes."""
    expected = {header: dict(values) for header, values in _values(parsed(before, path))}
    for header, settings in changes.items():
        for option, value in settings.items():
            if value is None:
                expected[header].pop(option, None)
            else:
                expected[header][option] = value
    if dict(_values(parsed(after, path))) != expected:
        what = "is written in a way that awsenv cannot change safely"
        raise AwsenvError(what, "nothing was changed", code="not-written", path=path)
    return after


def _values(file: File) -> Iterable[tuple[str, dict[str, object]]]:
    for header in file.headers:
        section = file.section(header)
        yield header, {**section.values()} if section else {}
