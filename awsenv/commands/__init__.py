"""What does each verb do? One module a verb: `arguments` declares its words, `run` does it."""

from __future__ import annotations

VERBS = {
    "use": "switch this shell to a profile, also to one that is named like a verb",
    "off": "leave; everything as it was before",
    "region": "change the region alone",
    "login": "open the session now, and do nothing while there is one",
    "logout": "forget cached sessions",
    "exec": "run one command as a profile",
    "export": "print the credentials of a profile",
    "list": "the profiles: kind, account, role, region",
    "status": "what this shell is, and from where",
    "local": "write .awsprofile here and allow it",
    "allow": "trust a .awsprofile",
    "deny": "stop trusting a .awsprofile",
    "init": "print the snippet for eval",
}
PROFILE_VERBS = ("use", "login", "logout", "exec", "export", "local")
MODULES = {
    "-": "back",
    "--active": "active",
    "--hook": "hook",
    "--names": "names",
    "--renew": "renew",
    "--idle": "idle",
    "list": "listing",
}
