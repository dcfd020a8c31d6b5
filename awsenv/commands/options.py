"""Which options do several verbs take, what may stand there, and what does TAB offer?"""

from __future__ import annotations

from ..errors import AwsenvError, UsageError
from ..text import shown
from .verb import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from ..call import Call


DIGITS = 6
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


class Option(Word):
    """An option of a verb. With a metavar it has a value, which is checked like a word; else it is a flag."""

    __slots__ = ("const", "flags", "repeats", "rivals", "title")

    def __init__(
        self,
        *flags: str,
        about: str,
        name: str = "",
        metavar: str = "",
        const: object = True,
        repeats: bool = False,
        rivals: str = "",
        title: str = "",
        choices: Collection[str] = (),
        check: Callable[[str, Call], object] | None = None,
        complete: Callable[[Mapping[str, str]], Iterable[str]] | None = None,
    ) -> None:
        name = name or flags[-1].lstrip("-").replace("-", "_")
        super().__init__(name, metavar, about, choices=choices, check=check, complete=complete)
        self.flags = flags
        self.const = const  # what `run` gets for a flag
        self.repeats = repeats  # then `run` gets a list
        self.rivals = rivals or name  # of the options with the same word here, one alone may be typed
        self.title = title  # in help, of a group of options

    def value(self, typed: object, call: Call) -> object:
        """The same, and the option is named where its value makes no sense."""
        try:
            return super().value(typed, call)
        except ValueError as error:
            raise UsageError(f"argument {'/'.join(self.flags)}: {error}") from None


# --- what may stand there -----------------------------------------------------------------------------------


def region(text: str, call: Call, remedy: str = "") -> str:
    """A region, with a word on one that botocore does not know, and what to type then."""
    from .. import pins
    from ..aws_config import regions

    pins.check_region(text)
    if note := regions.note(text):
        call.say(note)
        if remedy:
            call.say(remedy)
    return text


def span(text: str, _: Call) -> int:
    """Seconds, of a text like 45m, 1h30m or 900 (seconds)."""
    from .. import durations

    return durations.seconds(text)


def _mfa_code(text: str, _: Call) -> str:
    if len(text) != DIGITS or not (text.isascii() and text.isdecimal()):
        raise UsageError("an MFA code is six digits")
    return text


def _policy_arn(text: str, _: Call) -> str:
    """The ARN of a policy of AWS's own or of an account."""
    parts = text.split(":", 5)
    good = len(parts) == len(READ_ONLY.split(":"))
    if not good or parts[0] != "arn" or parts[2] != "iam" or not parts[5].startswith("policy/"):
        raise ValueError(f"{shown(text)} is not the ARN of a policy, such as {READ_ONLY}")
    return text


def _duration(text: str, call: Call) -> int:
    from ..chains.sts_calls import SHORTEST

    seconds = span(text, call)
    if seconds < SHORTEST:
        raise ValueError("must be at least 15m: AWS opens no shorter session")
    return seconds


def _session_name(text: str, _: Call) -> str:
    from ..chains.sts_calls import legal_name

    if text != legal_name(text):
        raise ValueError("must be 2 to 64 letters, digits or any of _+=,.@-")
    return text


def _tag(text: str, _: Call) -> str:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or len(name) > 128 or len(value) > 256:
        raise ValueError("must be KEY=VALUE, of at most 128 and 256 characters")
    return text


def _policy(text: str, call: Call) -> str:
    """The ARN of a policy, or the policy in a file, as short as can be: AWS takes 2048 characters."""
    if text.startswith("arn:"):
        return text
    import json
    from os.path import join

    try:
        with open(join(call.directory, text), encoding="utf-8") as stream:
            found = json.loads(stream.read(1 << 16))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not JSON"
        raise ValueError(f"cannot read a policy from {shown(text)}: {why}") from None
    policy = json.dumps(found, separators=(",", ":"))
    if not isinstance(found, dict) or len(policy) > 2048:
        raise ValueError(f"{shown(text)} must be a JSON object of at most 2048 characters")
    return policy


# --- what TAB offers ----------------------------------------------------------------------------------------


