"""awsenv region REGION: change the region alone."""

from __future__ import annotations

from .. import pins
from ..aws_config import regions
from ..environment import undo

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call
    from ..environment.variables import Environment

CHANGES = True
WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    from .options import regions

    parser.add_argument("region", metavar="REGION", help="such as eu-west-1").completer = regions  # type: ignore[attr-defined]


def run(call: Call, region: str) -> Environment:
    """Set both region variables, since SDKs read one or the other."""
    pins.check_region(region)
    if note := regions.note(region):
        call.say(note)
    return undo.switched({"AWS_REGION": region, "AWS_DEFAULT_REGION": region}, call.environ)
