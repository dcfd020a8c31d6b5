"""Is the code as the linters, the formatters and the oldest shells want it?"""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ["install.sh", "tests/run", "tests/fresh", ".ci/run"]
BASH = ["tests/run", "tests/fresh", ".ci/run", "shell/awsenv.bash", "awsenv/demo/tour.bash"]


def complaints(*command):
    """What a tool says when it is not content; a tool that is missing fails the test."""
    environ = {**os.environ, "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}", "NO_COLOR": "1"}
    result = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return (
        "" if result.returncode == 0 else f"{result.stdout}{result.stderr}" or f"status {result.returncode}"
    )


def test_ruff_finds_nothing():
    assert complaints("ruff", "check", "--output-format", "concise", ".") == ""


def test_python_is_formatted_by_ruff():
    assert complaints("ruff", "format", "--check", ".") == ""


def test_types_are_strict():
    assert complaints("mypy", "--strict", "awsenv") == ""


@pytest.mark.parametrize("path", [*SCRIPTS, "shell/awsenv.bash", "awsenv/demo/tour.bash"])
def test_shellcheck_finds_nothing(path):
    assert complaints("shellcheck", path) == ""


@pytest.mark.parametrize("path", [*SCRIPTS, "shell/awsenv.bash", "awsenv/demo/tour.bash"])
def test_shell_is_formatted_by_shfmt(path):
    assert complaints("shfmt", "-d", "-i", "2", path) == ""


@pytest.mark.parametrize(
    "command",
    [
        *(("bash", "-n", path) for path in BASH),
        ("sh", "-n", "install.sh"),
        ("zsh", "-n", "shell/awsenv.zsh"),
        ("zsh", "-n", "awsenv/demo/tour.zsh"),
        ("fish", "--no-config", "-n", "shell/awsenv.fish"),
        ("fish", "--no-config", "-n", "shell/awsenv-more.fish"),
        ("fish", "--no-config", "-n", "awsenv/demo/tour.fish"),
    ],
)
def test_each_shell_can_parse_its_file(command):
    assert complaints(*command) == ""


@pytest.mark.parametrize("path", ["shell/awsenv.fish", "shell/awsenv-more.fish", "awsenv/demo/tour.fish"])
def test_fish_is_formatted_by_fish_indent(path):
    assert complaints("fish_indent", "--check", path) == ""


