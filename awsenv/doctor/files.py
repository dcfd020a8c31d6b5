"""Do AWS's two files, and those that they refer to, exist, and can only their owner change them?"""

from __future__ import annotations

import os
import stat

from ..aws_config import ini
from ..aws_config.ini import File
from ..aws_config.profiles import Profiles
from ..chains import walk
from ..errors import UnreadableFile
from ..settings import locations
from ..system import spelling
from ..text import printable, shown
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profile
    from ..call import Call

FROM = {"config": "AWS_CONFIG_FILE", "credentials": "AWS_SHARED_CREDENTIALS_FILE"}


def load(environ: Mapping[str, str]) -> Profiles:
    """The profiles of both files; one that cannot be read counts as empty."""
    return Profiles(*map(_file, locations.aws_files(environ)))


def _file(path: str) -> File:
    try:
        return ini.load(path)
    except UnreadableFile:  # examine says so
        return File(path)


def examine(call: Call) -> Iterator[Finding]:
    """What is odd about the files themselves; what is in them is `lint`'s."""
    paths = dict(zip(FROM, locations.aws_files(call.environ), strict=True))
    there = [kind for kind, path in paths.items() if os.path.lexists(path)]
    if not there and not any(call.environ.get(variable) for variable in FROM.values()):
        what = "neither ~/.aws/config nor ~/.aws/credentials exists, so there are no profiles"
        yield Finding(WARNING, "files.missing", what, "run: aws configure, or: aws configure sso")
    for kind, path in paths.items():
        variable = FROM[kind]
        if kind in there:
            yield from _one(kind, path)
        elif variable in call.environ:
            what = f"{variable} points to {printable(path) or 'nothing'}, which does not exist"
            yield Finding(WARNING, "files.missing", what, f"correct it, or: unset {variable}")


def _one(kind: str, path: str) -> Iterator[Finding]:
    if os.path.islink(path):
        target = printable(os.path.realpath(path))
        if not os.path.exists(path):
            what = f"is a link to {target}, which does not exist"
            yield Finding(ERROR, "files.link", what, "restore it, or remove the link", path)
            return
        yield Finding(NOTE, "files.link", f"is a link to {target}", path=path)
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        what = "is a directory" if stat.S_ISDIR(status.st_mode) else "is not a regular file"
        yield Finding(ERROR, "files.kind", f"{what}, so AWS tools ignore it", "put a file in its place", path)
        return
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        yield Finding(ERROR, "files.unreadable", what, "make it readable: chmod u+r, or chown", path)
        data = b""
    yield from _text(data, path)
    yield from modes(path, status, secret=kind == "credentials" and status.st_size > 0)


def _text(data: bytes, path: str) -> Iterator[Finding]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        what, remedy = "is UTF-16 text, which no AWS tool reads", "save it as UTF-8"
        yield Finding(ERROR, "files.encoding", what, remedy, path, 1)
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield Finding(ERROR, "files.encoding", "is not UTF-8 text", "save it as UTF-8", path, line)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        yield Finding(ERROR, "files.encoding", "contains a zero byte", "remove it", path, line)


def modes(path: str, status: os.stat_result, *, secret: bool, area: str = "files") -> Iterator[Finding]:
    """Whether other users can read what is secret, or write what decides who we are."""
    mode, wanted = stat.S_IMODE(status.st_mode), "700" if stat.S_ISDIR(status.st_mode) else "600"
    remedy = f"chmod {wanted if secret else 'go-w'} {printable(path)}"
    if status.st_uid not in (os.geteuid(), 0):
        yield Finding(WARNING, f"{area}.owner", f"belongs to another user ({status.st_uid})", "", path)
    others = bits_of_others(status)
    if others & 0o022:
        yield Finding(ERROR, f"{area}.mode", f"other users can change it (mode {mode:o})", remedy, path)
    elif secret and others:
        yield Finding(WARNING, f"{area}.mode", f"other users can read it (mode {mode:o})", remedy, path)


def bits_of_others(status: os.stat_result) -> int:
    """What the mode lets other users do. A group of the user alone, as Debian makes, is no other user."""
    import grp
    import pwd

    mode = stat.S_IMODE(status.st_mode)
    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(status.st_gid)
    except KeyError:
        return mode & 0o077
    own = group.gr_gid == user.pw_gid and group.gr_name == user.pw_name and not group.gr_mem
    return mode & (0o007 if own else 0o077)


def references(call: Call, known: Profiles) -> Iterator[Finding]:
    """Files and programs that profiles refer to and that do not exist."""
    return walk.through(known).once(lambda name: _references(name, known.get(name), call))


def _references(name: str, profile: Profile, call: Call) -> Iterator[Finding]:
    for option in ("web_identity_token_file", "ca_bundle"):
        value, place = profile.get(option) or "", profile.place(option) or ("", 0)
        wrong = spelling.of_path(value) if option == "web_identity_token_file" and value else None
        path = locations.below_home(value, call.environ)
        if wrong:
            what = f"the {option} of profile {shown(name)}, {shown(value)}: {wrong[0]}"
            yield Finding(ERROR, "profiles.reference", what, wrong[1], *place)
        elif path.startswith("/") and not os.path.exists(path):
            what = f"the {option} of profile {shown(name)} does not exist: {printable(value)}"
            yield Finding(
                WARNING,
                "profiles.reference",
                what,
                "correct the path",
                *place,
            )
    if wrong := spelling.of_role(profile.get("role_arn")):
        what = f"profile {shown(name)}: {wrong[0]}"
        yield Finding(ERROR, "profiles.reference", what, wrong[1], *profile.origins["role_arn"])
    for option in ("credential_process", "mfa_process"):
        command = profile.get(option)
        if command is None:
            continue
        import shlex

        place = profile.place(option) or ("", 0)
        try:
            words = shlex.split(command)
        except ValueError:
            what = f"the {option} of profile {shown(name)} has an unclosed quote"
            yield Finding(ERROR, "profiles.reference", what, "close it", *place)
            continue
        wrong = spelling.of_command(words, call.environ) if words else None
        if wrong:  # NAME=value may be secret
            program = shown(words[0].partition("=")[0])
            what = f"the {option} of profile {shown(name)}, {program}, {wrong[0]}"
            yield Finding(WARNING, "profiles.reference", what, wrong[1], *place)
