"""How does a person sign in to IAM Identity Center, and who need not?"""

from __future__ import annotations

from time import monotonic, sleep

from .. import cache, chain, environment, settings, sso, sso_refusals
from ..errors import AwsenvError, shown
from ..refusals import Busy, Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..aws.identity_center import Device, IdentityCenter
    from ..call import Call
    from ..environment import Environment
    from ..profiles import Profiles
    from ..progress import Progress
    from .loopback import Listener

LIMIT = 600  # seconds for a person in front of a browser; AWS's own codes last as long
SLOWER = 5  # seconds more between two questions where AWS asks for that (RFC 8628, section 3.5)
SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")

# What a refresh token that serves no more is answered.
DEAD = (sso_refusals.InvalidGrant, sso_refusals.UnknownClient, sso_refusals.CodeExpired, sso_refusals.Denied)


def token(call: Call, known: Profiles, session_name: str, profile: str | None = None) -> sso.Token:
    """The token of [sso-session NAME], or of a start URL, renewed where that takes no question.

    Raises NotSignedIn (status 4, with what to type) where a person has to sign in.
    """
    return Session(call, sso.named(session_name, known), profile).token()


class Ways:
    """How a person wants to sign in."""

    __slots__ = ("browser", "device", "wait")

    def __init__(self, *, device: bool = False, browser: str | None = None, wait: int | None = None) -> None:
        self.device = device  # by a code, in a browser on any device
        self.browser = browser  # the command that shows a page
        self.wait = LIMIT if wait is None else wait  # seconds


def ensure(session: Session, ways: Ways, *, force: bool = False) -> tuple[sso.Token, bool]:
    """A token that is good, with as few questions as possible, and whether it is another one than before.

    Unless `force` asks for a new one. Says what was done.
    """
    found = session.load()
    token, how = None, "signed in to {} for"
    if not force:
        if found is not None and found.good(session.now()):
            token, how = found, "the sign-in to {} still lasts"
        elif token := session.renewed():
            how = "the sign-in to {} was renewed without a question, for"
    if token is None:
        token = session.open(ways)
    then = ", and is renewed without a question then" if token.renews else ""
    session.call.say(f"{how.format(session.session)} {_until(token.ends, session.now())}{then}")
    return token, token is not found


def _until(end: int, now: float) -> str:
    from time import localtime, strftime

    return f"{_span(int(end - now))}, until {strftime('%Y-%m-%d %H:%M', localtime(end))}"


def end(session: Session, others: list[str]) -> None:
    """Sign out, and say so; `others` are profiles that nobody named, and that are signed out with it."""
    kept = session.close()
    also = f", which {_listed(others)} {'share' if len(others) > 1 else 'shares'}" if others else ""
    session.call.say(f"signed out of {session.session}{also}")
    if kept is not None:
        session.call.say(f"the portal does not know: {kept}; a copy of the token would serve until its end")


def _listed(names: list[str]) -> str:
    shortened = [shown(name) for name in names[:3]]
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    *most, last = shortened + more
    return f"{', '.join(most)} and {last}" if most else last


def ends(call: Call, known: Profiles, session: sso.Session, token: sso.Token) -> Environment:
    """What the prompt has to know of a token if this shell has a profile of its session, in profile mode."""
    name = call.environ.get("AWSENV_PROFILE")
    if name is None or call.environ.get("AWSENV_MODE") != "profile":
        return {}
    try:
        first = chain.plan(name, known)[0]
        same = first.type == "sso" and sso.session(first.profile, known).key == session.key
    except AwsenvError:  # the profile is gone
        return {}
    return token.variables() if same else {}


