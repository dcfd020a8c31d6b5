"""What is the text of shell/awsenv.<shell>, and which line loads it?"""

from __future__ import annotations

import os

from .shells import quote_fish, quote_posix


def path(shell: str) -> str:
    """Where the snippet lies: in the package once installed, beside it in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = f"{package}/shell/awsenv.{shell}"
    return inside if os.path.isfile(inside) else f"{os.path.dirname(package)}/shell/awsenv.{shell}"


def with_core(shell: str, program: str) -> str:
    """The snippet, after a line that says which core it belongs to."""
    with open(path(shell), encoding="utf-8") as stream:
        text = stream.read()
    if shell == "fish":
        return f"set -g __awsenv_core {quote_fish(program)}\n{text}"
    return f"__awsenv_core={quote_posix(program)}\n{text}"


def line(shell: str) -> str:
    """The line of a start-up file that loads the snippet."""
    return "awsenv init fish | source" if shell == "fish" else f'eval "$(awsenv init {shell})"'
