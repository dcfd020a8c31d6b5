"""The prompt: what a person sees on the screen of a real terminal."""

from __future__ import annotations

import re
import time

import pytest

from .conftest import environment, export, unset


def test_the_prompt_shows_the_active_profile_and_nothing_when_there_is_none(start):
    terminal = start()
    seen = [terminal.last_line()]
    for line in ("awsenv prod-network-admin", "awsenv dev", "awsenv off"):
        terminal.run(line)
        seen.append(terminal.last_line())

    bare = seen[0]
    assert seen == [bare, f"(prod-network-admin) {bare}", f"(dev) {bare}", bare]


def test_a_nested_shell_shows_the_profile_at_its_first_prompt(start, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(shell.program)

    assert terminal.last_line().startswith("(dev) ")


def test_a_shell_that_exec_serves_shows_its_profile_without_drift_and_keeps_it(start, shell):
    terminal = start()
    terminal.run(f"awsenv exec --serve dev -- {shell.program}")
    first = terminal.last_line()
    terminal.run("awsenv prod-account")
    refused, second = b"and has no other identity" in terminal.log, terminal.last_line()
    terminal.run("awsenv status")
    terminal.run("exit")

    assert (first[:6], second[:6], refused) == ("(dev) ", "(dev) ", True)
    assert b"credentials over loopback while the command runs; no other profile" in terminal.log
    assert "(dev)" not in terminal.last_line()


def test_the_prompt_is_off_on_request(start):
    terminal = start(environ={"AWSENV_PROMPT": "off"})
    bare = terminal.last_line()
    terminal.run("awsenv dev")

    assert terminal.last_line() == bare


@pytest.mark.parametrize(
    ("shell", "environ"),
    [
        ("bash", {"NO_COLOR": "1"}),
        ("zsh", {"NO_COLOR": "1"}),
        ("fish", {"NO_COLOR": "1"}),
        ("bash", {"TERM": "dumb"}),
        ("zsh", {"TERM": "dumb"}),  # fish reads no lines there
    ],
    indirect=["shell"],
)
def test_no_color_where_none_is_wanted(start, environ, shell):
    terminal = start(environ=environ)
    terminal.run("awsenv dev")
    line = terminal.screen().buffer[terminal.screen().cursor.y]

    assert terminal.last_line().startswith("(dev) ")
    assert {line[column].fg for column in range(5)} == {"default"}


def test_the_segment_has_a_color(start):
    terminal = start()
    terminal.run("awsenv dev")
    screen = terminal.screen()

    row = screen.buffer[screen.cursor.y]
    assert [row[column].fg for column in (1, len("(dev) "))] == ["cyan", "default"]


def test_a_long_line_wraps_and_edits_where_it_should(start):
    terminal = start()
    terminal.run("awsenv dev")
    prompt = terminal.last_line() + " "
    text = "true " + "abcdefghij" * 12
    terminal.send(text + "\x01")  # type over the edge, go to the beginning, and put a comment sign there
    terminal.send("#")
    terminal.run("")
    shown = "".join(line.rstrip() if line.rstrip() != line else line for line in terminal.screen().display)

    assert (prompt + "#" + text).replace(" ", "") in shown.replace(" ", "")


REBUILT = {
    "bash": "theme() { PS1='theme \\[\\e]7777;$?\\a\\]'; }; PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}theme",
    "zsh": "theme() { PROMPT=$'theme %{\\e]7777;%?\\a%}' }; precmd_functions+=(theme)",
    "fish": "function theme; function fish_prompt; set -l s $status; printf 'theme \\e]7777;%s\\a' $s; end; end",
}


@pytest.mark.parametrize("when", ["before", "rc"])
def test_a_theme_that_builds_the_prompt_anew_each_time_keeps_the_segment_once(start, shell, when):
    terminal = start(**{when: REBUILT[shell.name]})
    for line in ("awsenv dev", "theme", "true", "false"):  # fish has it back one prompt after it was replaced
        terminal.run(line)

    assert terminal.last_line() == "(dev) theme"
    assert terminal.status == 1


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize(
    "hooks", ["theme", "theme;$PROMPT_COMMAND", "$PROMPT_COMMAND;theme", "theme\n$PROMPT_COMMAND"]
)
def test_a_theme_that_comes_later_does_not_hide_the_first_switch(start, shell, hooks):
    terminal = start(rc=f'{REBUILT["bash"].partition("PROMPT")[0]}PROMPT_COMMAND="{hooks}"')
    seen = []
    for line in ("awsenv dev", "true", "true", "awsenv off"):
        terminal.run(line)
        seen.append(terminal.last_line())

    assert seen == ["(dev) theme"] * 3 + ["theme"]


MULTILINE = {
    "bash": "PS1='first line\\n> \\[\\e]7777;$?\\a\\]'",
    "zsh": "PROMPT=$'first line\\n> %{\\e]7777;%?\\a%}'",
    "fish": "function fish_prompt; set -l s $status; printf 'first line\\n> \\e]7777;%s\\a' $s; end",
}


def test_a_prompt_of_two_lines_keeps_both(start, shell):
    terminal = start(rc=MULTILINE[shell.name])
    terminal.run("awsenv dev")
    screen = terminal.screen()
    above, line = screen.display[screen.cursor.y - 1].rstrip(), screen.display[screen.cursor.y].rstrip()

    assert "(dev)" in above + line
    assert above.endswith("first line")
    assert line.endswith(">")


FOREIGN = {
    "bash": "starship_precmd() { :; }",
    "zsh": "starship_precmd() { : }; p10k() { : }",
    "fish": "function _tide_print_item; end",
}


def test_the_segment_steps_aside_for_a_prompt_of_another_program(start, shell):
    terminal = start(before=FOREIGN[shell.name])
    bare = terminal.last_line()
    terminal.run("awsenv dev")

    assert terminal.last_line() == bare


OWN = {
    "bash": "PS1='own [$(awsenv_prompt_info)] \\[\\e]7777;$?\\a\\]'; AWSENV_PROMPT=off",
    "zsh": "setopt prompt_subst; PROMPT=$'own [$(awsenv_prompt_info)] %{\\e]7777;%?\\a%}'; AWSENV_PROMPT=off",
    "fish": "function fish_prompt; set -l s $status; set -l info (awsenv_prompt_info); printf 'own [%s] \\e]7777;%s\\a' \"$info\" $s; end; set AWSENV_PROMPT off",
}


def test_a_prompt_of_ones_own_can_ask_for_the_segment(start, shell):
    terminal = start(rc=OWN[shell.name])
    terminal.run("awsenv dev")

    assert terminal.last_line() == "own [dev]"


BASH_COMMANDS = [
    "unset PROMPT_COMMAND",
    "PROMPT_COMMAND=''",
    "PROMPT_COMMAND='seen=$? '",
    "PROMPT_COMMAND='seen=$? ; '",
    "PROMPT_COMMAND=$'seen=$?\\n'",
    "PROMPT_COMMAND='seen=$? # a comment'",
    "PROMPT_COMMAND=('seen=$?' 'true')",
    "declare -a PROMPT_COMMAND=()",
]


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
@pytest.mark.parametrize("commands", BASH_COMMANDS)
def test_any_form_of_prompt_command_keeps_working_and_sees_the_status(start, home, shell, commands):
    terminal = start(before=commands, rc=f". '{shell.snippet}'")
    terminal.run("awsenv dev")
    terminal.run("sh -c 'exit 5'")
    terminal.run('printf "%s" "${seen-none}" >~/seen')

    assert terminal.last_line().count("(dev)") == 1
    assert (home.path / "seen").read_text() == ("5" if "seen" in commands else "none")


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize("option", ["prompt_subst", "no_prompt_subst", "prompt_bang"])
def test_zsh_options_of_the_prompt_change_nothing(start, home, option):
    terminal = start(before=f"setopt {option}")
    home.write(".aws/config", "[profile '$(touch x)%n`touch x`']\n")
    terminal.run("awsenv use '$(touch x)%n`touch x`'")

    assert terminal.last_line().startswith("($(touch x)%n`touch x`) ")
    assert not list(home.path.glob("**/x"))


def test_a_control_character_in_a_name_is_not_obeyed(start, home):
    terminal = start()
    terminal.run(
        "set -gx AWSENV_PROFILE (printf 'a\\e[31mb')"
        if "fish" in terminal.argv[0]
        else "export AWSENV_PROFILE=$'a\\e[31mb'"
    )

    assert terminal.last_line().startswith("(a?[31mb ≠) ")
    assert environment(terminal, home)["AWSENV_PROFILE"] == "a\x1b[31mb"


LEFT = {
    11 * 3600 + 59 * 60 + 30: " 11h59m",
    3600 + 5 * 60 + 30: " 1h05m",
    42 * 60 + 30: " 42m",
    4 * 60 + 30: " 4m",
    -10: " ✗",
    -86400 * 400: " ✗",
}


@pytest.mark.parametrize("left", LEFT)
def test_the_time_left_counts_down_and_ends_in_a_cross(start, shell, left):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION=int(time.time()) + left))
    screen = terminal.screen()
    row = screen.buffer[screen.cursor.y]
    colors = {row[column].fg for column in range(5, 5 + len(LEFT[left]) - 1)}

    assert terminal.last_line().startswith(f"(dev{LEFT[left]}) ")
    assert f"dev{LEFT[left]}" in terminal.run("awsenv_prompt_info").decode()  # in the prompt there are colors
    assert ({"brown"} if 0 < left < 300 else {"cyan"}) == colors


