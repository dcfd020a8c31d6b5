"""Which hops lead to this profile, and what will each ask for?

The rules are those of botocore.credentials for a profile that was named explicitly: AssumeRoleProvider for
roles, ProfileProviderBuilder for where a chain begins.
"""

from __future__ import annotations

from ..errors import WrongChain
from ..percent import quoted
from ..text import host, plain, printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..aws_config.ini import Section
    from ..aws_config.profiles import Profile, Profiles

    Known = dict[str, "Chain | WrongChain"]

CREDENTIAL_SOURCES = {"Environment": "environment", "Ec2InstanceMetadata": "ec2", "EcsContainer": "ecs"}

# The settings that tell who a hop is; a list, since explain and consent show them in this order.
IDENTITY = {
    "static": ("aws_access_key_id",),
    "environment": (),
    "ec2": (),
    "ecs": (),
    "sso": ("sso_account_id", "sso_role_name", "sso_session", "sso_start_url", "sso_region"),
    "process": ("credential_process",),
    "web-identity": (
        *("role_arn", "role_session_name", "web_identity_token_file", "duration_seconds"),
        *("policy_arns", "policy"),
    ),
    "login": ("login_session",),
    "role": (
        *("role_arn", "role_session_name", "external_id", "mfa_serial", "duration_seconds"),
        *("source_identity", "session_tags", "transitive_session_tags", "policy_arns", "policy"),
    ),
    "none": (),
}

# Settings of a hop that no SDK heeds, so that only keys can be what they ask for. Their names are those of
# aws-vault and of Terraform.
UNHEEDED = {"source_identity", "session_tags", "transitive_session_tags", "policy_arns", "policy"}

# Hops whose session a call to STS opens, which may ask for a duration and take rights away.
OPENED = ("role", "web-identity")

# Where a chain begins: the settings at which to say that another one is missing.
BEGINNINGS = {
    "web-identity": ("web_identity_token_file",),
    "sso": ("sso_account_id", "sso_role_name"),
    "static": ("aws_access_key_id",),
}
IN_SESSION = ("sso_start_url", "sso_region")
LONGEST = 1 << 12  # characters of a meaning in a variable
FEW = 10  # profiles of a loop that a message names
UNDEFINED = "correct the name, or add that section"


class Hop:
    """One step to an identity: where keys come from, or a role assumed with the keys of the hop before."""

    __slots__ = ("profile", "stored", "type")

    def __init__(self, kind: str, profile: Profile, stored: tuple[str, str] | None = None) -> None:
        self.type = kind  # static, environment, ec2, ecs, sso, process, web-identity, login, none or role
        self.profile = profile
        self.stored = stored  # static keys that `awsenv keys move` has moved: see `stored`

    def __repr__(self) -> str:
        return f"Hop({self.type!r}, {self.profile.name!r})"

    @property
    def settings(self) -> dict[str, str]:
        """What the profile says of this hop's identity, under AWS's names."""
        if self.stored:
            return {IDENTITY["static"][0]: self.stored[1]}
        found = ((name, self.profile.value(name)) for name in IDENTITY[self.type])
        # A block of lines may not pass as nothing in those that sts_calls will refuse it in.
        return {
            name: str(value)
            for name, value in found
            if isinstance(value, str) or (value and name in UNHEEDED)
        }

    def get(self, name: str) -> str | None:
        """One of these settings, or None where it is missing or empty."""
        if self.stored:
            return self.settings.get(name)
        return self.profile.get(name) if name in IDENTITY[self.type] else None


class Chain:
    """The hop of a profile, and the chain that leads to it, which may be a part of others."""

    __slots__ = ("before", "first", "last", "length")

    def __init__(self, last: Hop, before: Chain | None = None) -> None:
        self.last = last
        self.before = before
        self.first: Hop = before.first if before else last
        self.length: int = before.length + 1 if before else 1

    def hops(self) -> list[Hop]:
        """All, in the order in which they are made."""
        found, here = [self.last], self
        while here.before:
            here = here.before
            found.append(here.last)
        found.reverse()
        return found


def plan(name: str, profiles: Profiles, where: str = "") -> list[Hop]:
    """The hops that lead to the profile, in the order in which they are made; the profile itself is the last.

    A profile in which nothing gives keys is one hop of type "none". Raises UnknownProfile (whose place
    is the file `where`), MalformedFile, and WrongChain where botocore would refuse the settings.
    """
    return of(name, profiles, where).hops()


