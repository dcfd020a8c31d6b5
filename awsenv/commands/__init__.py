"""Which verbs are there, and where is each? One module a verb; verb.py says what it declares."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .verb import Verb


# What each does, for the help; "" for those that our snippets and the picker call.
TABLE = {
    "use": "switch this shell to a profile, even one named like a verb",
    "off": "leave; restore everything as it was",
    "region": "change only the region",
    "login": "open the session now, unless it is valid",
    "logout": "forget cached sessions, and sign out of SSO",
    "exec": "run one command as a profile",
    "run": "run one command as many profiles",
    "export": "print the credentials of a profile",
    "list": "the profiles: type, account, role, region, session",
    "status": "the identity of this shell, and where it comes from",
    "explain": "what a switch to a profile would do, and why; offline",
    "console": "open the AWS console as a profile, at a service",
    "local": "write .awsprofile here and allow it",
    "allow": "trust a .awsprofile",
    "deny": "stop trusting a .awsprofile",
    "doctor": "check this machine: shell, files, profiles, clock",
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
}
# Those whose first word names a profile, which TAB offers without the core.
OF_PROFILE = ("use", "login", "logout", "exec", "run", "export", "explain", "console", "local")
MODULES = {"list": "listing", "import": "import_", "-": "back"}  # where they are not named like the verb
VERBS = [name for name in TABLE if not name.startswith("-")]  # those that a person types as a word


def module(verb: str) -> Verb:
    """The module of a verb, imported alone."""
    name = MODULES.get(verb) or verb.lstrip("-")
    found: Verb = getattr(__import__("awsenv.commands", fromlist=[name]), name)
    return found
