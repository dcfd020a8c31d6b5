"""Does a real shell hold what the code that is rendered for it says?"""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import HOSTILE

from awsenv.environment import dialects
from awsenv.environment.variables import Lost, Unexported

COMMANDS = {
    "bash": ["bash", "--norc", "--noprofile", "-c"],
    "zsh": ["zsh", "-f", "-c"],
    "fish": ["fish", "--no-config", "-c"],
}
# As the snippets take the code in: out of a command substitution, inside a function.
EVALUATE = {
    "bash": 'f() { local code; code=$(cat) && eval "$code"; }; f',
    "zsh": 'f() { emulate -L zsh; local code; code=$(cat) && eval "$code"; }; f',
    "fish": "function f; set -l code; cat | read --null code; eval $code; end; f",
}
VALUES = [
    *HOSTILE,
    *("a b", "\\\\'", "${HOME}", "$", "?", "[a]", "~root", "!", "& touch x", "| touch x", "> x", "=ls"),
    *(
        "%n",
        "%{a%}",
        "a=b",
        "\udcff",
        "\udcc3(",
        "'\udcff'",
        "\uf600",
        "\ufdd0",
        "\ue000",
        "end; touch x",
        "set -e PATH",
    ),
]
texts = st.sampled_from(VALUES) | st.lists(st.sampled_from(VALUES), max_size=4).map("".join)
texts |= st.binary(max_size=20).filter(lambda raw: 0 not in raw).map(os.fsdecode)
names = st.sampled_from(["AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWSENV_BEFORE", "__awsenv_kept"])
changes = st.dictionaries(names, st.none() | texts | texts.map(Unexported) | st.just(Lost()), min_size=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("here")


def run(shell, change, folder, *, before="", after="command env -0", environ=None, command=None):
    """The bytes that a shell prints after it has evaluated the change."""
    result = subprocess.run(
        [*(command or COMMANDS[shell]), f"{before}\n{EVALUATE[shell]}\n{after}"],
        input=os.fsencode(dialects.render(shell, change)),
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **(environ or {})},
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert not (folder / "x").exists()
    return result.stdout


def exported(output):
    words = (os.fsdecode(word).partition("=") for word in output.split(b"\0") if word)
    return {name: value for name, _, value in words if name.startswith(("AWS", "__awsenv"))}


@pytest.mark.parametrize("shell", dialects.SHELLS)
@settings(max_examples=25, deadline=None)
@given(change=changes, old=st.dictionaries(names, texts))
def test_a_shell_exports_what_the_change_says(folder, shell, change, old):
    kept = {name: value for name, value in old.items() if name not in change}
    new = {name: value for name, value in change.items() if type(value) is str}
    assert exported(run(shell, change, folder, environ=old)) == {**kept, **new}


@pytest.mark.parametrize("shell", dialects.SHELLS)
def test_a_shell_exports_every_hostile_value(folder, shell):
    change = {f"AWS_V{number}": value for number, value in enumerate(VALUES)}
    assert exported(run(shell, change, folder)) == change


@pytest.mark.parametrize("shell", dialects.SHELLS)
@pytest.mark.parametrize("value", ["", "a b", "\n'\\\n", "$(touch x)", "é\u2028", "\udcff"])
def test_an_unexported_variable_holds_its_value_and_no_child_sees_it(folder, shell, value):
    for environ in ({}, {"AWS_V": "old"}):
        change = {"AWS_V": Unexported(value)}
        assert exported(run(shell, change, folder, environ=environ)) == {}
        copy = {
            "bash": 'export AWS_COPY="$AWS_V"',
            "zsh": 'export AWS_COPY="$AWS_V"',
            "fish": 'set -gx AWS_COPY "$AWS_V"',
        }
        shown = run(shell, change, folder, environ=environ, after=copy[shell] + "; command env -0")
        assert exported(shown) == {"AWS_COPY": value}


@pytest.mark.parametrize(
    ("shell", "before"),
    [
        *(
            ("bash", before)
            for before in ("set -a", "set -eu -o pipefail", "set -o posix", "set -C", "shopt -s nullglob")
        ),
        *(
            ("zsh", f"setopt {option}")
            for option in ("allexport", "ksharrays", "shwordsplit", "nounset", "errexit")
        ),
        *(
            ("zsh", f"setopt {option}")
            for option in ("nullglob", "extendedglob", "rcquotes", "posixbuiltins", "globsubst")
        ),
        *(
            ("zsh", f"setopt {option}")
            for option in ("globalexport", "warncreateglobal", "typesetsilent", "banghist")
        ),
        ("zsh", "unsetopt globalexport"),
        (
            "bash",
            "shopt -s expand_aliases; alias export=false unset=false typeset=false builtin=false",
        ),
        ("bash", "export() { false; }; unset() { false; }; typeset() { false; }"),
        ("zsh", "alias export=false unset=false typeset=false builtin=false"),
        ("zsh", "export() { false; }; unset() { false; }; typeset() { false; }"),
        ("fish", "set -x AWS_GONE x"),
    ],
)
def test_options_of_the_shell_change_nothing(folder, shell, before):
    change = {
        "AWS_A": "it's \\ $(touch x)\n*",
        "AWS_H": Unexported("h i"),
        "AWS_GONE": None,
        "AWS_LOST": Lost("x"),
    }
    environ = {"AWS_GONE": "x", "AWS_H": "x", "AWS_LOST": "x"}
    assert exported(run(shell, change, folder, before=before, environ=environ)) == {"AWS_A": change["AWS_A"]}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_variable_that_stays_unexported_under_set_a_is_still_there(folder, shell):
    shown = run(shell, {"AWS_V": Unexported("a b")}, folder, before="set -a", after='printf %s "$AWS_V"')
    assert shown == b"a b"


def test_bash_in_posix_mode_at_its_start_is_no_other(folder):
    change = {"AWS_A": "it's", "AWS_H": Unexported("h")}
    assert exported(run("bash", change, folder, environ={"POSIXLY_CORRECT": "1"})) == {"AWS_A": "it's"}


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        ("set -U AWS_V universal", {"AWS_V": None}, {}),
        ("set -Ux AWS_V universal", {"AWS_V": "new"}, {"AWS_V": "new"}),
        ("set -Ux AWS_V universal", {"AWS_V": "universal"}, {"AWS_V": "universal"}),
        ("set -U AWS_V universal", {"AWS_V": "universal"}, {"AWS_V": "universal"}),
        ("set -gx AWS_V a b", {"AWS_V": "a b"}, {"AWS_V": "a b"}),
        ("set -gx AWS_V", {"AWS_V": "x"}, {"AWS_V": "x"}),
        ("set -g AWS_V x", {"AWS_V": "x"}, {"AWS_V": "x"}),
        ("set -gx AWS_V x", {"AWS_V": Unexported("x")}, {}),
    ],
)
def test_a_universal_variable_of_fish_is_covered_and_not_changed(tmp_path, before, change, expected):
    universal = before.startswith("set -U")
    after = "command env -0; set -e -g AWS_V; printf 'LEFT=%s' $AWS_V"
    # fish has universal variables only with its configuration, which is in the home directory.
    found = run("fish", change, tmp_path, before=before, after=after, command=["fish", "-c"])
    assert exported(found) == expected
    assert found.endswith(b"LEFT=universal") == universal


