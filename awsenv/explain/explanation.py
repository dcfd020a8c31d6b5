"""How is a forecast shown to a person?"""

from __future__ import annotations

from ..credentials import iso, lasts
from ..durations import span
from ..terminal.screen import width
from ..text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .hops import Facts

    Style = Callable[[str, str], str]  # a kind of text ("head", "wrong") and the text; and how it is shown

LEAST = 24  # columns for a value; where there are fewer, it goes below its name
KINDS = {
    "static": "keys in a file",
    "environment": "keys that the shell had before awsenv",
    "ec2": "the role of this EC2 instance",
    "ecs": "the role of this container",
    "process": "keys that credential_process prints",
    "login": "what `aws login` signed in to",
}
# In a hop these are shown in its first line, or by the hop before it.
TOLD = ("type", "profile", "origins", "sessions", "account_name")
HIDDEN = ("region", "endpoint_url", "services")


class Block:
    """A heading and what is below it: names, and what to say of each."""

    __slots__ = ("head", "rows")

    def __init__(self, head: str, rows: list[tuple[str, list[str]]]) -> None:
        self.head = head
        self.rows = rows  # each with pieces, which share a line where there is room


def lines(facts: Facts, now: float, columns: int, style: Style, home: str) -> Iterator[str]:
    """The text, in lines of so many columns; only a command may be longer, since it can be copied so."""
    blocks = [Block(facts["profile"], _summary(facts))]
    calls: dict[str, list[Facts]] = {}
    for step in facts["calls"]:
        calls.setdefault(step["profile"], []).append(step)
    for at, hop in enumerate(facts["hops"], 1):
        rows = _rows(hop, calls.get(hop["profile"], ()), now, first=at == 1)
        blocks.append(Block(f"{at}. {_head(hop)}", rows))
    for block in blocks:
        yield from (style("head", line) for line in wrapped([printable(block.head)], columns, ""))
        yield from _table(block.rows, columns, style, home)
        yield ""
    yield style("head", "With the AWS CLI")
    for one in facts["commands"]:
        if one["note"]:
            yield from wrapped([f"# {one['note']}"], columns, "  ", "  # ")
        yield from _command(printable(one["command"]), columns)


# --- what is said -------------------------------------------------------------------------------------------


def _summary(facts: Facts) -> list[tuple[str, list[str]]]:
    rows = [("mode", [f"{facts['mode']}: {facts['why']}"])]
    if facts["region"]:
        rows.append(("region", [facts["region"], facts["region_origin"]]))
    if facts["rules"]:
        rows.append(("class", [_class(facts["class"], facts["rules"])]))
    if facts["endpoint"]:
        rows.append(
            ("endpoint", [f"STS is asked at {facts['endpoint']['sts']}", facts["endpoint"]["origin"]])
        )
    rows += [("setting", _setting(one)) for one in facts["settings"] if one["variable"] != one["origin"]]
    rows += [("asks", [what]) for what in facts["asks"]] or [("asks", ["nothing"])]
    rows += [("note", [what]) for what in facts["notes"]]
    rows += [("reach", [what]) for what in facts.get("reach") or ()]
    for one in facts["problems"]:
        rows.append(("problem", [one["what"]]))
        rows += [("fix", [one["remedy"]])] if one["remedy"] else []
    return rows


def _setting(one: Facts) -> list[str]:
    pieces = [f"{one['option']} = {one['value']}", one["origin"]]
    return [*pieces, f"as {one['variable']}"] if one["variable"] else pieces


def _class(label: str | None, rules: Facts) -> str:
    color = f"{rules['color']} in the prompt" if rules["color"] else None
    if color and rules["builtin"]:
        color += ": production by name"
    words = [label, color, "asks for its name" if rules["confirm"] else None]
    words.append("a pin may switch to it" if rules["confirm"] and rules["cd"] else None)
    words.append(f"dropped after {span(rules['idle'])} without a prompt" if rules["idle"] else None)
    words.append("read-only" if rules["readonly"] else None)
    return ", ".join(word for word in words if word) or "nothing special"


def _head(hop: Facts) -> str:
    """What the hop is, in words."""
    account, role = None, hop.get("sso_role_name")
    if role:
        account, what = hop.get("sso_account_id"), "SSO role"
    else:
        what = "role"
        arn = hop.get("role_arn", "").split(":")
        if len(arn) > 5:
            account, role = arn[4], arn[5].rpartition("/")[2]
    if name := hop.get("account_name"):
        account = f"{name} ({account})"
    if "store" in hop:
        return f"keys in the store {printable(hop['store'])} (profile {hop['profile']})"
    words = f"{what} {role}, account {account}" if role else KINDS.get(hop["type"], what)
    by = ", by web identity" if hop["type"] == "web-identity" else ""
    return f"{words}{by} (profile {hop['profile']})"


