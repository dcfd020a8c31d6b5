"""Does `awsenv login` sign a person in, with a browser or a code, and keep that where every tool looks?"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from aws import faults, oidc
from running import CORP, CORP_SESSION, HOME_ACCOUNT, OLD, START, WORK_ACCOUNT, identity, role_arn

from awsenv.aws_config import profiles
from awsenv.credentials import iso
from awsenv.files import private
from awsenv.login import sso_login
from awsenv.sessions import aws_cli as cli_files
from awsenv.sessions.store import SessionStore
from awsenv.sso import registrations, tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Registration, Token
from awsenv.system import loopback

CONFIG = f"""\
{CORP}
[profile corp-admin]
sso_session = corp
sso_account_id = {WORK_ACCOUNT}
sso_role_name = admin
[profile beyond]
region = eu-west-1
source_profile = corp
role_arn = {role_arn("path/chained")}
{CORP_SESSION}
[sso-session empty]
sso_region = eu-west-1
{OLD}
"""
SESSION = SsoSession("corp", START, "eu-west-1", ("sso:account:access",))
LEGACY = SsoSession(None, START, "eu-west-1")
# What a browser does, without a person: it follows the address to the page that comes last.
BROWSER = """\
#!{python}
import pathlib, sys, urllib.request
here = pathlib.Path({home!r})
with open(here / "addresses", "a") as addresses:
    addresses.write(sys.argv[1] + "\\n")
if "/authorize?" in sys.argv[1]:
    page = urllib.request.urlopen(sys.argv[1]).read().decode()
    (here / "page").write_text(page)
