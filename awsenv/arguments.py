"""Which words and options does each verb take, and what may stand there? (argparse, unless they are plain)"""

from __future__ import annotations

import argparse

from . import pins, preferences, profiles, settings
from .errors import AwsenvError, UsageError, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """argparse, with our one line on what is wrong instead of its usage text."""

    environ: Mapping[str, str]

    def error(self, message: str) -> NoReturn:
        raise UsageError(shown_path(message), f"{self.prog} --help shows how")


def profile(parser: argparse.ArgumentParser, **options: str) -> None:
    """The word that names a profile."""
    words = "as in ~/.aws/config or ~/.aws/credentials"
    action = parser.add_argument("profile", metavar="PROFILE", help=words, **options)  # type: ignore[arg-type]
    action.completer = _names  # type: ignore[attr-defined]


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


def session_options(parser: argparse.ArgumentParser) -> None:
    """What may be asked of a session."""
    parser.add_argument(
        "--min-ttl", metavar="45m", type=_span, help="a session with less time left is renewed"
    )
    parser.add_argument("-t", "--mfa-code", metavar="CODE", help="the six digits, instead of a question")
    parser.add_argument("-d", "--duration", metavar="1h", type=_duration, help="how long a new session lasts")
    parser.add_argument("--refresh", action="store_true", help="open a new session")
    parser.add_argument(
        "--policy-arn",
        metavar="ARN",
        action="append",
        help="allow no more than this policy, or these; repeatable",
    )
    rights = parser.add_mutually_exclusive_group()
    rights.add_argument("--read-only", action="store_true", help="allow no more than ReadOnlyAccess")
    rights.add_argument(
        "--no-read-only", dest="read_only", action="store_false", help="although the profile's class says so"
    )


def _span(text: str) -> int:
    """Seconds, of a text like 45m, 1h30m or 900 (seconds)."""
    try:
        return preferences.seconds(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def yes(parser: argparse.ArgumentParser) -> None:
    """For scripts, which nobody can ask."""
    parser.add_argument(
        "-y", "--yes", action="store_true", help="do not ask for the name of a guarded profile"
    )


SHORTEST = 900  # seconds, of AssumeRole and GetSessionToken


def _duration(text: str) -> int:
    seconds = _span(text)
    if seconds < SHORTEST:
        raise argparse.ArgumentTypeError("AWS opens no session of less than 15m")
    return seconds


def _region(text: str) -> str:
    if not pins.is_region(text):
        raise argparse.ArgumentTypeError(f"{text!r} cannot be the name of a region")
    return text


def _names(parser: Parser, **_: object) -> Iterable[str]:
    try:
        return profiles.load(*settings.sources(parser.environ)).names()
    except AwsenvError:
        return ()


def regions(**_: object) -> Iterable[str]:
    """The regions that botocore knows, from its own partition data."""
    import json
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("botocore")
    if spec is None or spec.origin is None:
        return ()
    text = (Path(spec.origin).parent / "data" / "partitions.json").read_text(encoding="utf-8")
    return [
        region
        for partition in json.loads(text)["partitions"]
        for region in partition["regions"]
        if "global" not in region
    ]
