"""Which verb is meant, and how is a failure shown?"""

from __future__ import annotations

import posix

from . import commands
from .call import Call
from .commands import TABLE, VERBS
from .commands.verb import ONE, Result
from .environment import dialects, variables
from .errors import DONE, FAILED, INTERRUPTED, AwsenvError, Cancelled, UnknownProfile, UsageError, still
from .text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from .commands.verb import Verb
    from .environment.variables import Environment

LARGE = 8192  # characters of all values together, below which there is room for any change

HELP = """\
Switch
  awsenv                      pick one on a terminal, else print the active one
  awsenv PROFILE              switch this shell; parts of a name do, too
  awsenv -                    back to the previous profile
  awsenv off                  leave; restore everything as it was
  awsenv region [REGION]      change only the region
  awsenv use NAME             switch to a profile named like a verb
  awsenv exec PROFILE -- CMD  run one command with it; for as long as it runs:
                              --serve, --share (containers), --agent
  awsenv run GLOB ... -- CMD  run one command as many profiles

Inspect
  awsenv list [WORD ...]      list the profiles
  awsenv status               the identity of this shell; -v: all of it
  awsenv explain [PROFILE]    what a switch would do, and why; offline
  awsenv doctor               what is wrong on this machine, and what to do
  awsenv help VERB            options and examples; help use: of a switch

Sign in
  awsenv login [PROFILE]      open a session now, unless one is valid
  awsenv logout [PROFILE]     forget cached sessions; --all for every profile
  awsenv export PROFILE       print the credentials: --format sh, json, dotenv
  awsenv console [PROFILE] [SERVICE]
                              open the AWS console; --url prints its address
  awsenv sso sync [SESSION]   a profile for every account and role
  awsenv keys [move NAME]     long-lived keys: list, move, back, rotate

Directories
  awsenv local [PROFILE]      write .awsprofile: cd in switches, cd out restores
  awsenv allow|deny [DIR]     trust a .awsprofile of another author, or not

Set up
  awsenv config               the settings in force; --edit opens them
  awsenv init SHELL           print the snippet for eval
  awsenv import               lines of other tools; --pins: from .envrc
  awsenv demo                 a sandbox shell; touches nothing of yours
"""


def main(
    argv: list[str],
    environ: Mapping[str, str],
    directory: str,
    now: float,
    out: TextIO,
    err: TextIO,
    program: str,
) -> tuple[int, str]:
    """Run one command; return its exit status and the code for the calling shell."""
    call = Call(environ, directory, now, out, err, program)
    remains = ""
    try:
        if "_ARGCOMPLETE" in environ:
            return _complete(environ), ""
        if text := _text(argv):
            out.write(text)
            out.flush()
            return DONE, ""
        name, words = _verb(argv)
        if environ.get(variables.FIELDS["mode"]) in variables.REACHES:
            commands.check_inside(name, words, call.state)
        verb = commands.module(name)
        _find_shell(verb, words, call)
        if verb.USAGE.switches:
            remains = still(call.state.profile)
        result = _run(verb, name, words, call)
        if argv == [name]:
            _tell_namesake(name, call)
        out.flush()
        return result.status, _code(result.change, call)
    except AwsenvError as error:
        error = _mistyped(error, argv, call)
        call.report(error, remains)
        return error.status, ""
    except (KeyboardInterrupt, Cancelled):
        return INTERRUPTED, ""
    except OSError as error:  # all others are translated where they come from
        # Python would say so once more when it closes the stream.
        posix.dup2(posix.open("/dev/null", posix.O_WRONLY), out.fileno())
        if isinstance(error, BrokenPipeError):  # the reader of our output had enough
            return DONE, ""
        call.say(f"cannot write: {error.strerror}")
        return FAILED, ""


def _text(argv: list[str]) -> str:
    """What is said without a verb: the help for all of them, or the version; "" for any other words."""
    if argv in (["-h"], ["--help"], ["help"]):
        return HELP
    if argv in (["--version"], ["-V"], ["-v"], ["version"]):
        from . import __version__

        return f"awsenv {__version__}\n"
    return ""


def _verb(argv: list[str]) -> tuple[str, list[str]]:
    """The verb and its words: any other first word is a profile to switch to."""
    if not argv:
        return "--active", []
    if argv[0] in TABLE:
        return argv[0], argv[1:]
    return "use", argv


def _mistyped(error: AwsenvError, argv: list[str], call: Call) -> AwsenvError:
    """What went wrong. A first word that is neither verb nor profile may have been meant for a verb."""
    if not argv or argv[0] in TABLE or argv[0].startswith("-"):
        return error
    if not isinstance(error, (UnknownProfile, UsageError)):
        return error
    from .commands import guess

    alone = len(argv) == 1 or argv[1].startswith("-")
    if isinstance(error, UnknownProfile) and alone and argv[0] not in guess.ELSEWHERE:
        return error.or_verb(VERBS)
    near = guess.verb(argv[0], VERBS)
    try:
        if near and argv[0] not in call.configuration.profiles:
            remedy = f"awsenv {argv[1]}" if near == "use" and len(argv) > 1 else "awsenv help lists the verbs"
            return UsageError(f"no verb {shown(argv[0])}; did you mean {shown(near)}?", remedy)
    except AwsenvError:
        pass
    return error