"""


@pytest.fixture(autouse=True)
def portal(core, world):
    """A portal in which Ann and Bob have a role, and a computer with a browser in which Ann is signed in."""
    core.write(".aws/config", CONFIG, mode="a")
    world.portal.accounts[WORK_ACCOUNT] = "work"
    for person in ("ann", "bob"):
        world.portal.assignments[person, WORK_ACCOUNT, "machine"] = role_arn("machine")
    world.sign_in.browser = "ann"
    browser = core.write("a browser", BROWSER.format(python=sys.executable, home=str(core.home)))
    browser.chmod(0o755)
    core.environ["BROWSER"] = str(browser)


def addresses(core):
    path = core.home / "addresses"
    return path.read_text().splitlines() if path.exists() else []


def machine(person):
    return f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/machine/{person}"


def token(core, session=SESSION):
    return tokens.load(session, str(core.home), time.time())


def store(core, world, session=SESSION, *, left, refresh=None, registered=None, person="ann"):
    """Leave a token with so many seconds to go, and what it can be renewed with."""
    ends = world.now() + timedelta(seconds=left)
    access = world.sign_in.token(person, ends)
    found = Token(access, int(ends.timestamp()), refresh, registered)
    tokens.store(session, found, str(core.home))
    return access


def renewable(core, world, *, left=60):
    client, secret = world.sign_in.register(["sso:account:access"], [])
    registered = Registration(client, secret, int(time.time()) + 86400)
    return store(core, world, left=left, refresh=world.sign_in.refresh("ann"), registered=registered)


def actions(server):
    return [one.action for one in server.log]


# --- with a browser -----------------------------------------------------------------------------------------


def test_a_browser_signs_in_and_comes_back(core, server):
    result = core.run("login", "corp")
    assert (result.status, result.out) == (0, "")
    assert "signed in to SSO session 'corp' until 20" in result.err
    assert actions(server) == ["RegisterClient", "Authorize", "CreateToken", "GetRoleCredentials"]
    assert "You can close this page" in (core.home / "page").read_text()
    [address] = addresses(core)
    assert f"\nawsenv: {address}\n" in result.err
    asked = server.calls("RegisterClient")[0].parameters
    assert (asked["redirectUris"], asked["issuerUrl"]) == (["http://127.0.0.1/oauth/callback"], START)
    assert asked["grantTypes"] == ["authorization_code", "refresh_token"]


def test_the_sign_in_serves_every_tool(core, server):
    core.run("login", "corp")
    assert identity(core.run("corp").environ) == machine("ann")
    assert core.run("off").status == 0
    assert identity(core.run("corp", "-k").environ) == machine("ann")
    environ = {**core.environ, "AWS_DEFAULT_REGION": "eu-west-1"}
    command = ["aws", "--profile", "corp", "sts", "get-caller-identity"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)["Arn"] == machine("ann")


def test_the_files_are_readable_by_their_owner_alone(core):
    os.umask(0)
    try:
        core.run("login", "corp", cold=True)
    finally:
        os.umask(0o022)
    folder = core.home / ".aws/sso/cache"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}
    assert {modes.pop("cache")} == {0o700}
    assert set(modes.values()) == {0o600}
    assert len(modes) == 2


def test_no_secret_is_shown(core, server):
    result = core.run("login", "corp")
    found = token(core)
    for secret in (found.access, found.refresh, found.registration.secret, "aoa"):
        assert secret not in result.err + result.out
    [asked] = server.calls("CreateToken")
    assert asked.parameters["codeVerifier"] not in result.err
    assert repr(found) == "Token(…)"


def test_a_login_is_nothing_while_there_is_one(core, server):
    core.run("login", "corp")
    before = actions(server)
    result = core.run("login", "corp")
    assert (result.status, actions(server), len(addresses(core))) == (0, before, 1)
    assert " is valid until " in result.err


def test_force_signs_in_anew_with_the_same_registration(core, server):
    core.run("login", "corp")
    first = token(core).access
    assert core.run("login", "corp", "--force").status == 0
    assert token(core).access != first
    assert (len(server.calls("Authorize")), len(server.calls("RegisterClient"))) == (2, 1)


def test_a_person_who_denies_is_not_signed_in(core, world):
    world.sign_in.browser = None
    result = core.run("login", "corp")
    assert (result.status, token(core)) == (5, None)
    assert "the sign-in to SSO session 'corp' was denied in the browser" in result.err


def test_a_role_that_the_portal_does_not_give_is_told_at_once(core):
    result = core.run("login", "corp-admin")
    assert result.status == 5
    assert "signed in to SSO session 'corp'" in result.err
    assert "profile 'corp-admin': AWS says: No access" in result.err
    assert token(core) is not None


def test_a_role_that_the_portal_does_not_give_is_told_also_while_one_is_signed_in(core, server):
    core.run("login", "corp")
    result = core.run("login", "corp-admin")
    assert (result.status, "profile 'corp-admin': AWS says: No access" in result.err) == (5, True)
    server.disturb("GetRoleCredentials", faults.disconnect)  # the sign-in is valid all the same
    assert core.run("login", "corp-admin").status == 0


def test_the_name_of_the_client_is_plain(core, server):
    core.write(".aws/config", CORP_SESSION.replace("corp]", "'Büro (EU)']"), mode="a")
    assert core.run("login", "--sso-session", "Büro (EU)").status == 0
    [asked] = server.calls("RegisterClient")
    assert asked.parameters["clientName"] == "awsenv-B-ro--EU-"


def test_the_endpoint_of_a_profile_counts_where_a_session_is_named(core, server):
    url = core.environ.pop("AWS_ENDPOINT_URL")
    core.environ["HTTPS_PROXY"] = "http://127.0.0.1:1"  # where there is no AWS
    text = CONFIG.replace("[profile corp-admin]", f"[profile corp-admin]\nendpoint_url = {url}")
    core.write(".aws/config", text)
    for words, action in (
        (["login", "--sso-session", "corp"], "CreateToken"),
        (["sso", "sync", "corp", "--dry-run"], "ListAccountRoles"),
        (["logout", "--sso-session", "corp"], "Logout"),
    ):
        assert (core.run(*words).status, actions(server)[-1]) == (0, action), words


def test_a_role_beyond_sso_is_opened_as_well(core, server):
    result = core.run("login", "beyond")
    assert result.status == 0
    assert "the session of 'beyond' is open for 1 h" in result.err
    assert actions(server)[-2:] == ["GetRoleCredentials", "AssumeRole"]


def test_a_closed_browser_ends_the_wait(core):
    result = core.run("login", "corp", "--wait", "0", "--browser", "true")
    assert result.status == 5
    assert "no sign-in to SSO session 'corp' within 0 s" in result.err
    assert "--device" in result.err


def test_the_browser_that_was_named_wins(core):
    result = core.run("login", "corp", "--browser", shlex.quote(core.environ["BROWSER"]), BROWSER="false")
    assert (result.status, len(addresses(core))) == (0, 1)


class Waiting:
    """A login whose browser is the test."""

    def __init__(self, core, *words):
        core.environ["BROWSER"] = "true"
        self.process = core.popen("login", "corp", *words, CODE=str(core.home / "code"))
        self.process.stderr.readline()
        self.address = self.process.stderr.readline().removeprefix("awsenv: ").strip()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.address).query)
        self.redirect, self.state = query["redirect_uri"][0], query["state"][0]

    def visit(self, url, timeout=60):
        try:
            with urllib.request.urlopen(url, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def ended(self):
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


def test_a_page_of_another_sign_in_changes_nothing(core):
    login = Waiting(core)
    status, page = login.visit(f"{login.redirect}?code=stolen&state=wrong")
    assert (status, "a sign-in that awsenv is not waiting for" in page) == (400, True)
    assert login.visit(login.redirect.replace("/oauth/callback", "/favicon.ico"))[0] == 404
    assert login.visit(login.address)[0] == 200
    status, _, err = login.ended()
    assert status == 0
    assert "with the wrong state; still waiting" in err


def test_a_browser_that_only_connects_keeps_nobody_waiting(core):
    login = Waiting(core)
    port = urllib.parse.urlsplit(login.redirect).port
    with socket.create_connection(("127.0.0.1", port)):
        assert login.visit(login.address, timeout=loopback.PATIENCE / 2)[0] == 200
        assert login.ended()[0] == 0


def test_a_code_of_somebody_else_signs_nobody_in(core, world):
    login = Waiting(core)
    status, page = login.visit(f"{login.redirect}?code=guess&state={login.state}")
    assert (status, "You can close this page" in page) == (200, True)
    status, _, err = login.ended()
    assert (status, token(core)) == (5, None)
    assert "does not accept this sign-in: it has been used" in err


@pytest.mark.parametrize("error", ["server_error", "\x1b[31mred\r\nX-Y: z<script>"])
def test_an_error_that_the_browser_brings_is_told_harmlessly(core, error):
    login = Waiting(core)
    query = urllib.parse.urlencode({"error": error, "state": login.state})
    status, page = login.visit(f"{login.redirect}?{query}")
    assert (status, "script" in page) == (200, False)
    status, _, err = login.ended()
    assert (status, "\x1b" in err) == (5, False)
    assert "came back with the error" in err


def test_ctrl_c_ends_the_wait(core):
    login = Waiting(core)
    login.process.send_signal(signal.SIGINT)
    status, out, err = login.ended()
    assert (status, out, err) == (130, "", "")
    assert token(core) is None


def test_only_this_computer_can_come_back(core):
    login = Waiting(core)
    assert login.redirect.startswith("http://127.0.0.1:")
    port = int(login.redirect.split(":")[2].split("/")[0])
    table = Path("/proc/net/tcp")
    found = [line.split() for line in table.read_text().splitlines()[1:]] if table.exists() else []
    listening = {one[1] for one in found if one[3] == "0A" and one[1].endswith(f":{port:04X}")}
    assert listening <= {f"0100007F:{port:04X}"}
    login.visit(login.address)
    assert login.ended()[0] == 0


def test_two_shells_open_one_browser(core, start_core, server):
    hang = faults.Hang()
    server.disturb("Authorize", hang)
    first = core.popen("login", "corp", CODE=str(core.home / "code"))
    server.wait("Authorize")
    second = start_core(line='exec "$0" -m awsenv login corp </dev/null >/dev/null')
    second.until("another shell is signing in")
    hang.release()
    first.communicate(timeout=60)
    assert (first.returncode, second.ended()[1]) == (0, 0)
    assert (len(addresses(core)), len(server.calls("CreateToken"))) == (1, 1)


# A real one does what a script might not: it asks for an icon, connects in advance, and shows the page.
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=10000"),
)


def test_a_real_browser_follows_the_redirect(core, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("chromium is not installed; tests/run installs it")
    words = shlex.join([chromium, *CHROMIUM, f"--user-data-dir={tmp_path / 'chromium'}", "--dump-dom"])
    shown = core.home / "shown"
    os.mkfifo(shown)
    core.write("chromium", f'#!/bin/sh\nexec {words} "$1" >{shlex.quote(str(shown))}\n').chmod(0o755)
    held = os.open(shown, os.O_RDWR)  # so that none waits for the other, and a login that fails is seen
    login = core.popen("login", "corp", CODE=str(core.home / "code"), BROWSER=str(core.home / "chromium"))
    _, err = login.communicate(timeout=60)
    assert (login.returncode, "signed in to SSO session 'corp'" in err) == (0, True)
    with open(shown) as stream:
        os.close(held)
        assert "You can close this page" in stream.read()
    assert identity(core.run("corp").environ) == machine("ann")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_a_code_from_another_user_of_this_machine_is_not_taken(core):
    login = Waiting(core)
    script = (
        "import encodings.idna, os, sys, urllib.request; os.setuid(65534)\n"
        "print(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1]).status)"
    )
    url = f"{login.redirect}?code=stolen&state={login.state}"
    done = subprocess.run(
        [sys.executable, "-c", script, url], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert login.visit(login.address)[0] == 200
    assert login.ended()[0] == 0


# --- with a code --------------------------------------------------------------------------------------------


@pytest.fixture
def by_code(core, world):
    """Log in while Ann confirms each code that is shown."""
    world.sign_in.device = "ann"
    return lambda *words, **variables: core.run("login", *words, **variables)


def test_a_code_signs_in_from_any_device(core, server, by_code):
    server.disturb("CreateToken", faults.error("AuthorizationPendingException"))
    result = by_code("corp", "--device")
    assert (result.status, addresses(core)) == (0, [])
    [grant] = server.calls("StartDeviceAuthorization")
    assert grant.parameters["startUrl"] == START
    assert "/device?user_code=" in result.err
    assert "check that it shows the code " in result.err
    assert len(server.calls("CreateToken")) == 2
    assert token(core).refresh
    assert identity(core.run("corp").environ) == machine("ann")


def test_a_profile_without_sso_session_signs_in_by_code_in_a_browser(core, server, by_code):
    result = by_code("old")
    assert result.status == 0
    assert [line for line in addresses(core) if "/device?user_code=" in line]
    assert "scopes" not in server.calls("RegisterClient")[0].parameters
    assert (token(core, LEGACY).refresh, token(core, LEGACY).renews) == (None, False)
    assert identity(core.run("old").environ) == machine("ann")


FAR = {
    "SSH": {"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22", "DISPLAY": ":0"},
    "SSH on a terminal": {"SSH_TTY": "/dev/pts/9"},
    "no display": {"BROWSER": ""},
    "a container": {"BROWSER": "", "container": "podman", "DISPLAY": ":0"},
    "WSL without wslview": {"BROWSER": "", "WSL_DISTRO_NAME": "Debian"},
}


@pytest.mark.parametrize("variables", FAR.values(), ids=FAR)
def test_without_a_display_it_is_the_code(core, server, by_code, variables):
    result = by_code("corp", **variables)
    assert (result.status, addresses(core), server.calls("Authorize")) == (0, [], [])
    assert "in a browser, on this or any other device" in result.err


def test_without_a_browser_it_is_the_code(server, by_code):
    result = by_code("corp", BROWSER="/nowhere/browser")
    assert (result.status, server.calls("Authorize")) == (0, [])
    assert "no browser could be started" in result.err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("AccessDeniedException", "was denied in the browser"),
        ("ExpiredTokenException", "was not confirmed in time"),
    ],
)
def test_a_code_that_is_denied_or_too_old_signs_nobody_in(core, server, error, words):
    server.disturb("CreateToken", faults.error(error))
    result = core.run("login", "corp", "--device")
    assert (result.status, token(core)) == (5, None)
    assert words in result.err


def test_a_code_that_nobody_confirms_ends_with_the_wait(core):
    result = core.run("login", "corp", "--device", "--wait", "1")
    assert (result.status, token(core)) == (5, None)
    assert "no sign-in to SSO session 'corp' within 1 s" in result.err


def test_slow_down_is_obeyed(core, server, by_code):
    """After a second it is told so, and in the next two it does not ask again."""
    server.disturb("CreateToken", faults.error("SlowDownException"))
    result = by_code("corp", "--device", "--wait", "3")
    assert (result.status, token(core)) == (5, None)
    assert len(server.calls("CreateToken")) == 1
    assert sso_login.SLOWER == 5  # RFC 8628, section 3.5


def test_a_registration_that_aws_has_forgotten_is_made_anew(core, server, by_code):
    registrations.store(SESSION, Registration("gone", "gone", 1 << 33), str(core.home), redirects=False)
    assert by_code("corp", "--device").status == 0
    assert len(server.calls("RegisterClient")) == 1
    assert len(server.calls("StartDeviceAuthorization")) == 2


def test_a_registration_that_aws_has_forgotten_during_a_sign_in_is_not_used_again(core, server):
    server.disturb("CreateToken", faults.error("InvalidClientException", 401))
    result = core.run("login", "corp")
    assert result.status == 5
    assert "no longer knows this computer" in result.err
    assert core.run("login", "corp").status == 0
    assert len(server.calls("RegisterClient")) == 2


STRANGE = {
    "a file": "file:///etc/passwd",
    "an option": "--version",
    "no encryption": "http://portal.example/device",
    "another port of this computer": "http://127.0.0.1:9/device",
    "a program's own scheme": "steam://install/1",
    "blanks": "https://portal.example/device --new-window x",
    "an escape sequence": "https://portal.example/\x1b]0;x\x07",
    "what turns the line around": "https://portal.example/\u202egpj",
    "no text": 5,
    "no host": "https://",
}


@pytest.mark.parametrize("address", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("field", ["verificationUri", "verificationUriComplete"])
def test_an_address_that_no_portal_has_is_neither_shown_nor_opened(core, monkeypatch, field, address):
    start = oidc._start  # noqa: SLF001 (the loopback AWS gives no other)
    monkeypatch.setattr(oidc, "_start", lambda *words: {**start(*words), field: address})
    result = core.run("login", "old", "--wait", "1")
    assert (result.status, addresses(core)) == (5, [])
    assert "is not a page to sign in at" in result.err or "is not AWS" in result.err
    assert not {"\x1b", "\u202e"} & set(result.err)
    assert len(result.err.splitlines()) <= 2


@pytest.mark.parametrize(
    "endpoint",
    ["javascript://x/%0aalert(1)", "file://localhost/etc/passwd", "steam://install/1",
     "http://portal.example/\x1b]0;x\a", "http://portal.example/ --new-window", "http://portal.example\\@127.0.0.1"],
)  # fmt: skip
def test_an_endpoint_that_is_no_page_is_not_shown_or_opened_either(core, endpoint):
    core.run("login", "corp")  # which registers this computer, so that no call comes before the browser
    before = addresses(core)
    result = core.run("login", "corp", "--force", "--wait", "1", AWS_ENDPOINT_URL_SSO_OIDC=endpoint)
    assert (result.status, addresses(core)) == (5, before)
    assert "is not a page to sign in at, so it is not opened" in result.err
    assert not {"\x1b", "\a"} & set(result.err)


# --- without a question -------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [60, -60])
def test_a_sign_in_near_its_end_is_renewed_without_a_browser(core, server, world, left):
    access = renewable(core, world, left=left)
    result = core.run("login", "corp")
    assert (result.status, actions(server), addresses(core)) == (0, ["CreateToken", "GetRoleCredentials"], [])
    assert "was renewed, and is valid until " in result.err
    assert token(core).access != access
    assert token(core).refresh


def test_keys_are_fetched_with_a_sign_in_that_is_renewed(core, server, world):
    renewable(core, world, left=-60)
    result = core.run("export", "corp", "--format", "process")
    assert (result.status, actions(server)) == (0, ["CreateToken", "GetRoleCredentials"])
    assert core.run("export", "corp").status == 0
    assert actions(server) == ["CreateToken", "GetRoleCredentials"]


def test_a_switch_in_profile_mode_leaves_renewing_to_the_sdk_but_for_a_sign_in_near_its_end(
    core, server, world
):
    renewable(core, world, left=1200)
    assert (core.run("corp").status, actions(server)) == (0, [])
    renewable(core, world, left=-60)
    result = core.run("corp")
    assert (result.status, result.environ["AWSENV_RENEWS"], actions(server)) == (0, "1", ["CreateToken"])
    assert identity(result.environ) == machine("ann")


def test_many_shells_renew_a_sign_in_once(core, server, world):
    renewable(core, world, left=-60)
    shells = [core.popen("export", "corp", CODE=str(core.home / "code")) for _ in range(8)]
    for one in shells:
        one.communicate(timeout=120)
    assert {one.returncode for one in shells} == {0}
    assert (len(server.calls("CreateToken")), len(server.calls("GetRoleCredentials"))) == (1, 1)


def test_a_refresh_token_that_was_used_takes_a_sign_in(core, server, world):
    renewable(core, world, left=-60)
    server.disturb("CreateToken", faults.error("InvalidGrantException"))
    result = core.run("export", "corp")
    assert result.status == 4
    assert "awsenv login 'corp'" in result.err
    server.disturb("CreateToken", faults.error("InvalidGrantException"))
    assert (core.run("login", "corp").status, len(addresses(core))) == (0, 1)


def test_a_token_that_lasts_serves_while_it_cannot_be_renewed(core, server, world):
    renewable(core, world, left=300)
    server.disturb("CreateToken", faults.error("InvalidGrantException"), times=9)
    assert core.run("export", "corp").status == 0


def test_nothing_but_login_opens_a_browser(core):
    for words in (["corp"], ["corp", "-k"], ["export", "corp"], ["exec", "corp", "--", "true"], ["status"]):
        core.run(*words)
    assert core.run("export", "corp").status == 4
    assert addresses(core) == []


def test_a_revoked_sign_in_is_begun_anew_with_force(core, world):
    core.run("login", "corp")
    world.sign_in.tokens.clear()
    result = core.run("export", "corp", "--refresh")
    assert (result.status, "awsenv login --force 'corp'" in result.err) == (4, True)
    assert core.run("login", "--force", "corp").status == 0
    assert core.run("export", "corp").status == 0


def full(core, *words):
    """Run the core on a disk that takes no more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        return core.run(*words, cold=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("left", "status"), [(300, 0), (-60, 4)])
