"""Which session is used for these hops: a kept one, or a new one?

The one door to sessions. A kept session is quick: what only a new one needs is imported late.
"""

from __future__ import annotations

from ..chains import source_credentials
from ..text import shown
from .context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..credentials import Credentials
    from .providers import Provider


class Opener(Context):
    """Finds the session of the last hop, or opens it."""

    __slots__ = ("_source",)

    _source: Provider

    def cached(self) -> Credentials | None:
        """The session if it can be had without a question, a call or a program. Raises NoCredentials."""
        key = self.keys.last()
        if key is None:
            written = source_credentials.written(self.target.hops[-1], self.environ)
            return written and self._long_enough(written)
        found = self.store.load(key)
        return found if found and self.accepts(self.target.hops[-1], found) else None

    def open(self) -> Credentials:
        """The kept session if it is good, else a new one. Raises AwsenvError."""
        from ..chains import sts_calls

        # Without this, keys without a session would be handed out as if they had one.
        sts_calls.check(self.target.hops, self.options)
        if not self.options.refresh and (found := self.cached()):
            return found
        self._check_roles()
        user = self.call.environ.get("USER", "")
        plan = sts_calls.plan(self.target.hops, self.options, user, long_term=self.is_long_term)
        for note in plan.notes if self.asks else ():  # not again at each renewal
            self.call.say(note)
        if not plan.steps:
            return self._long_enough(self.source())
        from . import nesting

        # No good one is kept, as was seen above; one that another process opens meanwhile is still found.
        provider = nesting.whole(plan.steps, self._provider(), self)
        try:
            return self._long_enough(provider.made(fresh=self.options.refresh))
        except RecursionError:
            raise nesting.too_deep(self) from None

    def _check_roles(self) -> None:
        """Raise WrongChain for a role_arn that AWS would refuse, before it costs a code."""
        from ..system import spelling

        for hop in self.target.hops:
            if wrong := spelling.of_role(hop.get("role_arn")):
                from ..errors import WrongChain

                place = hop.profile.origins["role_arn"]
                what = f"profile {shown(hop.profile.name)}: {wrong[0]}"
                raise WrongChain(what, wrong[1], code="role-arn", path=place[0], line=place[1])

    def _long_enough(self, found: Credentials) -> Credentials:
        """The credentials. Raises AwsenvError if they have expired, or last less than --min-ttl."""
        from ..credentials import lasts

        if not lasts(found.expiration, self.call.now, self.options.min_ttl):
            from . import ends

            ends.check(self, found.expiration or 0)
        return found

    def renews(self, credentials: Credentials) -> bool:
        """Whether these can be renewed without a question when they expire."""
        from . import renewal

        return renewal.is_silent(self, credentials)

    def source(self) -> Credentials:
        """The credentials that the chain begins with: from a file, a program, a service or the cache."""
        provider, refresh = self._provider(), self.options.refresh and len(self.target.hops) == 1
        return provider.fresh() if refresh else provider.credentials()

    def is_long_term(self) -> bool:
        """Whether the chain begins with the long-term keys of a user."""
        return source_credentials.are_long_term(self.target.hops[0], self.source)

    def _provider(self) -> Provider:
        """What gives the source credentials; it is asked once in a run."""
        if not hasattr(self, "_source"):
            from . import nesting

            self._source = nesting.beginning(self)
        return self._source
