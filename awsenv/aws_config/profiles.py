"""Which profiles do these AWS config texts define, and on which line?

The answers are botocore's: configparser.RawConfigParser as botocore.configloader uses it, written out since
a switch has no time to import it and it does not tell lines. The tests compare both on generated texts.
"""

from __future__ import annotations

import os
from stat import S_ISREG

from ..errors import MalformedFile, UnknownProfile, UnreadableFile
from ..text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Values = dict[str, "str | dict[str, str]"]

KINDS = ("profile", "sso-session", "services")
LARGE = 1 << 16  # bytes: to look through less costs less than to keep a note that it is in order


class Problem:
    """A place for which botocore rejects the whole file."""

    __slots__ = ("code", "line", "what")

    def __init__(self, line: int, code: str, what: str) -> None:
        self.line = line
        # encoding, byte-order-mark, block, section-twice, setting-twice, no-section or no-setting
        self.code = code
        self.what = what


class Section:
    """One [header] with its options, which are read when they are first asked for."""

    __slots__ = ("_at", "_file", "_options", "header", "places")

    def __init__(self, header: str, file: File, at: int | None = None) -> None:
        self.header = header
        self._file = file
        self._at = at  # where it begins in the text of the file, if it is plain and has not been read
        self._options: dict[str, list[str]] = {}
        self.places: dict[str, tuple[int, int]] = {}

    @property
    def options(self) -> dict[str, list[str]]:
        """The raw lines of each value."""
        if self._at is not None:
            at, self._at = self._at, None
            end = self._file.text.find("\n[", at)
            lines = self._file.text[at : end if end >= 0 else None].split("\n")
            for after, line in enumerate(lines):
                if after and line and line[0] not in "#;":
                    option, _, value = line.partition("=")
                    self.add(option.rstrip().lower(), [value.strip()], at, after)
        return self._options

    def add(self, option: str, value: list[str], at: int, after: int) -> None:
        """Take an option that stands so many lines after that of a character of the text."""
        self._options[option] = value
        self.places[option] = at, after

    def line(self, option: str) -> int:
        """The line on which an option stands, be it in [DEFAULT]."""
        section = self if option in self.options else self._file.defaults
        at, after = section.places[option]
        return self._file.line(at) + after

    def values(self) -> Values:
        """Each option with its value, nested where it is a block of lines."""
        values: Values = {}
        for name, lines in {**self._file.defaults.options, **self.options}.items():
            text = lines[0] if len(lines) == 1 else "\n".join(lines).rstrip()
            values[name] = _nested(text) if text.startswith("\n") else text
        return values

    def __contains__(self, option: str) -> bool:
        return option in self.options or option in self._file.defaults.options