class Session:
    """One SSO session, and this person's token of it."""

    __slots__ = ("_began", "_center", "_home", "call", "profile", "session")

    def __init__(self, call: Call, session: sso.Session, profile: str | None = None) -> None:
        self.call = call
        self.session = session
        self.profile = profile  # whose endpoint settings are used, and which a message can name
        self._home = settings.home(call.environ)
        self._began = monotonic()
        self._center: IdentityCenter | None = None

    def now(self) -> float:
        """The time: somebody may have been in front of a browser for minutes since the call began."""
        return self.call.now + monotonic() - self._began

    def load(self) -> sso.Token | None:
        """The token on disk, good or not."""
        return sso.load(self.session, self._home, self.now())

    # --- without a question ---------------------------------------------------------------------------

    def token(self) -> sso.Token:
        """A token that is not over.

        Raises NotSignedIn, and where one could only be renewed, Unreachable and Busy.
        """
        found = self.load()
        if found is not None and found.good(self.now()):
            return found
        lasts = found is not None and found.ends > self.now()
        try:
            return self.renewed() or self._left(found)
        except (Unreachable, Busy):
            if lasts:
                return self._left(found)
            raise

    def _left(self, found: sso.Token | None) -> sso.Token:
        """The token, as long as it lasts."""
        if found is None or found.ends <= self.now():
            raise self.over()
        return found

    def over(self, *, revoked: bool = False) -> sso_refusals.NotSignedIn:
        """The error that tells a person to sign in; with --force where the token looks good but is not."""
        words = ["awsenv login", *(["--force"] if revoked else [])]
        if self.profile is not None:
            words.append(shown(self.profile))
        else:
            words.append(f"--sso-session {shown(self.session.key)}")
        return sso_refusals.NotSignedIn(str(self.session), " ".join(words), self.profile)

    def renewed(self) -> sso.Token | None:
        """The token that follows the one on disk; None where there is none to be had without a question."""
        found = self.load()
        if found is None or not found.refreshable(self.now()):
            return None
        with self._alone("signing in, or renewing this sign-in"):
            newer = self.load()
            if newer is None or newer.good(self.now()) or not newer.refreshable(self.now()):
                return newer if newer is not None and newer.good(self.now()) else None
            return self._followed(newer)

    def _followed(self, token: sso.Token) -> sso.Token | None:
        """The token that follows this one; None where it cannot be had, or could not be kept.

        A refresh token serves once: without a place for the next it would be spent for nothing.
        """
        try:
            self._check_place()
        except sso_refusals.NotKept:
            return None
        try:
            found = self._oidc().renewed(token)
        except DEAD:  # the AWS tools take no lock
            newest = self.load()
            return newest if newest is not None and newest.good(self.now()) else None
        try:
            return self._kept(found)
        except sso_refusals.NotKept as error:
            self.call.report(error)
            return found

    # --- with one -------------------------------------------------------------------------------------

    def open(self, ways: Ways) -> sso.Token:
        """Have a person sign in, and keep the token. Raises AwsenvError."""
        before = self.load()
        with self._alone("signing in"):
            found = self.load()
            # What somebody else has got meanwhile is as new as what we would get.
            if found is not None and found.good(self.now()) and (not before or found.access != before.access):
                return found
            self._check_place()
            shows, here = self._browser(ways)
            if here and self.session.name is not None:
                opened = self._by_code(ways)
                if opened is not None:
                    return self._kept(opened)
                shows = False
            return self._kept(self._by_device(ways, shows=shows))

    def _browser(self, ways: Ways) -> tuple[bool, bool]:
        """Whether a page can be shown from here, and whether that browser reaches a port of this computer."""
        from .. import browser as browsers

        environ = self.call.environ
        if ways.device:
            return False, False
        if ways.browser:
            return True, True
        if any(environ.get(name) for name in SSH):
            return False, False
        if environ.get("BROWSER") or settings.load(environ).browser or browsers.likely(environ):
            return True, True
        if browsers.is_wsl(environ):
            return True, browsers.program("wslview", environ) is not None
        return False, False

    def _by_code(self, ways: Ways) -> sso.Token | None:
        """Sign in with a browser that comes back to us (RFC 8252, RFC 7636); None if there is no browser."""
        from base64 import urlsafe_b64encode
        from hashlib import sha256
        from secrets import token_urlsafe

        from .. import browser
        from . import loopback

        state, verifier = token_urlsafe(32), token_urlsafe(64)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        known = self._registration(redirects=True)
        try:
            listener = loopback.Listener(state)
        except OSError as error:
            self.call.say(f"no browser could come back to this computer: {error.strerror}")
            return None
        with listener:
            url = self._oidc().page(known, listener.address, state, challenge)
            if not browser.show(url, self.call, ways.browser):
                self.call.say("no browser could be started")
                return None
            self.call.say(f"sign in to {self.session} in your browser; if none appears, open in one here:")
            self.call.say(url)
            code = self._code(listener, ways.wait)
        try:
            return self._oidc().by_code(known, code, verifier, listener.address)
        except sso_refusals.UnknownClient:
            sso.forget_registration(self.session, self._home)
            raise

    def _code(self, listener: Listener, limit: int) -> str:
        """The code that the browser brings."""
        until = monotonic() + limit
        while True:
            try:
                with self._waiting():
                    found = listener.next(until)
            except TimeoutError:
                raise sso_refusals.NobodyCame(str(self.session), _span(limit), device=False) from None
            if found is None:
                self.call.say("a page of another sign-in was opened, with the wrong state; still waiting")
            elif found.get("error") == "access_denied":
                raise sso_refusals.Denied(str(self.session))
            elif "error" in found:
                raise sso_refusals.WrongAnswer(str(self.session), found["error"])
            else:
                return found["code"]

    def _by_device(self, ways: Ways, *, shows: bool) -> sso.Token:
        """Sign in with a code that is confirmed in a browser anywhere (RFC 8628)."""
        from .. import browser

        known = self._registration(redirects=False)
        try:
            device = self._oidc().device(known)
        except sso_refusals.UnknownClient:
            sso.forget_registration(self.session, self._home)
            known = self._registration(redirects=False)
            device = self._oidc().device(known)
        self.call.say(f"sign in to {self.session} in a browser, on this or any other device:")
        self.call.say(device.complete)
        code = shown(device.user_code)[1:-1]
        self.call.say(f"it must show the code {code}; where it asks for one: {code} at {device.page}")
        if shows:
            browser.show(device.complete, self.call, ways.browser)
        with self._waiting():
            return self._polled(known, device, ways.wait)

    def _polled(self, known: sso.Registration, device: Device, limit: int) -> sso.Token:
        """The token, as soon as the code is confirmed."""
        interval, until = device.interval, monotonic() + min(device.lasts, limit)
        while monotonic() + interval < until:
            sleep(interval)
            try:
                return self._oidc().by_device(known, device.code)
            except sso_refusals.StillPending:
                pass
            except sso_refusals.SlowDown:
                interval += SLOWER
        sleep(max(0.0, until - monotonic()))
        if device.lasts <= limit:
            raise sso_refusals.CodeExpired(str(self.session))
        raise sso_refusals.NobodyCame(str(self.session), _span(limit), device=True)

    def _registration(self, *, redirects: bool) -> sso.Registration:
        """What this computer is known by, for a sign-in of that kind."""
        found = sso.registration(self.session, self._home, self.now(), redirects=redirects)
        if found is None:
            found = self._oidc().register(redirects=redirects)
            try:
                sso.keep_registration(self.session, found, self._home, redirects=redirects)
            except OSError:  # the next sign-in registers anew
                pass
        return found

    # --- no more --------------------------------------------------------------------------------------

    def close(self) -> str | None:
        """Sign out: here for certain, and at the portal. Return what kept that from knowing, if anything did.

        Raises AwsenvError where the token cannot be removed.
        """
        found = self.load()
        self.forget()
        if found is None or found.ends <= self.now():
            return None
        try:
            self._oidc().log_out(found)
        except AwsenvError as error:
            return error.what
        return None

    def forget(self) -> bool:
        """Remove the token here; whether there was a file. Raises AwsenvError."""
        try:
            return sso.forget(self.session, self._home)
        except OSError as error:
            raise AwsenvError(f"cannot remove the sign-in to {self.session}: {error.strerror}") from None

    # --- doors ----------------------------------------------------------------------------------------

    def _oidc(self) -> IdentityCenter:
        if self._center is None:
            from ..aws.identity_center import IdentityCenter

            before = environment.base(self.call.environ)
            mine = environment.applied(before, self.call.environ)
            clean = environment.without_identity(mine, None)
            self._center = IdentityCenter(self.session, clean, self.now, self.profile)
        return self._center

    def _kept(self, found: sso.Token) -> sso.Token:
        try:
            sso.store(self.session, found, self._home)
        except OSError as error:
            raise sso_refusals.NotKept(f"{self._home}/.aws/sso/cache", str(error.strerror)) from None
        return found

    def _check_place(self) -> None:
        """Raise NotKept where nothing can be kept, before somebody signs in for nothing."""
        place = f"{self._home}/.aws/sso/cache"
        try:
            cache.try_out(place)
        except OSError as error:
            raise sso_refusals.NotKept(place, str(error.strerror)) from None

    def _waiting(self) -> Progress:
        from .. import progress

        return progress.shown(self.call, "waiting for the browser; Ctrl-C gives up")

    def _alone(self, what: str) -> _Alone:
        """To be used with `with`: one process at a time signs in to this session, or renews it.

        Raises Busy where it is long in coming and nobody is told why.
        """
        key = "sso-" + cache.digest(self.session.key)
        directory = settings.directory("cache", self.call.environ)
        limit = None if self.call.err.isatty() else cache.PATIENCE
        lock = cache.Sessions(directory).lock(
            key, lambda: self._tell(f"another shell is {what}; waiting for it"), limit
        )
        return _Alone(lock, Busy(what))

    def _tell(self, words: str) -> None:
        if self.call.err.isatty():
            self.call.say(words)


class _Alone:
    """A lock that is done without where it cannot be made."""

    __slots__ = ("_busy", "_held", "_lock")

    def __init__(self, lock: cache.Lock, busy: Busy) -> None:
        self._lock = lock
        self._busy = busy
        self._held = False

    def __enter__(self) -> None:
        try:
            self._lock.__enter__()
            self._held = True
        except TimeoutError:
            raise self._busy from None
        except OSError:
            pass

    def __exit__(self, *failure: object) -> None:
        if self._held:
            self._lock.__exit__(None, None, None)


def _span(seconds: int) -> str:
    from ..calls import span

    return span(seconds) if seconds >= 60 else f"{seconds} s"
