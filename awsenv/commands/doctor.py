"""awsenv doctor: check this machine, and say what is wrong, where, and what to do."""

from __future__ import annotations

from .. import guard, pins, settings
from ..doctor import examination, report
from ..doctor.findings import NOTE, WARNING, Finding, failed
from ..errors import DONE, FAILED, AwsenvError
from . import VERBS, hook

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
        import json

        json.dump([one.data() for one in found], call.out, indent=2, ensure_ascii=False)
        call.out.write("\n")
    else:
        skipped = ["clock"] if offline else []
        for line in report.lines(found, skipped, settings.home(call.environ), _style(call)):
            call.out.write(f"{line}\n")
    return FAILED if any(one.level != NOTE for one in found) else DONE


def _style(call: Call) -> report.Style:
    import os

    terminal = call.out.isatty()
    columns = os.get_terminal_size(call.out.fileno()).columns if terminal else 0
    return report.Style(call.environ, call.out.encoding, min(columns or 80, 100), colored=terminal)


def _here(call: Call) -> Iterator[Finding]:
    """Whether the pin of this directory can be followed."""
    path = pins.find(call.directory) or ""
    path = pins.Consents(settings.directory("state", call.environ)).undenied(path)
    if not path:
        return
    try:
        hook.wanted(call, path)
    except guard.NotOnCd as error:  # as the settings want it
        yield failed(error, "pins.here", NOTE)
    except AwsenvError as error:
        yield failed(error, "pins.here", WARNING)
