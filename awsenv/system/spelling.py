"""What is wrong with how a path or a command is spelled in the AWS files, for tools that involve no shell?"""

from __future__ import annotations

import os

from ..text import printable, shown
from . import which

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Said = tuple[str, str]  # what is wrong, and what to write

SIGNS = ("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1", "|&")
NO_SHELL = "the AWS CLI and boto3 start it without a shell"


def of_path(path: str) -> Said | None:
    """For a file that is opened as it is named."""
    if path.startswith("~"):
        return "AWS tools do not expand ~ there", "write the full path"
    if _has_variable(path) and not os.path.exists(path):
        return "AWS tools do not expand variables there", "write the full path"
    if not path.startswith("/"):
        return "it is relative to wherever a tool starts", "write the full path"
    return None


def of_role(arn: str | None) -> Said | None:
    """For a role_arn that cannot be one; None also where there is none."""
    if arn is None or (arn.startswith("arn:") and ":role/" in arn):
        return None
    if arn[:1] in "\"'":
        return "the quotes around role_arn are part of it for AWS tools", "remove them"
    return f"role_arn {shown(arn)} is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME"


def of_command(words: list[str], environ: Mapping[str, str]) -> Said | None:
    """For the words of a command. What is behind the name of a program, or a variable, may be secret."""
    program = words[0]
    name, sign, _ = program.partition("=")
    if sign and name.isidentifier():
        what = f"begins with the variable {printable(name)}, and {NO_SHELL}"
        return what, f"write: env {printable(name)}=… PROGRAM …"
    if program.startswith(("$(", "`")):
        return f"begins with a command that only a shell would run, and {NO_SHELL}", "write the full path"
    if program.startswith("~") or (_has_variable(program) and not which.find(program, environ)):
        sign = "~" if program.startswith("~") else "a variable"
        return f"begins with {sign}, and {NO_SHELL}", "write the full path"
    if sign := next((sign for word in words for sign in (word, word[-1:]) if sign in SIGNS), ""):
        return f"has {shown(sign)} in it, and {NO_SHELL}", "put the command into a script, or: sh -c '…'"
    if which.find(program, environ):
        return None
    if "/" in program and not program.startswith("/"):
        return "would be another program in each directory: its path is relative", "write the full path"
    for count in range(2, len(words) + 1):
        if os.path.isfile(" ".join(words[:count])):
            return "has a blank in its path", "put the path in quotes"
    if "/" not in program:
        return "is not on the PATH", "install it, or write its full path"
    if os.path.exists(program):
        return "cannot be run", f"if it is a program: chmod u+x {printable(program)}"
    return "does not exist", "install it, or correct the path"


def _has_variable(text: str) -> bool:
    """Whether a shell would put something in place of a part, as of $HOME or ${HOME}."""
    return any(part[:1].isidentifier() or part[:1] == "{" for part in text.split("$")[1:])
