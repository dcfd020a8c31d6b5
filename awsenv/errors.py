"""What can go wrong, and which exit status says so?"""

from __future__ import annotations

from .text import meant, shown, shown_path

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
    """A failure that a user, a file or a network can cause: one sentence, and what to type next."""

    status = FAILED

    def __init__(self, what: str, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class UsageError(AwsenvError):
    """The words typed make no command."""

    status = USAGE


class UnknownProfile(AwsenvError):
    """No AWS file defines the profile."""

    status = UNKNOWN_PROFILE

    def __init__(self, name: str, known: Iterable[str], files: str, where: str = "") -> None:
        super().__init__(
            f"{where}no profile {shown(name)} in {files}{meant(name, known)}",
            "awsenv list shows the profiles there are",
        )
        self.name = name
        self.known = known
        self.files = files

    def or_verb(self, verbs: Iterable[str]) -> UnknownProfile:
        """The same where a verb could stand as well."""
        return UnknownProfile(self.name, [*self.known, *verbs], self.files)


class MalformedFile(AwsenvError):
    """botocore rejects this file as a whole, so no SDK could use any profile in it."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(
            f"{shown_path(path)}:{line}: {what}; AWS tools refuse the whole file",
            "mend that line and type the command again",
        )


class UnreadableFile(AwsenvError):
    """A file is there and cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"cannot read {shown_path(path)}: {reason}")


class MalformedSettings(AwsenvError):
    """The settings file holds something that is no setting."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(f"{shown_path(path)}:{line}: {what}", "mend that line and type the command again")


class MalformedPin(AwsenvError):
    """A .awsprofile holds something else than a profile, a region and a mode."""

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(
            f"{shown_path(path)}:{line}: {what}",
            "a .awsprofile is a profile name, then 'region = …' or 'mode = …' if wanted",
        )


class NoConsent(AwsenvError):
    """A .awsprofile wants a profile and nobody has allowed it yet."""

    def __init__(self, path: str, wish: str, *, changed: bool) -> None:
        since = ", which is not what you allowed" if changed else ""
        super().__init__(
            f"{shown_path(path)} wants {wish}{since}",
            "awsenv allow accepts it, awsenv deny ignores it for good",
        )


class NoSnippet(AwsenvError):
    """Only the shell can change its own environment, and it has not loaded the snippet."""

    def __init__(self, line: str) -> None:
        super().__init__(
            "nothing changed: this shell has not loaded awsenv", f"add to its start-up file: {line}"
        )


class WrongChain(AwsenvError):
    """The profile's settings lead to no identity."""


class NoCredentials(AwsenvError):
    """Nothing in the profile gives keys, or what gives them has none now."""


class LoginNeeded(AwsenvError):
    """Somebody has to sign in, or to type a code, and this command may not or cannot ask."""

    status = LOGIN_NEEDED


def still(active: str | None) -> str:
    """Who the shell is after a failure that has changed nothing."""
    return f"{shown(active)} is still active" if active else "no profile is active"
