"""The process: its arguments, environment, clock and streams, and descriptor 3 for the calling shell."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line of this process; return its exit status."""
    try:
        return _main()
    except KeyboardInterrupt:  # also while modules are still being imported
        return 130


def _main() -> int:
    import time

    from . import cli

    if "AWSENV_SHELL" in os.environ:
        # fish, and zsh below another shell, would never come back from a stopped core. The module is signal's
        # own core, without its enums, which cost more than the switch.
        import _signal

        _signal.signal(_signal.SIGTSTP, _signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    status, code = cli.main(
        sys.argv[1:], os.environ, _directory(), time.time(), sys.stdout, sys.stderr, os.path.abspath(sys.argv[0])
    )
    sys.stdout.flush()
    data = os.fsencode(code)
    while data:
        data = data[os.write(cli.DESCRIPTOR, data) :]
    return status


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
