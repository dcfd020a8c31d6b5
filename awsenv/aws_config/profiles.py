"""Which profiles do AWS's two files define, and what does each of them say?

The answers are botocore's; the tests compare both on generated texts.
"""

from __future__ import annotations

from ..errors import UnknownProfile
from ..text import printable
from . import ini
from .ini import File, Section, is_simple, is_usual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .ini import Values


class Kind:
    """The profiles, SSO sessions or services of a config file, by their names."""

    __slots__ = ("_file", "_names", "_word", "odd")

    def __init__(self, file: File, word: str) -> None:
        self._file = file
        self._word = word
        self._names: dict[str, str] | None = None
        named = ((self._name(header), header) for header in file.odd_headers)
        # The headers of odd sections, by their names.
        self.odd = {name: header for name, header in named if name is not None}

    def names(self) -> dict[str, str]:
        """The names, in the order of the file, and the header of each."""
        if self._names is None:
            odd, start = set(self._file.odd_headers), self._word + " "
            self._names = found = dict[str, str]()
            for header in self._file.headers:
                if header.startswith(start) and header not in odd:
                    found[header[len(start) :]] = header
                elif (name := self._name(header)) is not None:
                    found[name] = header
        return self._names

    def _name(self, header: str) -> str | None:
        if header.startswith(self._word):
            return _second_word(header)
        return header if header == "default" and self._word == "profile" else None

    def get(self, name: str) -> Section | None:
        """The section of that name, or None. Of several the last counts."""
        if self._names is not None:
            return self._file.section(self._names[name]) if name in self._names else None
        headers = [self.odd[name]] if name in self.odd else []
        if is_usual(header := f"{self._word} {name}"):
            headers.append(header)
        if name == "default" and self._word == "profile":
            headers.append(name)
        if len(headers) == 1:
            return self._file.section(headers[0])
        # Of two that begin at one character the odd one is further down: the other would end there.
        places = {header: at for header in headers if (at := self._file.at(header)) is not None}
        return self._file.section(max(places, key=places.__getitem__)) if places else None


class Profile:
    """A profile as AWS tools see it: both files merged, the credentials file winning value by value."""

    __slots__ = ("_layers", "_sections", "_values", "name")

    def __init__(self, name: str, sections: list[Section]) -> None:
        self.name = name
        self._sections = sections
        # The options that hold; the first that has one counts.
        self._layers = [layer for section in reversed(sections) for layer in section.layers()]
        self._values: Values | None = None

    @property
    def values(self) -> Values:
        """Every option with its value, nested where it is a block of lines."""
        if self._values is None:
            self._values = {
                option: ini.value(lines)
                for layer in reversed(self._layers)
                for option, lines in layer.items()
            }
        return self._values

    def value(self, option: str) -> str | dict[str, str] | None:
        """The value of an option, nested where it is a block of lines; None where it is missing."""
        # Not one of `values`, to which [DEFAULT] may add thousands, in each profile of a chain.
        for layer in self._layers:
            if option in layer:
                return ini.value(layer[option])
        return None

    def get(self, option: str) -> str | None:
        """The value of an option, or None where it is missing, empty or a nested block."""
        value = self.value(option)
        return value if value and isinstance(value, str) else None

    def __contains__(self, option: str) -> bool:
        return self.section_of(option) is not None

    @property
    def made(self) -> bool:
        """Whether no file has it: it is an address, of which no AWS tool knows a profile."""
        return not self._sections[0].file.path

    def section_of(self, option: str) -> Section | None:
        """The section that gives an option its value, and so the file."""
        return next((section for section in reversed(self._sections) if option in section), None)

    def place(self, option: str) -> tuple[str, int] | None:
        """The path of the file that gives an option its value, and the line; None where it is missing."""
        section = self.section_of(option)
        return None if section is None else (section.file.path, section.line(option))

    def own(self) -> list[str]:
        """The options that its sections set themselves, and those that [DEFAULT] may set."""
        return list(dict.fromkeys(option for section in self._sections for option in section.options))

    @property
    def origins(self) -> dict[str, tuple[str, int]]:
        """Of each value, the path of its file, and the line."""
        return {
            option: (section.file.path, section.line(option))
            for section in self._sections
            for option in section.values()
        }


class Profiles:
    """Every profile, sso-session and services section of the two files."""

    def __init__(self, config: File, credentials: File) -> None:
        self.config = config
        self.credentials = credentials
        self.kinds = {word: Kind(config, word) for word in ini.KINDS}  # of sections of the config file
        self.sso_sessions, self.services = self.kinds["sso-session"], self.kinds["services"]
        self._config = self.kinds["profile"]
        self._known: dict[str, Profile] = {}
        self.chains: dict[str, object] = {}  # what chains.chain has found of each profile
        self.walk: object = None  # what chains.walk has found of all

    def names(self) -> list[str]:
        """All names, in the order of the files; also of those that botocore rejects."""
        return list({**self._config.names(), **self.credentials.headers})

    @property
    def files(self) -> str:
        """Where a profile was looked for, for a message."""
        return f"{printable(self.config.path)} or {printable(self.credentials.path)}"

    def check(self) -> None:
        """Raise MalformedFile where botocore would refuse a file."""
        for file in (self.config, self.credentials):
            if file.problems:
                raise file.refusal()

    def __contains__(self, name: str) -> bool:
        return name in self._known or bool(self.sections(name))

    def get(self, name: str, where: str = "") -> Profile:
        """The profile of that name.

        Raises MalformedFile where botocore would refuse a file; UnknownProfile, placed in the file `where`.
        """
        self.check()
        if name not in self._known:
            sections = self.sections(name)
            if not sections:
                from . import unheard

                raise unheard.told(UnknownProfile(name, self.names(), self.files, where), self.config)
            self._known[name] = Profile(name, sections)
        return self._known[name]

    def add(self, name: str, options: Mapping[str, list[str]]) -> None:
        """Know a profile that no file has: its options, and the lines of each value."""
        section = Section(f"profile {name}", File(""))
        section.options = dict(options)
        section.places = dict.fromkeys(options, (0, 0))
        self._known[name] = Profile(name, [section])

    def sections(self, name: str) -> list[Section]:
        """What the files say of a profile: that of the config file first."""
        found = (self._config.get(name), self.credentials.section(name))
        return [section for section in found if section is not None]


def load(config: str, credentials: str, cache_directory: str = "") -> Profiles:
    """The profiles of two files (see ini.load). Raises UnreadableFile."""
    return Profiles(ini.load(config, cache_directory), ini.load(credentials, cache_directory))


def _second_word(header: str) -> str | None:
    """The name in a header such as [profile "my name"]: the second of two words, as shlex splits them."""
    if is_simple(header):
        words = header.split()
        return words[1] if len(words) == 2 else None
    kind, _, quoted = header.partition(" ")
    if quoted[:1] in {'"', "'"} and quoted[1:].endswith(quoted[0]) and is_simple(kind + quoted[1:-1]):
        return quoted[1:-1]
    import shlex  # which imports re: that takes half of a switch

    try:
        words = shlex.split(header)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None
