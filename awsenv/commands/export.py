"""awsenv export PROFILE: print the credentials."""

from __future__ import annotations

from .. import pins, switch
from ..chains.session_options import SessionOptions
from ..credentials import are_keys
from ..environment import dialects, variables
from ..errors import AwsenvError, UsageError
from ..text import shown
from .verb import PROFILE, Result, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..environment.variables import Environment
    from .options import Option

ALSO = {"bash": "sh", "zsh": "sh", "env": "dotenv", "pwsh": "powershell"}  # what people call them, too
# PowerShell ends a string that begins with ' at the typographic ones, too; each stands for itself if doubled.
POWERSHELL = {ord(quote): quote * 2 for quote in "'\u2018\u2019\u201a\u201b"}
PLAIN = dict.fromkeys(map(ord, "_-./+=:,@%"), "x")  # besides letters and digits: nothing to any reader
STRICT = (*variables.KEYS, *variables.REGIONS, "AWS_ACCOUNT_ID")
FORMATS = ("sh", "fish", "elvish", "nu", "powershell", "xonsh", "json", "dotenv", "process")


def _options() -> Iterable[Option]:
    from .options import FROM, REGION, Option, session

    yield REGION
    yield FROM
    yield from session()
    words = f"{', '.join(FORMATS)}; default: sh"
    yield Option("--format", name="form", metavar="FORMAT", about=words, choices=FORMATS, check=_format)


def _format(text: str, _: Call) -> str:
    form = ALSO.get(text, text)
    if form not in FORMATS:
        raise UsageError(f"{shown(text)} is not one of {', '.join(FORMATS)}")
    return form


USAGE = Usage(PROFILE, options=_options)


def run(
    call: Call,
    profile: str,
    region: str | None = None,
    form: str = "sh",
    *,
    source: str | None = None,
    **asked: object,
) -> Result:
    """Print the keys of the profile for a shell, a file or a program."""
    options = SessionOptions(**asked)  # type: ignore[arg-type]
    change = switch.identity(call, call.target(profile, source=source), "keys", region, options)
    owned = {name: value for name, value in change.items() if name not in variables.OURS}
    _check(form, owned)
    if form in ("json", "process", "nu"):
        import json

        json.dump(owned if form == "nu" else _object(change, form), call.out)
        call.out.write("\n")
    elif form == "dotenv":
        call.out.writelines(f"{name}={value}\n" for name, value in owned.items() if value is not None)
    elif form in ("fish", "elvish", "xonsh"):
        call.out.write(dialects.render(form, owned))
    else:
        call.out.writelines(map(_powershell if form == "powershell" else _posix, owned, owned.values()))
    return Result()


def _check(form: str, owned: Environment) -> None:
    """Raise AwsenvError for what no key and no region can be, and for what a reader of dotenv might run.

    Such a file is read by docker, which takes everything as it stands, by compose, which expands $, and by
    `.` in a shell: what is the same to all of them needs no quotes, and has none.
    """
    for name, value in owned.items():
        if value is None:
            continue
        if name in variables.REGIONS:
            pins.check_region(value)
        if name in STRICT and (" " in value or not are_keys(value)):
            what = f"{name} would be empty, or hold a blank, a control character or a letter beyond ASCII"
            raise AwsenvError(what, "correct it where it comes from", code="odd-value")
        if form == "dotenv" and not (value.isascii() and value.translate(PLAIN).isalnum()):
            what = f"{name} holds characters that some readers of a dotenv file would take for code"
            raise AwsenvError(what, "use --format sh, json or process", code="odd-value")


def _object(change: Environment, form: str) -> dict[str, str | int]:
    """The members that AWS SDKs expect of a credential_process; as json, with profile and region."""
    names = {
        "AccessKeyId": "AWS_ACCESS_KEY_ID",
        "SecretAccessKey": "AWS_SECRET_ACCESS_KEY",
        "SessionToken": "AWS_SESSION_TOKEN",
        "Expiration": "AWS_CREDENTIAL_EXPIRATION",
        "AccountId": "AWS_ACCOUNT_ID",
    }
    if form == "json":
        names |= {"Profile": variables.PROFILE, "Region": "AWS_REGION"}
    found = {member: value for member, name in names.items() if (value := change[name]) is not None}
    return {"Version": 1, **found} if form == "process" else {**found}


def _posix(name: str, value: str | None) -> str:
    """For every POSIX shell, unlike what bash and zsh are told by a switch."""
    return f"unset {name}\n" if value is None else f"export {name}={dialects.quote_posix(value)}\n"


def _powershell(name: str, value: str | None) -> str:
    if value is None:
        return f"Remove-Item Env:{name} -ErrorAction SilentlyContinue\n"
    return f"$Env:{name} = '{value.translate(POWERSHELL)}'\n"
