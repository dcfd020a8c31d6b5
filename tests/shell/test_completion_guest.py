"""TAB is a guest of the shell's completion system: commands behind exec, matchers, a readline setting, a planted list."""

from __future__ import annotations

import os

import pytest

from .test_completion import completed, write

OLD = os.environ.get("AWSENV_TEST_BASH", "bash") != "bash"  # 3.2, which cannot tell what an alias stands for
# A command of the user's own that completes to alpha or beta, and an alias.
OWN = {
    "bash": "complete -W 'alpha beta' mine\nalias ax='awsenv exec dev --'",
    "zsh": "_mine() { compadd alpha beta }\ncompdef _mine mine\nalias ax='awsenv exec dev --'",
    "fish": "complete -c mine -f -a 'alpha beta'\nalias ax='awsenv exec dev --'",
}
BEHIND_EXEC = {
    "awsenv exec dev -- mine al": ["exec", "dev", "--", "mine", "alpha"],
    "awsenv exec -k 'two words' -r eu-west-1 -- mine al": [
        *["exec", "-k", "two words", "-r", "eu-west-1", "--", "mine", "alpha"]
    ],
    "awsenv exec --serve dev -- mine al": ["exec", "--serve", "dev", "--", "mine", "alpha"],
    "awsenv exec dev -- cat .aws/con": ["exec", "dev", "--", "cat", ".aws/config"],
    "awsenv exec dev -- printen": ["exec", "dev", "--", "printenv"],
    "awsenv exec dev -- awsenv exec dev -- mine be": [
        *["exec", "dev", "--", "awsenv", "exec", "dev", "--", "mine", "beta"]
    ],
    "awsenv exec pro": ["exec", "prod-"],
    "ax mine be": ["exec", "dev", "--", "mine", "beta"],
    "ax cat .aws/con": ["exec", "dev", "--", "cat", ".aws/config"],
    "awsenv exec dev --re": ["exec", "dev", "--re"],
    "awsenv exec dev mine al": ["exec", "dev", "mine", "alpha"],
    "awsenv exec 'two words' mine al": ["exec", "two words", "mine", "alpha"],
    "awsenv exec two:words mine al": ["exec", "two:words", "mine", "alpha"],
    "awsenv exec dev cat -- .aws/con": ["exec", "dev", "cat", "--", ".aws/config"],
    "awsenv exec dev printen": ["exec", "dev", "printenv"],
    "awsenv exec dev awsenv exec dev mine be": ["exec", "dev", "awsenv", "exec", "dev", "mine", "beta"],
    "awsenv exec -k dev mine al": ["exec", "-k", "dev", "mine", "al"],
    "awsenv exec dev -k mine al": ["exec", "dev", "-k", "mine", "al"],
}


def test_behind_exec_a_command_completes_as_it_would_alone(start, home, shell):
    lines = [typed for typed in BEHIND_EXEC if not (shell.name == "bash" and OLD and typed.startswith("ax"))]
    terminal = start(rc=OWN[shell.name])

    assert {typed: completed(terminal, home, typed) for typed in lines} == {
        typed: BEHIND_EXEC[typed] for typed in lines
    }


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize(
    ("rc", "word"),
    [
        ('f() { COMPREPLY=("$1+$2+$3+$COMP_CWORD+${COMP_WORDS[*]}+$COMP_LINE"); }\ncomplete -F f mine', None),
        ("complete -C ./program mine", "mine+al+mine+mine al+7"),
        ("complete -d mine", ".aws/"),
        ("f() { complete -W 'alpha' mine; return 124; }\ncomplete -F f mine", "alpha"),
        ("f() { complete -W 'alpha' mine; return 124; }\ncomplete -D -F f", "alpha"),
    ],
)
def test_behind_exec_bash_asks_whatever_completes_the_command(start, home, rc, word):
    if OLD and " -D " in rc:
        pytest.skip("bash 3.2 knows no complete -D")
    home.write("program", '#!/bin/sh\nprintf "%s" "$1+$2+$3+$COMP_LINE+$COMP_POINT"\n').chmod(0o755)
    typed = "awsenv exec dev -- mine " + (".a" if word == ".aws/" else "al")

    words = completed(start(rc=rc), home, typed)

    assert " ".join(words[4:]) == (word or "mine+al+mine+1+mine al+mine al")


