"""Who gets into the console, as whom, where to, for how long, and what does it take to keep that a secret?"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import browsing
import pytest
from aws import faults
from running import ANN, ROOT, SERIAL, WORK_ACCOUNT, role_arn

from awsenv.console import addresses, handover
from awsenv.errors import AwsenvError, UsageError
from awsenv.system import loopback, loopback_peer

OPEN_HOME = f"https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1&account={WORK_ACCOUNT}"


class Stay(HTTPRedirectHandler):
    """A browser that stands still where it is sent on, so that the test sees where to."""

    def redirect_request(self, *_):
        return None


def followed(url):
    """Where the page at the address leads."""
    with pytest.raises(HTTPError) as raised:
        build_opener(Stay).open(url, timeout=60)
    with raised.value as answer:
        return answer.headers.get("Location") or answer.code


def parameters(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def core(core, server):
    """A shell of somebody whose sign-in service is the loopback one."""
    core.environ["AWS_ENDPOINT_URL_SIGNIN"] = server.url
    return core


@pytest.fixture
def browser(core):
    """Somebody's home with a browser on the PATH, named firefox."""
    core.environ["PATH"] = f"{browsing.install(core.home)}:{core.environ['PATH']}"
    return core.home


# --- addresses --------------------------------------------------------------------------------------------

