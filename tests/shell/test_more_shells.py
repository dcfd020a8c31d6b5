"""elvish, nu and xonsh: the same contract, as far as these shells let it be kept.

They are no requirement: the tests of one that is not on the PATH are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from running import HOSTILE

from awsenv.commands import VERBS
from awsenv.environment import dialects
from awsenv.environment.variables import Lost, Unexported

from .terminal import REPOSITORY

SETUP = {
    "elvish": (".config/elvish/rc.elv", "set edit:prompt = { put 'here> ' }; set edit:rprompt = { nop }\n"),
    "nu": (
        ".config/nushell/config.nu",
        "$env.config.show_banner = false\n$env.PROMPT_COMMAND = {|| 'here' }\n$env.PROMPT_INDICATOR = '> '\n$env.PROMPT_COMMAND_RIGHT = ''\nsource ~/awsenv.nu\n",
    ),
    "xonsh": (".config/xonsh/rc.xsh", "$PROMPT = 'here> '\n$XONSH_SHOW_TRACEBACK = False\n"),
}
LOAD = {
    "elvish": "eval (awsenv init elvish | slurp)\n",
    "nu": "",
    "xonsh": "exec($(awsenv init xonsh))\n",
}
TELL = "#!/bin/sh\nenv -0 >~/environment\n"
# Each of them asks for marked pastes while it reads a line, and at no other time.
READS, READ = rb"\x1b\[\?2004h", rb"\x1b\[\?2004l"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAOLD",
    "AWS_SECRET_ACCESS_KEY": 'old\'s \\ "secret" $(touch x)',
    "AWS_SESSION_TOKEN": "stale token",
    "AWS_DEFAULT_PROFILE": "somebody",
    "AWS_REGION": "ap-south-1",
}
VALUES = [
    *HOSTILE,
    *("{x}", "${x}", "@", "@(1)", "\u202e", "null", "1", "true"),
]


def program(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed, and nothing but its own tests needs it")
    return found


@pytest.fixture(params=dialects.OTHERS)
def name(request):
    program(request.param)
    return request.param


class Sitting:
    """Somebody at one of these shells."""

    def __init__(self, name, home, sit, environ):
        self.home = home
        self.shown = b""
        folder = home.path / "bin"
        home.write("bin/tell", TELL).chmod(0o755)
        environ = {**home.environ, **environ, "PATH": f"{folder}:{home.environ['PATH']}"}
        file, setup = SETUP[name]
        home.write(file, setup + LOAD[name])
        if name == "nu":
            done = subprocess.run(["awsenv", "init", "nu"], env=environ, stdout=subprocess.PIPE, check=True)
            (home.path / "awsenv.nu").write_bytes(done.stdout)
        self.terminal = sit([program(name)], environ, home.path)
        self.terminal.until(READS)

    def sees(self, text):
        """Read until the screen says so: these shells draw only what changes in a line."""
        while not any(text in line for line in self.terminal.screen().display):
            self.terminal.until(rb"(?s).+")

    def run(self, *lines):
        """Type the lines; return what a child of the shell is given after the last of them."""
        for line in (*lines, "tell"):
            self.terminal.send(line + "\r")
            self.terminal.until(READ)
            shown = self.terminal.until(READS)[0]
            self.shown = shown if line != "tell" else self.shown
        data = (self.home.path / "environment").read_bytes()
        pairs = (os.fsdecode(pair).partition("=") for pair in data.split(b"\0") if pair)
        return {name: value for name, _, value in pairs if name.startswith(("AWS", "__awsenv", "_ARG"))}


@pytest.fixture
def start(name, home, sit):
    def start(**environ):
        return Sitting(name, home, sit, environ)

    return start


def aws(held):
    return {
        name: value
        for name, value in held.items()
        if name.startswith("AWS_") and name != "AWS_EC2_METADATA_DISABLED"
    }


def test_a_switch_sets_the_profile_and_both_regions_and_nothing_else(start):
    held = start().run("awsenv prod-network-admin")

    assert aws(held) == {
        "AWS_PROFILE": "prod-network-admin",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    assert held["AWSENV_PROFILE"] == "prod-network-admin"


def test_a_switch_removes_every_key_which_no_child_sees_and_off_gives_all_back(start):
    shell = start(**KEYS)
    before = shell.run()
    switched = shell.run("awsenv dev", "awsenv prod-account", "awsenv dev")

    assert aws(switched) == {
        "AWS_PROFILE": "dev",
        "AWS_REGION": "us-east-2",
        "AWS_DEFAULT_REGION": "us-east-2",
    }
    assert not any("secret" in value for value in switched.values())
    assert [name for name in switched if name.startswith("__awsenv")] == []
    assert shell.run("awsenv off") == before


def test_a_minus_goes_back_and_forth_and_the_region_changes_alone(start):
    shell = start()
    assert shell.run("awsenv dev", "awsenv prod-account", "awsenv -")["AWSENV_PROFILE"] == "dev"
    assert shell.run("awsenv -")["AWSENV_PROFILE"] == "prod-account"
    assert tuple(
        shell.run("awsenv region eu-west-1")[name]
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION")
    ) == ("prod-account", "eu-west-1", "eu-west-1")


def test_keys_mode_exports_keys_and_no_name(start):
    held = aws(start().run("awsenv dev --keys"))
    assert (
        held["AWS_ACCESS_KEY_ID"],
        held["AWS_SECRET_ACCESS_KEY"],
    ) == ("AKIADEV0000000000000", "secret-of-dev")
    assert "AWS_PROFILE" not in held


def test_a_switch_that_fails_changes_nothing_and_says_why(start):
    shell = start()
    before = shell.run("awsenv dev")
    assert shell.run("awsenv nobody") == before
    assert b"awsenv: no profile 'nobody'" in shell.shown


def test_an_interrupted_question_changes_nothing_and_leaves_nothing_for_a_child(start, home):
    role = "[profile ann]\nrole_arn = arn:aws:iam::111122223333:role/X\nsource_profile = dev\n"
    serial = "mfa_serial = arn:aws:iam::111122223333:mfa/ann\n"
    home.write(".aws/config", (home.path / ".aws/config").read_text(encoding="utf-8") + role + serial)
    shell = start(**KEYS)
    before = shell.run("awsenv dev")
    shell.terminal.send("awsenv ann\r")
    shell.terminal.until(rb"MFA code for [^\r\n]*: ")
    shell.terminal.send("\x03")
    shell.terminal.until(READS)

    assert shell.run() == before


def test_a_pinned_directory_is_entered_and_left(start, home):
    home.write("shop/deep/er/x", "")
    home.write("other/.awsprofile", "prod-account\n")
    shell = start(AWS_REGION="ap-south-1")
    before = shell.run()
    inside = shell.run("cd shop", "awsenv local dev", "cd deep/er")
    foreign = shell.run("cd ../../../other")
    warned = shell.shown
    allowed = shell.run("awsenv allow")

    assert (inside["AWS_PROFILE"], inside["AWS_REGION"]) == ("dev", "us-east-2")
    assert aws(before) == aws(foreign)
    assert b"awsenv allow" in warned
    assert allowed["AWS_PROFILE"] == "prod-account"
    assert shell.run("cd") == before


def test_pins_are_looked_for_where_the_variable_says(start, home):
    home.write("yes/.awsprofile", "dev\n")
    home.write("no/.awsprofile", "dev\n")
    shell = start(AWSENV_PINS="~/yes/")
    assert "AWS_PROFILE" not in shell.run("cd no", "awsenv allow", "cd ../yes", "cd ../no")
    assert shell.run("cd ../yes", "awsenv allow")["AWS_PROFILE"] == "dev"


def test_a_verb_that_changes_nothing_is_a_command_like_any_other(start, name):
    shell = start()
    shell.run("awsenv dev")
    shell.run({"nu": "awsenv list --names | lines | length"}.get(name, "awsenv list --names | wc -l"))
    assert re.search(rb"\D6\D", shell.shown)
    shell.run("awsenv exec prod-account -- printenv AWS_PROFILE")
    assert b"prod-account\r\n" in shell.shown


SPELL = {"elvish": "set-env {} {}", "nu": "$env.{} = '{}'", "xonsh": "${} = '{}'"}


def test_the_prompt_says_who_one_is_and_what_is_the_matter(start, home):
    home.write("other/.awsprofile", "prod-account\n")
    shell = start()
    shell.terminal.send("awsenv dev\r")
    shell.sees("(dev) here> ")
    shell.terminal.send("cd other\r")
    shell.sees("(dev !) here> ")
    shell.terminal.send("awsenv off\r")
    shell.sees("(!) here> ")


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"])
def test_drift_shows(start, name, variable):
    shell = start()
    shell.terminal.send("awsenv dev\r")
    shell.sees("(dev) here> ")
    shell.terminal.send(SPELL[name].format(variable, "other") + "\r")
    shell.sees("(dev ≠) here> ")


def test_the_time_left_is_shown_and_a_session_that_is_over(start):
    environ = {"AWSENV_PROFILE": "dev", "AWS_PROFILE": "dev", "AWSENV_MODE": "profile"}
    environ["AWSENV_STATE"] = " AWSENV_PROFILE=dev AWS_PROFILE=dev"
    start(**environ, AWSENV_EXPIRATION="7").sees("(dev ✗) here> ")
    start(**environ, AWSENV_EXPIRATION="99999999999", AWSENV_RENEWS="1").sees("m ↻) here> ")


def test_tab_completes_a_name_and_quotes_it(start, name):
    shell = start()
    shell.terminal.send("awsenv two\t")
    shell.sees("two words")
    if name != "nu":  # the others take one Enter for the choice
        shell.terminal.send("\r")
    assert shell.run("")["AWSENV_PROFILE"] == "two words"


def test_a_core_that_is_gone_is_said_with_what_to_do(start):
    shell = start(AWSENV_BIN="/no/where")
    before = shell.run()
    assert shell.run("awsenv dev") == before
    assert b"/no/where does not exist" in shell.shown
    assert b"run install.sh again" in shell.shown


def rendered(name, change, folder, environ):
    """The bytes that a child of the shell is given after the code was taken in."""
    code = dialects.render(name, change)
    home = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **environ}
    file = folder / "code"
    file.write_bytes(os.fsencode(code))
    command = {
        "elvish": [
            "-norc",
            "-c",
            "var __awsenv_kept = ''; var _ = $__awsenv_kept; eval (slurp < code); e:env -0",
        ],
        "nu": [
            "-n",
            "-c",
            "for it in (open --raw code | lines | each { from json }) { if $it.value == null { hide-env --ignore-errors $it.name } else { load-env {$it.name: $it.value} } }; ^env -0",
        ],
        "xonsh": [
            "--no-rc",
            "-c",
            "exec(open('code', encoding='utf-8', errors='surrogateescape').read())\nenv -0",
        ],
    }[name]
    done = subprocess.run([program(name), *command], env=home, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (folder / "x").exists()
    words = (os.fsdecode(word).partition("=") for word in done.stdout.split(b"\0") if word)
    return {name: value for name, _, value in words if name.startswith("AWS_V")}


def test_a_shell_exports_every_hostile_value(name, tmp_path):
    values = (
        VALUES if name == "nu" else [*VALUES, "\udcff", "'\udcff'\\x41"]
    )  # nu has no bytes that are no text
    change = {f"AWS_V{number}": value for number, value in enumerate(values)}
    gone = {"AWS_VA": None, "AWS_VB": Lost("x"), "AWS_VC": Unexported("x")}
    old = dict.fromkeys(gone, "old")
    assert rendered(name, {**change, **gone}, tmp_path, old) == change


@pytest.mark.parametrize(
    ("file", "opening"), [("xsh", "__awsenv_plain = ("), ("nu", "const __awsenv_plain = [")]
)
def test_what_runs_as_a_plain_command_is_each_verb_that_leaves_the_shell_as_it_is(file, opening):
    text = (REPOSITORY / "shell/contrib" / f"awsenv.{file}").read_text(encoding="utf-8").partition(opening)[2]
    plain = set(
        re.findall(r"[\w-]+", re.split(r"[]']\n|'\.", text.partition("]")[0] if file == "nu" else text)[0])
    )
    # local and allow have the shell look at its pin again, doctor is told how it is wired.
    assert {*VERBS} - {"use", "off", "region", "local", "allow", "doctor"} == plain - {
        "-h",
        "--help",
        "--version",
    }


def test_snippets_name_no_other_core_than_the_one_they_were_printed_by(tmp_path):
    from awsenv.environment import snippets

    for name in dialects.OTHERS:
        assert "it's \\ here" in snippets.with_core(name, "/it's \\ here", {}).replace("''", "'").replace(
            "\\\\", "\\"
        ).replace("\\'", "'")
        assert Path(snippets.path(name)).is_file()


def test_a_prompt_of_elvish_that_calls_what_it_found_never_calls_itself(start, name):
    if name != "elvish":
        pytest.skip("the others put no function around a function")
    shell = start()
    shell.run("var kept = $nil", "fn wrap { put '[w] '; $kept }", "awsenv dev")
    for _ in range(2):
        shell.terminal.send("set kept = $edit:prompt; set edit:prompt = $wrap~\r")
        shell.sees("(dev) [w] ")
    shell.terminal.send("awsenv off\r")
    shell.sees("here> ")
