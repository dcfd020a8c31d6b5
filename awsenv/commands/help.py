"""awsenv help VERB: how a verb is used. Without a verb cli has answered already."""

from __future__ import annotations

from ..errors import UsageError
from ..text import meant, shown
from . import ABOUT, VERBS, module

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (1, 2)


def arguments(parser: argparse.ArgumentParser) -> None:
    action = parser.add_argument("verb", metavar="VERB", help="such as use, list or status")
    action.completer = lambda **_: VERBS  # type: ignore[attr-defined]
    parser.add_argument("within", metavar="VERB", nargs="?", help="of that verb, such as sync of sso")


def run(call: Call, verb: str, within: str | None = None) -> None:
    """Print what `awsenv VERB --help` prints."""
    if verb not in VERBS and verb != "-":
        what = f"there is no verb {shown(verb)}{meant(verb, VERBS)}"
        raise UsageError(what, "awsenv help shows those there are")
    from .options import made

    parser = made(module(verb), verb, ABOUT.get(verb), call.environ)
    if within is not None and within not in parser.verbs():
        raise UsageError(f"awsenv {verb} has no verb {shown(within)}", f"awsenv help {verb}")
    (parser if within is None else parser.verbs()[within]).print_help(call.out)