def of(name: str, profiles: Profiles, where: str = "") -> Chain:
    """The same without a list of the hops. What is found of one profile is known when the next is asked for.

    So all profiles of a file together take as long as there are profiles, however many hops lead to each.
    """
    target = profiles.get(name, where)
    known: Known = profiles.chains  # type: ignore[assignment]  # the room below does not know what these are
    if name not in known:
        _follow(target, profiles, known)
    found = known[name]
    if isinstance(found, WrongChain):
        raise found.with_traceback(None)
    return found


def _follow(target: Profile, profiles: Profiles, known: Known) -> None:
    """Note what leads to a profile, and to each role on the way."""
    roles: list[Profile] = []
    found: Chain | WrongChain
    try:
        found = _climb(target, roles, profiles, known) if _assumes_role(target) else _begin(target, profiles)
    except WrongChain as error:
        found = error
        if error.loop and _has_keys(target):  # as the source of others it is its keys: they are in no loop
            del roles[1:]
    for role in reversed(roles or [target]):
        if roles and isinstance(found, Chain):
            found = Chain(Hop("role", role), found)
        known[role.name] = found


def _climb(target: Profile, roles: list[Profile], profiles: Profiles, known: Known) -> Chain | WrongChain:
    """What gives the credentials for the last of the roles, which are added from the target up."""
    here, seen = target, dict[str, int]()
    while True:
        seen[here.name] = len(roles)
        roles.append(here)
        source = _source(here)
        if source in CREDENTIAL_SOURCES:
            return Chain(Hop(CREDENTIAL_SOURCES[source], here))
        if source not in profiles:
            what = (
                f"profile {shown(here.name)} names the source_profile {shown(source)}, which does not exist"
            )
            raise _wrong("no-such-source", here, what, UNDEFINED, "source_profile")
        profile = profiles.get(source)
        if source in seen and not (source == here.name and _has_keys(profile)):
            raise _loop(roles[seen[source] :])
        if _has_keys(profile) or not _assumes_role(profile):
            return _source_of(here, profile, profiles)
        if source in known:
            found = known[source]
            if isinstance(found, Chain) and found.first.profile is target:
                raise _loop([*roles, *(hop.profile for hop in reversed(found.hops()[1:]))])
            return found
        here = profile


def _begin(profile: Profile, profiles: Profiles) -> Chain:
    return Chain(_origin(profile, profiles))


def _source_of(role: Profile, profile: Profile, profiles: Profiles) -> Chain:
    """The chain that begins with the source_profile of a role."""
    found = _begin(profile, profiles)
    if found.last.type == "none":
        what = f"the source_profile of {shown(role.name)}, {shown(profile.name)}, has no credentials"
        remedy = "name a profile that has keys, SSO or a credential_process"
        raise _wrong("empty-source", role, what, remedy, "source_profile")
    return found


def _source(profile: Profile) -> str:
    """The one of source_profile and credential_source that a role profile must have."""
    by_profile, by_source = profile.value("source_profile"), profile.value("credential_source")
    name = f"profile {shown(profile.name)}"
    if by_profile is not None and by_source is not None:
        what = f"{name} has both source_profile and credential_source; they exclude each other"
        raise _wrong("two-sources", profile, what, "remove one of them", "credential_source")
    if by_source is not None and not (isinstance(by_source, str) and by_source in CREDENTIAL_SOURCES):
        allowed = ", ".join(CREDENTIAL_SOURCES)
        what = f"{name}: credential_source is {shown(str(by_source))}, not one of {allowed}"
        raise _wrong("unknown-source", profile, what, "write one of them", "credential_source")
    source = by_source if by_source is not None else by_profile
    if not isinstance(source, str):
        what = f"{name} has a role_arn but neither source_profile nor credential_source"
        raise _wrong("no-source", profile, what, "add one of them", "source_profile", "role_arn")
    return source


def _wrong(
    code: str, profile: Profile, what: str, remedy: str, *options: str, loop: Iterable[str] = ()
) -> WrongChain:
    """The error at the first of these options that the profile has."""
    option = next((option for option in options if option in profile), "")
    path, line = profile.place(option) or ("", 0)
    return WrongChain(
        what, remedy, code=code, path=path, line=line, profile=profile.name, option=option, loop=loop
    )


