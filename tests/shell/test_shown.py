"""Whatever goes round the hooks or stands beside them: does the screen say who the shell is, once?"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .conftest import allow, environment, export, unset

SYNCED = rb"\x1b\]7778;\x07"
# zsh may draw its prompt again when the line is shown, and so the mark; a key tells when it has.
SETUP = {
    "bash": "",
    "zsh": "synced() { print -n '\\e]7778;\\a' }; zle -N synced; bindkey '^G' synced",
    "fish": "",
}


def run(terminal, shell, line):
    """Type a line and wait until all is drawn."""
    shown = terminal.run(line)
    settle(terminal, shell)
    return shown


def settle(terminal, shell):
    if shell.name == "zsh":
        terminal.send("\x07")
        terminal.until(SYNCED)


def agree(terminal, home, shell):
    """What the last prompt said of the name and of drift is what the shell holds."""
    line = terminal.last_line()
    run(terminal, shell, "awsenv status --json >~/said")
    drift = json.loads((home.path / "said").read_text())["drift"]
    held = environment(terminal, home)
    settle(terminal, shell)
    name = held.get("AWSENV_PROFILE")
    shown = line.partition(")")[0].lstrip("(").split(" ")[0] if line.startswith("(") else None
    assert (name, bool(drift)) == (shown, "≠" in line), (line, held)
    assert line.count("(") == (1 if name else 0), line


ROUND = {  # what takes our hooks away, or puts a prompt of before back
    "bash": [
        "PROMPT_COMMAND='history -a'",
        "unset PROMPT_COMMAND",
        "PROMPT_COMMAND=(true 'history -a')",
        "PROMPT_COMMAND+=('PS1=$before')",
        "PS1=$before",
        "before=$PS1",
        "shopt -s promptvars; set -o posix",
    ],
    "zsh": [
        "precmd_functions=()",
        "precmd_functions=() chpwd_functions=() preexec_functions=()",
        "precmd() { psvar=() }",
        "PROMPT=$before",
        "before=$PROMPT",
        "other() { : }; zle -N zle-line-init other",
        "restore() { PROMPT=$before; zle reset-prompt }; zle -N zle-line-init restore",
    ],
    "fish": [
        "functions -e fish_prompt; functions -c before fish_prompt",
        "functions -e before; functions -c fish_prompt before",
        "emit fish_prompt",
        "function fish_prompt; before; end",
        "functions -q kept; or functions -c fish_prompt kept; function fish_prompt; kept; end",
        "function later --on-event fish_prompt; functions -e fish_prompt; functions -c before fish_prompt; end",
    ],
}
BEFORE = {"bash": "before=$PS1", "zsh": "before=$PROMPT", "fish": "functions -c fish_prompt before"}
VALUES = ("other", "", "eu-west-1")
NAMES = ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("awsenv dev")),
        st.tuples(st.sampled_from(["awsenv prod-account", "awsenv off", "awsenv -", "cd ~/project", "cd ~"])),
        st.tuples(st.just("round"), st.integers(0, 6)),
        st.tuples(st.just("round"), st.integers(0, 6)),
        st.tuples(
            st.just("export"), st.sampled_from((*NAMES, "AWSENV_PROFILE")), st.sampled_from(VALUES[:1])
        ),
        st.tuples(st.just("unset"), st.sampled_from((*NAMES, "AWSENV_PROFILE"))),
        st.tuples(st.just("both"), st.integers(0, 6), st.sampled_from(["awsenv dev", "awsenv off", "unset"])),
    ),
    min_size=5,
    max_size=10,
)


def typed(shell, verb, *words):
    round_ = ROUND[shell.name]
    if verb == "export":
        return export(shell, **{words[0]: words[1]})
    if verb == "unset":
        return unset(shell, words[0])
    if verb in {"round", "both"}:
        line = round_[words[0] % len(round_)]
        more = unset(shell, "AWS_REGION") if words[-1] == "unset" else words[-1]
        return line if verb == "round" else f"{line}; {more}"
    return verb


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a shell that hangs would be asked again and again
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(todo=steps)
def test_after_every_step_the_screen_and_the_shell_agree(start, home, shell, todo):
    allow(home, home.write("project/.awsprofile", "dev\n"))
    terminal = start(rc=f"{SETUP[shell.name]}\n{BEFORE[shell.name]}")
    settle(terminal, shell)
    for verb, *words in [("awsenv dev",), *todo]:
        run(terminal, shell, typed(shell, verb, *words))
        agree(terminal, home, shell)
    terminal.close()


WIDGETS = {
    "zsh": "w() { %s; zle reset-prompt }; zle -N w; bindkey '^T' w",
    "fish": "bind \\ct '%s; commandline -f repaint'",
}


@pytest.mark.parametrize("shell", WIDGETS, indirect=True)
@pytest.mark.parametrize("line", ["awsenv dev", "cd ~/project"])
def test_a_key_that_switches_shows_it_at_once(start, home, shell, line):
    allow(home, home.write("project/.awsprofile", "dev\n"))
    terminal = start(rc=f"{SETUP[shell.name]}\n{WIDGETS[shell.name] % line}")
    terminal.send("\x14")
    while not terminal.last_line().startswith("(dev) "):
        terminal.until(rb"(?s).+")

    assert terminal.last_line().count("dev") == 1


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_a_trap_that_switches_shows_it_at_once(start, home):
    terminal = start(rc="TRAPUSR1() { awsenv dev }")
    terminal.send("kill -USR1 $$; :\r")
    terminal.prompt()
    while not terminal.last_line().startswith("(dev) "):
        terminal.until(rb"(?s).+")


# What puts back the PROMPT that it found before each command, as VS Code and JetBrains do.
RESTORES = """
wrap() { if [[ -n $ran ]]; then plain=$PROMPT; ran=; PROMPT="%{A%}$PROMPT%{B%}"; fi }
unwrap() { PROMPT=$plain; ran=1 }
ran=1; autoload -Uz add-zsh-hook; add-zsh-hook precmd wrap; add-zsh-hook preexec unwrap
"""


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
def test_a_prompt_that_is_put_back_shows_a_name_once_in_whatever_color(start, shell, when):
    terminal = start(**{when: RESTORES})
    for line in ("awsenv dev", "true", export(shell, AWSENV_COLOR="31"), "true", "true"):
        terminal.run(line)
        assert terminal.last_line().replace("A(", "(").count("(") == 1
    terminal.run("awsenv off")
    terminal.run("true")

    assert "(" not in terminal.last_line()


# How spaceship shows what a section has found meanwhile.
ANSWERS = r"""
spaceship::populate() { PROMPT=$'ship %{\e]7777;%?\a%}' }; precmd_functions+=(spaceship::populate)
answer() { spaceship::populate; zle .reset-prompt; zle -R; print -n '\e]7778;\a' }; zle -N answer; bindkey '^T' answer
"""


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
def test_an_answer_that_comes_while_a_line_is_typed_takes_no_segment_away(start, when):
    terminal = start(**{when: ANSWERS})
    terminal.run("awsenv dev")
    for _ in range(2):
        terminal.send("\x14")
        terminal.until(b"\x1b]7778;\x07")
        assert terminal.last_line() == "(dev) ship"
        terminal.run("true")


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
def test_what_stands_on_the_right_stays_beside_the_segment(start, shell, when):
    mine = 'if [[ -z "$RPS1$RPROMPT" ]]; then RPS1="<<<"; fi'
    terminal = start(**{when: mine}, environ={"AWSENV_PROMPT": "right"})
    for line in ("awsenv dev", "true", "awsenv off", "true"):
        terminal.run(line)
    shown = [line.rstrip().partition(" ")[2] for line in terminal.screen().display]

    assert [line.split() for line in shown if "<<<" in line][1:3] == [
        ["true", "(dev)", "<<<"],
        ["awsenv", "off", "(dev)", "<<<"],
    ]


LINES = {
    "bash": {
        "PS1='first\\n> '": "(dev) >",
        "PS1=$'first\\n> '": "(dev) >",
        "PS1='a$(echo x; echo y)\\n\\[\\e[1m\\][nix]\\[\\e[0m\\] '": "(dev) [nix]",
        "PS1='a\n$(echo x\necho y)> '": "y>",
        "PS1='a\\\\nb> '": "(dev) a\\nb>",
    },
    "zsh": {
        "PROMPT=$'first\\n> '": "(dev) >",
        "setopt prompt_subst; PROMPT='${x-first}\n╰─%B$%b '": "(dev) ╰─$",
        "setopt prompt_subst; PROMPT='$(echo x\necho y)> '": "y>",
        "PROMPT=$'%(?.ok\\n.bad)> '": ">",
        "PROMPT=$'first\\n%{\\r%}> '": "(dev) >",
    },
}


@pytest.mark.parametrize(
    ("shell", "prompt"), [(name, line) for name in LINES for line in LINES[name]], indirect=["shell"]
)
def test_the_segment_stands_in_the_last_line_unless_that_is_code(start, shell, prompt):
    mark = {"bash": "PS1+='\\[\\e]7777;0\\a\\]'", "zsh": "PROMPT+=$'%{\\e]7777;0\\a%}'"}[shell.name]
    terminal = start(rc=f"{prompt}; {mark}", setup=False)
    terminal.run("awsenv dev")
    expected = LINES[shell.name][prompt]

    assert terminal.last_line() == expected
    assert sum(line.count("(dev)") for line in terminal.screen().display) == 1


TRANSIENT = r"""
function again --on-event fish_prompt
    string match -q '*@MINE@*' -- (functions fish_prompt); and return
    functions -e kept; functions -c fish_prompt kept
    function fish_prompt
        # @MINE@
        kept
    end
