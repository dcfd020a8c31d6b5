"""Does each verb declare what it takes, once for both roads to it?"""

from __future__ import annotations

import inspect
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsenv import commands
from awsenv.call import Call
from awsenv.chains.session_options import SessionOptions
from awsenv.commands import OF_PROFILE, TABLE, VERBS, options, parser
from awsenv.commands.verb import ANY, ONE, OPTIONAL
from awsenv.errors import AwsenvError

EVERY = pytest.mark.parametrize("verb", TABLE)
WORDS = (
    "dev",
    "a b",
    "",
    "é日",
    ".",
    "bash",
    "tcsh",
    "sync",
    "use",
    "eu-west-1",
    "eu wst",
    "s3",
    "-",
    "--",
    "x" * 99,
)


def declared(verb):
    usage = commands.module(verb).USAGE
    return [*usage.words, *usage.options()]


def called(read, *words):
    """What `run` would get, or what is said instead."""
    call = Call({}, "/", 0, io.StringIO(), io.StringIO())
    try:
        given = read(*words)
        return None if given is None else {word.name: word.value(typed, call) for word, typed in given}
    except AwsenvError as error:
        return error.what, error.remedy


@EVERY
def test_run_has_a_parameter_for_each_word_and_option_and_none_that_nothing_gives(verb):
    usage, names = commands.module(verb).USAGE, {one.name for one in declared(verb)}
    parameters = inspect.signature(commands.module(verb).run).parameters
    named = {name for name, one in parameters.items() if one.kind is not one.VAR_KEYWORD} - {"call"}
    of_a_session = {*inspect.signature(SessionOptions).parameters} if "asked" in parameters else set()

    assert names | ({"command"} if usage.command else set()) == named - {"asked"} | (names & of_a_session)


@EVERY
def test_what_need_not_be_typed_has_a_default_in_run(verb):
    parameters = inspect.signature(commands.module(verb).run).parameters
    may_be_left_out = {
        one.name for one in declared(verb) if one.number != ONE or isinstance(one, options.Option)
    }

    assert {
        name
        for name in may_be_left_out & set(parameters)
        if parameters[name].default is inspect.Parameter.empty
    } == set()


@EVERY
def test_words_that_may_be_left_out_come_last_and_one_alone_may_be_typed_often(verb):
    numbers = [word.number for word in commands.module(verb).USAGE.words]

    assert sorted(numbers, key=[ONE, OPTIONAL, ANY].index) == numbers
    assert numbers.count(ANY) <= 1


@EVERY
def test_an_option_is_named_once(verb):
    flags = [flag for option in commands.module(verb).USAGE.options() for flag in option.flags]

    assert sorted(set(flags)) == sorted(flags)


@pytest.mark.parametrize("verb", VERBS)
def test_tab_offers_profiles_where_the_first_word_is_one(verb):
    first = [word.name for word in commands.module(verb).USAGE.words[:1]]

    assert (first in (["profile"], ["globs"])) == (verb in OF_PROFILE)
    assert TABLE[verb] != ""


@EVERY
@given(words=st.lists(st.sampled_from(WORDS), max_size=3), lone=st.integers(-1, 20))
def test_plain_words_give_what_argparse_would_give(verb, words, lone):
    flags = [flag for option in commands.module(verb).USAGE.options() for flag in option.flags]
    words = [flags[lone]] if 0 <= lone < len(flags) else words
    plain = called(commands.module(verb).USAGE.plain, words)

    assert plain in (None, called(lambda: parser.read(verb, words, words, {})))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["region", "a b"], "'a b' is not a region name"),
        (["init", "tcsh"], "'tcsh' is not one of bash, zsh, fish, elvish, nu, xonsh"),
        (["demo", "tcsh"], "'tcsh' is not one of bash, zsh, fish"),
        (["sso", "snyc"], "awsenv sso has no verb 'snyc'"),
        (["help", "stauts"], "no verb 'stauts'; did you mean 'status'?"),
    ],
)
def test_a_word_is_checked_on_both_roads(words, said):
    verb, *typed = words

    assert called(commands.module(verb).USAGE.plain, typed)[0] == said
    assert called(lambda: parser.read(verb, typed, ["--", *typed], {}))[0] == said


def test_a_wrong_value_names_its_option():
    words = ["x", "-d", "1 hour"]
    said = "argument -d/--duration: '1 hour' is not valid; write it as 45m or 1h30m"

    assert called(lambda: parser.read("export", words, words, {})) == (said, None)