# What bash 3.2, the one of macOS, lacks: the version that brought it, how it looks, and a line with it.
NEWER = {
    "a case statement that falls through": ("4.0", r";&", "a) b ;;& c) d ;; esac"),
    "a coprocess": ("4.0", r"\bcoproc\b", "coproc cat"),
    "a declaration with attributes": (
        "4.0",
        r"\b(?:declare|typeset|local)\s+(?:-\w+\s+)*-\w*[AgnluI]",
        "local -A a",
    ),
    "local options": ("4.4", r"\blocal\s+-(?:\s|;|$)", "local -; set -f"),
    "an array read from lines": ("4.0", r"\b(?:mapfile|readarray)\b", "mapfile -t lines"),
    "a change of case": ("4.0", r"\$\{!?\w+(?:\[[^]]*\])?[,^]", 'x="${name^^}"'),
    "a transformation": ("4.4", r"\$\{!?(?:\w+(?:\[[^]]*\])?|@|\*)@\w", 'x="${name[1]@Q}"'),
    "a test for being set": ("4.2", r"(?:\[|\btest)\s(?:[^]]*\s)?-[vR]\s", "[[ -n $a && -v b ]]"),
    "an index from the end": ("4.2", r"\[-\d+\]", 'x="${a[-1]}"'),
    "a length from the end": ("4.2", r"\$\{\w+(?:\[[^]]*\])?:[^:}]+:\s*-", 'x="${a:0:-1}"'),
    "a pipe of both streams": ("4.0", r"\|&", "a |& b"),
    "appending both streams": ("4.0", r"&>>", "a &>>b"),
    "a printed time": ("4.2", r"printf\b.*%\([^)]*\)T", "printf -v now '%(%s)T' -1"),
    "printing into an element": ("4.1", r"printf\s+-v\s+[\"']?\w+\[", "printf -v 'a[1]' x"),
    "the clock": ("5.0", r"\bEPOCH(?:SECONDS|REALTIME)\b", "now=$EPOCHSECONDS"),
    "the process of a subshell": ("4.0", r"\bBASHPID\b", "p=$BASHPID"),
    "a strong random number": ("5.1", r"\bSRANDOM\b", "n=$SRANDOM"),
    "reading exactly or with a text": ("4.0", r"\bread\b[^;|&]*\s-\w*[iN]", "read -r -i x name"),
    "reading for part of a second": ("4.0", r"\bread\b[^;|&]*\s-\w*t\s*(?:\d*\.\d|0\b)", "read -t 0.1 x"),
    "a descriptor of the shell's choice": ("4.1", r"\{\w+\}[<>]", "exec {fd}>file"),
    "options of a completion": ("4.0", r"\bcompopt\b", "compopt -o nospace"),
    "a completion of everything": ("4.1", r"\bcomplete\b.*\s-[DEI]\b", "complete -F f -D"),
    "an option of a newer shell": (
        "4.0",
        r"\bshopt\b.*\b(?:globstar|lastpipe|autocd|checkjobs|direxpand|inherit_errexit|localvar_\w+)\b",
        "shopt -s lastpipe",
    ),
    "waiting for any": ("4.3", r"\bwait\s+-[nfp]", "wait -n"),
    "an escape for a character": ("4.2", r"\$'[^']*\\[uU][0-9a-fA-F]", r"x=$'\u21bb'"),
    "a list of prompt commands": (
        "5.1",
        r"\bPROMPT_COMMAND(?:\+?=\(|\[[1-9]\d*\]\+?=)",
        "PROMPT_COMMAND+=(f)",
    ),
    "a substitution without a process": ("5.3", r"\$\{[\s|]", "x=${ date; }"),
    # Under `set -u` it fails when the array is empty; ${a[@]+"${a[@]}"} does not.
    "an array without a guard": ("4.4", r'(?<!\+)"\$\{\w+\[@\]\}"', 'f "${a[@]}"'),
}

OLD_ENOUGH = """
local -a words=()
local name=x; declare -p name; export -n name; readonly -f f
f ${a[@]+"${a[@]}"} "$@" "${!name}" "${!AWS@}" "${#a[@]}" "${a[*]-}"
case $x in a) b ;; esac & c >/dev/null 2>&1 || d && e
printf -v text '%s (%d)' "${x: -1}" "${x:0:2}"
read -r -d '' -t 5 -n 1 name <file
[[ $a == -v* ]]; [ -r "$b" ]; ((a -= 1)); x=${y:-1}; z=${y%,}
PROMPT_COMMAND="f;${PROMPT_COMMAND[*]-}" # PROMPT_COMMAND+=(f) would need more
"""


def too_new(text, pattern):
    """Lines that need a newer bash, unless they or the lines above say that older ones do not get there."""
    found = []
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        marked = re.search(r"# bash [45](?:\.\d)?\+|# never empty", f"{above}\n{line}")
        code = re.sub(r"(?:^|\s)#\s.*", "", line)
        if re.search(pattern, code) and not marked:
            found.append(f"{number}: {line.strip()}")
        above = line
    return found


@pytest.mark.parametrize(("since", "pattern", "line"), NEWER.values(), ids=NEWER)
def test_the_snippet_keeps_to_bash_3_2(since, pattern, line):
    assert too_new((ROOT / "shell/awsenv.bash").read_text(), pattern) == []


@pytest.mark.parametrize(("since", "pattern", "line"), NEWER.values(), ids=NEWER)
def test_the_check_for_bash_3_2_sees_what_is_too_new_unless_it_is_marked(since, pattern, line):
    assert too_new(f"# first\n{line}", pattern) == [f"2: {line}"]
    assert too_new(f"{line} # bash {since}+", pattern) == []
    assert too_new(f"# bash {since}+\n{line}", pattern) == []
    assert too_new(f"# bash {since}+\n\n{line}", pattern) == [f"3: {line}"]
    assert too_new(OLD_ENOUGH, pattern) == []