end
"""
VENV = (
    "functions -c fish_prompt _old; function fish_prompt; printf '(v) '; _old; end",
    "functions -e fish_prompt; functions -c _old fish_prompt; functions -e _old",
)


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc", None])
def test_a_prompt_of_fish_that_calls_what_it_found_never_calls_itself(start, home, when):
    terminal = start(**({when: TRANSIENT} if when else {}))
    venv = (
        "" if when else "(v) "
    )  # a venv and what wraps the prompt at each event call each other without us, too
    lines = {
        "awsenv dev": "(dev) >",
        VENV[0] if venv else "true": f"(dev) {venv}>",
        "emit fish_prompt": f"(dev) {venv}>",
        "set -g AWSENV_PROMPT right": f"{venv}>",
        "set -e AWSENV_PROMPT": f"(dev) {venv}>",
        VENV[1] if venv else "true; true": "(dev) >",
        "": "(dev) >",
        "sh -c 'exit 3'": "(dev) >",
        "awsenv off": ">",
    }
    seen = {}
    for line in lines:
        terminal.run(line)
        seen[line] = terminal.last_line().split("  ")[0]
        assert (terminal.status == 3) == ("exit 3" in line)

    assert seen == lines
    assert b"rror" not in terminal.log


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
@pytest.mark.parametrize(
    "save", ["funcsave fish_prompt", "functions fish_prompt >~/.config/fish/functions/fish_prompt.fish"]
)
def test_what_fish_saves_is_the_prompt_of_the_user(start, home, save):
    terminal = start(rc="mkdir -p ~/.config/fish/functions")
    terminal.run("awsenv dev")
    terminal.run(save)
    saved = (home.path / ".config/fish/functions/fish_prompt.fish").read_text()
    code = [line for line in saved.splitlines() if not line.startswith("#")]  # where fish has it from

    assert [line for line in code if "7777" in line] != []
    assert [line for line in code if "awsenv" in line] == []


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_a_copy_that_a_key_has_kept_is_the_prompt_of_the_user_without_awsenv(start, home):
    terminal = start(rc="bind \\ct 'functions fish_prompt >~/kept; printf \"\\e]7778;\\a\"'")
    terminal.run("awsenv dev")
    terminal.send("\x14")
    terminal.until(SYNCED)
    done = subprocess.run(
        [shutil.which("fish"), "--no-config", "-c", "cd ~; . ~/kept; fish_prompt"],
        env={**home.environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == ("> \x1b]7777;0\a", "")


# What hears of each command by a DEBUG trap, in few lines each. JetBrains takes for the user's what PROMPT_COMMAND has not.
HEARS = {
    "timer": ("trap 'began=${began:-1}' DEBUG", "unset began", 'echo "<${began-}>"'),
    "title": ("trap 'title=$BASH_COMMAND; echo \"<$title>\" >>~/heard' DEBUG", "title=bash", "true"),
    "alone": (
        'trap \'[[ $BASH_COMMAND == "$PROMPT_COMMAND" ]] || echo "<$BASH_COMMAND>" >>~/heard\' DEBUG',
        "",
        "true",
    ),
    "lines": (
        (
            "heard() { local IFS=$'\\n;' each all; read -rd '' -a all <<<\"${PROMPT_COMMAND[*]}\"; for each in \"${all[@]}\"; do "
            '[[ ${each## } != "$BASH_COMMAND" ]] || return 0; done; echo "<$BASH_COMMAND>" >>~/heard; }; trap heard DEBUG'
        ),
        "ended=1",
        "true",
    ),
}


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
@pytest.mark.parametrize("kind", HEARS)
def test_a_debug_trap_takes_nothing_of_ours_for_a_command_of_the_user(start, home, kind, when):
    trap, command, line = HEARS[kind]
    both = f"PROMPT_COMMAND='{command}'\n{trap}" if command else trap
    terminal = start(**{when: both})
    terminal.run("PS1+=x")
    home.write("heard", "")
    for each in ("awsenv dev", line, "", "false", line):
        terminal.run(each)
    heard = (home.path / "heard").read_text()

    assert "(dev)" in terminal.last_line()
    if kind == "timer":  # which would have begun at the prompt
        terminal.run("trap - DEBUG")
        terminal.run("trap 'echo \"{${began-none}}\" >>~/heard; trap - DEBUG' DEBUG")
        terminal.run("true")
        assert "{none}" in (home.path / "heard").read_text()
    elif kind == "title":  # which is the last thing said
        assert all(one.splitlines()[-1] == "<title=bash>" for one in heard.split("<true>")[:-1])
    else:
        assert "awsenv_" not in heard
        assert "<:>" not in heard


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_child_that_is_given_the_prompt_and_its_commands_complains_of_nothing(start):
    terminal = start(before="export PROMPT_COMMAND='true x' PS1")
    terminal.run("awsenv dev")
    shown = terminal.run("bash --norc --noprofile")
    line = terminal.last_line()
    shown += terminal.run("true")

    assert b"not found" not in shown
    assert line == terminal.last_line() == "$"


@pytest.mark.parametrize("everything", [False, True])
def test_a_copy_of_the_function_alone_falls_back_to_the_command(start, home, shell, everything):
    if shell.name == "fish":
        copy = "functions awsenv" if not everything else "for f in (functions -a); functions $f; end"
    else:
        copy = "typeset -f" if everything else "typeset -f awsenv"
    terminal = start()
    terminal.run(f"{copy} >~/copy")
    flags = ["--no-config"] if shell.name == "fish" else ["-f"] if shell.name == "zsh" else ["--norc"]
    done = subprocess.run(
        [shutil.which(shell.program), *flags, "-c", ". ./copy 2>/dev/null; awsenv list --names; awsenv dev"],
        env=home.environ,
        cwd=home.path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "prod-account" in done.stdout.splitlines()
    assert "not found" not in done.stderr
    assert "load" in done.stderr


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_restricted_shell_is_told_once_and_the_command_works(start, shell):
    terminal = start(argv=[shutil.which("bash"), "--noprofile", "-r", "-i"])
    shown = terminal.log + terminal.run("awsenv list --names") + terminal.run("true")

    assert shown.count(b"awsenv: ") == 1
    assert b"prod-account" in shown
    assert b"restricted: " not in shown


SAID = {  # what shows AWS_PROFILE by itself: the function by which it is known, and the setting that turns it on
    "bash": ("_lp_aws_profile() { :; }; LP_ENABLE_AWS_PROFILE=1", "LP_ENABLE_AWS_PROFILE=0"),
    "zsh": ("spaceship_aws() { : }; SPACESHIP_PROMPT_ORDER=(dir aws)", "SPACESHIP_AWS_SHOW=false"),
}


@pytest.mark.parametrize("shell", SAID, indirect=True)
@pytest.mark.parametrize("when", ["before", "rc"])
def test_where_a_theme_says_as_much_only_what_awsenv_knows_is_said(start, shell, when):
    program, off = SAID[shell.name]
    terminal = start(**{when: program})
    seen = []
    for line in ("awsenv dev", "export AWS_REGION=x", "awsenv use dev", f"{off}; awsenv dev"):
        terminal.run(line)
        seen.append(terminal.last_line().startswith("(dev"))

    assert seen == [False, True, False, True]
