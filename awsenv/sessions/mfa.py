"""Where does an MFA code come from?"""

from __future__ import annotations

from ..aws_errors import Refused
from ..errors import LoginNeeded, UsageError
from ..files import private
from ..percent import quoted
from ..settings import locations
from ..system import user_command
from ..terminal import ask
from ..text import plain, shown
from . import mfa_process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .context import Context

TRIES = 3
LIMIT = 60  # seconds for mfa_process, in which a person may have to find a key and touch it
DIGITS = 6
REMEMBERED = 10


class UsedCode(LoginNeeded):
    """AWS accepts a code once."""

    code = "mfa-code-used"

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"this MFA code for {shown(serial)} has been sent already, and AWS accepts a code once",
            "wait for the next code, at most 30 s",
        )


class MfaDevice:
    """An MFA device, and how codes are got from it."""

    __slots__ = ("command", "context", "given", "serial", "used")

    def __init__(self, serial: str, context: Context) -> None:
        self.serial = serial
        self.context = context
        self.given = context.options.mfa_code
        found = mfa_process.find(serial, context.target)
        self.command = found[0] if found else None
        cache = locations.directory("cache", context.call.environ)
        self.used = f"{cache}/mfa/{private.digest(serial)}"  # holds marks of the codes that were sent

    @property
    def asks(self) -> bool:
        """Whether a person types the codes, so that another one can be asked for."""
        return self.given is None and self.command is None

    def codes(self, meanwhile: Callable[[], None]) -> Iterator[str]:
        """Codes to try, each to be sent at once: one that was given or printed, or three that are typed.

        `meanwhile` is called once the question can be read.

        Raises AwsenvError: UsedCode, UsageError, LoginNeeded without a terminal, and what the command does.
        """
        if self.given is not None:
            if not _is_code(self.given):
                raise UsageError("an MFA code is six digits")
            yield self._fresh(self.given)
        elif self.command is not None:
            yield self._fresh(self._printed(self.command))
        else:
            yield from self._typed(meanwhile)

    def _printed(self, command: str) -> str:
        context = self.context
        with context.waiting("waiting for the MFA code that mfa_process prints", moves=False):
            text = user_command.output("mfa_process", command, context.clean, LIMIT, asks=context.patient)
        code = text.strip()
        if not _is_code(code):
            program = command.partition(" ")[0]
            raise user_command.failed("mfa_process", program, "printed something other than six digits")
        return code

    def _typed(self, meanwhile: Callable[[], None]) -> Iterator[str]:
        needed = LoginNeeded(
            f"an MFA code for {shown(self.serial)} is needed, and there is no terminal to ask on",
            "give it with --mfa-code, or set mfa_process in the profile to a command that prints it",
            code="mfa-code-needed",
        )
        for _ in range(TRIES):
            code = ask.answer(f"MFA code for {plain(self.serial)}: ", needed, meanwhile=meanwhile)
            if not _is_code(code):
                self.context.call.say("an MFA code is six digits")
                continue
            try:
                yield self._fresh(code)
            except UsedCode as error:
                self.context.call.say(f"{error}; {error.remedy}")

    def _fresh(self, code: str) -> str:
        """The code, which counts as sent from now on. Raises UsedCode for one of the last ten."""
        mark = private.digest(f"{quoted(self.serial)} {code}")
        marks = (private.read(self.used) or "").split()
        if mark in marks:
            raise UsedCode(self.serial)
        try:
            private.store(self.used, "\n".join([mark, *marks[: REMEMBERED - 1]]) + "\n")
        except OSError:
            pass  # the caller has warned that nothing can be kept
        return code

    def refused(self) -> Refused:
        """What to raise when no code opened the session."""
        return Refused(
            f"no MFA code for {shown(self.serial)} was accepted",
            "if the codes were right, the clock of the device or of this computer is wrong",
            code="wrong-mfa-code",
        )


def _is_code(text: str) -> bool:
    return len(text) == DIGITS and text.isascii() and text.isdigit()