def test_the_time_goes_with_the_session(start, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION=int(time.time()) + 2550))
    counting = terminal.last_line()
    terminal.run("awsenv_prompt_info")
    assert b"+" not in terminal.run("true")  # no trace
    terminal.run(unset(shell, "AWSENV_EXPIRATION"))

    assert counting.startswith("(dev 42m) ")
    assert terminal.last_line().startswith("(dev) ")


def test_a_session_that_renews_by_itself_says_so_and_is_never_a_warning(start, shell):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION=int(time.time()) + 250, AWSENV_RENEWS=1))

    assert terminal.last_line().startswith("(dev 4m ↻) ")
    assert "brown" not in {cell.fg for cell in terminal.screen().buffer[terminal.screen().cursor.y].values()}


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_what_a_terminal_puts_before_a_prompt_stays_before_it(start):
    marks = "".join(f"\\e]{kind};A\\a" for kind in (0, 1, 2, 7, 133, 633, 1337))
    terminal = start(rc=f"function fish_prompt; printf '{marks}$ \\e]7777;%s\\a' $status; end")
    terminal.run("awsenv dev")

    assert b"1337;A\x07(dev) $ " in re.sub(rb"\x1b\[[0-9;]*m", b"", terminal.log)


def test_marks_are_ascii_where_the_locale_is(start, shell):
    terminal = start(before=export(shell, LC_ALL="C"))
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_EXPIRATION="1000", AWS_PROFILE="other"))

    assert terminal.last_line().startswith("(dev x !=) ")


