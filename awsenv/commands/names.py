"""awsenv --names: print the list that TAB reads, and keep it for the next TAB."""

from __future__ import annotations

from .. import cache, names, profiles, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

WORDS = (0, 0)


def run(call: Call) -> None:
    """Print the list; keeping it is a help that a full or read-only disk may refuse."""
    from . import PROFILE_VERBS, VERBS

    files = settings.aws_files(call.environ)
    directory = settings.directory("cache", call.environ)
    try:
        with cache.Lock(directory + "/names.lock"):
            times = names.times(
                *files
            )  # before reading: an edit in between makes the list too old, not too young
            text = names.render(profiles.load(*files, directory), VERBS, PROFILE_VERBS)
            names.store(text, directory, times)
    except OSError:
        text = names.render(profiles.load(*files, directory), VERBS, PROFILE_VERBS)
    call.out.write(text)
