"""How does each shell spell set, unset and a quoted value?"""

from __future__ import annotations

from .variables import BACK, PAST, SHELL, TRIED, Lost, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .variables import Environment

DESCRIPTOR = 3  # on which a snippet waits for code
PROTOCOL = "3"  # of the code on descriptor 3 and of the variables; a snippet says which one it speaks


def caller(environ: Mapping[str, str]) -> tuple[str, str]:
    """The shell whose snippet has called, and the protocol that it speaks; "" and "" for none."""
    shell, _, rest = environ.get(SHELL, "").partition(":")
    return shell, rest.partition(":")[0]


def is_interactive(environ: Mapping[str, str]) -> bool:
    """Whether a person types at the shell whose snippet has called, which hands on its flags: bash:3:himB."""
    return "i" in environ.get(SHELL, "").partition(":")[2].partition(":")[2]


def quote_posix(value: str) -> str:
    """One word for bash and zsh: only a single quote means anything inside single quotes."""
    return "'" + value.replace("'", "'\\''") + "'"


def quote_fish(value: str) -> str:
    r"""One word for fish, where \ escapes itself and ' inside single quotes."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quote_elvish(value: str) -> str:
    r"""One word for elvish: in single quotes only '' means anything; bytes that are not text become \xff."""
    if all(character.isprintable() or character == "\n" for character in value):
        return "'" + value.replace("'", "''") + "'"
    raw = value.encode("utf-8", "surrogateescape")
    return '"' + "".join(chr(byte) if 64 < byte < 91 else f"\\x{byte:02x}" for byte in raw) + '"'


def quote_nu(value: str) -> str:
    r"""One word for nu, with the escapes that it has inside double quotes."""
    marks = {"\\": "\\\\", '"': '\\"'}
    return (
        '"' + "".join(marks.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in value) + '"'
    )


def _posix(name: str, value: str | None, unexport: str = "export -n") -> str:
    # An alias or a function may have the name of a builtin. A quoted word is no alias, not even one
    # of zsh's global ones.
    if value is None or isinstance(value, Lost):
        return f"\\builtin \\unset {name}"
    word = quote_posix(value)
    if isinstance(value, Unexported):
        # The export flag outlives an assignment, and `set -a` would put it back: unset, assign, take it off.
        return f"\\builtin \\unset {name}; {name}={word}; \\builtin \\{unexport} {name}"
    # Unset before, too: an attribute of the old variable (integer, upper case) would change the value.
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
    quotes = {"fish": quote_fish, "elvish": quote_elvish, "nu": quote_nu, "xonsh": ascii}
    return quotes.get(shell or "", quote_posix)(text)


def _set(
    name: str, value: str | None, exported: str, unset: str, own: str, quote: Callable[[str], str]
) -> str:
    """For shells that export every environment variable: what a snippet keeps is a variable of its own."""
    if name.startswith("__"):
        return own.format(name, quote(value or ""))
    if value is None or isinstance(value, (Lost, Unexported)):
        return unset.format(name)
    return exported.format(name, quote(value))


def _elvish(name: str, value: str | None) -> str:
    return _set(name, value, "set-env {} {}", "unset-env {}", "set {} = {}", quote_elvish)


def _xonsh(name: str, value: str | None) -> str:
    # Python, which xonsh is a superset of: nothing in it is taken for a command.
    env = "__xonsh__.env"
    return _set(name, value, env + "['{}'] = {}", env + ".pop('{}', None)", "{} = {}", ascii)


def _nu(name: str, value: str | None) -> str:
    # nu cannot evaluate code: the snippet reads one JSON object a line.
    import json

    if isinstance(value, Lost) or (isinstance(value, Unexported) and not name.startswith("__")):
        value = None
    return json.dumps({"name": name, "value": value})


SHELLS: dict[str, Callable[[str, str | None], str]] = {"bash": _posix, "zsh": _zsh, "fish": _fish}
# Their snippets can do as much as those shells let them: docs/ecosystem.md.
OTHERS: dict[str, Callable[[str, str | None], str]] = {"elvish": _elvish, "nu": _nu, "xonsh": _xonsh}
SNIPPETS = (*SHELLS, *OTHERS)


def render(shell: str, change: Environment) -> str:
    """The code that makes the change: one variable per line, nothing from data outside quotes."""
    spell = SHELLS.get(shell) or OTHERS[shell]
    untold = () if shell in SHELLS else (PAST, BACK, TRIED)  # which those snippets do not know
    return "".join(f"{spell(name, value)}\n" for name, value in change.items() if name not in untold)
