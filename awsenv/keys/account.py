"""What does AWS say of a user and their keys, and with which session is it asked?"""

from __future__ import annotations

from ..aws.users import MayNot, User
from ..aws_errors import Refused
from ..chains.session_options import SessionOptions
from ..chains.sts_calls import TOKEN_DEFAULT, Step
from ..errors import LoginNeeded
from ..sessions.cached import Cached
from ..sessions.context import Context
from ..sessions.providers import Provider, SessionToken
from ..text import plain, shown
from .known import DAY, Fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from ..call import Call
    from ..chains.sts_calls import Parameters
    from ..credentials import Credentials
    from ..target import Target

    T = TypeVar("T")


ANYWHERE = "us-east-1"


class _Given(Provider):
    """Keys that are at hand."""

    def __init__(self, context: Context, keys: Credentials) -> None:
        super().__init__(context.target.hops[0], context)
        self._keys = keys

    def credentials(self) -> Credentials:
        """These."""
        return self._keys


class Account:
    """A user, asked with their own keys; with a session that an MFA code opens where AWS requires that."""

    def __init__(
        self, call: Call, target: Target, keys: Credentials, users: Iterable[str], *, asks: bool = True
    ) -> None:
        """`users` are the profiles that begin with the keys: one of them may name the MFA device."""
        self.target = target
        self.keys = keys
        self._context = Context(call, target, SessionOptions(), asks=asks)
        if self._context.region is None:  # whose keys they are, each region of the partition knows
            self._context = Context(call, target, SessionOptions(), ANYWHERE, asks=asks)
        self._connection = self._context.connection
        self._session: Credentials | None = None
        named = (call.configuration.profiles.get(name) for name in (target.name, *users))
        self._serial = next((serial for one in named if (serial := one.get("mfa_serial"))), None)

    def arn(self, keys: Credentials | None = None) -> str:
        """The ARN of the keys' owner; "" where AWS does not accept them."""
        with self._context.waiting(f"asking AWS whose keys {shown(self.target.name)} has"):
            return self._connection.owner(keys or self.keys)

    def owner(self) -> str:
        """The ARN of the keys' owner. Raises Refused where AWS does not accept them."""
        found, name = self.arn(), shown(self.target.name)
        if not found:
            what = f"AWS does not accept the keys of profile {name}"
            remedy = "are they deactivated, deleted or mistyped, or is the secret that of another key?"
            raise Refused(what, remedy, code="unknown-key")
        return found

    def user(self) -> str:
        """The same for an IAM user. Raises Refused where it is none, too."""
        found, name = self.owner(), shown(self.target.name)
        if ":user/" not in found:
            what = f"the keys of profile {name} are those of {shown(found)}, not of an IAM user"
            raise Refused(
                what, "delete these keys in the console, and use an IAM user or SSO", code="no-user"
            )
        return found

    def do(self, what: Callable[[User], T]) -> T:
        """What the user's own call to IAM gives; once more with an MFA session where AWS requires that."""
        with self._context.waiting(f"asking AWS for the keys of {shown(self.target.name)}"):
            user = User(self._connection, self._session or self.keys)
        try:
            return what(user)
        except MayNot as error:
            if self._session is not None or self._serial is None:
                raise
            refused = error
        try:
            self._session = self._with_mfa(self._serial)
        except LoginNeeded:  # there is no terminal: what AWS said tells more
            raise refused from None
        return what(User(self._connection, self._session))

    def facts(self, user: str) -> dict[str, Fact]:
        """What is worth remembering of all keys of the user."""
        found = self.do(User.keys)
        count = sum(one.active for one in found)
        now = int(self._context.call.now)
        used = {one.id: self._last_used(one.id) for one in found}
        return {one.id: Fact(user, one.created, used[one.id], count, now) for one in found}

    def _last_used(self, key: str) -> int | None:
        try:
            return self.do(lambda user: user.last_used(key))
        except MayNot:  # many may list their keys, and may not ask that
            return None

    def _with_mfa(self, serial: str) -> Credentials:
        """The session that serves the user's roles, too."""
        context = self._context
        parameters: Parameters = {
            "SerialNumber": serial,
            "DurationSeconds": TOKEN_DEFAULT,
        }
        step = Step("GetSessionToken", context.target.hops[0], parameters, serial)
        key = context.keys.of_token(self.keys.access_key, serial)
        return Cached(SessionToken(step, _Given(context, self.keys)), key).credentials()


def words(fact: Fact, now: float) -> str:
    """The age of a key and its last use, for a message."""
    ago = max(0, int(now - (fact.used or now))) // DAY
    used = "never used" if fact.used is None else f"last used {ago} days ago"
    return plain(f"{fact.days(now)} days old, {used}")