def _loop(profiles: list[Profile]) -> WrongChain:
    names = [profile.name for profile in profiles]
    told = [*names[:FEW], "…", names[-1]] if len(names) > FEW + 1 else names
    what = f"the source_profile settings form a loop: {' → '.join(map(plain, [*told, names[0]]))}"
    remedy = "give one of them keys or a credential_source"
    return _wrong("loop", profiles[0], what, remedy, "source_profile", loop=names)


def _assumes_role(profile: Profile) -> bool:
    return "role_arn" in profile and "web_identity_token_file" not in profile


def _has_keys(profile: Profile) -> bool:
    return "aws_access_key_id" in profile or "aws_secret_access_key" in profile


def _origin(profile: Profile, profiles: Profiles) -> Hop:
    """The hop that a chain begins with: of the first of botocore's providers that knows the profile."""
    keys = profile.section_of("aws_access_key_id")
    providers = (
        ("web-identity", bool(profile.value("web_identity_token_file"))),
        ("sso", "sso_role_name" in profile or "sso_account_id" in profile),
        ("static", keys is not None and keys.file is profiles.credentials),
        ("login", "login_session" in profile),
        ("process", "credential_process" in profile),
        ("static", keys is not None),
    )
    kind = next((kind for kind, knows in providers if knows), "none")
    if kind == "process" and (moved := stored(profile.value("credential_process"))):
        return Hop("static", profile, moved)
    missing = _missing(kind, profile, profiles)
    if missing:
        what = f"profile {shown(profile.name)} lacks {' and '.join(missing)}"
        session = profile.get("sso_session") if kind == "sso" else None
        there = f" to [sso-session {plain(session)}]" if session and missing[0] in IN_SESSION else ""
        remedy = f"add it{there}, or remove the profile"
        raise _wrong("incomplete", profile, what, remedy, *BEGINNINGS[kind])
    return Hop(kind, profile)


def _missing(kind: str, profile: Profile, profiles: Profiles) -> list[str]:
    """The settings without which botocore's provider refuses a profile that it knows."""
    if kind == "web-identity":
        return [] if profile.value("role_arn") else ["role_arn"]
    if kind == "static":  # one provider for each file, which reads no other
        section = profile.section_of("aws_access_key_id")
        if section is not None and "aws_secret_access_key" in section:
            return []
        return ["the aws_secret_access_key that belongs to its aws_access_key_id"]
    if kind == "sso":
        session = _sso_session(profile, profiles)
        needed = ("sso_start_url", "sso_region", "sso_role_name", "sso_account_id")
        return [option for option in needed if option not in profile and not (session and option in session)]
    return []


def stored(command: object) -> tuple[str, str] | None:
    """The store and the access key id of keys that `awsenv keys move` has moved, by the credential_process.

    None for every other command. As the id stands there, the store is asked for nothing but the secret.
    """
    words = command.split(" ") if isinstance(command, str) and " keys print " in command else []
    match words[-4:]:
        case ["--from", store, "--key", key] if store and key:
            return store, key
    return None


def _sso_session(profile: Profile, profiles: Profiles) -> Section | None:
    """The [sso-session] that the profile names; its settings may not contradict the profile's own."""
    name = profile.value("sso_session")
    if name is None:
        return None
    section = profiles.sso_sessions.get(name) if isinstance(name, str) else None
    if section is None:
        what = f"profile {shown(profile.name)} names the sso_session {shown(str(name))}, which does not exist"
        raise _wrong("no-such-sso-session", profile, what, UNDEFINED, "sso_session")
    # What both have from [DEFAULT] is the same.
    for option in dict.fromkeys([*section.options, *profile.own()]):
        mine, value = profile.value(option), section.value(option)
        if mine is not None and value is not None and mine != value:
            place = f"{printable(profiles.config.path)}:{section.line(option)}"
            what = (
                f"profile {shown(profile.name)} and its sso_session {shown(str(name))} ({place}) "
                f"disagree about {shown(option)}"
            )
            remedy = "remove the setting from the profile: it belongs in the session"
            raise _wrong("sso-session-conflict", profile, what, remedy, option)
    return section


