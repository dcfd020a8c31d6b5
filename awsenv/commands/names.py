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
    from . import TABLE, VERBS

    of_profiles = [verb for verb in VERBS if TABLE[verb].of_profile]
    files = locations.aws_files(call.environ)
    directory = locations.directory("cache", call.environ)
    try:
        with locks.Lock(directory + "/names.lock"):
            times = completion.times(
                *files
            )  # before reading: an edit in between makes the list too old, not too young
            text = completion.render(call.configuration, VERBS, of_profiles)
            completion.store(text, directory, times)
    except OSError:
        text = completion.render(call.configuration, VERBS, of_profiles)
    call.out.write(text)
    return Result()
