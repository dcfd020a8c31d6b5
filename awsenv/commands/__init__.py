"""Which verbs are there, and where is each? One module a verb; verb.py says what it declares."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..environment.state import State
    from .verb import Verb


class Entry:
    """A verb in the table."""

    __slots__ = ("about", "module", "of_profile")

    def __init__(self, about: str = "", module: str = "", *, of_profile: bool = False) -> None:
        self.about = about  # "" for those that our snippets and the picker call
        self.module = module  # "" where that is named like the verb
        self.of_profile = of_profile  # its first word names a profile, which TAB offers without the core


TABLE = {
    "use": Entry("switch this shell to a profile, even one named like a verb", of_profile=True),
    "off": Entry("leave; restore everything as it was"),
    "region": Entry("change only the region; without a name, pick one"),
    "login": Entry("open the session now, unless it is valid", of_profile=True),
    "logout": Entry("forget cached sessions, and sign out of SSO", of_profile=True),
    "exec": Entry("run one command as a profile", of_profile=True),
    "run": Entry("run one command as many profiles", of_profile=True),
    "export": Entry("print the credentials of a profile", of_profile=True),
    "list": Entry("the profiles: type, account, role, region, session", "listing"),
    "status": Entry("the identity of this shell, and where it comes from"),
    "explain": Entry("what a switch to a profile would do, and why; offline", of_profile=True),
    "console": Entry("open the AWS console as a profile, at a service", of_profile=True),
    "local": Entry("write .awsprofile here and allow it; --remove removes it", of_profile=True),
    "allow": Entry("trust a .awsprofile"),
    "deny": Entry("stop trusting a .awsprofile"),
    "doctor": Entry("check this machine: shell, files, profiles, clock"),
    "config": Entry("the settings in force, and where each comes from"),
    "keys": Entry("users' long-lived keys: list, move into a store and back, rotate"),
    "sso": Entry("sync: make a profile for every account and role of an SSO session"),
    "init": Entry("print the snippet for eval"),
    "import": Entry("find lines of other tools; replace simple .envrc files", "import_"),
    "demo": Entry("a sandbox shell with sample profiles and a fake AWS"),
    "help": Entry("how a verb is used, with examples"),
    "-": Entry(
        "back to the previous profile, with its mode and region; off, if the shell was off before",
        "back",
    ),
    "--active": Entry(),
    "--preview": Entry(),
    "--hook": Entry(),
    "--names": Entry(),
    "--renew": Entry(),
    "--idle": Entry(),
    "--outlived": Entry(),
    "--open": Entry(),
}
VERBS = [name for name in TABLE if not name.startswith("-")]  # those that a person types as a word

INSIDE = ("list", "status", "doctor", "init", "help")  # what a command of `exec --serve` may ask of awsenv


def check_inside(verb: str, state: State) -> None:
    """Raise AwsenvError for what would lead a command that has one identity to another."""
    if verb in INSIDE or verb.startswith("--"):
        return
    from ..errors import AwsenvError
    from ..text import shown

    what = f"this runs in awsenv exec --{state.mode} {shown(state.profile or '')}, and has no other identity"
    raise AwsenvError(what, "type it in another terminal, as yourself", code="one-identity")


def module(verb: str) -> Verb:
    """The module of a verb, imported alone."""
    name = TABLE[verb].module or verb.lstrip("-")
    found: Verb = getattr(__import__("awsenv.commands", fromlist=[name]), name)
    return found
