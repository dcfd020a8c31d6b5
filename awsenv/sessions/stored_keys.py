"""Which keys does a store hold that `awsenv keys move` has put there?"""

from __future__ import annotations

from ..credentials import Credentials, are_keys
from ..errors import NoCredentials
from ..text import shown
from .providers import Provider


class Stored(Provider):
    """A user's keys in a store: the id is known, the secret is asked for when it has to sign."""

    def credentials(self) -> Credentials:
        """Ask the store, which asks no question where none may be asked. Raises AwsenvError."""
        from ..stores import store

        if self.hop.stored is None:
            raise TypeError
        name, key = self.hop.stored
        context = self.context
        with context.waiting(f"asking the store {shown(name)} for the keys of {self._name}", moves=False):
            secret = store.of(name, context.clean, asks=context.asks).get(key)
        return written(key, secret, self._name, name)

    @property
    def _name(self) -> str:
        return shown(self.hop.profile.name)


def written(key: str, secret: str | None, profile: str, store: str) -> Credentials:
    """The keys that a store gave; NoCredentials where it gave none."""
    if secret is None:
        what = f"the store {shown(store)} does not have the key {shown(key)} of profile {profile}"
        raise NoCredentials(what, "was it put into another store, or deleted there?")
    if not are_keys(key, secret):
        raise NoCredentials(f"what the store {shown(store)} has under {shown(key)} is not a secret key")
    return Credentials(key, secret)
