"""Are words and options that are read without argparse read as argparse reads them?"""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from awsenv import commands
from awsenv.commands import parser
from awsenv.errors import UsageError

VERBS = [verb for verb in commands.TABLE if verb != "help"]
WORDS = ["dev", "eu-west-1", "15m", "", "-", "--", "-h", "--no-such", "-kr", "--region=x", "-x y"]


@st.composite
def lines(draw):
    verb = draw(st.sampled_from(VERBS))
    flags = [flag for option in commands.module(verb).USAGE.options() for flag in option.flags]
    return verb, draw(st.lists(st.sampled_from(WORDS[:3]) | st.sampled_from([*flags, *WORDS]), max_size=5))


@settings(max_examples=600, deadline=None)
@given(lines())
@example(("console", ["dev", "--url", "s3"]))
@example(("keys", ["move", "--yes", "dev"]))
@example(("sso", ["sync", "--dry-run", "main"]))
def test_they_are_read_as_argparse_reads_them(line):
    verb, typed = line
    plain = commands.module(verb).USAGE.plain(typed)
    if plain is not None:
        assert {word.name: text for word, text in plain} == by_argparse(verb, typed), line


def by_argparse(verb, typed):
    try:
        return {word.name: text for word, text in parser.read(verb, typed, typed, {}) or ()}
    except UsageError as error:
        return error.what
