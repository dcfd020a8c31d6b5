"""What can go wrong, and which exit status says so?"""

from __future__ import annotations

from .text import meant, printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

DONE = 0
FAILED = 1
USAGE = 2
UNKNOWN_PROFILE = 3
LOGIN_NEEDED = 4
REFUSED = 5
NOT_EXECUTABLE = 126  # as a shell says it
NO_SUCH_COMMAND = 127
INTERRUPTED = 130


class AwsenvError(Exception):
    """A failure that a user, a file or a network can cause, with its facts.

    str() is what a person reads: the place, if there is one, and what failed there.
    """

    status = FAILED
    code = "failed"  # the kind of failure, for programs: a word that stays when the sentence changes

    def __init__(
        self,
        what: str,
        remedy: str | None = None,
        *,
        code: str = "",
        path: str = "",
        line: int = 0,
        status: int = 0,
    ) -> None:
        super().__init__(what)
        self.what = what  # a sentence, without the place
        self.remedy = remedy  # what to type or to change next
        self.path = path  # absolute, of the file at fault; "" where there is none
        self.line = line  # 0 for the file as a whole
        self.code = code or self.code
        self.status = status or self.status

    def __str__(self) -> str:
        place = f"{printable(self.path)}:{self.line}" if self.line else printable(self.path)
        return f"{place}: {self.what}" if place else self.what

    def data(self) -> dict[str, object]:
        """The facts for a program, as what JSON knows."""
        where = {"path": self.path, "line": self.line or None} if self.path else None
        return {"code": self.code, "what": self.what, "where": where, "remedy": self.remedy}


class Cancelled(Exception):
    """The person left a question unanswered: by Escape, Ctrl-D or an empty line."""


class UsageError(AwsenvError):
    """The words on the command line are not a command."""

    status = USAGE
    code = "usage"


class UnknownProfile(AwsenvError):
    """No AWS file defines the profile."""

    status = UNKNOWN_PROFILE
    code = "unknown-profile"

    def __init__(self, name: str, known: Iterable[str], files: str, path: str = "") -> None:
        self._what = ""
        super().__init__(self._what, "awsenv list shows the profiles", path=path)
        self.name = name
        self.known = known
        self.files = files

    @property
    def what(self) -> str:
        """Made when it is read: to find the names that are like it takes a while with thousands."""
        if not self._what:
            near = meant(self.name, self.known, most=3)
            self._what = f"no profile {shown(self.name)} in {self.files}{near}"
        return self._what

    @what.setter
    def what(self, text: str) -> None:
        self._what = text

    def or_verb(self, verbs: Iterable[str]) -> UnknownProfile:
        """The same where a verb could have been meant, too."""
        if self.line:  # its section is known
            return self
        error = UnknownProfile(self.name, [*self.known, *verbs], self.files)
        error.remedy = self.remedy
        return error


class MalformedFile(AwsenvError):
    """A line of a file is not what such a file is made of; `code` says why."""

    code = "malformed-file"

    def __init__(self, path: str, line: int, what: str, remedy: str | None = None, code: str = "") -> None:
        remedy = remedy or "fix that line, then run the command again"
        super().__init__(what, remedy, code=code, path=path, line=line)


class UnreadableFile(AwsenvError):
    """A file exists and cannot be read."""

    code = "unreadable-file"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"cannot be read: {reason}", path=path)


class WrongChain(AwsenvError):
    """The settings of a profile lead to no credentials; `code` says why."""

    code = "wrong-chain"

    def __init__(
        self,
        what: str,
        remedy: str | None = None,
        *,
        code: str = "",
        path: str = "",
        line: int = 0,
        profile: str = "",
        option: str = "",
        loop: Iterable[str] = (),
    ) -> None:
        super().__init__(what, remedy, code=code, path=path, line=line)
        self.profile = profile  # the one with the wrong setting, which may be a source of the one asked for
        self.option = option
        self.loop = tuple(loop)  # the profiles that lead to each other, if that is what is wrong


class NoCredentials(AwsenvError):
    """Nothing in the profile gives credentials, or what gives them has none now."""

    code = "no-credentials"


class LoginNeeded(AwsenvError):
    """A person has to sign in, or to type a code, and this command may not or cannot ask."""

    status = LOGIN_NEEDED
    code = "login-needed"


def still(active: str | None) -> str:
    """The identity of the shell after a failure that has changed nothing."""
    return f"{shown(active)} is still active" if active else "no profile is active"
