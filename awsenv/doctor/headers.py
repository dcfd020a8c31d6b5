"""Which [headers] name a profile that AWS tools ignore, or read differently?"""

from __future__ import annotations

from ..aws_config import names
from ..aws_config.ini import KINDS
from ..text import nearest, plain, shown
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..aws_config.ini import File
    from ..aws_config.profiles import Profiles

# What a config file may hold besides profiles: the AWS CLI's own sections.
ALONE = ("default", "plugins", "preview", "toplevel")


def lines(file: File) -> dict[str, int]:
    """The line of each header, where it appears first."""
    found: dict[str, int] = {}
    for number, raw in enumerate(file.text.split("\n"), 1):
        if "[" in raw:
            line = raw.strip()
            end = line.rfind("]")
            if line[0] == "[" and end > 1:
                found.setdefault(line[1:end], number)
    return found


def examine(known: Profiles, verbs: Collection[str]) -> Iterator[Finding]:
    """What is odd about the headers of both files, and the names in them."""
    here, there = lines(known.config), lines(known.credentials)
    yield from _config(known, here)
    yield from _credentials(known, there)
    yield from _names(known, here, there, verbs)
    yield from _unseen(known, here)
    for file in (known.config, known.credentials):
        if file.defaults.options:
            first = min(map(file.defaults.line, file.defaults.options))
            what = "the AWS CLI and boto3 apply [DEFAULT] to every other section; other SDKs do not"
            yield Finding(WARNING, "profiles.default", what, "write [default]", file.path, first)


def _config(known: Profiles, place: dict[str, int]) -> Iterator[Finding]:
    file = known.config
    spelled: dict[tuple[str, ...], str] = {}  # of headers of the same words, the last
    usual = tuple(f"{kind} " for kind in KINDS)
    heard = {header: (kind, name) for kind in KINDS for name, header in known.kinds[kind].names().items()}
    for header in file.headers:
        if header in ALONE or (header in heard and header.startswith(usual)):
            continue
        line, word = place.get(header, 0), header.split(None, 1)[0] if header.strip() else ""
        if header not in heard and word in KINDS:
            spelled = spelled or {_words(one): one for one in place}
            other = spelled.get(_words(header), header)
            yield _overridden(header, other, file.path, line, place.get(other, 0)) or _unheard(
                header, word, file.path, line
            )
        elif header not in heard:
            yield _prefixless(header, known, line)
        elif word not in KINDS:
            kind, name = heard[header]
            what = f"the AWS CLI and boto3 read {_bracketed(header)} as {kind} {shown(name)}, others do not"
            yield Finding(WARNING, "profiles.header", what, f"write [{kind} {name}]", file.path, line)
    if {"default", "profile default"} <= set(file.headers):
        what = "both [default] and [profile default] exist; AWS tools disagree about which one counts"
        yield Finding(
            WARNING, "profiles.twice", what, "keep one of them", file.path, place.get("profile default", 0)
        )


def _words(header: str) -> tuple[str, ...]:
    return tuple(header.replace('"', "").replace("'", "").split())


def _overridden(header: str, other: str, path: str, line: int, there: int) -> Finding | None:
    """A header that is repeated in another spelling: the last one counts, the settings are not merged."""
    if there <= line or not (len(_words(header)) == 2 or {'"', "'"} & set(header)):
        return None
    what = f"{_bracketed(header)} is ignored: line {there} has the same name, {_bracketed(other)}"
    return Finding(ERROR, "profiles.twice", what, "put all settings into one section", path, line)


def _unheard(header: str, kind: str, path: str, line: int) -> Finding:
    """A header that has no name for the AWS CLI and boto3."""
    name = header.split(None, 1)[1].strip() if len(header.split(None, 1)) > 1 else ""
    bare = name.strip("\"'")
    if not bare:
        what, remedy = f"{_bracketed(header)} has no name, so no AWS tool reads it", f"write [{kind} NAME]"
    elif any(quote in name for quote in "\"'"):
        what, remedy = (
            f"{_bracketed(header)} is quoted wrongly, so the AWS CLI and boto3 ignore it",
            f'write [{kind} "{plain(bare)}"]',
        )
    else:
        what = (
            f"{_bracketed(header)} has a name of several words without quotes, so the AWS CLI and boto3 "
            "ignore it"
        )
        remedy = f'write [{kind} "{plain(bare)}"]'
    return Finding(ERROR, "profiles.header", what, remedy, path, line)


