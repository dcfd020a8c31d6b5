"""What time is it for AWS?"""

from __future__ import annotations

import os

from ..environment import child
from . import failures
from .connection import enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LIMIT = 2  # seconds to connect, and as many to be answered
REGION = "us-east-1"  # where nothing names another


def at(region: str, endpoint: str | None, environ: Mapping[str, str], home: str) -> float:
    """The time of AWS, in seconds since the epoch. It is asked without keys, so it refuses, with a date.

    Raises Unreachable and what else keeps an answer away.
    """
    from email.utils import parsedate_to_datetime

    clean = child.without_identity(environ, None)
    # What is wrong with the files must not be in the way.
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    enter({"HOME": home, **clean, **nothing})
    from botocore.exceptions import ClientError

    with failures.translated(about="AWS"):
        try:
            client = _client(region or REGION, endpoint)
        except ValueError:  # a region or an address that cannot be one, which is told elsewhere
            client = _client(REGION, None)
        try:
            response = client.get_caller_identity()
        except ClientError as error:
            response = error.response
        return parsedate_to_datetime(response["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()


def _client(region: str, endpoint: str | None) -> Any:
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        signature_version=UNSIGNED,
        connect_timeout=LIMIT,
        read_timeout=LIMIT,
        retries={"total_max_attempts": 1},
    )
    session = botocore.session.Session()
    return session.create_client("sts", region_name=region, endpoint_url=endpoint, config=config)
