"""Which variables are there, and what are their values?

An environment is a value: {"AWS_PROFILE": "dev", "AWS_SESSION_TOKEN": None}, None meaning unset. What a
shell held before is the same kind of value, so undoing is rendering it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Environment = dict[str, str | None]

# What is one thing with AWS_ACCESS_KEY_ID.
KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ACCOUNT_ID",
)
WEB_IDENTITY = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME")
ADDRESSES = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
CONTAINER = (*ADDRESSES, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")

# Every variable that decides who the AWS tools are or where they call. Each is set or unset by each switch.
OWNED = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    *KEYS,
    *REGIONS,
    *WEB_IDENTITY,
    *CONTAINER,
)
# And those with a token by which calls of a service need no keys, as in AWS_BEARER_TOKEN_BEDROCK.
BEARER = "AWS_BEARER_TOKEN_"
FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")  # which say what a profile means

# What awsenv exports for the prompt, for nested shells and for itself: fields of State and their variables.
FIELDS = {
    "profile": "AWSENV_PROFILE",  # the active profile
    "shown": "AWSENV_SHOWN",  # the same without anything that a terminal would obey
    "account": "AWSENV_ACCOUNT",  # for prompts: what the portal calls its account, else the number
    "mode": "AWSENV_MODE",  # "profile", "keys", or one of REACHES
    "expires": "AWSENV_EXPIRATION",  # when its session ends: whole seconds since the epoch, UTC
    "renews": "AWSENV_RENEWS",  # 1 where the session is renewed without a question
    "color": "AWSENV_COLOR",  # of the profile's class: parameters of the terminal's SGR sequence: 38;5;208
    "label": "AWSENV_LABEL",  # what the class is called, for a prompt
    "idle": "AWSENV_IDLE",  # after how many seconds without a prompt the profile is dropped
    "options": "AWSENV_OPTIONS",  # what the switch asked of its session, so that a renewal asks it again
    "meaning": "AWSENV_MEANING",  # what the profile meant at the switch (see chain.encoded_meaning)
    "settings": "AWSENV_SETTINGS",  # which variables hold settings of the profile, beside its keys: names
    "pin": "AWSENV_PIN",  # the .awsprofile that is being followed: its path, a newline, its text
    "made": "AWSENV_STATE",  # what awsenv made of the variables that decide (see state.made_text)
}
REACHES = ("serve", "share", "agent")  # modes of a command of `exec` that has one identity and no other
OURS = tuple(FIELDS.values())
PROFILE = FIELDS["profile"]
BEFORE = "AWSENV_BEFORE"  # what to restore (see undo.encode)
SHARED = "AWSENV_SHARED"  # the directory with credentials that `exec --share` keeps fresh, for its command
SHELL = "AWSENV_SHELL"  # which snippet has called, and what it speaks: bash:3:FLAGS; for the length of a call

# What decides who and where the AWS tools are, in the order of AWSENV_STATE. The snippets have the same list.
UNTOLD = (  # only whether they are set
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",  # the one service that prefers such a token to keys
)
DECIDING = (
    PROFILE,
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ACCOUNT_ID",
    *REGIONS,
    *FILES,
    *UNTOLD,
)

# What may name an identity besides.
OTHER_IDENTITY = ("AWS_CREDENTIAL_FILE", "BOTO_CONFIG")

SECRET = frozenset({*KEYS[:4], "AWS_CONTAINER_AUTHORIZATION_TOKEN"})

# Unexported variables of the snippet, which it shows to the core for the length of a call.
KEPT = "__awsenv_kept"  # the secret part of what to restore
PREVIOUS = "__awsenv_previous"  # the switch before this one, for `awsenv -` (see state.Previous)
PAST = "__awsenv_past"  # what pins have set, which must not outlive them (see past.py)
BACK = "__awsenv_back"  # what is to stand in its place
HIDDEN = (
    "__awsenv_hidden"  # each AWS variable that is set, exported or not: words NAME=value, percent-encoded
)
READONLY = "__awsenv_readonly"  # names of the AWS variables that the shell will not change
UNIVERSAL = "__awsenv_universal"  # names of the AWS variables that every fish of the user has
WIRING = "__awsenv_wiring"  # for `awsenv doctor` alone: what of the snippet is in place, in words
# Variables of the snippet that the core writes and does not read.
SEEN = "__awsenv_seen"  # the pin that it has asked about, as AWSENV_PIN is written
TRIED = "__awsenv_tried"  # when it has asked for a renewal, which it does once a minute
UNFOLLOWED = "__awsenv_unfollowed"  # set while there is a pin that the shell ought to follow and does not


def is_secret(name: str) -> bool:
    """Whether the value is never told, nor exported to be remembered."""
    return name in SECRET or name.startswith(BEARER)


def is_name(name: str) -> bool:
    """Whether a variable that no list has may be told to a shell: others could be code."""
    return name.startswith(("AWS_", "BOTOCORE_")) and name.isascii() and name.replace("_", "").isalnum()


def is_owned(name: str) -> bool:
    """Whether a switch sets or unsets it because it decides who the AWS tools are."""
    return name in OWNED or (name.startswith(BEARER) and is_name(name))


class Unexported(str):
    """The value of a shell variable that is set, but not handed to the shell's children."""

    __slots__ = ()


class Lost(str):
    """A secret to restore that only another shell remembers. Rendered as unset."""

    __slots__ = ()
