"""Which account and which role does a word name, and from whose credentials?"""

from __future__ import annotations

from ..errors import UsageError
from ..text import shown

FROM = " from "  # between an address and what its role is assumed with
RESERVED = "AWSReservedSSO_"  # how IAM Identity Center names the roles that it makes of permission sets


class Address:
    """An account and a role: ACCOUNT/ROLE, or the ARN of a role; perhaps with what it is assumed from."""

    __slots__ = ("account", "arn", "role", "source")

    def __init__(self, account: str, role: str, source: str | None, arn: str = "") -> None:
        self.account = account  # twelve digits, or what a portal calls it
        self.role = role  # its name, behind its path if that was given
        self.source = source  # a profile, an address, an SSO session, or None
        self.arn = arn  # of the role, "" where none was given

    @property
    def name(self) -> str:
        """The name of the role, without its path."""
        return self.role.rpartition("/")[2]

    @property
    def role_arn(self) -> str:
        """The ARN of the role; of a number and a role, the one of the commercial partition."""
        return self.arn or f"arn:aws:iam::{self.account}:role/{self.role}"

    def words(self, account: str) -> str:
        """The address as text, with the account called so."""
        return self.arn or f"{account}/{self.role}"


def parse(text: str, source: str | None = None) -> Address | None:
    """The address that a text is, as in "444455556666/Admin from ann"; None for any other text.

    Raises UsageError for an ARN of something else, and for two sources or an empty one.
    """
    if source == "":  # such as a variable of a script that is not set
        raise UsageError("--from needs a profile", "awsenv ACCOUNT/ROLE --from PROFILE")
    word, sign, told = text.partition(FROM)
    if sign and not is_role(word.rpartition("/")[2]):  # it belongs to the name of an account
        word, told = text, ""
    if told and source not in (None, told):
        raise UsageError(f"{shown(text)} already names its source; leave out --from")
    source = source or told or None
    if word.startswith("arn:"):
        return _of_arn(word, source)
    account, _, role = word.partition("/") if is_account(word.partition("/")[0]) else word.rpartition("/")
    legal = all(map(is_role, role.split("/")))
    return Address(account, role, source) if account and legal else None


def _of_arn(arn: str, source: str | None) -> Address:
    """Of a role, or of a session of it, as `aws sts get-caller-identity` prints it."""
    parts = arn.split(":", 5)
    if len(parts) == 6 and is_account(parts[4]):
        kind, _, rest = parts[5].partition("/")
        if kind == "assumed-role" and parts[2] == "sts":
            rest = rest.partition("/")[0]
            arn = "" if parts[1] == "aws" else f"arn:{parts[1]}:iam::{parts[4]}:role/{rest}"
        if kind in ("role", "assumed-role") and rest and all(map(is_role, rest.split("/"))):
            reserved = rest.rpartition("/")[2]
            if reserved.startswith(RESERVED):  # only the portal gives its sessions
                word, _, sum_ = reserved[len(RESERVED) :].rpartition("_")
                if len(sum_) == 16 and is_role(word):
                    return Address(parts[4], word, source)
            return Address(parts[4], rest, source, arn)
    raise UsageError(f"{shown(arn)} is not the ARN of a role", "such as arn:aws:iam::444455556666:role/Admin")


def is_account(text: str) -> bool:
    """Whether the text is the number of an account."""
    return len(text) == 12 and text.isascii() and text.isdigit()


def is_role(text: str) -> bool:
    """Whether the text can be the name of a role, or a part of its path."""
    return 0 < len(text) <= 128 and text.isascii() and all(c.isalnum() or c in "_+=,.@-" for c in text)
