"""awsenv doctor: check this machine, and say what is wrong, where, and what to do."""

from __future__ import annotations

from .. import pins, policy, switch
from ..doctor import examination, report
from ..doctor.findings import NOTE, WARNING, Finding, failed
from ..errors import DONE, FAILED, AwsenvError
from ..settings import locations
from ..terminal import screen
from . import VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ..call import Call

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", dest="form", action="store_const", const="json", help="a list of objects")
    parser.add_argument(
        "--offline", action="store_true", help="do not ask AWS for the time, which is the one call"
    )


def run(call: Call, form: str = "text", *, offline: bool = False) -> int:
    """Say all that is wrong; 0 where nothing is. Notes are advice, and nothing wrong."""
    found = examination.examine(call, VERBS, offline=offline, here=_here(call))
    if form == "json":
        call.answer([one.data() for one in found])
    else:
        skipped = ["clock"] if offline else []
        for line in report.lines(found, skipped, locations.home(call.environ), _style(call)):
            call.out.write(f"{line}\n")
    return FAILED if any(one.level != NOTE for one in found) else DONE


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
