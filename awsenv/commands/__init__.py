"""Which verbs are there, and where is each? One module a verb; verb.py says what it declares."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..environment.state import State
    from .verb import Verb


# What each does, for the help; "" for those that our snippets and the picker call.
TABLE = {
    "use": "switch this shell to a profile, even one named like a verb",
    "off": "leave; restore everything as it was",
    "region": "change only the region; without a name, pick one",
    "login": "open a session now, unless one is valid",
    "logout": "forget cached sessions, and sign out of SSO",
    "exec": "run one command as a profile",
    "run": "run one command as many profiles",
    "export": "print the credentials of a profile",
    "list": "the profiles: type, account, role, region, session",
    "status": "the identity of this shell, and where it comes from",
    "explain": "what a switch to a profile would do, and why; offline",
    "console": "open the AWS console as a profile, at a service",
    "local": "write .awsprofile here and allow it; --remove removes it",
    "allow": "trust a .awsprofile",
    "deny": "stop trusting a .awsprofile",
    "doctor": "check this machine: shell, files, profiles, clock",
    "config": "the settings in force, and where each comes from",
    "keys": "users' long-lived keys: list, move into a store and back, rotate",
    "sso": "sync: make a profile for every account and role of an SSO session",
    "init": "print the snippet for eval",
    "import": "find lines of other tools; replace simple .envrc files",
    "demo": "a sandbox shell with sample profiles and a fake AWS",
    "help": "how a verb is used, with examples",
    "-": "back to the previous profile, with its mode and region; off, if the shell was off before",
    "--active": "",
    "--preview": "",
    "--hook": "",
    "--names": "",
    "--renew": "",
    "--idle": "",
    "--outlived": "",
    "--open": "",
}
# Those whose first word names a profile, which TAB offers without the core.
OF_PROFILE = ("use", "login", "logout", "exec", "run", "export", "explain", "console", "local")
MODULES = {"list": "listing", "import": "import_", "-": "back"}  # where they are not named like the verb
VERBS = [name for name in TABLE if not name.startswith("-")]  # those that a person types as a word

INSIDE = ("list", "status", "doctor", "init", "help")  # what a command of `exec --serve` may ask of awsenv


def check_inside(verb: str, words: list[str], state: State) -> None:
    """Raise AwsenvError for what would lead a command that has one identity to another."""
    if verb in INSIDE or verb.startswith("--") or words[:1] in (["-h"], ["--help"]):
        return
    from ..errors import AwsenvError
    from ..text import shown

    what = f"this runs in awsenv exec --{state.mode} {shown(state.profile or '')}, and has no other identity"
    raise AwsenvError(what, "type it in another terminal, as yourself", code="one-identity")


def module(verb: str) -> Verb:
    """The module of a verb, imported alone."""
    name = MODULES.get(verb) or verb.lstrip("-")
    found: Verb = getattr(__import__("awsenv.commands", fromlist=[name]), name)
    return found