MATCHERS = """\
zstyle ':completion:*' matcher-list 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' 'r:|=*' 'l:|=* r:|=*'
zstyle ':completion:*' completer _complete _approximate
zstyle ':completion:*' format 'these are %d'
zstyle ':completion:*' group-name ''
"""
MATCHED = {
    "awsenv PROD-N": ["prod-network-admin"],
    "awsenv network": ["prod-network-admin"],
    "awsenv use network": ["use", "prod-network-admin"],
    "awsenv prod-netwrok-admin": ["prod-network-admin"],
    "awsenv STATU": ["status"],
    "awsenv dev --REGI": ["dev", "--region"],
    "awsenv dev --region EU-NOR": ["dev", "--region", "eu-north-1"],
}


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_zsh_matches_corrects_and_groups_as_the_user_has_told_it_to(start, home):
    terminal = start(rc=MATCHERS)

    assert {typed: completed(terminal, home, typed) for typed in MATCHED} == MATCHED
    terminal.send("awsenv \t\t")
    terminal.until(b"(?s)these are profile.*-- 012345678901 NetworkAdminRole.*these are verb")
    terminal.run("\x15")


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_zsh_completes_after_compinit_has_run_again(start, home):
    terminal = start()
    terminal.run("compinit -C")

    assert completed(terminal, home, "awsenv prod-n") == ["prod-network-admin"]


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_bash_obeys_completion_ignore_case_of_readline(start, home):
    terminal = start()
    kept = {"PROD-N": ["PROD-N"], "LIS": ["LIS"], "dev --region EU-NOR": ["dev", "--region", "EU-NOR"]}
    found = {
        "PROD-N": ["prod-network-admin"],
        "LIS": ["list"],
        "dev --region EU-NOR": ["dev", "--region", "eu-north-1"],
    }

    assert {typed: completed(terminal, home, "awsenv " + typed) for typed in kept} == kept
    terminal.run("bind 'set completion-ignore-case on'")
    assert {typed: completed(terminal, home, "awsenv " + typed) for typed in found} == found


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_name_completes_where_bash_goes_on_replacing_it(start, home):
    write(home, ["wow!x y", "wow!x$z", "it's", "a:b", "a:bc d", "~tilde"])
    terminal = start(rc="set -H")
    lines = {
        'awsenv "wow\t y': "wow!x y",
        'awsenv "wow\t\\$': "wow!x$z",
        "awsenv 'it": "it's",
        "awsenv a:bc": "a:bc d",
        'awsenv "a:bc': "a:bc d",
        "awsenv \\~": "~tilde",
    }

    assert lines == {typed: " ".join(completed(terminal, home, typed)) for typed in lines}
    terminal.run("COMP_WORDBREAKS=${COMP_WORDBREAKS//:}")
    assert completed(terminal, home, "awsenv a:bc") == ["a:bc d"]


def planted(home, change=os.path.exists):
    """A list of names that is not what the core wrote: change(path of the list)."""
    path = home.path / ".cache/awsenv/names"
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join([*lines[:3], lines[3] + " zz;touch${IFS}x", *lines[4:], "zebra\tdescription", ""])
    )
    change(path)


def move_behind_link(path):
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def move_directory_behind_link(path):
    path.parent.rename(path.parent.with_name("other"))
    path.parent.symlink_to("other")


DISTRUSTED = {
    "link": move_behind_link,
    "link to the directory": move_directory_behind_link,
    "owner": lambda path: os.chown(path, 65534, -1),
    "owner of the directory": lambda path: os.chown(path.parent, 65534, -1),
    "mode": lambda path: path.chmod(0o666),
    "mode for the group": lambda path: path.chmod(0o620),
    "mode of the directory": lambda path: path.parent.chmod(0o777),
}


@pytest.mark.parametrize("change", DISTRUSTED)
def test_a_list_of_names_that_another_user_may_have_written_is_not_believed(start, home, shell, change):
    if "owner" in change and os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    if "mode" in change and shell.name != "zsh":
        pytest.skip("bash and fish see no mode; the core writes none that others may write")
    terminal = start()
    terminal.run("awsenv --names >/dev/null")
    planted(home)
    assert completed(terminal, home, "awsenv zeb") == ["zebra"]  # what is ours is believed
    assert completed(terminal, home, "awsenv zz") == ["zz;touch${IFS}x"]  # and quoted

    planted(home, DISTRUSTED[change])

    assert completed(terminal, home, "awsenv zeb") == ["zeb"]
    assert not list(home.path.glob("**/x"))


def test_no_name_that_a_terminal_obeys_is_offered_behind_an_option_either(start, home):
    write(home, ["evil\x1b[31m\x9b31mname", "evident"])

    assert completed(start(), home, "awsenv -k ev") == ["-k", "evident"]


TRACED = {
    "bash": (
        "export AWS_ACCESS_KEY_ID=AKIASECRET AWS_SECRET_ACCESS_KEY=verysecret; AWS_SESSION_TOKEN=token-secret",
        "exec 7>~/trace; BASH_XTRACEFD=7; set -x",
    ),
    "zsh": (
        "export AWS_ACCESS_KEY_ID=AKIASECRET AWS_SECRET_ACCESS_KEY=verysecret; AWS_SESSION_TOKEN=token-secret",
        "set -x",
    ),
    "fish": (
        "set -gx AWS_ACCESS_KEY_ID AKIASECRET; set -gx AWS_SECRET_ACCESS_KEY verysecret; set -g AWS_SESSION_TOKEN token-secret",
        "set -g fish_trace all",
    ),
}


def test_no_trace_shows_what_the_shell_holds(start, home, shell):
    home.write("project/.awsprofile", "# what a stranger wrote\n")
    terminal = start()
    for line in TRACED[shell.name]:
        terminal.run(line)
    since = len(terminal.log)
    for typed in (
        "awsenv --names >/dev/null",
        "awsenv prod-n\t\x15",
        "awsenv dev --reg\t\x15",
        "cd project",
        "cd",
    ):
        terminal.run(typed)
    for typed in ("awsenv_prompt_info", "awsenv dev", "awsenv off", "true"):
        terminal.run(typed)

    shown = terminal.log[since:]
    if shell.name == "bash":
        shown += (home.path / "trace").read_bytes()
    assert b"awsenv_prompt_info" in shown
    assert {"bash": b"+ true\n", "zsh": b"> true\r\n", "fish": b""}[
        shell.name
    ] in shown  # it is traced as before
    for secret in (b"AKIASECRET", b"verysecret", b"token-secret", b"what a stranger wrote"):
        assert secret not in shown
