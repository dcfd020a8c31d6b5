"""How does a new key take the place of an old one, so that one of the two works wherever that is stopped?

Each step looks at what there is, so that one which was done already is not done twice.
"""

from __future__ import annotations

from time import sleep

from ..aws.users import User
from ..aws_errors import Refused
from ..credentials import Credentials
from ..durations import span
from ..errors import AwsenvError, UsageError
from ..files import rewrite
from ..sessions import forget
from ..stores import store as stores
from ..target import Configuration
from ..text import printable, shown
from . import account, inventory, journal, known, moving, text
from .account import Account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from .inventory import Key
    from .journal import Entry

# Seconds between two questions whether AWS accepts the new key: usually after some ten seconds.
PAUSES = (0.25, 0.5, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5)
OURS = 900  # seconds after its beginning in which a rotation that was stopped may have made a key
SKEW = 300  # seconds that clocks may differ


class Rotation:
    """The rotation of the keys of one profile, and of all others that have the same."""

    def __init__(self, call: Call, name: str) -> None:
        self.call = call
        self.name = name
        self.key: Key = inventory.of(name, call.configuration.profiles)
        self.place = self.key.place(name)
        self.store = stores.of(self.place.store or stores.FILE, call.environ, asks=True)
        self.keys = moving.read(call, self.place, self.key.id)
        self.account = Account(call, call.target(name), self.keys, self.key.users)

    def run(self, *, finish: bool, keep: int) -> bool:
        """Do what is left to do; `keep` the old key inactive for so many seconds.

        Whether the old key was in use until now. Raises AwsenvError.
        """
        entry = journal.of(self.call.environ, self.key.id)
        if entry is None:
            if finish:
                what = f"the keys of profile {shown(self.name)} have no rotation to finish"
                raise UsageError(what, f"awsenv keys rotate {shown(self.name)} starts one")
            entry = self._begun()
        done, replaces = bool(entry.inactive), entry.old == self.key.id
        if replaces:
            self._check_user(entry)
            if not entry.new:
                self._make(entry)
            self._wait(entry)
            self._replace(entry)
        if not entry.inactive:
            self._deactivate(entry)
        if finish or (done and self.call.now - entry.inactive >= keep):
            self._finish(entry)
        else:
            self._tell_rest(entry, keep, done=done)
        return replaces

    # --- the steps ------------------------------------------------------------------------------------------

    def _begun(self) -> Entry:
        """See that nothing is in the way, and note what will be done."""
        user = self.account.user()
        found = self.account.facts(user)
        others = [key for key in found if key != self.key.id]
        if others:
            told = "; ".join(f"{key} is {account.words(found[key], self.call.now)}" for key in found)
            raise Refused(
                f"the user of profile {shown(self.name)} has two access keys, as many as AWS allows: {told}",
                "delete the one that is not used, at AWS, then run the command again",
                code="two-keys",
            )
        for path in self._paths():  # as it will be when the new key is there
            before = rewrite.decoded(rewrite.read(path), path)
            text.rotated(before, path, self.key.id, self.key.id, self.keys.secret_key)
        store = self.place.store or stores.FILE
        return journal.begin(self.call.environ, self.key.id, user, store, int(self.call.now))

    def _check_user(self, entry: Entry) -> None:
        """Raise Refused where these are keys of another user than when the rotation began."""
        if self.account.user() != entry.user:
            what = f"the keys of profile {shown(self.name)} are no longer those of {shown(entry.user)}"
            raise Refused(what, f"to drop the rotation: rm {printable(entry.path)}")

    def _make(self, entry: Entry) -> None:
        """Make a key and store its secret; one that a rotation before made and stored is taken."""
        for other in self.account.do(User.keys):
            if other.id == entry.old:
                continue
            if self.store.get(other.id) is not None:
                entry.new = other.id
                entry.save()
                return
            used = self.account.do(lambda user, key=other.id: user.last_used(key))  # type: ignore[misc]
            if used is not None or not -SKEW <= other.created - entry.begun <= OURS:
                raise Refused(
                    f"the user of profile {shown(self.name)} has a second key, {other.id}, and awsenv does "
                    "not know whether it made that",
                    "delete it at AWS if it is not used, then run the command again",
                    code="two-keys",
                )
            self.account.do(lambda user, key=other.id: user.delete(key))  # type: ignore[misc]
            self.call.say(f"deleted {other.id}, which an interrupted rotation had made but not stored")
        entry.begun = int(self.call.now)
        entry.save()
        key, secret = self.account.do(User.create)
        try:
            moving.put(self.store, Credentials(key, secret))
        except BaseException:
            self._take_back(key)
            raise
        entry.new = key
        entry.save()
        self.call.say(f"made {key}")

    def _take_back(self, key: str) -> None:
        """Delete a key whose secret could not be stored; if that fails, the next run does it."""
        try:
            self.account.do(lambda user: user.delete(key))
            self.store.delete(key)
        except AwsenvError:
            pass

    def _wait(self, entry: Entry) -> None:
        """Wait until AWS accepts the new key, and check that it is the same user's."""
        new = self._new(entry)
        for pause in (*PAUSES, 0):
            found = self.account.arn(new)
            if found:
                break
            sleep(pause)
        else:
            what = f"AWS does not accept the new key {entry.new} yet; the old one is in use as before"
            remedy = f"awsenv keys rotate {shown(self.name)} continues, in a minute or later"
            raise Refused(what, remedy, code="not-yet")
        if found != entry.user:
            raise Refused(f"the new key {entry.new} is {shown(found)}'s, not {shown(entry.user)}'s")

    def _new(self, entry: Entry) -> Credentials:
        secret = self.store.get(entry.new)
        if secret is None:
            what = f"the store {shown(self.store.name)} does not have the new key {entry.new} any more"
            remedy = f"delete that key at AWS, then: rm {printable(entry.path)}"
            raise AwsenvError(what, remedy, code="store-failed")
        return Credentials(entry.new, secret)

    def _replace(self, entry: Entry) -> None:
        """Let every place that has the old key have the new one."""
        secret = self._new(entry).secret_key
        for path in self._paths():
            rewrite.change(
                path,
                lambda before, path=path: text.rotated(before, path, entry.old, entry.new, secret),  # type: ignore[misc]
                moving.locks(self.call),
            )

    def _deactivate(self, entry: Entry) -> None:
        """Deactivate the old key, once the files have the new one, and forget what it has opened."""
        there = inventory.of(self.name, Configuration(self.call.environ).profiles)
        if there.id != entry.new:
            what = f"profile {shown(self.name)} has {there.id}, not the new key {entry.new}"
            raise AwsenvError(what, f"if that is intended: rm {printable(entry.path)}")
        if entry.store == stores.FILE:  # where the new secret waited
            self.store.delete(entry.new)
        for error in forget.of_user(self.call, self.key.users).errors:
            self.call.report(error)
        self.account.do(lambda user: user.deactivate(entry.old))
        entry.inactive = int(self.call.now)
        entry.save()
        if self.keys.access_key == entry.old:
            new = moving.read(self.call, there.place(self.name), there.id)
            self.account = Account(self.call, self.call.target(self.name), new, self.key.users)
        self.call.say(f"{entry.new} is in use, and {entry.old} is inactive")

    def _finish(self, entry: Entry) -> None:
        """Delete the old key, unless it is active again."""
        if any(one.id == entry.old and one.active for one in self.account.do(User.keys)):
            what = f"the old key {entry.old} of profile {shown(self.name)} is active again"
            raise Refused(what, "deactivate it at AWS if it is not used, then run the command again")
        self.account.do(lambda user: user.delete(entry.old))
        if entry.store != stores.FILE:
            stores.of(entry.store, self.call.environ, asks=True).delete(entry.old)
        entry.end()
        self.call.say(f"deleted {entry.old}")
        known.keep(self.call.environ, known.load(self.call.environ) | self.account.facts(entry.user))

    def _tell_rest(self, entry: Entry, keep: int, *, done: bool) -> None:
        left = max(0, int(entry.inactive + keep - self.call.now))
        days = f"{-(-left // known.DAY)} days" if left > known.DAY else span(left)
        again = f"awsenv keys rotate {self.name}"
        if done:
            self.call.say(f"{entry.old} is inactive, and not deleted yet")
        self.call.say(
            f"once nothing needs it: {again} --finish deletes it; without --finish, it does after {days}"
        )

    def _paths(self) -> list[str]:
        """The files that have the key, the credentials file first."""
        return list(dict.fromkeys(place.section.file.path for place in reversed(self.key.places)))
