"""Which profile does this directory ask for, and may it?"""

from __future__ import annotations

import os
from stat import S_ISREG, S_IWGRP, S_IWOTH

from .errors import AwsenvError, MalformedPin, UnreadableFile, UsageError
from .files import private
from .percent import quoted, unquoted
from .settings.model import MODES
from .text import shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = ".awsprofile"
LIMIT = 1024  # characters: as many as the snippets read, and enough for any profile name

ALLOW, DENY = "allow", "deny"


class Pin:
    """What a .awsprofile says."""

    __slots__ = ("mode", "path", "places", "profile", "region", "text")

    def __init__(self, path: str, text: str, profile: str, region: str | None, mode: str) -> None:
        self.path = path  # absolute
        self.places: tuple[str, ...] = ()  # its file and its directory, links followed, when it was read
        self.text = text
        self.profile = profile
        self.region = region
        self.mode = mode  # auto, profile or keys


def find(directory: str) -> str | None:
    """The path of the nearest pin, from the directory up to /."""
    while True:
        path = directory.rstrip("/") + "/" + NAME
        if os.path.isfile(path):
            return path
        if directory in ("", "/"):
            return None
        directory = directory.rpartition("/")[0]


def nearest(directory: str, below: str) -> str:
    """The path of the pin that applies in a directory, which may be relative to the first.

    Raises AwsenvError where there is none.
    """
    start = os.path.normpath(os.path.join(directory, below))
    path = find(start)
    if path is None:
        raise AwsenvError(f"no {NAME} in {shown_path(start)} or above", "awsenv local PROFILE writes one")
    return path


def counts(path: str, environ: Mapping[str, str]) -> bool:
    """Whether AWSENV_PINS lets the pin count: unset, or a list in which a directory at or above it stands."""
    roots = environ.get("AWSENV_PINS", "")
    home = environ.get("HOME", "").rstrip("/")
    for root in roots.split(":"):
        place = home + root[1:] if root.startswith("~/") else root
        if place.startswith("/") and path.startswith(place.rstrip("/") + "/"):
            return True
    return not roots


