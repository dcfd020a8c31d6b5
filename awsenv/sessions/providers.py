"""Where do the credentials of a hop come from? A provider for each source, inside the one that uses it.

As in Cached(AssumeRole(step, source=Cached(SessionToken(step, source=Static(hop))))).
"""

from __future__ import annotations

from ..aws_errors import AccessDenied, ExpiredKeys, TooLong, UnknownKey, WrongCode
from ..chains import source_credentials
from ..credentials import lasts
from ..durations import span
from ..errors import LoginNeeded, NoCredentials
from ..text import plain, shown
from . import credential_process
from .mfa import MfaDevice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..chains.chain import Hop
    from ..chains.sts_calls import Parameters, Step
    from ..credentials import Credentials
    from .context import Context


class Provider:
    """What gives the credentials of a hop. Raises AwsenvError if it cannot."""

    credentials: Callable[[], Credentials]  # each provider has its own

    def __init__(self, hop: Hop, context: Context) -> None:
        self.hop = hop
        self.context = context

    @property
    def kind(self) -> str:
        """What a kept session was opened by."""
        return self.hop.type

    def fresh(self) -> Credentials:
        """Credentials that are not those on disk. Raises AwsenvError."""
        return self.credentials()


class Once(Provider):
    """Another provider, asked once in a run, since it may ask a person or start a program."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider.hop, provider.context)
        self.provider = provider
        self.found: Credentials | None = None

    def credentials(self) -> Credentials:
        """What it gave first."""
        if self.found is None:
            self.found = self.provider.credentials()
        return self.found

    def fresh(self) -> Credentials:
        """What it gave first, which is fresh if nothing was asked of it before."""
        if self.found is None:
            self.found = self.provider.fresh()
        return self.found


class Static(Provider):
    """Keys in one of AWS's files, or in the environment before awsenv."""

    def credentials(self) -> Credentials:
        """The keys as they are written. Raises NoCredentials if there are none, or they have expired."""
        found = source_credentials.written(self.hop, self.context.environ)
        if found is None:
            raise NoCredentials(f"profile {shown(self.hop.profile.name)} has no credentials")
        if not lasts(found.expiration, self.context.call.now):
            raise source_credentials.expired(self.hop, found.expiration or 0, self.context.call.now)
        return found


class Process(Provider):
    """What the profile's credential_process prints."""

    def __init__(self, hop: Hop, context: Context) -> None:
        """Raises AwsenvError where the process leads back to its profile: it would wait for its own lock."""
        super().__init__(hop, context)
        credential_process.check(hop.profile.name, context.environ)

    def credentials(self) -> Credentials:
        """Run it."""
        profile, context = self.hop.profile, self.context
        command = profile.get("credential_process") or ""
        with context.waiting(f"waiting for the credential_process of {shown(profile.name)}", moves=False):
            return credential_process.run(
                profile.name, command, context.clean, context.call.now, asks=context.patient
            )


class Own(Static):
    """The identity of this environment, for a profile without credentials of its own."""

    def credentials(self) -> Credentials:
        """Its keys, or what the service gives that botocore would ask."""
        from ..environment import own

        kind = own.kind(self.context.environ)
        if kind == "web-identity":
            from .web_identity import OfEnvironment

            return OfEnvironment(self.hop, self.context).credentials()
        if kind == "ecs":
            from ..chains.chain import Hop

            return Botocore(Hop(kind, self.hop.profile), self.context).credentials()
        return super().credentials()  # keys, or nothing that says whose a machine's role would be


class Botocore(Provider):
    """What one of botocore's providers gives: for an instance, a container or `aws login`."""

    def credentials(self) -> Credentials:
        """Ask the service."""
        from ..aws import origins

        with self.context.waiting(f"asking for the keys of {shown(self.hop.profile.name)}"):
            return origins.credentials(self.context.connection, self.hop)


def lenient(
    call: Callable[[], Credentials], hop: Hop, parameters: Parameters, context: Context
) -> Credentials:
    """What the call gives; if AWS refuses the duration of the settings, what it gives without one.

    Such a call has no MFA code (see sts_calls.plan), so none is spent.
    """
    try:
        return call()
    except TooLong:
        wanted = parameters.pop("DurationSeconds", None)
        if not isinstance(wanted, int) or "duration" not in context.asked(hop).defaults:
            raise
    made = call()
    if context.asks:  # not again at each renewal
        left = span(int((made.expiration or 0) - context.call.now))
        name = shown(hop.profile.name)
        context.call.say(
            f"this session lasts {left}, not the {span(wanted)} of the settings: {name} allows no more"
        )
    return made


class StsCall(Provider):
    """A session that STS opens for the credentials of another provider."""

    def __init__(self, step: Step, source: Provider) -> None:
        super().__init__(step.hop, source.context)
        self.step = step
        self.source = source

    def credentials(self) -> Credentials:
        """Make the call; once more if the kept session that signs it has expired after all."""
        signing = self.source.credentials()
        try:
            return self._opened(signing)
        except (ExpiredKeys, UnknownKey):
            newer = self.source.fresh()
            if newer is signing:  # the chain begins with these
                raise
        return self._opened(newer)

    def _opened(self, signing: Credentials) -> Credentials:
        """The session, with a code if it takes one."""
        step = self.step
        if step.serial is not None:
            return self._by_code(signing, MfaDevice(step.serial, self.context))
        try:
            return lenient(lambda: self._called(signing), step.hop, step.parameters, self.context)
        except AccessDenied as error:
            raise self._with_device(error) from None

    def _by_code(self, signing: Credentials, device: MfaDevice) -> Credentials:
        """The session that one of the device's codes opens."""
        context = self.context
        if device.asks and not context.asks:
            raise LoginNeeded(
                f"the session of profile {context.name} needs an MFA code", f"awsenv login {context.name}"
            )
        if not device.asks:  # a code that a program prints lives for seconds
            with context.waiting(self._words):
                context.connection.prepare(signing)
        for code in device.codes(lambda: context.connect(signing)):
            try:
                return self._called(signing, code)
            except WrongCode as error:
                if not device.asks:
                    raise
                context.call.say(str(error))
        raise device.refused()

    def _called(self, signing: Credentials, code: str | None = None) -> Credentials:
        """The answer to one call."""
        with self.context.waiting(self._words):
            return self.context.connection.call(self.step, signing, self.source.hop.profile.name, code)

    @property
    def _words(self) -> str:
        """What a person reads meanwhile."""
        return f"asking AWS for the session of {self.context.name}"

    def _with_device(self, error: AccessDenied) -> AccessDenied:
        """The error, with the device of the chain, and a profile that is in a file, in its remedy."""
        for hop in reversed(self.context.target.hops):
            if hop.profile.made and error.remedy:  # an address, which has the device of its source
                name, source = shown(hop.profile.name), shown(hop.profile.get("source_profile") or "")
                error.remedy = error.remedy.replace(f"to profile {name}", f"to profile {source}")
        devices = [hop.profile.get("mfa_serial") for hop in self.context.target.hops]
        device = next((one for one in devices if one), None)
        if device and error.remedy:
            error.remedy = error.remedy.replace("ARN-OF-YOUR-DEVICE", plain(device))
        return error


class AssumeRole(StsCall):
    """The session of a role."""


class SessionToken(StsCall):
    """The session with MFA that one code opens for all roles of a user."""

    @property
    def kind(self) -> str:
        """Not the hop's own type, which says where the user's keys are."""
        return "mfa"