class File:
    """One AWS file as text says it, with what is wrong in it."""

    __slots__ = (
        "_counted",
        "_headers",
        "_sections",
        "defaults",
        "inherited",
        "is_plain",
        "path",
        "problems",
        "text",
    )

    def __init__(self, path: str, text: str = "") -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.is_plain = True
        self.defaults = Section("DEFAULT", self)  # configparser gives its options to every other section
        self.inherited: dict[str, Problem] = {}  # wrong blocks in it, which matter where a section has them
        self._headers: dict[str, int] | None = None
        self._sections: dict[str, Section] = {}  # those that were asked for, or had to be read
        self._counted = (0, 1)

    @property
    def is_indexed(self) -> bool:
        """Whether its sections were looked for; else it is known to be plain (see checked)."""
        return self._headers is not None

    @property
    def headers(self) -> dict[str, int]:
        """Every header but [DEFAULT], and where in the text it stands."""
        if self._headers is None:
            parts = ("\n" + self.text).split("\n[")
            self._headers, at = {}, len(parts[0])
            for part in parts[1:]:
                self._headers[part[: part.index("]\n")]] = at
                at += len(part) + 2
        return self._headers

    def section(self, header: str) -> Section | None:
        """The section of that header, or None."""
        section = self._sections.get(header)
        if section is None:
            at = self._find(header) if self._headers is None else self._headers.get(header)
            if at is not None:
                section = self._sections[header] = Section(header, self, at)
        return section

    def _find(self, header: str) -> int | None:
        line = f"[{header}]\n"
        if "\n" in header or self.text.startswith(line):
            return None if "\n" in header else 0
        return self.text.find("\n" + line) + 1 or None

    def add(self, header: str, at: int) -> Section:
        """The section of a header that stands on a line after that character, to be filled."""
        if header == "DEFAULT":
            return self.defaults
        section = Section(header, self)
        if header not in self.headers:
            self.headers[header] = at
            self._sections[header] = section
        return section

    def line(self, at: int) -> int:
        """The number of the line on which a character stands."""
        before, number = self._counted if self._counted[0] <= at else (0, 1)
        self._counted = at, number + self.text.count("\n", before, at)
        return self._counted[1]

    def refusal(self) -> MalformedFile:
        """Why botocore refuses the file: the first of its problems."""
        problem = self.problems[0]
        what = f"{problem.what}; AWS tools refuse the whole file"
        return MalformedFile(self.path, problem.line, what, code=problem.code)

    def look_through(self) -> None:
        """Find all sections and what is wrong in them.

        Most are plain: "[header]", "option = value" and comments, nothing indented, no option twice. To see
        that takes a few operations of Python's own for a section; others are read line by line at once.
        """
        first, *parts = ("\n" + self.text).split("\n[")
        self._headers = {}
        options: dict[str, str] = {}
        if first.strip():
            _read(self, 0, len(first))
            self.is_plain = not self._headers and not self.problems
        at = len(first)
        for part in parts:
            header, end, body = part.partition("]\n")
            if (
                end
                and header
                and "\n" not in header
                and header not in self._headers
                and header != "DEFAULT"
                and _is_plain(body, options)
            ):
                self._headers[header] = at
            else:
                self.is_plain = False
                if (
                    part.rfind("]", 0, part.find("\n") + 1 or None) < 1
                ):  # a line of the section before, or a wrong one
                    self._read_all()
                    break
                _read(self, at, at + 1 + len(part))
            at += len(part) + 2
        for option, problem in self.inherited.items():
            sections = (self.section(header) for header in self._headers)
            if any(section is not None and option not in section.options for section in sections):
                self.problems.append(problem)

    def _read_all(self) -> None:
        """Forget what was found, and read every line."""
        self.problems, self.inherited = [], {}
        self._headers, self._sections = {}, {}
        self.defaults = Section("DEFAULT", self)
        _read(self, 0, len(self.text))


class Kind:
    """The profiles, SSO sessions or services of a config file, by their names."""

    __slots__ = ("_file", "_names", "_word")

    def __init__(self, file: File, word: str) -> None:
        self._file = file
        self._word = word
        self._names: dict[str, str] | None = None

    def names(self) -> dict[str, str]:
        """The names, in the order of the file, and the header of each."""
        if self._names is None:
            self._names = {}
            headers = self._file.headers
            start = self._word + " "
            simple = _is_simple(
                "".join(headers)
            )  # together, since 10,000 are looked at faster so than one by one
            for header in headers:
                if simple and header.startswith(start) and header.count(" ") == 1 and header != start:
                    self._names[header[len(start) :]] = header
                elif header.startswith(self._word):
                    name = _second_word(header)
                    if name is not None:
                        self._names[name] = header
                elif header == "default" and self._word == "profile":
                    self._names[header] = header
        return self._names

    def get(self, name: str) -> Section | None:
        """The section of that name, or None."""
        if self._file.is_indexed:
            header = self.names().get(name)
            return None if header is None else self._file.section(header)
        section = self._file.section(f"{self._word} {name}")
        if section is None and self._word == "profile" and name == "default":
            section = self._file.section(name)
        return section


