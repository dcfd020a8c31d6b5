"""Other programs that draw the prompt: does the segment stay out of their way, and say what they cannot?"""

from __future__ import annotations

import time

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


DIRENV = {
    "bash": 'eval "$(direnv hook bash)"',
    "zsh": 'eval "$(direnv hook zsh)"',
    "fish": "direnv hook fish | source",
}


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
        **{when: DIRENV[shell.name]}, environ={"AWS_PROFILE": "mine", "AWS_REGION": "ap-south-1"}
    )
    before = environment(terminal, home)
    for line in (f"cd {both}", "direnv allow", "awsenv allow", "cd", f"cd {envrc}", "direnv allow", "cd"):
        terminal.run(line)
    seen = []
    for place in (home.path, both, home.path, envrc, both, envrc, home.path):
        terminal.run(f"cd {quoted(shell, str(place))}")
        seen.append(environment(terminal, home))

    names = ["mine", "dev", "mine", "b", "dev", "b", "mine"]
    assert names == [one["AWS_PROFILE"] for one in seen]
    assert [before] * 3 == [seen[0], seen[2], seen[-1]]
    assert (seen[1], "us-east-2") == (seen[4], seen[4]["AWS_REGION"])
