"""Which sections and options does this AWS config text hold, on which lines, and what is wrong in it?

The answers are botocore's: configparser.RawConfigParser as botocore.configloader uses it, written out since
a switch has no time to import it and it does not tell lines. The tests compare both on generated texts.
"""

from __future__ import annotations

import posix
from _stat import S_ISREG

from ..errors import MalformedFile, UnreadableFile
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Values = dict[str, "str | dict[str, str]"]

KINDS = ("profile", "sso-session", "services")  # a config file has sections [KIND NAME]
DIGITS = bytes.maketrans(b"123456789", b"000000000")
FEW = 8  # searches through a text take less time than to look at all that is in it
LARGE = 1 << 15  # bytes: to look through less takes no longer than to keep a note of it
MANY = 1_000  # problems, or odd sections: to read more of these takes longer than to look through the file
FORMAT = "awsenv checked 2"


class Problem:
    """A place for which botocore rejects the whole file."""

    __slots__ = ("code", "line", "what")

    def __init__(self, line: int, code: str, what: str) -> None:
        self.line = line
        # encoding, byte-order-mark, block, section-twice, setting-twice, no-section or no-setting
        self.code = code
        self.what = what


class Section:
    """One [header] with its options."""

    __slots__ = ("file", "header", "options", "places")

    def __init__(self, header: str, file: File) -> None:
        self.header = header
        self.file = file
        self.options: dict[str, list[str]] = {}  # the raw lines of each value
        self.places: dict[str, tuple[int, int]] = {}  # a character, and how many lines below it

    def line(self, option: str) -> int:
        """The line of an option, also in [DEFAULT]."""
        at, after = self.places.get(option) or self.file.defaults.places[option]
        return self.file.line(at) + after

    def layers(self) -> tuple[dict[str, list[str]], ...]:
        """The options that hold here: its own, and then those of [DEFAULT]."""
        return self.options, self.file.defaults.options

    def value(self, option: str) -> str | dict[str, str] | None:
        """The value of an option, nested where it is a block of lines; None where it is missing."""
        for layer in self.layers():
            if option in layer:
                return value(layer[option])
        return None

    def values(self) -> Values:
        """Each option with its value."""
        return {option: value(lines) for layer in reversed(self.layers()) for option, lines in layer.items()}

    def __contains__(self, option: str) -> bool:
        return option in self.options or option in self.file.defaults.options


