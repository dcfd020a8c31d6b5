"""Which names does TAB offer?

A snippet reads them from a file of ours as long as nothing changed: beside the list there is an empty stamp
for each AWS file, with the modification time of that file, so that any change, back in time too, makes the
two differ. A file that is missing has no stamp.
"""

from __future__ import annotations

import posix

from ..errors import AwsenvError
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..target import Configuration

    Seat = tuple[str | None, str | None]

HEAD = 5  # lines before the profiles
# Before the account of most profiles, and the option that would tell another one.
ACCOUNTS = (("\nrole_arn = arn:aws:iam::", "account_id"), ("\nsso_account_id = ", "role_arn"))
FORMAT = "awsenv 1"  # the first line of the list; a snippet that does not know it asks the core


def render(configuration: Configuration, verbs: Iterable[str], profile_verbs: Iterable[str]) -> str:
    r"""The list as text: format, paths of both AWS files, verbs, verbs that take a profile, profiles.

    A profile is a line "name\tdescription", or its name alone; one with a control character is left out.
    Behind them are the addresses of what portals have listed and no profile leads to.
    """
    profiles = configuration.profiles
    head = (FORMAT, profiles.config.path, profiles.credentials.path, " ".join(verbs), " ".join(profile_verbs))
    lines, seats, places = list(head), set(), _Seats(configuration)
    for name in profiles.names():
        if name.isprintable() and name:
            seat = places.of(name)
            lines.append(described(name, *seat, configuration))
            seats.add(seat)
    if _time(locations.directory("state", configuration.environ) + "/portals") is not None:
        from ..addresses import offered  # which most people have nothing for

        found = offered.found(configuration.environ, seats)
        lines += [described(word, *seat, configuration) for word, seat in found if word.isprintable()]
    return "\n".join(lines) + "\n"


class _Seats:
    """For each profile its account and role, as far as the files tell them.

    Hundreds of profiles may differ in nothing but the digits of their account, which decide no more: what
    leads to those of such a group is looked up once.
    """

    __slots__ = ("_alike", "_config", "_configuration", "_single")

    def __init__(self, configuration: Configuration) -> None:
        known = configuration.profiles
        self._config, self._configuration = known.config, configuration
        self._alike: dict[tuple[str, str], Seat | None] = {}  # with the account of one; None where it varies
        files = (known.config, known.credentials)
        sessions = map(known.sso_sessions.get, known.sso_sessions.names())
        self._single: dict[str, int] = {}  # headers of which nothing else says anything, and where they are
        if not any(file.problems or file.defaults.options for file in files) and not any(
            session and "sso_account_id" in session for session in sessions
        ):
            others = {*known.config.odd_headers, *(f"profile {name}" for name in known.credentials.headers)}
            self._single = {name: at for name, at in known.config.headers.items() if name not in others}

    def of(self, name: str) -> Seat:
        """Account and role of that profile; None twice where it leads nowhere."""
        before, account, after = self._parted(f"profile {name}")
        if not account or name in before + after:  # which may be its own source
            return self._looked_up(name)
        if (before, after) not in self._alike:
            found = self._looked_up(name)
            self._alike[before, after] = found if found[0] == account else None
        alike = self._alike[before, after]
        return self._looked_up(name) if alike is None else (account, alike[1])

    def _parted(self, header: str) -> tuple[str, str, str]:
        """The text below the header: before its account, that, and after it; "" for another kind."""
        at, text = self._single.get(header), self._config.text
        if at is None:
            return "", "", ""
        begin = text.find(f"[{header}]\n", at) + len(header) + 2
        end = text.find("\n[", begin)
        body = text[begin : end if end >= 0 else len(text)]
        for mark, other in ACCOUNTS:
            before, found, after = body.partition(mark)
            account, after = after[:12], after[12:]
            if found and other not in body.lower() and account.isascii() and account.isdigit():
                return before + mark, account, after
        return "", "", ""

    def _looked_up(self, name: str) -> Seat:
        try:
            target = self._configuration.target(name)
        except AwsenvError:
            return None, None
        return target.account, target.role


def described(name: str, account: str | None, role: str | None, configuration: Configuration) -> str:
    """A name, and behind a tab what it leads to, as far as that is known."""
    called = configuration.account_name(account) if account else None
    words = " ".join(filter(None, (account, called, role)))
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
        else:
            private.store(stamp, "", time)


def times(config: str, credentials: str) -> tuple[int | None, int | None]:
    """The modification times (ns) of both files, None for one that is not there."""
    return _time(config), _time(credentials)


def _time(path: str) -> int | None:
    try:
        return posix.stat(path).st_mtime_ns
    except OSError:
        return None
