"""Which profile or verb is meant by words that are not a whole name, or by none?"""

from __future__ import annotations

import os

from ..environment import dialects
from ..errors import AwsenvError, UnknownProfile, UsageError
from ..text import nearest, plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..call import Call
    from ..target import Target

# What other tools call it.
ELSEWHERE = {
    **dict.fromkeys(("switch", "select", "set", "activate", "assume", "change", "profile"), "use"),
    **dict.fromkeys(("ls", "profiles", "show"), "list"),
    **dict.fromkeys(("current", "whoami", "who", "info"), "status"),
    **dict.fromkeys(("exit", "quit", "unset", "clear", "deactivate", "reset"), "off"),
    **dict.fromkeys(("settings", "configure", "edit"), "config"),
    "signin": "login",
    "signout": "logout",
    "pin": "local",
    "back": "-",
}
LIKE = 0.8  # how much a word is like a verb that it is taken for, and not for a part of a name
MOST = 5  # names in a message


def verb(word: str, verbs: Iterable[str], like: float = 0.6) -> str:
    """The verb that a word was probably meant to be; "" for none."""
    found = ELSEWHERE.get(word) or nearest(word, verbs, like)
    if not found and like < LIKE:
        found = ELSEWHERE.get(nearest(word, ELSEWHERE, LIKE), "")
    return found


def profile(call: Call, words: Sequence[str]) -> str:
    """The profile that a person means by words that its name holds: the only one, or the one that is picked.

    Raises UnknownProfile where there is none, in scripts, and where a protected one would be guessed.
    """
    from . import VERBS

    known = call.configuration.profiles
    whole = " ".join(words)
    if whole in known:
        return whole
    if not dialects.is_interactive(call.environ):
        if len(words) > 1:
            raise _too_many(words, "parts of a name work at a prompt only: write the whole name here")
        raise UnknownProfile(whole, known.names(), known.files)
    parts = [word.lower() for word in words]
    found = [name for name in known.names() if all(part and part in name.lower() for part in parts)]
    if not found and words[0] in known and len(words) > 1:
        raise _too_many(words, "awsenv list shows the profiles")
    if not found or verb(words[0], VERBS, LIKE):
        raise UnknownProfile(whole, known.names(), known.files)
    return _only(call, found[0], whole) if len(found) == 1 else _picked(call, found, words)


def _too_many(words: Sequence[str], remedy: str) -> UsageError:
    """What to say of words behind a name; one of them may be meant as a region."""
    from ..aws_config import regions

    name, *more = words
    if len(more) == 1 and more[0][-1:].isdigit() and regions.note(more[0]) is None:
        remedy = f"awsenv {plain(name)} -r {plain(more[0])}"
    unexpected = " ".join(plain(word) or shown(word) for word in more)
    return UsageError(f"one profile at a time; unexpected: {unexpected}", remedy)


def _only(call: Call, name: str, whole: str) -> str:
    if call.target(name).class_.confirm:
        what = f"no profile {shown(whole)}; {shown(name)} matches, but is protected"
        raise AwsenvError(what, "type its whole name", code=UnknownProfile.code, status=UnknownProfile.status)
    call.say(f"{shown(name)} is the only profile that matches {plain(whole)}")
    return name


def _picked(call: Call, found: list[str], words: Sequence[str]) -> str:
    name = picked(call, words)
    if name is None:
        more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
        names = ", ".join(map(shown, found[:MOST]))
        what = f"{len(found)} profiles match {plain(' '.join(words))}: {names}{more}"
        raise AwsenvError(
            what, "type more of the name", code=UnknownProfile.code, status=UnknownProfile.status
        )
    return name


def picked(call: Call, words: Sequence[str] = ()) -> str | None:
    """The profile that a person picks, to begin with from those that have these words.

    None in scripts, and where no terminal can ask.
    """
    from ..listing import picker

    here = dialects.is_interactive(call.environ) and call.err.isatty()
    terminal = picker.open_terminal() if here else None
    if terminal is None:
        return None
    try:
        return picker.Picker(call).pick(terminal, words)
    finally:
        os.close(terminal)


def target(call: Call, name: str | None, source: str | None = None) -> Target:
    """The profile of that name, or the active one, or the one that a person picks. Raises as Call.target."""
    if not name and call.state.profile is None:
        name = picked(call)
    return call.target(name or None, source=source)