class File:
    """One AWS file as text says it, with what is wrong in it.

    Most sections are read when they are asked for. Odd ones are read at once: a search for the header would
    miss them, they say something of others, or something is wrong in them.
    """

    __slots__ = (
        "_asked",
        "_index",
        "_is_indexed",
        "_line_ends",
        "_searches",
        "_sections",
        "defaults",
        "inherited",
        "odd",
        "odd_headers",
        "path",
        "problems",
        "text",
    )

    def __init__(self, path: str, text: str = "", odd: Iterable[int] = ()) -> None:
        """A file in which nothing is wrong, and the odd sections begin at these characters."""
        self.path = path
        self.text = text if text.endswith("\n") else text + "\n"
        self.problems: list[Problem] = []
        self.defaults = Section("DEFAULT", self)  # configparser gives its options to every other section
        self.inherited: dict[str, Problem] = {}  # wrong blocks in it, which matter where a section has them
        self._index: dict[str, int] = {}  # headers that were found, and the character where
        self._is_indexed = False
        self._searches = FEW
        self._sections: dict[str, Section] = {}  # those that were read
        self._line_ends: list[int] | None = None
        self._asked = FEW
        self.odd = list(odd)
        for at in self.odd:
            _read(self, at, end_of(self.text, at))
        self.odd_headers = list(self._sections)

    @property
    def headers(self) -> dict[str, int]:
        """Every header but [DEFAULT], in the order of the file, and a character at it or not far above."""
        if not self._is_indexed:
            odd: dict[int, dict[str, int]] = {at: {} for at in self.odd}
            for header in self.odd_headers:
                odd[self._index[header]][header] = self._index[header]
            self._index, self._is_indexed = {}, True
            self._index.update(odd.get(0, {}))
            for at, header in zip(*_begins(self.text), strict=True):
                if at in odd:
                    self._index.update(odd[at])
                else:
                    self._index[header] = at
        return self._index

    def at(self, header: str) -> int | None:
        """A character at a header or not far above; None where there is no such section."""
        if header in self._index or self._is_indexed or header == "DEFAULT" or "\n" in header:
            return self._index.get(header)
        if not self._searches:
            return self.headers.get(header)
        self._searches -= 1
        line = f"[{header}]\n"
        return 0 if self.text.startswith(line) else self.text.find("\n" + line) + 1 or None

    def section(self, header: str) -> Section | None:
        """The section of that header, or None."""
        if header not in self._sections:
            at = self.at(header)
            if at is None:
                return None
            _read(self, at, end_of(self.text, at))
        return self._sections[header]

    def open(self, header: str, at: int, after: int) -> Section:
        """A section to be filled, whose header has been read. Only the first of its name is kept."""
        if header == "DEFAULT":
            return self.defaults
        section = Section(header, self)
        if header in self._sections or self._index.setdefault(header, at) != at:
            what = f"section {shown(f'[{header}]')} appears for the second time"
            self.reject(at, after, "section-twice", what)
        else:
            self._sections[header] = section
        return section

    def reject(self, at: int, after: int, code: str, what: str) -> None:
        """Note what is wrong so many lines below a character; more than many is not noted."""
        if len(self.problems) < MANY:
            self.problems.append(Problem(self.line(at) + after, code, what))

    def line(self, at: int) -> int:
        """The number of the line of a character."""
        if self._line_ends is None:
            if self._asked:
                self._asked -= 1
                return self.text.count("\n", 0, at) + 1
            self._line_ends, end = [], -1
            for line in self.text.split("\n"):
                end += len(line) + 1
                self._line_ends.append(end)
        from bisect import bisect_left

        return bisect_left(self._line_ends, at) + 1

    def refusal(self) -> MalformedFile:
        """Why botocore refuses the file: the first of its problems."""
        problem = self.problems[0]
        what = f"{problem.what}; AWS tools refuse the whole file"
        return MalformedFile(self.path, problem.line, what, code=problem.code)

    def look_through(self) -> None:
        """Find all sections, and what is wrong in them.

        Of sections that differ in nothing but headers and digits only one is looked at.
        """
        text, sound, index = self.text, set(), self._index
        # As bytes, since one letter beyond ASCII makes str.translate fifty times slower.
        alike = text.encode("utf-8", "surrogatepass").translate(DIGITS).decode("utf-8", "surrogatepass")
        begins, headers = _begins(text)
        first, *ends = *begins, len(text)
        if text[:first].strip():
            self._read_odd(0, first)
        for at, header, end in zip(begins, headers, ends, strict=True):
            body = alike[at + len(header) + 2 : end]
            if not header or not is_usual(header) or header in index:
                self._read_odd(at, end)
            elif body in sound or _is_sound(body):
                sound.add(body)
                index[header] = at
            else:
                self._read_odd(at, end)
        self._is_indexed, self.odd_headers = True, list(self._sections)
        for option, problem in self.inherited.items():
            if any(option not in section.options for section in map(self.section, self._index) if section):
                self.problems.append(problem)

    def _read_odd(self, at: int, end: int) -> None:
        self.odd.append(at)
        _read(self, at, end)


def load(path: str, cache_directory: str = "") -> File:
    """The sections of a file; one that is not there is empty, as it is for botocore.

    In the cache directory it is kept which large files are in order. Raises UnreadableFile for a file that is
    there and cannot be read.
    """
    try:
        if not S_ISREG(posix.stat(path).st_mode):
            return File(path)  # botocore passes over what is no file, and a FIFO would hold the shell
        # The locale's encoding and all line ends, since configparser reads the file so.
        with open(path) as stream:
            status = posix.fstat(stream.fileno())
            text = stream.read()
        if status.st_size < LARGE or not cache_directory:
            return parse(text, path)
        from ..files import private  # which most switches are spared

        note = f"{cache_directory}/checked/{path.replace('/', '%')[-200:]}"
        odd = private.recall(note, f"{FORMAT} {stream.encoding}", status)
        if odd is not None:
            return File(path, text, map(int, odd))
        file = parse(text, path)
        if not file.problems and len(file.odd) < MANY:
            private.keep(note, f"{FORMAT} {stream.encoding}", status, map(str, file.odd))
        return file
    except (FileNotFoundError, NotADirectoryError):
        return File(path)
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError as error:
        with open(path, errors="surrogateescape") as stream:
            file = parse(stream.read(), path)
        before = error.object[: error.start] + b"."  # the end of a line belongs to that line
        what = f"not {error.encoding.upper()} text"
        file.problems.insert(0, Problem(len(before.splitlines()), "encoding", what))
        return file


