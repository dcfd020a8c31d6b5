"""How does an address become a profile in the config file?"""

from __future__ import annotations

from ..aws_config import ini, profiles
from ..errors import AwsenvError, UsageError
from ..files import rewrite
from ..settings import locations
from ..target import Configuration
from ..text import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..aws_config.ini import Values
    from ..call import Call
    from ..chains.session_options import SessionOptions
    from ..target import Target


def written(call: Call, target: Target, name: str, options: SessionOptions) -> Target:
    """The profile of that name, which the config file has from now on, with what a session is asked for.

    Raises AwsenvError and UsageError.
    """
    known = call.configuration.profiles
    _check(target, name, known)
    path = known.config.path
    values = {**target.profile.values, **_asked(options)}
    lines = _lines(values, name)

    def make(text: str) -> str:
        newline = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text or text.endswith("\n") else newline
        after = text + gap + (newline if text.strip() else "") + newline.join([*lines, ""])
        _check_read(after, path, name, values)
        return after

    rewrite.change(path, make, locations.directory("cache", call.environ) + "/locks")
    call.say(f"{printable(path)} now has the profile {shown(name)}")
    return Configuration(call.environ).target(name)


def _check(target: Target, name: str, known: profiles.Profiles) -> None:
    """Raise where the address cannot be written under that name."""
    if not target.profile.made:
        raise UsageError(f"it already has a profile: {shown(target.name)}")
    source = target.profile.get("source_profile")
    if source is not None and known.get(source).made:
        what = f"its source {shown(source)} is an address itself, which no AWS tool knows"
        raise UsageError(what, "save that first, with --save, then use its new name with --from")
    if name in known:
        raise UsageError(f"profile {shown(name)} already exists", "--save another name")
    if not name.isprintable() or not name or name != name.strip() or set(name) & {'"', "'", "\\", "]"}:
        raise UsageError(f"{shown(name)} cannot be the name of a profile")


def _asked(options: SessionOptions) -> dict[str, str]:
    """What a profile says of its session in place of options. Raises UsageError for what it cannot say."""
    for one in (*options.tags, *options.transitive):
        if "," in one or not one.isprintable():
            raise UsageError(f"{shown(one)} cannot be written in a profile, where a comma ends a tag")
    found = {
        "role_session_name": options.session_name,
        "external_id": options.external_id,
        "source_identity": options.source_identity,
        "session_tags": ",".join(options.tags),
        "transitive_session_tags": ",".join(options.transitive),
        "policy_arns": ",".join(options.policy_arns),
        "policy": options.policy,
        "duration_seconds": str(options.duration) if options.duration else None,
    }
    return {name: value for name, value in found.items() if value}


def _lines(values: Values, name: str) -> list[str]:
    """The section of the profile."""
    word = f'"{name}"' if " " in name else name
    header = "[default]" if name == "default" else f"[profile {word}]"
    found = [header]
    for option, value in values.items():
        if isinstance(value, dict):
            found += [f"{option} =", *(f"    {key} = {one}" for key, one in value.items())]
        else:
            found.append(f"{option} = {value}")
    return found


def _check_read(text: str, path: str, name: str, wanted: Values) -> None:
    """Raise where AWS tools would read something else from the new text."""
    file = ini.parse(text.replace("\r\n", "\n"), path)
    if file.problems:
        raise file.refusal()
    section = profiles.Kind(file, "profile").get(name)
    if section is None or dict(section.values()) != {**file.defaults.values(), **wanted}:
        raise AwsenvError(f"AWS tools would read {shown(name)} differently", path=path)