def _prefixless(header: str, known: Profiles, line: int) -> Finding:
    """A section of the config file of an unknown kind: most often the word profile was left out."""
    word, _, rest = header.partition(" ")
    near = nearest(word.lower(), KINDS, 0.8) if rest else ""
    if near:
        what, remedy = (
            f"{_bracketed(header)} is not a kind of section that AWS tools know",
            f"write [{near} {plain(rest)}]",
        )
    elif header.lower() == "default":
        what, remedy = f"{_bracketed(header)} is not [default]: case matters", "write [default]"
    else:
        also = (
            "; only the section in the credentials file counts" if header in known.credentials.headers else ""
        )
        what = f"{_bracketed(header)} lacks the word profile, so AWS tools ignore it in the config file{also}"
        name = plain(header)
        remedy = f"write [profile {name}]" if " " not in header else f'write [profile "{name}"]'
    return Finding(ERROR, "profiles.header", what, remedy, known.config.path, line)


def _credentials(known: Profiles, place: dict[str, int]) -> Iterator[Finding]:
    file = known.credentials
    for header in file.headers:
        word, _, rest = header.partition(" ")
        name, line = plain(rest.strip().strip("\"'")), place.get(header, 0)
        if word == "profile" and rest.strip():
            what = (
                f"{_bracketed(header)}: names in the credentials file have no word before them, so the AWS "
                f"CLI and boto3 call this profile {shown(header)}"
            )
            yield Finding(ERROR, "profiles.header", what, f"write [{name}]", file.path, line)
        elif word in KINDS and rest.strip():
            what = f"{_bracketed(header)} belongs in the config file; here it is read as a profile"
            yield Finding(ERROR, "profiles.header", what, f"move it to {known.config.path}", file.path, line)


def _names(
    known: Profiles, here: dict[str, int], there: dict[str, int], verbs: Collection[str]
) -> Iterator[Finding]:
    """Names that are awkward, or cannot be typed."""
    for name, (path, line) in _places(known, here, there).items():
        if not name.isprintable() or name != name.strip() or not name:
            what, remedy = f"the name {shown(name)} cannot be used in a shell or a .awsprofile", "rename it"
            yield Finding(WARNING, "profiles.name", what, remedy, path, line)
        elif name in verbs:
            what = f"profile {shown(name)} has the name of an awsenv command, and the command wins"
            yield Finding(NOTE, "profiles.name", what, f"awsenv use {name} switches to it", path, line)
        elif name.startswith("-"):
            what = f"the name {shown(name)} looks like an option"
            yield Finding(NOTE, "profiles.name", what, f"awsenv use -- {name} switches to it", path, line)


def _unseen(known: Profiles, place: dict[str, int]) -> Iterator[Finding]:
    """Names that are there for some AWS tools alone."""
    for kind in KINDS:
        for name, header in known.kinds[kind].names().items():
            if (
                names.is_unseen(name) and name.isprintable() and name == name.strip()
            ):  # else it is told already
                what = f"{_bracketed(header)}: {names.UNSEEN}"
                yield Finding(
                    NOTE, "profiles.name", what, names.REMEDY, known.config.path, place.get(header, 0)
                )


def _places(known: Profiles, here: dict[str, int], there: dict[str, int]) -> dict[str, tuple[str, int]]:
    """Where each profile is named; the config file first."""
    found = {name: (known.credentials.path, there.get(name, 0)) for name in known.credentials.headers}
    config = known.kinds["profile"].names().items()
    return {**found, **{name: (known.config.path, here.get(header, 0)) for name, header in config}}


def _bracketed(header: str) -> str:
    return plain(f"[{header}]")
