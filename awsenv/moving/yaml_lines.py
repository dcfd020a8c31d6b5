"""Which values of a YAML file stand on one line each, so that they can be read without a parser of YAML?

The files of awsume and aws-sso are such lines. A parser would be a dependency for all, for the sake of one
command that most run once. What is read here is what PyYAML reads (the tests compare both); all else is
named and left to the user.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    Keys = tuple[str, ...]

_KEY = re.compile(r"""(?P<key>\w[\w .@/+=,-]*|"[^"\\]*"|'[^']*')\s*:(?:[ ]+(?P<value>.*))?""")
_DOUBLE = re.compile(r'"([^"\\]*)"(?: +#.*)?')
_ESCAPED = re.compile(r'"(?:[^"\\]|\\.)*"(?: +#.*)?')
_SINGLE = re.compile(r"'((?:[^']|'')*)'(?: +#.*)?")
_PLAIN = re.compile(r"[\w./~$]|-[^\s]")  # how a value without quotes may begin
_BLOCK = re.compile(r"[|>][-+0-9]*(?: +#.*)?")


class NotRead(Exception):
    """From this line on the file may mean something else than its lines seem to say."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Lines:
    """The values of a file with their lines, and the keys whose values were not read."""

    def __init__(self) -> None:
        self.values: dict[Keys, tuple[str, int]] = {}
        self.unread: dict[Keys, int] = {}

    def has(self, keys: Keys) -> bool:
        """Whether something is known of the key, or of one below it."""
        return any(known[: len(keys)] == keys for known in (*self.values, *self.unread))

    def drop(self, keys: Keys, line: int) -> None:
        """Not to be relied on, after all."""
        for known in [one for one in self.values if one[: len(keys)] == keys]:
            del self.values[known]
        self.unread[keys] = line


def read(text: str) -> Lines:
    """The values in nested blocks of `key: value` lines. Raises NotRead."""
    reader = _Reader()
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip(" ")
        if "\t" in line or not line.isprintable() or "\ufeff" in line:
            raise NotRead(number)
        if line:
            reader.take(number, len(raw) - len(raw.lstrip(" ")), line)
    return reader.found


class _Reader:
    """The blocks that are open where the reader is."""

    def __init__(self) -> None:
        self.found = Lines()
        self._levels: list[tuple[int, Keys]] = []  # the indent of each block, and the last key in it
        self._passed: tuple[int, bool] | None = None  # the indent of a key not read; whether it is a text
        self._begun = False

    def take(self, number: int, indent: int, line: str) -> None:
        """Read one more line. Raises NotRead."""
        if self._passed and (indent > self._passed[0] or (indent == self._passed[0] and line[0] == "-")):
            if not self._passed[1]:
                _check(line, number)
            return
        if line.startswith("#") or (line == "---" and not self._begun):
            return
        self._begun, self._passed = True, None
        while self._levels and self._levels[-1][0] > indent:
            self._levels.pop()
        level, keys = self._levels[-1] if self._levels else (-1, ())
        if level < 0 < indent:
            raise NotRead(number)
        read = keys in self.found.values
        goes_on = level < indent and (read or line[0] in "-\"'[{")  # a text of several lines, or a list
        if level >= 0 and (goes_on or (level == indent and line[0] == "-" and not read)):
            self._pass_over(keys, number, level, line)
        else:
            self._key(number, indent, line, keys if level < indent else keys[:-1])

    def _key(self, number: int, indent: int, line: str, parent: Keys) -> None:
        match = _KEY.fullmatch(line)
        if match is None:
            raise NotRead(number)
        keys = (*parent, match["key"].strip(" \"'"))
        if self._levels and self._levels[-1][0] == indent:
            self._levels.pop()
        self._levels.append((indent, keys))
        value = (match["value"] or "").strip(" ")
        if self.found.has(keys):  # twice: which one counts?
            self._pass_over(keys, number, indent, value)
        elif value and not value.startswith("#"):
            plain = _scalar(value)
            if plain is None:
                self._pass_over(keys, number, indent, value)
            else:
                self.found.values[keys] = plain, number

    def _pass_over(self, keys: Keys, number: int, indent: int, rest: str) -> None:
        """What a key has is more than a value on one line."""
        self.found.drop(keys, number)
        self._passed = indent, bool(_BLOCK.fullmatch(rest))
        if not self._passed[1]:
            _check(rest, number)


def _scalar(value: str) -> str | None:
    """What the text after a colon says, if that is a text of one line; None for all that is more."""
    if match := _DOUBLE.fullmatch(value):
        return match[1]
    if match := _SINGLE.fullmatch(value):
        return match[1].replace("''", "'")
    plain = re.split(r" +#", value, maxsplit=1)[0]
    if not _PLAIN.match(plain) or re.search(r":(?: |$)", plain):
        return None
    return plain


def _check(text: str, number: int) -> None:
    """That no quote and no bracket in it can be one that only a later line closes. Raises NotRead."""
    if _DOUBLE.fullmatch(text) or _SINGLE.fullmatch(text) or _ESCAPED.fullmatch(text):
        return
    even = text.count('"') % 2 == 0 and text.count("'") % 2 == 0 and "\\" not in text
    if not even or any(text.count(one) != text.count(two) for one, two in ("[]", "{}")):
        raise NotRead(number)
