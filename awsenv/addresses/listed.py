"""Which accounts and roles did the portals of SSO sessions list when they were last asked?

In the state directory there is a file for each session, and one with the names of all accounts, of which a
switch reads a line (see target.account_name).
"""

from __future__ import annotations

import posix

from ..files import private
from ..percent import quoted, unquoted
from ..settings import locations
from ..text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Accounts = dict[str, tuple[str, tuple[str, ...]]]  # by number: the name, and the roles

FORMAT = "awsenv portal 1"
NAMES = "accounts"  # the file with the names
LIMIT = 1 << 24  # bytes of a file: ten thousand accounts have a twentieth of it


class Portal:
    """What the portal of one SSO session has listed."""

    __slots__ = ("accounts", "region", "session", "start_url")

    def __init__(self, session: str, start_url: str, region: str, accounts: Accounts) -> None:
        self.session = session  # its name; "" where profiles hold the start URL itself
        self.start_url = start_url
        self.region = region
        self.accounts = accounts

    def roles(self, account: str | None) -> tuple[str, ...]:
        """Those of the account with that number."""
        return self.accounts.get(account or "", ("", ()))[1]


def portals(environ: Mapping[str, str]) -> Iterator[Portal]:
    """What was kept of each session."""
    folder = _folder(environ)
    try:
        files = sorted(posix.listdir(folder + "/portals"))
    except OSError:
        return
    for file in files:
        if portal := _parse(_read(f"{folder}/portals/{file}")):
            yield portal


def keep(environ: Mapping[str, str], portal: Portal) -> None:
    """Keep what a portal has listed, for an account that it was not asked about what it listed before.

    Raises OSError.
    """
    folder = _folder(environ)
    file = f"{folder}/portals/{private.digest(portal.session or portal.start_url)}"
    before = _parse(_read(file))
    there = before.accounts if before and before.start_url == portal.start_url else {}
    lines = [FORMAT, " ".join(map(_word, (portal.session, portal.start_url, portal.region)))]
    for number, (name, roles) in sorted(portal.accounts.items()):
        known = roles or there.get(number, ("", ()))[1]
        lines.append(" ".join([number, _word(printable(name)), *map(_word, known)]))  # prompts show it
    private.store(file, "\n".join([*lines, "end", ""]))
    names = {number: name for one in portals(environ) for number, (name, _) in one.accounts.items() if name}
    text = "".join(f"{number} {_word(name)}\n" for number, name in sorted(names.items()))
    private.store(f"{folder}/{NAMES}", "\n" + text)
    private.forget(locations.directory("cache", environ) + "/names")  # the list of TAB has addresses


def called(name: str, all_: Iterable[Portal]) -> dict[str, str]:
    """The accounts of that name, each number with the name; in other letters, if there is none in these."""
    names = {number: one for portal in all_ for number, (one, _) in portal.accounts.items() if one}
    same = {number: one for number, one in names.items() if one == name}
    return same or {number: one for number, one in names.items() if one.casefold() == name.casefold()}


def _folder(environ: Mapping[str, str]) -> str:
    return locations.directory("state", environ)


def _read(path: str) -> str:
    """The text of a file of the user's own."""
    return private.read(path, LIMIT) or ""


def _word(text: str) -> str:
    return quoted(text) or "%"


def _parse(text: str) -> Portal | None:
    """What is in such a file; None for a damaged one."""
    head, *lines = text.split("\n")
    if head != FORMAT or lines[-2:] != ["end", ""]:
        return None
    accounts: Accounts = {}
    try:
        session, start_url, region = map(unquoted, lines[0].split(" "))
        for line in lines[1:-2]:
            number, name, *roles = line.split(" ")
            accounts[number] = (unquoted(name), tuple(map(unquoted, roles)))
    except ValueError:
        return None
    return Portal(session, start_url, region, accounts)