def profiles(environ: Mapping[str, str]) -> Iterable[str]:
    """The names of all profiles, and the addresses beside them; none where a file cannot be read."""
    from ..listing import completion
    from ..target import Configuration

    try:
        lines = completion.render(Configuration(environ), (), ()).splitlines()
        return [line.partition("\t")[0] for line in lines[completion.HEAD :]]
    except AwsenvError:
        return ()


def sso_sessions(environ: Mapping[str, str]) -> Iterable[str]:
    """The names of all [sso-session]s, none where a file cannot be read."""
    from ..target import Configuration

    try:
        return Configuration(environ).profiles.sso_sessions.names()
    except AwsenvError:
        return ()


def regions(_: Mapping[str, str] | None = None) -> Iterable[str]:
    """The regions that there are, as far as botocore knows."""
    from ..aws_config import regions

    return regions.known()


# --- what several verbs take --------------------------------------------------------------------------------

REGION = Option(
    "-r", "--region", metavar="REGION", about="instead of the profile's own", check=region, complete=regions
)
YES = Option("-y", "--yes", about="do not ask for the name of a protected profile")
MFA_CODE = Option(
    "-t", "--mfa-code", metavar="CODE", about="the six digits, instead of a question", check=_mfa_code
)

FROM = Option(
    "--from",
    name="source",
    metavar="PROFILE",
    about="whose credentials assume the role of ACCOUNT/ROLE",
    complete=profiles,
)

_REACH = "for as long as the command runs"
REACHES = (
    Option(
        "--serve", name="reach", const="serve", title=_REACH, about="credentials over loopback, renewed ahead"
    ),
    Option(
        "--share",
        name="reach",
        const="share",
        title=_REACH,
        about="the same in a directory for containers, $AWSENV_SHARED",
    ),
    Option(
        "--agent",
        name="reach",
        const="agent",
        title=_REACH,
        about="--serve, read-only, its name in CloudTrail: for coding agents",
    ),
    Option("--as-is", title=_REACH, about="with --agent: keep all the rights of the profile"),
    Option(
        "--model",
        metavar="PROFILE",
        title=_REACH,
        about="with --agent: the profile for the agent's own Bedrock calls",
        complete=profiles,
    ),
)


def json(about: str) -> Option:
    """The same for a program."""
    return Option("--json", name="form", const="json", about=about)


def switch() -> Iterator[Option]:
    """What a switch may say besides its profile, and a pin, too."""
    yield Option("-k", "--keys", name="mode", const="keys", about="export temporary keys")
    yield Option("-p", "--profile", name="mode", const="profile", about="export only AWS_PROFILE")
    yield REGION


def session() -> Iterator[Option]:
    """What may be asked of a session; each is a parameter of SessionOptions."""
    yield Option("--min-ttl", metavar="45m", about="a session with less time left is renewed", check=span)
    yield MFA_CODE
    yield Option("-d", "--duration", metavar="1h", about="how long a new session lasts", check=_duration)
    yield Option("--refresh", about="open a new session")
    yield Option(
        "--policy-arn",
        name="policy_arns",
        metavar="ARN",
        repeats=True,
        about="allow no more than this policy, or these; repeatable",
        check=_policy_arn,
    )
    title = "of a role's session"
    yield Option(
        "--policy",
        name="policies",
        metavar="FILE|ARN",
        repeats=True,
        title=title,
        about="allow no more than this policy; repeatable",
        check=_policy,
    )
    words = "how CloudTrail names the session"
    yield Option("--session-name", metavar="NAME", title=title, about=words, check=_session_name)
    yield Option(
        "--external-id", metavar="ID", title=title, about="the ID that the role's trust policy requires"
    )
    words = "who you are, for CloudTrail; it stays in all roles assumed from this one"
    yield Option("--source-identity", metavar="NAME", title=title, about=words, check=_session_name)
    words = "a tag of the session; repeatable"
    yield Option(
        "--tag", name="tags", metavar="KEY=VALUE", repeats=True, title=title, about=words, check=_tag
    )
    words = "the key of a tag that is passed on to roles assumed from this one; repeatable"
    yield Option("--transitive", metavar="KEY", repeats=True, title=title, about=words)
    yield Option("--read-only", about="allow no more than ReadOnlyAccess")
    yield Option(
        "--no-read-only",
        name="read_only",
        const=False,
        about="all rights, even if the profile's class is read-only",
    )
