"""How is the config file brought up to date with what the portal lists?"""

from __future__ import annotations

from ..addresses import listed as listing
from ..aws_config import names
from ..errors import AwsenvError, UsageError
from ..files import rewrite
from ..text import printable, shown
from . import changes, generated, naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..aws.portal import Account, Portal
    from ..aws_config.profiles import Profiles
    from ..call import Call
    from ..sso.sso_sessions import SsoSession
    from .changes import Plan
    from .generated import Options
    from .naming import Assignment

COLORS = {"+": "green", "-": "red", "~": "yellow"}  # of what is added, removed, changed


def likely(call: Call, known: Profiles) -> str:
    """The only SSO session, else that of the active profile. Raises AwsenvError for none or several."""
    sessions = list(known.sso_sessions.names())
    if len(sessions) == 1:
        return sessions[0]
    active = call.state.profile or call.environ.get("AWS_PROFILE")
    if active is not None and active in known:
        own = known.get(active).get("sso_session")
        if own in sessions:
            return own
    if sessions:
        several = ", ".join(map(shown, sessions))
        raise UsageError(f"several SSO sessions: {several}", "awsenv sso sync SESSION")
    raise AwsenvError(
        "no [sso-session]",
        "add a section of three lines: [sso-session NAME], sso_start_url = https://…, sso_region = …",
        code="no-sso-session",
        path=known.config.path,
    )


def remembered(call: Call, path: str, session: SsoSession) -> Options:
    """What the last sync of a session was asked for.

    Raises AwsenvError, also for the first sync of a session whose name some SDKs do not see.
    """
    text = rewrite.decoded(rewrite.read(path), path)
    name = changes.name(session, path)
    generated.outside(text, path, name)
    block = generated.blocks(text, path).get(name)
    if names.is_unseen(name):
        what = f"{shown(f'[sso-session {name}]')}: {names.UNSEEN}"
        if block is None:  # of which each profile would be refused there
            raise AwsenvError(what, f"rename it: {names.REMEDY}", path=path, code="unseen-name")
        call.say(f"{what}; {names.REMEDY}")
    return block.options if block else generated.Options()


def listed(call: Call, session: SsoSession, options: Options) -> list[Assignment]:
    """Every role that the options ask for. Raises LoginNeeded and what Portal's methods do."""
    from ..login.sso_sign_in import SignIn
    from ..terminal import progress

    sign_in = SignIn(call, session)
    token = sign_in.token()
    from ..aws.portal import Portal

    bar = progress.shown(call, f"asking {session} for accounts")
    with bar:
        known = call.configuration.profiles
        portal = Portal(session, token.access, sign_in.environ, call.now, known, sign_in.speaker)
        everyone = portal.accounts()
        found = assignments(portal, options, bar.tell, everyone)
    _keep(call, session, everyone, found[1])
    return found[0]


def _keep(call: Call, session: SsoSession, accounts: list[Account], roles: Mapping[str, list[str]]) -> None:
    """Keep what the portal has listed, for addresses and for the names of accounts."""
    names = {one.number: (one.name, tuple(roles.get(one.number, ()))) for one in accounts}
    try:
        listing.keep(
            call.environ, listing.Portal(session.name or "", session.start_url, session.region, names)
        )
    except OSError as error:  # a help, which a full or read-only disk may refuse
        call.say(f"what {session} lists cannot be kept: {error.strerror}")


def assignments(
    portal: Portal, options: Options, told: Callable[[str], None], everyone: Iterable[Account]
) -> tuple[list[Assignment], dict[str, list[str]]]:
    """Every role that the options ask for, and all of the accounts that were asked about.

    `told` is told how far that is.
    """
    accounts = {
        account.number: account
        for account in everyone
        if options.takes(options.accounts, account.name, account.number)
    }

    def done(count: int) -> None:
        told(f"{count} of {len(accounts)} accounts")

    found = portal.roles(accounts, done)
    wanted = [
        naming.Assignment(number, role, accounts[number].name, accounts[number].email)
        for number, roles in found.items()
        for role in roles
        if options.takes(options.roles, role)
    ]
    return wanted, found


def carry_out(
    path: str, make: Callable[[str], Plan], confirm: Callable[[Plan], None], locks: str, *, dry: bool = False
) -> Plan:
    """Make the plan, and change the file unless it is a `dry` run; again, if the file changes meanwhile.

    Raises AwsenvError, also where `confirm` does.
    """
    for _ in range(rewrite.TRIES):
        before = rewrite.read(path)
        made = make(rewrite.decoded(before, path))
        if dry or made.after == made.before:
            return made
        if made.is_drastic:
            confirm(made)
        if rewrite.replace(path, before, rewrite.encoded(made.after), locks):
            return made
    raise rewrite.not_written(path, "another program keeps changing it")


def confirm(plan: Plan) -> None:
    """Ask before more than half is removed. Raises AwsenvError."""
    from ..terminal import ask

    what = f"{plan.loss} would be removed, so nothing was changed"
    remedy = "--dry-run shows them, --yes removes them"
    question = f"awsenv: {plan.loss} would be removed. Type yes to continue: "
    needed = ask.Unconfirmed(what, remedy)
    if ask.answer(question, needed, seen=True) != "yes":
        raise AwsenvError(what, remedy, code="not-confirmed")


def show(plan: Plan, call: Call) -> None:
    """Write what would change, in colors on a terminal that has them."""
    from ..terminal import colors

    for line in plan.differences:
        sequence = colors.sgr(COLORS[line[0]], call.environ) if call.out.isatty() else None
        plain = printable(line)
        call.out.write(f"\x1b[{sequence}m{plain}\x1b[m\n" if sequence else f"{plain}\n")
    call.out.flush()  # before what is said on stderr
