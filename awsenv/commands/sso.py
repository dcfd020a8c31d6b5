"""awsenv sso sync [SESSION]: a profile for every account and role of an SSO session."""

from __future__ import annotations

from ..environment import state
from ..errors import UsageError
from ..settings import locations
from ..sso import sso_sessions
from ..sync import changes, update
from ..text import shown, shown_path
from . import VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..call import Call
    from ..environment.variables import Environment
    from .options import Parser

WORDS = (1, 2)


def arguments(parser: Parser) -> None:
    from .options import sync_options

    sync_options(parser)


def run(
    call: Call,
    what: str,
    session: str | None = None,
    template: str | None = None,
    region: str | None = None,
    accounts: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    *,
    dry_run: bool = False,
    rename: bool = False,
    yes: bool = False,
) -> Environment:
    """Write the profiles into the config file, or show what would change there."""
    if what != "sync":
        raise UsageError(f"awsenv sso does not know {shown(what)}", "awsenv sso sync [SESSION]")
    known = call.configuration.profiles
    path = known.config.path
    found = sso_sessions.named(session or update.likely(call, known), known)
    options = update.remembered(path, found).with_wishes(template, region, accounts, roles)
    assignments = update.listed(call, found, options)
    taken = {*VERBS, *known.credentials.headers}

    def make(text: str) -> changes.Plan:
        return changes.plan(text, path, found, assignments, options, taken, rename=rename)

    def confirm(plan: changes.Plan) -> None:
        if not yes:
            update.confirm(plan)

    locks = locations.directory("cache", call.environ) + "/locks"
    plan = update.carry_out(path, make, confirm, locks, dry=dry_run)
    if dry_run:
        update.show(plan, call)
    call.say(f"{shown_path(path)}: {plan.summary()}{'; nothing was written' if dry_run else ''}")
    return state.look_again()  # a pin may name one of them
