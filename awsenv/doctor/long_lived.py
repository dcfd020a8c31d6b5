"""Which long-lived keys are in plain files, are old or too many, or are in a store that does not answer?"""

from __future__ import annotations

from ..errors import AwsenvError
from ..keys import inventory, journal, known
from ..stores import store as stores
from ..text import shown
from .findings import NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..call import Call
    from ..target import Configuration


def examine(call: Call, configuration: Configuration) -> Iterator[Finding]:
    """What there is to say of users' keys; of their age what AWS said when it was last asked."""
    keys = inventory.keys(configuration.profiles)
    yield from _plain(keys)
    yield from _aged(call, configuration, keys)
    yield from _answering(call, keys)


def _aged(call: Call, configuration: Configuration, keys: list[inventory.Key]) -> Iterator[Finding]:
    try:
        age = configuration.preferences.key_age
    except AwsenvError:  # which is a finding of its own
        return
    facts = known.load(call.environ)
    for key in keys:
        name, fact = key.places[0].profile, facts.get(key.id)
        again = f"awsenv keys rotate {name}"
        if fact and fact.days(call.now) >= age:
            what = f"the key {key.id} of profile {shown(name)} is {fact.days(call.now)} days old"
            yield Finding(WARNING, "profiles.old-key", what, again, *_at(key))
        entry = journal.of(call.environ, key.id)
        if entry and entry.inactive:
            what = f"the old key {entry.old} of profile {shown(name)} is inactive, and not deleted yet"
            yield Finding(NOTE, "profiles.second-key", what, f"{again} --finish", *_at(key))
        elif entry:
            what = f"the rotation of the key of profile {shown(name)} is not finished"
            yield Finding(WARNING, "profiles.rotation", what, again, *_at(key))
        elif fact and fact.count > 1:
            what = f"the user of profile {shown(name)} has a second active key"
            remedy = "delete the unused one in AWS; awsenv keys --verify checks again"
            yield Finding(WARNING, "profiles.second-key", what, remedy, *_at(key))


def _answering(call: Call, keys: list[inventory.Key]) -> Iterator[Finding]:
    """Whether each store that has a key answers. None may ask a person, so a locked one is a note."""
    asked: dict[str, inventory.Key] = {}
    for key in keys:
        for name in key.stores:
            if name != stores.FILE:
                asked.setdefault(name, key)
    for name, key in asked.items():
        place = next(place for place in key.places if place.store == name)
        try:
            if stores.of(name, call.environ, asks=False).get(key.id) is None:
                what = f"the store {shown(name)} does not have the key {key.id} of {shown(place.profile)}"
                remedy = "was it put into another store, or deleted there?"
                yield Finding(WARNING, "tools.store", what, remedy, place.section.file.path, place.line)
        except stores.Locked as error:
            yield Finding(NOTE, "tools.store", error.what, error.remedy or "")
        except AwsenvError as error:
            yield Finding(WARNING, "tools.store", error.what, error.remedy or "")


def _plain(keys: list[inventory.Key]) -> Iterator[Finding]:
    """One note for a file, however many keys are in it."""
    files: dict[str, list[inventory.Place]] = {}
    for key in keys:
        for place in key.places:
            if place.store is None:
                files.setdefault(place.section.file.path, []).append(place)
    for path, places in files.items():
        names = [shown(place.profile) for place in places]
        told = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        what = f"holds long-lived keys of {told} in plain text"
        remedy = "awsenv keys move NAME puts them into a keyring, pass, op or bw"
        yield Finding(NOTE, "profiles.plain-keys", what, remedy, path, places[0].line)


def _at(key: inventory.Key) -> tuple[str, int]:
    return key.places[0].section.file.path, key.places[0].line