def test_a_refresh_token_is_not_spent_where_the_next_cannot_be_kept(core, server, world, left, status):
    renewable(core, world, left=left)
    before = token(core).refresh
    assert (full(core, "export", "corp").status, server.calls("CreateToken")) == (status, [])
    assert token(core).refresh == before
    assert [path.name for path in (core.home / ".aws/sso").iterdir()] == ["cache"]
    assert len(list((core.home / ".aws/sso/cache").iterdir())) == 1


def test_a_token_that_could_not_be_kept_after_all_serves_this_once(core, server, world):
    renewable(core, world, left=-60)
    cache = core.home / ".aws/sso/cache"

    def vanish():
        cache.rename(core.home / "moved")
        cache.write_text("no directory")

    server.disturb("CreateToken", vanish)
    result = core.run("export", "corp")
    assert (result.status, len(server.calls("GetRoleCredentials"))) == (0, 1)
    assert "the sign-in cannot be stored" in result.err


@pytest.mark.parametrize(("left", "status"), [(300, 0), (-60, 4)])
def test_nobody_waits_without_end_for_a_sign_in_that_a_person_forgot(core, world, left, status):
    renewable(core, world, left=left)
    sessions = SessionStore(str(core.home / ".cache/awsenv"))
    with sessions.lock("sso-" + private.digest("corp"), lambda: None):
        result = core.export_after("from awsenv.files import locks; locks.PATIENCE = 0.2", "corp")
    assert (result.status, "another shell is signing in" in result.err) == (status, status == 4)