class Profile:
    """A profile as AWS tools see it: both files merged, the credentials file winning value by value."""

    __slots__ = ("_sections", "name", "values")

    def __init__(self, name: str, sections: list[tuple[str, Section]]) -> None:
        self.name = name
        self._sections = sections  # and the path of the file of each
        self.values: Values = {}
        for _, section in sections:
            self.values.update(section.values())

    def get(self, option: str) -> str | None:
        """The value of an option, or None where it is missing, empty or a nested block."""
        value = self.values.get(option)
        return value if value and isinstance(value, str) else None

    def file_of(self, option: str) -> str | None:
        """The path of the file that gives an option its value."""
        return next((path for path, section in reversed(self._sections) if option in section), None)

    @property
    def origins(self) -> dict[str, tuple[str, int]]:
        """Of each value, the path of its file, and the line."""
        return {
            option: (path, section.line(option))
            for path, section in self._sections
            for option in section.values()
        }


class Profiles:
    """Every profile, sso-session and services section of the two files."""

    def __init__(self, config: File, credentials: File) -> None:
        self.config = config
        self.credentials = credentials
        self.sso_sessions = Kind(config, "sso-session")
        self.services = Kind(config, "services")
        self._config = Kind(config, "profile")
        self._known: dict[str, Profile] = {}

    def names(self) -> list[str]:
        """All names, in the order of the files; also of those that botocore rejects."""
        return list({**self._config.names(), **self.credentials.headers})

    @property
    def files(self) -> str:
        """Where a profile was looked for, for a message."""
        return f"{printable(self.config.path)} or {printable(self.credentials.path)}"

    def __contains__(self, name: str) -> bool:
        return name in self._known or bool(self._sections(name))

    def get(self, name: str, where: str = "") -> Profile:
        """The profile of that name.

        Raises MalformedFile where botocore would refuse a file; UnknownProfile, placed in the file `where`.
        """
        for file in (self.config, self.credentials):
            if file.problems:
                raise file.refusal()
        if name not in self._known:
            sections = self._sections(name)
            if not sections:
                raise UnknownProfile(name, self.names(), self.files, where)
            self._known[name] = Profile(name, sections)
        return self._known[name]

    def _sections(self, name: str) -> list[tuple[str, Section]]:
        """What the files say of a profile, each with its path."""
        found = ((self.config, self._config.get(name)), (self.credentials, self.credentials.section(name)))
        return [(file.path, section) for file, section in found if section is not None]

    def sets(self, path: str, name: str, option: str) -> bool:
        """Whether one of the files, and not only the other one, has that setting of a profile."""
        section = self.credentials.section(name) if path == self.credentials.path else self._config.get(name)
        return section is not None and option in section


def load(config: str, credentials: str, cache_directory: str = "") -> Profiles:
    """The profiles of two files; one that is not there is empty, as it is for botocore.

    In the cache directory it is kept which large files are in order. Raises UnreadableFile for a file that is
    there and cannot be read.
    """
    return Profiles(_load(config, cache_directory), _load(credentials, cache_directory))


def _load(path: str, cache_directory: str) -> File:
    try:
        if not S_ISREG(os.stat(path).st_mode):
            return File(path)  # botocore passes over what is no file, and a FIFO would hold the shell
        # The locale's encoding and all line ends, since configparser reads the file so.
        with open(path) as stream:
            status = os.fstat(stream.fileno())
            text = stream.read()
        if status.st_size < LARGE or not cache_directory:
            return parse(text, path)
        from . import checked

        note = checked.Note(cache_directory, path, status, stream.encoding)
        if note.holds():
            return File(path, text)
        file = parse(text, path)
        if file.is_plain and is_spelled_out(file.headers):
            note.keep()
        return file
    except (FileNotFoundError, NotADirectoryError):
        return File(path)
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError as error:
        with open(path, errors="surrogateescape") as stream:
            file = parse(stream.read(), path)
        before = error.object[: error.start] + b"."  # the end of a line belongs to that line
        file.problems.insert(
            0, Problem(len(before.splitlines()), "encoding", f"not {error.encoding.upper()} text")
        )
        return file


def parse(text: str, path: str) -> File:
    """The sections of an AWS file. A wrong line is noted as a problem and passed over."""
    file = File(path, text.removeprefix("\ufeff"))
    file.look_through()
    if text.startswith("\ufeff"):
        file.is_plain = False
        file.problems.insert(0, Problem(1, "byte-order-mark", "begins with a byte order mark"))
    return file


