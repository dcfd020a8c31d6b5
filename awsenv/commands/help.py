"""awsenv help VERB: how a verb is used. Without a verb cli has answered already."""

from __future__ import annotations

from ..errors import UsageError, shown
from . import VERBS, module

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (1, 1)


def arguments(parser: argparse.ArgumentParser) -> None:
    action = parser.add_argument("verb", metavar="VERB", help="such as use, list or status")
    action.completer = lambda **_: VERBS  # type: ignore[attr-defined]


def run(call: Call, verb: str) -> None:
    """Print what `awsenv VERB --help` prints."""
    if verb not in VERBS and verb != "-":
        from difflib import get_close_matches

        near = get_close_matches(verb, VERBS, n=1)
        hint = f"; did you mean {shown(near[0])}?" if near else ""
        raise UsageError(f"there is no verb {shown(verb)}{hint}", "awsenv help shows those there are")
    from ..arguments import made

    made(module(verb), verb, VERBS.get(verb), call.environ).print_help(call.out)
