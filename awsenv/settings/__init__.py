"""What does the user prefer, and where do our files live?"""

from __future__ import annotations

import posix

from ..errors import UnreadableFile, UsageError
from .locations import directory, file
from .model import Preferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO


def load(environ: Mapping[str, str]) -> Preferences:
    """What the settings file prefers, or else the defaults; what the environment says wins.

    Raises MalformedFile, UnreadableFile, and UsageError for a variable.
    """
    preferences = _read(file(environ), environ.get("AWSENV_CONFIG", ""), environ)
    preferences.mfa_process = environ.get("AWSENV_MFA_PROCESS") or preferences.mfa_process
    for name in ("duration", "min_ttl", "picker", "browser", "store", "sign_in"):
        if value := environ.get(f"AWSENV_{name.upper()}"):
            setattr(preferences, name, _said(name, value))
    return preferences


def _read(path: str, named: str, environ: Mapping[str, str]) -> Preferences:
    """What the file at the path prefers; the defaults where there is none, unless AWSENV_CONFIG names it."""
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_NONBLOCK)  # a FIFO must not make us wait
        with open(descriptor, "rb") as stream:
            return _known(path, stream, directory("cache", environ))
    except (FileNotFoundError, NotADirectoryError):
        if not named:
            return Preferences()
        raise UnreadableFile(path, "AWSENV_CONFIG points to it, but it does not exist") from None
    except UnicodeDecodeError:
        raise UnreadableFile(path, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None


def _known(path: str, stream: BinaryIO, cache_directory: str) -> Preferences:
    """What the open file prefers: as it is kept if it has not changed, else as it is read."""
    from . import cached

    status = posix.fstat(stream.fileno())
    found = cached.load(cache_directory, path, status)
    if found is None:
        from . import toml  # which needs a parser of TOML

        found = toml.parse(stream.read().decode(), path)
        cached.store(cache_directory, path, status, found)
    return found


def _said(name: str, value: str) -> int | str:
    """What a variable says in place of the setting of the same name."""
    from . import toml

    try:
        return toml.READERS[name](value)  # type: ignore[no-any-return]
    except ValueError as error:
        raise UsageError(f"AWSENV_{name.upper()} {error}") from None