@pytest.mark.parametrize(
    ("sign_in", "left", "renews"), [(renewable, 1200, "1"), (store, 1200, None), (store, 86_400, "1")]
)
def test_keys_of_a_sign_in_that_outlasts_them_or_renews_are_followed_by_others(
    core, world, sign_in, left, renews
):
    sign_in(core, world, left=left)
    assert core.run("corp", "-k").environ.get("AWSENV_RENEWS") == renews


# --- shared with the AWS CLI --------------------------------------------------------------------------------


def test_a_token_of_the_aws_cli_is_used(core, server, world):
    ends = world.now() + timedelta(hours=1)
    written = {"startUrl": START, "region": "eu-west-1", "accessToken": world.sign_in.token("bob", ends)}
    written |= {"expiresAt": ends.strftime("%Y-%m-%dT%H:%M:%SUTC")}
    core.write(f".aws/sso/cache/{_sha1('corp')}.json", json.dumps(written)).chmod(0o600)
    assert "(1 h left)" in core.run("login", "corp").err
    assert identity(core.run("corp", "-k").environ) == machine("bob")


# What the AWS CLI v2 names the file of the registration after (botocore.utils.SSOTokenFetcher there).
REGISTERED = json.dumps(
    {
        "region": "eu-west-1",
        "scopes": ["sso:account:access"],
        "session_name": "corp",
        "startUrl": START,
        "tool": "botocore",
    }
)


