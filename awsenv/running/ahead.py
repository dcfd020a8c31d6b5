"""What has to be asked before the first command runs: sign-ins, codes, names of protected profiles?"""

from __future__ import annotations

from .. import policy
from ..chains import sts_calls
from ..errors import AwsenvError, LoginNeeded
from ..sessions.opener import Opener
from ..sso import sso_sessions, tokens
from ..terminal import ask
from ..text import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..call import Call
    from ..chains.session_options import SessionOptions
    from ..target import Target
    from .job import Job


class Ahead:
    """The questions of one run. Each is asked once, and what failed for one profile fails for all."""

    __slots__ = ("call", "mode", "options", "outcomes", "region")

    def __init__(self, call: Call, mode: str, region: str | None, options: SessionOptions) -> None:
        self.call = call
        self.mode = mode
        self.region = region
        self.options = options
        # Of what was asked, by whom or what it was asked for.
        self.outcomes: dict[str, AwsenvError | None] = {}

    def prepare(self, jobs: Iterable[Job]) -> None:
        """Have the jobs ready to start without a question; one that cannot be has an error from now on."""
        for job in jobs:
            target = job.target
            if target is None:
                continue
            try:
                mode, options = policy.mode(self.mode, target, self.options)
                self._sign_in(target)
                if mode == "keys":
                    job.is_new = self._open(target, options)
            except AwsenvError as error:
                job.error = error

    def _once(self, what: str, do: Callable[[], object]) -> bool:
        """Do it, unless it was done for another profile. Raises what it raised then."""
        is_new = what not in self.outcomes
        if is_new:
            self.outcomes[what] = None
            try:
                do()
            except AwsenvError as error:
                self.outcomes[what] = error
        if failure := self.outcomes[what]:
            raise failure
        return is_new

    def _sign_in(self, target: Target) -> None:
        """Have a person sign in where the chain begins so, unless the sign-in is valid or renews."""
        first = target.hops[0]
        if first.type == "sso":
            self._once(f"sso {tokens.key(first.profile)}", lambda: self._to_portal(target))
        elif first.type == "login":
            self._once(f"login {first.profile.get('login_session')}", lambda: self._to_aws(target))

    def _to_portal(self, target: Target) -> None:
        from ..login import sso_login
        from ..login.sso_sign_in import SignIn

        first = target.hops[0].profile
        sign_in = SignIn(self.call, sso_sessions.of_profile(first, target.profiles), first.name)
        try:
            sign_in.token()
        except LoginNeeded:
            if not ask.is_possible():
                raise
            sso_login.ensure(sign_in, sso_login.Ways())

    def _to_aws(self, target: Target) -> None:
        from ..login import aws_login, sso_login

        if ask.is_possible():
            opening = Opener(self.call, target, self.options)
            aws_login.ensure(self.call, target.hops[0].profile, opening.source, sso_login.Ways(), force=False)

    def _open(self, target: Target, options: SessionOptions) -> bool:
        """Open the session if that may need a question; return whether --refresh has opened a new one."""
        opening = Opener(self.call, target, options, self.region)
        first = target.hops[0]
        if not options.refresh and opening.cached():
            return False
        asks = any(hop.profile.get("mfa_serial") for hop in target.hops)
        if first.type == "process" and not asks:
            self._once(f"process {first.profile.name}", opening.source)
        if not asks:
            return False
        user = self.call.environ.get("USER", "")
        steps = sts_calls.plan(target.hops, options, user, long_term=opening.is_long_term).steps
        codes = [step for step in steps if step.serial]
        if not codes:
            return False
        if codes[0].action == "GetSessionToken":  # which serves every role of these keys
            key = opening.source().access_key
            return self._once(f"code {key} {codes[0].serial}", opening.open) and options.refresh
        opening.open()
        return options.refresh


def confirm(call: Call, targets: Iterable[Target]) -> None:
    """Ask once before a command runs as protected profiles. Raises as policy.confirm does."""
    guarded = [target for target in targets if policy.asks(target, call.environ)]
    if len(guarded) < 2:
        for target in guarded:
            policy.confirm(target)
        return
    names = ", ".join(plain(target.name) for target in guarded)
    number = str(len(guarded))
    what = f"{number} of these profiles are protected"
    lacks = f"{what}, and there is no terminal to confirm that on: {names}"
    needed = ask.Unconfirmed(lacks, "in a script, add --yes")
    question = f"awsenv: {what}: {names}. Type {number} to continue: "
    if ask.answer(question, needed, seen=True) != number:
        raise AwsenvError("that is not their number; nothing was run", code="not-confirmed")
