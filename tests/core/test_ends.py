"""Does an end count, whatever the session comes from: a file, a program, SSO, a web identity, a role?"""

import json
import sys
import time
from datetime import timedelta

import pytest
from aws import Role, faults
from running import (
    ANN,
    BOB,
    CORP,
    CORP_SESSION,
    CREDENTIALS,
    HOME_ACCOUNT,
    OLD,
    SERIAL,
    START,
    WORK_ACCOUNT,
    calls,
    identity,
    role_arn,
)

from awsenv.credentials import iso
from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Registration, Token

NOW = int(time.time())
SESSION = SsoSession("corp", START, "eu-west-1", ("sso:account:access",))


def local(moment):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))


# --- keys in a file -----------------------------------------------------------------------------------------

# What each tool writes: the name of its line, and the time as it spells it.
WRITERS = {
    "saml2aws": ("x_security_token_expires", lambda end: iso(end).replace("Z", "+00:00")),
    "aws-google-auth": ("aws_session_expiration", lambda end: iso(end).replace("Z", "+0000")),
    "aws-vault": ("aws_credential_expiration", iso),
    "aws-azure-login": ("aws_expiration", lambda end: iso(end).replace("Z", ".123Z")),
    "gatekeepers of portals": ("aws_token_expiration", iso),
    "aws-mfa": ("expiration", lambda end: iso(end)[:-1].replace("T", " ")),
    "awsume": ("manager = awsume\nexpiration", local),
}


def in_file(core, world, *lines, left=1200, token="aws_session_token"):  # noqa: S107 (a name)
    """Temporary keys of a role in the credentials file, with these lines beside them."""
    keys = world.open_role_session(role_arn("open"), "me", max(left, 900))
    core.write(
        ".aws/credentials",
        f"{CREDENTIALS}[temp]\naws_access_key_id = {keys.access_key}\n"
        f"aws_secret_access_key = {keys.secret}\n{token} = {keys.token}\n"
        + "".join(f"{line}\n" for line in lines),
    )


@pytest.mark.parametrize("tool", WRITERS)
def test_the_end_that_a_tool_writes_beside_keys_counts_everywhere(core, world, tool):
    name, spell = WRITERS[tool]
    core.environ["TZ"] = "UTC" if tool == "awsume" else "Asia/Tokyo"
    end = int(time.time()) + 1200
    in_file(core, world, f"{name} = {spell(end)}")
    for words in (["temp"], ["temp", "-k"]):
        environ = core.run(*words, keep=False).environ
        assert (environ["AWSENV_EXPIRATION"], environ.get("AWSENV_RENEWS")) == (str(end), None)
    assert iso(end) == json.loads(core.run("export", "temp", "--format", "process").out)["Expiration"]
    [row] = [one for one in json.loads(core.run("list", "--json").out) if one["profile"] == "temp"]
    assert row["expires"] == end
    assert core.run("temp", "--min-ttl", "15m", keep=False).status == 0
    result = core.run("temp", "--min-ttl", "45m", keep=False)
    assert (result.status, "a session of 'temp' lasts only 20 min, less than" in result.err) == (2, True)


def test_the_prompt_learns_of_keys_that_a_tool_has_renewed_and_says_once_that_they_ended(core, world):
    now = int(time.time())
    in_file(core, world, f"expiration = {iso(now + 200)}")
    text = (core.home / ".aws/credentials").read_text()
    core.run("temp", "-p")
    assert core.run("--renew").environ["AWSENV_EXPIRATION"] == str(now + 200)
    core.write(".aws/credentials", text.replace(iso(now + 200), iso(now + 4000)))
    renewed = core.run("--renew")
    assert (renewed.err, renewed.environ["AWSENV_EXPIRATION"]) == ("", str(now + 4000))
    assert core.run("status", "-q").status == 0
    core.environ["AWSENV_EXPIRATION"] = str(now + 200)
    core.write(".aws/credentials", text.partition("expiration")[0])
    assert "AWSENV_EXPIRATION" not in core.run("--renew", keep=False).environ
    core.write(".aws/credentials", text.replace(iso(now + 200), iso(now - 60)))
    over = core.run("--renew")
    assert (over.status, "the keys of profile 'temp' expired 1 min ago" in over.err) == (1, True)


