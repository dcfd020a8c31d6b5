"""Which token lets calls of a model be made as the owner of these keys?"""

from __future__ import annotations

from datetime import timedelta

from ..errors import AwsenvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..credentials import Credentials

LONGEST = 12 * 3600  # seconds; and no token lasts longer than the session that it is made of


class _Given:
    """What the generator takes for a provider of botocore's."""

    def __init__(self, credentials: Any) -> None:
        self.load = lambda: credentials


def token(keys: Credentials, region: str, now: float) -> str:
    """A token of Amazon Bedrock for calls in a region. Raises AwsenvError without what makes it."""
    try:
        from aws_bedrock_token_generator import provide_token  # type: ignore[import-not-found]
    except ImportError:
        what = "--model needs the Python package aws-bedrock-token-generator"
        remedy = "pipx inject awsenv-shell aws-bedrock-token-generator"
        raise AwsenvError(what, remedy, code="no-generator") from None
    from botocore.credentials import Credentials as Botocore

    left = LONGEST if keys.expiration is None else min(LONGEST, int(keys.expiration - now))
    given = _Given(Botocore(keys.access_key, keys.secret_key, keys.token))
    return str(provide_token(region, given, timedelta(seconds=left)))
