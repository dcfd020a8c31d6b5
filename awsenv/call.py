"""What was this process given: its environment, directory, clock and streams? And what has it read?

Plain classes here and in the other modules of a switch: typing.NamedTuple and dataclasses each
cost more than the whole switch.
"""

from __future__ import annotations

from .environment.state import State
from .errors import UsageError
from .text import with_tilde

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from .errors import AwsenvError
    from .target import Configuration, Target


class Call:
    """One run of the core. Nothing below cli reads os.environ, the clock or a stream: it is all here."""

    __slots__ = ("_configuration", "directory", "environ", "err", "now", "out", "program", "shell")

    def __init__(
        self,
        environ: Mapping[str, str],
        directory: str,
        now: float,
        out: TextIO,
        err: TextIO,
        program: str = "awsenv",
        shell: str | None = None,
    ) -> None:
        self.environ = environ
        self.directory = directory  # absolute; the shell's logical $PWD where it is one
        self.now = now  # seconds since the epoch, UTC
        self.out = out  # what a program would read
        self.err = err  # every word for a person
        self.program = program  # the path by which the core was started
        self.shell = shell  # bash, zsh or fish if a snippet called and waits for code; else None
        self._configuration: Configuration | None = None

    @property
    def configuration(self) -> Configuration:
        """The user's files, each of which this run reads once."""
        if self._configuration is None:
            from .target import Configuration  # which some runs do without

            self._configuration = Configuration(self.environ)
        return self._configuration

    def target(self, name: str | None = None, where: str = "", source: str | None = None) -> Target:
        """The profile of that name, else the active one; says so where an address is one of the user's.

        Raises UsageError without one; see Configuration.
        """
        name = self.state.profile if name is None else name
        if name is None:
            raise UsageError("no profile is active; name one", "awsenv list shows the profiles")
        found = self.configuration.target(name, where, source)
        if found.name != name and not where and not found.profile.made:
            from .text import shown

            self.say(f"{shown(name)} is your profile {shown(found.name)}")
        return found

    @property
    def state(self) -> State:
        """What the calling shell is, by awsenv's own variables."""
        return State(self.environ)

    def say(self, line: str) -> None:
        """Tell the person at the terminal, who knows what ~ is."""
        try:
            self.err.write(f"awsenv: {with_tilde(line, self.environ.get('HOME', '').rstrip('/'))}\n")
        except OSError:  # it cannot be read, which makes no difference to what is done
            pass

    def report(self, error: AwsenvError, still: str = "") -> None:
        """Say what failed and, on a second line, what can be done about it."""
        self.say(f"{error}{'' if error.what.endswith('?') else ';'} {still}" if still else str(error))
        if error.remedy:
            self.say(error.remedy)

    def answer(self, value: object) -> None:
        """Tell a program, in JSON; in ASCII a terminal, which obeys control characters of eight bits, too."""
        import json

        json.dump(value, self.out, indent=2, ensure_ascii=self.out.isatty())
        self.out.write("\n")

    def inside(self, environ: Mapping[str, str] | None = None, directory: str | None = None) -> Call:
        """The same call with another identity in its environment, or from another directory."""
        environ = self.environ if environ is None else environ
        directory = self.directory if directory is None else directory
        found = Call(environ, directory, self.now, self.out, self.err, self.program, self.shell)
        found._configuration = self.configuration  # since no identity says where the user's files are
        return found
