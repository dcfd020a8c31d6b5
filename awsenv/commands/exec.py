"""awsenv exec PROFILE -- COMMAND: run one command as the profile."""

from __future__ import annotations

from ..environment import child, state
from ..errors import UsageError
from ..system.become import become
from . import use
from .verb import PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import REACHES

    return (*REACHES, *use.USAGE.options())


USAGE = Usage(PROFILE, options=_options, command=True)


def run(
    call: Call,
    profile: str,
    mode: str = "auto",
    region: str | None = None,
    *,
    command: list[str],
    source: str | None = None,
    save: str | None = None,
    yes: bool = False,
    reach: str | None = None,
    as_is: bool = False,
    model: str | None = None,
    **asked: object,
) -> Result:
    """Become the command, so that its signals, status, terminal and stdin are its own; or wait for it."""
    if not command:
        raise UsageError("exec needs a command after --", "awsenv exec PROFILE -- COMMAND")
    if reach != "agent" and (as_is or model is not None):
        raise UsageError(f"{'--as-is' if as_is else '--model'} belongs to --agent")
    if reach is not None:
        if mode != "auto" or save is not None:
            raise UsageError(f"--{reach} goes with neither -k, -p nor --save")
        from ..serving import reach as serving

        return Result(
            serving.run(
                call, serving.Asked(reach, profile, region, source, asked, yes, as_is, model), command
            )
        )
    change = use.run(call, profile, mode, region, more=(), source=source, save=save, yes=yes, **asked).change
    after = child.for_child(state.applied(change, call.environ))
    call.out.flush()
    call.err.flush()
    return become(command, after)
