"""Which credentials does one of botocore's own providers give?"""

from __future__ import annotations

import os

from .. import aws_errors
from ..credentials import Credentials, are_keys
from ..errors import NoCredentials
from ..text import shown
from . import failures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..chains.chain import Hop
    from ..errors import AwsenvError
    from .connection import Connection

    Tokens = dict[str, dict[str, object]]

# The names of the providers (their METHOD) for the types of hops.
OF_A_PROFILE = {"sso": "sso", "login": "login"}
OF_A_MACHINE = {"ecs": "container-role", "ec2": "iam-role"}


def credentials(connection: Connection, hop: Hop, tokens: Tokens | None = None) -> Credentials:
    """What the one provider for this hop gives: botocore's chain of them would go on to the machine's role.

    `tokens` stand for the files of SSO tokens. Raises what `failures` has, and NoCredentials.
    """
    name = hop.profile.name

    def refused(response: Mapping[str, Any]) -> AwsenvError:
        return failures.refusal(response, name, connection.now, (name, ""))

    with failures.translated(name, refused=refused, invalid=NoCredentials):
        provider = _provider(connection, hop, tokens)
        found = provider.load() if provider else None
        try:
            frozen = found.get_frozen_credentials() if found else None
        except RuntimeError:  # which is how botocore says so
            what = f"profile {shown(name)} was given keys that had already expired"
            raise NoCredentials(what, "is the clock of this computer right?", code="expired-keys") from None
    if found is None or frozen is None:
        raise NoCredentials(f"profile {shown(name)} got no credentials", _advice(hop))
    key, secret, token = frozen.access_key, frozen.secret_key, frozen.token
    if not are_keys(key, secret, *([token] if token else [])):
        raise aws_errors.not_aws()
    end = getattr(found, "_expiry_time", None)  # as the AWS CLI's own export-credentials reads it
    expiration = int(end.timestamp()) if end else None
    return Credentials(
        key, secret, token, expiration, int(connection.now), getattr(frozen, "account_id", None)
    )


def _provider(connection: Connection, hop: Hop, tokens: Tokens | None) -> Any:
    from botocore.credentials import ProfileProviderBuilder, create_credential_resolver

    if hop.type in OF_A_MACHINE:
        return create_credential_resolver(connection.session).get_provider(OF_A_MACHINE[hop.type])
    builder = ProfileProviderBuilder(
        connection.session, cache={}, region_name=connection.region, sso_token_cache=tokens
    )
    providers = builder.providers(hop.profile.name, disable_env_vars=True)
    return next((one for one in providers if OF_A_PROFILE[hop.type] == one.METHOD), None)


def _advice(hop: Hop) -> str | None:
    """What may be missing where a machine should have given keys."""
    if hop.type == "ecs":
        return "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI must lead to keys; neither does"
    if hop.type != "ec2":
        return None
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return "AWS_EC2_METADATA_DISABLED is true, so nothing was asked; unset it"
    return (
        "is this an EC2 instance with a role, and its metadata service enabled? "
        "In a container its hop limit must be 2 or more"
    )
