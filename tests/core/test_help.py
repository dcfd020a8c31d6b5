"""Does help say how each verb is used, on a terminal of 80 columns?"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from running import run_core

from awsenv import cli
from awsenv.commands import TABLE, VERBS
from awsenv.terminal.screen import width


def run(environ, *words, **more):
    return run_core({**environ, **more}, environ["HOME"], *words)


def help_of(environ, *words, **more):
    done = run(environ, *words, **more)
    assert (done.status, done.err) == (0, "")
    return done.out


@pytest.mark.parametrize("verb", [*VERBS, "-"])
def test_help_of_a_verb_is_what_its_option_shows_with_examples_and_fits(environ, verb):
    text = help_of(environ, "help", verb, COLUMNS="200")
    assert help_of(environ, verb, "--help", COLUMNS="200") == text
    assert [line for line in text.splitlines() if width(line) > 80] == []
    examples = text.partition("examples:\n")[2].splitlines()
    assert 1 <= len(examples) <= (13 if verb == "exec" else 6)  # which has lines for containers
    name = {"use": "", "-": "-"}.get(verb, f"{verb}")
    assert any(f"awsenv {name}" in line for line in examples)
    assert all(line.startswith("  ") for line in examples)


def test_help_is_narrower_on_a_narrow_terminal(environ):
    text = help_of(environ, "help", "use", COLUMNS="50").partition("examples:")[0]
    assert 40 < max(map(width, text.splitlines())) <= 50


def test_help_within_a_verb_has_its_examples_too(environ):
    assert "examples:\n  awsenv sso sync" in help_of(environ, "sso", "sync", "--help")


def test_help_of_a_verb_that_has_one_verb_is_the_help_of_that(environ):
    text = help_of(environ, "help", "sso", "sync")
    assert "--dry-run" in text
    assert help_of(environ, "help", "sso") == help_of(environ, "sso", "sync", "--help") == text


def test_help_of_a_verb_within_a_verb_that_is_not_there_says_so(environ):
    done = run(environ, "help", "sso", "snyc")
    said = "awsenv: awsenv sso has no verb 'snyc'\nawsenv: awsenv help sso\n"
    assert (done.status, done.out, done.err) == (2, "", said)


@pytest.mark.parametrize("verb", ["-", "demo"])
def test_help_says_what_the_verb_does_and_what_its_words_are(environ, verb):
    about = help_of(environ, "help", verb).split("\n\n")[1]
    assert len(about.split()) > 5
    words = help_of(environ, "help", verb).partition("positional arguments:\n")[2].splitlines()
    assert verb == "-" or len(words[0].split()) > 2


def test_the_overview_fits_and_has_a_line_for_every_verb(environ):
    text = help_of(environ, "help")
    assert help_of(environ, "--help") == cli.HELP == text
    assert [line for line in text.splitlines() if width(line) > 80] == []
    assert len(text.splitlines()) < 40
    shown = set(re.findall(r"^  awsenv ([a-z|]+)", text, re.MULTILINE))
    assert {verb for words in shown for verb in words.split("|")} == set(VERBS)


@pytest.mark.parametrize(
    ("word", "said"), [("stauts", "; did you mean 'status'?"), ("\x1b[31m", ""), ("--active", ""), ("", "")]
)
def test_help_for_what_is_no_verb_says_so(environ, word, said):
    done = run(environ, "help", "--", word)
    assert (done.status, done.out) == (2, "")
    first, second = done.err.splitlines()
    assert first.startswith("awsenv: no verb '")
    assert first.endswith("'" + said)
    assert second == f"awsenv: awsenv help {'status' if said else 'lists the verbs'}"


def test_too_many_words_are_a_usage_error(environ):
    assert run(environ, "help", "use", "list").status == 2


def test_the_overview_loads_no_parser(environ):
    code = "import sys; from awsenv.__main__ import run; run(); print('argparse' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "help"], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("verb", [name for name in TABLE if name not in VERBS and name != "-"])
def test_what_only_a_snippet_calls_has_help_without_examples(environ, verb):
    assert "examples:" not in help_of(environ, verb, "--help")
