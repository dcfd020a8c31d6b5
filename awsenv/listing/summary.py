"""What is there to say of a profile on one line?"""

from __future__ import annotations

from ..terminal.table import GAP, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..chains.walk import Lead
    from ..settings.model import Preferences
    from ..target import Configuration
    from .expirations import Expirations, Lifetime


SCREEN = 100  # profiles that are looked at before any is shown; their cells give the columns their width


class Summary:
    """A profile: its type, where it leads, and when its session expires."""

    __slots__ = (
        *("_configuration", "_lead"),
        *("account", "account_name", "name", "region", "role", "session", "type"),
    )

    def __init__(
        self, lead: Lead, configuration: Configuration, expirations: Expirations | None = None
    ) -> None:
        """Without its session where those were not looked for."""
        self.name, self.account, self.role = lead.name, lead.account, lead.role
        self.type = "broken"  # or the type of its last hop
        self.account_name: str | None = None
        self.region: str | None = None
        self.session: Lifetime | None = None
        self._lead, self._configuration = lead, configuration
        if lead.chain is None:
            return
        last = lead.chain.last
        self.type, self.region = last.type, last.profile.get("region")
        self.account_name = configuration.account_name(lead.account) if lead.account else None
        self.session = expirations.of(lead) if expirations else None

    @property
    def facts(self) -> list[str]:
        """What its class can be found by."""
        lead = self._lead
        return self._configuration.facts(lead.name, lead.chain, lead.account, lead.role)

    def cells(self, now: float) -> list[str]:
        """For a person: name, type, account, role, region, session."""
        left = self.session.left(now) if self.session else "-"
        words = (self.name or "-", self.type, self._account or "-", self.role or "-", self.region or "-")
        return [*(words if "".join(words).isprintable() else map(clean, words)), left]

    @property
    def _account(self) -> str | None:
        return f"{self.account} {self.account_name}" if self.account_name else self.account

    def has(self, words: Sequence[str]) -> bool:
        """Whether each word is in the name, kind, account (number or name), role or region."""
        if not words:
            return True
        cells = (self.name, self.type, self._account, self.role, self.region)
        return all(any(word.lower() in (cell or "").lower() for cell in cells) for word in words)


class Paint:
    """The colors of the classes on this terminal."""

    __slots__ = ("_environ", "_known", "_preferences")

    def __init__(self, preferences: Preferences, environ: Mapping[str, str]) -> None:
        self._preferences = preferences
        self._environ = environ
        self._known: dict[str, str | None] = {}

    def line(self, text: str, given: Sequence[int], row: Summary, name: str) -> str:
        """A line of columns of the `given` widths; the name, which is never cut, is in the second."""
        at = given[0] + GAP
        return text[:at] + self(name, row.facts) + text[at + len(name) :]

    def __call__(self, text: str, facts: list[str]) -> str:
        """The text in the color of the class that the facts are in."""
        color = self._preferences.class_of(facts).color
        if color is None:
            return text
        if color not in self._known:
            from ..terminal import colors

            self._known[color] = colors.sgr(color, self._environ)
        sgr = self._known[color]
        return f"\x1b[{sgr}m{text}\x1b[m" if sgr else text