@pytest.mark.parametrize("token", ["aws_session_token", "aws_security_token"])
def test_keys_of_a_file_that_have_expired_are_not_handed_out(core, world, token):
    in_file(core, world, "expiration = 3600", f"x_security_token_expires = {iso(NOW - 7200)}", token=token)
    for words in (["temp"], ["temp", "-k"], ["export", "temp"], ["exec", "temp", "--", "true"]):
        result = core.run(*words)
        assert (result.status, result.out, result.environ.get("AWSENV_PROFILE")) == (1, "", None)
        assert "credentials:12: the keys of profile 'temp' expired 2 h" in result.err
        assert "ago, according to x_security" in result.err
    problems = json.loads(core.run("explain", "temp", "--json").out)["problems"]
    assert "the keys of profile 'temp' expired" in problems[0]["what"]


@pytest.mark.parametrize(
    "lines",
    [
        ["expiration = soon"],
        ["aws_expiration = 12"],
        [f"aws_expiration = {iso(NOW - 7200)}", f"x_security_token_expires = {iso(NOW + 7200)}"],
    ],
)
def test_a_line_that_tells_no_end_or_an_older_one_stops_nothing(core, world, lines):
    in_file(core, world, *lines)
    assert core.run("temp").status == 0


def test_long_term_keys_have_no_end_whatever_stands_beside_them(core):
    core.write(".aws/credentials", f"{CREDENTIALS}aws_expiration = {iso(NOW - 60)}\n")
    result = core.run("bob", "-k")
    assert (result.status, result.environ.get("AWSENV_EXPIRATION")) == (0, None)


def test_a_role_whose_source_has_an_end_shows_that_and_is_renewed_until_then(core, world):
    role = (
        f"[profile via]\nregion = eu-west-1\nsource_profile = temp\nrole_arn = {role_arn('path/chained')}\n"
    )
    core.write(".aws/config", role, mode="a")
    for left, renews in ((1200, None), (7200, "1")):
        end = int(time.time()) + left
        in_file(core, world, f"aws_expiration = {iso(end)}", left=left)
        assert core.run("via", keep=False).environ["AWSENV_EXPIRATION"] == str(end)
        assert core.run("via", "-k", "--refresh", keep=False).environ.get("AWSENV_RENEWS") == renews
    in_file(core, world, f"aws_expiration = {iso(NOW - 60)}")
    core.run("logout", "via")
    assert "the keys of profile 'temp' expired" in core.run("via", "-k").err


def test_keys_of_the_shell_end_when_its_variable_says(core, world):
    keys = world.open_role_session(role_arn("open"), "me", 900)
    role = f"role_arn = {role_arn('path/chained')}\ncredential_source = Environment\n"
    core.write(".aws/config", f"[profile env]\nregion = eu-west-1\n{role}", mode="a")
    mine = {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret}
    mine["AWS_SESSION_TOKEN"] = keys.token
    assert core.run("env", keep=False, **mine).status == 0
    core.run("logout", "env")
    result = core.run("env", **mine, AWS_CREDENTIAL_EXPIRATION=iso(NOW - 60))
    assert (result.status, "the keys that this shell had before awsenv" in result.err) == (1, True)


# --- a program ----------------------------------------------------------------------------------------------


def process(core, expiration):
    text = f"dict(Version=1, AccessKeyId={BOB!r}, SecretAccessKey='bob/canary+secret', SessionToken='t'"
    program = core.write(
        "bin/give",
        f"#!{sys.executable}\nimport json\nprint(json.dumps({text}, Expiration={expiration!r})))\n",
    )
    program.chmod(0o755)
    core.write(".aws/config", "[profile it]\nregion = eu-west-1\ncredential_process = give\n", mode="a")
    core.environ["PATH"] = f"{program.parent}:{core.environ['PATH']}"


def test_keys_of_a_program_that_have_expired_are_an_error_that_names_it(core):
    process(core, iso(NOW - 7200))
    for words in (["it", "-k"], ["export", "it"]):
        result = core.run(*words)
        assert (result.status, result.out) == (1, "")
        assert "credential_process 'give' printed keys that expired 2 h" in result.err


@pytest.mark.parametrize(
    "spell",
    [
        lambda end: iso(end).replace("Z", ".1234567Z"),
        lambda end: iso(end).replace("Z", "+0000"),
        lambda end: iso(end).replace("Z", " UTC"),
        lambda end: iso(end).replace("-", "").replace(":", ""),
    ],
)
def test_an_end_is_read_as_botocore_reads_it(core, spell):
    end = int(time.time()) + 3000
    process(core, spell(end))
    assert core.run("it", "-k").environ["AWSENV_EXPIRATION"] == str(end)