PAGES = [
    ((None, "aws", "eu-west-1", None), "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
    (("s3", "aws", "eu-west-1", None), "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"),
    (("s3", "aws", None, None), "https://console.aws.amazon.com/s3/home"),
    (("iam", "aws", "eu-west-1", None), "https://console.aws.amazon.com/iam/home"),
    (("cfn", "aws", "eu-west-1", "1"), "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1&account=1"),
    (("logs", "aws", "eu-west-1", None), "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups"),
    (("ec2", "aws-cn", "cn-north-1", None), "https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1"),
    (("r53", "aws-us-gov", "us-gov-west-1", None), "https://console.amazonaws-us-gov.com/route53/v2/home"),
    (("ec2", "aws-eusc", "eusc-de-east-1", None), "https://eusc-de-east-1.console.amazonaws-eusc.eu/ec2/home?region=eusc-de-east-1"),
    (("snowball", "aws", "eu-west-1", None), "https://eu-west-1.console.aws.amazon.com/go/view?service=snowball&region=eu-west-1"),
    (("https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:", "aws", None, "1"), "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "page"), PAGES)
def test_a_service_has_its_page_in_the_region_where_it_has_one(words, page):
    assert addresses.destination(*words) == page


@pytest.mark.parametrize(
    "page",
    [
        "https://example.com/",
        "https://console.aws.amazon.com.example.com/",
        "https://console.aws.amazon.com@example.com/",
        "https://console.aws.amazon.com:8443/",
        "https://console.amazonaws.cn/",
        "https://[/",
        "https://console.aws.amazon.com/\r\nX: y",
        "https://example.com\\.console.aws.amazon.com/",
    ],
)
def test_nobody_is_signed_in_to_a_page_that_is_not_the_consoles(page):
    with pytest.raises(UsageError):
        addresses.destination(page, "aws", "eu-west-1", None)


def test_every_short_name_stands_for_a_service_and_none_hides_one():
    full = {**addresses.GLOBAL, **addresses.REGIONAL}
    assert set(addresses.SHORT.values()) - full.keys() == set()
    assert addresses.SHORT.keys() & full.keys() == set()
    assert len(addresses.SERVICES) == len(set(addresses.SERVICES))
    assert len(full) > 60


@pytest.mark.parametrize(
    ("role", "region", "partition"),
    [
        (None, None, "aws"),
        (None, "cn-north-1", "aws-cn"),
        (None, "us-gov-west-1", "aws-us-gov"),
        (None, "eusc-de-east-1", "aws-eusc"),
        ("arn:aws-cn:iam::1:role/r", None, "aws-cn"),
        ("arn:aws:iam::1:role/r", "us-east-1", "aws"),
    ],
)
def test_the_partition_is_that_of_the_role_or_else_of_the_region(role, region, partition):
    assert addresses.partition(role, region) == partition


@pytest.mark.parametrize(
    ("role", "region"), [("arn:aws-cn:iam::1:role/r", "eu-west-1"), (None, "us-iso-east-1"), ("a:b:c", None)]
)
def test_a_partition_without_a_public_console_or_another_than_the_regions_is_refused(role, region):
    with pytest.raises(UsageError):
        addresses.partition(role, region)


@pytest.mark.parametrize("end", ["", "/", "#/", "/#/"])
def test_the_portals_link_is_made_of_any_spelling_of_its_address(end):
    link = addresses.shortcut(f"https://a.awsapps.com/start{end}", "1", "R", None)
    assert link == "https://a.awsapps.com/start/#/console?account_id=1&role_name=R"


@pytest.mark.parametrize("start", ["file:///x", "-x", "https://a/\x1b[31m", "https://a b", "javascript:x"])
def test_a_portal_that_is_no_address_is_never_opened(start):
    with pytest.raises(UsageError):
        addresses.shortcut(start, "1", "R", None)


def test_a_region_that_is_none_makes_no_host(core, server):
    role = f"source_profile = bob\nrole_arn = {role_arn('open')}\n"
    core.write(".aws/config", f"[profile odd]\nregion = example.com/x\n{role}", mode="a")
    done = core.run("console", "odd", "--url")
    assert (done.status, done.out) == (2, "")
    assert done.err == "awsenv: 'example.com/x' is not a region name\n"
    assert server.log == []


# --- the address that AWS gives ---------------------------------------------------------------------------


def test_a_role_is_signed_in_at_the_service_and_region_with_its_own_session(core, server, world):
    done = core.run("console", "open", "s3", "--url")
    assert (done.status, done.err) == (0, "")
    (address,) = done.out.splitlines()
    assert address.startswith(f"{server.url}/federation?Action=login&Issuer=awsenv&")
    (keys,) = world.sign_ins.values()
    assert keys.principal == role_arn("open")
    page = f"https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&account={WORK_ACCOUNT}"
    assert followed(address) == page


def test_no_session_but_the_cached_one_is_opened(core, server):
    core.run("open", "-k")
    core.run("console", "--url")
    core.run("console", "open", "--url")
    assert len(server.calls("AssumeRole")) == 1
    assert len(server.calls("getSigninToken")) == 2


def test_without_an_override_the_address_is_that_of_aws_itself(core, server):
    environ = {"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_STS": server.url, "AWS_ENDPOINT_URL_SIGNIN": ""}
    proxy = {"HTTPS_PROXY": "http://127.0.0.1:1"}
    done = core.run("console", "open", "--url", **environ, **proxy)
    assert done.status == 5
    assert "awsenv: cannot reach AWS: no proxy answers at 127.0.0.1:1\n" in done.err
    done = core.run("console", "open", "--url", **{**environ, "AWS_ENDPOINT_URL_SIGNIN": server.url})
    assert done.out.startswith(server.url + "/federation?")


@pytest.mark.parametrize("place", ["environment", "profile"])
def test_no_key_goes_to_an_endpoint_that_is_not_of_the_sign_in_service(core, server, place):
    profile = f"role_arn = {role_arn('open')}\nsource_profile = ann\nendpoint_url = {server.url}\n"
    core.write(".aws/config", f"[profile there]\nregion = eu-west-1\n{profile}", mode="a")
    del core.environ["AWS_ENDPOINT_URL_SIGNIN"]
    if place == "profile":
        del core.environ["AWS_ENDPOINT_URL"]
    done = core.run("console", "there", "--url", HTTPS_PROXY="http://127.0.0.1:1")
    assert (done.status, done.out, server.calls("getSigninToken")) == (5, "", [])
    assert len(server.calls("AssumeRole")) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://signin.example", "http://127.0.0.1.example", "http://127.0.0.1@signin.example", "ftp://localhost",
     "http://signin.example\\@127.0.0.1", "https://x/\x1b]0;x\a", "https://", "//localhost", "http://[::1"],
)  # fmt: skip
def test_no_key_goes_to_a_sign_in_endpoint_that_others_could_listen_to(core, endpoint):
    proxy = {"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
    done = core.run("console", "open", "--url", AWS_ENDPOINT_URL_SIGNIN=endpoint, **proxy)
    assert (done.status, done.out) == (2, "")
    assert "awsenv: no keys are sent to the sign-in endpoint" in done.err
    assert done.err.replace("\n", "").isprintable()


def test_the_profiles_services_name_the_sign_in_service_too(core, server):
    core.write(
        ".aws/config",
        f"[profile mine]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = {role_arn('open')}\n"
        f"services = here\n[services here]\nsignin =\n  endpoint_url = {server.url}\n"
        f"sts =\n  endpoint_url = {server.url}\n",
        mode="a",
    )
    del core.environ["AWS_ENDPOINT_URL"], core.environ["AWS_ENDPOINT_URL_SIGNIN"]
    assert core.run("console", "mine", "--url").out.startswith(server.url + "/federation?")


@pytest.mark.parametrize("name", ["ann", "bob"])
def test_a_users_keys_sign_in_by_a_session_with_the_users_own_rights(core, server, world, name):
    done = core.run("console", name, "--url")
    assert done.status == 0
    (call,) = server.calls("GetFederationToken")
    assert call.parameters["Name"] == "awsenv-ann"
    assert call.parameters["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/AdministratorAccess"
    assert "DurationSeconds" not in call.parameters
    assert [keys.kind for keys in world.sign_ins.values()] == ["federated"]
    assert core.session_files() == []


def test_a_users_session_is_restricted_and_lasts_as_asked(core, server):
    core.run("console", "bob", "--url", "--read-only", "-d", "20m")
    (call,) = server.calls("GetFederationToken")
    assert call.parameters["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert "PolicyArns.member.2.arn" not in call.parameters
    assert call.parameters["DurationSeconds"] == "1200"


def test_a_user_with_mfa_is_told_that_this_session_has_none(core):
    core.write(".aws/credentials", f"mfa_serial = {SERIAL}\n", mode="a")
    done = core.run("console", "bob", "--url")
    assert done.status == 0
    assert done.err == "awsenv: the console session is without MFA: for a user, AWS accepts no code here\n"


def test_a_user_who_may_not_is_told_which_right_is_missing(core, server):
    server.disturb("GetFederationToken", faults.error("AccessDenied", 403, "User is not authorized"))
    done = core.run("console", "bob", "--url")
    assert done.status == 5
    assert "sts:GetFederationToken" in done.err
    assert "trust policy" not in done.err


def test_keys_of_get_session_token_cannot_sign_in_which_is_said(core, world):
    keys = world.open_user_session(world.keys(ANN), 3600, mfa=False)
    core.write(
        ".aws/credentials",
        f"[pasted]\naws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret}\n"
        f"aws_session_token = {keys.token}\nregion = eu-west-1\n",
        mode="a",
    )
    done = core.run("console", "pasted", "--url")
    assert (done.status, done.out) == (5, "")
    first, second = done.err.splitlines()
    assert first == "awsenv: AWS does not let the session of profile 'pasted' sign in to the console"
    assert "GetFederationToken" in second


def test_a_role_of_a_users_keys_gets_the_duration_that_is_asked(core, server):
    core.run("console", "open", "--url", "-d", "8h")
    (call,) = server.calls("getSigninToken")
    assert call.parameters["SessionDuration"] == "28800"
    assert "DurationSeconds" not in server.calls("AssumeRole")[0].parameters


def test_where_aws_refuses_the_duration_the_session_decides_and_that_is_said(core, server):
    server.disturb("getSigninToken", faults.error("BadRequest", 400))
    done = core.run("console", "open", "--url", "-d", "8h")
    assert done.status == 0
    assert done.err == "awsenv: AWS refuses a console session of 8 h: it ends when the session does\n"
    assert ["SessionDuration" in one.parameters for one in server.calls("getSigninToken")] == [True, False]


def test_a_chained_role_gets_the_hour_that_aws_gives_it_and_the_reason(core, server, world):
    core.write(
        ".aws/config",
        f"[profile far]\nregion = eu-west-1\nsource_profile = open\nrole_arn = {role_arn('path/chained')}\n",
        mode="a",
    )
    done = core.run("console", "far", "--url", "-d", "8h")
    assert done.status == 0
    assert (
        "awsenv: this session lasts 1 h, not 8 h: AWS limits a role assumed from another session\n"
        in done.err
    )
    assert ["SessionDuration" in one.parameters for one in server.calls("getSigninToken")] == [False]
    assert [one.parameters.get("DurationSeconds") for one in server.calls("AssumeRole")][1:] == ["3600"]


def test_a_role_with_mfa_asks_one_code_and_needs_none_for_the_console(core, world):
    assert core.run("console", "ann-mfa", "--url", "-t", world.mfa_code(SERIAL)).status == 0
    assert core.run("console", "other-mfa", "logs", "--url").status == 0


def test_a_code_that_nobody_can_be_asked_for_is_status_4(core):
    assert core.run("console", "ann-mfa", "--url").status == 4


def test_the_console_of_a_restricted_shell_is_restricted_too(core, server):
    core.run("open", "--read-only")
    core.run("console", "--url")
    (call,) = server.calls("AssumeRole")
    assert call.parameters["PolicyArns.member.1.arn"].endswith("/ReadOnlyAccess")


def test_the_console_is_in_the_region_of_the_shell(core):
    core.run("open", "-k")
    core.run("region", "us-east-2")
    assert "region%3Dus-east-2" in core.run("console", "--url").out
    assert "region%3Deu-west-1" in core.run("console", "bob", "--url").out
    assert "region%3Dus-west-2" in core.run("console", "-r", "us-west-2", "--url").out


def test_a_class_that_is_read_only_makes_the_console_so(core, server):
    core.write(".config/awsenv/config.toml", "[[class]]\nmatch = '*'\nreadonly = true\n")
    for name in "bob", "open":
        assert core.run("console", name, "--url").status == 0
    for action in "GetFederationToken", "AssumeRole":
        (call,) = server.calls(action)
        assert call.parameters["PolicyArns.member.1.arn"].endswith("/ReadOnlyAccess")


def test_a_protected_profile_is_not_opened_unasked(core, server):
    core.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'open'\nconfirm = true\n")
    assert core.run("console", "open", "--url").status == 4
    assert server.log == []
    assert core.run("console", "open", "--url", "--yes").status == 0


# --- which words mean what --------------------------------------------------------------------------------


def test_a_service_alone_is_that_of_the_active_profile(core, world):
    core.run("open", "-k")
    assert "%2Fs3%2Fhome" in core.run("console", "s3", "--url").out


def test_without_an_active_profile_one_has_to_be_named(core):
    done = core.run("console", "s3", "--url")
    assert (
        done.status,
        done.err.splitlines(keepends=True)[0],
    ) == (2, "awsenv: no profile is active; name one\n")


def test_a_profile_named_like_a_service_wins_and_that_is_said(core):
    core.write(
        ".aws/config", f"[profile s3]\nsource_profile = bob\nrole_arn = {role_arn('open')}\n", mode="a"
    )
    core.run("bob")
    done = core.run("console", "s3", "-r", "eu-west-1", "--url")
    assert "console%2Fhome" in done.out
    assert done.err == "awsenv: 's3' is also a service: awsenv console 'bob' s3 opens it\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["lambd"], 3, "did you mean 'lambda'?"),
        (["opne"], 3, "did you mean 'open'?"),
        (["open", "lamda"], 2, "did you mean 'lambda'?"),
        (["open", "$(touch x)"], 2, "'$(touch x)' cannot be the name of a service"),
        (["open", "\x1b[31m\u202e"], 2, "cannot be the name of a service"),
        (["open", "s3", "--url", "--browser", "x"], 2, "not allowed with"),
        (["open", "s3", "more"], 2, "unexpected: "),
        (["open", "-r", "cn-north-1"], 2, "region 'cn-north-1' is not in aws, where the role is"),
        (["open", "https://example.com/"], 2, "is not a page of console.aws.amazon.com"),
        (["open", "-d", "13h"], 2, "at most 12 hours"),
        (["bob", "-d", "37h"], 2, "at most 36 hours"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_what_can(core, server, words, status, said):
    core.run("bob")
    done = core.run("console", *words)
    assert (done.status, done.out) == (status, "")
    assert said in done.err
    assert done.err.replace("\n", "").isprintable()
    assert server.calls("getSigninToken") == []


def test_a_service_that_only_the_console_knows_is_left_to_it(core):
    done = core.run("console", "open", "snowball", "--url")
    assert "go%2Fview%3Fservice%3Dsnowball" in done.out
    assert done.err == "awsenv: awsenv does not know 'snowball'; the console itself looks for it\n"


# --- SSO --------------------------------------------------------------------------------------------------

SSO = """\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start/
sso_region = eu-west-1
[profile admin]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Admin
region = eu-west-1
[profile legacy]
sso_start_url = https://corp.awsapps.com/start#/
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Admin
"""


@pytest.mark.parametrize("name", ["admin", "legacy"])
def test_an_sso_profile_has_the_portals_link_which_takes_no_call_and_no_session(core, server, name):
    core.write(".aws/config", SSO, mode="a")
    done = core.run("console", name, "s3", "--url", "-r", "eu-west-1")
    page = f"https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&account={WORK_ACCOUNT}"
    start, _, query = done.out.strip().partition("#/console?")
    assert start == "https://corp.awsapps.com/start/"
    asked = {"account_id": WORK_ACCOUNT, "role_name": "Admin", "destination": page}
    assert parameters("?" + query) == asked
    assert server.log == []


@pytest.mark.parametrize(
    ("place", "domain"),
    [("cn-north-1", "console.amazonaws.cn"), ("us-gov-west-1", "console.amazonaws-us-gov.com")],
)
def test_the_partition_of_an_sso_profile_is_that_of_its_portal_never_of_the_shell(core, place, domain):
    text = (core.home / ".aws/config").read_text()
    sso = "sso_start_url = https://d-1.awsapps.com/start\nsso_account_id = 444455556666\nsso_role_name = x\n"
    core.write(".aws/config", f"{text}[profile far]\nsso_region = {place}\n{sso}")
    ask = ["console", "far", "s3", "--url"]
    shell = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
    there = parameters(core.run(*ask, **shell).out.strip().replace("#/console?", "?"))["destination"]
    assert there.startswith(f"https://{domain}/s3/home?account=")
    core.run("far", "-p")
    assert f"https://{place}.{domain}/" in unquote(core.run(*ask, AWS_REGION=place).out)
    wrong = core.run(*ask, "-r", "eu-west-1")
    assert (wrong.status, "region 'eu-west-1' is not in aws-" in wrong.err) == (2, True)


def test_an_sso_session_signs_in_with_its_keys_where_that_is_asked(core, server, world):
    core.write(
        ".aws/config", SSO.replace("[profile legacy]\n", "[profile legacy]\nregion = eu-west-1\n"), mode="a"
    )
    world.portal.accounts[WORK_ACCOUNT] = "work"
    world.portal.assignments[("ann", WORK_ACCOUNT, "Admin")] = role_arn("open")
    ends = world.now() + timedelta(hours=8)
    token = {
        "accessToken": world.sign_in.token("ann", ends),
        "expiresAt": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    token |= {"startUrl": "https://corp.awsapps.com/start#/", "region": "eu-west-1"}
    name = hashlib.sha1(token["startUrl"].encode(), usedforsecurity=False).hexdigest()
    core.write(f".aws/sso/cache/{name}.json", json.dumps(token)).chmod(0o600)
    done = core.run("console", "legacy", "--federate", "--url", "-d", "8h")
    assert done.status == 0
    assert done.out.startswith(f"{server.url}/federation?Action=login&")
    assert (
        done.err
        == "awsenv: the console session lasts as long as these keys: AWS accepts no duration for them\n"
    )
    assert ["SessionDuration" in one.parameters for one in server.calls("getSigninToken")] == [False]


def test_an_sso_session_cannot_be_restricted_or_lengthened_which_is_said(core):
    core.write(".aws/config", SSO, mode="a")
    done = core.run("console", "admin", "--url", "-d", "8h")
    assert done.status == 0
    assert "permission set" in done.err
    assert core.run("console", "admin", "--url", "--read-only").status == 2


# --- the browser ------------------------------------------------------------------------------------------


def test_the_browser_gets_there_and_no_process_has_the_address_among_its_arguments(core, browser, server):
    core.environ["BROWSER"] = "firefox"
    core.run("open", "-k")
    done = core.run("console", "s3", "-d", "2h")
    assert (done.status, done.out) == (0, "")
    assert done.err == "awsenv: opened the console of 'open' in your browser (2 h left)\n"
    assert (
        browsing.ended(browser)
        == f"https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1&account={WORK_ACCOUNT}"
    )
    token = parameters((browser / "secret").read_text())["SigninToken"]
    assert token not in (browser / "seen").read_text()
    assert core.environ["AWS_SECRET_ACCESS_KEY"] not in (browser / "seen").read_text()
    assert (browser / "asked").read_text().startswith("http://127.0.0.1:")


def test_no_file_of_ours_keeps_the_address(core, browser):
    core.run("console", "open", "--browser", "firefox --new-window")
    browsing.ended(browser)
    token = parameters((browser / "secret").read_text())["SigninToken"]
    mine = [path for path in core.home.rglob("*") if path.is_file() and path.parent != browser]
    assert [path for path in mine if token in path.read_text(errors="replace")] == []
    assert (browser / "asked").read_text().splitlines()[:-1] == ["--new-window"]


def test_the_portals_link_goes_to_the_browser_as_it_is(core, browser):
    core.write(".aws/config", SSO.replace("corp.awsapps.com", "127.0.0.1:1"), mode="a")
    assert core.run("console", "admin", "--browser", "firefox").status == 0
    assert browsing.ended(browser) == "nowhere"
    assert (browser / "asked").read_text().startswith("https://127.0.0.1:1/start/#/console?account_id=")


def test_a_container_of_firefox_is_named_and_colored_like_the_profile(core, browser):
    core.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'admin'\ncolor = 'bright-magenta'\n")
    core.write(".aws/config", SSO, mode="a")
    done = core.run("console", "admin", "--container")
    assert done.status == 0
    browsing.ended(browser)
    scheme, _, query = (browser / "asked").read_text().partition(":")
    asked = parameters("?" + query)
    assert (scheme, asked["name"], asked["color"]) == ("ext+container", "admin", "purple")
    assert asked["url"].startswith("https://corp.awsapps.com/start/#/console?")


def test_without_a_browser_nothing_secret_is_printed_and_the_way_is_said(core, server):
    done = core.run("console", "open", "s3")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "awsenv: no browser could be started",
        "awsenv: awsenv console 'open' 's3' --url prints the address, which is a secret: it signs in",
    ]


# --- the page that hands it over --------------------------------------------------------------------------


class Visitor(threading.Thread):
    """A browser that is shown a page, and does with it what the test wants."""

    def __init__(self, visit):
        super().__init__()
        self.visit = visit
        self.found = None

    def show(self, url):
        self.url = url
        self.start()
        return True

    def run(self):
        self.found = self.visit(self.url)


def asked(url, request):
    """What is answered to these bytes."""
    split = urlsplit(url)
    with socket.create_connection((split.hostname, split.port)) as connection:
        connection.sendall(request.format(path=split.path).encode())
        if not request:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b"")).decode()


def test_the_page_leads_there_once_and_may_not_be_kept():
    visitor = Visitor(lambda url: asked(url, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
    handover.give("https://secret.example/", visitor.show, "")
    visitor.join()
    assert "HTTP/1.1 302 Found\r\nLocation: https://secret.example/\r\n" in visitor.found
    assert "Cache-Control: no-store" in visitor.found
    with pytest.raises(OSError, match="refused"):
        asked(visitor.url, "GET {path} HTTP/1.1\r\n\r\n")


def test_what_brought_something_is_the_last_answer():
    page = loopback.Page("/x", lambda query: loopback.Answer(200, {}, b"secret", query or None))
    with page:
        answers = [asked(page.address, f"GET /x{more} HTTP/1.1\r\n\r\n") for more in ("", "?a=b", "?a=b")]
        brought = [page.next(0), page.next(0)]
        with pytest.raises(TimeoutError):
            page.next(0)
    assert [answer.split()[1] for answer in answers] == ["200", "200", "404"]
    assert brought == [None, {"a": "b"}]
    assert "secret" not in answers[2]


def test_other_paths_other_methods_and_silence_get_nothing_and_end_nothing():
    def visit(url):
        split = urlsplit(url)
        with socket.create_connection((split.hostname, split.port)):  # as a browser connects beforehand
            answers = [
                asked(url, request)
                for request in (
                    "GET /favicon.ico HTTP/1.1\r\n\r\n",
                    "POST {path} HTTP/1.1\r\n\r\n",
                    "GET {path}x HTTP/1.1\r\n\r\n",
                    "\x16\x03\x01",
                    "",
                )
            ]
            return answers, asked(url, "GET {path} HTTP/1.1\r\n\r\n")

    visitor = Visitor(visit)
    handover.give("https://secret.example/", visitor.show, "")
    visitor.join()
    answers, last = visitor.found
    assert [answer for answer in answers if "secret" in answer] == []
    assert "Location: https://secret.example/" in last


def test_a_page_that_nobody_asks_for_ends_with_what_to_do():
    with pytest.raises(AwsenvError, match="no browser opened the page") as raised:
        handover.give("https://secret.example/", lambda _: None, "this helps", limit=0.01)
    assert raised.value.remedy == "this helps"
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_the_other_end_is_known_by_its_user(platform, monkeypatch):
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
        assert loopback_peer.is_own(connection, platform)
        if os.getuid() == 0:  # lsof and the kernel's table let root see others' connections as well
            monkeypatch.setattr(os, "getuid", lambda: 65534)
            assert loopback_peer.is_own(connection, platform) == (platform == "linux")


def test_a_browser_that_speaks_ipv6_is_known_as_well():
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.socket(socket.AF_INET6) as client:
        client.connect(("::ffff:127.0.0.1", listener.getsockname()[1]))
        with listener.accept()[0] as connection:
            assert loopback_peer.is_own(connection)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_of_this_machine_is_not_answered(monkeypatch):
    script = (
        "import encodings.idna, os, socket, sys; os.setuid(65534); "
        "c = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
        "c.sendall(sys.argv[2].encode()); print(c.recv(4096).decode())"
    )

    def visit(url):
        split = urlsplit(url)
        request = f"GET {split.path} HTTP/1.1\r\n\r\n"
        words = [sys.executable, "-c", script, str(split.port), request]
        return subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()

    visitor = Visitor(visit)
    with pytest.raises(AwsenvError, match="no browser opened the page"):
        handover.give("https://secret.example/", visitor.show, "", limit=3)
    visitor.join()
    assert visitor.found == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_who_floods_the_page_keeps_the_browser_from_nothing():
    """More connections than a process may have files, all left open at the other end."""
    few = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))"
    flood = (
        "import encodings.idna, os, socket, sys; os.setuid(65534)\n"
        "every = [socket.create_connection(('127.0.0.1', int(sys.argv[1]))) for _ in range(400)]\n"
        "print('flooded', flush=True); sys.stdin.read()"
    )
    page = (
        f"{few}\nimport sys\nfrom awsenv.console import handover\nfrom awsenv.system import loopback\n"
        "loopback._Handler.timeout = 3600\n"  # so that no other user's connection ends by itself
        "def show(url): print(url, flush=True); sys.stdin.readline(); __import__('wave')\n"
        "handover.give('https://secret.example/', show, '', 20)"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", page], env=environ, stderr=subprocess.PIPE, **pipes
    ) as giver:
        url = giver.stdout.readline().strip()
        with subprocess.Popen([sys.executable, "-c", flood, str(urlsplit(url).port)], **pipes) as other:
            assert other.stdout.readline() == "flooded\n"
            giver.stdin.write("\n")
            giver.stdin.flush()
            assert followed(url) == "https://secret.example/"
            said = giver.communicate()[1]
            other.communicate()
    assert (giver.returncode, said) == (0, "")


# --- failures ---------------------------------------------------------------------------------------------

FAULTS = {
    "refused": faults.error("BadRequest", 400, "\x1b[31m"),
    "its own trouble": faults.internal_failure,
    "cut": faults.disconnect,
    "something else": faults.error("x", 200, "hello"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_no_failure_shows_the_keys_a_traceback_or_what_a_terminal_would_obey(core, server, world, fault):
    core.run("open", "-k")
    server.disturb("getSigninToken", fault)
    done = core.run("console", "--url")
    assert (done.status, done.out) == (5, "")
    held = [core.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
    assert [secret for secret in held if secret in done.err] == []
    assert done.err.replace("\n", "").isprintable()
    assert len(done.err.splitlines()) == 2


def test_an_address_that_is_no_url_and_one_where_nobody_listens_are_said(core):
    core.run("open", "-k")
    for url, said in (
        ("http://127.0.0.1:1", "cannot reach 127.0.0.1:1: no connection"),
        ("https://127.0.0.1:1", "cannot reach 127.0.0.1:1: no connection"),
        ("nowhere", "nowhere"),
    ):
        done = core.run("console", "--url", AWS_ENDPOINT_URL_SIGNIN=url)
        assert done.status in (2, 5)
        assert said in done.err
        assert core.environ["AWS_SECRET_ACCESS_KEY"] not in done.err


def test_an_expired_session_of_somebodys_own_is_refused_in_words(core, world):
    keys = world.open_role_session(role_arn("open"), "pasted")
    world.age(timedelta(hours=2))
    core.write(
        ".aws/credentials",
        f"[pasted]\naws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret}\n"
        f"aws_session_token = {keys.token}\n",
        mode="a",
    )
    done = core.run("console", "pasted", "--url", "-r", "eu-west-1")
    assert done.status == 5
    assert "that has not expired" in done.err
