"""What does each verb do? One module a verb: `arguments` declares its words, if any, `run` does it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

VERBS = {
    "use": "switch this shell to a profile, also to one that is named like a verb",
    "off": "leave; everything as it was before",
    "region": "change the region alone",
    "login": "open the session now, and do nothing while there is one",
    "logout": "forget cached sessions, and sign out of SSO",
    "exec": "run one command as a profile",
    "export": "print the credentials of a profile",
    "list": "the profiles: kind, account, role, region, session",
    "status": "what this shell is, and from where",
    "explain": "what a switch to a profile would do, and why; offline",
    "console": "open the AWS console, signed in as a profile, at a service",
    "local": "write .awsprofile here and allow it",
    "allow": "trust a .awsprofile",
    "deny": "stop trusting a .awsprofile",
    "doctor": "check this machine: shell, files, profiles, clock",
    "sso": "sync: make a profile for every account and role of an SSO session",
    "init": "print the snippet for eval",
    "import": "take over what other tools left here, after a diff",
    "demo": "a sandbox shell with sample profiles and an AWS of its own",
    "help": "how a verb is used, with examples",
}
ABOUT = {
    **VERBS,
    "-": "back to the previous profile, in the mode and the region it had; off, if the shell was off before",
}
PROFILE_VERBS = ("use", "login", "logout", "exec", "export", "explain", "console", "local")
MODULES = {
    "-": "back",
    "--active": "active",
    "--preview": "preview",
    "--hook": "hook",
    "--names": "names",
    "--renew": "renew",
    "--idle": "idle",
    "list": "listing",
    "import": "import_",
}


def module(verb: str) -> ModuleType:
    """The module of a verb, imported alone."""
    name = MODULES.get(verb, verb)
    found: ModuleType = getattr(__import__("awsenv.commands", fromlist=[name]), name)
    return found
