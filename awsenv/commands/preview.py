"""awsenv --preview: what the picker shows beside its list."""

from __future__ import annotations

from . import explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="of a line of the picker")


def run(call: Call, key: str) -> int:
    """Explain the profile of that line."""
    from ..listing.picker import named

    return explain.run(call, named(key))
