"""What did each tool leave on this machine?"""

from __future__ import annotations

import os
from stat import S_ISREG

from ..aws_config import profiles
from ..doctor import startup
from ..errors import AwsenvError
from ..settings import locations
from ..system import which
from . import aws_sso, aws_vault, awsume, granted, rc_lines
from .findings import Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..aws_config.profiles import Profiles
    from ..call import Call
    from .findings import Setting

LARGE = 1 << 20  # bytes


def everything(call: Call) -> Iterator[Setting | Note]:
    """All that is found, tool by tool; what cannot be read is a note."""
    environ = call.environ
    for paths, reader in (
        (awsume_files(environ), awsume.settings),
        (granted_files(environ), granted.settings),
        (aws_sso_files(environ), aws_sso.settings),
    ):
        for path in paths:
            yield from _file(path, reader)
    yield from _safely(_profiles(call))
    shells = ("bash", "zsh", "fish")
    files = [path for shell in shells for path in startup.files(shell, environ)]
    for path in dict.fromkeys([*files, f"{locations.home(environ)}/.profile"]):
        yield from _file(path, rc_lines.found)


def _profiles(call: Call) -> Iterator[Setting | Note]:
    """What is in the AWS files, and in variables that are about them."""
    known = profiles.load(*locations.sources(call.environ))
    yield from awsume.generated(known)
    yield from granted.profiles(known)
    yield from aws_vault.variables(known, call.environ)
    if _has_aws_vault(known, call.environ):
        yield from aws_vault.profiles(known)
    yield from aws_sso.profiles(known)


def _has_aws_vault(known: Profiles, environ: Mapping[str, str]) -> bool:
    """Whether it has left a trace; without one, a profile without keys says nothing."""
    folder = environ.get("AWS_VAULT_FILE_DIR") or f"{locations.home(environ)}/.awsvault"
    return (
        any(name.startswith("AWS_VAULT") for name in environ)
        or os.path.isdir(folder)
        or which.find("aws-vault", environ) is not None
        or aws_vault.is_used(known)
    )


def awsume_files(environ: Mapping[str, str]) -> list[str]:
    """Where config_management.py of awsume reads and where it read before."""
    chosen = environ.get("XDG_CONFIG_HOME")
    own = f"{locations.home(environ)}/.awsume/config.yaml"
    return [f"{chosen}/awsume/config.yaml", own] if chosen else [own]


def granted_files(environ: Mapping[str, str]) -> list[str]:
    """As GrantedConfigFolder of Granted chooses."""
    own, chosen = f"{locations.home(environ)}/.granted", environ.get("XDG_CONFIG_HOME")
    return [f"{own if os.path.isdir(own) or not chosen else chosen + '/granted'}/config"]


def aws_sso_files(environ: Mapping[str, str]) -> list[str]:
    """As the documentation of aws-sso says under "Configuration"."""
    home = locations.home(environ)
    if named := environ.get("AWS_SSO_CONFIG"):
        return [home + named[1:] if named.startswith("~/") else named]
    if os.path.isdir(f"{home}/.aws-sso"):
        return [f"{home}/.aws-sso/config.yaml"]
    return [f"{environ.get('XDG_CONFIG_HOME') or home + '/.config'}/aws-sso/config.yaml"]


def _file(path: str, reader: Callable[[str, str], Iterable[Setting | Note]]) -> Iterator[Setting | Note]:
    """What the reader finds in a file; nothing where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hold anybody
        with open(descriptor, "rb") as stream:
            if not S_ISREG(os.fstat(descriptor).st_mode):
                return
            text = stream.read(LARGE).decode(errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        yield Note(f"cannot be read: {getattr(error, 'strerror', None) or error}", "", path)
        return
    yield from reader(text, path)


def _safely(found: Iterable[Setting | Note]) -> Iterator[Setting | Note]:
    """A failure is the last note."""
    try:
        yield from found
    except AwsenvError as error:
        yield Note(error.what, error.remedy or "")
