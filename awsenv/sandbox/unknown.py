"""What is answered where no service knows the request?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .query import refuse
from .signature import claim
from .wire import Answer, Call, Refusal, json_answer

if TYPE_CHECKING:
    from .wire import Request
    from .world import World

__all__ = ["answer", "read", "refuse"]

SENTENCE = "this AWS is a sandbox: it has STS and the list of S3 buckets, and nothing else"


def read(request: Request) -> Call:
    return Call(f"{request.method} {request.path}", dict(request.query), request)


def answer(_: World, call: Call) -> Answer:
    """Refuse, in the format that the client seems to read."""
    refusal = Refusal("NotImplemented", SENTENCE, 404)
    form = call.request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    if form or claim(call.request).service == "s3":
        return refuse(refusal)
    return json_answer({"__type": refusal.code, "message": refusal.message}, refusal.status)
