"""What has the user said of the pins on this machine?"""

from __future__ import annotations

import posix
from _stat import S_ISREG, S_IWGRP, S_IWOTH

from . import pins
from .errors import AwsenvError, UnreadableFile
from .files import private
from .percent import quoted, unquoted
from .text import printable

ALLOW, DENY, TOLD = "allow", "deny", "told"


class Consents:
    """What the user said of pins: a file to which each answer is appended; the last one of a path counts.

    A line is "allow PATH TEXT MEANING" or "deny PATH", each word percent-encoded; "told PATH TEXT" is what
    the user has not answered yet. A line that is damaged says nothing.
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

    def told(self, path: str) -> str | None:
        """The text of the pin that the user was told of and has not answered yet."""
        found = None
        for line in self._lines():
            match line.split(" "):
                case ["told", where, text] if unquoted(where) == path:
                    found = unquoted(text)
                case ["allow", where, _, _] | ["deny", where] if unquoted(where) == path:
                    found = None
        return found

    def tell(self, path: str, text: str) -> None:
        """Remember what the user is told of a pin, before an answer to that. Raises AwsenvError."""
        if self.told(path) != text:
            self._record(TOLD, path, text)

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
            directory = path.removesuffix("/" + pins.NAME)
            path = pins.find(directory.rpartition("/")[0]) or "" if directory else ""
        return path

    def allows(self, path: str, text: str) -> bool:
        """Whether this text of the pin was allowed, whatever its profile meant then."""
        answer = self.answer(path)
        return answer is not None and answer[:2] == (ALLOW, text)

    def allow(self, path: str, text: str, meaning: str) -> None:
        """Remember that this text of the pin may switch to a profile of this meaning. Raises AwsenvError."""
        self._record(ALLOW, path, text, meaning)

    def deny(self, path: str) -> None:
        """Remember that the pin is to be ignored, whatever it says. Raises AwsenvError."""
        self._record(DENY, path)

    def _record(self, *words: str) -> None:
        """Append an answer; the file and its directory are the user's alone."""
        flags = posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT | posix.O_NOFOLLOW | posix.O_NONBLOCK
        self._read = None
        try:
            private.make_directory(private.parent(self.file))
            self._check_directory()  # first: root would leave a file of its own in the home of a user
            descriptor = posix.open(self.file, flags, 0o600)
            try:
                self._check(descriptor)
                # The blank line ends what a crash may have left unfinished.
                line = ("\n" + " ".join(map(_word, words)) + "\n").encode()
                if posix.write(descriptor, line) < len(line):  # which the kernel tells only of the next write
                    raise OSError(28, "No space left on device")
            finally:
                posix.close(descriptor)
        except OSError as error:
            raise AwsenvError(f"cannot be written: {error.strerror}", path=self.file) from None

    def _lines(self) -> list[str]:
        """The lines of the file as this object found it first, or after its own last answer."""
        if self._read is None:
            self._read = self._loaded()
        return self._read

    def _loaded(self) -> list[str]:
        try:
            descriptor = posix.open(self.file, posix.O_RDONLY | posix.O_NOFOLLOW | posix.O_NONBLOCK)
            with open(descriptor, encoding="utf-8", errors="replace") as stream:
                self._check(descriptor)
                return stream.read().split("\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnreadableFile(self.file, error.strerror or type(error).__name__) from None

    def _check(self, descriptor: int) -> None:
        """Refuse a file that another user owns or may write, or could have put in its place."""
        status = posix.fstat(descriptor)
        mine = S_ISREG(status.st_mode) and status.st_uid == posix.geteuid()
        if not mine or status.st_mode & (S_IWGRP | S_IWOTH):
            raise AwsenvError(
                "other users can write to it, so no .awsprofile is followed",
                f"check it, then: chmod 600 {printable(self.file)}",
                path=self.file,
            )
        self._check_directory()

    def _check_directory(self) -> None:
        directory = private.parent(self.file)
        if not private.is_own(directory):
            raise AwsenvError(
                "other users can write there or above, so no .awsprofile is followed",
                "check who may, or set XDG_STATE_HOME to a directory of your own",
                path=directory,
            )


def _word(text: str) -> str:
    """One word of a line; the empty text, too, must be one."""
    return quoted(text) or "%"
