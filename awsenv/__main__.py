"""The process: its arguments, environment, clock and streams, and descriptor 3 for the calling shell."""

from __future__ import annotations

import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def main() -> int:
    """Run the command line of this process and end it; return its exit status where that cannot be."""
    status = run()
    # As Python ends, but for taking itself apart: nothing needs that, and it is a sixth of a switch.
    loaded = sys.modules
    try:
        if "threading" in loaded:
            loaded["threading"]._shutdown()  # noqa: SLF001 (what Python calls)
        if "atexit" in loaded:
            loaded["atexit"]._run_exitfuncs()  # noqa: SLF001 (what Python calls)
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None: closed, and interrupted early
            stream.flush()
    except (OSError, KeyboardInterrupt):  # for which Python has a status of its own
        return status
    posix._exit(status)  # noqa: SLF001 (its name as it is)


def run() -> int:
    """The same without the end."""
    try:
        return _run()
    except KeyboardInterrupt:  # also while modules are still being imported
        return 130


def _run() -> int:
    from . import modules

    modules.find_quickly()
    import time

    from . import cli
    from .environment import dialects

    environ = _environ()
    if dialects.caller(environ)[0]:
        # fish, and zsh below another shell, would never come back from a stopped core. The module is signal's
        # own core, without its enums, which cost more than the switch.
        import _signal  # type: ignore[import-not-found]

        _signal.signal(_signal.SIGTSTP, _signal.SIG_IGN)
    sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    directory, program = _directory(environ.get("PWD", "")), _program(sys.argv[0])
    status, code = cli.main(sys.argv[1:], environ, directory, time.time(), sys.stdout, sys.stderr, program)
    if code and not sys.flags.no_site:  # started by pip's script, for the last time in this shell
        from .environment import starting

        code += starting.told(dialects.caller(environ)[0], program, environ)
    data = code.encode(sys.getfilesystemencoding(), "surrogateescape")
    try:
        while data:
            data = data[posix.write(dialects.DESCRIPTOR, data) :]
    except OSError as error:
        sys.stderr.write(f"awsenv: could not pass the change to the shell: {error.strerror}\n")
        status = 1
    try:
        sys.stderr.flush()
    except OSError:  # Python would try once more at its end, and change the status
        sys.stderr = _stream(None)
    return status


def _stream(stream: TextIO | None) -> TextIO:
    """A standard stream that can write any profile name; /dev/null for one that is closed."""
    if stream is None:
        return open("/dev/null", "w", encoding="utf-8")
    # In UTF-8, bytes that are not text stay as they are; elsewhere, our own words may have no such bytes.
    errors = "surrogateescape" if stream.encoding.lower() == "utf-8" else "backslashreplace"
    stream.reconfigure(errors=errors)  # type: ignore[attr-defined]
    return stream


def _environ() -> dict[str, str]:
    """A copy of os.environ, since botocore will be shown another (see aws.connection)."""
    encoding = sys.getfilesystemencoding()
    return {
        name.decode(encoding, "surrogateescape"): value.decode(encoding, "surrogateescape")
        for name, value in posix.environ.items()
    }


def _program(path: str) -> str:
    """The absolute path by which this program was started."""
    if path.startswith("/"):
        return path
    from os.path import abspath

    return abspath(path)


def _directory(logical: str) -> str:
    """The shell's logical directory ($PWD) where it is this one, else the real path."""
    try:
        if logical.startswith("/"):
            there, here = posix.stat(logical), posix.stat(".")
            if (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino):
                return logical
        return posix.getcwd()
    except OSError:  # the directory is gone
        return logical if logical.startswith("/") else "/"


if __name__ == "__main__":
    sys.exit(main())
