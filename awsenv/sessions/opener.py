"""Which session serves this chain: cached, renewed or opened?"""

from __future__ import annotations

from ..chains import source_credentials
from ..environment import child, held, undo
from ..errors import LoginNeeded, NoCredentials
from ..files import locks
from ..settings import locations
from ..text import shown, shown_path
from . import cache_keys, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..aws.connection import Connection
    from ..aws_config.profiles import Profile, Profiles
    from ..call import Call
    from ..chains.chain import Hop
    from ..chains.session_options import SessionOptions
    from ..chains.sts_calls import Step
    from ..credentials import Credentials
    from ..sso.tokens import Token
    from ..terminal.progress import Progress
    from .mfa import MfaDevice


class Chain:
    """The hops to a profile on their way to a session: what is asked of it, and what it takes to open it."""

    def __init__(
        self, call: Call, known: Profiles, hops: list[Hop], options: SessionOptions, region: str | None = None
    ) -> None:
        before = undo.base(call.environ)
        self.call = call
        self.known = known
        self.hops = hops
        self.options = options
        own = region or hops[-1].profile.get("region")
        self.region = own or before["AWS_REGION"] or before["AWS_DEFAULT_REGION"]
        self.environ = held.applied(before, call.environ)  # what the shell had before awsenv
        self.directory = locations.directory("cache", call.environ)
        self.sessions = store.Sessions(self.directory)
        self.asks = True  # whether a person may be asked for a code
        self._origin: Credentials | None = None
        self._connection: Connection | None = None
        self._warned = False

    def cached(self) -> Credentials | None:
        """The session if it is at hand: no question, no call, no program."""
        last = self.hops[-1]
        if last.type == "role" or last.type in source_credentials.KEPT:
            return self._load(self._key(last), self.options.min_ttl)
        keys, serial = source_credentials.written(last, self.environ), last.profile.get("mfa_serial")
        if keys is None or keys.token or serial is None:
            return keys
        return self._load(self._token_key(keys, serial, self.options.duration), self.options.min_ttl)

    def open(self) -> Credentials:
        """The session: the cached one if it is good, else a new one. Raises AwsenvError."""
        from ..chains import sts_calls

        sts_calls.check(
            self.hops, self.options
        )  # or keys without a session would be handed out as if they had one
        if not self.options.refresh and (found := self.cached()):
            return found
        user = self.call.environ.get("USER", "")
        plan = sts_calls.plan(self.hops, self.options, user, long_term=self._is_long_term())
        for note in plan.notes:
            self.call.say(note)
        return self._perform(plan.steps)

    def renews(self, keys: Credentials) -> bool:
        """Whether keys that end can be followed by others of the same identity without a question."""
        if keys.expiration is None:
            return False
        first, source = self.hops[0], source_credentials.written(self.hops[0], self.environ)
        if source is not None and source.token:  # a session of somebody's own, whose end nobody knows
            return False
        if first.type == "sso":
            from ..sso import tokens

            token = tokens.of_profile(first.profile, locations.home(self.call.environ), self.call.now)
            return token is not None and (token.renews or token.expiration > keys.expiration)
        serials = [serial for hop in self.hops if (serial := hop.profile.get("mfa_serial"))]
        if not serials or all(map(self._mfa_process, serials)):
            return True
        return source is not None and self._outlasts(keys.expiration, source, serials[0])

    def _outlasts(self, end: int, source: Credentials, serial: str) -> bool:
        """Whether the session that one code has opened for all roles will still serve at that time."""
        from ..chains import session_options, sts_calls

        options = session_options.parse(self.options.spell() or "")
        steps = sts_calls.plan(self.hops, options, long_term=True).steps[1:]
        if any(step.serial and step.action == "AssumeRole" for step in steps) or len(self.hops) == 1:
            return False
        token = self.sessions.load(self._token_key(source, serial, None))
        return token is not None and token.good(end)

    # --- steps ----------------------------------------------------------------------------------------

    def _perform(self, steps: list[Step], *, fresh: bool = False) -> Credentials:
        """What the last step gives; those before it are made only if it is not cached."""
        *before, step = steps
        if step.action == "origin":
            return self.origin()
        last = step.hop is self.hops[-1]
        if step.action == "GetSessionToken":
            duration = self.options.duration if last else None
            key, kind = self._token_key(self.origin(), step.serial or "", duration), "mfa"
        else:
            key, kind = self._key(step.hop), "role"
        fresh = fresh or (last and self.options.refresh)
        return self._single(key, kind, step.hop, lambda: self._made(step, before), fresh=fresh)

    def _single(
        self, key: str, kind: str, hop: Hop, make: Callable[[], Credentials], *, fresh: bool
    ) -> Credentials:
        """The session under that key. If there is none, the holder of the lock makes it while others wait."""
        least = self.options.min_ttl if hop is self.hops[-1] else 0
        if not fresh and (found := self._load(key, least)):
            return found
        # Whoever has no terminal is not told why it takes long, so it may not take for ever.
        limit = None if self.call.err.isatty() else locks.PATIENCE
        lock = self.sessions.lock(key, self._tell_of_waiting, limit)
        try:
            lock.__enter__()
        except TimeoutError:
            from ..aws_errors import Busy

            raise Busy(f"opening the session of {shown(hop.profile.name)}") from None
        except OSError as error:
            self._warn(error)
            return make()
        try:
            shared = kind == "role" and self._is_shared(hop)
            if not fresh and (found := self._load(key, least)):
                return found
            if not fresh and shared and (found := self._of_the_cli(hop, least)):
                self._keep(key, kind, hop, found)
                return found
            keys = make()
            self._keep(key, kind, hop, keys)
            if shared:
                self._give_to_the_cli(hop, keys)
            return keys
        finally:
            lock.__exit__(None, None, None)

    def _tell_of_waiting(self) -> None:
        """The question may stand in another window."""
        if self.call.err.isatty() and self.asks:
            self.call.say("another shell is opening this session; waiting for it")

    def _made(self, step: Step, before: list[Step]) -> Credentials:
        """Make the call, once more if a session from the cache turns out to be over."""
        from ..aws_errors import ExpiredKeys, UnknownKey

        signer = before[-1]
        try:
            return self._called(step, self._perform(before), signer.hop.profile.name)
        except (ExpiredKeys, UnknownKey):
            if signer.action == "origin":
                raise
        return self._called(step, self._perform(before, fresh=True), signer.hop.profile.name)

    def _called(self, step: Step, source: Credentials, signer: str) -> Credentials:
        """Make the call, with a code if it takes one."""
        from ..aws_errors import NoCode, WrongCode

        name = shown(self.hops[-1].profile.name)
        words = f"asking AWS for the session of {name}"
        with self._waiting(words):
            connection = self.connection  # before any question, since a code lives for seconds
            if step.serial is None:
                return connection.call(step, source, signer)
        device = self._device(step.serial)
        if device.asks and not self.asks:
            raise LoginNeeded(f"the session of profile {name} takes an MFA code", f"awsenv login {name}")
        for code in self._codes(device):
            try:
                with self._waiting(words):
                    return connection.call(step, source, signer, code)
            except WrongCode as error:
                if not device.asks:
                    raise
                self.call.say(error.what)
        raise NoCode(step.serial)

    def _codes(self, device: MfaDevice) -> Iterable[str]:
        """The codes to try. A command that prints one may wait for a person, who has to know that."""
        if device.asks:
            return device.codes()
        with self._waiting("waiting for the MFA code that mfa_process prints", moves=False):
            return list(device.codes())

    # --- where the chain begins -----------------------------------------------------------------------

    def origin(self) -> Credentials:
        """The keys with which the chain begins: from a file, a program, a service or the cache."""
        if self._origin is None:
            first = self.hops[0]
            self._origin = source_credentials.written(first, self.environ) or self._fetched(first)
        return self._origin

    def _is_long_term(self) -> bool:
        """Whether the chain begins with the keys of a user; asked only where it makes a difference."""
        if not any("mfa_serial" in hop.profile.values for hop in self.hops):
            return False
        return self.hops[0].type in ("static", "environment", "process") and self.origin().token is None

    def _fetched(self, hop: Hop) -> Credentials:
        if hop.type == "none":
            raise NoCredentials(f"profile {shown(hop.profile.name)} has no credentials of its own")
        if hop.type not in source_credentials.KEPT:
            return self._asked(hop)
        fresh = self.options.refresh and hop is self.hops[-1]
        make = self._process(hop.profile) if hop.type == "process" else lambda: self._asked(hop)
        if hop.type == "sso":
            make = self._by_sign_in(hop, fresh=fresh)
        return self._single(self._key(hop), hop.type, hop, make, fresh=fresh)

    def _by_sign_in(self, hop: Hop, *, fresh: bool) -> Callable[[], Credentials]:
        """What gets the keys of an SSO profile; a sign-in near its end is renewed first, if it is needed.

        First, since the key of the session covers the sign-in.
        """
        from ..aws_errors import SignInNeeded
        from ..login.sso_sign_in import SignIn
        from ..sso import sso_sessions, tokens

        signed_in = SignIn(self.call, sso_sessions.of_profile(hop.profile, self.known), hop.profile.name)
        least = self.options.min_ttl if hop is self.hops[-1] else 0
        token: Token | None = None
        if fresh or not self._load(self._key(hop), least):
            with self._waiting(f"renewing the sign-in to {signed_in.session}"):
                token = signed_in.token()

        def make() -> Credentials:
            try:
                # By itself botocore would renew a token near its end, also where it cannot keep the next one.
                return self._asked(hop, tokens.in_memory(signed_in.session, token or signed_in.token()))
            except SignInNeeded:
                raise signed_in.over(revoked=True) from None

        return make

    def _asked(self, hop: Hop, tokens: dict[str, dict[str, object]] | None = None) -> Credentials:
        """The keys from the service that gives them; `tokens` as in Connection.origin."""
        with self._waiting(f"asking for the keys of {shown(hop.profile.name)}"):
            return self.connection.origin(hop, tokens)

    def _process(self, profile: Profile) -> Callable[[], Credentials]:
        """What runs the profile's credential_process."""
        from . import credential_process

        credential_process.check(profile.name, self.environ)
        command = profile.get("credential_process") or ""
        environ = child.without_identity(self.environ, self.region)
        now, asks = self.call.now, self.asks

        def make() -> Credentials:
            with self._waiting(f"waiting for the credential_process of {shown(profile.name)}", moves=False):
                return credential_process.run(profile.name, command, environ, now, asks=asks)

        return make

    # --- what is kept ---------------------------------------------------------------------------------

    def _key(self, hop: Hop) -> str:
        hops = self.hops[: self.hops.index(hop) + 1]
        options = self.options if hop is self.hops[-1] else None
        return cache_keys.of_hops(hops, options, self.environ, self.known)

    def _token_key(self, keys: Credentials, serial: str, duration: int | None) -> str:
        last = self.hops[-1]
        return cache_keys.of_token(keys.access_key, serial, duration, last, self.environ, self.known)

    def _load(self, key: str, least: int) -> Credentials | None:
        keys = self.sessions.load(key)
        return keys if keys is not None and keys.good(self.call.now, least) else None

    def _keep(self, key: str, kind: str, hop: Hop, keys: Credentials) -> None:
        """Keep keys that have an end, and drop those that have reached it."""
        if keys.expiration is not None:
            try:
                self.sessions.store(key, kind, hop.profile.name, keys)
                self.sessions.sweep(self.call.now)
            except OSError as error:
                self._warn(error)

    def _is_shared(self, hop: Hop) -> bool:
        """Whether the AWS CLI, with the same settings, would mean the same session by its own file."""
        from . import aws_cli

        asked = hop is self.hops[-1] and (self.options.duration or self.options.restricted)
        return not asked and self.hops[0].type != "environment" and not aws_cli.ambiguous(hop, self.known)

    def _of_the_cli(self, hop: Hop, least: int) -> Credentials | None:
        from . import aws_cli

        keys = aws_cli.load(aws_cli.path(locations.home(self.call.environ), hop), hop, self.known)
        if keys is None or not keys.good(self.call.now, least):
            return None
        # The file may be from another AWS (a local one, say) or another config file: its name covers neither.
        with self._waiting("asking AWS whose session the AWS CLI has kept"):
            owner = self.connection.owner(keys)
        return keys if aws_cli.is_of(owner, hop) else None

    def _give_to_the_cli(self, hop: Hop, keys: Credentials) -> None:
        from . import aws_cli

        try:
            aws_cli.store(aws_cli.path(locations.home(self.call.environ), hop), hop, keys)
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self.call.say(f"sessions cannot be kept: {error.strerror}: {shown_path(str(error.filename))}")

    # --- doors ----------------------------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """AWS, as the profile's own settings lead to it."""
        if self._connection is None:
            from ..aws.connection import Connection

            clean = child.without_identity(self.environ, self.region)
            self._connection = Connection(self.hops[-1].profile, self.region, clean, self.call.now)
        return self._connection

    def _waiting(self, words: str, *, moves: bool = True) -> Progress:
        """What tells a person why it takes long; nothing at a prompt, where nobody has asked for anything."""
        from ..terminal import progress

        return progress.shown(self.call, words, moves=moves, alone=not self.asks)

    def _device(self, serial: str) -> MfaDevice:
        """The device, with what gets a code from it."""
        from . import mfa

        environ = child.without_identity(self.environ, self.region)
        command = self._mfa_process(serial)
        device = mfa.MfaDevice(serial, self.options.mfa_code, command, environ, self.directory, self.call.say)
        device.alone = not self.asks
        return device

    def _mfa_process(self, serial: str) -> str | None:
        """The command of the profile that names the device, of the one with the keys, or of the settings."""
        named = [hop for hop in self.hops if hop.profile.get("mfa_serial") == serial]
        commands = (hop.profile.get("mfa_process") for hop in [*named, self.hops[0]])
        return next(filter(None, commands), None) or self.call.configuration.preferences.mfa_process