def test_what_is_written_is_what_the_aws_cli_writes(core):
    core.run("login", "corp")
    folder = core.home / ".aws/sso/cache"
    # sha1 of "corp", and of the CLI's own description of the registration.
    written = json.loads((folder / f"{_sha1('corp')}.json").read_text())
    registered = json.loads((folder / f"{_sha1(REGISTERED)}.json").read_text())
    assert {key: written[key] for key in ("startUrl", "region")} == {"startUrl": START, "region": "eu-west-1"}
    assert registered.keys() == {"clientId", "clientSecret", "expiresAt", "scopes", "grantTypes"}
    assert (registered["clientId"], registered["expiresAt"]) == (
        written["clientId"],
        written["registrationExpiresAt"],
    )
    more = {"accessToken", "refreshToken", "expiresAt", "clientSecret"}
    assert more < written.keys()
    assert written["expiresAt"] == iso(token(core).expiration)


def _sha1(text):
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


# --- what goes wrong ----------------------------------------------------------------------------------------


def test_a_network_that_is_down_is_told(core):
    result = core.run("login", "corp", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert result.status == 5
    assert "cannot reach 127.0.0.1:9: no connection" in result.err


def test_a_wrong_start_url_or_region_is_told(core, server):
    server.disturb("RegisterClient", faults.error("InvalidRequestException", message="Invalid \x1b[2Jissuer"))
    result = core.run("login", "corp")
    assert (result.status, "\x1b" in result.err) == (5, False)
    assert f"is eu-west-1 the region of this portal, and is sso_start_url right ({START})?" in result.err


def test_a_clock_that_is_wrong_is_told(core, server, world):
    world.skew = timedelta(hours=3)
    server.disturb("RegisterClient", faults.error("SomethingElse"))
    result = core.run("login", "corp")
    assert (result.status, "your clock is 3 h behind" in result.err) == (5, True)


def test_a_home_in_which_nothing_can_be_kept_opens_no_browser(core):
    (core.home / ".aws/sso").write_text("no directory")
    result = core.run("login", "corp")
    assert (result.status, addresses(core)) == (1, [])
    assert "the sign-in cannot be stored" in result.err


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "\x00", '{"accessToken": 1, "expiresAt": 2}', "x" * 70_000]
)
def test_a_damaged_cache_is_none(core, damage):
    for name in (_sha1("corp"), _sha1(REGISTERED)):
        core.write(f".aws/sso/cache/{name}.json", damage).chmod(0o600)
    assert core.run("login", "corp").status == 0


