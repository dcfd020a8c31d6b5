"""awsenv help VERB: how a verb is used. Without a verb cli has answered already."""

from __future__ import annotations

from ..errors import UsageError
from ..text import shown
from . import VERBS, guess, module
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call


def _known(verb: str, _: Call) -> str:
    if verb not in VERBS and verb != "-":
        near = guess.verb(verb, VERBS)
        what = f"no verb {shown(verb)}{f'; did you mean {shown(near)}?' if near else ''}"
        raise UsageError(what, f"awsenv help {near}" if near else "awsenv help lists the verbs")
    return verb


USAGE = Usage(
    Word("verb", "VERB", "such as use, list or status", choices=VERBS, check=_known),
    Word("within", "VERB", "of that verb, such as sync of sso", OPTIONAL),
)


def run(call: Call, verb: str, within: str | None = None) -> Result:
    """Print what `awsenv VERB --help` prints."""
    from .parser import made

    if within is not None and not any(within in word.choices for word in module(verb).USAGE.words[:1]):
        raise UsageError(f"awsenv {verb} has no verb {shown(within)}", f"awsenv help {verb}")
    made(verb, call.environ).print_help(call.out)
    return Result()
