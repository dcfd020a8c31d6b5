"""Strange shells: what the user set, typed or broke is what it was, and the prompt tells the truth about the rest."""

from __future__ import annotations

import re
import subprocess

import pytest

from .conftest import environment, export, quoted

# What a shell holds, written to the file ~/NAME. In bash 3.2 a name is no file where it has blanks and no quotes.
STATE = {
    "bash": "state() { { set +o; shopt -p; trap -p; alias; umask; declare -p OLDPWD BASH_REMATCH DIRSTACK; complete -p; "
    'declare -F | grep -v __awsenv; stty -g; ls /proc/$$/fd; } >"$HOME/$1" 2>&1; }',
    "zsh": "state() { { setopt; trap; alias; umask; typeset -p OLDPWD match MATCH dirstack; bindkey -L; "
    'print -l ${(k)functions} | grep -v __awsenv; stty -g; } >"$HOME/$1" 2>&1; }',
    "fish": "function state; begin; bind; abbr; umask; trap; functions | string match -v '*__*'; stty -g; "
    'end >"$HOME/$argv[1]" 2>&1; end',
}
HELD = {
    "bash": "trap : WINCH CHLD EXIT RETURN DEBUG ERR; [[ ab =~ a(b) ]]",
    "zsh": "trap : WINCH CHLD DEBUG ZERR; [[ ab =~ 'a(b)' ]]",
    "fish": "function trapped --on-signal WINCH; end",
}
LAST = {
    "bash": 'printf "%s " "${PIPESTATUS[@]}" "${BASH_REMATCH[@]}"',
    "zsh": 'printf "%s " $pipestatus $match',
    "fish": "printf '%s ' $pipestatus 1",
}
PIPE = {
    "bash": "true | false | (exit 3)",
    "zsh": "true | false | (exit 3)",
    "fish": "true | false | sh -c 'exit 3'",
}


def test_a_prompt_a_switch_and_a_pin_leave_all_that_is_the_users_as_it_was(start, home, shell):
    (home.path / "project").mkdir()
    terminal = start(rc=f"{STATE[shell.name]}\n{HELD[shell.name]}")
    terminal.run("cd ~/project")
    terminal.run("awsenv local dev")
    for name in ("warm", "before"):  # fish loads some functions at their first use
        terminal.run("cd ~/project")
        terminal.run("cd ~")
        terminal.run(f"state {name}")
    seen = []
    for line in (
        "true",
        "awsenv dev",
        export(shell, AWSENV_EXPIRATION=1999999999, AWSENV_IDLE=100000),
        "awsenv nobody",
        "cd ~/project",
        "awsenv off",
        "awsenv - | cat",
    ):
        terminal.run(line)
        if "project" in line:
            terminal.run("cd ~")
        terminal.run("state after")
        seen.append((home.path / "after").read_text())
    # In bash a profile with an idle time has a trap of ours, as long as it is active.
    seen[2:5] = [text.replace("trap -- '__awsenv_typed \"$_\"' SIGURG\n", "") for text in seen[2:5]]

    before = (home.path / "before").read_text().splitlines()
    assert [set(before) ^ set(after.splitlines()) for after in seen] == [set()] * len(seen)


def test_a_command_line_sees_what_the_one_before_it_left(start, home, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION=1999999999, AWSENV_IDLE=100000))
    if shell.name != "fish":
        terminal.run("[[ 1 =~ 1 ]]; [[ a1 =~ '(1)' ]]; [[ a1 =~ (1) ]]")
    terminal.run(PIPE[shell.name])
    terminal.run(f"{LAST[shell.name]} >~/left")
    terminal.run("true the-last")
    if shell.name != "fish":
        terminal.run('printf %s "$_" >~/word')
    terminal.run("history >~/typed")

    assert " ".join((home.path / "left").read_text().split()[:3]) == "0 1 3"
    assert (home.path / "left").read_text().split()[-1] == "1"
    assert shell.name == "fish" or (home.path / "word").read_text() == "the-last"
    assert "__awsenv" not in (home.path / "typed").read_text()


