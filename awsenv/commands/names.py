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
LIMIT = 2  # seconds for another process that makes the list, which may have been stopped


def run(call: Call) -> Result:
    """Print the list; to keep it may fail, on a disk that is full or read-only."""
    from . import OF_PROFILE, VERBS

    files = locations.aws_files(call.environ)
    directory = locations.directory("cache", call.environ)
    text = ""
    try:
        with locks.Lock(directory + "/names.lock", limit=LIMIT):
            # Before reading: an edit in between makes the list too old, not too young.
            times = completion.times(*files)
            text = completion.render(call.configuration, VERBS, OF_PROFILE)
            completion.store(text, directory, times)
    except OSError:
        text = text or completion.render(call.configuration, VERBS, OF_PROFILE)
    call.out.write(text)
    return Result()
