"""Which credentials does IAM Identity Center give for the role of an SSO profile?"""

from __future__ import annotations

from ..aws_errors import SignInNeeded
from ..login.sso_sign_in import SignIn
from ..sso import sso_sessions, tokens
from ..text import shown
from .cached import Cached
from .providers import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..chains.chain import Hop
    from ..credentials import Credentials
    from ..sso.tokens import Token
    from .context import Context


class SsoRole(Provider):
    """What the access portal gives for a sign-in."""

    def __init__(self, hop: Hop, context: Context) -> None:
        super().__init__(hop, context)
        session = sso_sessions.of_profile(hop.profile, context.target.profiles)
        self.sign_in = SignIn(context.call, session, hop.profile.name)
        self.token: Token | None = None

    def renew(self) -> None:
        """Have a token that is good, if that needs no question. Raises as SignIn.token does."""
        with self.context.waiting(f"renewing the sign-in to {self.sign_in.session}"):
            self.token = self.sign_in.token()

    def credentials(self) -> Credentials:
        """Ask the portal. Raises LoginNeeded, also where the portal no longer accepts the sign-in."""
        from ..aws import origins

        # By itself botocore would renew a token near its end, also where it cannot keep the next one.
        token = self.token or self.sign_in.token()
        cache = tokens.in_memory(self.sign_in.session, token)
        try:
            with self.context.waiting(f"asking for the keys of {shown(self.hop.profile.name)}"):
                return origins.credentials(self.context.connection, self.hop, cache)
        except SignInNeeded:
            tokens.refuse(self.sign_in.session, token, self.sign_in.cache, whole=True)
            raise self.sign_in.over(revoked=True) from None


class CachedSsoRole(Cached):
    """The same, kept on disk under a key that covers the sign-in, which is renewed first if need be."""

    def __init__(self, role: SsoRole) -> None:
        super().__init__(role, role.context.keys.of(role.hop))
        self.role = role

    def made(self, *, fresh: bool) -> Credentials:
        """As in Cached."""
        self.role.renew()
        self.key = self.context.keys.of(self.hop)
        return super().made(fresh=fresh)
