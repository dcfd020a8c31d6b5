"""Which region does the person at the terminal pick?"""

from __future__ import annotations

import os

from ..aws_config import regions
from ..errors import AwsenvError, Cancelled
from ..terminal import ask
from . import fzf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

QUESTION = "awsenv: number, or words to filter by (Enter alone cancels): "


def pick(call: Call, descriptor: int, first: list[str]) -> str:
    """A region, those that are given `first` at the top. Raises Cancelled where the person leaves."""
    names = list(dict.fromkeys([*first, *regions.known()]))
    here = call.environ.get("AWS_REGION")
    lines = [f"{'*' if name == here else ' '} {name}" for name in names]
    program = None
    if call.configuration.preferences.picker != "list" and call.environ.get("TERM", "dumb") != "dumb":
        program = fzf.find(call.environ)
    if program is None:
        return _by_list(dict(zip(lines, names, strict=True)))
    text = "\n".join(
        ["\t  region", *(f"{name}\t{line}" for name, line in zip(names, lines, strict=True)), ""]
    )
    try:
        name = fzf.choose(program, [text], descriptor, call.environ, "")
    except OSError as error:
        raise AwsenvError(f"{program} cannot be started: {error.strerror}") from None
    if name is None:
        raise Cancelled
    if name not in names:
        raise fzf.failed("answered with something other than a region")
    return name


def _by_list(known: dict[str, str]) -> str:
    wanted: list[str] = []
    while True:
        shown = [line for line in known if all(word in line for word in wanted)]
        numbered = [f"{number:>2} {line}" for number, line in enumerate(shown, 1)]
        answer = ask.ask(os.linesep.join([*numbered, QUESTION]), seen=True)
        if not answer:
            raise Cancelled
        if answer.isdecimal() and 1 <= int(answer) <= len(shown):
            return known[shown[int(answer) - 1]]
        wanted = answer.split()