def test_a_session_can_be_named_without_a_profile(core, server):
    result = core.run("login", "--sso-session", "corp")
    assert (result.status, server.calls("GetRoleCredentials")) == (0, [])
    assert token(core) is not None
    assert core.run("login", "corp", "--sso-session", "corp").status == 2


@pytest.mark.parametrize("name", ["nobody", "$(touch x)'\x1b]0;x\x07", "empty", ""])
def test_a_session_that_is_not_there_is_told(core, server, name):
    result = core.run("login", "--sso-session", name)
    assert (result.status, server.log, "\x1b" in result.err) == (1, [], False)
    assert "[sso-session " in result.err


# --- the shell that logs in ---------------------------------------------------------------------------------


def test_a_shell_that_is_on_the_profile_learns_the_new_end(core, world):
    store(core, world, LEGACY, left=1200)
    core.run("old")
    stale = token(core, LEGACY).expiration
    assert core.environ["AWSENV_EXPIRATION"] == str(stale)
    store(core, world, LEGACY, left=7200)
    result = core.run("login", "old")
    ends = token(core, LEGACY).expiration
    assert (result.environ["AWSENV_EXPIRATION"], ends >= stale + 6000) == (str(ends), True)
    renewable(core, world, left=7200)
    core.run("corp")
    environ = core.run("login", AWSENV_EXPIRATION="1").environ
    assert (environ.get("AWSENV_EXPIRATION"), environ["AWSENV_RENEWS"]) == (None, "1")