STRANGE = {
    "bash": [
        "set -f; IFS=0123456789; set -u",
        "[() { false; }; :() { false; }; true() { false; }; command() { false; }; local() { false; }",
        "readonly name value core status word pin text dir ends state prefix nl hook others; declare -i first=1 last=1",
        "set -k",
    ],
    "zsh": [
        "setopt WARN_NESTED_VAR WARN_CREATE_GLOBAL KSH_ARRAYS SH_WORD_SPLIT NO_UNSET ERR_EXIT NULL_GLOB EXTENDED_GLOB",
        "[() { false }; :() { false }; true() { false }; command() { false }; local() { false }",
        "bindkey -v; setopt RC_EXPAND_PARAM POSIX_BUILTINS POSIX_CD CSH_JUNKIE_LOOPS NO_HASH_CMDS REMATCH_PCRE",
        "typeset -r PROMPT",
        "typeset -r psvar",
    ],
    "fish": [
        "fish_vi_key_bindings",
        "set -U AWS_PROFILE everywhere; set -U pin x; set -U text y; set -U place z",
        "function path; echo awsenv_; end; function count; false; end; function contains; false; end",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("shell", "line"), [(name, line) for name in STRANGE for line in STRANGE[name]], indirect=["shell"]
)
def test_a_strange_setting_neither_breaks_nor_shows_anything(start, home, shell, line):
    (home.path / "project").mkdir()
    terminal = start(before=line)
    shown = terminal.log
    terminal.run("cd ~/project")
    terminal.run("awsenv local prod-account")
    inside = environment(terminal, home)
    shown += terminal.run("cd ~")
    outside = environment(terminal, home)
    shown += terminal.run("awsenv dev") + terminal.run("true")
    switched = environment(terminal, home)
    shown += terminal.run("awsenv off")

    assert (inside["AWS_PROFILE"], switched["AWS_PROFILE"]) == ("prod-account", "dev")
    assert environment(terminal, home) == outside
    assert "AWSENV_PROFILE" not in outside
    assert not [
        word for word in (b"readonly", b"read-only", b"awsenv_", b"numeric", b"awsenv.") if word in shown
    ]


def test_wherever_one_goes_and_however_deep_the_identity_is_that_of_the_place(start, home, shell):
    (home.path / "project/deep").mkdir(parents=True)
    (home.path / "elsewhere/here").mkdir(parents=True)
    terminal = start()
    terminal.run("cd ~/project")
    terminal.run("awsenv local dev")
    terminal.run("cd ~")
    terminal.run("set -g CDPATH . ~/elsewhere" if shell.name == "fish" else "CDPATH=.:~/elsewhere")
    seen = []

    def go(*lines):
        for line in lines:
            terminal.run(line)
            seen.append(environment(terminal, home).get("AWS_PROFILE"))

    go("cd project", "cd ../elsewhere", "cd -", "pushd /", "popd", "cd ~; cd here", "cd ~/project/deep")
    for _ in range(3):
        terminal.run(shell.program)
    go("true", "cd ~", "cd ~/project")
    terminal.run(f"exec {shell.program}")
    go("true", "cd ~")
    for _ in range(3):
        terminal.run("exit")
    go("true", "mkdir ~/gone; cd ~/gone; rmdir ~/gone", "cd ~")

    there, away = "dev", None
    expected = [
        there,
        away,
        there,
        away,
        there,
        away,
        there,
        there,
        away,
        there,
        there,
        away,
        there,
        away,
        away,
    ]
    assert seen == expected
    assert b"rror" not in terminal.log


def test_a_subshell_a_pipe_and_a_job_change_their_own_identity_alone(start, home, shell):
    terminal = start(rc="alias nothing=true")
    kept = ["true", "echo x | cat; true"]
    if shell.name != "fish":  # which runs a function in the shell itself, wherever it is written
        kept += ["awsenv dev | cat", "(awsenv dev)", "x=$(awsenv dev)", "awsenv dev & wait"]
    for line in kept:
        terminal.run(line)
        assert "AWS_PROFILE" not in environment(terminal, home), line
    terminal.send("awsenv dev\recho typed ahead >~/typed\r")
    terminal.prompt()
    terminal.prompt()
    trapped = "function trapped --on-signal USR1; awsenv prod-account; end; kill -USR1 %self"
    terminal.run(trapped if shell.name == "fish" else "trap 'awsenv prod-account' USR1; kill -USR1 $$")
    terminal.run("true")

    assert (home.path / "typed").read_text() == "typed ahead\n"
    assert environment(terminal, home)["AWS_PROFILE"] == "prod-account"


# A core that does not answer a directory hook while there is a file of this name, until it is interrupted.
SLOW = """\
#!/bin/sh
if [ "$1" = --hook ] && [ -e "$HOME/slow" ]; then
  trap 'exit 130' INT
  echo waiting >&2
  while [ -e "$HOME/slow" ]; do sleep 0.1; done
fi
exec {core} "$@"
"""


def test_a_pin_whose_core_was_interrupted_shows_as_not_followed_and_is_asked_for_at_the_next_cd(
    start, home, shell
):
    core = home.write("bin/slow", SLOW.format(core=next(iter(home.environ["PATH"].split(":"))) + "/awsenv"))
    core.chmod(0o755)
    (home.path / "project").mkdir()
    (home.path / "other").mkdir()
    terminal = start(environ={"AWSENV_BIN": str(core)})
    terminal.run("cd ~/project")
    terminal.run("awsenv local dev")
    terminal.run("cd ~")
    seen = []
    for place in ("project", "other"):
        home.write("slow", "")
        terminal.send(f"cd ~/{place}\r")
        terminal.until(b"waiting\r\n")
        terminal.send("\x03")
        terminal.prompt()
        (home.path / "slow").unlink()
        terminal.run("true")
        seen.append(terminal.last_line().rpartition(" ")[0])
        terminal.run("awsenv_prompt_info >~/info")
        seen.append((home.path / "info").read_text())
        terminal.run("cd ~")
        terminal.run("cd ~/project")
        seen.append(terminal.last_line().rpartition(" ")[0])
    terminal.run("cd ~/other")
    terminal.run("true")

    assert seen == ["(!)", "!", "(dev)", "(dev !)", "dev !", "(dev)"]
    assert "!" not in terminal.last_line()
    assert "AWS_PROFILE" not in environment(terminal, home)


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2028\u2029\u009b\U000e0041"


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_what_turns_a_line_or_hides_in_a_name_shows_as_a_question_mark(start, home, shell, locale):
    name = f"a{TURNING}b{HIDDEN}c日é©…"
    home.write(".aws/config", f'[profile "{name}"]\nregion = eu-west-1\n')
    home.write("switch", f"awsenv use {quoted(shell, name)}")
    terminal = start()
    terminal.run(export(shell, LC_ALL=locale))
    terminal.run(". ~/switch")
    shown = terminal.last_line()
    marks = f"(a{'?' * len(TURNING)}b{'?' * len(HIDDEN)}c"

    assert shown.startswith(marks)
    if (shell.name, locale) != ("zsh", "C"):  # which itself shows bytes there
        assert shown.startswith(f"{marks}日é©…) ")
    assert environment(terminal, home)["AWSENV_PROFILE"] == name


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("shown", [None, "", "dev", "\u202edev\x1b[31m", "a\u202eb"])
def test_of_a_name_that_the_core_has_not_shown_only_ascii_is(start, home, shell, locale, shown):
    name = f"a{TURNING}{HIDDEN}é\x1b[31m"
    terminal = start()
    terminal.run(export(shell, LC_ALL=locale))
    terminal.run("awsenv dev")
    home.write(
        "name", export(shell, AWSENV_PROFILE=name, **({} if shown is None else {"AWSENV_SHOWN": shown}))
    )
    terminal.run(". ~/name")

    assert re.match(r"\(a\?+\[31m ", terminal.last_line())


@pytest.mark.parametrize("shown", ["\x1b[31mdev", "\x9b31mdev", "dev\r\n", "\x7f\x07"])
def test_nothing_that_a_terminal_obeys_is_in_a_name_however_it_came(start, shell, home, shown):
    terminal = start()
    terminal.run("awsenv dev")
    home.write("name", export(shell, AWSENV_SHOWN=shown))
    terminal.run(". ~/name")

    assert terminal.last_line().startswith("(" + re.sub(r"[\x00-\x1f\x7f-\x9f]", "?", shown) + ") ")


def test_without_a_terminal_a_login_or_an_environment_there_are_no_words_and_no_hooks(home, shell):
    """Cron, ssh host command, and what has closed or uses the descriptors that the snippet does."""
    snippet = quoted(shell, shell.snippet)
    lines = ["awsenv dev", "env | grep ^AWS_PROFILE", "cd /"]
    if shell.name != "fish":
        lines = [
            "set -eu",
            "exec 3>&- 4>&-",
            *lines,
            'exec 3>"$HOME/three" 4>"$HOME/four"',
            "trap 'awsenv off; echo bye' EXIT",
            "awsenv prod-account",
            "echo 3 >&3",
            "echo 4 >&4",
            "if awsenv nobody 2>/dev/null; then :; else echo $?; fi",
            "env | grep ^AWS_PROFILE",
        ]
    environ = {name: home.environ[name] for name in ("HOME", "PATH")}
    if shell.name == "fish":  # which in the C locale reads names that are not ASCII as something else
        environ["LC_ALL"] = "C.UTF-8"
    done = subprocess.run(
        [shell.program, "-c", "\n".join([f". {snippet}", *lines])],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )

    assert done.stderr == ""
    if shell.name == "fish":
        assert done.stdout == "AWS_PROFILE=dev\n"
    else:
        assert done.stdout == "AWS_PROFILE=dev\n3\nAWS_PROFILE=prod-account\nbye\n"
        assert tuple((home.path / name).read_text() for name in ("three", "four")) == ("3\n", "4\n")


@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_another_shell_refuses_the_snippet_silently(shell):
    done = subprocess.run(["sh", "-c", f". '{shell.snippet}'; echo $?"], capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"1\n", b"")
