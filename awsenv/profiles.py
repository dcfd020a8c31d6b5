"""Which profiles do these AWS config texts define, and on which line?

The answers are botocore's: configparser.RawConfigParser as botocore.configloader uses it, written out because a
switch has no time to import it and because it does not tell lines. The tests compare both on generated texts.
"""

from __future__ import annotations

from .errors import MalformedFile, UnknownProfile, UnreadableFile, shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Values = dict[str, "str | dict[str, str]"]


class Problem:
    """A place for which botocore rejects the whole file."""

    __slots__ = ("line", "what")

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what


class Section:
    """One [header] with its options: the raw lines of each value, and the line each option stands on."""

    __slots__ = ("header", "line", "lines", "options")

    def __init__(self, header: str, line: int) -> None:
        self.header = header
        self.line = line
        self.options: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}


class File:
    """One AWS file as text says it, with what is wrong in it."""

    __slots__ = ("defaults", "path", "problems", "sections")

    def __init__(self, path: str) -> None:
        self.path = path
        self.sections: dict[str, Section] = {}
        self.defaults = Section("DEFAULT", 0)  # configparser gives its options to every other section
        self.problems: list[Problem] = []

    def values(self, section: Section) -> Iterator[tuple[str, str | dict[str, str], int]]:
        """Each option with its value, nested where it is a block of lines, and its line."""
        merged = {**self.defaults.options, **section.options}
        for name, raw in merged.items():
            text = "\n".join(raw).rstrip()
            line = section.lines.get(name) or self.defaults.lines[name]
            yield name, (_nested(text) if text.startswith("\n") else text), line


class Profile:
    """A profile as AWS tools see it: both files merged, the credentials file winning value by value."""

    __slots__ = ("name", "origins", "values")

    def __init__(self, name: str, values: Values, origins: dict[str, tuple[str, int]]) -> None:
        self.name = name
        self.values = values
        self.origins = origins  # of each value: the path of its file, and the line

    def get(self, option: str) -> str | None:
        """The value of an option, or None where it is missing, empty or a nested block."""
        value = self.values.get(option)
        return value if value and isinstance(value, str) else None


class Profiles:
    """Every profile, sso-session and services section of the two files."""

    def __init__(self, config: File, credentials: File) -> None:
        self.config = config
        self.credentials = credentials
        self._config: dict[str, Section] = {}
        self.sso_sessions: dict[str, Section] = {}
        self.services: dict[str, Section] = {}
        for header, section in config.sections.items():
            if header == "default":
                self._config[header] = section
                continue
            for prefix, kind in (
                ("profile", self._config),
                ("sso-session", self.sso_sessions),
                ("services", self.services),
            ):
                if header.startswith(prefix):
                    name = _second_word(header)
                    if name is not None:
                        kind[name] = section
                    break

    def names(self) -> list[str]:
        """All names, in the order of the files; also of those that botocore rejects."""
        return list({**self._config, **self.credentials.sections})

    @property
    def files(self) -> str:
        """Where a profile was looked for, for a message."""
        return f"{shown_path(self.config.path)} or {shown_path(self.credentials.path)}"

    def __contains__(self, name: object) -> bool:
        return name in self._config or name in self.credentials.sections

    def get(self, name: str, where: str = "") -> Profile:
        """The profile of that name.

        Raises MalformedFile where botocore would refuse a file, and UnknownProfile; `where` opens its message.
        """
        for file in (self.config, self.credentials):
            if file.problems:
                raise MalformedFile(file.path, file.problems[0].line, file.problems[0].what)
        if name not in self:
            raise UnknownProfile(name, self.names(), self.files, where)
        values: Values = {}
        origins: dict[str, tuple[str, int]] = {}
        for file, section in (
            (self.config, self._config.get(name)),
            (self.credentials, self.credentials.sections.get(name)),
        ):
            if section is not None:
                for option, value, line in file.values(section):
                    values[option] = value
                    origins[option] = (file.path, line)
        return Profile(name, values, origins)


def load(config: str, credentials: str) -> Profiles:
    """The profiles of two files; one that is not there is empty, as it is for botocore.

    Raises UnreadableFile for one that is there and cannot be read.
    """
    return Profiles(_load(config), _load(credentials))


def _load(path: str) -> File:
    try:
        # The locale's encoding and all line ends, since configparser reads the file so.
        with open(path) as stream:  # noqa: PTH123 (pathlib costs a third of a switch)
            return parse(stream.read(), path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return File(path)
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError as error:
        with open(path, errors="surrogateescape") as stream:  # noqa: PTH123
            file = parse(stream.read(), path)
        line = error.object.count(b"\n", 0, error.start) + 1
        file.problems.insert(0, Problem(line, f"not {error.encoding.upper()} text"))
        return file


def parse(text: str, path: str) -> File:
    """The sections of an AWS file. A wrong line is noted as a problem and passed over."""
    file = File(path)
    if text.startswith("\ufeff"):
        file.problems.append(Problem(1, "begins with a byte order mark"))
        text = text[1:]
    section: Section | None = None
    value: list[str] | None = None  # of the option that an indented line would continue
    indent = 0  # of the line that began that option
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            if value is not None:
                value.append("")
            continue
        first = line[0]
        if first in "#;":
            continue
        deep = 0 if raw[0] == first else len(raw) - len(raw.lstrip())
        if value is not None and deep > indent:
            if value[0] == "" and any(part.strip() and "=" not in part for part in line.splitlines()):
                file.problems.append(Problem(number, "a line of a nested block without ="))
            value.append(line)
            continue
        indent = deep
        end = line.rfind("]") if first == "[" else -1
        if end > 1:
            value = None
            header = line[1:end]
            if header == "DEFAULT":
                section = file.defaults
            elif header in file.sections:
                file.problems.append(Problem(number, f"section {shown(f'[{header}]')} stands here for the second time"))
                section = Section(header, number)
            else:
                section = file.sections[header] = Section(header, number)
            continue
        if section is None:
            file.problems.append(Problem(number, "a setting before the first [section]"))
            continue
        name, sign, rest = _option(line)
        if not sign or not name:
            file.problems.append(Problem(number, "neither a [section] nor a setting (name = value)"))
            value = value if not sign else None
            continue
        if name in section.options:
            file.problems.append(Problem(number, f"{shown(name)} is set for the second time in {shown(f'[{section.header}]')}"))
        value = section.options[name] = [rest]
        section.lines[name] = number
    return file


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
    """The name in a header such as [profile "my name"]: the second of exactly two words, as shlex splits them."""
    if header.isascii() and header.isprintable() and not ("'" in header or '"' in header or "\\" in header):
        words = header.split(" ")
        words = [word for word in words if word] if "" in words else words
    else:
        import shlex

        try:
            words = shlex.split(header)
        except ValueError:
            return None
    return words[1] if len(words) == 2 else None
