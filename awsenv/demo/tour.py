"""What does a newcomer type next, and how is it noticed that it was done?"""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from ..environment.dialects import quote_fish, quote_posix

if TYPE_CHECKING:
    from collections.abc import Mapping


class Step(NamedTuple):
    """One line of the tour."""

    text: str  # CODE stands for what the MFA device shows
    command: str
    when: str  # a pattern of what tour.bash, tour.zsh and tour.fish call the state, once it is done
    done: str


STEPS = [
    Step(
        "Switch to a sample profile",
        "awsenv shop-dev",
        "profile=shop-dev *",
        "The prompt shows it, and every AWS tool in this shell uses it: aws sts get-caller-identity",
    ),
    Step(
        "See all profiles",
        "awsenv list",
        "* typed=awsenv list*",
        "Words behind it filter: awsenv list prod",
    ),
    Step(
        "Let TAB complete the name of a role",
        "awsenv prod-n<TAB>",
        "profile=prod-network-admin * list=read *",
        "AWS tools assume the role themselves: this shell holds its name, no keys.",
    ),
    Step(
        "Ask what a switch would do, and why",
        "awsenv explain prod-admin-mfa",
        "* typed=awsenv explain*",
        "It only reads files: each setting has its file and line, and the AWS CLI's commands come last.",
    ),
    Step(
        "Pick one from a list (type mfa, Enter); your MFA device shows CODE",
        "awsenv",
        "profile=prod-admin-mfa *",
        "No SDK can share this session, so the shell holds its keys and the prompt shows the time left.",
    ),
    Step(
        "A directory can name its profile; from another author, you allow it first",
        "cd ~/network, then awsenv allow",
        "* pin=*/network/.awsprofile*",
        "If its text, or the account and role of its profile, change, you are asked again.",
    ),
    Step(
        "See what is wrong on this machine",
        "awsenv doctor",
        "* typed=awsenv doctor*",
        "Each finding has its file and line, and the next line says what to type.",
    ),
    Step(
        "Leave that directory, and every profile",
        "cd, then awsenv off",
        "profile= *",
        "Everything is as it was before the first line.",
    ),
]
END = (
    "That was the tour. More: awsenv -, awsenv region eu-west-1, cd ~/shop, awsenv help. "
    "exit removes all of this."
)


def code_for(shell: str, columns: int, environ: Mapping[str, str]) -> str:
    """What the shell loads after its snippet: the lines as arrays, then the code that walks through them."""
    plain = bool(environ.get("NO_COLOR")) or environ.get("TERM", "dumb") == "dumb"
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    tick = "✓" if "utf" in locale.lower() else "ok:"
    texts = [shown(number, step, columns, plain=plain) for number, step in enumerate(STEPS, 1)]
    arrays = {
        "tour_when": [step.when for step in STEPS],
        "tour_text": [*texts, wrapped(END, columns)],
        "tour_done": [wrapped(f"{tick} {step.done}", columns) for step in STEPS],
    }
    with open(f"{os.path.dirname(os.path.abspath(__file__))}/tour.{shell}", encoding="utf-8") as stream:
        return "".join(_array(shell, name, words) for name, words in arrays.items()) + stream.read()


def _array(shell: str, name: str, words: list[str]) -> str:
    """The array, counted from 1 in every shell."""
    if shell == "fish":
        return f"set -g {name} {' '.join(map(quote_fish, words))}\n"
    first = ["''"] if shell == "bash" else []
    return f"{name}=({' '.join([*first, *map(quote_posix, words)])})\n"


def shown(number: int, step: Step, columns: int, *, plain: bool) -> str:
    """A line of the tour; its command has its own line where the terminal is narrow."""
    start = f"{number}/{len(STEPS)} "
    command = step.command if plain else f"\x1b[1m{step.command}\x1b[0m"
    # CODE is shorter than a code.
    if len(f"{start}{step.text}:  {step.command}") + 2 <= columns:
        return f"{start}{step.text}:  {command}"
    return f"{wrapped(f'{start}{step.text}:', columns - 2)}\n    {command}"


def wrapped(text: str, columns: int) -> str:
    return textwrap.fill(
        text, max(20, columns - 1), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
