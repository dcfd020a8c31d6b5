"""Other programs that live in a shell: does each do its work, and find what it left?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import environment, quoted

# The functions by which each program is known, as its own files define them.
DEFINED = [
    ("bash", "starship_precmd() { :; }"),
    ("bash", "_omp_hook() { :; }"),
    ("zsh", "prompt_starship_precmd() { : }"),
    ("zsh", "starship_precmd() { : }"),
    ("zsh", "_omp_precmd() { : }"),
    ("zsh", "p10k() { : }"),
    ("fish", "function enable_transience; end"),
    ("fish", "function _omp_get_prompt; end"),
    ("fish", "function _tide_print_item; end"),
]


@pytest.mark.parametrize(
    ("shell", "definition"), DEFINED, indirect=["shell"], ids=[" ".join(pair) for pair in DEFINED]
)
@pytest.mark.parametrize("when", ["before", "rc"])
def test_the_segment_steps_aside_whichever_is_loaded_first(start, definition, when):
    terminal = start(**{when: definition})
    bare = terminal.last_line()
    terminal.run("awsenv dev")

    assert terminal.last_line() == bare


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_nothing_is_printed_while_the_instant_prompt_of_powerlevel10k_stands(start, home):
    home.write("project/.awsprofile", "dev\n")
    instant = "typeset -gi __p9k_instant_prompt_active=1"
    terminal = start(rc=f"{instant}\ncd ~/project")
    quiet = terminal.log
    explained = terminal.run("unset __p9k_instant_prompt_active")
    terminal.run("awsenv allow")
    again = start(rc=f"{instant}\ncd ~/project")

    assert b"awsenv:" not in quiet
    assert b"awsenv allow" in explained
    assert b"awsenv:" not in again.log
    assert environment(again, home)["AWS_PROFILE"] == "dev"


TWICE = {
    "plugin": "aws_prompt_info() { print -r -- \"<$AWS_PROFILE>\" }; setopt prompt_subst; RPROMPT='$(aws_prompt_info)'",
    "theme": 'prompt_aws() { print -rn -- "<$AWS_PROFILE>" }; build_prompt() { prompt_aws }; setopt prompt_subst; '
    "PROMPT='$(build_prompt)'$PROMPT",
}


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize("kind", TWICE)
def test_oh_my_zsh_and_awsenv_show_a_name_once_and_what_only_awsenv_knows_beside_it(start, kind):
    terminal = start(before=TWICE[kind])
    seen = []
    for line in (
        "awsenv dev",
        f"AWSENV_EXPIRATION={int(time.time()) + 2550}",
        "awsenv prod-network-admin",
        "SHOW_AWS_PROMPT=false; awsenv dev",
    ):
        terminal.run(line)
        seen.append(terminal.last_line())

    assert [line.startswith("(") for line in seen] == [False, True, True, True]
    assert b"<dev>" in terminal.log


def printed(shell, program):
    """The line that runs what a program prints for a shell."""
    return f"{program} fish | source" if shell.name == "fish" else f'eval "$({program} {shell.name})"'


@pytest.mark.parametrize("when", ["before", "rc"])
def test_beside_direnv_both_give_back_what_they_found_in_the_right_order(start, home, shell, when, tmp_path):
    both, envrc = (
        tmp_path / "both",
        tmp_path / "envrc",
    )  # direnv itself cannot be in a directory named like ours
    for place, text in (
        (both, "export AWS_PROFILE=from-envrc AWS_REGION=eu-north-1\n"),
        (envrc, "AWS_PROFILE=b"),
    ):
        place.mkdir()
        (place / ".envrc").write_text(f"export OTHER=yes\nexport {text}\n")
    (both / ".awsprofile").write_text("dev\n")
    terminal = start(
        **{when: printed(shell, "direnv hook")}, environ={"AWS_PROFILE": "mine", "AWS_REGION": "ap-south-1"}
    )
    before = environment(terminal, home)
    for line in (f"cd {both}", "direnv allow", "awsenv allow", "cd", f"cd {envrc}", "direnv allow", "cd"):
        terminal.run(line)
    seen = []
    for place in (home.path, both, home.path, envrc, both, envrc, home.path):
        terminal.run(f"cd {quoted(shell, str(place))}")
        seen.append(environment(terminal, home))

    names = ["mine", "dev", "mine", "b", "dev", "b", "mine"]
    assert [one["AWS_PROFILE"] for one in seen] == names
    assert [seen[0], seen[2], seen[-1]] == [before] * 3
    assert (seen[4], seen[4]["AWS_REGION"]) == (seen[1], "us-east-2")


@pytest.mark.parametrize("when", ["before", "rc"])
def test_a_jump_of_zoxide_is_a_cd_and_zoxide_learns_of_each(start, home, shell, when, tmp_path):
    for name in ("pinned", "plain"):
        (tmp_path / "places" / name).mkdir(parents=True)
    (tmp_path / "places/pinned/.awsprofile").write_text("dev\n")
    terminal = start(
        **{when: printed(shell, "zoxide init")}, environ={"_ZO_DATA_DIR": str(tmp_path / "zoxide")}
    )
    before = environment(terminal, home)
    for line in (f"cd {tmp_path}/places/pinned", "awsenv allow", f"cd {tmp_path}/places/plain", "cd"):
        terminal.run(line)
    seen, shown = [], b""
    made = subprocess.run(["zoxide", "init", "fish"], capture_output=True, text=True, check=True).stdout
    for line in ("z pinned", "z plain", "z pinned", "z -"):
        shown += terminal.run(line)
        if (
            shell.name == "fish" and "commandline -f repaint" in made
        ):  # an older zoxide has it draw its prompt once more
            terminal.prompt()
        seen.append((terminal.last_line().startswith("(dev)"), environment(terminal, home)))
    terminal.run("sh -c 'exit 3'")
    status = terminal.status
    terminal.run("zoxide query --list plain >~/known; zoxide query --list pinned >>~/known")

    assert [inside for inside, _ in seen] == [True, False, True, False]
    assert seen[0][1]["AWS_PROFILE"] == seen[2][1]["AWS_PROFILE"] == "dev"
    assert seen[1][1] == seen[3][1] == before
    assert (home.path / "known").read_text().splitlines() == [
        f"{tmp_path}/places/{name}" for name in ("plain", "pinned")
    ]
    assert status == 3
    assert b"rror" not in shown


# Where one goes, and the profile there: from a .awsprofile that names dev, or from a mise.toml.
WAYS = [("pin", "dev"), ("both", "dev"), ("toml", "b"), ("both", "dev"), ("toml/pin", "dev"), ("pin", "dev")]


@pytest.fixture
def mise(home, tmp_path):
    """The environment in which mise asks nobody and no network, and looks at its own places alone.

    It reads all files anew once something is made or removed in a directory that it looks at.
    """
    if not shutil.which("mise", path=home.environ["PATH"]):
        pytest.skip("mise is not installed; tests/run installs it where it finds npm, on Linux on x86_64")
    return {
        "MISE_OFFLINE": "1",
        "MISE_TRUSTED_CONFIG_PATHS": str(tmp_path),
        "MISE_CEILING_PATHS": str(tmp_path / "places"),
        "AWS_PROFILE": "mine",
        "AWS_REGION": "ap-south-1",
    }


@pytest.mark.parametrize("when", ["before", "rc"])
def test_beside_mise_both_give_back_what_they_found_in_the_right_order(
    start, home, shell, when, tmp_path, mise
):
    places = tmp_path / "places"
    for name, pin, toml in (
        ("pin", "dev\n", ""),
        ("both", "dev\n", 'AWS_PROFILE = "a"\nAWS_REGION = "eu-north-1"'),
        ("toml", "", 'AWS_PROFILE = "b"'),
        ("toml/pin", "dev\n", 'OTHER = "yes"'),
    ):
        (places / name).mkdir(parents=True)
        if pin:
            (places / name / ".awsprofile").write_text(pin)
        if toml:
            (places / name / "mise.toml").write_text(f"[env]\n{toml}\n")
    terminal = start(**{when: printed(shell, "mise activate")}, environ=mise)
    before = environment(terminal, home)
    for name in ("pin", "both", "toml/pin"):
        terminal.run(f"cd {places / name}")
        terminal.run("awsenv allow")
    terminal.run("cd /")
    seen = []
    for name, _ in WAYS:
        terminal.run(f"cd {places / name}")
        shown = terminal.last_line().partition(" ")[0].strip("()")
        now = environment(terminal, home)
        seen.append((name, now["AWS_PROFILE"]))
        assert shown == now.get("AWSENV_PROFILE", shown)
    terminal.run("cd /")

    assert seen == WAYS
    assert environment(terminal, home) == before
    assert b"rror" not in terminal.log


# What bash-preexec does, in few lines: the first line of PROMPT_COMMAND tells how the last command ended, the last one
# says that the next command is typed by a person, and a DEBUG trap waits for it. Both are put in their places again at
# each prompt, and where an array may stand there they make one of the string.
PREEXEC = r"""
__bp_install() {
  trap '__bp_typed "$_"' DEBUG
  __bp_precmd_invoke_cmd
  typed=1
}
__bp_typed() {
  if [[ -n ${typed-} && -z ${COMP_POINT-} ]]; then
    typed=
    went "$(HISTTIMEFORMAT= history 1 | sed 's/^ *[0-9]* *//')"
  fi
  : "$1"
}
__bp_precmd_invoke_cmd() {
  local status=$? IFS=$'\n' all
  all="${PROMPT_COMMAND[*]}"
  if [[ $all != __bp_precmd_invoke_cmd$'\n'*$'\n'__bp_interactive_mode ]]; then
    all=${all//__bp_install now/:}
    all=${all//__bp_precmd_invoke_cmd/:}
    all=__bp_precmd_invoke_cmd$'\n'${all//__bp_interactive_mode/:}
    unset PROMPT_COMMAND
    PROMPT_COMMAND=$all$'\n'__bp_interactive_mode
    ((BASH_VERSINFO[0] * 10 + BASH_VERSINFO[1] < 51)) || PROMPT_COMMAND=("$all" __bp_interactive_mode)
  fi
  (exit $status)
  came
}
__bp_interactive_mode() { typed=1; }
declare -ft __bp_install
PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}'__bp_install now'
"""
REAL = os.environ.get("AWSENV_TEST_BASH_PREEXEC", "")


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
@pytest.mark.parametrize("kind", ["alike", "real"])
def test_what_hears_of_each_command_hears_of_it_once_before_it_runs(start, home, when, kind):
    """AWSENV_TEST_BASH_PREEXEC names the real one."""
    program = PREEXEC
    if kind == "real":
        if not REAL:
            pytest.skip("AWSENV_TEST_BASH_PREEXEC names no file")
        program = f". {Path(REAL).resolve()}\nprecmd_functions+=(came) preexec_functions+=(went)\n"
    heard = 'came() { echo "came $?" >>~/heard; }; went() { echo "went $1" >>~/heard; }\n'
    home.write("project/.awsprofile", "dev\n")
    terminal = start(**{when: heard + program})
    home.write("heard", "")
    statuses = {
        "cd ~/project": 0,
        "awsenv allow; cd ..": 0,
        "cd project": 0,
        "sh -c 'exit 3'": 3,
        "true the-last": 0,
        'echo "$_" >~/word': 0,
        "awsenv off": 0,
        "cd": 0,
    }
    for line in statuses:
        terminal.run(line)

    assert (home.path / "heard").read_text().splitlines()[: 2 * len(statuses)] == [
        word for line in statuses for word in (f"went {line}", f"came {statuses[line]}")
    ]
    assert (home.path / "word").read_text() == "the-last\n"
    assert "AWS_PROFILE" not in environment(terminal, home)


# What terminals do to know where a prompt, what is typed and what it prints begin, in few lines each: they write marks,
# which follow the names of OSC 133. A and B are around the prompt, C is before a command, D;STATUS after it.
# VS Code in bash: a DEBUG trap tells that a command begins, unless it is the one that it put into PROMPT_COMMAND itself.
# That one runs what it found there.
VSCODE = r"""
__vsc_wrap() {
  [[ $PS1 == "${marked-}" ]] || marked="\\[\\e]633;A\\a\\]$PS1\\[\\e]633;B\\a\\]" PS1=$marked
}
__vsc_begins() {
  if [[ -n ${waiting-} && -z ${COMP_POINT-} ]]; then
    waiting=
    [[ $BASH_COMMAND == __vsc_prompt_cmd* ]] || { ran=1 && printf '\e]633;C\a'; }
  fi
  : "$1"
}
__vsc_ends() {
  [[ -z ${ran-} ]] || printf '\e]633;D;%s\a' "$1"
  __vsc_wrap
  ran='' waiting=1
}
__vsc_prompt_cmd() { __vsc_ends $?; }
__vsc_prompt_cmd_original() {
  local each code=$?
  for each in "${__vsc_original_prompt_command[@]}"; do
    (exit $code)
    eval "$each"
  done
  __vsc_ends $code
}
trap '__vsc_begins "$_"' DEBUG
__vsc_original_prompt_command=${PROMPT_COMMAND-}
PROMPT_COMMAND=__vsc_prompt_cmd${PROMPT_COMMAND:+_original}
"""
# kitty and Ghostty in bash join theirs to what they find, and wrap PS1 at each prompt.
JOINED = r"""
__term_ends() {
  printf '\e]633;D;%s\a' $?
  [[ $PS1 == "${marked-}" ]] || marked="\\[\\e]633;A\\a\\]$PS1\\[\\e]633;B\\a\\]" PS1=$marked
}
PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND; }__term_ends"
"""
# They and others wrap zsh's PROMPT before it is shown, and undo that before a command.
EACH = r"""
term_precmd() {
  print -n "\e]633;D;${1-$?}\a"
  if [[ $PROMPT != "${marked-}" ]]; then plain=$PROMPT; fi
  marked=$'%{\e]633;A\a%}'$plain$'%{\e]633;B\a%}'
  PROMPT=$marked
}
term_preexec() {
  PROMPT=$plain
  print -n '\e]633;C\a'
}
precmd_functions+=(term_precmd)
preexec_functions+=(term_preexec)
"""
# kitty and Ghostty do so only where nobody comes after them, and otherwise go there for the next time.
LAST = (
    EACH.replace("term_precmd", "marked_precmd")
    + r"""
_ghostty_precmd() {
  local code=$?
  if [[ $precmd_functions[-1] == _ghostty_precmd ]]; then
    marked_precmd $code
  else
    precmd_functions=(${precmd_functions:#_ghostty_precmd} _ghostty_precmd)
  fi
}
precmd_functions=(${precmd_functions:#marked_precmd} _ghostty_precmd)
"""
)
# iTerm2 in fish puts a prompt of its own around a copy of the one that it finds.
COPIED = r"""
functions --copy fish_prompt __term_inner
function fish_prompt
  set -l code $status
  printf '\e]633;D;%s\a\e]633;A\a' $code
  sh -c "exit $code"
  printf '%b' (string join '\n' -- (__term_inner))
  printf '\e]633;B\a'
end
function __term_begins --on-event fish_preexec
  printf '\e]633;C\a'
end
"""
TERMINALS = {
    "VS Code in bash": ("bash", VSCODE, "typed"),
    "a semicolon in bash": ("bash", JOINED, "ends"),
    "each prompt of zsh": ("zsh", EACH, "all"),
    "the last in zsh": ("zsh", LAST, "all"),
    "a copy in fish": ("fish", COPIED, "all"),
}
# VS Code's number: fish 4 has marks of its own, with the 133 of most others.
MARKS = re.compile(rb"\x1b\]633;([A-D](?:;\d+)?)\x07|\((dev)")
SIZES = {
    "bash": "declare -p PS1 PROMPT_COMMAND >~/sizes",
    "zsh": "typeset -p PROMPT precmd_functions >~/sizes",
    "fish": "functions fish_prompt __awsenv_inner_fish_prompt >~/sizes",
}


@pytest.mark.parametrize("when", ["before", "rc"])
@pytest.mark.parametrize(
    ("shell", "program", "says"), TERMINALS.values(), indirect=["shell"], ids=list(TERMINALS)
)
def test_a_terminal_marks_each_command_once_and_the_segment_is_within_the_prompt(
    start, home, shell, when, program, says
):
    home.write("project/.awsprofile", "dev\n")
    terminal = start(**{when: program})
    for line in ("cd ~/project", "awsenv allow", "cd"):
        terminal.run(line)
    terminal.run(SIZES[shell.name])
    before = (home.path / "sizes").read_text()
    begin = len(terminal.log) - len(terminal.unread)
    expected = ["B"]
    for line, status, name in (
        ("cd ~/project", 0, ["dev"]),
        ("sh -c 'exit 3'", 3, ["dev"]),
        ("", 3, ["dev"]),
        ("cd", 0, []),
        ("sh -c 'exit 4'", 4, []),
        ("awsenv dev", 0, ["dev"]),
        ("awsenv off", 0, []),
    ):
        terminal.run(line)
        begins = ["C"] if line and says != "ends" else []
        ends = [f"D;{status}"] if line or says != "typed" else []
        expected += [*begins, *ends, "A", *name, "B"]
    terminal.run(SIZES[shell.name])
    seen = [(mark[1] or mark[2]).decode() for mark in MARKS.finditer(terminal.log, begin)]

    assert seen[: len(expected)] == expected
    assert (home.path / "sizes").read_text() == before
    assert b"rror" not in terminal.log


# Hooks of others, as they are before ours come.
UNREAD = {
    "bash": ["", "_direnv_hook() { :; }; PROMPT_COMMAND='_direnv_hook;:'", "PROMPT_COMMAND=(true true)"],
    "zsh": ["", "_direnv_hook() { :; }; precmd_functions=(_direnv_hook)"],
    "fish": ["", "function __direnv_export_eval; end"],
}


@pytest.mark.parametrize(
    ("shell", "before"), [(name, line) for name in UNREAD for line in UNREAD[name]], indirect=["shell"]
)
def test_the_usual_neighbours_do_not_have_the_whole_snippet_read(start, before):
    """__awsenv_look_closer is of the rest, in each shell."""
    terminal = start(before=before)
    terminal.run("type __awsenv_look_closer >/dev/null 2>&1")

    assert terminal.status == 1
