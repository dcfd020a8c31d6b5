"""awsenv run GLOB... -- COMMAND: run one command as many profiles."""

from __future__ import annotations

from ..chains.session_options import SessionOptions
from ..errors import NO_SUCH_COMMAND, AwsenvError, UsageError
from ..text import number, shown
from .verb import ANY, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..call import Call
    from .options import Option

MOST = 64  # commands at once


def _options() -> Iterable[Option]:
    from .options import YES, Option, json, profiles, session, switch

    yield Option("--all", name="everyone", about="every profile")
    words = "leave out profiles that match; repeatable"
    yield Option(
        "-x", "--except", name="left_out", metavar="GLOB", repeats=True, about=words, complete=profiles
    )
    words = "run so many at once, with names before their lines"
    yield Option("-j", "--jobs", name="at_once", metavar="N", about=words, check=_number)
    yield json("a line for each profile, with status and output")
    yield from switch()
    yield from session()
    yield YES


def _number(text: str, _: Call) -> int:
    found = number(text)
    if not found or found > MOST:
        raise ValueError(f"must be a number from 1 to {MOST}")
    return found


_ABOUT = "names of profiles or accounts, numbers, roles, labels of classes; * ? [] are as in a shell"
USAGE = Usage(Word("globs", "GLOB", _ABOUT, ANY), options=_options, command=True)


def run(
    call: Call,
    globs: Sequence[str] = (),
    mode: str = "auto",
    region: str | None = None,
    form: str = "prefix",
    *,
    command: list[str],
    everyone: bool = False,
    left_out: Sequence[str] = (),
    at_once: int = 0,
    yes: bool = False,
    **asked: object,
) -> Result:
    """Ask what has to be asked, once; then run the command as each profile, and tell what became of it."""
    import shutil

    from ..running import ahead, chosen, job, many, screen

    if not command:
        raise UsageError("run needs a command after --", "awsenv run GLOB ... -- COMMAND")
    found, idle = chosen.chosen(call.configuration, globs, left_out, everyone=everyone)
    for glob in idle:
        call.say(f"-x {shown(glob)} matches none of them")
    if shutil.which(command[0], path=call.environ.get("PATH")) is None:
        what = f"no command {shown(command[0])} on the PATH"
        raise AwsenvError(what, code="no-such-command", status=NO_SUCH_COMMAND)
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    jobs = [job.Job(one) for one in found]
    ahead.Ahead(call, mode, region, options).prepare(jobs)
    if not yes:
        ahead.confirm(call, [one.target for one in jobs if one.target and not one.error])
    apart = bool(at_once) or form == "json"
    shows = screen.Screen(call, jobs, form if apart else "header")
    wishes = mode, region, options
    return Result(many.Run(call, command, jobs, shows, wishes, at_once=at_once or 1, apart=apart).all())