@pytest.mark.parametrize(
    ("shell", "after"),
    [
        ("bash", "printf %s ${AWS_V-unset}"),
        ("zsh", "printf %s ${AWS_V-unset}"),
        ("fish", "set -q AWS_V; or echo -n unset"),
    ],
)
def test_what_is_unset_or_lost_is_there_no_more(folder, shell, after):
    for value in (None, Lost("x")):
        assert run(shell, {"AWS_V": value}, folder, environ={"AWS_V": "old"}, after=after) == b"unset"


def test_each_variable_is_one_line_unless_its_value_has_more():
    change = {"A": "x", "B": None, "C": Unexported("y")}
    assert {shell: dialects.render(shell, change).count("\n") for shell in dialects.SHELLS} == dict.fromkeys(
        dialects.SHELLS, 3
    )


@pytest.mark.parametrize(
    ("told", "shell", "protocol", "interactive"),
    [
        (None, "", "", False),
        ("bash:3", "bash", "3", False),
        ("bash:3:himB", "bash", "3", True),
        ("zsh:3:569X", "zsh", "3", False),
    ],
)
def test_a_snippet_says_which_it_is_and_whether_a_person_types(told, shell, protocol, interactive):
    environ = {} if told is None else {"AWSENV_SHELL": told}
    assert dialects.caller(environ) == (shell, protocol)
    assert dialects.is_interactive(environ) == interactive


@pytest.mark.parametrize(
    ("shell", "text", "word"),
    [
        ("bash", "a-b_c.d", "a-b_c.d"),
        (None, "it's", "'it'\\''s'"),
        ("fish", "it's", "'it\\'s'"),
        ("elvish", "it's", "'it''s'"),
        ("elvish", "a\x01Z", '"\\x61\\x01Z"'),
        ("nu", 'a\\b"c\x01', '"a\\\\b\\"c\\u{1}"'),
        ("xonsh", "it's", '"it\'s"'),
    ],
)
def test_a_word_can_be_typed_at_its_shell(shell, text, word):
    assert dialects.word(shell, text) == word


@pytest.mark.parametrize("shell", dialects.OTHERS)
@pytest.mark.parametrize("value", [None, Lost("x"), Unexported("x")])
def test_what_no_other_shell_exports_is_unset_there(shell, value):
    unset = {"elvish": "unset-env AWS_V", "nu": '{"name": "AWS_V", "value": null}'}
    expected = unset.get(shell, "__xonsh__.env.pop('AWS_V', None)")
    assert dialects.render(shell, {"AWS_V": value}) == expected + "\n"


@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ("elvish", "set __awsenv_kept = {}"),
        ("nu", '{{"name": "__awsenv_kept", "value": {}}}'),
        ("xonsh", "__awsenv_kept = {}"),
    ],
)
def test_what_another_snippet_keeps_is_a_variable_of_its_own(shell, code):
    for value in (Unexported("x"), None):
        word = {"nu": "null" if value is None else '"x"'}.get(shell, f"'{value or ''}'")
        assert dialects.render(shell, {"__awsenv_kept": value}) == code.format(word) + "\n"
