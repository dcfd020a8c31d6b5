"""Which buckets has the account of these keys?"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .query import refuse
from .signature import claim, signer
from .wire import Answer, Call

if TYPE_CHECKING:
    from .wire import Request
    from .world import World

__all__ = ["answer", "read", "refuse"]

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
CREATED = "2020-01-01T00:00:00Z"


def read(request: Request) -> Call | None:
    if claim(request).service != "s3" or (request.method, request.path) != ("GET", "/"):
        return None
    return Call("ListBuckets", dict(request.query), request)


def answer(world: World, call: Call) -> Answer:
    account = signer(world, call.request).account
    buckets = "".join(
        f"<Bucket><Name>{escape(name)}</Name><CreationDate>{CREATED}</CreationDate></Bucket>"
        for name in world.buckets.get(account, ())
    )
    body = f"<Owner><ID>{account}</ID></Owner><Buckets>{buckets}</Buckets>"
    document = f'<ListAllMyBucketsResult xmlns="{NAMESPACE}">{body}</ListAllMyBucketsResult>'
    return Answer(document, 200, "text/xml")
