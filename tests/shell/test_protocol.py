"""The function awsenv: streams stay the terminal's own, signals harm nothing, and hostile settings do not matter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from awsenv import __version__

from .conftest import environment, export, quoted
from .terminal import REPOSITORY

# A core that asks on the terminal, to see what becomes of streams and signals while it runs.
ASKING = """\
#!/usr/bin/env python3
import os, signal, sys
signal.signal(signal.SIGTSTP, signal.SIG_IGN)
print(*(os.isatty(n) for n in (0, 1, 2)), file=sys.stderr)
answer = input("code? ")
os.write(3, b"export AWS_PROFILE=asked\\n" if "fish" not in os.environ["AWSENV_SHELL"] else b"set -gx AWS_PROFILE asked\\n")
sys.exit(int(answer))
"""


# What pip, pipx or uv puts on the PATH, which tells here that it was run.
INSTALLED = f"""\
#!{sys.executable}
import sys
open(__file__ + ".runs", "a").write(sys.argv[-1] + "\\n")
from awsenv.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def asking(home):
    path = home.write("bin/asking", ASKING)
    path.chmod(0o755)
    return {"AWSENV_BIN": str(path)}


def test_the_core_has_the_terminal_while_its_code_comes_apart_from_it(start, home, asking):
    terminal = start(environ=asking)
    terminal.send("awsenv x\r")
    shown, _ = terminal.until(rb"code\? ")
    terminal.run("0")

    assert b"True True True" in shown
    assert environment(terminal, home)["AWS_PROFILE"] == "asked"


def test_code_of_a_core_that_failed_is_not_evaluated_and_its_status_is_handed_on(start, home, asking):
    terminal = start(environ=asking)
    terminal.send("awsenv x\r")
    terminal.until(rb"code\? ")
    terminal.run("42")
    status = terminal.status

    assert status == 42
    assert "AWS_PROFILE" not in environment(terminal, home)


def test_an_interrupt_changes_nothing(start, home, asking):
    terminal = start(environ=asking)
    terminal.send("awsenv x\r")
    terminal.until(rb"code\? ")
    while True:  # the key may come before the core reads, so it is pressed until it is heard
        terminal.send("\x03")
        try:
            terminal.prompt(patience=1)
            break
        except TimeoutError:
            continue

    assert terminal.status != 0
    assert "AWS_PROFILE" not in environment(terminal, home)


def test_a_stop_key_does_not_freeze_the_shell(start, home, asking):
    terminal = start(environ=asking)
    terminal.send("awsenv x\r")
    terminal.until(rb"code\? ")
    terminal.send("\x1a")
    terminal.run("0")

    assert environment(terminal, home)["AWS_PROFILE"] == "asked"


def test_output_goes_to_a_pipe_or_a_file_without_code_in_it(start, home):
    terminal = start()
    terminal.run("awsenv list --names | cat >~/piped")
    terminal.run("awsenv dev >~/file 2>~/errors")

    assert (home.path / "piped").read_text().splitlines()[:2] == ["default", "prod-account"]
    assert (home.path / "file").read_text() == (home.path / "errors").read_text() == ""
    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


def test_a_switch_works_where_streams_are_closed(start, home):
    terminal = start()
    shown = terminal.run("awsenv dev >&-") + terminal.run("awsenv prod-account <&- >&-")

    assert (b"descriptor" in shown, terminal.status) == (False, 0)
    assert environment(terminal, home)["AWS_PROFILE"] == "prod-account"


def test_what_is_said_is_never_code_whichever_descriptors_are_closed(start, shell, home):
    """bash would give the pipe of the code the numbers that are free."""
    name = "bare; touch x; '; touch x; '"
    with (home.path / ".aws/config").open("a") as config:
        config.write(f'\n[profile "{name}"]\nregion = eu-west-1\n')
    terminal = start()
    statuses = []
    for closed in ("<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-"):
        for profile in (name, "off"):
            terminal.run(f"awsenv {quoted(shell, profile)} {closed}")
            statuses.append(terminal.status)
        terminal.run(f"awsenv {quoted(shell, name)} {closed}")
        statuses.append(environment(terminal, home)["AWSENV_PROFILE"] == name)

    assert statuses == [0, 0, True] * 4
    assert not list(home.path.glob("**/x"))


