"""awsenv local PROFILE: write .awsprofile here and allow it."""

from __future__ import annotations

from .. import pins, policy
from ..environment import state
from ..errors import AwsenvError, UsageError
from ..text import printable, shown
from .verb import PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, YES, switch

    return (*switch(), FROM, YES)


USAGE = Usage(PROFILE, options=_options)


def run(
    call: Call,
    profile: str,
    mode: str = "auto",
    region: str | None = None,
    *,
    source: str | None = None,
    yes: bool = False,
) -> Result:
    """Write the pin and consent to it; the shell follows it at its next prompt, if its class lets it."""
    if profile != profile.strip() or profile.startswith("#") or not profile.isprintable():
        raise UsageError(f"{shown(profile)} cannot be written in a .awsprofile")
    target = call.target(profile, source=source)
    if source is not None:
        profile = target.name
    refusal = policy.not_on_cd(target)
    if not refusal and not yes:
        policy.confirm(target)
    path = call.directory.rstrip("/") + "/" + pins.NAME
    text = _written(path, profile, region, mode)
    call.say(f"{printable(path)} now names {shown(profile)}")
    if refusal:
        call.report(refusal)
        return Result()
    policy.allow(call, path, text, target)
    policy.tell_bounds(call, path)
    return Result(change=state.look_again())


def _written(path: str, profile: str, region: str | None, mode: str) -> str:
    """The text of the pin, which is on disk now."""
    lines = [profile, *([f"region = {region}"] if region else [])]
    lines += [f"mode = {mode}"] if mode != "auto" else []
    text = "\n".join([*lines, ""])
    try:
        pins.write(path, text)
    except OSError as error:
        raise AwsenvError(f"cannot be written: {error.strerror}", path=path) from None
    return text
