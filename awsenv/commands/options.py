"""Which words and options does each verb take, and what may stand there? (argparse, unless they are plain)"""

from __future__ import annotations

import argparse

from .. import durations, pins
from ..chains import sts_calls
from ..errors import AwsenvError, UsageError
from ..target import Configuration
from ..text import meant, shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType
    from typing import NoReturn

COLUMNS = 80


class Parser(argparse.ArgumentParser):
    """argparse, with our one line on what is wrong instead of its usage text."""

    environ: Mapping[str, str]
    words: Sequence[str] = ()  # all that was typed behind the verb

    def format_help(self) -> str:
        """For 80 columns, or fewer, and with examples."""
        from shutil import get_terminal_size

        from . import examples

        within = list(self.verbs().values())
        if len(within) == 1:
            return within[0].format_help()
        width = min(get_terminal_size().columns, COLUMNS) - 2
        self.formatter_class = lambda prog: _Formatter(prog, width=width)
        self.epilog = examples.epilog(self.prog.removeprefix("awsenv "))
        return super().format_help()

    def verbs(self) -> dict[str, Parser]:
        """The verbs within this one."""
        for action in self._actions:
            if action.nargs == argparse.PARSER and isinstance(action.choices, dict):
                return action.choices
        return {}

    def error(self, message: str) -> NoReturn:
        raise UsageError(shown_path(self._nearer(message)), f"{self.prog} --help shows how")

    def _nearer(self, message: str) -> str:
        """The message, or one that names the word that is wrong where argparse misses another."""
        known = self._option_string_actions
        if not message.startswith(("the following arguments", "unrecognized")) or self._subparsers:
            return message
        end = list(self.words).index("--") if "--" in self.words else len(self.words)
        options = (
            word.partition("=")[0] for word in self.words[:end] if word.startswith("-") and word != "-"
        )
        options = (option if option.startswith("--") else option[:2] for option in options)
        wrong = next((option for option in options if option not in known), None)
        if wrong is not None:
            return f"there is no option {shown(wrong)}{meant(wrong, known, 0.75)}"
        if "-- COMMAND" in (self.usage or "") and end == len(self.words) and message.startswith("unrec"):
            return "the command follows --, as in: awsenv exec PROFILE -- COMMAND"
        return message


class _Formatter(argparse.HelpFormatter):
    """What has lines of its own keeps them."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


def made(module: ModuleType, verb: str, about: str | None, environ: Mapping[str, str]) -> Parser:
    """The parser of a verb's words."""
    parser = Parser(
        prog=f"awsenv {verb}",
        description=about,
        argument_default=argparse.SUPPRESS,  # the defaults stand once, in the verb's own signature
        allow_abbrev=False,
    )
    parser.environ = environ
    if declare := getattr(module, "arguments", None):
        declare(parser)
    return parser


def profile(parser: argparse.ArgumentParser, **options: str) -> None:
    """The word that names a profile."""
    words = "as in ~/.aws/config or ~/.aws/credentials"
    action = parser.add_argument("profile", metavar="PROFILE", help=words, **options)  # type: ignore[arg-type]
    action.completer = _names  # type: ignore[attr-defined]


def directory(parser: argparse.ArgumentParser) -> None:
    """Where a pin is."""
    parser.add_argument(
        "directory", metavar="DIR", nargs="?", help="where the .awsprofile lies; default: here or above"
    )


def service(parser: argparse.ArgumentParser, services: Iterable[str]) -> None:
    """Two words, both optional: a profile and a service, or one of them."""
    profile(parser, nargs="?")
    action = parser.add_argument("service", metavar="SERVICE", nargs="?", help="s3, ec2, logs, … or a page")
    action.completer = lambda **_: services  # type: ignore[attr-defined]


def switch_options(parser: argparse.ArgumentParser) -> None:
    """What a switch may say besides its profile, and a pin as well."""
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "-k", "--keys", dest="mode", action="store_const", const="keys", help="export temporary keys"
    )
    modes.add_argument(
        "-p", "--profile", dest="mode", action="store_const", const="profile", help="export AWS_PROFILE alone"
    )
    region(parser)