def test_a_core_that_is_not_there_is_one_clear_line(start, home):
    terminal = start(environ={"AWSENV_BIN": "/nowhere/awsenv"})
    before = environment(terminal, home)
    shown = terminal.run("awsenv dev")

    assert terminal.status == 127
    assert b"awsenv: /nowhere/awsenv does not exist" in shown
    assert environment(terminal, home) == before


@pytest.mark.parametrize("what", ["command", "interpreter"])
def test_a_shell_survives_that_its_core_is_removed_and_finds_the_one_put_in_its_place(start, home, what):
    core = home.path.parent / "core"  # a "#!" line can hold no blank
    core.mkdir()
    (core / "python").symlink_to(sys.executable)
    command = core / "awsenv"
    command.write_text(
        f"#!{core}/python -I\nimport sys\nsys.path[:] = {sys.path}\nfrom awsenv.__main__ import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    terminal = start(environ={"AWSENV_BIN": str(command)})
    terminal.run("awsenv dev")
    before = environment(terminal, home)
    removed = command if what == "command" else core / "python"
    removed.rename(core / "away")
    shown = terminal.run("awsenv prod-account")
    between = environment(terminal, home)
    (core / "away").rename(removed)
    terminal.run("awsenv prod-account")

    assert b"awsenv: run install.sh again, or put a working awsenv on the PATH" in shown
    assert str(command).encode() in shown
    assert between == before
    assert environment(terminal, home)["AWS_PROFILE"] == "prod-account"


def test_an_older_snippet_is_told_to_make_way(start, home, shell):
    terminal = start()
    body = "set -lx AWSENV_SHELL fish:0; command awsenv $argv 3>| read -z code"
    old = (
        f"function old; {body}; end"
        if shell.name == "fish"
        else 'old() { AWSENV_SHELL=bash:0 command awsenv "$@"; }'
    )
    terminal.run(old)
    shown = terminal.run("old dev")

    assert b"awsenv: this shell has loaded the snippet of another version" in shown


HOSTILE_SETTINGS = {
    "bash": [
        "set -eu -o pipefail",
        "set -o posix",
        "shopt -s nullglob failglob dotglob extglob nocasematch",
        "set -o noclobber",
        "set -a",
        "IFS=e:/",
        "set -f",
        "set -o vi",
        "alias local=false eval=false builtin=false export=false read=false '[['=false printf=false return=false",
        'cd() { builtin cd "$@"; }; test() { false; }; printf() { false; }; read() { false; }; eval() { false; }',
        "export() { false; }; unset() { false; }; set() { false; }; return() { false; }; declare() { false; }",
    ],
    "zsh": [
        "setopt KSH_ARRAYS",
        "setopt SH_WORD_SPLIT GLOB_SUBST",
        "setopt NO_UNSET",
        "setopt ERR_EXIT",
        "setopt NULL_GLOB NO_MATCH EXTENDED_GLOB",
        "setopt WARN_CREATE_GLOBAL",
        "setopt ALL_EXPORT",
        "setopt NO_CLOBBER",
        "IFS=e:/",
        "setopt PROMPT_SUBST",
        "emulate sh",
        "emulate ksh",
        "alias -g eval=false builtin=false export=false unset=false typeset=false",
        "alias local=false eval=false builtin=false export=false read=false typeset=false emulate=false",
        "test() { false }; printf() { false }; read() { false }; eval() { false }; export() { false }; unset() { false }",
    ],
    "fish": [
        "set -g fish_trace 1",
        "function cd; builtin cd $argv; end",
        "function eval; false; end",
        "alias command false",
    ],
}
CASES = [(name, line) for name, lines in HOSTILE_SETTINGS.items() for line in lines]


@pytest.mark.parametrize(("shell", "line"), CASES, indirect=["shell"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hostile_setting_before_or_after_loading_changes_nothing(start, home, shell, line, when):
    (home.path / "project").mkdir()
    # fish_trace set in the start-up file would trace the start-up itself, too.
    terminal = start(**({"before": line} if when == "before" else {"rc": line}))
    terminal.run("cd ~/project")
    terminal.run("awsenv local prod-account")
    inside = environment(terminal, home)
    terminal.run("cd ~")
    outside = environment(terminal, home)
    terminal.run("awsenv dev")
    switched = environment(terminal, home)
    terminal.run("awsenv off")

    assert inside["AWS_PROFILE"] == "prod-account"
    assert "AWS_PROFILE" not in outside
    assert (switched["AWS_PROFILE"], switched["AWS_REGION"]) == ("dev", "us-east-2")
    assert environment(terminal, home) == outside
    assert b"awsenv_" not in terminal.run("true")


@pytest.mark.parametrize(
    ("shell", "trace"),
    [("bash", "set -x"), ("zsh", "set -x"), ("fish", "set -g fish_trace 1")],
    indirect=["shell"],
)
def test_a_trace_does_not_print_what_is_remembered(start, home, shell, trace):
    (home.path / "project").mkdir()
    terminal = start(environ={"AWS_SECRET_ACCESS_KEY": "canary", "AWS_ACCESS_KEY_ID": "AKIACANARY"})
    terminal.run(trace)
    shown = terminal.run("awsenv dev") + terminal.run("cd ~/project") + terminal.run("awsenv off")

    assert b"canary" not in shown.lower()
    assert not re.search(rb"AWSENV_PROFILE|74V", terminal.run("true"))  # nor the prompt


def test_the_status_of_the_last_command_survives_the_hooks(start):
    terminal = start()
    statuses = []
    for line in ("sh -c 'exit 7'", "cd /; false", "true"):
        terminal.run(line)
        statuses.append(terminal.status)

    assert statuses == [7, 1, 0]


def test_sourcing_again_changes_nothing(start, home, shell):
    terminal = start(rc=f". '{shell.snippet}'\n. '{shell.snippet}'")
    terminal.run("awsenv dev")
    for _ in range(3):
        terminal.run(f". '{shell.snippet}'")

    assert terminal.last_line().count("(dev)") == 1
    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


def test_only_names_of_ours_appear_in_the_shell(start, home, shell):
    names = {
        "bash": "compgen -v; compgen -A function",
        "zsh": "print -l ${(k)parameters} ${(k)functions}",
        "fish": "set --names; functions --all --names",
    }[shell.name]
    terminal = start(load=False)
    terminal.run("true")
    terminal.run(f"begin; {names}; end >~/before" if shell.name == "fish" else f"{{ {names}; }} >~/before")
    terminal.run(f". '{shell.snippet}'")
    terminal.run("awsenv dev")
    terminal.run("awsenv off")
    terminal.run(f"begin; {names}; end >~/after" if shell.name == "fish" else f"{{ {names}; }} >~/after")
    before = set((home.path / "before").read_text().split())
    new = set((home.path / "after").read_text().split()) - before

    assert {name for name in new if not name.startswith(("__awsenv_", "awsenv", "azhw:"))} <= {
        "PROMPT_COMMAND", "BASH_LINENO", "psvar", "PSVAR", "chpwd_functions", "precmd_functions", "fish_prompt",
        "_", "BASH_REMATCH", "PIPESTATUS", "pipestatus", "status_generation", "CMD_DURATION", "MATCH", "MBEGIN",
        "MEND", "match", "mbegin", "mend", "history", "parameters", "commands", "functions", "__fish_pwd",
        "preexec_functions", "widgets", "keymaps", "zle_hook_widgets", "add-zle-hook-widget",
    }  # fmt: skip


def test_a_shell_that_is_not_interactive_has_the_command_and_no_hooks(home, shell):
    import subprocess

    script = f". '{shell.snippet}'; awsenv dev; env"
    done = subprocess.run(
        [shell.program, "-c", script], env=home.environ, cwd=home.path, capture_output=True, check=True
    )

    assert b"AWS_PROFILE=dev" in done.stdout.splitlines()
    assert done.stderr == b""


def test_code_that_the_shell_cannot_evaluate_to_its_end_is_no_switch(start, home, shell):
    core = home.write("core", '#!/bin/sh\nprintf %s "export A=\'b" >&3\n')
    core.chmod(0o755)
    terminal = start(environ={"AWSENV_BIN": str(core)})

    terminal.run("awsenv dev && touch ~/done")

    assert not (home.path / "done").exists()


# The last is short enough for a variable, and too long together with what a snippet tells the core of all.
@pytest.mark.parametrize(
    "region", ["eu\0west", "a" * 200_000, "a " * 20_000], ids=["NUL", "long", "together"]
)
def test_a_value_that_no_variable_can_hold_changes_nothing(start, home, region):
    home.write(".aws/config", f"[profile dev]\nregion = eu-west-1\n[profile it]\nregion = {region}b\n")
    terminal = start()
    terminal.run("awsenv dev")
    before = environment(terminal, home)

    terminal.run("awsenv it")

    assert terminal.status != 0
    assert environment(terminal, home) == before
    terminal.run("awsenv off")
    assert terminal.status == 0


@pytest.mark.parametrize("numbers", [True, False])
def test_inherited_variables_of_our_names_are_evaluated_by_no_shell(start, home, shell, numbers):
    names = set(re.findall(r"__awsenv_\w+", Path(shell.snippet).read_text())) - {"__awsenv_core"}
    ours = ("EXPIRATION", "IDLE", "SHOWN", "COLOR", "STATE", "SETTINGS", "RENEWS")
    names |= {f"AWSENV_{name}" for name in ours}
    environ = dict.fromkeys(names, "a[$(touch x)]") | {"AWSENV_PROFILE": "dev", "AWSENV_MODE": "keys"}
    if numbers:
        environ |= {"AWSENV_IDLE": "900", "AWSENV_EXPIRATION": str(int(time.time()) + 200)}
    terminal = start(environ=environ)
    (home.path / "project").mkdir()
    for line in ("cd project", "cd ..", "true"):
        terminal.run(line)

    assert not list(home.path.glob("**/x"))


@pytest.fixture
def apart(start, home, shell):
    """The shell with a snippet of its own, and the directory of that; the core is found elsewhere."""

    def apart(**environ):
        place = home.path / "here/shell"
        shutil.copytree(REPOSITORY / "shell", place)
        return start(load=False, before=f". ~/here/shell/awsenv.{shell.name}", environ=environ), place

    return apart


def test_a_shell_outlives_an_upgrade_that_replaces_its_file(apart, home, shell):
    terminal, place = apart()
    for path in place.glob(f"awsenv*.{shell.name}"):
        text = path.read_text().replace("__awsenv_look_closer", "__awsenv_renamed")
        path.write_text(
            text.replace(f"version {__version__}", "version 9").replace(f"!= {__version__}", "!= 9")
        )
    home.write("project/.awsprofile", "dev\n")
    shown = terminal.run("cd project") + terminal.run("cd ..") + terminal.run("awsenv dev")

    assert environment(terminal, home).get("AWS_PROFILE") == "dev"
    assert terminal.last_line().startswith("(dev)")
    assert b"awsenv_" not in shown


@pytest.mark.parametrize("reread", ["awsenv dev; awsenv off", ". ~/here/shell/awsenv.{name}"])
def test_a_shell_outlives_an_upgrade_from_a_version_that_looked_for_pins_in_another_way(
    apart, home, shell, reread
):
    terminal, place = apart()
    for path in place.glob(f"awsenv*.{shell.name}"):
        text = path.read_text()
        path.write_text(
            text.replace(f"version {__version__}", "version 9").replace(f"!= {__version__}", "!= 9")
        )
    forget = "functions -e" if shell.name == "fish" else "unset -f"
    home.write("reread", f"{forget} __awsenv_pinned; {reread.format(name=shell.name)}\n")
    shown = terminal.run(". ~/reread") + terminal.run("true") + terminal.run("awsenv local dev")
    shown += terminal.run("true")

    assert b"__awsenv" not in shown
    assert terminal.last_line().startswith("(dev)")


def test_a_shell_outlives_an_upgrade_that_moves_its_file(apart, home):
    terminal, place = apart()
    shutil.rmtree(place.parent)
    terminal.run("awsenv dev")

    assert environment(terminal, home).get("AWS_PROFILE") == "dev"
    assert terminal.last_line().startswith("(dev)")


def test_a_shell_whose_installation_is_gone_says_so_and_goes_on(apart, home):
    home.write("project/.awsprofile", "dev\n")
    core = home.write("core", "#!/bin/sh\necho $1 >>~/asked\n")
    core.chmod(0o755)
    terminal, place = apart(AWSENV_BIN=str(core))
    shutil.rmtree(place.parent)
    quiet = terminal.run("cd project") + terminal.run("true") + terminal.run("cd ..")
    assert (home.path / "asked").read_text() == "init\n"  # not at each prompt
    core.unlink()
    shown = terminal.run("awsenv dev")

    assert b"awsenv: " not in quiet
    assert b"awsenv: run install.sh again" in shown
    assert terminal.status == 127


@pytest.fixture
def installed(home):
    """The script by which pip starts the core, and a function that tells with which words it was run."""
    path, runs = home.write("bin/awsenv", INSTALLED), home.path / "bin/awsenv.runs"
    path.chmod(0o755)

    def ran():
        words = runs.read_text().split() if runs.exists() else []
        runs.unlink(missing_ok=True)
        return words

    return path, ran


def test_the_script_of_pip_starts_the_core_once_in_a_shell(start, home, installed):
    path, ran = installed
    terminal = start(environ={"PATH": f"{path.parent}:{os.environ['PATH']}"})
    for line in ("awsenv dev", "awsenv prod-account", "awsenv status", "awsenv no-such-profile"):
        terminal.run(line)

    assert ran() == ["dev"]
    assert environment(terminal, home)["AWS_PROFILE"] == "prod-account"

    terminal.run("awsenv exec dev -- printenv AWS_PROFILE >~/shown")
    assert (home.path / "shown").read_text() == "dev\n"
    assert ran() == []


def test_an_upgrade_that_moves_the_packages_or_the_program_is_followed(start, home, installed, shell):
    path, _ = installed
    old, new = (shutil.copytree(REPOSITORY / "awsenv", home.path / f"{age}/awsenv").parent for age in "ab")
    path.write_text(INSTALLED.replace("from awsenv", f"sys.path.insert(1, {str(old)!r})\nfrom awsenv"))
    terminal = start(environ={"PATH": f"{path.parent}:{os.environ['PATH']}"})
    terminal.run("awsenv dev")
    shutil.rmtree(old)
    path.write_text(INSTALLED.replace("from awsenv", f"sys.path.insert(1, {str(new)!r})\nfrom awsenv"))
    terminal.run("awsenv prod-account")

    assert environment(terminal, home)["AWS_PROFILE"] == "prod-account"

    other = home.write("other/awsenv", INSTALLED)
    path.rename(other)
    terminal.run(export(shell, PATH=f"{other.parent}:{os.environ['PATH']}"))
    terminal.run("awsenv dev")

    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


def test_a_shell_that_evaluates_what_init_prints_needs_no_script(start, home, installed, shell):
    path, ran = installed
    init = f"{quoted(shell, str(path))} init {shell.name}"
    before = {"bash": "set -u; IFS=/", "zsh": "setopt CSH_JUNKIE_QUOTES KSH_ARRAYS"}
    line = f"{init} | source" if shell.name == "fish" else f'{before[shell.name]}; eval "$({init})"'
    terminal = start(load=False, before=line)
    terminal.run("awsenv dev")

    assert ran() == [shell.name]
    assert environment(terminal, home)["AWS_PROFILE"] == "dev"


@pytest.mark.parametrize("program", ["bash", "zsh"])
def test_a_script_that_ends_at_its_first_error_loads_the_snippet(home, program):
    line = f'set -eu; eval "$("$0" init {program})"; awsenv dev; echo $AWS_PROFILE'
    options = ["-f"] if program == "zsh" else ["--norc"]
    words = [program, *options, "-c", line, str(home.command)]
    done = subprocess.run(words, env=home.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "dev\n", "")
