"""How does each shell spell set, unset and a quoted value?"""

from __future__ import annotations

from .environment import Lost, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .environment import Environment

DESCRIPTOR = 3  # on which a snippet waits for code
PROTOCOL = "1"  # of the code on descriptor 3; a snippet says which one it speaks: AWSENV_SHELL=bash:1


def quote_posix(value: str) -> str:
    """One word for bash and zsh: only a single quote means anything inside single quotes."""
    return "'" + value.replace("'", "'\\''") + "'"


def quote_fish(value: str) -> str:
    r"""One word for fish, where \ escapes itself and ' inside single quotes."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _posix(name: str, value: str | None, unexport: str = "export -n") -> str:
    # An alias or a function may have the name of a builtin. A quoted word is no alias, not even one
    # of zsh's global ones.
    if value is None or isinstance(value, Lost):
        return f"\\builtin \\unset {name}"
    word = quote_posix(value)
    if isinstance(value, Unexported):
        # The export flag outlives an assignment, and `set -a` would put it back: unset, assign, take it off.
        return f"\\builtin \\unset {name}; {name}={word}; \\builtin \\{unexport} {name}"
    # Unset before as well: an attribute of the old variable (integer, upper case) would change the value.
    return f"\\builtin \\unset {name}; \\builtin \\export {name}={word}"


def _zsh(name: str, value: str | None) -> str:
    # Its export has no -n, and inside a function its typeset makes a local variable unless it is told -g.
    return _posix(name, value, "typeset -g +x")


def _fish(name: str, value: str | None) -> str:
    # A universal variable lies under the global one, and is let through where it already says the same.
    if value is None or isinstance(value, Lost):
        return f"set -e -g {name}"
    word = quote_fish(value)
    if isinstance(value, Unexported):
        return f"set -e -g {name}; set -g -u {name} {word}"
    return f'set -e -g {name}; set -q -x {name}; and test "${name}" = {word}; or set -g -x {name} {word}'


def word(shell: str | None, text: str) -> str:
    """The text as a word that a person could type at the shell: quoted where that makes a difference."""
    if text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return text
    return quote_fish(text) if shell == "fish" else quote_posix(text)


SHELLS: dict[str, Callable[[str, str | None], str]] = {"bash": _posix, "zsh": _zsh, "fish": _fish}


def render(shell: str, change: Environment) -> str:
    """The code that makes the change: one variable per line, nothing from data outside quotes."""
    spell = SHELLS[shell]
    return "".join(f"{spell(name, value)}\n" for name, value in change.items())
