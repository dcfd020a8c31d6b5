"""Does `awsenv config` show each setting in force, where it comes from, and open the file?"""

from __future__ import annotations

import json

import pytest

from awsenv.settings import toml

SETTINGS = """\
duration = "2h"
picker = "list"
prompt_region = true

[mode]
"b*" = "keys"

[[class]]
match = "ann"
label = "mine"
confirm = true
idle = "15m"
"""


@pytest.fixture
def settings(core):
    core.environ.pop("BROWSER", None)
    return core.write(".config/awsenv/config.toml", SETTINGS)


def test_each_setting_has_its_value_and_its_origin(core, settings):
    found = json.loads(core.run("config", "--json", AWSENV_PICKER="fzf").out)
    told = {one["option"]: (one["value"], one["origin"]) for one in found}
    place = "~/.config/awsenv/config.toml"
    assert told["duration"] == ("2 h", f"{place}:1")
    assert told["picker"] == ("fzf", "AWSENV_PICKER")
    assert told["sign_in"] == ("ask", "default")
    assert told["key_age"] == ("90 days", "default")
    assert told["readonly_roles"][1] == "default"
    assert {one.partition(" ")[0] for one in told} >= {*toml.READERS} - {"mode", "class"}
    assert told["mode of b*"] == ("keys", f"{place}:6")
    assert told["class ann"] == ("mine, confirm, idle 15 min", f"{place}:8")
    assert told["class *prod*"] == ("red", "default")
    text = core.run("config").out
    assert all(any(line.startswith(name) for line in text.splitlines()) for name in told)
    assert core.run("config", "--path").out == f"{settings}\n"


def test_a_wrong_file_is_named(core, settings):
    settings.write_text("pickr = 1\n")
    done = core.run("config")
    assert (done.status, "config.toml:1: unknown setting 'pickr'" in done.err) == (1, True)


def test_the_editor_gets_a_file_to_begin_with(core):
    editor = core.write("bin/ed it", '#!/bin/sh\ncp "$2" "$HOME/seen"; echo \'picker = "list"\' >"$2"\n')
    editor.chmod(0o755)
    core.environ["PATH"] = f"{editor.parent}:{core.environ['PATH']}"
    done = core.run("config", "--edit", VISUAL="'ed it' -w")
    assert (done.status, "is as you left it" in done.err) == (0, True)
    assert (core.home / "seen").read_text().startswith("# Settings of awsenv")
    assert json.loads(core.run("config", "--json").out)[3]["value"] == "list"


def test_without_a_terminal_no_editor_waits_for_one(core):
    done = core.run("config", "--edit", VISUAL="", EDITOR="")
    assert (done.status, "there is no terminal for an editor" in done.err) == (1, True)
    done = core.run("config", "--edit", EDITOR="no'ne")
    assert (done.status, "no editor 'no'ne' on the PATH" in done.err) == (1, True)


def test_the_prompt_shows_the_region_where_the_settings_say_so(core, settings):
    core.run("bob")
    assert core.environ["AWSENV_SHOWN"] == "bob eu-west-1"
    core.run("region", "us-east-2")
    assert core.environ["AWSENV_SHOWN"] == "bob us-east-2"
    assert core.run("region").out == "us-east-2\n"


def test_a_pin_is_written_for_the_active_profile_and_removed(core):
    core.run("bob")
    core.run("local")
    assert (core.home / ".awsprofile").read_text() == "bob\n"
    assert core.run("local", "--remove").status == 0
    assert not (core.home / ".awsprofile").exists()
    assert core.run("local", "--remove").status == 1


def test_words_of_other_tools_do_what_they_mean(core):
    assert core.run("exec", "bob", "printenv", "AWS_PROFILE", keep=False).out == "bob\n"
    assert core.run("exec", "bob", "echo", "--", "-x", keep=False).out == "-- -x\n"
    as_sh = core.run("export", "bob", keep=False).out
    assert core.run("export", "bob", "--format", "zsh", keep=False).out == as_sh
    assert core.run("export", "bob", "--format", "env", keep=False).out.startswith("AWS_ACCESS_KEY_ID=")
    for words in (["-t", "abc"], ["--policy-arn", "foo"]):
        assert core.run("open", *words, keep=False).status == 2
