"""What time is it for AWS?"""

from __future__ import annotations

import os
import threading

from .. import aws_errors
from ..environment import child
from ..errors import AwsenvError
from . import failures
from .connection import enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LIMIT = 4  # seconds for everything, the look-up of the name included, which knows no limit of its own
REGION = "us-east-1"  # where nothing names another


def at(region: str, endpoint: str | None, environ: Mapping[str, str], home: str) -> float:
    """The time of AWS, in seconds since the epoch. It is asked without keys, so it refuses, with a date.

    Raises Unreachable and what else keeps an answer away.
    """
    clean = child.without_identity(environ, None)
    # What is wrong with the files must not be in the way.
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    enter({"HOME": home, **clean, **nothing})
    answers: list[Any] = []
    with failures.translated(about="AWS"):
        try:
            client = _client(region or REGION, endpoint)
        except ValueError:  # a region or an address that cannot be one, which is told elsewhere
            client = _client(REGION, None)
    thread = threading.Thread(target=_ask, args=(client, answers), daemon=True)
    thread.start()
    thread.join(LIMIT)
    if not answers:
        raise aws_errors.Unreachable("AWS", f"no answer within {LIMIT} s")
    if isinstance(answers[0], AwsenvError):
        raise answers[0]
    return float(answers[0])


def _client(region: str, endpoint: str | None) -> Any:
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        signature_version=UNSIGNED,
        connect_timeout=LIMIT - 1,
        read_timeout=LIMIT - 1,
        retries={"total_max_attempts": 1},
    )
    session = botocore.session.Session()
    return session.create_client("sts", region_name=region, endpoint_url=endpoint, config=config)


def _ask(client: Any, answers: list[Any]) -> None:
    """Append the time, or the error."""
    from email.utils import parsedate_to_datetime

    from botocore.exceptions import ClientError

    try:
        with failures.translated(about="AWS"):
            try:
                response = client.get_caller_identity()
            except ClientError as error:
                response = error.response
            date = response["ResponseMetadata"]["HTTPHeaders"]["date"]
            answers.append(parsedate_to_datetime(date).timestamp())
    except AwsenvError as error:
        answers.append(error)