def is_spelled_out(headers: Iterable[str]) -> bool:
    """Whether no header but the one to be expected gives a profile, an SSO session or services their name."""
    for header in headers:
        word, _, name = header.partition(" ")
        if header.startswith(KINDS) and (word not in KINDS or _second_word(header) != name):
            return False
    return not {"default", "profile default"} <= set(headers)


def _is_plain(body: str, options: dict[str, str]) -> bool:
    """Whether the lines below a header are plain. `options`: what stood before a = so far, and what it is."""
    names = [line.partition("=")[0] for line in body.split("\n") if line]
    try:
        return len(set(map(options.__getitem__, names))) == len(names)
    except KeyError:  # a comment, or what has not been seen before
        pass
    found = []
    for line in body.split("\n"):
        if line and line[0] not in "#;":
            name, sign, _ = line.partition("=")
            if not sign or not name or name[0].isspace() or ":" in name:
                return False
            options[name] = name.rstrip().lower()
            found.append(options[name])
    return len(set(found)) == len(found)


def _read(file: File, at: int, end: int) -> None:
    """Read the lines between two characters, of which the first begins a section or the file."""
    section: Section | None = None
    name = ""
    value: list[str] | None = None  # of the option that an indented line would continue
    indent = 0  # of the line that began that option
    for after, raw in enumerate(file.text[at:end].split("\n")):
        line = raw.strip()
        if not line:
            if value is not None:
                value.append("")
            continue
        first = line[0]
        if first in "#;":
            continue
        deep = 0 if raw[0] == first else len(raw) - len(raw.lstrip())
        code = problem = ""
        if value is not None and deep > indent:
            if value[0] == "" and any(part.strip() and "=" not in part for part in line.splitlines()):
                code, problem = "block", "a line of a nested block without ="
                if section is file.defaults:
                    file.inherited.setdefault(name, Problem(file.line(at) + after, code, problem))
                    problem = ""
            value.append(line)
        elif first == "[" and line.rfind("]") > 1:
            indent = deep
            value = None
            header = line[1 : line.rfind("]")]
            if header in file.headers:
                code, problem = (
                    "section-twice",
                    f"section {shown(f'[{header}]')} stands here for the second time",
                )
            section = file.add(header, at)
        elif section is None:
            indent = deep
            code, problem = "no-section", "a setting before the first [section]"
        else:
            indent = deep
            name, sign, rest = _option(line)
            if sign and name:
                if name in section.options:
                    code = "setting-twice"
                    problem = f"{shown(name)} is set for the second time in {shown(f'[{section.header}]')}"
                value = [rest]
                section.add(name, value, at, after)
            else:
                code, problem = "no-setting", "neither a [section] nor a setting (name = value)"
                value = value if not sign else None
        if problem:
            file.problems.append(Problem(file.line(at) + after, code, problem))


def _option(line: str) -> tuple[str, str, str]:
    """An option line at its first = or : as configparser's OPTCRE splits it."""
    equals, colon = line.find("="), line.find(":")
    at = equals if colon < 0 or 0 <= equals < colon else colon
    if at < 0:
        return line, "", ""
    return line[:at].rstrip().lower(), line[at], line[at + 1 :].strip()


def _nested(text: str) -> dict[str, str]:
    """A value that begins on the next line, as botocore.configloader._parse_nested reads it."""
    pairs = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            pairs[name.strip()] = value.strip()
    return pairs


def _second_word(header: str) -> str | None:
    """The name in a header such as [profile "my name"]: the second of two words, as shlex splits them."""
    if _is_simple(header):
        words = header.split()
    else:
        kind, _, rest = header.partition('"')
        if kind.endswith(" ") and rest.endswith('"') and _is_simple(kind + rest[:-1]):
            words = [*kind.split(), rest[:-1]]  # shlex imports re, which takes half of a switch
        else:
            import shlex

            try:
                words = shlex.split(header)
            except ValueError:
                return None
    return words[1] if len(words) == 2 else None


def _is_simple(text: str) -> bool:
    """Whether shlex would see nothing but words and spaces, the one blank that is printable."""
    return text.isprintable() and not ("'" in text or '"' in text or "\\" in text)
