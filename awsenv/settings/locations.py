"""Where do our files live, and where AWS's?"""

from __future__ import annotations

import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


# platformdirs decides where files live. On the two systems where a shell waits for us its rule is written out
# here, since importing it costs more than a switch; the tests hold this table to platformdirs.
_UNIX = {"config": ".config", "state": ".local/state", "cache": ".cache"}


_MACOS = {
    "config": "Library/Application Support",
    "state": "Library/Application Support",
    "cache": "Library/Caches",
}


NOWHERE = "/dev/null"  # no file can be below it


def directory(kind: str, environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """The directory of our files of a kind: "config", "state" or "cache"."""
    under = {"linux": _UNIX, "darwin": _MACOS}.get(platform)
    if under is None:
        import platformdirs

        return str(getattr(platformdirs, f"user_{kind}_dir")("awsenv", appauthor=False))
    chosen = environ.get(f"XDG_{kind.upper()}_HOME", "")
    return f"{chosen if chosen.startswith('/') else home(environ) + '/' + under[kind]}/awsenv"


def passing(environ: Mapping[str, str]) -> list[str]:
    """Where something may be that does not last: in our cache; where that cannot be written to, elsewhere."""
    own = f"awsenv-{posix.geteuid()}"  # elsewhere than in XDG_RUNTIME_DIR, all users have theirs side by side
    temporary = environ.get("TMPDIR", "")
    places = [directory("cache", environ), f"{environ.get('XDG_RUNTIME_DIR', '')}/awsenv"]
    places += [f"{temporary if temporary.startswith('/') else '/tmp'}/{own}"]  # noqa: S108 (private.is_own)
    return [one for one in places if one.startswith("/") and one != "/awsenv"]


def file(environ: Mapping[str, str]) -> str:
    """The path of the settings file, be it there or not."""
    path = environ.get("AWSENV_CONFIG", "")
    return _expanded(path, environ) if path else directory("config", environ) + "/config.toml"


def home(environ: Mapping[str, str]) -> str:
    """$HOME, or what the password file says where it is not set; NOWHERE if that is not an absolute path.

    What others have put into the current directory must not become our files.
    """
    found = _home(environ)
    return found.rstrip("/") if found.startswith("/") else NOWHERE


def below_home(path: str, environ: Mapping[str, str]) -> str:
    """A path of the settings or of a profile, which may begin with ~/ or be ~."""
    return home(environ) + path[1:] if path == "~" or path.startswith("~/") else path


def _home(environ: Mapping[str, str]) -> str:
    if found := environ.get("HOME"):
        return found
    from os.path import expanduser

    return expanduser("~")


def aws_files(environ: Mapping[str, str]) -> tuple[str, str]:
    """The paths of AWS's config and credentials files, found as botocore finds them."""
    return (
        _expanded(environ.get("AWS_CONFIG_FILE", "~/.aws/config"), environ),
        _expanded(environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), environ),
    )


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    """The path as botocore's configloader.raw_config_parse expands it: first $variables, then ~."""
    if "$" in path:
        path = _with_variables(path, environ)
    if path == "~" or path.startswith("~/"):  # AWS tools take a home that is not absolute
        return _home(environ).rstrip("/") + path[1:]
    if path.startswith("~"):
        from os.path import expanduser

        return expanduser(path)
    return path


def _with_variables(path: str, environ: Mapping[str, str]) -> str:
    """os.path.expandvars, of a given environment."""
    import re

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return environ.get(name[1:-1] if name.startswith("{") else name, match[0])

    return re.sub(r"\$(\w+|\{[^}]*\})", value, path, flags=re.ASCII)
