"""Which credentials hold now? One source for all who ask, renewed ahead in the background.

No request waits for a question. What is wrong is said once, early, with what to type.
"""

from __future__ import annotations

import os
from threading import Condition, Thread

from ..credentials import MARGIN, lasts
from ..durations import span
from ..errors import LOGIN_NEEDED, AwsenvError, Cancelled
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..credentials import Credentials
    from .opening import Opening
    from .order import Opened

TICK = 5.0  # seconds between two looks at the clock, which runs on while a computer sleeps
LOOK = 1.0  # seconds between two looks at the files where a person has to do something
FIRST, LONGEST = 1.0, 30.0  # seconds between two tries, the first and the last
AGAIN = 60.0  # seconds at most until the next try where what gives the credentials still gives the same
WAIT = 0.9  # seconds for a request where there are none: some SDKs give up after one
CALL = 5  # seconds that a renewal may take


class Source:
    """The credentials of one identity, renewed by a thread from `start` on."""

    def __init__(
        self,
        opening: Opening,
        first: Opened,
        clock: Callable[[], float],
        say: Callable[[AwsenvError | str], None],
        watched: Iterable[str] = (),
        renewed: Callable[[Credentials], None] = lambda _: None,
        may_ask: Callable[[], bool] = lambda: False,
    ) -> None:
        self._opening = opening
        self._opened = first
        self._clock = clock  # seconds since the epoch
        self._say = say  # a line, or an error with what to type, to the person at the terminal
        self._watched = list(watched)  # files and directories that a sign-in changes
        self._renewed = renewed  # is given each new session
        self._may_ask = may_ask  # whether a question would not come between the command and its terminal
        self._changed = Condition()
        self._due = self._ahead(first.credentials)
        self._failed: AwsenvError | None = None  # the last try
        self._told: set[str] = set()  # the kinds of what is wrong, since it last went well
        self._pause = FIRST
        self._seen = self._stamps()
        self.renewals = 0

    def start(self) -> None:
        """Renew from now on, until this process ends."""
        Thread(target=self._run, daemon=True).start()

    def credentials(self) -> Credentials:
        """Those that hold now. Raises AwsenvError where there are none, after a moment for a renewal."""
        with self._changed:
            if self._holds():
                return self._opened.credentials
            if self._failed is None or self._failed.status != LOGIN_NEEDED:
                self._due = min(self._due, self._clock())
                self._changed.notify_all()
                self._changed.wait_for(self._holds, WAIT)
            if self._holds():
                return self._opened.credentials
        end = self._opened.credentials.expiration or 0
        raise self._failed or AwsenvError(f"the session expired {span(int(self._clock() - end))} ago")

    def _holds(self) -> bool:
        return lasts(self._opened.credentials.expiration, self._clock())

    def _ahead(self, found: Credentials) -> float:
        """When they are to be renewed: their lead before they end."""
        return float("inf") if found.expiration is None else found.expiration - self._lead(found)

    def _lead(self, found: Credentials) -> int:
        """Seconds before their end: when the kept session is no longer handed out, with time for a call."""
        life = (found.expiration or 0) - found.opened
        least = int(self._opening.order.options.get("min_ttl") or 0)
        return max(min(MARGIN, life // 4), min(CALL, life // 2), min(least, life // 2))

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait(self._sleep())
                if self._clock() < self._due and not self._touched():
                    continue
            self._renew()

    def _sleep(self) -> float:
        longest = LOOK if self._failed else TICK
        return min(longest, max(0.05, self._due - self._clock()))

    def _touched(self) -> bool:
        """Whether a person may have done what was said, where something is wrong."""
        return self._failed is not None and self._stamps() != self._seen

    def _stamps(self) -> list[int]:
        found = []
        for path in self._watched:
            try:
                found.append(os.stat(path).st_mtime_ns)
            except OSError:
                found.append(0)
        return found

    def _renew(self) -> None:
        self._seen = self._stamps()
        try:
            opened = self._next()
            self._renewed(opened.credentials)
        except AwsenvError as error:
            self._fail(error)
            return
        except OSError as error:
            self._fail(
                AwsenvError(f"the credentials cannot be written: {error.strerror}", code="not-written")
            )
            return
        with self._changed:
            before, self._opened = self._opened.credentials, opened
            same = before.access_key == opened.credentials.access_key
            now = self._clock()
            left = (opened.credentials.expiration or 0) - now
            self._due = now + max(FIRST, min(AGAIN, left / 4)) if same else self._ahead(opened.credentials)
            recovered, self._failed, self._pause = bool(self._told), None, FIRST
            self._told.clear()
            self.renewals += not same
            self._changed.notify_all()
        if recovered:
            self._say(f"the session of {shown(self._opening.order.profile)} is renewed again")

    def _next(self) -> Opened:
        """The next session; with a question where that disturbs no command, once."""
        unanswered = AwsenvError("the question was left unanswered", self._login(), code="unanswered")
        try:
            return self._opening.next(self._lead(self._opened.credentials))
        except AwsenvError as error:
            if error.status != LOGIN_NEEDED or error.code in self._told or not self._may_ask():
                raise
            self._told.add(error.code)
            self._say(AwsenvError(error.what))
        except Cancelled:
            raise unanswered from None
        try:
            return self._opening.next(asks=True)
        except Cancelled:
            raise unanswered from None

    def _fail(self, error: AwsenvError) -> None:
        with self._changed:
            self._failed = error
            self._due = self._clock() + self._pause
            self._pause = min(LONGEST, self._pause * 2)
            new = error.code not in self._told
            self._told.add(error.code)
            self._changed.notify_all()
        if new:
            end = self._opened.credentials.expiration
            left = int((end or 0) - self._clock())
            still = f"its session lasts {span(left)} more" if left > 0 else "it has no credentials now"
            what = f"{error}; the command goes on, {still}"
            self._say(AwsenvError(what, error.remedy or self._login()))

    def _login(self) -> str:
        return f"awsenv login {shown(self._opening.order.profile)}"
