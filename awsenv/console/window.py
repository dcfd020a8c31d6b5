"""In which browser does the console open?"""

from __future__ import annotations

from .. import durations
from ..errors import AwsenvError
from ..system import browser
from ..terminal import progress
from ..text import shown
from . import addresses, handover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..target import Target
    from .federated import Entry


class Window:
    """The browser, or the container in it, that shows the console of a profile."""

    __slots__ = ("_call", "_chosen", "_container", "_remedy", "_target")

    def __init__(
        self, call: Call, target: Target, service: str | None, opener: str | None, *, container: bool
    ) -> None:
        self._call = call
        self._target = target
        self._container = container
        # Only Firefox has containers, and the system's opener may not know that.
        self._chosen = opener or target.preferences.browser or ("firefox" if container else None)
        words = " ".join(shown(word) for word in (target.name, service) if word)
        self._remedy = f"awsenv console {words} --url prints the address"

    def address(self, url: str) -> str:
        """What the browser is to open so that the address opens in the profile's container, if in any."""
        target = self._target
        name = target.name
        if target.account and target.account_name:  # which a person knows rather than its number
            name = name.replace(target.account, target.account_name)
        return addresses.in_container(url, name, target.class_.color) if self._container else url

    def open(self, entry: Entry) -> None:
        """Show the console, and say so. Raises AwsenvError where no browser gets it."""
        if entry.is_secret:
            remedy = f"{self._remedy}, which is a secret: it signs in"
            with progress.shown(self._call, "waiting for the browser"):
                handover.give(entry.url, lambda address: self._show(address, remedy), remedy)
        else:
            self._show(entry.url, self._remedy)
        left = f" ({durations.span(int(entry.expiration - self._call.now))} left)" if entry.expiration else ""
        self._call.say(f"opened the console of {shown(self._target.name)} in your browser{left}")

    def _show(self, url: str, remedy: str) -> None:
        if not browser.show(self.address(url), self._call, self._chosen):
            chosen = self._chosen
            what = (
                "no browser could be started"
                if chosen is None
                else f"{shown(chosen)} could not be started, or failed"
            )
            raise AwsenvError(what, remedy, code="no-browser")