def _rows(hop: Facts, calls: Iterable[Facts], now: float, *, first: bool) -> list[tuple[str, list[str]]]:
    """The settings of a hop with their places, the calls that it needs, and what is kept of it."""
    from . import equivalents

    places, rows = hop["origins"], []
    for name in [*(name for name in hop if name not in TOLD), *(name for name in places if name not in hop)]:
        if name in HIDDEN:
            continue
        pieces = [str(hop[name])] if name in hop else []
        if name == "credential_process":  # its arguments may be secret
            pieces = [equivalents.program(hop[name])]
        rows.append((name, [*pieces, *([places[name]] if name in places else [])]))
    for step in calls:
        if step["action"] == "GetSessionToken" or hop["type"] == "role":
            rows.append((step["action"], [_call(step)]))
            rows += [("session", [_session(one, now)]) for one in step["sessions"]]
    rows += [("session", [_session(one, now)]) for one in hop["sessions"]]
    if not hop["sessions"] and (hop["type"] == "role" or (first and hop["type"] in ("sso", "process"))):
        rows.append(("session", ["none cached"]))
    return rows


def _call(step: Facts) -> str:
    given = step["parameters"]
    words = [f"as {given['role_session_name']}"] if "role_session_name" in given else []
    words.append(f"for {span(given.get('duration_seconds', 3600))}")
    words += ["with an MFA code"] if step["mfa_serial"] else []
    words += ["for all roles of these keys"] if step["action"] == "GetSessionToken" else []
    words += [f"with the source identity {given['source_identity']}"] if "source_identity" in given else []
    for tag in given.get("tags", ()):
        words.append(f"with the tag {tag['Key']}={tag['Value']}")
    if "transitive_tag_keys" in given:
        words.append(f"of which roles assumed from it have {', '.join(given['transitive_tag_keys'])}")
    words += ["with no more rights than a policy allows"] if "policy" in given else []
    for policy in given.get("policy_arns", ()):
        words.append(f"with no more rights than {policy['arn']}")
    return ", ".join(words)


def _session(one: Facts, now: float) -> str:
    """What is kept, by whom, until when."""
    by = "the AWS CLI" if one["kept_by"] == "aws" else "awsenv"
    what = "sign-in" if one["type"] == "sign-in" else "session"
    if one["expires"] is None:
        return f"{by} keeps a {what} that does not expire"
    if one["renews"]:
        return f"{by}'s {what}, which renews itself"
    until = iso(one["expires"])
    if not lasts(one["expires"], now):
        return f"{by}'s {what} expired at {until}"
    short = "" if one["good"] else ", too short to use"
    return f"{by}'s {what} lasts {span(int(one['expires'] - now))}, until {until}{short}"


# --- how it is laid out -------------------------------------------------------------------------------------


def _table(rows: list[tuple[str, list[str]]], columns: int, style: Style, home: str) -> Iterator[str]:
    """Names, and their values aligned; below them where the terminal is narrow."""
    aside = 2 + max((len(name) for name, _ in rows), default=0) + 2
    below = columns - aside < LEAST
    for name, pieces in rows:
        words = [printable(piece.replace(f"{home}/", "~/") if home else piece) for piece in pieces]
        indent = "    " if below else " " * aside
        first, *rest = wrapped(words, columns, indent)
        if below:
            yield "  " + name
            yield _styled(name, first, style)
        else:
            yield f"  {name:<{aside - 2}}" + _styled(name, first[aside:], style)
        yield from (_styled(name, line, style) for line in rest)


def _styled(name: str, text: str, style: Style) -> str:
    return style("wrong", text) if name == "problem" else text


def wrapped(pieces: list[str], columns: int, first: str, more: str | None = None) -> list[str]:
    """Lines of so many columns. A new line begins with a piece that does not fit, else with a word of it."""
    found, line, rest = [], first, first if more is None else more
    for number, piece in enumerate(pieces):
        if number and width(f"{line}  {piece}") <= columns:
            line += f"  {piece}"
            continue
        if number:
            found.append(line)
            line = rest
        for place, word in enumerate(piece.split(" ")):
            sign = " " if place else ""
            if place and width(line + sign + word) > columns:
                found.append(line)
                line, sign = rest, ""
            line += sign + word
            if width(line) > columns:
                *full, line = _broken(line, columns, rest)
                found += full
    return [*found, line]


def _broken(line: str, columns: int, rest: str) -> list[str]:
    """Lines of so many columns of a word that fits into none, the later ones with `rest` before it."""
    found, start, used, before = [], 0, 0, ""
    for at, character in enumerate(line):
        wide = width(character)
        if used + wide > columns and len(before) + at - start > len(rest):
            found.append(before + line[start:at])
            start, used, before = at, width(rest), rest
        used += wide
    return [*found, before + line[start:]]


def _command(command: str, columns: int) -> Iterator[str]:
    """A command in lines that a shell takes as one: it is never broken but before an option."""
    line = " "
    for number, part in enumerate(command.split(" --")):
        word = f" --{part}" if number else f" {part}"
        if number and width(line + word) > columns - 2:
            yield line + " \\"
            line = "     "
        line += word
    yield line
