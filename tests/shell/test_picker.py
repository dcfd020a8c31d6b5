"""awsenv alone, in a real shell on a real terminal: is what is picked what the shell becomes?"""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from .conftest import CONFIG, active, environment
from .terminal import REPOSITORY

FZF = Path(sysconfig.get_path("purelib")) / "iterfzf/fzf"
READY = rb"profile>"  # fzf's prompt
LIST = rb"number, or words to filter by [^:]*: "
MAIN = "from awsenv.__main__ import main\nsys.exit(main())"
HOSTILE = "it's $(touch hit) `touch hit` \"; touch hit #\\"
HOSTILE_CONFIG = CONFIG + "[profile 'x\\']\n[profile a\x1b[31m\u202eb\x07c]\n[profile -x]\n"


@pytest.fixture
def folder(home):
    """A directory on the PATH with nothing but fzf in it."""
    folder = home.path / "bin"
    folder.mkdir()
    (folder / "fzf").symlink_to(FZF)
    return folder


@pytest.fixture
def terminal(start, home, folder):
    """A shell whose user has fzf."""
    return start(environ={"PATH": f"{folder}:{home.environ['PATH']}"})


@pytest.fixture
def listed(start, home):
    """A shell whose user wants a plain list."""
    return start(environ={"AWSENV_PICKER": "list"})


def opened(terminal, until=READY, line="awsenv"):
    """Type the line and wait for what asks."""
    terminal.send(line + "\r")
    shown, _ = terminal.until(until)
    return shown


def filtered(terminal, word, count):
    """Type a word and wait until so many profiles are left."""
    terminal.send(word)
    terminal.until(rb"(?<!\d)%d/\d+" % count)


# --- parts of a name ------------------------------------------------------------------------------------


def test_parts_of_one_name_switch_and_parts_of_several_open_the_picker(terminal, home):
    shown = terminal.run("awsenv NET prod")
    assert (terminal.status, active(terminal, home)) == (0, "prod-network-admin")
    assert b"'prod-network-admin' is the only profile that matches NET prod" in shown
    terminal.send("awsenv prod\r")
    terminal.until(rb"(?<!\d)2/6")
    terminal.send("\x1b")
    terminal.prompt()
    assert (terminal.status, active(terminal, home)) == (130, "prod-network-admin")


def test_parts_of_a_name_are_no_name_to_exec_a_script_or_a_protected_class(start, shell, home):
    home.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'prod-*'\nconfirm = true\n")
    home.write("script", f". '{shell.snippet}'\nawsenv no-reg\n")
    terminal = start()
    for line in ("awsenv exec no-reg -- true", f"{shell.program} ~/script"):
        shown = terminal.run(line)
        assert (terminal.status, b"no profile 'no-reg'" in shown) == (3, True)
    shown = terminal.run("awsenv network")
    assert (terminal.status, b"'prod-network-admin' matches, but is protected" in shown) == (3, True)
    for line in ("awsenv stat", "awsenv ls", "awsenv nowhere at all"):
        terminal.run(line)
        assert (terminal.status, active(terminal, home)) == (2 if line == "awsenv ls" else 3, None)
    terminal.run("awsenv two words")
    assert active(terminal, home) == "two words"


# --- fzf ----------------------------------------------------------------------------------------------------


def test_enter_switches_to_what_was_typed_for(terminal, home):
    opened(terminal)
    filtered(terminal, "network", 1)
    terminal.send("\r")
    terminal.prompt()

    assert (terminal.status, active(terminal, home)) == (0, "prod-network-admin")


def test_escape_leaves_everything_as_it_was(terminal, home):
    terminal.run("awsenv dev")
    terminal.run("stty -a >~/stty")
    before, modes = environment(terminal, home), (home.path / "stty").read_text()
    for keys in ("\x1b", "\x03"):
        opened(terminal)
        terminal.until(rb"(?<!\d)6/6")
        terminal.send(keys)
        terminal.prompt()
        assert terminal.status == 130
        assert environment(terminal, home) == before
        terminal.run("stty -a >~/stty")
        assert (home.path / "stty").read_text() == modes


def test_what_is_used_most_comes_first_and_the_active_profile_does_not(terminal, home):
    for name in ("no-region", "dev", "dev"):
        terminal.run(f"awsenv {name}")
    opened(terminal)
    terminal.until(rb"(?<!\d)6/6")
    terminal.send("\r")
    terminal.prompt()

    assert active(terminal, home) == "no-region"


def test_a_name_that_looks_like_an_attack_is_one_name_and_nothing_more(start, home, folder, shell):
    home.write(".aws/credentials", f"[{HOSTILE}]\naws_access_key_id = x\naws_secret_access_key = y\n")
    home.write(".aws/config", HOSTILE_CONFIG)
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}", "SHELL": shell.program})
    opened(terminal)
    filtered(terminal, "touch", 1)
    terminal.until(rb"AWS tools read its keys")  # the preview has run
    terminal.send("\r")
    terminal.prompt()

    assert active(terminal, home) == HOSTILE
    assert list(home.path.glob("**/hit")) == []


