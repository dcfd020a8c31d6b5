"""TAB: profile names from the list, verbs, options and their values; names are quoted, never run."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = [
    "two words",
    "it's",
    "$(touch x)",
    "`touch x`",
    "a;touch x",
    "100%n",
    "*star",
    "~tilde",
    "èрт中",
    "colon:at@slash/dot.x",
    "equals=x",
    "{a,b}",
    "!!",
    "#hash",
    "back\\slash",
    'dou"ble',
]
QUOTED = {ord(character): "\\" + character for character in "';\""}


def write(home, names):
    headers = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    home.write(".aws/config", "".join(f'[profile "{header}"]\nregion = eu-west-1\n' for header in headers))
    home.write(".aws/credentials", "")


def completed(terminal, home, typed):
    """What the words become that a person types and ends with TAB and Enter: the words given to the command."""
    terminal.run("function awsenv; printf '%s\\0' $argv >~/words; end") if "fish" in terminal.argv[
        0
    ] else terminal.run("awsenv() { printf '%s\\0' \"$@\" >~/words; }")
    terminal.run(typed + "\t")  # Enter is read after what TAB does is done
    return [os.fsdecode(word) for word in (home.path / "words").read_bytes().split(b"\0")[:-1]]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_completes_to_itself_and_nothing_runs(start, home, shell, name):
    if shell.name == "fish":
        name = name.replace(
            "*star", "xyz*star"
        )  # fish itself completes no word that begins with an escaped wildcard
    write(home, [name, "other"])
    terminal = start()
    typed = name[:3].translate(QUOTED) if name[0].isalnum() else "\\" + name[0]

    for verb in ("", "use ", "local "):
        assert completed(terminal, home, f"awsenv {verb}{typed}") == [*verb.split(), name]
    assert not list(home.path.glob("**/x"))


LINES = {
    "awsenv prod-n": ["prod-network-admin"],
    "awsenv use pro": ["use", "prod-"],
    "awsenv stat": ["status"],
    "awsenv init fi": ["init", "fish"],
    "awsenv list --js": ["list", "--json"],
    "awsenv dev --reg": ["dev", "--region"],
    "awsenv dev --region eu-nor": ["dev", "--region", "eu-north-1"],
    "awsenv region us-gov-w": ["region", "us-gov-west-1"],
    "awsenv --region eu-north-1 prod-n": ["--region", "eu-north-1", "prod-network-admin"],
    "awsenv console prod-n": ["console", "prod-network-admin"],
    "awsenv console cloudf": ["console", "cloudf"],  # cloudformation or cloudfront
    "awsenv console guard": ["console", "guardduty"],
    "awsenv console dev guard": ["console", "dev", "guardduty"],
    "awsenv console nothing-like-that": ["console", "nothing-like-that"],
}


def test_verbs_options_and_their_values_complete(start, home):
    terminal = start()

    assert {typed: completed(terminal, home, typed) for typed in LINES} == LINES


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "IFS=e:/"),
        ("bash", "IFS=$'\\n'"),
        ("bash", "alias builtin=false export=false"),
        ("zsh", "IFS=e:/"),
        ("zsh", "IFS="),
        ("fish", "set -g IFS ''"),
    ],
    indirect=["shell"],
)
def test_words_complete_whatever_the_user_separates_words_by_and_calls_an_alias(start, home, line):
    terminal = start(rc=line, environ={"AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "3"})
    terminal.run("awsenv list >/dev/null")

    assert completed(terminal, home, "awsenv stat") == ["status"]
    assert completed(terminal, home, "awsenv prod-n") == ["prod-network-admin"]
    assert completed(terminal, home, "awsenv dev --region eu-nor") == ["dev", "--region", "eu-north-1"]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_name_completes_inside_a_quote_that_was_begun(start, home, quote):
    write(home, ["two words", "two worlds of pain", "other"])

    assert completed(start(), home, f"awsenv {quote}two worl") == ["two worlds of pain"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\\~ho", "~home"),
        ("a\\ b", "a bc"),
        ("x\\\\y", "x\\yz"),
        ("\\$v", "$var"),
        ("q\\'", "q'r"),
    ],
)
def test_a_name_completes_that_was_begun_with_a_backslash(start, home, typed, name):
    write(home, [name, "other"])

    assert completed(start(), home, f"awsenv {typed}") == [name]


@pytest.mark.parametrize("edit", ["config", "credentials", "older", "removed", "other file", "symlink"])
def test_the_list_is_made_anew_when_either_file_changed_in_any_way(start, home, shell, edit):
    terminal = start()
    assert completed(terminal, home, "awsenv prod-n") == ["prod-network-admin"]
    config, credentials = home.path / ".aws/config", home.path / ".aws/credentials"
    new = "[profile zebra]\nregion = eu-west-1\n"
    if edit == "config":
        config.write_text(new)
    elif edit == "credentials":
        credentials.write_text("[zebra]\naws_access_key_id = x\naws_secret_access_key = y\n")
    elif edit == "older":
        config.write_text(new)
        os.utime(config, (1, 1))
    elif edit == "removed":
        config.unlink()
        credentials.write_text("[zebra]\naws_access_key_id = x\naws_secret_access_key = y\n")
    elif edit == "other file":
        home.write("other", new)
        terminal.run(
            "set -gx AWS_CONFIG_FILE ~/other" if shell.name == "fish" else "export AWS_CONFIG_FILE=~/other"
        )
    else:
        home.write("other", new)
        config.unlink()
        config.symlink_to(home.path / "other")

    assert completed(terminal, home, "awsenv ze") == ["zebra"]


def test_tab_answers_and_stays_silent_where_the_cache_cannot_be_written(start, home):
    shutil.rmtree(home.path / ".cache")
    home.write(".cache", "a file where the cache directory would be")

    assert completed(start(), home, "awsenv prod-n") == ["prod-network-admin"]


@pytest.mark.parametrize(
    "text", ["[profile dev]\nregion = x\nregion = y\n[profile zebra]\n", "\ufeff[profile zebra]\n"]
)
def test_a_config_that_botocore_rejects_is_completed_silently(start, home, text):
    home.write(".aws/config", text)
    terminal = start()

    assert completed(terminal, home, "awsenv zeb") == ["zebra"]
    assert b"Traceback" not in terminal.log
    assert b"awsenv: " not in terminal.log


@pytest.mark.parametrize("shell", ["zsh", "fish"], indirect=True)  # bash shows no descriptions
def test_descriptions_tell_account_and_role(start):
    terminal = start()
    terminal.send("awsenv prod-\t\t")
    terminal.until(b"012345678901 NetworkAdminRole")
    terminal.run("\x15")


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize(
    ("setup", "rc"),
    [("", "autoload -Uz compinit; compinit -u -D"), ("", ""), ("autoload -Uz compinit; compinit -u -D", "")],
)
def test_zsh_completes_whether_compinit_runs_before_after_or_never(start, home, shell, setup, rc):
    (home.path / ".zshrc").write_text("")
    terminal = start(
        before="unsetopt prompt_sp prompt_cr\nPROMPT=$'%# %{\\e]7777;%?\\a%}'\n" + setup, rc=rc, setup=False
    )

    assert completed(terminal, home, "awsenv prod-n") == ["prod-network-admin"]
