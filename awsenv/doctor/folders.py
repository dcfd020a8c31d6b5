"""Can awsenv store what it has to, out of sight of other users?"""

from __future__ import annotations

import os
import stat

from ..settings import locations
from ..text import printable
from .files import bits_of_others, modes
from .findings import ERROR, NOTE, WARNING, Finding, alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..call import Call

NEEDED = 1 << 20  # bytes: sessions and lists of names are a few thousand each

WRITABLE = "make that writable: chmod u+w, or chown"
LOSS = {
    "cache": "sessions and profile names cannot be cached, so each role is opened again every time",
    "state": "consent to a .awsprofile cannot be remembered",
    "config": "a settings file could not be written there",
}


def examine(call: Call) -> Iterator[Finding]:
    """Our own directories, and the two that are shared with the AWS CLI."""
    home = locations.home(call.environ)
    if not call.environ.get("HOME"):
        what = f"HOME is not set; using {printable(home)}" if home.startswith("/") else "HOME is not set"
        level = WARNING if home.startswith("/") else ERROR
        yield Finding(level, "directories.home", what, "set it to your home directory")
    for kind in ("cache", "state", "config"):
        yield from alone("directories.ours", _ours(kind, locations.directory(kind, call.environ)))
    for path in (f"{home}/.aws/cli/cache", f"{home}/.aws/sso/cache"):
        yield from alone("directories.shared", _shared(path))


def _ours(kind: str, path: str) -> Iterator[Finding]:
    if os.path.islink(path):
        target = printable(os.path.realpath(path))
        yield Finding(NOTE, "directories.link", f"is a link to {target}", path=path)
    if not os.path.lexists(path):
        above = path
        while not os.path.lexists(above) and above != "/":
            above = os.path.dirname(above) or "/"
        if not (os.path.isdir(above) and os.access(above, os.W_OK | os.X_OK)) or _read_only(above):
            what = f"does not exist and cannot be created in {printable(above)}: {LOSS[kind]}"
            yield Finding(_level(kind), "directories.writable", what, WRITABLE, path)
        return
    if not os.path.isdir(path):
        yield Finding(
            _level(kind),
            "directories.kind",
            f"is not a directory: {LOSS[kind]}",
            "move it away",
            path,
        )
        return
    if _read_only(path) or not os.access(path, os.W_OK | os.X_OK):
        why = "is on a read-only disk" if _read_only(path) else "is not writable by you"
        yield Finding(_level(kind), "directories.writable", f"{why}: {LOSS[kind]}", "", path)
    elif kind != "config" and _free(path) < NEEDED:
        yield Finding(ERROR, "directories.full", f"is on a full disk: {LOSS[kind]}", "", path)
    yield from modes(path, os.stat(path), secret=kind != "config", area="directories")
    if kind != "config":
        yield from _inside(path)


def _level(kind: str) -> str:
    return NOTE if kind == "config" else WARNING


def _shared(path: str) -> Iterator[Finding]:
    if os.path.isdir(path):
        status = os.stat(path)
        if bits_of_others(status) & 0o022:
            yield from modes(path, status, secret=True, area="directories")
        yield from _inside(path)


def _inside(path: str) -> Iterator[Finding]:
    """Files with keys or tokens that other users can read: counted, as there may be many."""
    open_to_others = []
    for directory, folders, names in os.walk(path):
        folders[:] = [
            one for one in folders if one != "commands"
        ]  # closed; a container may read what is in it
        for name in names:
            file = f"{directory}/{name}"
            try:
                status = os.lstat(file)
            except FileNotFoundError:  # just removed
                continue
            if stat.S_ISREG(status.st_mode) and bits_of_others(status):
                open_to_others.append(file)
    if open_to_others:
        count = len(open_to_others)
        more = f"; {count - 1} more below {printable(path)}" if count > 1 else ""
        what = f"other users can read or change it{more}"
        remedy = f"chmod -R go= {printable(path)}"
        yield Finding(WARNING, "directories.mode", what, remedy, min(open_to_others))


def _read_only(path: str) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _free(path: str) -> int:
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize
