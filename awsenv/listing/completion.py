"""Which names does TAB offer?

A snippet reads them from a file of ours as long as nothing changed: beside the list there is an empty stamp
for each AWS file, with the modification time of that file, so that any change, back in time too, makes the
two differ. A file that is missing has no stamp.
"""

from __future__ import annotations

import posix

from ..chains import walk
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..target import Configuration

HEAD = 5  # lines before the profiles
FORMAT = "awsenv 1"  # the first line of the list; a snippet that does not know it asks the core


def render(configuration: Configuration, verbs: Iterable[str], profile_verbs: Iterable[str]) -> str:
    r"""The list as text: format, paths of both AWS files, verbs, verbs that take a profile, profiles.

    A profile is a line "name\tdescription", or its name alone; one with a control character is left out.
    Behind them are the addresses of what portals have listed and no profile leads to.
    """
    profiles = configuration.profiles
    head = (FORMAT, profiles.config.path, profiles.credentials.path, " ".join(verbs), " ".join(profile_verbs))
    leads = [lead for lead in walk.through(profiles) if lead.name.isprintable() and lead.name]
    lines = [*head, *(described(lead.name, lead.account, lead.role, configuration) for lead in leads)]
    if _time(locations.directory("state", configuration.environ) + "/portals") is not None:
        from ..addresses import offered  # which most people have nothing for

        found = offered.found(configuration.environ, {(lead.account, lead.role) for lead in leads})
        lines += [described(word, *seat, configuration) for word, seat in found if word.isprintable()]
    return "\n".join(lines) + "\n"


def described(name: str, account: str | None, role: str | None, configuration: Configuration) -> str:
    """A name, and behind a tab what it leads to, as far as that is known."""
    if not account:
        words = role
    elif called := configuration.account_name(account):
        words = f"{account} {called} {role}" if role else f"{account} {called}"
    else:
        words = f"{account} {role}" if role else account
    return f"{name}\t{words}" if words and words.isprintable() else name


def store(text: str, directory: str, times: tuple[int | None, int | None]) -> None:
    """Keep the list for the snippets. Raises OSError.

    `times` are both AWS files' modification times (ns), None for a missing file.
    """
    private.store(directory + "/names", text)
    for name, time in zip(("config", "credentials"), times, strict=True):
        stamp = f"{directory}/names.{name}"
        if time is None:
            private.forget(stamp)
        elif _time(stamp) != time:
            private.store(stamp, "", time)


def times(config: str, credentials: str) -> tuple[int | None, int | None]:
    """The modification times (ns) of both files, None for one that is not there."""
    return _time(config), _time(credentials)


def _time(path: str) -> int | None:
    try:
        return posix.stat(path).st_mtime_ns
    except OSError:
        return None