def test_less_than_min_ttl_of_a_program_is_an_error_and_of_the_settings_a_note(core):
    process(core, iso(int(time.time()) + 1800))
    result = core.run("it", "--min-ttl", "2h")
    assert (
        result.status,
        "a session of 'it' lasts only 30 min, less than --min-ttl 2 h" in result.err,
    ) == (2, True)
    assert "\nawsenv: its credential_process says how long a session lasts, or lower" in result.err
    core.run("logout", "it")
    core.environ["AWSENV_MIN_TTL"] = "2h"
    result = core.run("it", "-k")
    assert (
        result.status,
        result.err.count("a session of 'it' lasts only 30 min, not the 2 h of min"),
    ) == (0, 1)
    assert core.run("it", "-k").err == ""  # no other would last longer


# --- a duration of the settings -----------------------------------------------------------------------------


def test_a_duration_that_only_the_settings_want_gives_way(core, world):
    short = f"[profile short]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = {role_arn('plain')}\n"
    core.write(".aws/config", short, mode="a")
    world.roles[role_arn("plain")] = Role((HOME_ACCOUNT,))
    core.environ["AWSENV_DURATION"] = "8h"
    result = core.run("short", "-k")
    assert (result.status, len(result.err.splitlines())) == (0, 1)
    assert "this session lasts 1 h, not the 8 h of the settings: 'short' allows no more" in result.err
    assert result.environ.get("AWSENV_OPTIONS") is None
    near = {"AWSENV_EXPIRATION": str(int(time.time()) + 60)}
    core.run("logout", "short", keep=False)
    renewed = core.renew(**near)
    assert (renewed.status, renewed.err) == (0, "")
    assert int(renewed.environ["AWSENV_EXPIRATION"]) > time.time() + 3000
    asked = core.run("short", "-k", "-d", "8h")
    assert (asked.status, "lower duration_seconds or -d" in asked.err) == (5, True)


def test_no_code_is_spent_on_a_duration_of_the_settings(core, server, world):
    core.environ["AWSENV_DURATION"] = "8h"
    result = core.run("other-mfa", "-t", world.mfa_code(SERIAL))
    assert (result.status, len(result.err.splitlines())) == (0, 1)
    assert "this session lasts 1 h, not the 8 h of the settings" in result.err
    assert [action for action, _ in calls(server)] == ["GetSessionToken", "AssumeRole"]
    assert core.run("ann-mfa").status == 0  # with the same code


# --- web identity -------------------------------------------------------------------------------------------


def web(core, *lines):
    token = core.write("token", "a.signed.token")
    more = "".join(f"{line}\n" for line in lines)
    role = f"role_arn = {role_arn('web')}\nweb_identity_token_file = {token}\n{more}"
    core.write(".aws/config", f"[profile web]\nregion = eu-west-1\n{role}", mode="a")
    return token


def test_a_web_identity_takes_the_duration_of_its_profile_and_the_one_that_is_asked(core, server):
    web(core, "duration_seconds = 900")
    assert identity(core.run("web", "-k").environ).endswith("assumed-role/web/awsenv-ann")
    assert core.run("web", "-d", "30m").status == 0
    assert core.run("web", "--read-only").status == 0
    given = [one for action, one in calls(server) if action == "AssumeRoleWithWebIdentity"]
    assert [one["DurationSeconds"] for one in given] == ["900", "1800", "900"]
    assert given[2]["PolicyArns.member.1.arn"].endswith("ReadOnlyAccess")
    result = core.run("web", "--min-ttl", "20m")
    assert (result.status, "ask for a longer session with -d" in result.err) == (2, True)


def test_a_web_identity_gives_way_to_a_duration_of_the_settings(core):
    web(core)
    result = core.run("web", "-k", AWSENV_DURATION="8h")
    assert (result.status, "this session lasts 1 h, not the 8 h of the settings" in result.err) == (0, True)


@pytest.mark.parametrize(
    ("code", "words"), [("ExpiredTokenException", "has expired"), ("InvalidIdentityToken", "does not accept")]
)
def test_a_token_file_that_serves_no_more_is_named(core, server, code, words):
    web(core)
    server.disturb("AssumeRoleWithWebIdentity", faults.error(code, 400, "Token no good"))
    result = core.run("web", "-k")
    assert (result.status, words in result.err.splitlines()[0]) == (5, True)
    assert "web_identity_token_file '~/token'" in result.err.splitlines()[0]


# --- SSO ----------------------------------------------------------------------------------------------------


@pytest.fixture
def corp(core, world):
    core.write(".aws/config", CORP + CORP_SESSION + OLD, mode="a")
    world.portal.accounts[WORK_ACCOUNT] = "work"
    world.portal.assignments["ann", WORK_ACCOUNT, "machine"] = role_arn("machine")
    return core


