"""Which program shows a page, with what, and who is taken for sitting in front of a display?"""

from __future__ import annotations

import io
import os
import sys

import browsing
import pytest

from awsenv.call import Call
from awsenv.system import browser

URL = "http://127.0.0.1:1/a?b=c&d=$(touch x);`touch y` 'e\"#f"


@pytest.fixture
def person(home, environ):
    """Somebody with programs of their own: person("name", …) returns the call, with these variables."""

    def person(*programs, **variables):
        bin_ = home / "bin"
        bin_.mkdir(exist_ok=True)
        for name in programs:
            (bin_ / name).write_text(f'#!/bin/sh\necho {name} loud\necho {name} "$#" "$*" >>"$HOME/shown"\n')
            (bin_ / name).chmod(0o755)
        (bin_ / "broken").write_text("#!/bin/sh\nexit 3\n")
        (bin_ / "broken").chmod(0o755)
        own = {**environ, "PATH": f"{bin_}:/usr/bin:/bin", **variables}
        return Call(own, str(home), 0, io.StringIO(), io.StringIO())

    return person


def shown(home):
    path = home / "shown"
    return path.read_text().splitlines() if path.exists() else []


ORDER = [
    ({"command": "a"}, {"AWSENV_BROWSER": "b", "BROWSER": "c"}, "a"),
    ({}, {"AWSENV_BROWSER": "b", "BROWSER": "c"}, "b"),
    ({}, {"BROWSER": "c", "DISPLAY": ":0"}, "c"),
    ({}, {"BROWSER": "missing:broken:c"}, "c"),
    ({}, {"BROWSER": "broken:", "DISPLAY": ":0"}, "xdg-open"),
    ({}, {"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"),
    ({}, {"WSL_DISTRO_NAME": "Debian"}, "wslview"),
    ({}, {"BROWSER": "c &"}, "c"),
]


@pytest.mark.parametrize(("given", "variables", "program"), ORDER)
def test_what_was_chosen_comes_before_what_the_system_would_take(
    person, home, monkeypatch, given, variables, program
):
    monkeypatch.setattr(browser, "CONTAINERS", ())
    call = person("a", "b", "c", "xdg-open", "wslview", **variables)
    assert browser.show("http://x/", call, **given)
    assert shown(home) == [f"{program} 1 http://x/"]


NOTHING = [
    {},
    {"BROWSER": ""},
    {"BROWSER": "missing"},
    {"BROWSER": "'"},
    {"BROWSER": "broken"},
    {"AWSENV_BROWSER": "missing", "BROWSER": "a"},
    {"AWSENV_BROWSER": "broken", "DISPLAY": ":0"},
    {"DISPLAY": ":0", "SSH_CONNECTION": "::1 1 ::1 22"},
    {"AWSENV_CONFIG": "/nowhere"},
]


@pytest.mark.parametrize("variables", NOTHING, ids=str)
def test_where_none_can_be_started_that_is_the_answer_and_no_error(person, home, variables):
    assert not browser.show("http://x/", person("a", "xdg-open", **variables))
    assert shown(home) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("a", [URL]),
        ("a --new-window", ["--new-window", URL]),
        ("a -P 'two words' %s --end", ["-P", "two words", URL, "--end"]),
        ("a --app=%s", [f"--app={URL}"]),
    ],
)
def test_the_address_is_one_argument_that_no_shell_sees(person, home, command, words):
    assert browser.show(URL, person("a"), command)
    assert shown(home) == [" ".join(["a", str(len(words)), *words])]
    assert [name for name in ("x", "y") if (home / name).exists()] == []


def test_a_path_with_blanks_is_one_program(person, home):
    call = person("Google Chrome")
    assert browser.show("http://x/", call, f"{home}/bin/Google Chrome")
    assert len(shown(home)) == 1


def test_a_browser_says_nothing_and_outlives_the_terminal_and_holds_no_keys(person, home, capfd):
    program = home / "bin/long"
    call = person(AWS_SECRET_ACCESS_KEY="canary", AWS_PROFILE="x")
    os.mkfifo(home / "ended")
    program.write_text(
        f"#!{sys.executable}\nimport os\nprint('loud', flush=True)\n"
        "key = os.environ.get('AWS_SECRET_ACCESS_KEY', 'none')\n"
        "facts = [str(os.getsid(0) == os.getpid()), key, os.read(0, 1).decode()]\n"
        "open(os.environ['HOME'] + '/ended', 'w').write(' '.join(facts))\n"
    )
    program.chmod(0o755)
    assert browser.show("http://x/", call, "long")  # it waits for its reader, as a browser stays
    assert browsing.ended(home) == "True none "
    assert capfd.readouterr() == ("", "")


LIKELY = [
    ({"DISPLAY": ":0"}, "linux", (), True),
    ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", (), True),
    ({}, "linux", (), False),
    ({}, "darwin", (), True),
    ({"SSH_CONNECTION": "x"}, "darwin", (), False),
    ({"DISPLAY": ":10", "SSH_TTY": "/dev/pts/1"}, "linux", (), False),
    ({"DISPLAY": ":0", "WSL_DISTRO_NAME": "Debian"}, "linux", (), False),
    ({"DISPLAY": ":0"}, "linux", (".dockerenv",), False),
    ({"DISPLAY": ":0"}, "linux", ("run/.containerenv",), False),
    ({"DISPLAY": ":0", "container": "podman"}, "linux", (), False),
    ({"DISPLAY": ":0", "container": "oci"}, "linux", ("run/.containerenv", "run/.toolboxenv"), True),
    ({"DISPLAY": ":0", "container": "podman", "DISTROBOX_ENTER_PATH": "/x"}, "linux", (), True),
]


@pytest.mark.parametrize(("variables", "platform", "files", "likely"), LIKELY)
def test_a_person_with_a_display_is_told_from_one_elsewhere(tmp_path, variables, platform, files, likely):
    (tmp_path / "run").mkdir()
    for name in files:
        (tmp_path / name).touch()
    assert browser.likely(variables, platform, str(tmp_path)) == likely


def test_macos_is_asked_for_an_application_by_its_name(environ):
    found = list(browser.named("Google Chrome", environ, "darwin"))
    assert found[0] == ["/usr/bin/open", "-a", "Google Chrome"]
    assert list(browser.usual(environ, "darwin")) == [["/usr/bin/open"]]


def test_no_browser_comes_from_the_current_directory(person, home, monkeypatch):
    monkeypatch.setattr(browser, "CONTAINERS", ())
    call = person("xdg-open", "chosen", DISPLAY=":0")
    monkeypatch.chdir(home / "bin")
    there = call.inside({**call.environ, "PATH": f".::bin:{home}/nothing"})
    assert not browser.show(URL, there)
    assert not browser.show(URL, there, "chosen")
    assert shown(home) == []
