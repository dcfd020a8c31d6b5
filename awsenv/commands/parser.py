"""How are a verb's words read where they are not plain, how is its help shown, and what does TAB offer?

By argparse, from the verb's own declaration.
"""

from __future__ import annotations

import argparse

from .. import commands
from ..errors import UsageError
from ..text import meant, printable, shown
from .verb import ONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from .options import Option
    from .verb import Given, Word

COLUMNS = 80
UNEXPECTED = ("unrecognized arguments:", "unexpected:")


class Parser(argparse.ArgumentParser):
    """argparse, with our one line on what is wrong instead of its usage text."""

    typed: Sequence[str] = ()  # behind the verb
    takes_command = False

    def format_help(self) -> str:
        """For 80 columns, or fewer, and with examples."""
        from shutil import get_terminal_size

        from .examples import EXAMPLES

        width = min(get_terminal_size().columns, COLUMNS) - 2
        self.formatter_class = lambda prog: _Formatter(prog, width=width)
        examples = EXAMPLES.get(self.prog.removeprefix("awsenv "))  # none of what only a snippet calls
        self.epilog = examples and f"examples:{examples}"
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        raise UsageError(printable(self._nearer(message)))

    def _nearer(self, message: str) -> str:
        """The message, or one that names the word that is wrong where argparse misses another."""
        known = self._option_string_actions
        if not message.startswith(("the following arguments", "unrecognized")):
            return message
        ours = self.typed[: self.typed.index("--")] if "--" in self.typed else self.typed
        options = (word.partition("=")[0] for word in ours if word.startswith("-") and word != "-")
        options = (option if option.startswith("--") else option[:2] for option in options)
        wrong = next((option for option in options if option not in known), None)
        if wrong is not None:
            return f"no option {shown(wrong)}{meant(wrong, [*known, '--version'], 0.75)}"
        if self.takes_command and "--" not in self.typed and message.startswith("unrec"):
            return f"the command follows --, as in: {self.prog} PROFILE -- COMMAND"
        missing = message.removeprefix("the following arguments are required: ")
        missing = missing.replace("PROFILE, WORD", "PROFILE")  # Python names the optional ones, too
        return f"missing: {missing}" if missing != message else message.replace(*UNEXPECTED)


class _Formatter(argparse.HelpFormatter):
    """What has lines of its own keeps them."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


def made(verb: str, environ: Mapping[str, str]) -> Parser:
    """The parser of a verb's words."""
    usage = commands.module(verb).USAGE
    parser = Parser(
        prog=f"awsenv {verb}",
        description=commands.TABLE[verb] or None,
        argument_default=argparse.SUPPRESS,  # each default is in the signature of `run`
        allow_abbrev=False,
    )
    parser.takes_command = usage.command
    for word in usage.words:
        action = parser.add_argument(
            word.name, metavar=word.metavar, nargs=word.number or None, help=word.about or None
        )
        _offer(action, word, environ)
    _add_options(parser, [*usage.options()], environ)
    if usage.command:
        words = " ".join(word.metavar for word in usage.words)
        parser.usage = f"{parser.prog} {words} [options] -- COMMAND [ARGUMENT ...]"
    return parser


def _add_options(parser: Parser, options: list[Option], environ: Mapping[str, str]) -> None:
    """Rivals exclude each other; a title makes a group in help."""
    places: dict[str, argparse._ActionsContainer] = {"": parser}
    for option in options:
        if option.title not in places:
            places[option.title] = parser.add_argument_group(option.title)
        place = places[option.title]
        if sum(option.rivals == other.rivals for other in options) > 1:
            if option.rivals not in places:
                places[option.rivals] = place.add_mutually_exclusive_group()
            place = places[option.rivals]
        about = option.about.replace("%", "%%")
        if option.metavar:
            how = "append" if option.repeats else "store"
            action = place.add_argument(
                *option.flags, dest=option.name, action=how, metavar=option.metavar, help=about
            )
            _offer(action, option, environ)
        else:
            place.add_argument(
                *option.flags, dest=option.name, action="store_const", const=option.const, help=about
            )


def _offer(action: argparse.Action, word: Word, environ: Mapping[str, str]) -> None:
    """Tell argcomplete what TAB offers there."""
    if word.complete is not None or word.choices:
        complete, choices = word.complete, word.choices
        action.completer = lambda **_: choices if complete is None else complete(environ)  # type: ignore[attr-defined]


def _may_be_mixed(verb: str) -> bool:
    return any(word.number != ONE for word in commands.module(verb).USAGE.words)


def read(verb: str, typed: Sequence[str], words: Sequence[str], environ: Mapping[str, str]) -> Given | None:
    """What was typed, of which `words` are ours; None where that was a call for help, which is printed.

    Raises UsageError.
    """
    parser = made(verb, environ)
    parser.typed = typed
    try:
        # Where a word may be left out, some may be before an option and some behind it. argparse would then
        # take what follows -- for options, and wrap the usage for help as wide as the terminal.
        mixed = _may_be_mixed(verb) and not {"--", "-h", "--help"}.intersection(words)
        parse = parser.parse_intermixed_args if mixed else parser.parse_args
        values = vars(parse(words))
    except SystemExit:  # argparse has shown the help
        return None
    usage = commands.module(verb).USAGE
    declared: dict[str, Word] = {word.name: word for word in (*usage.options(), *usage.words)}
    return [(declared[name], value) for name, value in values.items()]
