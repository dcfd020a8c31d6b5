"""awsenv keys: users' long-lived keys: where they lie, into a store and back, and new ones for old ones."""

from __future__ import annotations

from ..errors import DONE, FAILED, UsageError
from ..text import shown
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..call import Call
    from ..errors import AwsenvError
    from .options import Option

WHAT = ("move", "back", "print", "rotate")


def _options() -> Iterable[Option]:
    from ..settings.model import STORES
    from .options import Option, json

    yield Option("--verify", about="ask AWS how old the keys are, and how many a user has")
    yield json("a list of objects")
    words = f"of move: {', '.join(STORES)}; default: the store of the settings"
    yield Option("--to", metavar="STORE", about=words, choices=STORES)
    yield Option("--finish", about="of rotate: delete the old key now")
    words = "of print: the store, as credential_process names it"
    yield Option("--from", name="store", metavar="STORE", about=words, choices=STORES)
    yield Option("--key", metavar="ID", about="of print: the key")


def _profiles(environ: Mapping[str, str]) -> Iterable[str]:
    from . import options

    return options.profiles(environ)


USAGE = Usage(
    Word("what", "move|back|print|rotate", "default: list the keys", OPTIONAL, choices=WHAT),
    Word("profile", "NAME", "a profile that has keys itself", OPTIONAL, complete=_profiles),
    options=_options,
)


def run(
    call: Call,
    what: str = "",
    profile: str = "",
    form: str = "text",
    to: str | None = None,
    store: str | None = None,
    key: str | None = None,
    *,
    verify: bool = False,
    finish: bool = False,
) -> Result:
    """List the keys, or do with those of a profile what the word says."""
    _check(what, {"--to": (to, "move"), "--finish": (finish, "rotate"), "--verify": (verify, "")})
    _check(what, {"--from": (store, "print"), "--key": (key, "print"), "--json": (form != "text", "")})
    if what and not profile and not key:
        raise UsageError(f"name a profile: awsenv keys {what} NAME", "awsenv keys lists them")
    if what == "print":
        return _print(call, profile, store, key)
    if not what:
        return _list(call, form, verify=verify)
    from ..files.alone import alone
    from ..files.locks import Lock
    from ..keys import moving

    # Two at once would make two keys.
    with alone(Lock(f"{moving.locks(call)}/keys.lock", limit=0), "moving or rotating keys"):
        if what == "rotate":
            return _rotate(call, profile, finish=finish)
        return _move(call, profile, to) if what == "move" else _back(call, profile)


def _check(what: str, given: Mapping[str, tuple[object, str]]) -> None:
    """Raise UsageError for an option of another word."""
    for option, (value, word) in given.items():
        if value and what != word:
            raise UsageError(f"{option} is for: awsenv keys{f' {word} NAME' if word else ''}")


def _print(call: Call, profile: str, store: str | None, key: str | None) -> Result:
    """Print the keys as AWS tools want them of a credential_process; a store may ask on a terminal alone."""
    import json

    from ..sessions import stored_keys
    from ..stores import store as stores
    from ..terminal import ask

    if (store is None) != (key is None):
        raise UsageError("--from and --key go together", "awsenv keys --help shows how")
    if store is None or key is None:
        from ..keys import inventory

        found = inventory.of(profile, call.configuration.profiles)
        key, store = found.id, found.place(profile).store
        if store is None:
            what = f"the keys of profile {shown(profile)} are in a plain file, not in a store"
            raise UsageError(what, f"awsenv keys move {shown(profile)}, or: awsenv export {shown(profile)}")
    stores.check_id(key)
    secret = stores.of(store, call.environ, asks=ask.is_possible()).get(key)
    keys = stored_keys.written(key, secret, shown(profile), store)
    answer = {"Version": 1, "AccessKeyId": keys.access_key, "SecretAccessKey": keys.secret_key}
    call.out.write(json.dumps(answer) + "\n")
    return Result()


def _list(call: Call, form: str, *, verify: bool) -> Result:
    from ..keys import inventory, known, report

    files = call.configuration.profiles
    found = inventory.keys(files)
    errors: list[AwsenvError] = [
        file.refusal() for file in (files.config, files.credentials) if file.problems
    ]
    errors += report.verify(call, found) if verify else []
    facts = known.load(call.environ)
    if form == "json":
        call.answer(report.values(found, facts))
    elif found:
        call.out.writelines(f"{line}\n" for line in report.lines(call, found, facts))
    else:
        call.say("no profile has long-lived keys, so there are none to move or rotate")
    for error in errors:
        call.report(error)
    if found and form == "text" and not facts:
        call.say("awsenv keys --verify asks AWS how old they are")
    return Result(FAILED if errors else DONE)


def _move(call: Call, name: str, to: str | None) -> Result:
    from ..keys import moving
    from ..settings.model import STORES

    to = to or call.configuration.preferences.store
    if to is None:
        what = f"no store is chosen; there are {', '.join(STORES)}"
        remedy = f'awsenv keys move {shown(name)} --to STORE, or write store = "…" into the settings'
        raise UsageError(what, remedy)
    key, left = moving.move(call, name, to)
    call.say(f"{key.id} is in the store {shown(to)}; awsenv keys back {shown(name)} undoes it")
    for other in left:
        again = f"awsenv keys move {shown(other.profile)} --to {to}"
        call.say(f"{other.section.file.path} also has the key, in profile {shown(other.profile)}: {again}")
    call.say(
        f"copies and backups of the file still have the key: awsenv keys rotate {shown(name)} replaces it"
    )
    return Result()


def _back(call: Call, name: str) -> Result:
    from ..keys import moving

    key, path = moving.back(call, name)
    call.say(f"{key.id} is in the plain file {path} again")
    return Result()


def _rotate(call: Call, name: str, *, finish: bool) -> Result:
    from ..keys.known import DAY
    from ..keys.rotating import Rotation

    keep = call.configuration.preferences.keep_old_key * DAY
    rotation = Rotation(call, name)
    replaced = rotation.run(finish=finish, keep=keep)
    active = call.state.profile
    if replaced and call.state.mode == "keys" and active in rotation.key.users:
        call.say(f"this shell still has a session of the old key: awsenv {shown(active)} opens a new one")
    return Result()
