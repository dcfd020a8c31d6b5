"""How is a file of the user's replaced: whole or not at all, and never over another program's change?"""

from __future__ import annotations

import locale
import os
from stat import S_ISREG

from ..errors import AwsenvError, MalformedFile
from . import private
from .locks import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 5  # to write a file that others change meanwhile


def not_written(path: str, reason: str) -> AwsenvError:
    """The file is as it was."""
    return AwsenvError(f"cannot be written: {reason}", "nothing was changed", code="not-written", path=path)


def read(path: str) -> bytes:
    """What is in the file; nothing where there is none. Raises AwsenvError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not make us wait
        with open(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not S_ISREG(status.st_mode):
                raise not_written(path, "it is not a regular file")
            if status.st_nlink > 1:
                raise not_written(path, "it has another hard link, which would keep the old text")
            return stream.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise not_written(path, error.strerror or type(error).__name__) from None


def change(path: str, make: Callable[[str], str], locks: str) -> bool:
    """Put in place of an AWS file's text what `make` makes of it; again, if the file changes meanwhile.

    Whether anything had to be changed. Raises AwsenvError, also where `make` does.
    """
    for _ in range(TRIES):
        before = read(path)
        after = encoded(make(decoded(before, path)))
        if after == before:
            return False
        if replace(path, before, after, locks):
            return True
    raise not_written(path, "another program keeps changing it")


def decoded(text: bytes, path: str) -> str:
    """The text of an AWS file, of which no byte gets lost. Raises MalformedFile."""
    encoding = _encoding()
    try:
        found = text.decode(encoding)
        if found.encode(encoding) == text:
            return found
        line = 1
    except UnicodeDecodeError as error:
        line = len((text[: error.start] + b".").splitlines())
    what = f"not {encoding.upper()} text; AWS tools refuse the whole file"
    raise MalformedFile(path, line, what, code="encoding")


def encoded(text: str) -> bytes:
    """The same text as bytes."""
    return text.encode(_encoding())


def _encoding() -> str:
    """In which botocore reads the files."""
    return locale.getpreferredencoding(do_setlocale=False)


def replace(path: str, before: bytes, after: bytes, locks: str) -> bool:
    """Put the new text in place of the old one; False where another text is there by now.

    A link stays one, and what it leads to is replaced; mode and owner are kept. `locks` is the directory in
    which our own processes wait for each other. Raises AwsenvError.
    """
    real = os.path.realpath(path)
    directory = os.path.dirname(real)
    temporary = f"{directory}/{private.UNFINISHED}{os.getpid()}-{os.urandom(6).hex()}"
    try:
        with Lock(f"{locks}/{private.digest(real)}.lock"):
            private.make_directory(directory)
            if not (os.path.exists(real) or private.is_own(directory)):
                raise PermissionError(1, "other users can write there")
            private.sweep_unfinished(directory)
            try:
                _write(temporary, after, real)
                # An editor takes no lock, so what is there is compared as late as possible.
                if os.path.realpath(path) != real or read(path) != before:
                    private.forget(temporary)
                    return False
                os.replace(temporary, real)
            except BaseException:
                private.forget(temporary)
                raise
            _keep_name(directory)
    except OSError as error:
        raise not_written(path, error.strerror or type(error).__name__) from None
    return True


def _write(temporary: str, text: bytes, like: str) -> None:
    """A new file with the mode, the owner and the attributes of another, if there is that."""
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(text)
        stream.flush()
        if os.path.exists(like):
            import shutil

            wanted, made = os.stat(like), os.fstat(descriptor)
            if not os.access(like, os.W_OK):
                raise PermissionError(13, "it is read-only")
            if (wanted.st_uid, wanted.st_gid) != (made.st_uid, made.st_gid):
                os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
            shutil.copystat(like, temporary)  # access lists too
            os.utime(temporary)  # shells see by the time that names have changed
        os.fsync(descriptor)


def _keep_name(directory: str) -> None:
    """Let the new name survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some file systems sync no directories
        pass
    finally:
        os.close(descriptor)