def region(parser: argparse.ArgumentParser) -> None:
    """The region to use."""
    action = parser.add_argument(
        "-r", "--region", metavar="REGION", type=_region, help="instead of the profile's own"
    )
    action.completer = regions  # type: ignore[attr-defined]


def sync_options(parser: Parser) -> None:
    """The words of `awsenv sso`, and what its generated profiles may be asked to be."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="sync")
    words = "make a profile for every account and role of an SSO session"
    sync: Parser = verbs.add_parser(
        "sync", help=words, description=words, argument_default=argparse.SUPPRESS, allow_abbrev=False
    )
    sync.environ = parser.environ
    word = "as in [sso-session SESSION]; that of the active profile, or the only one, may be left out"
    session = sync.add_argument("session", metavar="SESSION", nargs="?", help=word)
    session.completer = _sso_sessions  # type: ignore[attr-defined]
    sync.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    sync.add_argument(
        "--template",
        metavar="NAME",
        help="of a profile: {account_name}-{role_name}, or with {account_id} {session} {email} {region}",
    )
    area = sync.add_argument("-r", "--region", metavar="REGION", help="of the profiles; '' for none")
    area.completer = regions  # type: ignore[attr-defined]
    for option, about in (("account", "accounts with a name or id"), ("role", "roles")):
        sync.add_argument(
            f"--{option}",
            dest=f"{option}s",
            metavar="GLOB",
            action="append",
            help=f"only {about} like that; repeatable, and '*' for all",
        )
    sync.add_argument("--rename", action="store_true", help="new names, instead of those of the last sync")
    sync.add_argument("-y", "--yes", action="store_true", help="do not ask where more than half would go")


def session_options(parser: argparse.ArgumentParser) -> None:
    """What may be asked of a session."""
    parser.add_argument(
        "--min-ttl", metavar="45m", type=span, help="a session with less time left is renewed"
    )
    parser.add_argument("-t", "--mfa-code", metavar="CODE", help="the six digits, instead of a question")
    parser.add_argument("-d", "--duration", metavar="1h", type=_duration, help="how long a new session lasts")
    parser.add_argument("--refresh", action="store_true", help="open a new session")
    parser.add_argument(
        "--policy-arn",
        dest="policy_arns",
        metavar="ARN",
        action="append",
        help="allow no more than this policy, or these; repeatable",
    )
    rights = parser.add_mutually_exclusive_group()
    rights.add_argument("--read-only", action="store_true", help="allow no more than ReadOnlyAccess")
    rights.add_argument(
        "--no-read-only",
        dest="read_only",
        action="store_false",
        help="all rights, although the profile's class is read-only",
    )


def span(text: str) -> int:
    """Seconds, of a text like 45m, 1h30m or 900 (seconds)."""
    try:
        return durations.seconds(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def yes(parser: argparse.ArgumentParser) -> None:
    """For scripts, which nobody can ask."""
    parser.add_argument(
        "-y", "--yes", action="store_true", help="do not ask for the name of a guarded profile"
    )


def _duration(text: str) -> int:
    seconds = span(text)
    if seconds < sts_calls.SHORTEST:
        raise argparse.ArgumentTypeError("AWS opens no session of less than 15m")
    return seconds


def _region(text: str) -> str:
    if not pins.is_region(text):
        raise argparse.ArgumentTypeError(f"{text!r} cannot be the name of a region")
    return text


def _names(parser: Parser, **_: object) -> Iterable[str]:
    try:
        return Configuration(parser.environ).profiles.names()
    except AwsenvError:
        return ()


def _sso_sessions(parser: Parser, **_: object) -> Iterable[str]:
    try:
        return Configuration(parser.environ).profiles.sso_sessions.names()
    except AwsenvError:
        return ()


def regions(**_: object) -> Iterable[str]:
    """The regions that there are, as far as botocore knows."""
    from ..aws_config import regions

    return regions.known()
