"""Which token of an SSO session is on disk, and can another be had without a question?"""

from __future__ import annotations

from time import monotonic

from ..aws_errors import Throttled, Unreachable
from ..credentials import lasts
from ..environment import child, undo
from ..errors import AwsenvError, LoginNeeded
from ..files import locks, private
from ..files.alone import alone
from ..settings import locations
from ..sso import registrations, sign_in_errors, sso_sessions, start_urls, tokens
from ..terminal import progress
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..aws.identity_center import IdentityCenter
    from ..call import Call
    from ..sso.sso_sessions import SsoSession
    from ..sso.tokens import Registration, Token
    from ..target import Target

# What a refresh token that serves no more is answered.
DEAD = (
    sign_in_errors.InvalidGrant,
    sign_in_errors.UnknownClient,
    sign_in_errors.CodeExpired,
    sign_in_errors.Denied,
)


class SignIn:
    """The sign-in to one SSO session: its token on disk, renewed where that needs no question."""

    __slots__ = ("_began", "_center", "cache", "call", "home", "profile", "session")

    def __init__(self, call: Call, session: SsoSession, profile: str | None = None) -> None:
        self.call = call
        self.session = session
        self.profile = profile  # which a message can name, and whose endpoint settings are used
        self.home = locations.home(call.environ)
        self.cache = locations.directory("cache", call.environ)
        self._began = monotonic()
        self._center: IdentityCenter | None = None

    def now(self) -> float:
        """The time: minutes may have passed in front of a browser since the call began."""
        return self.call.now + monotonic() - self._began

    def load(self) -> Token | None:
        """The token on disk, good or not."""
        return tokens.load(self.session, self.home, self.now(), self.cache)

    def good(self) -> Token | None:
        """The token on disk, if it is good."""
        found = self.load()
        return found if found is not None and found.good(self.now()) else None

    def client(self, *, redirects: bool) -> Registration:
        """What this computer is known by, for a sign-in of that kind."""
        found = registrations.load(self.session, self.home, self.now(), redirects=redirects)
        if found is None:
            found = self.center.register(redirects=redirects)
            try:
                registrations.store(self.session, found, self.home, redirects=redirects)
            except OSError:  # the next sign-in registers anew
                pass
        return found

    def forget_client(self) -> None:
        """IAM Identity Center does not know this computer any more."""
        registrations.forget(self.session, self.home)

    # --- without a question ---------------------------------------------------------------------------

    def token(self) -> Token:
        """A token that has not expired, renewed where that needs no question.

        Raises LoginNeeded (status 4, with what to type) where a person has to sign in, and where one could
        only be renewed, Unreachable and Busy.
        """
        found = self.load()
        if found is not None and found.good(self.now()):
            return found
        if found is not None and found.refused:  # only `awsenv login` asks again
            return self._left(found)
        try:
            return self.renewed() or self._left(found)
        except (Unreachable, locks.Busy):
            if found is not None and lasts(found.expiration, self.now()):
                return found
            raise

    def _left(self, found: Token | None) -> Token:
        """The token, as long as it lasts."""
        if found is None or not lasts(found.expiration, self.now()):
            raise self.over()
        return self.load() or found  # which knows by now whether it can be renewed

    def over(self, *, revoked: bool = False) -> LoginNeeded:
        """The error that tells a person to sign in; with --force where the token looks good but is not."""
        words = ["awsenv login", *(["--force"] if revoked else [])]
        if self.profile is not None:
            words.append(shown(self.profile))
        else:
            words.append(f"--sso-session {shown(self.session.key)}")
        return sign_in_errors.not_signed_in(str(self.session), " ".join(words), self.profile)

    def renewed(self) -> Token | None:
        """The token that follows the one on disk; None where there is none to be had without a question."""
        found = self.load()
        if found is None or not found.refreshable(self.now()):
            return None
        with self.alone("signing in, or renewing this sign-in"):
            newer = self.load()
            if newer is None or newer.good(self.now()):
                return newer
            return self._followed(newer) if newer.refreshable(self.now()) else None

    def _followed(self, token: Token) -> Token | None:
        """The token that follows this one; None where it cannot be had, or could not be kept.

        A refresh token serves once: without a place for the next it would be spent for nothing.
        """
        try:
            self.check_place()
        except sign_in_errors.NotKept:
            return None
        try:
            found = self.center.renewed(token)
        except DEAD:  # the AWS tools take no lock
            if (other := self.good()) is None:
                tokens.refuse(self.session, token, self.cache, whole=False)
            return other
        try:
            return self.kept(found)
        except sign_in_errors.NotKept as error:
            self.call.report(error)
            return found

    # --- no more --------------------------------------------------------------------------------------

    def sign_out(self, others: list[str]) -> None:
        """Sign out, here for certain and at the portal, and say so. Raises AwsenvError where it is not here.

        `others` are profiles that were not named, and that are signed out with it.
        """
        found, kept = self.load(), None
        self.forget()
        if found is not None and lasts(found.expiration, self.now()):
            try:
                self.center.log_out(found)
            except AwsenvError as error:
                kept = str(error)
        self.call.say(f"signed out of {self.session}{shared(others)}")
        if kept is not None:
            self.call.say(f"the portal was not told: {kept}; a copy of the token would work until it expires")

    def forget(self) -> bool:
        """Remove the token here; whether there was a file. Raises AwsenvError."""
        try:
            return tokens.forget(self.session, self.home)
        except OSError as error:
            raise AwsenvError(f"cannot remove the sign-in to {self.session}: {error.strerror}") from None

    # --- doors ----------------------------------------------------------------------------------------

    @property
    def center(self) -> IdentityCenter:
        """IAM Identity Center, which is asked without an identity."""
        if self._center is None:
            from ..aws.identity_center import IdentityCenter

            known = self.call.configuration.profiles
            self._center = IdentityCenter(self.session, self.environ, self.now, known, self.speaker)
        return self._center

    @property
    def environ(self) -> dict[str, str]:
        """What botocore is to see, where it is asked without an identity."""
        return child.without_identity(undo.untouched(self.call.environ), None)

    @property
    def speaker(self) -> str | None:
        """The profile whose settings lead to the services of the session."""
        known = self.call.configuration.profiles
        if self.profile is not None and known.sections(self.profile):  # botocore knows those in a file alone
            return self.profile
        return sso_sessions.speaker(self.session, known, self.call.state.profile)

    def find_portal(self) -> None:
        """Follow a start URL of a company's own to AWS's address, which tells the region, too.

        Raises Refused where it leads elsewhere.
        """
        self.session.portal = self.center.portal()
        region = start_urls.region(self.session.portal)
        if region and region != self.session.region:
            self.call.say(
                f"the portal of {self.session} is in {region}: set sso_region = {region} beside its start URL"
            )
            self.session.region = region
            self._center = None

    def kept(self, found: Token) -> Token:
        """The token, which is on disk now. Raises NotKept."""
        try:
            tokens.store(self.session, found, self.home)
        except OSError as error:
            raise sign_in_errors.NotKept(tokens.folder(self.home), str(error.strerror)) from None
        return found

    def check_place(self) -> None:
        """Raise NotKept where no token can be stored, before a person signs in for nothing."""
        try:
            private.try_out(tokens.folder(self.home))
        except OSError as error:
            raise sign_in_errors.NotKept(tokens.folder(self.home), str(error.strerror)) from None

    def alone(self, what: str) -> AbstractContextManager[OSError | None]:
        """One process at a time signs in to this session or renews it; no lock where none can be made.

        Raises Busy where another one takes long and no terminal says why.
        """
        path = f"{self.cache}/sessions/sso-{private.digest(self.session.key)}.lock"
        limit = None if self.call.err.isatty() else locks.PATIENCE

        def tell() -> None:
            if limit is None:
                self.call.say(f"another shell is {what}; waiting for it")

        return alone(locks.Lock(path, tell, limit), what)


def followed(call: Call, target: Target, token: Token) -> Token:
    """The token that follows this one of the profile's chain, as far as that needs no question.

    Else what is left of this one, or this one where the portal cannot be asked. Raises as SignIn.token.
    """
    first = target.hops[0].profile
    sign_in = SignIn(call, sso_sessions.of_profile(first, target.profiles), first.name)
    with progress.shown(call, f"renewing the sign-in to {sign_in.session}"):
        try:
            return sign_in.token()
        except (Unreachable, Throttled, locks.Busy) as error:
            call.say(f"{error}; the sign-in was not renewed")
            return token


def shared(others: list[str]) -> str:
    """Who else has lost it, as the end of a sentence."""
    return f", which {_listed(others)} {'share' if len(others) > 1 else 'shares'}" if others else ""


def _listed(names: list[str]) -> str:
    shortened = [shown(name) for name in names[:3]]
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    *most, last = shortened + more
    return f"{', '.join(most)} and {last}" if most else last
