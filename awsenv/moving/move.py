"""What would change, what does somebody say to that, and how is it done?"""

from __future__ import annotations

import os

from ..aws_config import profiles
from ..errors import FAILED, LOGIN_NEEDED, AwsenvError, UnreadableFile
from ..files import rewrite
from ..settings import locations
from ..terminal import ask, screen
from . import gather, report, settings_text, walk
from .findings import Note, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call


class NotAsked(AwsenvError):
    """Nobody said yes."""

    def __init__(self, *, asked: bool) -> None:
        super().__init__("nothing was changed", "--dry-run shows what would be, --yes does it unasked")
        self.status = FAILED if asked else LOGIN_NEEDED


class Move:
    """The settings file with new lines in it, the pins to write, and what remains to be said."""

    def __init__(self, call: Call, below: str | None) -> None:
        """Look everywhere, and change nothing. Raises AwsenvError for our own files or a directory named."""
        found = list(gather.everything(call))
        self.path = locations.file(call.environ)
        self.before = rewrite.read(self.path)
        wanted = [one for one in found if isinstance(one, Setting)]
        self.after, self.new, left = settings_text.merged(self.text, self.path, wanted)
        self.notes = [*(one for one in found if isinstance(one, Note)), *left]
        self.wishes: list[walk.Wish] = []
        if below is not None:
            top = os.path.normpath(os.path.join(call.directory, below))
            known = profiles.load(*locations.sources(call.environ))
            for one in walk.below(top, known):
                if isinstance(one, Note):
                    self.notes.append(one)
                else:
                    self.wishes.append(one)

    @property
    def text(self) -> str:
        try:
            return self.before.decode()
        except UnicodeDecodeError:
            raise UnreadableFile(self.path, "not UTF-8 text") from None

    @property
    def is_needed(self) -> bool:
        return bool(self.new or self.wishes)

    def show(self, call: Call) -> None:
        """The findings, and the diff of all that would be written."""
        home = locations.home(call.environ)
        width = max(30, min(screen.columns(call.out), report.WIDEST))
        plain = not screen.is_utf8(call.environ, call.out.encoding)
        report.write(report.findings(self.new, self.notes, home, width, plain=plain), call)
        report.write(report.diff(self.path, self.text, self.after, call), call)
        for wish in self.wishes:
            report.write(report.diff(wish.path, "", "\n".join(wish.lines), call), call)

    def write_settings(self, call: Call) -> None:
        """Put the new settings in place. Raises NotWritten."""
        if not self.new:
            return
        locks = locations.directory("cache", call.environ) + "/locks"
        if not rewrite.replace(self.path, self.before, self.after.encode(), locks):
            raise rewrite.NotWritten(self.path, "something else has just changed it")
        call.say(f"{self.path} has {len(self.new)} new setting{'s' * (len(self.new) != 1)}")


def confirm(call: Call) -> None:
    """Ask once whether to do what was shown; not whoever may not have seen it. Raises NotAsked."""
    question = "awsenv: write this? Type yes to go on: "
    answer = ask.ask(question, seen=True) if call.out.isatty() else None
    if answer != "yes":
        raise NotAsked(asked=answer is not None)
