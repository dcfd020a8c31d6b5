"""awsenv --preview: what the picker shows beside its list."""

from __future__ import annotations

from . import explain
from .verb import Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(Word("key", "KEY", "of a line of the picker"))


def run(call: Call, key: str) -> Result:
    """Explain the profile of that line."""
    from ..listing.picker import named

    return explain.run(call, named(key))