def test_a_shell_that_is_somebody_else_stays_as_it_is(core, world):
    core.run("ann")
    before = dict(core.environ)
    after = core.run("login", "corp").environ
    assert after.pop("__awsenv_seen") == "-"  # the shell looks at its pin again
    assert after == before


# --- logout -------------------------------------------------------------------------------------------------


def test_logout_ends_the_sign_in_here_and_at_the_portal(core, server, world):
    core.run("login", "corp")
    core.run("export", "corp")
    access = token(core).access
    result = core.run("logout", "corp")
    assert (result.status, token(core), access in world.sign_in.tokens) == (0, None, False)
    assert "signed out of SSO session 'corp', which 'corp-admin' and 'beyond' share" in result.err
    assert core.session_files() == []
    assert [one.session_token for one in server.calls("Logout")] == [access]
    assert core.run("export", "corp").status == 4


@pytest.mark.parametrize(("profile", "name"), [("corp", "corp"), ("old", None)])
def test_logout_forgets_what_the_aws_cli_has_fetched(core, profile, name):
    from botocore.credentials import SSOCredentialFetcher

    fetcher = SSOCredentialFetcher(START, "eu-west-1", "machine", WORK_ACCOUNT, None, sso_session_name=name)
    key = fetcher._create_cache_key()  # noqa: SLF001 (the AWS CLI v2 hands it a cache on disk)
    core.write(f".aws/cli/cache/{key}.json", "{}")
    core.run("logout", profile)
    assert core.cli_files() == []


