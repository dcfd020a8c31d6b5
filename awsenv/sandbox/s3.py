"""Which buckets has the account of these keys?"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .query import refuse
from .signature import claim, signer
from .wire import Answer, Call
from .world import timestamp

if TYPE_CHECKING:
    from .wire import Request
    from .world import World

__all__ = ["answer", "read", "refuse"]

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def read(request: Request) -> Call | None:
    if claim(request).service != "s3" or (request.method, request.path) != ("GET", "/"):
        return None
    return Call("ListBuckets", dict(request.query), request)


def answer(world: World, call: Call) -> Answer:
    account = signer(world, call.request).account
    made = f"<CreationDate>{timestamp(world.now())}</CreationDate>"
    buckets = "".join(
        f"<Bucket><Name>{escape(name)}</Name>{made}</Bucket>" for name in world.buckets.get(account, ())
    )
    owner = f"<Owner><ID>{account}</ID></Owner>"
    body = f"{owner}<Buckets>{buckets}</Buckets>"
    return Answer(
        f'<ListAllMyBucketsResult xmlns="{NAMESPACE}">{body}</ListAllMyBucketsResult>', 200, "text/xml"
    )
