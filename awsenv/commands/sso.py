"""awsenv sso sync [SESSION]: a profile for every account and role of an SSO session; list only shows them."""

from __future__ import annotations

from ..environment import state
from ..errors import UsageError
from ..settings import locations
from ..sso import sso_sessions
from ..sync import changes, dependents, update
from ..text import printable, shown
from . import VERBS
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..call import Call
    from ..sync.naming import Assignment
    from .options import Option


def _options() -> Iterable[Option]:
    from .options import Option, regions

    yield Option("--dry-run", rivals="way", about="show what would change, and change nothing")
    words = "only print the profiles, for a generated config file"
    yield Option("--print", name="prints", rivals="way", about=words)
    words = "of a profile: {account_name}-{role_name}, or with {account_id} {session} {email} {region}"
    yield Option("--template", metavar="NAME", about=words)
    # Unchecked: it may be empty.
    yield Option("-r", "--region", metavar="REGION", about="of the profiles; '' for none", complete=regions)
    for option, of in (("account", "accounts whose name or id matches"), ("role", "roles that match")):
        words = f"only {of}; repeatable, and '*' for all"
        yield Option(f"--{option}", name=f"{option}s", metavar="GLOB", repeats=True, about=words)
    yield Option("--rename", about="new names, instead of those of the last sync")
    yield Option("-y", "--yes", about="do not ask before more than half is removed")


def _sessions(environ: Mapping[str, str]) -> Iterable[str]:
    from .options import sso_sessions

    return sso_sessions(environ)


def _verb(word: str, _: Call) -> str:
    if word not in ("sync", "list"):
        remedy = f"awsenv {word} PROFILE" if word in ("login", "logout") else "awsenv sso sync [SESSION]"
        raise UsageError(f"awsenv sso has no verb {shown(word)}", remedy)
    return word


_ABOUT = "make a profile for every account and role of an SSO session; list: only show these"
_WHICH = "as in [sso-session SESSION]; default: the only one, or that of the active profile"
USAGE = Usage(
    Word("verb", "sync|list", _ABOUT, choices=("sync", "list"), check=_verb),
    Word("session", "SESSION", _WHICH, OPTIONAL, complete=_sessions),
    options=_options,
)


def run(
    call: Call,
    verb: str,
    session: str | None = None,
    template: str | None = None,
    region: str | None = None,
    accounts: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    *,
    dry_run: bool = False,
    prints: bool = False,
    rename: bool = False,
    yes: bool = False,
) -> Result:
    """Write the profiles into the config file, or show what would change there."""
    known = call.configuration.profiles
    path = known.config.path
    found = sso_sessions.named(session or update.likely(call, known), known)
    options = update.remembered(call, path, found).with_wishes(template, region, accounts, roles)
    assignments = update.listed(call, found, options)
    if verb == "list":
        _list(call, assignments)
        return Result(change=state.look_again())  # a pin may name one of them
    taken, uses = {*VERBS, *known.credentials.headers}, dependents.of(call.configuration)

    def make(text: str) -> changes.Plan:
        return changes.plan(text, path, found, assignments, options, taken, uses, rename=rename)

    def confirm(plan: changes.Plan) -> None:
        if not yes:
            update.confirm(plan)

    locks = locations.directory("cache", call.environ) + "/locks"
    is_dry = dry_run or prints
    plan = update.carry_out(path, make, confirm, locks, dry=is_dry)
    if dry_run:
        update.show(plan, call)
    if prints:
        call.out.write("".join(f"{line}\n" for line in plan.block))
        call.out.flush()
    call.say(f"{printable(path)}: {plan.summary()}{'; nothing was written' if is_dry else ''}")
    for line in plan.stranded:
        call.say(line)
    return Result(change=state.look_again())  # a pin may name one of them


def _list(call: Call, assignments: Iterable[Assignment]) -> None:
    """Write the address of each role, and the number of its account."""
    from ..terminal.table import clean

    for one in sorted(assignments, key=lambda one: (one.account_name.casefold(), one.key)):
        call.out.write(f"{one.account}  {clean(f'{one.account_name or one.account}/{one.role}')}\n")
