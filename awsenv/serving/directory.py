"""Where are a command's AWS files, and who removes them however it ends?

A shell in a session of its own waits for the end of a pipe that only this process holds: after kill -9, too.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess

from ..errors import AwsenvError
from ..files import private
from ..settings import locations
from ..text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

KEEPER = """\
trap '' HUP INT QUIT TERM TSTP
read -r _
rm -rf -- "$1" "$1.lock"
"""


class Directory:
    """A directory for the length of a `with`, below one that only the user can enter.

    If it is `shared`, others may read it who have a way to it of their own, as a container has.
    """

    __slots__ = ("_alive", "_keeper", "_lock", "_modes", "_places", "path")

    def __init__(self, environ: Mapping[str, str], *, shared: bool) -> None:
        self._places = [f"{one}/commands" for one in locations.passing(environ)]
        self.path = ""  # until it is made
        self._modes = (0o755, 0o644) if shared else (0o700, 0o600)

    def __enter__(self) -> None:
        """Make it. Raises AwsenvError where there is no place that is the user's alone."""
        failures = []
        for above in self._places:
            try:
                self._make(above)
                break
            except OSError as error:
                failures.append(f"{error.strerror}: {printable(str(error.filename or above))}")
        else:
            what = f"no directory for the command: {failures[0]}"
            remedy = "set XDG_CACHE_HOME to a directory of your own"
            raise AwsenvError(what, remedy, code="no-directory") from None
        heard, self._alive = os.pipe()
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "awsenv", self.path],
            env={"PATH": os.defpath},
            cwd="/",
            stdin=heard,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(heard)

    def _make(self, above: str) -> None:
        private.own_directory(above)
        os.chmod(above, 0o700)
        _sweep(above)
        self.path = f"{above}/{os.urandom(8).hex()}"
        self._lock = _locked(f"{self.path}.lock")
        os.mkdir(self.path, 0o700)
        os.chmod(self.path, self._modes[0])

    def __exit__(self, *_: object) -> None:
        os.close(self._alive)
        self._keeper.wait()
        _remove(self.path)  # if the keeper was killed
        os.close(self._lock)

    def write(self, name: str, text: str) -> str:
        """Put a file in place, whole or not at all, and return its path. Raises OSError."""
        path, new = f"{self.path}/{name}", f"{self.path}/.{name}-new"
        private.forget(new)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
        os.chmod(new, self._modes[1])  # whatever the umask is
        os.replace(new, path)
        return path


def _locked(path: str) -> int:
    """A descriptor that shows that the directory beside this file is in use. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _sweep(above: str) -> None:
    """Remove what is left of commands whose keeper, too, was killed."""
    for name in os.listdir(above):
        if not name.endswith(".lock"):
            continue
        try:
            descriptor = _locked(f"{above}/{name}")
        except OSError:  # in use, or gone
            continue
        _remove(f"{above}/{name.removesuffix('.lock')}")
        os.close(descriptor)


def _remove(path: str) -> None:
    shutil.rmtree(path, ignore_errors=True)
    private.forget(f"{path}.lock")
