"""Which role sessions does the AWS CLI keep, and how does it write them?

The rules are botocore's: credentials.CachedCredentialFetcher and utils.JSONFileCache, in the directory that
both versions of the CLI use. The name of a file does not cover whose keys opened the session.
"""

from __future__ import annotations

import os

from ..chains import chain, sts_calls, walk
from ..credentials import Credentials, are_keys, epoch, iso
from ..files import private
from ..settings import locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..aws_config.profiles import Profile, Profiles
    from ..chains.chain import Hop
    from .context import Context


def path(home: str, hop: Hop) -> str:
    """The file in which the CLI keeps the hop's session."""
    return f"{home}/.aws/cli/cache/{private.digest(_dumped(sts_calls.cli_arguments(hop.profile)))}.json"


def _dumped(values: Mapping[str, object]) -> str:
    """json.dumps(values, sort_keys=True): json takes as long as a question for a code may."""
    words = []
    for name, value in sorted(values.items()):
        if isinstance(value, str) and _is_simple(value):
            words.append(f'"{name}": "{value}"')
        elif type(value) is int:
            words.append(f'"{name}": {value}')
        else:
            import json

            return json.dumps(values, sort_keys=True)
    return f"{{{', '.join(words)}}}"


def _is_simple(text: str) -> bool:
    """Whether the text in JSON is itself in quotes."""
    return text.isascii() and text.isprintable() and not ('"' in text or "\\" in text)


def ambiguous(hop: Hop, known: Profiles) -> bool:
    """Whether the CLI would keep another session in that file: of another source's keys, or without tags."""
    if not chain.UNHEEDED.isdisjoint(hop.settings):
        return True
    mine = sts_calls.cli_arguments(hop.profile)
    others = map(known.get, walk.through(known).with_role(hop.profile.get("role_arn")))
    return any(sts_calls.cli_arguments(one) == mine and source(one) != source(hop.profile) for one in others)


def source(profile: Profile) -> tuple[str | None, ...]:
    """Where the keys come from that open the role's session."""
    return tuple(map(profile.get, ("source_profile", "credential_source", "web_identity_token_file")))


def kept(hop: Hop, known: Profiles, home: str) -> Credentials | None:
    """The session that the CLI keeps for this role, good or not; None where its file could mean another."""
    found = load(path(home, hop), hop, known)
    return None if found is None or ambiguous(hop, known) else found


def load(path: str, hop: Hop, known: Profiles) -> Credentials | None:
    """The session that the CLI has opened for this role, or None.

    One from before the last change of a config file may have been opened by another source.
    """
    text = private.read(path)
    if text is None or _time(path) < max(_time(known.config.path), _time(known.credentials.path)):
        return None
    from .. import foreign_json

    try:
        value = foreign_json.read(text)
        found = value["Credentials"]
        key, secret, token = (found[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        expiration = epoch(found["Expiration"])
        role = (value.get("AssumedRoleUser") or {}).get("Arn", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not are_keys(key, secret, token) or (role and not is_of(role, hop)):
        return None
    return Credentials(key, secret, token, expiration)


def is_of(session_arn: str, hop: Hop) -> bool:
    """Whether arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION is a session of the hop's role."""
    match session_arn.split(":"), (hop.profile.get("role_arn") or "").split(":"):
        case [_, partition, _, _, account, session], [_, same, _, _, owner, role]:
            return (partition, account) == (same, owner) and session.split("/")[1:2] == role.split("/")[-1:]
    return False


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def store(path: str, hop: Hop, keys: Credentials) -> None:
    """Keep a session for the CLI. Raises OSError."""
    import json

    found = {"AccessKeyId": keys.access_key, "SecretAccessKey": keys.secret_key, "SessionToken": keys.token}
    found["Expiration"] = iso(keys.expiration or 0)
    found["AccountId"] = chain.account(hop)
    private.store(path, json.dumps({"Credentials": found}))


def sso_path(profile: Profile, home: str) -> str:
    """The file of the AWS CLI with the keys of an SSO profile (botocore.credentials.SSOCredentialFetcher)."""
    import json

    facts = {"roleName": profile.get("sso_role_name"), "accountId": profile.get("sso_account_id")}
    name = profile.get("sso_session")
    facts |= {"startUrl": profile.get("sso_start_url")} if name is None else {"sessionName": name}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return f"{home}/.aws/cli/cache/{private.digest(text)}.json"


class SharedSession:
    """The session of a role in the AWS CLI's cache, which awsenv reads and writes."""

    __slots__ = ("context", "home", "hop")

    def __init__(self, hop: Hop, context: Context) -> None:
        self.hop = hop
        self.context = context
        self.home = locations.home(context.call.environ)

    def load(self) -> Credentials | None:
        """The session that the CLI keeps, if it is good and AWS says that it is of this role."""
        context = self.context
        found = kept(self.hop, context.target.profiles, self.home)
        if found is None or not context.accepts(self.hop, found):
            return None
        # The file may be from another AWS (a local one, say) or another config file: its name covers neither.
        with context.waiting("asking AWS whose session the AWS CLI has cached"):
            owner = context.connection.owner(found)
        return found if is_of(owner, self.hop) else None

    def store(self, made: Credentials) -> None:
        """Keep a session for the CLI, where its file can mean no other."""
        if ambiguous(self.hop, self.context.target.profiles):
            return
        try:
            store(path(self.home, self.hop), self.hop, made)
        except OSError as error:
            self.context.warn(error)
