"""Is there a session on disk, or who makes one while others wait?"""

from __future__ import annotations

from ..files import locks
from ..files.alone import alone
from ..text import shown
from .providers import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from ..files.locks import Lock
    from .aws_cli import SharedSession


class Cached(Provider):
    """The session that another provider opens, kept on disk until it expires."""

    def __init__(self, provider: Provider, key: str, shared: SharedSession | None = None) -> None:
        super().__init__(provider.hop, provider.context)
        self.provider = provider
        self.key = key  # under which it is kept
        self.shared = shared  # with the AWS CLI

    def kept(self) -> Credentials | None:
        """The session on disk if it is good."""
        found, context = self.context.store.load(self.key), self.context
        return found if found and context.accepts(self.hop, found) else None

    def credentials(self) -> Credentials:
        """The session on disk, or else one that is made while other processes wait for it."""
        return self.kept() or self.made(fresh=False)

    def fresh(self) -> Credentials:
        """One that is made in any case."""
        return self.made(fresh=True)

    def made(self, *, fresh: bool) -> Credentials:
        """The session that this process makes, or unless `fresh` one that another has made meanwhile.

        Raises Busy where another process takes long and no terminal says why.
        """
        what = f"opening the session of {shown(self.hop.profile.name)}"
        with alone(self._lock(), what) as failure:
            if failure:
                self.context.warn(failure)
                return self.provider.credentials()
            if not fresh and (found := self.kept()):
                return found
            taken = self.shared.load() if self.shared and not fresh else None
            made = taken or self.provider.credentials()
            self._keep(made)
            if self.shared and not taken:
                self.shared.store(made)
            return made

    def _keep(self, made: Credentials) -> None:
        """Keep credentials that have an expiration, and drop those that have reached it."""
        if made.expiration is None:
            return
        context = self.context
        try:
            context.store.store(self.key, self.provider.kind, self.hop.profile.name, made)
            context.store.sweep(context.call.now)
        except OSError as error:
            context.warn(error)

    def _lock(self) -> Lock:
        """What the process that opens the session holds."""
        # Without a terminal nothing says why it waits, so it must not wait for ever.
        limit = None if self.context.call.err.isatty() else locks.PATIENCE
        return self.context.store.lock(self.key, self._tell, limit)

    def _tell(self) -> None:
        """Say why it takes long: the question may be in another window."""
        if self.context.call.err.isatty() and self.context.asks:
            self.context.call.say("another shell is opening this session; waiting for it")