def _run(verb: Verb, name: str, typed: list[str], call: Call) -> Result:
    """Read the words as the verb declares them, and do it."""
    words, more = typed, {}
    if verb.USAGE.command:
        words, more["command"] = _divided(verb, typed)
    try:
        given = verb.USAGE.plain(words)
        if given is None:
            from .commands import parser

            given = parser.read(name, typed, words, call.environ)
            if given is None:  # it has shown the help
                return Result()
        values = {word.name: word.value(text, call) for word, text in given}
    except UsageError as error:
        raise UsageError(error.what, error.remedy or f"awsenv {name} --help shows how") from None
    return verb.run(call, **values, **more)


def _divided(verb: Verb, typed: list[str]) -> tuple[list[str], list[str]]:
    """The words of the verb, and the command: behind --, or behind its only word where no option is there."""
    one = [word.number for word in verb.USAGE.words] == [ONE]
    if len(typed) > 1 and one and not any(word.startswith("-") for word in typed[:2]):
        return typed[:1], typed[1:]
    end = typed.index("--") if "--" in typed else len(typed)
    return typed[:end], typed[end + 1 :]


def _tell_namesake(verb: str, call: Call) -> None:
    """Say so where a verb wins over a profile of its name."""
    try:
        namesake = verb in VERBS and verb in call.configuration.profiles
    except AwsenvError:  # the verb has said so, if it matters to it
        return
    if namesake:
        call.say(f"{shown(verb)} is also a profile: awsenv use {verb} switches to it")


def _complete(environ: Mapping[str, str]) -> int:
    """Let argcomplete answer TAB. It sees the words after the verb, as if that were a command of its own."""
    line, point = environ["COMP_LINE"], int(environ["COMP_POINT"])
    command, _, rest = line[:point].partition(" ")
    word = rest.lstrip().partition(" ")
    verb = word[0] if word[1] and word[0] in VERBS else "use"
    if verb == word[0]:
        rest = word[2]
    from os import environ as own  # which argcomplete reads

    own.update(COMP_LINE=f"{command} {rest}", COMP_POINT=str(len(command) + 1 + len(rest)))
    import argcomplete

    from .commands import parser

    argcomplete.autocomplete(parser.made(verb, environ), always_complete_options=False, validator=_offered)
    return DONE


def _offered(word: str, typed: str) -> bool:
    """Whether TAB offers the word: a terminal would obey what is not printable."""
    return word.startswith(typed) and word.isprintable()


def _find_shell(verb: Verb, words: list[str], call: Call) -> None:
    """Find the shell that waits for code. Raises AwsenvError without one that the verb needs."""
    usage = verb.USAGE
    if not usage.command:  # which gives no code, and may have a use for the descriptor
        call.shell = _shell(call.environ, old=usage.takes_old_snippet)
    if usage.needs_snippet and call.shell is None and not {"-h", "--help"} & set(words):
        from .environment import snippets

        raise snippets.not_loaded(call.environ)


def _shell(environ: Mapping[str, str], *, old: bool) -> str | None:
    """The shell whose snippet called and waits on the descriptor, or None.

    Raises AwsenvError for an older snippet, unless an `old` one will do.
    """
    name, protocol = dialects.caller(environ)
    if name not in dialects.SNIPPETS:
        return None
    if protocol != dialects.PROTOCOL and not old:
        raise AwsenvError(
            "this shell has loaded the snippet of another version of awsenv",
            "open a new shell, or: exec " + name,
        )
    try:
        posix.fstat(dialects.DESCRIPTOR)
    except OSError:
        return None
    return name


def _code(change: Environment, call: Call) -> str:
    """The code that makes the change in the calling shell. Raises AwsenvError if it would refuse a part."""
    if not change or call.shell is None:
        return ""
    length = 0
    for name, value in change.items():
        if value is not None:
            if "\0" in value:
                what = f"{name} would contain a NUL, which no variable can hold, so nothing was changed"
                raise AwsenvError(what)
            length += len(value)
    if length > LARGE:
        from .environment import size  # which the usual switch does without

        size.check(change, call.environ)
    for name in call.environ.get(variables.READONLY, "").split():
        if name in change:
            raise AwsenvError(f"{name} is readonly in this shell, so nothing was changed")
    for name in call.environ.get(variables.UNIVERSAL, "").split():
        # Even an unexported global does not keep fish from handing a universal variable to its children.
        if name in change and change[name] is None:
            raise AwsenvError(
                f"{name} is a universal variable, which this shell alone cannot unset, "
                "so nothing was changed",
                f"if no fish needs it: set -e -U {name}",
            )
    return dialects.render(call.shell, change)
