"""The console from the real shells: a browser opens, and nobody can read its address from a list of processes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import browsing
import pytest
from running import CONFIG, CREDENTIALS, WORK_ACCOUNT

from .test_completion import completed

PAGE = f"https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&account={WORK_ACCOUNT}"


@pytest.fixture
def start_any(start_any, home, server):
    """Start a shell of somebody with Ann's and Bob's keys, and a browser."""
    home.write(".aws/config", CONFIG)
    home.write(".aws/credentials", CREDENTIALS)
    browsing.install(home.path)
    path = f"{home.path}/bin:{home.environ['PATH']}"
    always = {**server.environ, "PATH": path, "BROWSER": "firefox", "USER": "ann", "AWS_MAX_ATTEMPTS": "1"}
    always["AWS_ENDPOINT_URL_SIGNIN"] = server.url

    def start_with_browser(shell, environ=None, **more):
        return start_any(shell, environ={**always, **(environ or {})}, **more)

    return start_with_browser


def test_the_console_of_the_active_profile_opens_and_no_process_shows_its_address(start, home):
    terminal = start()
    terminal.run("awsenv open")
    said = terminal.run("awsenv console s3").decode()
    assert terminal.status == 0
    assert "opened the console of 'open' in your browser" in said
    assert "SigninToken" not in said
    assert browsing.ended(home.path) == PAGE
    secret = (home.path / "secret").read_text()
    token = parse_qs(urlsplit(secret).query)["SigninToken"][0]
    assert token not in (home.path / "seen").read_text(errors="replace")


def test_an_address_that_is_asked_for_is_a_line_that_a_program_reads(start, home):
    terminal = start()
    terminal.run("awsenv console open s3 --url >~/url 2>~/words")
    assert terminal.status == 0
    (address,) = (home.path / "url").read_text().splitlines()
    assert parse_qs(urlsplit(address).query)["Destination"] == [PAGE]
    assert (home.path / "words").read_text() == ""


def test_the_shell_is_after_it_what_it_was_before(start, home):
    terminal = start()
    terminal.run("awsenv bob; env | sort >~/before; awsenv console open --url >~/url; env | sort >~/after")
    assert (home.path / "before").read_text() == (home.path / "after").read_text()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("awsenv console bob-o", ["console", "bob-open"]),
        ("awsenv console bob-open cloudfo", ["console", "bob-open", "cloudformation"]),
        ("awsenv console bob-open s3 --feder", ["console", "bob-open", "s3", "--federate"]),
    ],
)
def test_tab_completes_the_profile_the_service_and_the_options(start, home, typed, expected):
    assert completed(start(), home, typed) == expected


def test_ctrl_c_ends_the_wait_for_a_browser_that_never_asks(start, home):
    program = home.write("bin/idle", '#!/bin/sh\necho started >"$HOME/ended"\n')
    program.chmod(0o755)
    terminal = start(environ={"BROWSER": "idle"})
    terminal.send("awsenv console open\r")
    assert browsing.ended(home.path) == "started\n"
    terminal.send("\x03")
    terminal.prompt()
    assert terminal.status == 130
