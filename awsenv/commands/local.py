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
    from ..target import Target
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import FROM, YES, Option, switch

    about = "write account and role, for all who have them, instead of your name for them"
    portable = Option("--portable", about=about)
    remove = Option("--remove", about="remove the .awsprofile of this directory")
    return (*switch(), FROM, portable, remove, YES)


USAGE = Usage(OPTIONAL_PROFILE, options=_options)


def run(
    call: Call,
    profile: str | None = None,
    mode: str = "auto",
    region: str | None = None,
    *,
    source: str | None = None,
    portable: bool = False,
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
    target = call.target(profile, source=source)
    if source is not None:
        profile = target.name
    refusal = policy.not_on_cd(target)
    if not refusal and not yes:
        policy.confirm(target)
    names = _portable(call, target, path) if portable else [profile]
    text = _written(path, names, region, mode)
    call.say(f"{printable(path)} now names {', '.join(map(shown, names))}")
    if refusal:
        call.report(refusal)
        return Result()
    policy.allow(call, path, text, target)
    policy.tell_bounds(call, path)
    return Result(change=state.look_again())


def _portable(call: Call, target: Target, path: str) -> list[str]:
    """The lines that say account and role. Raises AwsenvError where these would not lead to the profile."""
    name, account, role = shown(target.name), target.account, target.role
    if account is None or role is None:
        what = f"the AWS files do not say which {'role' if account else 'account'} profile {name} has"
        raise AwsenvError(what, "without --portable its name is written")
    try:
        call.configuration.named(f"{account}/{role}", path)
    except UsageError as error:  # several of the user's own lead there
        error.remedy = "without --portable its name is written"
        raise
    return [f"account = {account}", f"role = {role}"]


def _written(path: str, names: list[str], region: str | None, mode: str) -> str:
    """The text of the pin, which is on disk now."""
    lines = [*names, *([f"region = {region}"] if region else [])]
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
        remedy = (
            f"the one that applies here is {printable(above)}" if above else "awsenv local NAME writes one"
        )
        raise AwsenvError(f"no {pins.NAME} in this directory", remedy) from None
    except OSError as error:
        raise AwsenvError(f"cannot be removed: {error.strerror}", path=path) from None
    call.say(f"removed {printable(path)}")
    return Result(change=state.look_again())