DRIFT = [
    {"AWS_ACCESS_KEY_ID": "AKIAHAND"},
    {"AWS_PROFILE": "other"},
    {"AWS_DEFAULT_PROFILE": "other"},
    {"AWS_REGION": "us-west-2"},
    {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token"},
    {"AWS_SECRET_ACCESS_KEY": "by hand"},
    {"AWS_SESSION_TOKEN": ""},
    {"AWSENV_PROFILE": "other"},
]


@pytest.mark.parametrize("change", DRIFT, ids=[next(iter(change)) for change in DRIFT])
def test_drift_shows_and_a_switch_fixes_it(start, shell, change):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, **change))
    drifted = terminal.last_line()
    explained = terminal.run("awsenv status")
    terminal.run("awsenv use dev")

    assert drifted.startswith(f"({change.get('AWSENV_PROFILE', 'dev')} ≠) ")
    assert f"drift       {next(iter(change))} ".encode() in explained
    assert terminal.last_line().startswith("(dev) ")


def test_a_pin_that_is_not_followed_shows_until_it_is_left_or_denied(start, home):
    home.write("project/.awsprofile", "dev\n")
    terminal = start()
    bare = terminal.last_line()
    terminal.run("cd ~/project")
    waiting = terminal.last_line()
    terminal.run("awsenv deny")
    denied = terminal.last_line()
    terminal.run("awsenv allow")
    allowed = terminal.last_line()
    terminal.run("cd ~")

    assert waiting.startswith("(!) ")
    assert "!" not in denied
    assert allowed.startswith("(dev) ")
    assert terminal.last_line() == bare


