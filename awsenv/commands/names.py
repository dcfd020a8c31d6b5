"""awsenv --names: print the list that TAB reads, and keep it for the next TAB."""

from __future__ import annotations

from ..files import locks
from ..listing import completion
from ..settings import locations
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage()


def run(call: Call) -> Result:
    """Print the list; keeping it is a help that a full or read-only disk may refuse."""
    from . import OF_PROFILE, VERBS

    files = locations.aws_files(call.environ)
    directory = locations.directory("cache", call.environ)
    try:
        with locks.Lock(directory + "/names.lock"):
            times = completion.times(
                *files
            )  # before reading: an edit in between makes the list too old, not too young
            text = completion.render(call.configuration, VERBS, OF_PROFILE)
            completion.store(text, directory, times)
    except OSError:
        text = completion.render(call.configuration, VERBS, OF_PROFILE)
    call.out.write(text)
    return Result()
