"""Which provider uses which, from the first hop to the session of the last?"""

from __future__ import annotations

from ..chains import source_credentials
from ..errors import WrongChain
from ..text import shown
from .aws_cli import SharedSession
from .cached import Cached
from .keys import KEPT
from .providers import AssumeRole, Botocore, Once, Own, Process, Provider, SessionToken, Static

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..chains.chain import Hop
    from ..chains.sts_calls import Step
    from .context import Context


def beginning(context: Context) -> Provider:
    """What gives the credentials that the chain begins with, asked once. Raises AwsenvError."""
    hop = context.target.hops[0]
    if hop.type == "sso":
        from .sso_role import CachedSsoRole, SsoRole

        return Once(CachedSsoRole(SsoRole(hop, context)))
    kinds = {"process": Process, "static": Static, "environment": Static, "none": Own}
    if hop.type == "web-identity":
        from .web_identity import WebIdentity

        kinds[hop.type] = WebIdentity
    if hop.stored:
        from .stored_keys import Stored

        return Once(Stored(hop, context))
    provider = kinds.get(hop.type, Botocore)(hop, context)
    return Once(Cached(provider, context.keys.of(hop)) if hop.type in KEPT else provider)


def whole(steps: list[Step], first: Provider, context: Context) -> Cached:
    """The provider of the last step's session, with those before it inside, down to the `first`."""
    *before, last = steps
    source = first
    for step in before:
        source = _around(source, step, first, context)
    return _around(source, last, first, context)


def _around(source: Provider, step: Step, first: Provider, context: Context) -> Cached:
    if step.action == "GetSessionToken":
        user = source_credentials.key_id(first.hop, context.environ) or first.credentials().access_key
        key = context.keys.of_token(user, step.serial or "")
        return Cached(SessionToken(step, source), key)
    return Cached(AssumeRole(step, source), context.keys.of(step.hop), _shared(step.hop, context))


def too_deep(context: Context) -> WrongChain:
    """The error of a chain that is longer than Python can nest providers; botocore cannot, either."""
    roles = len(context.target.hops) - 1
    what = (
        f"{roles} roles lead to profile {shown(context.target.name)}, too many to assume one after the other"
    )
    return WrongChain(what, "shorten the chain: each role in it is a call", code="too-deep")


def _shared(hop: Hop, context: Context) -> SharedSession | None:
    """The AWS CLI's session where, with the same settings, it would mean the same one."""
    asked = bool(hop is context.target.hops[-1] and context.options.lasting())
    asked = asked or hop.profile.made  # of which the CLI knows nothing: no file tells whose keys opened it
    return None if asked or context.target.hops[0].type == "environment" else SharedSession(hop, context)
