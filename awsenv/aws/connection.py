"""Which credentials does STS, or one of botocore's providers, give for this hop?"""

from __future__ import annotations

import os
from stat import S_ISREG

from .. import aws_errors
from ..credentials import Credentials, are_keys
from ..errors import AwsenvError, NoCredentials
from ..system import spelling
from ..text import shown
from . import answers, failures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..aws_config.profiles import Profile
    from ..chains.chain import Hop
    from ..chains.sts_calls import Parameters, Step
    from .direct import Answer, Caller

CONNECT_TIMEOUT, READ_TIMEOUT = 10, 30  # seconds; botocore would wait a minute, five times

LOADERS: dict[str, Any] = {}  # what reads botocore's data, by where more of it may lie
WEB_IDENTITY = "AssumeRoleWithWebIdentity"
TOKEN = 20_000  # characters of a web identity's token at most: WebIdentityToken in the API reference of STS

# The names of botocore's providers (their METHOD) for the types of hops.
PROVIDERS = {
    "sso": "sso",
    "login": "login",
    "ecs": "container-role",
    "ec2": "iam-role",
}


def enter(environ: Mapping[str, str]) -> None:
    """Let botocore see this environment: it reads os.environ in places that take no parameter.

    This process is one command, so it may be changed for good.
    """
    os.environ.clear()
    os.environ.update(environ)
    answers.guard()


