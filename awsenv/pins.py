"""Which profile does this directory ask for?"""

from __future__ import annotations

import posix
from _stat import S_ISREG

from .errors import AwsenvError, MalformedFile, UnreadableFile, UsageError
from .settings.model import MODES
from .text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = ".awsprofile"
MEANT = ("account", "role")  # instead of the name of a profile, or beside it as a check
LIMIT = 1024  # characters: as many as the snippets read, and enough for any profile name


class Pin:
    """What a .awsprofile says."""

    __slots__ = ("account", "mode", "path", "places", "profile", "region", "role", "text")

    def __init__(
        self,
        path: str,
        text: str,
        profile: str,
        region: str | None,
        mode: str,
        account: str | None = None,
        role: str | None = None,
    ) -> None:
        self.path = path  # absolute
        self.places: tuple[str, ...] = ()  # its file and its directory, links followed, when it was read
        self.text = text
        self.profile = profile  # its name, or the address that account and role are
        self.region = region
        self.mode = mode  # auto, profile or keys
        self.account = account  # what the profile beside them has to be of; None where none is asked
        self.role = role


def find(directory: str) -> str | None:
    """The path of the nearest pin, from the directory up to /."""
    while True:
        path = directory.rstrip("/") + "/" + NAME
        if _is_file(path):
            return path
        if directory in ("", "/"):
            return None
        directory = directory.rpartition("/")[0]


def _is_file(path: str) -> bool:
    try:
        return S_ISREG(posix.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def nearest(directory: str, below: str) -> str:
    """The path of the pin that applies in a directory, which may be relative to the first.

    Raises AwsenvError where there is none.
    """
    from os.path import join, normpath

    start = normpath(join(directory, below))
    path = find(start)
    if path is None:
        raise AwsenvError(f"no {NAME} in {printable(start)} or above", "awsenv local PROFILE writes one")
    return path


def counts(path: str, environ: Mapping[str, str]) -> bool:
    """Whether AWSENV_PINS lets the pin count: unset, or a list in which a directory at or above it stands."""
    roots = environ.get("AWSENV_PINS", "")
    home = environ.get("HOME", "").rstrip("/")
    for root in roots.split(":"):
        place = home + root[1:] if root.startswith("~/") else root
        if place.startswith("/") and path.startswith(place.rstrip("/") + "/"):
            return True
    return not roots


def read(path: str) -> Pin:
    """The pin at the path. Raises MalformedFile and UnreadableFile."""
    from os.path import dirname, realpath

    # Links are followed before the text is read: what lies behind one may be swapped a moment later.
    places = realpath(path), realpath(dirname(path)) + "/"
    try:
        descriptor = posix.open(places[0], posix.O_RDONLY | posix.O_NONBLOCK)  # a FIFO must not make us wait
        with open(descriptor, encoding="utf-8") as stream:
            text = stream.read(LIMIT + 1)
    except UnicodeDecodeError:
        raise _malformed(path, 1, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    pin = parse(text, path)
    pin.places = places
    return pin


def write(path: str, text: str) -> None:
    """Put a pin in place, whole or not at all, and in place of a link that was there. Raises OSError."""
    temporary = f"{path}.{posix.getpid()}"
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_NOFOLLOW
    try:
        # A pin is no secret and often lies in a shared repository: the umask decides who may read it.
        with open(posix.open(temporary, flags, 0o666), "w", encoding="utf-8") as stream:
            stream.write(text)
        posix.replace(temporary, path)
    except OSError:
        from .files import private

        private.forget(temporary)
        raise


def parse(text: str, path: str) -> Pin:
    """What the text of a pin says: a profile, then perhaps a region and a mode; or an account and a role.

    Raises MalformedFile.
    """
    if len(text) > LIMIT:
        raise _malformed(path, 1, f"longer than {LIMIT} characters")
    profile: str | None = None
    settings: dict[str, str] = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        if not line.isprintable():
            raise _malformed(path, number, "has a character that cannot be printed")
        name, sign, value = (part.strip() for part in line.partition("="))
        if profile is None and not settings and not (sign and name in MEANT):
            profile = line
            continue
        if not sign or name not in ("region", "mode", *MEANT) or name in settings:
            raise _malformed(path, number, f"{shown(line)} is not a setting of a .awsprofile")
        if name == "mode" and value not in MODES:
            raise _malformed(path, number, f"{shown(value)} is not a mode ({', '.join(MODES)})")
        if not is_region(value) and name == "region":
            raise _malformed(path, number, f"{shown(value)} is not a region name")
        if name in MEANT and not value:
            raise _malformed(path, number, f"has no {name}")
        settings[name] = value
    account, role = settings.get("account"), settings.get("role")
    if profile is None and account and role:
        profile, account, role = f"{account}/{role}", None, None
    if profile is None:
        what = "names no profile" if not settings else "names neither a profile nor both account and role"
        raise _malformed(path, 1, what)
    return Pin(path, text, profile, settings.get("region"), settings.get("mode", "auto"), account, role)


def _malformed(path: str, line: int, what: str) -> MalformedFile:
    remedy = (
        "a .awsprofile is a profile name, or 'account = …' and 'role = …', then 'region = …' or 'mode = …'"
    )
    return MalformedFile(path, line, what, remedy, code="malformed-pin")


def no_consent(path: str, wish: str, *, changed: bool) -> AwsenvError:
    """A .awsprofile names a profile, and the user has not allowed that yet."""
    return AwsenvError(
        f"{'not what you allowed' if changed else 'not allowed yet'}; it asks for {wish}",
        "awsenv allow accepts it, awsenv deny ignores it from now on",
        code="no-consent",
        path=path,
    )


def is_region(text: str) -> bool:
    """Whether this can be the name of a region: a part of a host's name.

    The rule is that of botocore.utils.validate_region_name.
    """
    return (
        0 < len(text) < 64
        and text.replace("-", "a").isalnum()
        and text.isascii()
        and "-" not in (text[0], text[-1])
    )


def check_region(text: str) -> None:
    """Raise UsageError where this cannot be the name of a region."""
    if not is_region(text):
        raise UsageError(f"{shown(text)} is not a region name")