def mode(hops: list[Hop]) -> str:
    """The mode that works with every SDK: "keys" where none of them could open the session, else "profile".

    No SDK shares an MFA session or tells STS of tags, and with keys in the environment every SDK ignores
    AWS_PROFILE, so a role assumed from keys in the environment can only be exported.
    """
    told = [hop.settings for hop in hops]
    needs_keys = any("mfa_serial" in one or not UNHEEDED.isdisjoint(one) for one in told)
    needs_keys = needs_keys or hops[0].type == "environment"
    return "keys" if needs_keys else "profile"


def account(hop: Hop) -> str | None:
    """The twelve digits of the account, where the settings of the hop tell it."""
    return _digits(hop.get("sso_account_id") or "") or _digits(_arn(hop)[4])


def role(hop: Hop) -> str | None:
    """The name of the role, without its path, where the settings of the hop tell it."""
    kind, _, path = _arn(hop)[5].partition("/")
    # The ARN of a session goes on with its name, that of a role begins with the path to it.
    name = {"role": path.rpartition("/")[2], "assumed-role": path.partition("/")[0]}.get(kind)
    return hop.get("sso_role_name") or name


def _arn(hop: Hop) -> list[str]:
    """The parts of the ARN that names the account: of a role, or of whom `aws login` signed in."""
    parts = (hop.get("role_arn") or hop.get("login_session") or "").split(":")
    return parts if len(parts) > 5 else [""] * 6


def _digits(text: str) -> str | None:
    return text if len(text) == 12 and text.isdigit() else None


def meaning(hops: list[Hop]) -> str:
    """What the profile stands for, as one line: consent to a pin is consent to this.

    Keys are meant by the account that their id tells, so that rotating them changes nothing, else by that id.
    """
    return ", ".join(
        " ".join([kind, *(f"{name}={value}" for name, value in settings.items())])
        for kind, settings in _meant(hops)
    )


def encoded_meaning(hops: list[Hop]) -> str:
    """The same for an environment variable: bars between hops, blanks between words, values percent-encoded.

    A command may hold a secret, so of it there is a check sum. So it is of what makes the text too long:
    no program could be started with it.
    """
    words = []
    for kind, settings in _meant(hops):
        if "credential_process" in settings:
            from zlib import crc32

            command = settings["credential_process"].encode("utf-8", "surrogateescape")
            settings["credential_process"] = f"{crc32(command):08x}"
        words.append(" ".join([kind, *(f"{name}={quoted(value)}" for name, value in settings.items())]))
    if endpoint := hops[-1].profile.get("endpoint_url"):  # another one is another AWS
        words[-1] += f" endpoint_url={quoted(host(endpoint))}"
    return _short(words)


def _short(words: list[str]) -> str:
    """The words of the last hops as they are, as many as there is room for, and a check sum of the others."""
    rest, room = len(words), LONGEST
    while rest and (room := room - len(words[rest - 1]) - 1) >= 0:
        rest -= 1
    if rest:
        from ..files import private

        words[:rest] = [f"more sum={private.digest('|'.join(words[:rest]))}"]
    return "|".join(words)


def _meant(hops: list[Hop]) -> list[tuple[str, dict[str, str]]]:
    """For each hop its type and those of its settings that tell an identity."""
    found = []
    for hop in hops:
        settings = hop.settings
        for passing in (
            "mfa_serial",
            "duration_seconds",
            "role_session_name",
            "external_id",
            "web_identity_token_file",
        ):
            settings.pop(passing, None)
        key = settings.pop("aws_access_key_id", None)
        if key is not None:
            settings["account"] = account_of_key(key) or f"of {key}"
        found.append((hop.type, settings))
    return found


def account_of_key(key: str) -> str | None:
    """The account that an access key id was made for, or None where the id does not tell.

    Ids made since 2019 carry it: ten base32 digits after the four letters, of which 40 bits are the number.
    AWS documents only the call that answers the same (sts:GetAccessKeyInfo), so nothing but consent relies on
    it.
    """
    digits = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter) for letter in key[4:14]]
    if len(key) != 20 or len(digits) != 10 or min(digits) < 0 or digits[0] < 16:
        return None
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return f"{number >> 2 >> 7 & (1 << 40) - 1:012d}"