def test_what_a_terminal_would_obey_is_not_sent_to_it(start, home, folder):
    home.write(".aws/config", HOSTILE_CONFIG)
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}"})
    opened(terminal)
    filtered(terminal, "'31m", 1)
    shown = terminal.log
    terminal.send("\r")
    terminal.prompt()

    assert "\u202e".encode() not in shown
    assert b"\x1b[31m\xe2" not in shown
    assert active(terminal, home) == "a\x1b[31m\u202eb\x07c"


def test_the_preview_explains_the_profile(terminal, home):
    opened(terminal)
    filtered(terminal, "network", 1)
    terminal.until(rb"role_arn|arn:aws:iam|assumes|prod-account")
    terminal.send("\x1b")
    terminal.prompt()


def test_the_options_of_its_user_cannot_change_what_an_answer_means(start, home, folder):
    options = (
        "--multi --print0 --expect=f1 --print-query --tac --read0 --with-nth=1 --nth=1 --no-ansi --select-1 "
        "--query=dev --exit-0 --header-lines=3 --bind=enter:print-query --preview='touch hit' --delimiter=d"
    )
    path = f"{folder}:{home.environ['PATH']}"
    terminal = start(environ={"PATH": path, "FZF_DEFAULT_OPTS": options})
    opened(terminal)
    filtered(terminal, "words", 1)
    terminal.send("\r")
    terminal.prompt()

    assert (terminal.status, active(terminal, home)) == (0, "two words")
    assert not (home.path / "hit").exists()


def test_the_looks_are_those_of_its_user(start, home, folder):
    path = f"{folder}:{home.environ['PATH']}"
    terminal = start(environ={"PATH": path, "FZF_DEFAULT_OPTS": "--prompt='mine: '"})
    opened(terminal, until=rb"mine:")
    terminal.send("\x1b")
    terminal.prompt()

    assert terminal.status == 130


def test_options_that_fzf_does_not_know_change_nothing(start, home, folder):
    path = f"{folder}:{home.environ['PATH']}"
    terminal = start(environ={"PATH": path, "FZF_DEFAULT_OPTS": "--no-such-option"})
    shown = terminal.run("awsenv").replace(b"\r\n", b"")

    assert b"unknown option: --no-such-option" in shown
    assert b"awsenv: fzf failed with status 2, so nothing was changed; no profile is active" in shown
    assert (terminal.status, active(terminal, home)) == (1, None)


def test_a_protected_profile_has_its_name_typed_after_it_was_picked(start, home, folder):
    settings = home.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'dev'\nconfirm = true\n")
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}", "AWSENV_CONFIG": str(settings)})
    found = []
    for answer in ("no", "dev"):
        opened(terminal)
        filtered(terminal, "dev", 1)
        terminal.send("\r")
        terminal.until(rb"Type its name to continue: ")
        terminal.send(answer + "\r")
        terminal.prompt()
        found.append((terminal.status, active(terminal, home)))

    assert found == [(1, None), (0, "dev")]


def test_what_fzf_and_its_preview_are_given_holds_no_secret(start, home, shell, folder):
    (folder / "fzf").unlink()
    (folder / "fzf").write_text(
        '#!/bin/sh\nenv -0 >"$HOME/given"\ncat >/dev/null\nls /proc/$$/fd >"$HOME/open"\nexit 130\n'
    )
    (folder / "fzf").chmod(0o755)
    keys = {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "canary"}
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}", **keys})
    terminal.run("awsenv dev")
    terminal.run("awsenv")

    given = (home.path / "given").read_bytes()
    assert (terminal.status, b"AWSENV_PROFILE=dev" in given, b"canary" in given) == (130, True, False)
    assert "3" not in (home.path / "open").read_text().split() or not sys.platform.startswith("linux")


def test_an_answer_that_is_no_profile_changes_nothing(start, home, folder):
    (folder / "fzf").unlink()
    (folder / "fzf").write_text("#!/bin/sh\ncat >/dev/null\necho @nobody\n")
    (folder / "fzf").chmod(0o755)
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}"})
    shown = terminal.run("awsenv").replace(b"\r\n", b"")

    assert b"fzf answered with something other than a profile, so nothing was changed" in shown
    assert (terminal.status, active(terminal, home)) == (1, None)


def test_a_terminal_is_as_before_after_fzf_was_killed(start, home, folder):
    (folder / "fzf").unlink()
    (folder / "fzf").write_text("#!/bin/sh\nstty raw -echo <&2\nkill -9 $$\n")
    (folder / "fzf").chmod(0o755)
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}"})
    terminal.run("stty -a >~/before")
    terminal.run("awsenv")
    status = terminal.status
    terminal.run("stty -a >~/after")

    assert status == 1
    assert (home.path / "before").read_text() == (home.path / "after").read_text()


