"""awsenv region [REGION]: change only the region; show it, or pick one."""

from __future__ import annotations

from ..environment import undo
from ..environment.state import written
from ..environment.variables import FIELDS
from ..errors import DONE, FAILED
from ..text import plain
from . import options
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment


def _checked(text: str, call: Call) -> str:
    here = _current(call)
    remedy = f"awsenv region {plain(here)} goes back" if here else "awsenv region NAME sets another"
    return options.region(text, call, remedy)


def _current(call: Call) -> str:
    return call.environ.get("AWS_REGION") or call.environ.get("AWS_DEFAULT_REGION") or ""


USAGE = Usage(
    Word(
        "region",
        "REGION",
        "such as eu-west-1; without it, pick one on a terminal, else print the current one",
        OPTIONAL,
        check=_checked,
        complete=options.regions,
    ),
    switches=True,
    needs_snippet=True,
)


def run(call: Call, region: str | None = None) -> Result:
    """Set both region variables, since SDKs read one or the other."""
    here = _current(call)
    if region is None:
        region = _picked(call, here) if call.out.isatty() else None
    if region is None:
        if here:
            call.out.write(f"{here}\n")
        else:
            call.say("no region is set")
        return Result(DONE if here else FAILED)
    change: Environment = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    name = plain(call.state.profile or "")
    if here and call.environ.get(FIELDS["shown"]) == f"{name} {here}":  # the setting prompt_region
        return Result(change=undo.switched({**change, **written(shown=f"{name} {region}")}, call.environ))
    return Result(change=undo.switched(change, call.environ))


def _picked(call: Call, here: str) -> str | None:
    """The region that a person picks; None where no terminal can ask."""
    from ..listing import picker, region_picker

    terminal = picker.open_terminal()
    if terminal is None:
        return None
    call.say(f"the region is {plain(here)}" if here else "no region is set")
    known = call.configuration.profiles
    name = call.state.profile
    own = known.get(name).get("region") if name is not None and name in known else None
    import posix

    try:
        return region_picker.pick(call, terminal, [one for one in (here, own) if one])
    finally:
        posix.close(terminal)