def parse(text: str, path: str) -> File:
    """The sections of an AWS file. A wrong line is noted as a problem and passed over."""
    file = File(path, text.removeprefix("\ufeff"))
    file.look_through()
    if text.startswith("\ufeff"):
        file.problems.insert(0, Problem(1, "byte-order-mark", "starts with a byte order mark"))
    return file


def is_usual(header: str) -> bool:
    """Whether a header is one word, or a kind and a name as one would write them who needs no quotes."""
    word, blank, name = header.partition(" ")
    named = word in KINDS and name != "" and " " not in name if blank else word != "DEFAULT"
    return named and is_simple(header)


def is_simple(text: str) -> bool:
    """Whether shlex would see nothing but words and spaces, the one blank that is printable."""
    return text.isprintable() and not ("'" in text or '"' in text or "\\" in text)


def value(lines: list[str]) -> str | dict[str, str]:
    """What an option is set to by these lines; nested where it is a block of lines."""
    if len(lines) == 1:
        return lines[0]
    text = "\n".join(lines).rstrip()
    return _nested(text) if text.startswith("\n") else text


def _is_sound(body: str) -> bool:
    """Whether the lines below a header are that section and no other, and nothing is wrong in them."""
    file = File("", "[x]" + body, [0])
    return file.odd_headers == ["x"] and not file.problems and not file.defaults.options


def _begins(text: str) -> tuple[list[int], list[str]]:
    """Where sections begin, and the header of each; "" for one that is not alone on its line."""
    begins, headers = [], []
    before, *parts = f"\n{text}".split("\n[")
    at = len(before)
    for part in parts:
        header, sign, _ = f"{part}\n".partition("]\n")
        if sign and header and "\n" not in header:
            begins.append(at)
            headers.append(header)
        elif _is_header(text, at):
            begins.append(at)
            headers.append("")
        at += len(part) + 2
    return begins, headers


def end_of(text: str, at: int) -> int:
    """Where the lines end that begin at a character: at the next header that is not indented."""
    end = text.find("\n[", at)
    while end >= 0 and not _is_header(text, end + 1):
        end = text.find("\n[", end + 1)
    return end + 1 or len(text)


def _is_header(text: str, at: int) -> bool:
    """Whether a line that begins with [ is a header: there is a ] behind something."""
    return text.rfind("]", at + 2, text.find("\n", at)) > 0


def _read(file: File, at: int, end: int) -> None:
    """Read the lines between two characters, of which the first begins a section or the file."""
    section: Section | None = None
    name = ""
    value: list[str] | None = None  # of the option that an indented line would continue
    indent = 0  # of the line that began that option
    for after, raw in enumerate(file.text[at : end - 1].split("\n")):
        line = raw.strip()
        if not line:
            if value is not None:
                value.append("")
            continue
        first = line[0]
        if first in "#;":
            continue
        depth = 0 if raw[0] == first else len(raw) - len(raw.lstrip())
        if depth > indent and value is not None:
            value.append(line)
            if value[0] == "" and any(part.strip() and "=" not in part for part in line.splitlines()):
                _reject_block(file, section, name, at, after)
            continue
        indent = depth
        if first == "[" and line.rfind("]") > 1:
            section, value = file.open(line[1 : line.rfind("]")], at, after), None
        elif section is None:
            file.reject(at, after, "no-section", "a setting before the first [section]")
        else:
            name, sign, rest = line.partition("=")
            if ":" in name:
                name, sign, rest = line.partition(":")
            name = name.rstrip().lower()
            if sign and name:
                if name in section.options:
                    what = f"{shown(name)} is set for the second time in {shown(f'[{section.header}]')}"
                    file.reject(at, after, "setting-twice", what)
                section.options[name] = value = [rest.lstrip()]
                section.places[name] = at, after
            else:
                what = "neither a [section] nor a setting (name = value)"
                file.reject(at, after, "no-setting", what)
                value = None if sign else value


def _reject_block(file: File, section: Section | None, name: str, at: int, after: int) -> None:
    what = "a line of a nested block has no ="
    if section is file.defaults:
        file.inherited.setdefault(name, Problem(file.line(at) + after, "block", what))
    else:
        file.reject(at, after, "block", what)


def _nested(text: str) -> dict[str, str]:
    """A value that begins on the next line, as botocore.configloader._parse_nested reads it."""
    pairs = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            pairs[name.strip()] = value.strip()
    return pairs