def test_logout_without_a_network_removes_the_file_and_says_what_is_left(core):
    core.run("login", "corp")
    result = core.run("logout", "corp", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert (result.status, token(core)) == (0, None)
    assert "the portal was not told: cannot reach 127.0.0.1:9" in result.err


def test_logout_of_a_sign_in_that_is_over_asks_nobody(core, server, world):
    store(core, world, left=-60)
    assert core.run("logout", "corp").status == 0
    assert (token(core), server.log) == (None, [])


def test_logout_of_another_profile_leaves_the_sign_in(core):
    core.run("login", "corp")
    core.run("logout", "ann")
    assert token(core) is not None


def test_logout_of_all_ends_every_sign_in(core, server, world):
    core.run("login", "corp")
    store(core, world, LEGACY, left=3600)
    result = core.run("logout", "--all")
    assert (result.status, token(core), token(core, LEGACY)) == (0, None, None)
    assert len(server.calls("Logout")) == 2


def test_logout_of_all_ends_a_sign_in_that_no_profile_uses(core, server):
    core.write(".aws/config", CORP_SESSION)
    core.run("login", "--sso-session", "corp")
    assert token(core) is not None
    assert (core.run("logout", "--all").status, token(core)) == (0, None)
    assert len(server.calls("Logout")) == 1


def test_logout_of_all_goes_on_past_a_file_that_nothing_reads(core, server):
    core.run("login", "corp")
    core.write(".aws/config", "no setting\n", mode="a")
    result = core.run("logout", "--all")
    assert (result.status, token(core)) == (1, None)
    assert "neither a [section] nor a setting" in result.err
    assert "signed out of SSO session 'corp'" in result.err


@pytest.mark.parametrize("signed_in", [False, True])
def test_logout_of_all_goes_on_past_a_session_that_lacks_a_setting(core, world, signed_in):
    before = core.home / ".aws/config"
    before.write_text("[sso-session first]\nsso_region = eu-west-1\n" + before.read_text())
    core.run("login", "corp")
    first = SsoSession("first", START, "eu-west-1")
    if signed_in:
        store(core, world, first, left=3600)
    result = core.run("logout", "--all")
    assert (result.status, token(core), token(core, first)) == (int(signed_in), None, None)
    assert ("[sso-session first] lacks sso_start_url" in result.err) == signed_in


def test_logout_of_all_goes_on_past_a_file_that_cannot_be_removed(core):
    core.run("login", "corp")
    core.run("export", "corp")
    [kept] = (core.home / ".aws/cli/cache").glob("*") if core.cli_files() else [_role_file(core)]
    kept.unlink(missing_ok=True)
    kept.mkdir(parents=True)
    result = core.run("logout", "--all")
    assert (result.status, token(core), core.session_files()) == (1, None, [])
    assert "cannot be removed" in result.err


def _role_file(core):
    """Where the AWS CLI would keep the keys of the profile corp."""
    known = profiles.load(str(core.home / ".aws/config"), "/dev/null")
    return Path(cli_files.sso_path(known.get("corp"), str(core.home)))


def test_logout_of_a_session_that_is_named_without_a_profile(core, server, world):
    core.run("login", "corp")
    core.run("export", "corp")
    store(core, world, LEGACY, left=3600)
    result = core.run("logout", "--sso-session", "corp")
    assert (result.status, token(core), core.session_files()) == (0, None, [])
    assert "signed out of SSO session 'corp', which 'corp', 'corp-admin' and 'beyond' share" in result.err
    assert token(core, LEGACY) is not None
    for words in (["corp"], ["--all"]):
        assert core.run("logout", *words, "--sso-session", "corp").status == 2
    assert core.run("logout", "--sso-session", "nobody").status == 1


def test_somebody_who_is_not_signed_in_can_log_out(core, server):
    result = core.run("logout", "corp")
    assert (result.status, server.log) == (0, [])
    assert "removed 0 cached sessions" in result.err


# --- aws login ----------------------------------------------------------------------------------------------

LOGIN_SESSION = f"arn:aws:iam::{HOME_ACCOUNT}:user/ann"


def aws_cli(core, version="aws-cli/2.32.0 Python/3.13 Linux", status=0):
    """An AWS CLI of that version, which writes down what it was asked."""
    core.write(
        ".aws/config", f"[profile signed-in]\nregion = eu-west-1\nlogin_session = {LOGIN_SESSION}\n", mode="a"
    )
    script = (
        f"#!/bin/sh\n[ \"$1\" = --version ] && echo '{version}' && exit\n"
        f'echo "$* BROWSER=$BROWSER AWS_PROFILE=$AWS_PROFILE" >"$HOME/asked"\necho words\nexit {status}\n'
    )
    core.write("bin/aws", script).chmod(0o755)
    core.environ["PATH"] = f"{core.home}/bin:{core.environ['PATH']}"


def test_aws_login_is_left_to_the_aws_cli(core):
    aws_cli(core)
    result = core.run("login", "signed-in", "--browser", "lynx", AWS_PROFILE="other")
    assert (result.status, result.out) == (0, "")
    assert "running aws login --profile 'signed-in'" in result.err
    assert "\nwords\n" in result.err
    assert (core.home / "asked").read_text() == "login --profile signed-in BROWSER=lynx AWS_PROFILE=\n"
    core.run("login", "signed-in", "--device")
    assert "login --profile signed-in --remote " in (core.home / "asked").read_text()


def test_aws_login_is_not_run_while_its_keys_last(core, world):
    aws_cli(core)
    keys = world.open_role_session(role_arn("machine"), "console", 840)
    value = {"accessKeyId": keys.access_key, "secretAccessKey": keys.secret, "sessionToken": keys.token}
    value |= {"accountId": HOME_ACCOUNT, "expiresAt": iso(int(keys.expires.timestamp()))}
    name = hashlib.sha256(LOGIN_SESSION.encode()).hexdigest()
    whole = {"accessToken": value, "refreshToken": "r", "clientId": "c", "dpopKey": "k"}
    core.write(f".aws/login/cache/{name}.json", json.dumps(whole)).chmod(0o600)
    core.write("without/sitecustomize.py", "import sys\nsys.modules['awscrt'] = None\n")
    path = f"{core.environ['PYTHONPATH']}:{core.home}/without"
    result = core.run("login", "signed-in", PYTHONPATH=path)
    assert (result.status, (core.home / "asked").exists()) == (0, False)
    assert "'signed-in' is signed in" in result.err


def test_an_aws_login_that_fails_is_told(core):
    aws_cli(core, status=7)
    result = core.run("login", "signed-in")
    assert result.status == 4
    assert "`aws login` for profile 'signed-in' ended with status 7" in result.err


@pytest.mark.parametrize("version", ["aws-cli/1.46.3 Python/3.11", "aws-cli/2.31.9", "\x1b[31m"])
def test_an_aws_cli_that_is_too_old_is_told(core, version):
    aws_cli(core, version)
    result = core.run("login", "signed-in")
    assert (result.status, (core.home / "asked").exists(), "\x1b" in result.err) == (1, False, False)
    assert "which only `aws login` opens, and the `aws` on the PATH is " in result.err
    assert "install AWS CLI 2.32 or later" in result.err


def test_a_missing_aws_cli_is_told(core):
    aws_cli(core)
    (core.home / "bin/aws").unlink()
    for name in ("sh", "bash", "env"):
        (core.home / "bin" / name).symlink_to(shutil.which(name))
    result = core.run("login", "signed-in", PATH=f"{core.home}/bin")
    assert result.status == 1
    assert "there is no `aws` on the PATH" in result.err


def test_an_aws_of_the_current_directory_is_never_run(core):
    aws_cli(core)
    (core.home / "bin/aws").rename(core.home / "aws")
    path = core.environ["PATH"].removeprefix(f"{core.home}/bin:")
    result = core.run("login", "signed-in", PATH=f".::{path}")
    assert (result.status, (core.home / "asked").exists()) == (1, False)
