"""The process: its arguments, environment, clock and streams, and descriptor 3 for the calling shell."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def main() -> int:
    """Run the command line of this process; return its exit status."""
    try:
        return _main()
    except KeyboardInterrupt:  # also while modules are still being imported
        return 130


def _main() -> int:
    import time

    from . import cli
    from .environment import dialects

    if dialects.caller(os.environ)[0]:
        # fish, and zsh below another shell, would never come back from a stopped core. The module is signal's
        # own core, without its enums, which cost more than the switch.
        import _signal  # type: ignore[import-not-found]

        _signal.signal(_signal.SIGTSTP, _signal.SIG_IGN)
    sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    # A copy, since botocore will be shown another environment than this one (see aws.Connection).
    environ, program = dict(os.environ), os.path.abspath(sys.argv[0])
    status, code = cli.main(sys.argv[1:], environ, _directory(), time.time(), sys.stdout, sys.stderr, program)
    data = os.fsencode(code)
    try:
        while data:
            data = data[os.write(dialects.DESCRIPTOR, data) :]
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
        return open(os.devnull, "w", encoding="utf-8")
    # In UTF-8, bytes that are not text stay as they are; elsewhere, our own words may have no such bytes.
    errors = "surrogateescape" if stream.encoding.lower() == "utf-8" else "backslashreplace"
    stream.reconfigure(errors=errors)  # type: ignore[attr-defined]
    return stream


def _directory() -> str:
    """The shell's logical directory where it is this one, else the real path."""
    logical = os.environ.get("PWD", "")
    try:
        if logical.startswith("/") and os.path.samefile(logical, "."):
            return logical
        return os.getcwd()
    except OSError:  # the directory is gone
        return logical if logical.startswith("/") else "/"


if __name__ == "__main__":
    sys.exit(main())
