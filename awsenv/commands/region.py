"""awsenv region REGION: change only the region."""

from __future__ import annotations

from ..environment import undo
from . import options
from .verb import Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(
    Word("region", "REGION", "such as eu-west-1", check=options.region, complete=options.regions),
    switches=True,
    needs_snippet=True,
)


def run(call: Call, region: str) -> Result:
    """Set both region variables, since SDKs read one or the other."""
    change = undo.switched({"AWS_REGION": region, "AWS_DEFAULT_REGION": region}, call.environ)
    return Result(change=change)
