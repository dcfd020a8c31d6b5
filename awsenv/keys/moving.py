"""How do keys get from a plain file into a store, and back, so that they are nowhere in neither?"""

from __future__ import annotations

from ..aws_config.profiles import Profiles
from ..chains import chain
from ..credentials import Credentials
from ..errors import AwsenvError, UsageError
from ..files import rewrite
from ..sessions import stored_keys
from ..settings import locations
from ..stores import store as stores
from ..stores.store import StoreFailed
from ..text import shown
from . import inventory, journal, text
from .account import Account
from .line import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from .inventory import Key, Place


def read(call: Call, place: Place, key: str, *, asks: bool = True) -> Credentials:
    """The keys that are there. Raises AwsenvError."""
    if place.store is None:
        return Credentials(key, place.secret or "")
    secret = stores.of(place.store, call.environ, asks=asks).get(key)
    return stored_keys.written(key, secret, shown(place.profile), place.store)


def move(call: Call, name: str, to: str) -> tuple[Key, list[Place]]:
    """Put the keys of a profile into the store, and let its section name that. Raises AwsenvError.

    They are read back, and AWS is asked whose they are, before the file changes. The key as it was, and the
    places where it stays in plain text.
    """
    known = call.configuration.profiles
    key = inventory.of(name, known)
    places = key.places_of(name)
    place = next((one for one in places if one.store != to), None)
    if place is None:
        raise UsageError(f"the keys of profile {shown(name)} are in the store {shown(to)} already")
    _check_idle(call, name, key.id)
    line = command(call, name, to, key.id)
    after = _planned(place, key.id, line)
    _check_chains(call, place, after)
    before = read(call, place, key.id)
    target = stores.of(to, call.environ, asks=True)
    there = target.get(key.id)
    put(target, before)
    try:
        account = Account(call, call.target(name), before, key.users)
        account.owner()
        rewrite.change(place.section.file.path, after, locks(call))
    except AwsenvError:
        if there is None:  # else another profile may live on it
            _forgotten(target, key.id)
        raise
    if place.store is not None and not _elsewhere(key, place, place.store):
        stores.of(place.store, call.environ, asks=True).delete(key.id)
    return key, [one for one in key.places if one is not place and one.store is None]


def back(call: Call, name: str) -> tuple[Key, str]:
    """Write the keys of a profile into its file again, and take them out of the store.

    The key as it was, and the path of the file. Raises AwsenvError.
    """
    key = inventory.of(name, call.configuration.profiles)
    places = key.places_of(name)
    place = next((one for one in places if one.store is not None), places[0])
    if place.store is None:
        raise UsageError(f"the keys of profile {shown(name)} are in {place.section.file.path} already")
    _check_idle(call, name, key.id)
    keys = read(call, place, key.id)
    path, header = place.section.file.path, place.section.header
    rewrite.change(
        path, lambda before: text.restored(before, path, header, key.id, keys.secret_key), locks(call)
    )
    if not _elsewhere(key, place, place.store):
        stores.of(place.store, call.environ, asks=True).delete(key.id)
    return key, path


def put(target: stores.Store, keys: Credentials) -> None:
    """Put keys into a store, and read them back. Raises AwsenvError."""
    target.put(keys.access_key, keys.secret_key)
    if target.get(keys.access_key) != keys.secret_key:
        what = f"the store {shown(target.name)} gave back something other than what was put there"
        raise StoreFailed(what, "nothing else was changed")


def locks(call: Call) -> str:
    """Where our processes wait for each other before they write a file."""
    return locations.directory("cache", call.environ) + "/locks"


def _check_idle(call: Call, name: str, key: str) -> None:
    """Raise AwsenvError while another key is taking the place of this one."""
    entry = journal.of(call.environ, key)
    if entry is not None and not entry.inactive:
        what = f"the rotation of the keys of profile {shown(name)} is not finished"
        raise AwsenvError(what, f"awsenv keys rotate {shown(name)} continues it", code="rotating")


def _planned(place: Place, key: str, line: str) -> Callable[[str], str]:
    """What makes of the file's text the one in which the section names the store."""
    path, header = place.section.file.path, place.section.header
    if place.store is None:
        return lambda before: text.moved(before, path, header, key, line)
    return lambda before: text.stored_elsewhere(before, path, header, key, line)


def _check_chains(call: Call, place: Place, after: Callable[[str], str]) -> None:
    """Raise AwsenvError where a profile that leads somewhere would lead nowhere, or elsewhere."""
    known, path = call.configuration.profiles, place.section.file.path
    changed = text.parsed(after(rewrite.decoded(rewrite.read(path), path)), path)
    files = [changed if file.path == path else file for file in (known.config, known.credentials)]
    new = Profiles(files[0], files[1])
    for name in known.names():
        try:
            before = chain.meaning(chain.plan(name, known))
        except AwsenvError:
            continue
        try:
            same = chain.meaning(chain.plan(name, new)) == before
        except AwsenvError:
            same = False
        if not same:
            what = f"profile {shown(name)} works only with its keys in the file, as its own source_profile"
            if name != place.profile or known.get(name).value("source_profile") != name:
                what = f"profile {shown(name)} would no longer mean the same"
            remedy = f"give the keys a profile of their own, and name that as source_profile of {shown(name)}"
            raise AwsenvError(f"{what}, so nothing was changed", remedy, code="wrong-chain")


def _elsewhere(key: Key, place: Place, store: str) -> bool:
    """Whether another profile names the same item."""
    return any(one is not place and one.store == store for one in key.places)


def _forgotten(target: stores.Store, key: str) -> None:
    """Take back what was put into a store; if that fails, a copy stays there, which does no harm."""
    try:
        target.delete(key)
    except AwsenvError:
        pass