def read(path: str) -> Pin:
    """The pin at the path. Raises MalformedPin, and UnreadableFile."""
    # Links are followed before the text is read: what lies behind one may be swapped a moment later.
    places = os.path.realpath(path), os.path.realpath(os.path.dirname(path)) + "/"
    try:
        descriptor = os.open(places[0], os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hold anybody
        with open(descriptor, encoding="utf-8") as stream:
            text = stream.read(LIMIT + 1)
    except UnicodeDecodeError:
        raise MalformedPin(path, 1, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    pin = parse(text, path)
    pin.places = places
    return pin


def write(path: str, text: str) -> None:
    """Put a pin in place, whole or not at all, and in place of a link that somebody left. Raises OSError."""
    temporary = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        # A pin is no secret and often lies in a shared repository: the umask decides who may read it.
        with open(os.open(temporary, flags, 0o666), "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(temporary, path)
    except OSError:
        private.forget(temporary)
        raise


def parse(text: str, path: str) -> Pin:
    """What the text of a pin says: a profile, then perhaps a region and a mode. Raises MalformedPin."""
    if len(text) > LIMIT:
        raise MalformedPin(path, 1, f"longer than {LIMIT} characters")
    profile: str | None = None
    settings: dict[str, str] = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        if not line.isprintable():
            raise MalformedPin(path, number, "a character that cannot be printed")
        if profile is None:
            profile = line
            continue
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or name not in ("region", "mode") or name in settings:
            raise MalformedPin(path, number, f"{shown(line)} is not a setting of a .awsprofile")
        if name == "mode" and value not in MODES:
            raise MalformedPin(path, number, f"{shown(value)} is no mode ({', '.join(MODES)})")
        if not is_region(value) and name == "region":
            raise MalformedPin(path, number, f"{shown(value)} cannot be a region")
        settings[name] = value
    if profile is None:
        raise MalformedPin(path, 1, "names no profile")
    return Pin(path, text, profile, settings.get("region"), settings.get("mode", "auto"))


def is_region(text: str) -> bool:
    """Whether this can be the name of a region: a part of a host's name.

    The rule is that of botocore.utils.validate_region_name.
    """
    return (
        0 < len(text) < 64
        and text.replace("-", "a").isalnum()
        and text.isascii()
        and "-" not in (text[0], text[-1])
    )


def check_region(text: str) -> None:
    """Raise UsageError where this cannot be the name of a region."""
    if not is_region(text):
        raise UsageError(f"{shown(text)} cannot be the name of a region")


class Consents:
    """What the user said of pins: a file to which each answer is appended; the last one of a path counts.

    A line is "allow PATH TEXT MEANING" or "deny PATH", each word percent-encoded. A line that is damaged says
    nothing.
    """

    __slots__ = ("_read", "file")

    def __init__(self, state_directory: str) -> None:
        self.file = state_directory + "/pins"
        self._read: list[str] | None = None  # the lines, if they were read

    def answer(self, path: str) -> tuple[str, str, str] | None:
        """The last answer for a path: allow or deny, and the text and the meaning that were allowed."""
        found = None
        for line in self._lines():
            match line.split(" "):
                case ["allow", where, text, meaning] if unquoted(where) == path:
                    found = ALLOW, unquoted(text), unquoted(meaning)
                case ["deny", where] if unquoted(where) == path:
                    found = DENY, "", ""
        return found

    def ended(self, path: str, text: str, meaning: str) -> bool:
        """Whether this text was allowed while its profile meant something else."""
        answer = self.answer(path)
        return answer is not None and answer[:2] == (ALLOW, text) and answer[2] != meaning

    def paths(self) -> list[str]:
        """Every path for which there is an answer."""
        lines = (line.split(" ") for line in self._lines())
        told = (words[1] for words in lines if words[0] in (ALLOW, DENY) and words[1:])
        return list(dict.fromkeys(map(unquoted, told)))

    def undenied(self, path: str) -> str:
        """The nearest pin, from this one upwards, that was not denied; "" if there is none."""
        while path:
            answer = self.answer(path)
            if answer is None or answer[0] != DENY:
                return path
            directory = path.removesuffix("/" + NAME)
            path = find(directory.rpartition("/")[0]) or "" if directory else ""
        return path

    def record(self, *words: str) -> None:
        """Append an answer; the file and its directory are the user's alone."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        self._read = None
        try:
            private.make_directory(os.path.dirname(self.file))
            descriptor = os.open(self.file, flags, 0o600)
            try:
                self._check(descriptor)
                # The blank line ends what a crash may have left unfinished.
                line = ("\n" + " ".join(map(_word, words)) + "\n").encode()
                if os.write(descriptor, line) < len(line):  # which the kernel tells only of the next write
                    raise OSError(28, "No space left on device")
            finally:
                os.close(descriptor)
        except OSError as error:
            raise AwsenvError(f"cannot remember this in {shown_path(self.file)}: {error.strerror}") from None

    def _lines(self) -> list[str]:
        """The lines of the file as this object found it first, or after its own last answer."""
        if self._read is None:
            self._read = self._loaded()
        return self._read

    def _loaded(self) -> list[str]:
        try:
            descriptor = os.open(self.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, encoding="utf-8", errors="replace") as stream:
                self._check(descriptor)
                return stream.read().split("\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnreadableFile(self.file, error.strerror or type(error).__name__) from None

    def _check(self, descriptor: int) -> None:
        """Nobody else may have a say: not by the file's mode, its owner, or another file in its place."""
        status = os.fstat(descriptor)
        mine = S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        directory = os.path.dirname(self.file)
        if not mine or status.st_mode & (S_IWGRP | S_IWOTH):
            raise AwsenvError(
                f"{shown_path(self.file)} can be written by others, so no pin is followed",
                f"check it, then: chmod 600 {shown_path(self.file)}",
            )
        if not private.is_own(directory):
            raise AwsenvError(
                f"others may write in {shown_path(directory)} or above, so no pin is followed",
                "check who may, or let XDG_STATE_HOME name a directory of yours",
            )


def _word(text: str) -> str:
    """One word of a line; the empty text, too, must be one."""
    return quoted(text) or "%"
