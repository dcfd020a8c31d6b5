"""Where is shell/awsenv.<shell>, and which lines load it?"""

from __future__ import annotations

import os

from ..errors import AwsenvError
from . import starting
from .dialects import SHELLS, SNIPPETS, quote_elvish, quote_fish, quote_nu, quote_posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENDING = {"elvish": "elv", "xonsh": "xsh"}  # where it is not the shell's name
# The line of a snippet that names the core, where a line before it could not do so.
PLACES: dict[str, tuple[str, Callable[[str], str]]] = {
    "elvish": ("var __awsenv_core = awsenv\n", quote_elvish),
    "nu": ('const __awsenv_core = "awsenv"\n', quote_nu),
    "xonsh": ("__awsenv_core = 'awsenv'\n", ascii),
}


def path(shell: str) -> str:
    """Where the snippet is: in the package once installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folder = "shell" if shell in SHELLS else "shell/contrib"
    name = f"{folder}/awsenv.{ENDING.get(shell, shell)}"
    inside = f"{package}/{name}"
    return inside if os.path.isfile(inside) else f"{os.path.dirname(package)}/{name}"


def with_core(shell: str, program: str, environ: Mapping[str, str]) -> str:
    """The snippet, after a line that says which core it belongs to. Raises OSError.

    For bash, zsh and fish what sources it, or asks the core again where an upgrade has moved it.
    """
    file = path(shell)
    with open(file, encoding="utf-8") as stream:
        text = stream.read()
    if shell in PLACES:
        place, quote = PLACES[shell]
        return text.replace(place, f"{place.partition('=')[0]}= {quote(program)}\n", 1)
    start = starting.told(shell, program, environ)
    if shell == "fish":
        file, core = quote_fish(file), quote_fish(program)
        return (
            f"set -g __awsenv_core {core}\nif test -r {file}\n    source {file}\n{start}"
            f"else if test -x {core}\n    {core} init fish | source\nend\n"
        )
    file, core = quote_posix(file), quote_posix(program)
    return (
        f"__awsenv_core={core}\nif \\builtin test -r {file}; then\n\\builtin . {file}\n{start}"
        f'elif \\builtin test -x {core}; then \\builtin eval "$({core} init {shell})"; fi\n'
    )


def line_for(environ: Mapping[str, str]) -> str:
    """The line for the user's login shell; for bash where nothing is known of that."""
    shell = environ.get("SHELL", "").rpartition("/")[2]
    return line(shell if shell in SNIPPETS else "bash")


def not_loaded(environ: Mapping[str, str]) -> AwsenvError:
    """Only the shell can change its own environment, and it has not loaded the snippet."""
    return AwsenvError(
        "nothing changed: this shell has not loaded awsenv",
        f"add to its start-up file: {line_for(environ)}",
        code="not-loaded",
    )


def line(shell: str) -> str:
    """The line of a start-up file that loads the snippet."""
    lines = {
        "fish": "awsenv init fish | source",
        "elvish": "eval (awsenv init elvish | slurp)",
        "nu": "awsenv init nu | save --force ($nu.user-autoload-dirs.0 | path join awsenv.nu)",
        "xonsh": "exec($(awsenv init xonsh))",
    }
    return lines.get(shell, f'eval "$(awsenv init {shell})"')