class Connection:
    """What a profile's own settings lead to. The environment may name no identity: botocore would take it."""

    __slots__ = ("_caller", "_prepared", "_session", "now", "profile", "region")

    _caller: Caller | None

    def __init__(self, profile: Profile, region: str | None, environ: Mapping[str, str], now: float) -> None:
        enter(environ)
        self.profile = profile
        self.region = region
        self.now = now
        self._session: Any = None
        self._prepared: tuple[Credentials, Any] | None = None

    @property
    def session(self) -> Any:
        """botocore's own, which is made when it is needed: a call to STS may do without."""
        if self._session is None:
            import botocore.session

            self._session = botocore.session.Session(profile=self.profile.name)
            self._tell(self.profile)
            self._share_data()
        return self._session

    def _share_data(self) -> None:
        """Read botocore's own files once in a run, however many profiles it is for."""
        with failures.translated(self.profile.name):
            path = self.session.get_config_variable("data_path") or ""
            if path in LOADERS:
                self.session.register_component("data_loader", LOADERS[path])
            else:
                LOADERS[path] = self.session.get_component("data_loader")

    @property
    def caller(self) -> Caller | None:
        """What calls STS without a client of botocore's; None where that has to be one."""
        if not hasattr(self, "_caller"):
            from . import direct

            limits = CONNECT_TIMEOUT, READ_TIMEOUT
            self._caller = direct.caller(self.profile, self.region, os.environ, limits)
        return self._caller

    def _tell(self, profile: Profile) -> None:
        """Let botocore know of a profile that no file has."""
        if profile.made:
            self.session.full_config.setdefault("profiles", {})[profile.name] = profile.values

    def origin(self, hop: Hop, tokens: dict[str, dict[str, object]] | None = None) -> Credentials:
        """The keys with which a chain begins, from botocore's one provider for them and no other.

        botocore's own resolver would go on to the machine's role where a profile has nothing. `tokens` stand
        for the files of SSO tokens.
        """
        name = hop.profile.name

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return failures.refusal(response, name, self.now, (name, ""))

        def invalid(what: str) -> AwsenvError:
            wrong = spelling.of_path(hop.get("web_identity_token_file") or "/")
            return NoCredentials(f"{what}: {wrong[0]}", wrong[1]) if wrong else NoCredentials(what)

        self._tell(hop.profile)
        with failures.translated(name, refused=refused, invalid=invalid):
            provider = self._provider(hop, tokens)
            found = provider.load() if provider else None
            try:
                frozen = found.get_frozen_credentials() if found else None
            except RuntimeError:  # which is how botocore says so
                what = f"profile {shown(name)} was given keys that had already expired"
                raise NoCredentials(
                    what, "is the clock of this computer right?", code="expired-keys"
                ) from None
        if found is None or frozen is None:
            raise NoCredentials(f"profile {shown(name)} got no credentials", _advice(hop))
        ends = getattr(found, "_expiry_time", None)  # as the AWS CLI's own export-credentials reads it
        expiration = int(ends.timestamp()) if ends else None
        if not are_keys(frozen.access_key, frozen.secret_key, *([frozen.token] if frozen.token else [])):
            raise aws_errors.not_aws()
        account = getattr(frozen, "account_id", None)
        return Credentials(
            frozen.access_key, frozen.secret_key, frozen.token, expiration, int(self.now), account
        )

    def _provider(self, hop: Hop, tokens: dict[str, dict[str, object]] | None) -> Any:
        from botocore.credentials import ProfileProviderBuilder, create_credential_resolver

        wanted = PROVIDERS[hop.type]
        if hop.type in ("ec2", "ecs"):
            return create_credential_resolver(self.session).get_provider(wanted)
        builder = ProfileProviderBuilder(
            self.session, cache={}, region_name=self.region, sso_token_cache=tokens
        )
        # A profile without credentials of its own has none of the settings, only the variables.
        own = hop.type == "web-identity" and "web_identity_token_file" not in hop.profile
        providers = builder.providers(hop.profile.name, disable_env_vars=not own)
        return next((provider for provider in providers if wanted == provider.METHOD), None)

    def prepare(self, source: Credentials) -> None:
        """Load what a call takes that is signed with these keys and sends a code, before there is one.

        What is wrong with the profile's settings, that call will raise.
        """
        if self.caller:
            return
        try:
            with failures.translated():
                self._prepared = source, self._client(source, once=True)
        except AwsenvError:
            self._prepared = None

    def call(self, step: Step, source: Credentials, signer: str, code: str | None = None) -> Credentials:
        """What sts:GetSessionToken, sts:AssumeRole or sts:GetFederationToken answers.

        `signer` names the profile whose keys `source` are. Raises what `aws_errors` has for what AWS may say.
        """
        given = {**step.parameters, **({"TokenCode": code} if code else {})}
        came = self.caller.call(step.action, given, source, self.now) if self.caller else None
        if isinstance(came, Credentials):
            return came
        serial = step.serial or step.hop.profile.get("mfa_serial")
        name = step.hop.profile.name

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return failures.refusal(response, name, self.now, (signer, source.access_key), serial)

        with failures.translated(name, refused=refused):
            prepared = self._prepared if code is not None else None
            if prepared is None or prepared[0] is not source:
                prepared = source, self._client(source, once=code is not None)
            return self._called(prepared[1], step.action, given, came)

    def by_web_identity(self, hop: Hop, parameters: Parameters) -> Credentials:
        """What sts:AssumeRoleWithWebIdentity answers for the token in the profile's file.

        botocore's own provider asks for no duration. Raises as `call` does, and NoCredentials for the file.
        """
        name, path = hop.profile.name, hop.profile.get("web_identity_token_file") or ""

        def refused(response: Mapping[str, Any]) -> AwsenvError:
            return failures.refusal(response, name, self.now, (name, ""), token_file=path)

        with failures.translated(name, refused=refused, invalid=NoCredentials):
            given = {**parameters, "WebIdentityToken": _token(path)}
            came = self.caller.call(WEB_IDENTITY, given, None, self.now) if self.caller else None
            if isinstance(came, Credentials):
                return came
            from botocore import UNSIGNED
            from botocore.config import Config

            config = Config(
                signature_version=UNSIGNED, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT
            )
            client: Any = self.session.create_client("sts", region_name=self.region, config=config)
            return self._called(client, WEB_IDENTITY, given, came)

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
                return str(self._client(keys, once=False).get_caller_identity()["Arn"])
            except ClientError:
                return ""

    def _client(self, source: Credentials, *, once: bool) -> Any:
        """A client that signs with these keys. A code is good for one request, so that is not repeated."""
        from botocore.config import Config

        config = Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
        if once:
            config = config.merge(Config(retries={"total_max_attempts": 1}))
        return self.session.create_client(
            "sts",
            region_name=self.region,
            aws_access_key_id=source.access_key,
            aws_secret_access_key=source.secret,
            aws_session_token=source.token,
            config=config,
        )


def _token(path: str) -> str:
    """The token in a file. Raises OSError, and ValueError for what cannot be one."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as stream:
        if not S_ISREG(os.fstat(stream.fileno()).st_mode):  # a pipe would be waited for
            raise ValueError(f"web_identity_token_file {shown(path)} is not a regular file")
        token = stream.read(TOKEN + 1)
    if not token.strip() or len(token) > TOKEN:
        what = "is longer than any token" if token.strip() else "is empty"
        raise ValueError(f"web_identity_token_file {shown(path)} {what}")
    return token


def _advice(hop: Hop) -> str | None:
    """What may be missing where a machine should have given keys."""
    if hop.type == "ec2" and os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return "AWS_EC2_METADATA_DISABLED is true, so nothing was asked; unset it"
    return {
        "ecs": "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI must lead to keys; neither does",
        "ec2": "is this an EC2 instance with a role, and its metadata service enabled? "
        "In a container its hop limit must be 2 or more",
    }.get(hop.type)
