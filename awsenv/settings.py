"""What does the user prefer, and where do our files live?"""

from __future__ import annotations

import os
import sys

from .errors import UnreadableFile, UsageError
from .preferences import Preferences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

# platformdirs decides where files live. On the two systems where a shell waits for us its rule is written out
# here, since importing it costs more than a switch; the tests hold this table to platformdirs.
_UNIX = {"config": ".config", "state": ".local/state", "cache": ".cache"}
_MACOS = {
    "config": "Library/Application Support",
    "state": "Library/Application Support",
    "cache": "Library/Caches",
}


def directory(kind: str, environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """The directory of our files of a kind: "config", "state" or "cache"."""
    under = {"linux": _UNIX, "darwin": _MACOS}.get(platform)
    if under is None:
        import platformdirs

        return str(getattr(platformdirs, f"user_{kind}_dir")("awsenv", appauthor=False))
    chosen = environ.get(f"XDG_{kind.upper()}_HOME", "")
    return f"{chosen if chosen.startswith('/') else home(environ) + '/' + under[kind]}/awsenv"


def file(environ: Mapping[str, str]) -> str:
    """The path of the settings file, be it there or not."""
    path = environ.get("AWSENV_CONFIG", "")
    return _expanded(path, environ) if path else directory("config", environ) + "/config.toml"


def load(environ: Mapping[str, str]) -> Preferences:
    """What the settings file prefers, or else the defaults; what the environment says wins.

    Raises MalformedSettings, UnreadableFile, and UsageError for a variable.
    """
    preferences = _read(file(environ), environ.get("AWSENV_CONFIG", ""), environ)
    preferences.mfa_process = environ.get("AWSENV_MFA_PROCESS") or preferences.mfa_process
    for name in ("duration", "min_ttl", "picker", "browser"):
        if value := environ.get(f"AWSENV_{name.upper()}"):
            setattr(preferences, name, _said(name, value))
    return preferences


def _read(path: str, named: str, environ: Mapping[str, str]) -> Preferences:
    """What the file at the path prefers; the defaults where there is none and nobody has named one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hold anybody
        with open(descriptor, "rb") as stream:
            return _known(path, stream, directory("cache", environ))
    except (FileNotFoundError, NotADirectoryError):
        if not named:
            return Preferences()
        raise UnreadableFile(path, "AWSENV_CONFIG names it, and it is not there") from None
    except UnicodeDecodeError:
        raise UnreadableFile(path, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None


def _known(path: str, stream: BinaryIO, cache_directory: str) -> Preferences:
    """What the open file prefers: as it is kept if it has not changed, else as it is read."""
    from . import kept

    status = os.fstat(stream.fileno())
    found = kept.load(cache_directory, path, status)
    if found is None:
        from . import settings_file  # which needs a parser of TOML

        found = settings_file.parse(stream.read().decode(), path)
        kept.store(cache_directory, path, status, found)
    return found


def _said(name: str, value: str) -> int | str:
    """What a variable says in place of the setting of the same name."""
    from . import settings_file

    try:
        return settings_file.READERS[name](value)  # type: ignore[no-any-return]
    except ValueError as error:
        raise UsageError(f"AWSENV_{name.upper()} {error}") from None


def home(environ: Mapping[str, str]) -> str:
    """$HOME, or what the password file says where it is not set."""
    from os.path import expanduser

    return (environ.get("HOME") or expanduser("~")).rstrip("/")


def aws_files(environ: Mapping[str, str]) -> tuple[str, str]:
    """The paths of AWS's config and credentials files, found as botocore finds them."""
    return (
        _expanded(environ.get("AWS_CONFIG_FILE", "~/.aws/config"), environ),
        _expanded(environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), environ),
    )


def sources(environ: Mapping[str, str]) -> tuple[str, str, str]:
    """What profiles.load takes: both AWS files, and where it keeps which of them are in order."""
    return (*aws_files(environ), directory("cache", environ))


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    """The path as botocore's configloader.raw_config_parse expands it: first $variables, then ~."""
    from os.path import expanduser

    if "$" in path:
        path = _with_variables(path, environ)
    return home(environ) + path[1:] if path == "~" or path.startswith("~/") else expanduser(path)


def _with_variables(path: str, environ: Mapping[str, str]) -> str:
    """os.path.expandvars, of a given environment."""
    import re

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return environ.get(name[1:-1] if name.startswith("{") else name, match[0])

    return re.sub(r"\$(\w+|\{[^}]*\})", value, path, flags=re.ASCII)
