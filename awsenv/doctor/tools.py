"""Which other tools are installed, and do they get in the way of awsenv?"""

from __future__ import annotations

import os
import re

from ..chains import walk
from ..environment import child, variables
from ..login import aws_login
from ..text import printable, shown
from .findings import NOTE, WARNING, Finding, alone
from .wiring import on_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profiles
    from ..call import Call

LIMIT = 5  # seconds for `aws --version`, which needs one at most
# The AWS CLI can use these since. Only `aws login` needs it: awsenv signs in to SSO by itself.
READS = {"sso_session": (2, 9), "sso_start_url": (2, 0), "login_session": (2, 32)}
# Variables that other switchers leave behind, and what ends them.
SWITCHERS = {
    "AWS_VAULT": ("a subshell of aws-vault", "exit leaves it"),
    "GRANTED_SSO": ("a session of Granted", "assume --unset ends it"),
    "AWSUME_PROFILE": ("a session of awsume", "awsume --unset ends it"),
    "AWS_SSO_PROFILE": ("a session of aws-sso", "aws-sso-clear ends it"),
    "SAML2AWS_PROFILE": ("a session of saml2aws", "unset SAML2AWS_PROFILE"),
}
EXPORT = re.compile(r"^\s*export\s+(AWS_[A-Z_]+)=")


def examine(call: Call, known: Profiles) -> Iterator[Finding]:
    """The AWS CLI, other switchers, direnv."""
    yield from alone("tools.aws", _aws(call, known))
    for name, (what, end) in SWITCHERS.items():
        if call.environ.get(name):
            yield Finding(WARNING, "tools.switcher", f"{name} is set: this shell is {what}", end)
    yield from alone("tools.direnv", _direnv(call))


def _aws(call: Call, known: Profiles) -> Iterator[Finding]:
    """Whether an AWS CLI that is here can use the profiles, and whether one is missing."""
    needs = _needs(known)
    found = on_path("aws", call)
    if not needs:  # starting it may take seconds
        return
    if not found:
        name = needs.get("login_session")
        if name is None:
            return
        what = f"the AWS CLI is not on the PATH, and signing in to {shown(name)} needs it (login_session)"
        yield Finding(WARNING, "tools.aws", what, "install AWS CLI version 2")
        return
    numbers = version(found[0], call.environ)
    if numbers is None:
        what = f"this AWS CLI does not print its version, or not within {LIMIT} s"
        yield Finding(WARNING, "tools.aws", what, "does aws --version work?", found[0])
        return
    for option, name in needs.items():
        if numbers < READS[option]:
            here, wanted = (".".join(map(str, one)) for one in (numbers, READS[option]))
            what = f"this AWS CLI is {here}, and to use {shown(name)} ({option}) it must be {wanted} or later"
            yield Finding(WARNING, "tools.aws", what, "install or upgrade to AWS CLI version 2", found[0])
            return


def _needs(known: Profiles) -> dict[str, str]:
    """Each setting that needs an AWS CLI, and the last profile that has it."""
    ways, options = walk.through(known), dict[str, list[str]]()
    needs: dict[str, str] = {}
    for name in known.names():
        if (first := ways.of(name).first) not in options:
            options[first] = [option for option in READS if option in known.get(first)]
        for option in options[first]:
            needs[option] = name
    return needs


def version(program: str, environ: Mapping[str, str]) -> tuple[int, ...] | None:
    """The first two numbers of an AWS CLI's version; None where it does not tell within LIMIT."""
    from subprocess import TimeoutExpired

    try:
        said = aws_login.version(program, child.for_child(environ), LIMIT)
    except (OSError, TimeoutExpired):
        return None
    return (int(said[1]), int(said[2])) if said else None


def _direnv(call: Call) -> Iterator[Finding]:
    """An .envrc of this directory that decides which identity AWS tools use, as awsenv does."""
    path = call.directory.rstrip("/") + "/.envrc"
    if not os.path.isfile(path) or not on_path("direnv", call):
        return
    with open(path, encoding="utf-8", errors="replace") as stream:
        lines = stream.read().split("\n")
    pinned = os.path.isfile(call.directory.rstrip("/") + "/.awsprofile")
    for number, line in enumerate(lines, 1):
        match = EXPORT.match(line)
        if match and match[1] in variables.OWNED:
            what = f"direnv sets {printable(match[1])} here" + (", and so does .awsprofile" if pinned else "")
            remedy = "use only one of the two: remove this line, or the .awsprofile"
            remedy = remedy if pinned else "a .awsprofile would do the same, and ask first"
            yield Finding(WARNING if pinned else NOTE, "tools.direnv", what, remedy, path, number)
