"""Signing in to SSO in the real shells, on a terminal, with a browser that needs no person."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

import pytest
from running import CORP, CORP_SESSION, OLD, START, WORK_ACCOUNT, role_arn

from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Token

from .conftest import environment

LEGACY = SsoSession(None, START, "eu-west-1")
FOLLOWS = f"#!{sys.executable}\nimport sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\n"


@pytest.fixture
def start_any(start_any, home, server, world):
    """Start a shell of somebody who has a role in the portal, and a browser that follows."""
    home.write(".aws/config", CORP + CORP_SESSION + OLD)
    world.portal.accounts[WORK_ACCOUNT] = "work"
    world.portal.assignments["ann", WORK_ACCOUNT, "machine"] = role_arn("machine")
    world.sign_in.browser = "ann"
    path = home.write("browser", FOLLOWS)
    path.chmod(0o755)

    def start_with_browser(shell, environ=None, **more):
        always = {**server.environ, "BROWSER": str(path)}
        return start_any(shell, environ={**always, **(environ or {})}, **more)

    return start_with_browser


def test_a_login_signs_in_and_gives_the_prompt_back(start, home):
    terminal = start()
    shown = terminal.run("awsenv login corp")
    assert (terminal.status, b"signed in to SSO session 'corp' until 20" in shown) == (0, True)
    assert terminal.screen().display[terminal.screen().cursor.y].rstrip() in {"$", "%", "#", ">"}
    terminal.run("awsenv corp")
    assert (terminal.status, environment(terminal, home)["AWS_PROFILE"]) == (0, "corp")


def test_a_switch_without_a_sign_in_changes_nothing_and_says_what_to_type(start, home):
    terminal = start()
    before = environment(terminal, home)
    terminal.send("awsenv corp\r")
    terminal.until("Sign in now? [Y/n] ")
    shown = terminal.run("n")
    assert (terminal.status, b"awsenv login 'corp'" in shown) == (4, True)
    assert environment(terminal, home) == before


@pytest.mark.parametrize("wish", ["ask", "always"])
def test_a_switch_signs_in_where_one_stands(start, home, wish):
    terminal = start(environ={"AWSENV_SIGN_IN": wish})
    terminal.send("awsenv corp\r")
    if wish == "ask":
        terminal.until("Sign in now? [Y/n] ")
        terminal.send("\r")
    shown = terminal.prompt()
    assert (terminal.status, b"signed in to SSO session 'corp'" in shown) == (0, True)
    assert environment(terminal, home)["AWS_PROFILE"] == "corp"


def test_a_script_is_not_asked_to_sign_in(start, shell, home):
    script = home.write("script", f". '{shell.snippet}'\nawsenv corp\n")
    terminal = start()
    shown = terminal.run(f"{shell.program} ~/{script.name}")
    assert (terminal.status, b"awsenv login 'corp'" in shown, b"Sign in now" in shown) == (4, True, False)


def test_a_pinned_directory_follows_after_the_login(start, home):
    terminal = start()
    home.write("project/.awsprofile", "corp\n")
    terminal.run("cd ~/project")
    shown = terminal.run("awsenv allow")
    assert b"awsenv login 'corp'" in shown
    assert "AWS_PROFILE" not in environment(terminal, home)
    terminal.run("awsenv login corp")
    terminal.run("true")
    assert environment(terminal, home).get("AWS_PROFILE") == "corp"


def test_ctrl_c_gives_up_and_leaves_the_terminal_as_it_was(start, home):
    home.write("browser", "#!/bin/sh\n")
    terminal = start()
    terminal.send("awsenv login corp\r")
    terminal.until(rb"waiting for the browser")
    terminal.send(b"\x03")
    terminal.prompt()
    assert terminal.status == 130
    assert b"Traceback" not in terminal.log
    assert b"once-more" in terminal.run("echo once-more")
    assert not list((home.path / ".aws/sso/cache").glob("*")) or b"signed in to SSO" not in terminal.log


def test_the_prompt_learns_of_a_new_end(start, home, world):
    def leave(left):
        ends = int(time.time()) + left
        access = world.sign_in.token("ann", world.now() + timedelta(seconds=left))
        tokens.store(LEGACY, Token(access, ends), str(home.path))
        return ends

    leave(1200)
    terminal = start()
    terminal.run("awsenv old")
    ends = leave(7200)
    terminal.run("awsenv login")
    assert environment(terminal, home)["AWSENV_EXPIRATION"] == str(ends)


def test_logout_in_the_shell_that_is_signed_in(start, home, server):
    terminal = start()
    terminal.run("awsenv login corp")
    terminal.run("awsenv corp")
    shown = terminal.run("awsenv logout")
    assert (terminal.status, b"signed out of SSO session 'corp'" in shown) == (0, True)
    assert len(server.calls("Logout")) == 1
    terminal.send("awsenv corp\r")
    terminal.until("Sign in now? [Y/n] ")
    terminal.send(b"\x03")
    terminal.prompt()
    assert terminal.status == 130
