"""Which accounts and roles does the access portal of IAM Identity Center list for a sign-in?"""

from __future__ import annotations

import re

from .. import aws_errors
from ..errors import AwsenvError, LoginNeeded
from ..text import plain, shown
from . import failures
from .connection import CONNECT_TIMEOUT, READ_TIMEOUT, enter
from .identity_center import unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from queue import SimpleQueue
    from typing import Any

    from ..aws_config.profiles import Profiles
    from ..sso.sso_sessions import SsoSession

AT_ONCE = 6  # accounts that are asked about at a time
PAGE = 100  # entries, the most that the portal gives
IMPATIENT, PATIENT = 2, 7  # attempts: of the first call, and once the portal has answered


class Account:
    """An account as the portal shows it."""

    __slots__ = ("email", "name", "number")

    def __init__(self, number: str, name: str, email: str) -> None:
        self.number = number
        self.name = name
        self.email = email


class Portal:
    """The portal of one SSO session, as one signed-in person sees it."""

    __slots__ = ("_clients", "_known", "_now", "_profile", "_sso", "_token")

    def __init__(
        self,
        session: SsoSession,
        token: str,
        environ: Mapping[str, str],
        now: float,
        known: Profiles,
        profile: str | None = None,
    ) -> None:
        """The environment may name no identity; the settings of the `profile` lead to the portal."""
        enter(environ)
        self._known, self._profile = known, profile
        self._sso = session
        self._token = token
        self._now = now
        self._clients = {tries: self._client(tries) for tries in (IMPATIENT, PATIENT)}

    def accounts(self) -> list[Account]:
        """Every account in which there is a role for this person.

        Raises what `aws_errors` has for what AWS may say, and LoginNeeded where it does not accept the token.
        """
        try:
            found = self._pages(IMPATIENT, "list_accounts", "accountList")
        except aws_errors.Throttled:
            found = self._pages(PATIENT, "list_accounts", "accountList")
        return [self._account(one) for one in found]

    def roles(
        self, accounts: Iterable[str], done: Callable[[int], None] = lambda _: None
    ) -> dict[str, list[str]]:
        """The names of the roles in each account; `done` is told how many accounts have answered.

        All or nothing: one call that fails ends it. Raises as `accounts` does.
        """
        from queue import SimpleQueue
        from threading import Thread

        waiting: SimpleQueue[str] = SimpleQueue()
        answers: SimpleQueue[tuple[str, list[str] | BaseException]] = SimpleQueue()
        count = 0
        for account in accounts:
            waiting.put(account)
            count += 1
        for _ in range(min(AT_ONCE, count)):
            # Daemons, so that Ctrl-C does not wait for a network that does not answer.
            Thread(target=self._work, args=(waiting, answers), daemon=True).start()
        found: dict[str, list[str]] = {}
        while len(found) < count:
            account, answer = answers.get()
            if isinstance(answer, BaseException):
                while not waiting.empty():  # nothing more is asked
                    waiting.get()
                raise answer
            found[account] = answer
            done(len(found))
        return found

    def _work(
        self, waiting: SimpleQueue[str], answers: SimpleQueue[tuple[str, list[str] | BaseException]]
    ) -> None:
        """Ask about accounts as long as there are any."""
        from queue import Empty

        while True:
            try:
                account = waiting.get_nowait()
            except Empty:
                return
            try:
                answers.put((account, self._roles(account)))
            except BaseException as error:  # noqa: BLE001 (it is raised in the thread that waits for it)
                answers.put((account, error))

    def _roles(self, account: str) -> list[str]:
        found = self._pages(PATIENT, "list_account_roles", "roleList", accountId=account)
        return [self._legal(r"[\w+=,.@-]{1,64}", one, "roleName") for one in found]

    def _account(self, one: Mapping[str, Any]) -> Account:
        number = self._legal(r"[0-9]{12}", one, "accountId")
        return Account(number, str(one.get("accountName") or ""), str(one.get("emailAddress") or ""))

    def _legal(self, pattern: str, one: Mapping[str, Any], field: str) -> str:
        """A field that goes into a file, where another line could name a program to run."""
        value = one.get(field)
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise aws_errors.Refused(f"{self._sso}: the portal returned {shown(str(value))} as {field}")
        return value

    def _pages(self, tries: int, operation: str, result: str, **parameters: str) -> list[dict[str, Any]]:
        """What all pages of an answer hold."""
        paginator = self._clients[tries].get_paginator(operation)
        size = {"PageSize": PAGE}
        with failures.translated(about=str(self._sso), refused=self._refusal, invalid=failures.strange):
            pages = paginator.paginate(accessToken=self._token, **parameters, PaginationConfig=size)
            return [dict(one) for page in pages for one in page.get(result) or ()]

    def _refusal(self, response: Mapping[str, Any]) -> AwsenvError:
        """What the portal refuses, as ours. Its codes are those of the AWS API reference."""
        code = response["Error"].get("Code", "")
        if code == "UnauthorizedException":
            return LoginNeeded(
                f"the portal in {plain(self._sso.region)} does not accept the sign-in to {self._sso}",
                f"awsenv login --force --sso-session {shown(self._sso.key)}; or is sso_region wrong?",
                code="sign-in-needed",
            )
        if code in ("TooManyRequestsException", "ThrottlingException"):
            return aws_errors.Throttled()
        return failures.other(response, str(self._sso))

    def _client(self, tries: int) -> Any:
        """A client that signs nothing, and slows down in all threads when it is told to."""
        from .own_session import OwnSession

        session = OwnSession(self._profile, self._known)
        session.set_credentials("unused", "unused")  # else botocore would look for some, as far as EC2
        return unsigned(
            session,
            "sso",
            self._sso,
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            max_pool_connections=AT_ONCE,
            retries={"total_max_attempts": tries, "mode": "adaptive"},
        )
