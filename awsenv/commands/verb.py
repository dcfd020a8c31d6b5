"""What does the module of a verb declare, and what does its `run` return?

All of this is loaded by a plain switch; options are declared by a function, which runs where one was typed.
"""

from __future__ import annotations

from ..errors import DONE, UsageError
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Protocol

    from ..call import Call
    from ..environment.variables import Environment
    from .options import Option

    Given = Sequence[tuple["Word", object]]

    class Verb(Protocol):
        """A module of this package: `run` is called with the words that USAGE declares, by their names.

        What was not typed is not handed over: each default stands in the signature of `run`.
        """

        USAGE: Usage
        run: Callable[..., Result]


class Result:
    """What a verb has done."""

    __slots__ = ("change", "status")

    def __init__(self, status: int = DONE, change: Environment | None = None) -> None:
        self.status = status  # of the process
        self.change = change or {}  # of the calling shell, which makes it if the status is 0


ONE, OPTIONAL, ANY = "", "?", "*"  # how often a word is typed


class Word:
    """A word behind a verb. Both roads to `run`, without argparse and with it, check what was typed by this.

    `check` returns the value, tells `call` what is worth saying, and raises UsageError; or ValueError where
    the message is about an option and names that.
    """

    __slots__ = ("about", "check", "choices", "complete", "metavar", "name", "number")

    def __init__(
        self,
        name: str,
        metavar: str,
        about: str = "",
        number: str = ONE,
        *,
        choices: Collection[str] = (),
        check: Callable[[str, Call], object] | None = None,
        complete: Callable[[Mapping[str, str]], Iterable[str]] | None = None,
    ) -> None:
        self.name = name  # of the parameter of `run`
        self.metavar = metavar  # in help and messages
        self.about = about
        self.number = number  # ONE, OPTIONAL or ANY, which is last and gives a list
        self.choices = choices  # all that may be typed; any text without them
        self.check = check or self._chosen
        self.complete = complete  # the environment given, what TAB offers; without it that is `choices`

    def _chosen(self, text: str, _: Call) -> str:
        if self.choices and text not in self.choices:
            raise UsageError(f"{shown(text)} is not one of {', '.join(self.choices)}")
        return text

    def value(self, typed: object, call: Call) -> object:
        """What `run` gets for what was typed."""
        if isinstance(typed, list):
            return [self.check(text, call) for text in typed]
        return self.check(typed, call) if isinstance(typed, str) else typed


class Usage:
    """The words and options behind a verb, and what it needs of the calling shell."""

    __slots__ = ("command", "needs_snippet", "options", "switches", "takes_old_snippet", "words")

    def __init__(
        self,
        *words: Word,
        options: Callable[[], Iterable[Option]] = tuple,
        command: bool = False,
        switches: bool = False,
        needs_snippet: bool = False,
        takes_old_snippet: bool = False,
    ) -> None:
        self.words = words
        self.options = options
        self.command = command  # behind -- follow the words of a program, which `run` gets as `command`
        self.switches = switches  # who the shell is may change, so a failure says who it still is
        self.needs_snippet = needs_snippet  # without one nothing could be done, which is an error
        self.takes_old_snippet = takes_old_snippet  # that of another version is no error

    def plain(self, typed: Sequence[str]) -> Given | None:
        """What was typed, where that is words and options in full; None leaves it to argparse.

        argparse costs more than a whole switch.
        """
        parted = self._parted(typed) if any(word.startswith("-") for word in typed) else (typed, [])
        if parted is None:
            return None
        words, given = parted
        ones = [word for word in self.words if word.number != ANY]
        fewest = sum(word.number == ONE for word in ones)
        rest = list(words[len(ones) :])
        if len(words) < fewest or (rest and ones == [*self.words]):
            return None
        return [*zip(ones, words, strict=False), *([(self.words[-1], rest)] if rest else ()), *given]

    def _parted(self, typed: Sequence[str]) -> tuple[list[str], list[tuple[Word, object]]] | None:
        """The words, and the options with what they are given, of which no two go against each other."""
        known = {flag: option for option in self.options() for flag in option.flags}
        words, given, rivals = list[str](), list[tuple[Word, object]](), set[str]()
        rest = iter(typed)
        for word in rest:
            if not word.startswith("-"):
                words.append(word)
                continue
            option = known.get(word)
            if option is None or option.repeats or option.rivals in rivals:
                return None
            value = next(rest, "-") if option.metavar else option.const
            if option.metavar and str(value).startswith("-"):
                return None
            rivals.add(option.rivals)
            given.append((option, value))
        return words, given


def _profiles(environ: Mapping[str, str]) -> Iterable[str]:
    from . import options

    return options.profiles(environ)


_AS_IN = "as in ~/.aws/config or ~/.aws/credentials"
PROFILE = Word("profile", "PROFILE", _AS_IN, complete=_profiles)
OPTIONAL_PROFILE = Word("profile", "PROFILE", _AS_IN, OPTIONAL, complete=_profiles)
