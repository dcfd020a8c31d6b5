"""Which session does a command get? This runs in the process that opens it."""

from __future__ import annotations

from .. import changed, policy
from ..chains.session_options import SessionOptions
from ..errors import AwsenvError
from ..sessions.opener import Opener
from ..text import plain, shown
from . import order
from .order import Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..target import Target
    from .order import Order


def answer(call: Call, asked: Order) -> str:
    """The session, or why there is none, as `order.answered` reads it."""
    try:
        return _opened(call, asked).spell()
    except AwsenvError as error:
        return order.refused(error)


def _opened(call: Call, asked: Order) -> Opened:
    """Open it. Raises AwsenvError, also where the profile has come to mean another identity."""
    target = call.target(asked.profile, source=asked.source)
    changed.check(call, target, asked.meaning, "when the command was started")
    options = SessionOptions(**asked.options)
    meaning = target.encoded_meaning
    if asked.narrow in ("read-only", "as-is"):
        from .leash import Leash

        leash = Leash(call, target, policy.completed(target, options), asked)
        keys = leash.open()
        return Opened(keys, meaning, f"{who(leash.target)}, {leash.rights}", leash.notes, leash.role)
    options = policy.mode("keys", target, options)[1]
    opening = Opener(call, target, options, asked.region, asks=asked.asks, patient=True)
    keys, token = opening.open(), None
    if asked.narrow == "model":
        from ..aws import bedrock

        token = bedrock.token(keys, asked.region or "", call.now)
    return Opened(keys, meaning, who(target), [], token=token)


def who(target: Target) -> str:
    """The identity in words: the profile, and its role and account as far as the files tell them."""
    facts = (("role", target.role), ("account", target.account))
    words = ", ".join(f"{word} {plain(fact)}" for word, fact in facts if fact)
    return f"{shown(target.name)} ({words})" if words else shown(target.name)
