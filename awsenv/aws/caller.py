"""Which identity does AWS see in an environment?"""

from __future__ import annotations

import os

from .. import aws_errors
from ..errors import AwsenvError, LoginNeeded, NoCredentials
from ..text import shown
from . import failures
from .connection import CONNECT_TIMEOUT, READ_TIMEOUT, enter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn


def arn(environ: Mapping[str, str], name: str, now: float) -> str:
    """The ARN that sts:GetCallerIdentity answers to the keys that botocore finds in this environment.

    `name` is the profile that errors name. Asks no question. Raises LoginNeeded where one would
    be needed, NoCredentials where there are no keys, and what `failures` has.
    """
    enter(environ)
    _leave_terminal()

    def refused(response: Mapping[str, Any]) -> AwsenvError:
        if response["Error"].get("Code", "").startswith("ExpiredToken"):
            return aws_errors.Refused(
                "AWS says that the keys of this shell have expired", code="expired-keys"
            )
        return failures.refusal(response, name, now, (name, environ.get("AWS_ACCESS_KEY_ID", "")))

    with failures.translated(name, refused=refused):
        return str(_client(name).get_caller_identity()["Arn"])


def _client(name: str) -> Any:
    """What asks STS with the keys that the environment leads to."""
    from botocore.config import Config
    from botocore.session import Session

    def refuse(_: str) -> NoReturn:
        raise LoginNeeded(f"the keys of profile {shown(name)} need an MFA code, which is not asked for here")

    session = Session()
    roles = session.get_component("credential_provider").get_provider("assume-role")
    roles._prompter = refuse  # noqa: SLF001 (nothing else keeps botocore from asking)
    if session.get_credentials() is None:
        raise NoCredentials("AWS tools find no keys in this shell", "awsenv PROFILE provides some")
    return session.create_client(
        "sts", config=Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
    )


def _leave_terminal() -> None:
    """Take the terminal from this process, so that no credential_process asks on it."""
    import fcntl
    import termios

    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if os.getsid(0) == os.getpid():  # whose leaving would hang up on everybody
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:  # there is none
        return
    try:
        fcntl.ioctl(terminal, termios.TIOCNOTTY)
    except OSError:
        pass
    finally:
        os.close(terminal)
