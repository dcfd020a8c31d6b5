"""How does a shell start the core without pip's script, which costs up to half of a switch?

The script may load `re`, and Python looks for path files first.
"""

from __future__ import annotations

import os
import sys

from . import variables
from .dialects import SHELLS, quote_fish, quote_posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# If an upgrade has moved the packages, the script knows where they are.
PROGRAM = """\
import sys
sys.path += {places}
del sys.argv[0]
try:
    from awsenv.__main__ import main
except ImportError:
    import posix
    posix.execv(sys.argv[0], sys.argv)
sys.exit(main())
"""

# What Python obeys at its start, and these words ignore: variables, and modules that change it.
VARIABLES = (
    *("PYTHONCOERCECLOCALE", "PYTHONDONTWRITEBYTECODE", "PYTHONIOENCODING"),
    *("PYTHONPYCACHEPREFIX", "PYTHONUTF8"),
)
CHANGING = ("sitecustomize", "usercustomize", "truststore", "pip_system_certs")


def told(shell: str, program: str, environ: Mapping[str, str]) -> str:
    """The code that tells a snippet how to start this program; "" where that gains nothing, or is not safe.

    `__awsenv_start` begins with the program that it holds for, and the Python that has to be there.
    """
    if sys.flags.no_site or shell not in SHELLS or _is_changed(environ):
        return ""
    if "__awsenv_start" in environ.get(variables.READONLY, "").split():
        return ""
    places = _places(environ)
    if not places:
        return ""
    # In one line: with csh_junkie_quotes zsh refuses quotes that span several.
    code = f"exec({PROGRAM.format(places=ascii(places))!a})"
    words = [program, sys.executable, "-IS", "-c", code, program]
    if shell == "fish":
        return f"set -g __awsenv_start {' '.join(map(quote_fish, words))}\n"
    return f"__awsenv_start=({' '.join(map(quote_posix, words))})\n"


def _places(environ: Mapping[str, str]) -> list[str]:
    """Where our packages are, without what PYTHONPATH adds; [] if only an import hook finds them."""
    foreign, added = {""}, environ.get("PYTHONPATH")
    try:  # as Python writes them, which makes a path of "" and of all that is relative
        foreign.update(map(os.path.abspath, added.split(os.pathsep) if added else ()))
    except OSError:  # the current directory is gone
        return []
    if not sys.flags.isolated:  # the directory of the script, or the current one
        foreign.add(sys.path[0])
    inside = os.path.dirname(os.__file__)  # and below it, what Python finds by itself
    places = [
        place
        for place in sys.path
        if place not in foreign
        and os.path.isdir(place)
        and place not in (inside, os.path.join(inside, "lib-dynload"))
    ]
    needed = all(any(os.path.isdir(f"{place}/{name}") for place in places) for name in ("awsenv", "botocore"))
    return places if needed and sys.executable else []


def _is_changed(environ: Mapping[str, str]) -> bool:
    """Whether Python does something here that it does not with the words above."""
    modules = [getattr(sys.modules.get(name), "__file__", None) for name in CHANGING]
    system = os.path.dirname(os.__file__)  # Debian has a sitecustomize there, which changes nothing of ours
    return any(map(environ.get, VARIABLES)) or any(
        file and os.path.dirname(file) != system for file in modules
    )
