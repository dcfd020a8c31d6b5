"""Which profile does this directory ask for?"""

from __future__ import annotations

import posix
from _stat import S_ISDIR, S_ISLNK, S_ISREG

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

    __slots__ = ("account", "file", "mode", "path", "profile", "region", "role", "text")

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
        self.file: posix.stat_result | None = None  # what the kernel said of the file that was read
        self.text = text
        self.profile = profile  # its name, or the address that account and role are
        self.region = region
        self.mode = mode  # auto, profile or keys
        self.account = account  # what the profile beside them has to be of; None where none is asked
        self.role = role


def find(directory: str) -> str | None:
    """The path of the nearest pin, from the directory up to /; a link is one, wherever it leads."""
    while True:
        path = directory.rstrip("/") + "/" + NAME
        try:
            kind = posix.lstat(path).st_mode
        except (OSError, ValueError):
            kind = 0
        if S_ISREG(kind) or S_ISLNK(kind):
            return path
        if directory in ("", "/"):
            return None
        directory = directory.rpartition("/")[0]


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
    """Whether AWSENV_PINS lets the pin count: unset, or a list that has a directory at or above it."""
    roots = environ.get("AWSENV_PINS", "")
    home = environ.get("HOME", "").rstrip("/")
    for root in roots.split(":"):
        place = home + root[1:] if root.startswith("~/") else root
        if place.startswith("/") and path.startswith(place.rstrip("/") + "/"):
            return True
    return not roots


def read(path: str) -> Pin:
    """The pin at the path. Raises MalformedFile and UnreadableFile."""
    try:
        # What has replaced it by now may be a pipe or a link, or another user may hold a lease on it.
        flags = posix.O_RDONLY | posix.O_NONBLOCK | posix.O_NOFOLLOW
        descriptor = posix.open(_followed(path), flags)
        with open(descriptor, encoding="utf-8") as stream:
            file = posix.fstat(descriptor)
            if not S_ISREG(file.st_mode):
                raise UnreadableFile(path, "it is not a regular file")
            text = stream.read(LIMIT + 1)
    except UnicodeDecodeError:
        raise _malformed(path, 1, "not UTF-8 text") from None
    except OSError as error:
        raise UnreadableFile(path, error.strerror or type(error).__name__) from None
    pin = parse(text, path)
    pin.file = file
    return pin


def _followed(path: str) -> str:
    """The path of the file that is the pin: its own, or that of another one where it is a link.

    Raises UnreadableFile and OSError.
    """
    kind, found = posix.lstat(path).st_mode, path
    if S_ISLNK(kind):
        found = _inside(path, posix.readlink(path))
        kind = posix.lstat(found).st_mode
    if not S_ISREG(kind):
        raise UnreadableFile(path, "it is not a regular file")
    return found


def _inside(path: str, target: str) -> str:
    """Where a link leads, if that is in or below its directory, by no other link. Raises as _followed does.

    A repository may hold a link to anything, so nothing outside is even looked at: it could be a secret, or a
    place that is mounted when it is asked for.
    """
    outside = UnreadableFile(path, "it is a link, and not to a file in or below its directory")
    parts = target.split("/")
    if target.startswith("/") or ".." in parts:
        raise outside
    found = path.rpartition("/")[0]
    device = posix.stat(found or "/").st_dev
    for part in parts:
        found += "/" + part
        status = posix.lstat(found)
        if S_ISLNK(status.st_mode) or (S_ISDIR(status.st_mode) and status.st_dev != device):
            raise outside
    return found


def write(path: str, text: str) -> None:
    """Put a pin in place, whole or not at all, and in place of a link that was there. Raises OSError."""
    temporary = f"{path}.{posix.getpid()}"
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_NOFOLLOW
    try:
        # A pin is not a secret and often is in a shared repository: the umask decides who may read it.
        with open(posix.open(temporary, flags, 0o666), "w", encoding="utf-8") as stream:
            stream.write(text)
        posix.replace(temporary, path)
    except OSError:
        from .files import private

        private.forget(temporary)
        raise


def parse(text: str, path: str) -> Pin:
    """What the text of a pin says: a profile, then perhaps a region and a mode; or an account and a role.

    Raises MalformedFile, which quotes nothing: before consent no text of a stranger is shown.
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
            raise _malformed(path, number, "not a setting of a .awsprofile")
        if name == "mode" and value not in MODES:
            raise _malformed(path, number, f"not a mode ({', '.join(MODES)})")
        if not is_region(value) and name == "region":
            raise _malformed(path, number, "not a region name")
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


class NoConsent(AwsenvError):
    """A .awsprofile names a profile, and the user has not allowed that yet."""

    code = "no-consent"

    def __init__(self, path: str, text: str, why: str, wish: str = "") -> None:
        what = f"{why}; it asks for {wish or 'a profile that is not yours'}"
        verb = "accepts" if wish else "names"
        super().__init__(what, f"awsenv allow {verb} it, awsenv deny ignores it from now on", path=path)
        self.text = text  # of the pin, to which a consent that follows is meant


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