@pytest.mark.parametrize("color", ["31", "1;38;5;208", "38;2;255;100;0"])
def test_the_color_of_a_class_is_used_and_nothing_else_is_obeyed(start, shell, color):
    terminal = start()
    terminal.run("awsenv dev")
    terminal.run(export(shell, AWSENV_COLOR=color))
    colored = f"\x1b[{color}m(dev".encode()
    seen = colored in terminal.log
    terminal.run(export(shell, AWSENV_COLOR="31m$(touch x)"))

    assert seen
    assert terminal.last_line().startswith("(dev) ")


@pytest.mark.parametrize("shell", ["zsh", "fish"], indirect=True)
def test_the_segment_can_stand_on_the_right(start):
    terminal = start(environ={"AWSENV_PROMPT": "right"})
    bare = terminal.last_line()
    terminal.run("awsenv dev")
    terminal.run("true")
    lines = [line.rstrip() for line in terminal.screen().display]

    assert [line for line in lines if line.startswith(f"{bare} true") and line.endswith("(dev)")]


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_bash_without_promptvars_shows_a_hostile_name_literally(start, home):
    home.write(".aws/config", "[profile '$(touch x)\\u`touch x`']\n")
    terminal = start(rc="PS1='$ \\[\\e]7777;0\\a\\]'; shopt -u promptvars")
    terminal.run("awsenv use '$(touch x)\\u`touch x`'")
    first = terminal.last_line()
    terminal.run("awsenv off")

    assert first.startswith("($(touch x)\\u`touch x`) ")
    assert "(" not in terminal.last_line()
    assert not list(home.path.glob("**/x"))


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_bash_that_loses_promptvars_shows_no_code_and_what_is_active(start):
    terminal = start(rc="PS1='$ \\[\\e]7777;0\\a\\]'")
    bare = terminal.last_line()
    seen = []
    for line in (
        "shopt -u promptvars",
        "awsenv dev",
        "shopt -s promptvars",
        "shopt -u promptvars",
        "awsenv off",
    ):
        terminal.run(line)
        seen.append(terminal.last_line())

    assert seen == [bare, *[f"(dev) {bare}"] * 3, bare]


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize(
    "options", ["no_prompt_percent", "no_prompt_percent prompt_subst", "no_prompt_percent prompt_bang"]
)
def test_zsh_without_percent_escapes_shows_a_hostile_name_literally(start, home, options):
    home.write(".aws/config", "[profile '$(touch x)%n!`touch x`']\n")
    terminal = start(rc="PROMPT=$'> \\e]7777;0\\a'\nsetopt " + options)
    terminal.run("awsenv use '$(touch x)%n!`touch x`'")

    assert terminal.last_line().startswith("($(touch x)%n!`touch x`) ")
    assert not list(home.path.glob("**/x"))
