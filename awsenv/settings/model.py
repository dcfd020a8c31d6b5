"""What does the user prefer for this profile?"""

from __future__ import annotations

from ..text import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Class:
    """What a group of profiles has in common: how it looks, and how carefully it is entered."""

    __slots__ = ("agent", "cd", "color", "confirm", "idle", "label", "match", "readonly")

    def __init__(
        self,
        match: Sequence[str] = (),
        *,
        color: str | None = None,
        label: str | None = None,
        idle: int | None = None,
        confirm: bool = False,
        cd: bool = False,
        readonly: bool = False,
        agent: Sequence[str] = (),
    ) -> None:
        self.match = tuple(match)  # globs on the profile's name, account id or role
        self.color = color  # see is_color
        self.label = label
        self.idle = idle  # seconds without a prompt after which the profile is dropped
        self.confirm = confirm  # whether the name must be typed
        self.cd = cd  # whether a pin may switch to it all the same
        self.readonly = readonly  # whether a session policy removes all other rights
        self.agent = tuple(agent)  # the session policies of an agent; none for ReadOnlyAccess


# Other words for what must not be changed by mistake are the user's to add.
PRODUCTION = Class(("*prod*",), color="red")

# How AWS, and those who set up accounts as AWS advises, call a permission set that changes nothing.
READ_ONLY_ROLES = ("ReadOnlyAccess", "AWSReadOnlyAccess", "ReadOnly", "ViewOnlyAccess")
MODES = ("auto", "profile", "keys")
STORES = ("keyring", "kwallet", "pass", "passage", "op", "bw")  # of long-lived keys
PICKERS = ("fzf", "list")
SIGN_INS = ("ask", "always", "never")
COLORS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
INDEXED = 256  # colors of xterm's table: 16 by name, a cube of 6 by 6 by 6, 24 greys


class Preferences:
    """What the settings file says, or would have to say for what happens without one."""

    __slots__ = (
        *("browser", "classes", "duration", "keep_old_key", "key_age", "mfa_process", "min_ttl", "modes"),
        *("picker", "prompt_region", "readonly_roles", "sign_in", "store", "trust"),
    )

    def __init__(
        self,
        classes: Sequence[Class] = (),
        modes: Sequence[tuple[str, str]] = (),
        trust: Sequence[str] = (),
        mfa_process: str | None = None,
        duration: int | None = None,
        min_ttl: int = 0,
        picker: str | None = None,
        browser: str | None = None,
        store: str | None = None,
        key_age: int = 90,
        keep_old_key: int = 7,
        readonly_roles: Sequence[str] = READ_ONLY_ROLES,
        sign_in: str | None = None,
        prompt_region: str | None = None,
    ) -> None:
        self.classes = (*classes, PRODUCTION)
        self.modes = tuple(modes)  # pairs of a glob, as in a class, and a mode
        self.trust = tuple(trust)  # directories, as they were written
        self.mfa_process = mfa_process
        self.duration = duration  # seconds
        self.min_ttl = min_ttl  # seconds
        self.picker = picker  # one of PICKERS; None takes the best there is
        self.browser = browser  # a command line; the address takes the place of %s, or comes last
        self.sign_in = sign_in  # one of SIGN_INS; None asks
        self.prompt_region = prompt_region  # "true": the prompt shows the region beside the name
        self.store = store  # one of STORES, into which `keys move` moves
        self.key_age = key_age  # days after which doctor says that a key is old
        self.keep_old_key = keep_old_key  # days for which `keys rotate` keeps the old one inactive
        self.readonly_roles = tuple(readonly_roles)  # globs on roles of SSO, for an agent in place of another

    def class_of(self, facts: Sequence[str]) -> Class:
        """The first class that matches a profile's name, account id or role."""
        found = (kind for kind in self.classes if any(_matches(glob, facts) for glob in kind.match))
        return next(found, Class())

    def mode(self, facts: Sequence[str]) -> str:
        """The mode of the first pattern that matches a profile's name, account id or role."""
        return next((mode for glob, mode in self.modes if _matches(glob, facts)), "auto")


def is_color(text: str) -> bool:
    """Whether the text is a name (red, bright-red), a number of xterm's table (0 to 255) or #rrggbb."""
    if text.startswith("#"):
        return len(text) == len("#rrggbb") and all(c in "0123456789abcdefABCDEF" for c in text[1:])
    index = number(text)
    return (index is not None and index < INDEXED) or text.removeprefix("bright-") in COLORS


def _matches(glob: str, facts: Sequence[str]) -> bool:
    """Whether one of the facts is like the glob. Case makes no difference: one too many is safe."""
    glob = glob.lower()
    return any(_is_like(fact.lower(), glob) for fact in facts)


def _is_like(text: str, glob: str) -> bool:
    """Whether the glob is one of the text."""
    if "?" in glob or "[" in glob:
        from fnmatch import fnmatchcase  # which loads re, for longer than a switch takes

        return fnmatchcase(text, glob)
    first, *inner = glob.split("*")
    if not inner or not text.startswith(first):
        return text == glob
    last, at = inner.pop(), len(first)
    for part in inner:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return text.endswith(last) and at <= len(text) - len(last)
