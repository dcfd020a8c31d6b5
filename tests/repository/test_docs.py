"""Is every command that the pages in docs/ show one that awsenv understands?"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from awsenv import commands
from awsenv.commands import TABLE, VERBS, parser
from awsenv.environment import variables

DOCS = Path(__file__).resolve().parents[2] / "docs"
SPAN = re.compile(r"(?<!`)`(awsenv [^`\n]+)`(?!`)")
LINE = re.compile(r"^ *(?:[$%>] )?(awsenv [^#\n|]+?)\s*(?:#.*)?$")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
# What stands for something else, as each argument wants it to look.
STANDS_FOR = {"REGION": "eu-west-1", "ARN": "arn:aws:iam::aws:policy/ReadOnlyAccess", "VERB": "list"}


def pages():
    return sorted(DOCS.rglob("*.md"))


def shown(text):
    """The commands in code spans, and on lines of code of their own."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        yield from (match[1] for match in SPAN.finditer(line) if not fenced)
        if fenced or line.startswith("    "):
            yield from (match[1] for match in LINE.finditer(line))


COMMANDS = sorted({(page.name, command) for page in pages() for command in shown(page.read_text("utf-8"))})


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_a_command_that_is_shown_is_understood(page, command, environ):
    words = [STANDS_FOR.get(word, word) for word in shlex.split(command.partition(" >")[0])[1:]]
    if words[0] not in TABLE:
        words.insert(0, "use")
    verb, *words = words
    if commands.module(verb).USAGE.command and "--" in words:
        assert words[words.index("--") + 1 :]
        words = words[: words.index("--")]
    parsed = vars(parser.made(verb, environ).parse_args(words))

    assert isinstance(parsed, dict)


def test_the_page_for_those_who_come_from_other_tools_shows_every_verb():
    text = (DOCS / "coming-from.md").read_text("utf-8")
    shown_verbs = {command.split()[1] for command in shown(text)}
    # Neither takes the place of anything: they set up a shell, show a sandbox, or explain the others.
    without = {"init", "demo", "help", "use"}

    assert set(VERBS) - without - shown_verbs == set()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_every_file_that_a_page_leads_to_is_there(page):
    prose = re.sub(r"^    .*$", "", page.read_text("utf-8"), flags=re.MULTILINE)  # not the code
    targets = LINK.findall(prose)

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_page_of_the_protocol_has_every_variable_and_every_internal_verb():
    text = (DOCS / "protocol.md").read_text("utf-8")
    own = [value for value in vars(variables).values() if isinstance(value, str)]
    names = {*variables.OURS, *(name for name in own if name.startswith(("AWSENV_", "__awsenv_")))}
    internal = {verb for verb in TABLE if verb.startswith("--")}

    assert len(names) > 15
    assert names - set(re.findall(r"`(\w+)`", text)) == set()
    assert internal - set(re.findall(r"`(--\w+)", text)) == set()


def test_every_test_that_the_page_of_the_protocol_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "protocol.md").read_text("utf-8")))
    shell = DOCS.parent / "tests" / "shell"
    known = {
        name for path in shell.glob("*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }

    assert len(named) > 5
    assert named - known == set()


def test_the_manual_and_the_reference_say_what_help_says():
    done = subprocess.run([sys.executable, DOCS.parent / "tests/man", "--check"], check=False)
    assert done.returncode == 0, "run tests/man"


def test_every_place_that_contributing_names_is_there():
    root = DOCS.parent
    text = (root / "CONTRIBUTING.md").read_text("utf-8").split("## Where a change goes")[1].split("\n## ")[0]
    named = re.findall(r"`([a-z_/A-Z-]+(?:\.py|\.md|/))`", text)

    assert len(named) > 10
    assert [name for name in named if not ((root / "awsenv" / name).exists() or (root / name).exists())] == []


def test_changelog_has_a_place_for_what_comes_next():
    headings = re.findall(r"^## (.*)$", (DOCS.parent / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", heading) for heading in headings[1:])