def test_ten_thousand_profiles_can_be_picked_from(start, home, folder):
    many = "".join(f"[profile team-{number:05d}]\nregion = eu-west-1\n" for number in range(10_000))
    home.write(".aws/config", many)
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}"})
    opened(terminal)
    terminal.until(rb"(?<!\d)10005/10005")
    filtered(terminal, "09999", 1)
    terminal.send("\r")
    terminal.prompt()

    assert active(terminal, home) == "team-09999"


# --- a plain list -------------------------------------------------------------------------------------------


def test_a_number_of_the_list_is_switched_to(listed, home):
    shown = opened(listed, LIST).decode()
    number = re.search(r"(\d+) +dev ", shown)[1]
    listed.send(number + "\r")
    listed.prompt()

    assert (listed.status, active(listed, home)) == (0, "dev")


def test_words_leave_the_profiles_that_have_all_of_them(listed, home):
    opened(listed, LIST)
    listed.send("NETWORK eu-\r")
    shown, _ = listed.until(LIST)
    listed.send("1\r")
    listed.prompt()

    assert b"two words" not in shown
    assert active(listed, home) == "prod-network-admin"


def test_words_that_nothing_has_are_said(listed, home):
    opened(listed, LIST)
    listed.send("nothing-has-this\r")
    shown, _ = listed.until(LIST)
    listed.send("\r")
    listed.prompt()

    assert b"no profile matches all of these words" in shown
    assert (listed.status, active(listed, home)) == (130, None)


@pytest.mark.parametrize("keys", ["\r", "\x03", "\x04", "\x1b\r"])
def test_to_answer_nothing_leaves_everything_as_it_was(listed, home, keys):
    listed.run("awsenv dev")
    before = environment(listed, home)
    opened(listed, LIST)
    listed.send(keys)
    listed.prompt()

    assert listed.status == 130
    assert environment(listed, home) == before


def core_of(home, name, options=""):
    """A core outside of the PATH."""
    core = home.write(
        name, f"#!{sys.executable} {options}\nimport sys\nsys.path.insert(0, {str(REPOSITORY)!r})\n{MAIN}\n"
    )
    core.chmod(0o755)
    return str(core)


@pytest.fixture
def tools(home, shell):
    """All of the PATH of somebody who has no fzf."""
    folder = home.path / "tools"
    folder.mkdir()
    for tool in ("env", "tty", shell.program):
        (folder / Path(tool).name).symlink_to(shutil.which(tool))
    return str(folder)


@pytest.mark.parametrize("line", ["TERM=dumb awsenv", "AWSENV_PICKER=fzf awsenv"])
def test_without_fzf_or_a_terminal_that_it_can_use_there_is_a_list(start, home, tools, line):
    # Without path files (site), it finds no fzf that was installed along with it.
    core = core_of(home, "core", "-IS")
    terminal = start(environ={"PATH": tools, "AWSENV_BIN": core})
    said = opened(terminal, LIST, line).replace(b"\r\n", b"")
    terminal.send("dev\r")
    terminal.until(LIST)
    terminal.send("1\r")
    terminal.prompt()

    assert (b"fzf is not on the PATH" in said) == ("AWSENV_PICKER" in line)
    assert (terminal.status, active(terminal, home)) == (0, "dev")


def test_the_fzf_that_was_installed_along_is_found(start, home, tools):
    terminal = start(environ={"PATH": tools, "AWSENV_BIN": core_of(home, "core", "-I")})
    opened(terminal)
    filtered(terminal, "network", 1)
    terminal.send("\r")
    terminal.prompt()

    assert active(terminal, home) == "prod-network-admin"


def test_a_home_without_profiles_says_so(listed, home):
    (home.path / ".aws/config").unlink()
    (home.path / ".aws/credentials").unlink()
    shown = listed.run("awsenv").replace(b"\r\n", b"")

    assert b"awsenv: no profile in ~/.aws/config or ~/.aws/credentials" in shown
    assert listed.status == 1


# --- where nobody picks -------------------------------------------------------------------------------------


def test_in_a_pipe_awsenv_alone_prints_the_active_name(terminal, home):
    terminal.run("awsenv dev")
    terminal.run("awsenv | cat >~/name")

    assert (home.path / "name").read_text() == "dev\n"


def test_without_the_snippet_awsenv_alone_is_status(terminal, home):
    terminal.run("awsenv dev")
    shown = terminal.run("command awsenv")

    assert b"profile     dev" in shown
    assert terminal.status == 0


def test_the_path_to_the_core_may_hold_anything(start, home, folder):
    core = core_of(home, "it's $(touch hit)/core")
    terminal = start(environ={"PATH": f"{folder}:{home.environ['PATH']}", "AWSENV_BIN": core})
    opened(terminal)
    filtered(terminal, "network", 1)
    terminal.until(rb"region +eu-central-1")
    terminal.send("\r")
    terminal.prompt()

    assert active(terminal, home) == "prod-network-admin"
    assert list(home.path.glob("**/hit")) == []
