"""awsenv doctor: check this machine, and say what is wrong, where, and what to do."""

from __future__ import annotations

from .. import pins, policy, switch
from ..doctor import examination, report
from ..doctor.findings import NOTE, WARNING, Finding, failed
from ..errors import DONE, FAILED, AwsenvError
from ..settings import locations
from ..terminal import screen
from . import VERBS
from .verb import Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..call import Call
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import Option, json

    yield json("a list of objects")
    yield Option("--offline", about="make no network call: do not ask AWS for the time")


USAGE = Usage(options=_options, takes_old_snippet=True)


def run(call: Call, form: str = "text", *, offline: bool = False) -> Result:
    """Say what is wrong; status 0 if nothing is. Notes are advice: nothing is wrong."""
    found = examination.examine(call, VERBS, offline=offline, here=_here(call))
    if form == "json":
        call.answer([one.data() for one in found])
    else:
        skipped = ["clock"] if offline else []
        for line in report.lines(found, skipped, locations.home(call.environ), _style(call)):
            call.out.write(f"{line}\n")
    return Result(FAILED if any(one.level != NOTE for one in found) else DONE)


def _style(call: Call) -> report.Style:
    columns = min(screen.columns(call.out), 100)
    return report.Style(call.environ, call.out.encoding, columns, colored=call.out.isatty())


def _here(call: Call) -> Iterator[Finding]:
    """Whether the pin of this directory can be followed."""
    path = call.configuration.consents.undenied(pins.find(call.directory) or "")
    if not path:
        return
    try:
        switch.by_pin(call, path)
    except policy.NotOnCd as error:  # as the settings want it
        yield failed(error, "pins.here", NOTE)
    except AwsenvError as error:
        yield failed(error, "pins.here", WARNING)
