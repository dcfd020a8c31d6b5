"""awsenv local [PROFILE]: write .awsprofile here and allow it, or remove it."""

from __future__ import annotations

from .. import pins, policy
from ..environment import state
from ..errors import AwsenvError, UsageError
from ..text import printable, shown
from . import guess
from .verb import OPTIONAL_PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import YES, Option, switch

    words = "remove the .awsprofile of this directory"
    return (*switch(), YES, Option("--remove", about=words))


USAGE = Usage(OPTIONAL_PROFILE, options=_options)


def run(
    call: Call,
    profile: str | None = None,
    mode: str = "auto",
    region: str | None = None,
    *,
    yes: bool = False,
    remove: bool = False,
) -> Result:
    """Write the pin and consent to it; the shell follows it at its next prompt, if its class lets it."""
    path = call.directory.rstrip("/") + "/" + pins.NAME
    if remove:
        if profile or region or mode != "auto":
            raise UsageError("--remove cannot be combined with a profile or its options")
        return _removed(call, path)
    profile = profile or guess.target(call, None).name
    if profile != profile.strip() or profile.startswith("#") or not profile.isprintable():
        raise UsageError(f"{shown(profile)} cannot be written in a .awsprofile")
    target = call.target(profile)
    refusal = policy.not_on_cd(target)
    if not refusal and not yes:
        policy.confirm(target)
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


def _removed(call: Call, path: str) -> Result:
    """The shell leaves the directory's profile at its next prompt."""
    from os import unlink

    try:
        unlink(path)
    except FileNotFoundError:
        above = pins.find(call.directory)
        remedy = f"the one that applies here is {printable(above)}" if above else None
        raise AwsenvError(f"no {pins.NAME} in this directory", remedy) from None
    except OSError as error:
        raise AwsenvError(f"cannot be removed: {error.strerror}", path=path) from None
    call.say(f"removed {printable(path)}")
    return Result(change=state.look_again())
