"""How does a person sign in to IAM Identity Center, in which browser?"""

from __future__ import annotations

from time import monotonic, sleep

from ..durations import span
from ..errors import AwsenvError
from ..sso import sign_in_errors, sso_sessions
from ..system import browser, which
from ..text import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..aws.identity_center import DeviceAuthorization
    from ..call import Call
    from ..environment.variables import Environment
    from ..sso.sso_sessions import SsoSession
    from ..sso.tokens import Registration, Token
    from ..system.loopback import Page
    from ..terminal.progress import Progress
    from .sso_sign_in import SignIn

LIMIT = 600  # seconds for a person in front of a browser; AWS's own codes last as long
SLOWER = 5  # seconds more between two questions where AWS asks for that (RFC 8628, section 3.5)


class Ways:
    """How a person asked to sign in."""

    __slots__ = ("browser", "device", "wait")

    def __init__(self, *, device: bool = False, browser: str | None = None, wait: int | None = None) -> None:
        self.device = device  # by a code, in a browser on any device
        self.browser = browser  # the command that shows a page
        self.wait = LIMIT if wait is None else wait  # seconds


def ensure(sign_in: SignIn, ways: Ways, *, force: bool = False) -> tuple[Token, bool]:
    """A token that is good, with as few questions as possible, and whether it is another one than before.

    Unless `force` asks for a new one. Says what was done.
    """
    found = None if force else sign_in.good()
    token, how = found, "the sign-in to {} is valid"
    if token is None and not force:
        token, how = sign_in.renewed(), "the sign-in to {} was renewed, and is valid"
    if token is None:
        token, how = BrowserSignIn(sign_in, ways).done(), "signed in to {}"
    then = "; it renews itself after that" if token.renews else ""
    sign_in.call.say(f"{how.format(sign_in.session)} {_until(token.expiration, sign_in.now())}{then}")
    return token, token is not found


def _until(end: int, now: float) -> str:
    from time import localtime, strftime

    return f"until {strftime('%Y-%m-%d %H:%M', localtime(end))} ({span(int(end - now))} left)"


def variables(call: Call, session: SsoSession, token: Token) -> Environment:
    """What the prompt has to know of a token if this shell has a profile of its session, in profile mode."""
    name = call.state.profile
    if name is None or call.state.mode != "profile":
        return {}
    try:
        target = call.target(name)
        first, known = target.hops[0], target.profiles
        same = first.type == "sso" and sso_sessions.of_profile(first.profile, known).key == session.key
    except AwsenvError:  # the profile is gone
        return {}
    return token.variables() if same else {}


class BrowserSignIn:
    """A person's way through a browser to a token."""

    __slots__ = ("call", "name", "sign_in", "ways")

    def __init__(self, sign_in: SignIn, ways: Ways) -> None:
        self.sign_in = sign_in
        self.ways = ways
        self.call = sign_in.call
        self.name = str(sign_in.session)

    def done(self) -> Token:
        """Have a person sign in, and keep the token. Raises AwsenvError."""
        before = self.sign_in.load()
        with self.sign_in.alone("signing in"):
            found = self.sign_in.good()
            # What another process has got meanwhile is as new as what we would get.
            if found and (not before or found.access != before.access):
                return found
            self.sign_in.check_place()
            self.sign_in.find_portal()
            shows, here = self._browser()
            if here and self.sign_in.session.name is not None:
                opened = self._by_code()
                if opened is not None:
                    return self.sign_in.kept(opened)
                shows = False
            return self.sign_in.kept(self._by_device(shows=shows))

    def _browser(self) -> tuple[bool, bool]:
        """Whether a page can be shown from here, and whether that browser reaches a port of this computer."""
        environ = self.call.environ
        if self.ways.device:
            return False, False
        if self.ways.browser:
            return True, True
        if any(environ.get(name) for name in browser.SSH):
            return False, False
        if environ.get("BROWSER") or self.call.configuration.preferences.browser or browser.likely(environ):
            return True, True
        if browser.is_wsl(environ):
            return True, which.find("wslview", environ) is not None
        return False, False

    def _by_code(self) -> Token | None:
        """Sign in with a browser that comes back to us (RFC 8252, RFC 7636); None if there is no browser."""
        from base64 import urlsafe_b64encode
        from hashlib import sha256
        from secrets import token_urlsafe

        from . import callback

        state, verifier = token_urlsafe(32), token_urlsafe(64)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        known = self.sign_in.client(redirects=True)
        try:
            listener = callback.listener(state)
        except OSError as error:
            self.call.say(f"this computer cannot listen for the browser: {error.strerror}")
            return None
        with listener:
            url = self.sign_in.center.page(known, listener.address, state, challenge)
            if not browser.show(url, self.call, self.ways.browser):
                self.call.say("no browser could be started")
                return None
            self.call.say(f"sign in to {self.name} in your browser; if none opens, open this address here:")
            self.call.say(url)
            code = self._code(listener)
        try:
            return self.sign_in.center.by_code(known, code, verifier, listener.address)
        except sign_in_errors.UnknownClient:
            self.sign_in.forget_client()
            raise

    def _code(self, listener: Page) -> str:
        """The code that the browser brings."""
        until = monotonic() + self.ways.wait
        while True:
            try:
                with self._waiting():
                    found = listener.next(until)
            except TimeoutError:
                raise sign_in_errors.timed_out(self.name, _span(self.ways.wait), device=False) from None
            if found is None:
                self.call.say("a page of another sign-in was opened, with the wrong state; still waiting")
            elif found.get("error") == "access_denied":
                raise sign_in_errors.Denied(self.name)
            elif "error" in found:
                raise sign_in_errors.wrong_answer(self.name, found["error"])
            else:
                return found["code"]

    def _by_device(self, *, shows: bool) -> Token:
        """Sign in with a code that is confirmed in a browser anywhere (RFC 8628)."""
        known = self.sign_in.client(redirects=False)
        try:
            device = self.sign_in.center.device(known)
        except sign_in_errors.UnknownClient:
            self.sign_in.forget_client()
            known = self.sign_in.client(redirects=False)
            device = self.sign_in.center.device(known)
        self.call.say(f"sign in to {self.name} in a browser, on this or any other device:")
        self.call.say(device.complete)
        code = plain(device.user_code)
        self.call.say(
            f"check that it shows the code {code}; if it asks for a code, enter it at {device.page}"
        )
        if shows:
            browser.show(device.complete, self.call, self.ways.browser)
        with self._waiting():
            return self._polled(known, device)

    def _polled(self, known: Registration, device: DeviceAuthorization) -> Token:
        """The token, as soon as the code is confirmed."""
        limit = self.ways.wait
        interval, until = device.interval, monotonic() + min(device.lasts, limit)
        while monotonic() + interval < until:
            sleep(interval)
            try:
                return self.sign_in.center.by_device(known, device.code)
            except sign_in_errors.StillPending:
                pass
            except sign_in_errors.SlowDown:
                interval += SLOWER
        sleep(max(0.0, until - monotonic()))
        if device.lasts <= limit:
            raise sign_in_errors.CodeExpired(self.name)
        raise sign_in_errors.timed_out(self.name, _span(limit), device=True)

    def _waiting(self) -> Progress:
        from ..terminal import progress

        return progress.shown(self.call, "waiting for the browser; Ctrl-C gives up")


def _span(seconds: int) -> str:
    return span(seconds) if seconds else "0 s"
