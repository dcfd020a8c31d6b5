"""Which identity does an agent get: as weak as AWS can make it, with a name of its own in CloudTrail?"""

from __future__ import annotations

from fnmatch import fnmatchcase

from .. import policy
from ..aws_config import partitions
from ..aws_errors import AccessDenied, Refused
from ..chains import source_credentials, sts_calls
from ..chains.chain import OPENED
from ..errors import AwsenvError, UsageError
from ..files import private
from ..sessions import nesting
from ..sessions.cached import Cached
from ..sessions.opener import Opener
from ..sessions.providers import StsCall
from ..text import plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..chains.session_options import SessionOptions
    from ..credentials import Credentials
    from ..target import Target
    from .order import Order

NAME, SHORT_NAME = 64, 32  # characters of a RoleSessionName, and of GetFederationToken's Name
READ_ONLY = "ReadOnlyAccess"


class Federated(StsCall):
    """A session of the user whose keys these are, with no more rights than the policies allow."""

    @property
    def kind(self) -> str:
        """It is not the user's own."""
        return "federated"


class Leash:
    """A profile, and how an agent gets a session of it."""

    __slots__ = ("asked", "call", "notes", "options", "rights", "role", "target")

    def __init__(self, call: Call, target: Target, options: SessionOptions, asked: Order) -> None:
        self.call = call
        self.target = target
        self.options = options
        self.asked = asked
        self.role = asked.role  # the read-only role of SSO that was found at the start
        self.notes: list[str] = []
        self.rights = "as it is"  # what is left of them, in words

    @property
    def narrow(self) -> bool:
        """Whether rights are to be taken away."""
        return self.asked.narrow == "read-only"

    def open(self) -> Credentials:
        """A session for the agent. Raises AwsenvError, also where AWS cannot narrow the identity."""
        if self.narrow and self.options.read_only is False:
            raise UsageError("an agent is read-only", "--as-is gives it all the rights of the profile")
        kind = self.target.hops[-1].type
        if kind in OPENED:
            return self._role()
        if self.narrow:
            self.options = self.options.but(read_only=None)  # which it is in any case
        if self.options.restricted and not (self.narrow and kind in source_credentials.USERS):
            raise UsageError(
                f"profile {shown(self.target.name)} assumes no role, so it cannot have a session policy"
            )
        if not self.narrow:
            policy.restricted(self.target, self.options, able=False)
            name = shown(self.target.name)
            self.notes.append(f"profile {name} assumes no role, so CloudTrail cannot tell the agent from you")
            return self._opener().open()
        if kind == "sso":
            return self._assignment()
        opening = self._opener()
        if kind in source_credentials.USERS and opening.is_long_term():
            return self._federated(opening)
        raise cannot_narrow(self.target.name, "AWS can restrict only roles and users' own keys")

    def _opener(self) -> Opener:
        asked = self.asked
        return Opener(self.call, self.target, self.options, asked.region, asks=asked.asks, patient=True)

    @property
    def _name(self) -> str:
        user = self.call.environ.get("USER", "")
        words = ["agent", self.asked.program, *([user] if user else [])]
        return sts_calls.legal_name("-".join(words))

    @property
    def policies(self) -> tuple[str, ...]:
        """What the agent may do: what was asked, else what the class says; none for ReadOnlyAccess."""
        own = self.options
        asked = own.policy_arns or own.policy or self.asked.options.get("read_only")
        return own.policy_arns if asked else self.target.class_.agent

    def _role(self) -> Credentials:
        options = self.options.but(session_name=self.options.session_name or self._name[:NAME])
        if self.narrow and not options.policy:
            self._check_own_policies()
            policies = self.policies
            options = options.but(policy_arns=policies, read_only=None if policies else True)
        self.options = options
        self._say(restricted=bool(options.policy_arns or options.policy), read_only=bool(options.read_only))
        return self._opener().open()

    def _check_own_policies(self) -> None:
        """Raise UsageError where the profile has session policies: they may allow less than an agent's."""
        profile = self.target.profile
        if not self.options.policy_arns and (profile.get("policy_arns") or profile.get("policy")):
            raise UsageError(
                f"profile {shown(self.target.name)} has session policies, which an agent's would replace",
                "--as-is keeps them; --policy-arn ARN names others",
            )

    def _say(self, *, restricted: bool, read_only: bool) -> None:
        self.rights = "restricted" if restricted else "read-only" if read_only else "as it is"

    def _federated(self, opening: Opener) -> Credentials:
        """By GetFederationToken, which restricts a user's keys."""
        hop, options = self.target.hops[-1], self.options
        self._say(restricted=bool(self.policies or options.policy), read_only=True)
        untold = [name for name in options.told if name not in ("session-name", "tag")]
        if untold:
            raise UsageError(
                f"profile {shown(self.target.name)} assumes no role, so it cannot have a {untold[0]}"
            )
        name = (options.session_name or self._name)[:SHORT_NAME]
        read_only = f"arn:{partitions.of(opening.region or '') or 'aws'}:iam::aws:policy/{READ_ONLY}"
        policies = self.policies or (() if options.policy else (read_only,))
        parameters: sts_calls.Parameters = {
            "Name": name,
            "DurationSeconds": options.duration or sts_calls.HOUR,
            **({"PolicyArns": [{"arn": arn} for arn in policies]} if policies else {}),
            **({"Policy": options.policy} if options.policy else {}),
            **({"Tags": sts_calls.tags(options.tags)} if options.tags else {}),
        }
        step = sts_calls.Step("GetFederationToken", hop, parameters)
        source = nesting.beginning(opening)
        more = options.but(duration=None, session_name=None, policy_arns=()).lasting()
        words = ["federated", source.credentials().access_key, name, *policies, *more, opening.keys.of(hop)]
        made = Cached(Federated(step, source), private.digest(" ".join(words)))
        try:
            return made.credentials()
        except AccessDenied as error:
            remedy = (
                f"the user of {shown(self.target.name)} needs the right sts:GetFederationToken; or --as-is"
            )
            raise Refused(error.what, remedy, code=error.code) from None

    def _assignment(self) -> Credentials:
        """By another role of the same person in the same account: AWS narrows no role of SSO."""
        profile = self.target.profile
        mine = profile.get("sso_role_name") or ""
        patterns = self.target.preferences.readonly_roles
        if self.role is None:
            self.role = mine if _matching(patterns, [mine]) else self._found(patterns)
            if self.role != mine:
                self.notes.append(
                    f"the agent gets your role {plain(self.role)} of the same account, which is read-only"
                )
        self._say(restricted=False, read_only=True)
        if self.role != mine:
            options = {name: [value] for name, value in profile.values.items() if isinstance(value, str)}
            name = f"{profile.get('sso_account_id')}/{self.role}"
            self.target.profiles.add(name, {**options, "sso_role_name": [self.role]})
            self.target = self.target.configuration.target(name)
        return self._opener().open()

    def _found(self, patterns: tuple[str, ...]) -> str:
        """The first of the patterns that a role of this person in the account matches."""
        from ..login.sso_sign_in import SignIn
        from ..sso import sso_sessions

        profile = self.target.profile
        account = profile.get("sso_account_id") or ""
        known = self.target.profiles
        session = sso_sessions.of_profile(profile, known)
        token = SignIn(self.call, session, self.target.name).token()
        from ..aws.portal import Portal

        portal = Portal(session, token.access, self.call.environ, self.call.now, known)
        roles = portal.roles([account])[account]
        found = _matching(patterns, roles)
        if found is None:
            what = (
                f"AWS cannot restrict an SSO role, and you have no read-only role in account {plain(account)}"
            )
            names = ", ".join(map(plain, roles))
            more = f"if one of these is read-only, name it in readonly_roles of the settings: {names}"
            raise cannot_narrow(self.target.name, what, more)
        return found


def cannot_narrow(name: str, why: str, more: str = "use a profile with a role_arn") -> AwsenvError:
    """The identity would be as strong as the user's own."""
    what = f"profile {shown(name)} cannot be made read-only for an agent: {why}"
    return AwsenvError(what, f"{more}; or --as-is gives it all rights", code="not-narrowed")


def _matching(patterns: tuple[str, ...], roles: list[str]) -> str | None:
    pairs = ((glob.lower(), role) for glob in patterns for role in roles)
    return next((role for glob, role in pairs if fnmatchcase(role.lower(), glob)), None)
