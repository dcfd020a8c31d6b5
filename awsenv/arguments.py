"""Which words and options does each verb take, and what may stand there? (argparse, for all but the plain forms)"""

from __future__ import annotations

import argparse

from . import pins, profiles, settings
from .errors import AwsenvError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """argparse, with our one line on what is wrong instead of its usage text."""

    environ: Mapping[str, str]

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help shows how")


def profile(parser: argparse.ArgumentParser, **options: str) -> None:
    """The word that names a profile."""
    action = parser.add_argument("profile", metavar="PROFILE", help="as in ~/.aws/config or ~/.aws/credentials", **options)  # type: ignore[arg-type]
    action.completer = _names  # type: ignore[attr-defined]


def switch_options(parser: argparse.ArgumentParser) -> None:
    """What a switch may say besides its profile, and a pin as well."""
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("-k", "--keys", dest="mode", action="store_const", const="keys", help="export temporary keys")
    modes.add_argument(
        "-p", "--profile", dest="mode", action="store_const", const="profile", help="export AWS_PROFILE alone"
    )
    region = parser.add_argument("-r", "--region", metavar="REGION", type=_region, help="instead of the profile's own")
    region.completer = regions  # type: ignore[attr-defined]


def _region(text: str) -> str:
    if not pins.is_region(text):
        raise argparse.ArgumentTypeError(f"{text!r} cannot be the name of a region")
    return text


def _names(parser: Parser, **_: object) -> Iterable[str]:
    try:
        return profiles.load(*settings.aws_files(parser.environ)).names()
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
    return [region for partition in json.loads(text)["partitions"] for region in partition["regions"] if "global" not in region]
