"""Which session does STS open, with the settings of this profile?"""

from __future__ import annotations

import os

from ..credentials import Credentials, are_keys
from ..errors import AwsenvError
from . import answers, failures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..aws_config.profiles import Profile, Profiles
    from ..chains.sts_calls import Parameters, Step
    from .direct import Answer, Endpoint

CONNECT_TIMEOUT, READ_TIMEOUT = 10, 30  # seconds; botocore would wait a minute, five times

LOADERS: dict[str, Any] = {}  # what reads botocore's data, by the path where there may be more
WEB_IDENTITY = "AssumeRoleWithWebIdentity"


def enter(environ: Mapping[str, str]) -> None:
    """Let botocore see this environment: in places it reads os.environ, whatever it is given.

    This process is one command, so os.environ may be changed for good.
    """
    os.environ.clear()
    os.environ.update(environ)
    answers.guard()


class Connection:
    """What a profile's own settings lead to. The environment may name no identity: botocore would take it."""

    __slots__ = ("_endpoint", "_known", "_prepared", "_session", "now", "profile", "region")

    _endpoint: Endpoint | None

    def __init__(
        self,
        profile: Profile,
        known: Profiles,
        region: str | None,
        environ: Mapping[str, str],
        now: float,
    ) -> None:
        enter(environ)
        self.profile = profile
        self._known = known
        self.region = region
        self.now = now
        self._session: Any = None
        self._prepared: tuple[Credentials, Any] | None = None

    @property
    def session(self) -> Any:
        """botocore's own, made when it is needed: a call to STS may do without."""
        if self._session is None:
            from .own_session import OwnSession

            self._session = OwnSession(self.profile.name, self._known)
            self._share_data()
        return self._session

    def _share_data(self) -> None:
        """Read botocore's data once in a run, for however many profiles."""
        with failures.translated(self.profile.name):
            path = self.session.get_config_variable("data_path") or ""
            if path in LOADERS:
                self.session.register_component("data_loader", LOADERS[path])
            else:
                LOADERS[path] = self.session.get_component("data_loader")

    @property
    def endpoint(self) -> Endpoint | None:
        """Where STS is called without a client of botocore's; None where that takes one."""
        if not hasattr(self, "_endpoint"):
            from . import direct

            limits = CONNECT_TIMEOUT, READ_TIMEOUT
            self._endpoint = direct.endpoint(self.profile, self.region, os.environ, limits)
        return self._endpoint

    def prepare(self, source: Credentials) -> None:
        """Load what a call with a code needs, before there is one; `source` are the keys that will sign it.

        What is wrong with the profile's settings is left for that call to raise.
        """
        if self.endpoint:
            return
        try:
            with failures.translated():
                self._prepared = source, self.client("sts", source, once=True)
        except AwsenvError:
            self._prepared = None

    def call(self, step: Step, source: Credentials, signer: str, code: str | None = None) -> Credentials:
        """What sts:GetSessionToken, sts:AssumeRole or sts:GetFederationToken answers.

        `signer` names the profile whose keys `source` are. Raises what `aws_errors` has for what AWS may say.
        """
        given = {**step.parameters, **({"TokenCode": code} if code else {})}
        came = self.endpoint.call(step.action, given, source, self.now) if self.endpoint else None
        if isinstance(came, Credentials):
            return came
        serial = step.serial or step.hop.profile.get("mfa_serial")
        name = step.hop.profile.name

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return failures.refusal(response, name, self.now, (signer, source.access_key), serial)

        with failures.translated(name, refused=refused):
            prepared = self._prepared if code is not None else None
            if prepared is None or prepared[0] is not source:
                prepared = source, self.client("sts", source, once=code is not None)
            return self._called(prepared[1], step.action, given, came)

    def by_web_identity(self, name: str, parameters: Parameters, token_file: str) -> Credentials:
        """What sts:AssumeRoleWithWebIdentity answers; botocore's own provider asks for no duration.

        `name` is the profile that errors name, `token_file` where the token came from. Raises as `call` does.
        """

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return failures.refusal(response, name, self.now, (name, ""), token_file=token_file)

        with failures.translated(name, refused=refused):
            came = self.endpoint.call(WEB_IDENTITY, parameters, None, self.now) if self.endpoint else None
            if isinstance(came, Credentials):
                return came
            return self._called(self.client("sts", None), WEB_IDENTITY, parameters, came)

    def _called(self, client: Any, action: str, given: Mapping[str, Any], came: Answer | None) -> Credentials:
        """What the client makes of its call, whose first request may have been sent already."""
        from botocore import xform_name

        if came is not None:
            client.meta.events.register_first("before-send.sts", came)
        return self._read(getattr(client, xform_name(action))(**given)["Credentials"])

    def _read(self, answer: Mapping[str, Any]) -> Credentials:
        """The keys of an answer. Raises KeyError, TypeError, AttributeError and OverflowError."""
        key, secret, token = (answer[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        if not are_keys(key, secret, token):
            raise TypeError("no keys")
        return Credentials(key, secret, token, int(answer["Expiration"].timestamp()), int(self.now))

    def owner(self, keys: Credentials) -> str:
        """The ARN of the owner of these keys; "" where AWS does not accept them. Raises as `call` does."""
        from botocore.exceptions import ClientError

        with failures.translated(self.profile.name):
            try:
                return str(self.client("sts", keys).get_caller_identity()["Arn"])
            except ClientError:
                return ""

    def client(self, service: str, keys: Credentials | None, *, once: bool = False) -> Any:
        """A client that signs with these keys, if any. One that asks `once` repeats no request."""
        from botocore import UNSIGNED
        from botocore.config import Config

        config = Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
        if once:
            config = config.merge(Config(retries={"total_max_attempts": 1}))
        if keys is None:
            unsigned = config.merge(Config(signature_version=UNSIGNED))
            return self.session.create_client(service, region_name=self.region, config=unsigned)
        return self.session.create_client(
            service,
            region_name=self.region,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.token,
            config=config,
        )
