"""Which profile does this directory ask for, and may it?"""

from __future__ import annotations

import os
from stat import S_IWGRP, S_IWOTH

from .environment import quoted, unquoted
from .errors import AwsenvError, MalformedPin, UnreadableFile, shown, shown_path

TYPE_CHECKING = False

NAME = ".awsprofile"
LIMIT = 1024  # characters: as many as the snippets read, and enough for any profile name
MODES = ("auto", "profile", "keys")

ALLOW, DENY = "allow", "deny"


class Pin:
    """What a .awsprofile says."""

    __slots__ = ("mode", "path", "profile", "region", "text")

    def __init__(self, path: str, text: str, profile: str, region: str | None, mode: str) -> None:
        self.path = path  # absolute
        self.text = text
        self.profile = profile
        self.region = region
        self.mode = mode  # auto, profile or keys


def find(directory: str) -> str | None:
    """The path of the nearest pin, from the directory up to /."""
    while True:
        path = directory.rstrip("/") + "/" + NAME
        if os.path.isfile(path):  # noqa: PTH113
            return path
        if directory in ("", "/"):
            return None
        directory = directory.rpartition("/")[0]


def read(path: str) -> Pin:
    """The pin at the path. Raises MalformedPin, and UnreadableFile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hold anybody
        with open(descriptor, encoding="utf-8") as stream:  # noqa: PTH123
            text = stream.read(LIMIT + 1)
    except UnicodeDecodeError:
        raise MalformedPin(path, 1, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    return parse(text, path)


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
    """Whether this can be the name of a region: a part of a host's name (botocore.utils.validate_region_name)."""
    return (
        0 < len(text) < 64
        and text.replace("-", "a").isalnum()
        and text.isascii()
        and "-" not in (text[0], text[-1])
    )


class Consents:
    """What the user said of pins: a file to which each answer is appended; the last one of a path counts.

    A line is "allow PATH TEXT MEANING" or "deny PATH", each word percent-encoded. A line that is damaged says nothing.
    """

    __slots__ = ("file",)

    def __init__(self, state_directory: str) -> None:
        self.file = state_directory + "/pins"

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

    def record(self, *words: str) -> None:
        """Append an answer; the file and its directory are the user's alone."""
        try:
            os.makedirs(os.path.dirname(self.file), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
            descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                # The blank line ends what a crash may have left unfinished.
                os.write(descriptor, ("\n" + " ".join(map(_word, words)) + "\n").encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise AwsenvError(f"cannot remember this in {shown_path(self.file)}: {error.strerror}") from None

    def _lines(self) -> list[str]:
        try:
            with open(self.file, encoding="utf-8", errors="replace") as stream:  # noqa: PTH123
                status = os.fstat(stream.fileno())
                if status.st_mode & (S_IWGRP | S_IWOTH) or status.st_uid != os.geteuid():
                    raise AwsenvError(
                        f"{shown_path(self.file)} can be written by others, so no pin is followed",
                        f"check it, then: chmod 600 {shown_path(self.file)}",
                    )
                return stream.read().split("\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnreadableFile(self.file, error.strerror or type(error).__name__) from None


def _word(text: str) -> str:
    """One word of a line; the empty text, too, must be one."""
    return quoted(text) or "%"