def signed_in(core, world, left, *, renews=True):
    ends = world.now() + timedelta(seconds=left)
    access = world.sign_in.token("ann", ends)
    client, secret = world.sign_in.register(["sso:account:access"], [])
    known = Registration(client, secret, int(time.time()) + 86400) if renews else None
    refresh = world.sign_in.refresh("ann") if renews else None
    tokens.store(SESSION, Token(access, int(ends.timestamp()), refresh, known), str(core.home))


def session_of(core):
    [row] = [one for one in json.loads(core.run("list", "--json").out) if one["profile"] == "corp"]
    return row


def test_a_switch_by_hand_renews_a_sign_in_that_is_over_and_a_refusal_is_remembered(corp, world, server):
    signed_in(corp, world, 3600)
    assert corp.run("corp").status == 0
    signed_in(corp, world, -60)
    server.disturb("CreateToken", faults.error("InvalidGrantException"))
    for words in (["corp"], ["exec", "corp", "--", "true"], ["export", "corp"]):
        result = corp.run(*words, keep=False)
        assert (result.status, "awsenv login 'corp'" in result.err) == (4, True)
    assert len(server.calls("CreateToken")) == 1
    assert session_of(corp)["renews"] is False
    status = corp.run("status", "--json")
    assert (status.status, "not signed in" in json.loads(status.out)["problems"][0]["what"]) == (1, True)
    assert corp.run("status", "-q").status == 1
    signed_in(corp, world, -60)
    result = corp.run("corp")
    assert (result.status, result.environ["AWSENV_RENEWS"]) == (0, "1")
    assert corp.run("status", "-q").status == 0


def test_a_sign_in_that_lasts_but_is_not_renewed_shows_its_end(corp, world, server):
    signed_in(corp, world, 300)
    server.disturb("CreateToken", faults.error("InvalidGrantException"), times=9)
    result = corp.run("corp")
    assert (result.status, result.environ.get("AWSENV_RENEWS")) == (0, None)
    assert int(result.environ["AWSENV_EXPIRATION"]) <= time.time() + 300


def test_without_a_network_a_switch_leaves_the_renewal_to_the_tools(corp, world, server):
    signed_in(corp, world, -60)
    server.disturb("CreateToken", faults.disconnect, times=9)
    result = corp.run("corp")
    assert (result.status, result.environ["AWSENV_RENEWS"]) == (0, "1")
    assert "the sign-in was not renewed" in result.err


def test_a_sign_in_that_the_portal_has_ended_is_remembered_so(corp, world, server):
    signed_in(corp, world, 7200)
    world.sign_in.tokens.clear()
    for words in (["export", "corp"], ["corp"], ["export", "corp"]):
        assert corp.run(*words).status == 4
    assert len(server.calls("GetRoleCredentials")) == 1


def test_a_token_without_the_end_of_its_registration_is_valid_until_its_own(corp, world):
    signed_in(corp, world, 7200)
    path = corp.home / ".aws/sso/cache" / tokens.file("corp", "").rpartition("/")[2]
    found = json.loads(path.read_text())
    del found["registrationExpiresAt"]
    path.write_text(json.dumps(found))
    result = corp.run("corp")
    assert (result.status, result.environ.get("AWSENV_RENEWS")) == (0, None)
    assert found["expiresAt"] == iso(int(result.environ["AWSENV_EXPIRATION"]))


def test_less_than_min_ttl_of_a_permission_set_is_an_error(corp, world):
    signed_in(corp, world, 7200)
    result = corp.run("corp", "--min-ttl", "10h")
    assert (result.status, "its permission set says how long a session lasts" in result.err) == (2, True)


def test_another_portal_gives_no_keys_of_the_first(corp, world, server):
    signed_in(corp, world, 7200)
    for address in (server.url, server.url.replace("127.0.0.1", "localhost"), server.url):
        assert corp.run("export", "corp", AWS_ENDPOINT_URL_SSO=address).status == 0
    assert len(server.calls("GetRoleCredentials")) == 2


# --- logout -------------------------------------------------------------------------------------------------


def test_logout_forgets_the_session_that_two_profiles_share(core, server, world):
    twin = f"[profile twin]\nsource_profile = ann\nrole_arn = {role_arn('open')}\n"
    copy = f"[copy]\naws_access_key_id = {ANN}\naws_secret_access_key = ann/canary+secret\n"
    role = f"[profile by-copy]\nsource_profile = copy\nrole_arn = {role_arn('mfa')}\nmfa_serial = {SERIAL}\n"
    core.write(".aws/config", twin + role, mode="a")
    core.write(".aws/credentials", copy, mode="a")
    core.run("login", "open")
    result = core.run("logout", "twin")
    assert (core.session_files(), ", which 'open' shares" in result.err) == ([], True)
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("logout", "by-copy")
    assert core.session_files() == []
