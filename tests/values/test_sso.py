"""Which SSO session does a profile belong to, and what do the AWS CLI's own files say of it?"""

from __future__ import annotations

import hashlib
import json

import pytest

from awsenv.aws import identity_center
from awsenv.aws_config import profiles
from awsenv.errors import WrongChain
from awsenv.sso import registrations, sso_sessions, start_urls, tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Registration, Token

NOW = 1_800_000_000
START = "https://corp.example/start"
CORP = SsoSession("corp", START, "eu-west-1", ("sso:account:access",))
CONFIG = f"""\
[sso-session corp]
sso_start_url = {START}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, ,codewhisperer:analysis,
[sso-session "two words"]
sso_start_url = {START}#/
sso_region = us-east-1
[sso-session lacks]
sso_start_url = {START}
[profile new]
sso_session = corp
[profile gone]
sso_session = gone
[profile old]
sso_start_url = {START}
sso_region = eu-central-1
[profile half]
sso_start_url = https://other.example/start
"""


@pytest.fixture
def known(tmp_path):
    path = tmp_path / "config"
    path.write_text(CONFIG)
    return profiles.load(str(path), str(tmp_path / "credentials"), "")


def facts(session):
    return session.name, session.start_url, session.region, session.scopes


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("new", ("corp", START, "eu-west-1", ("sso:account:access", "codewhisperer:analysis"))),
        ("old", (None, START, "eu-central-1", ())),
    ],
)
def test_a_profile_belongs_to_a_session(known, profile, expected):
    assert facts(sso_sessions.of_profile(known.get(profile), known)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two words", ("two words", START + "#/", "us-east-1", ())),
        (START, (None, START, "eu-central-1", ())),
    ],
)
def test_a_session_is_found_by_its_name_or_its_start_url(known, name, expected):
    assert facts(sso_sessions.named(name, known)) == expected


@pytest.mark.parametrize("profile", ["gone", "half"])
def test_a_profile_whose_session_is_incomplete_is_told(known, profile):
    with pytest.raises(WrongChain):
        sso_sessions.of_profile(known.get(profile), known)


@pytest.mark.parametrize("name", ["gone", "lacks", "https://other.example/start", ""])
def test_a_session_that_is_incomplete_is_told(known, name):
    with pytest.raises(WrongChain, match="sso-session"):
        sso_sessions.named(name, known)


# --- the files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("session", [CORP, SsoSession(None, START, "eu-west-1")])
def test_botocore_finds_the_token_that_is_kept(tmp_path, session):
    from botocore.utils import JSONFileCache, SSOTokenLoader

    registered = Registration("client", "secret", NOW + 86400)
    tokens.store(session, Token("access", NOW, "refresh", registered), str(tmp_path))
    cache = JSONFileCache(str(tmp_path / ".aws/sso/cache"))
    assert SSOTokenLoader(cache)(START, session_name=session.name) == {
        "startUrl": START,
        "region": "eu-west-1",
        "accessToken": "access",
        "expiresAt": "2027-01-15T08:00:00Z",
        "clientId": "client",
        "clientSecret": "secret",
        "registrationExpiresAt": "2027-01-16T08:00:00Z",
        "refreshToken": "refresh",
    }


def test_what_is_kept_is_loaded(tmp_path):
    registered = Registration("client", "secret", NOW + 86400)
    tokens.store(CORP, Token("access", NOW + 60, "refresh", registered), str(tmp_path))
    found = tokens.load(CORP, str(tmp_path), NOW)
    assert (
        found.access,
        found.expiration,
        found.refresh,
        found.renews,
    ) == ("access", NOW + 60, "refresh", True)
    assert (found.registration.client, found.registration.secret) == ("client", "secret")
    assert (found.serves(NOW), found.refreshable(NOW), found.good(NOW)) == (True, True, False)
    assert not tokens.load(CORP, str(tmp_path), NOW + 86400).renews


def test_a_token_without_its_registration_is_not_renewed(tmp_path):
    tokens.store(CORP, Token("access", NOW + 60, "refresh"), str(tmp_path))
    found = tokens.load(CORP, str(tmp_path), NOW)
    assert (found.renews, found.refreshable(NOW)) == (False, False)


def test_others_can_read_or_change_no_token_that_is_used(tmp_path):
    tokens.store(CORP, Token("access", NOW), str(tmp_path))
    [path] = (tmp_path / ".aws/sso/cache").iterdir()
    path.chmod(0o666)
    assert tokens.load(CORP, str(tmp_path), NOW) is None


def test_a_registration_is_of_one_kind_of_sign_in(tmp_path):
    home, mine = str(tmp_path), Registration("client", "secret", NOW + 86400)
    for redirects in (True, False):
        registrations.store(CORP, mine, home, redirects=redirects)
        assert registrations.load(CORP, home, NOW, redirects=redirects).client == "client"
        assert registrations.load(CORP, home, NOW, redirects=not redirects) is None
        assert registrations.load(CORP, home, NOW + 86400, redirects=redirects) is None


@pytest.mark.parametrize(
    "other",
    [
        SsoSession("other", START, "eu-west-1", ("sso:account:access",)),
        SsoSession("corp", START + "2", "eu-west-1", ("sso:account:access",)),
        SsoSession("corp", START, "eu-west-2", ("sso:account:access",)),
        SsoSession("corp", START, "eu-west-1", ()),
        SsoSession(None, START, "eu-west-1", ("sso:account:access",)),
    ],
)
def test_a_registration_is_of_one_session(tmp_path, other):
    mine = Registration("client", "secret", NOW + 86400)
    registrations.store(CORP, mine, str(tmp_path), redirects=True)
    assert registrations.load(other, str(tmp_path), NOW, redirects=True) is None


def test_a_registration_without_scopes_is_named_as_the_aws_cli_names_it(tmp_path):
    legacy = SsoSession(None, START, "eu-west-1")
    mine = Registration("client", "secret", NOW)
    registrations.store(legacy, mine, str(tmp_path), redirects=False)
    text = json.dumps(
        {"region": "eu-west-1", "scopes": None, "session_name": None, "startUrl": START, "tool": "botocore"}
    )
    name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"
    assert [path.name for path in (tmp_path / ".aws/sso/cache").iterdir()] == [name]


def test_secrets_are_in_no_repr():
    registered = Registration("canary", "canary", NOW)
    token = Token("canary", NOW, "canary", registered)
    assert "canary" not in repr([registered, token, f"{registered}{token}"])


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        ("AuthorizationPendingException", {}, "sign-in-pending"),
        ("SlowDownException", {}, "slow-down"),
        ("ExpiredTokenException", {}, "code-expired"),
        ("AccessDeniedException", {}, "sign-in-denied"),
        ("InvalidGrantException", {}, "invalid-grant"),
        ("InvalidClientException", {}, "unknown-client"),
        ("UnauthorizedClientException", {}, "unknown-client"),
        ("UnauthorizedException", {}, "sign-in-ended"),
        ("InvalidRequestException", {}, "wrong-portal"),
        ("InvalidScopeException", {}, "wrong-portal"),
        ("InvalidRequestRegionException", {"region": "us-east-1"}, "wrong-sso-region"),
        ("TooManyRequestsException", {}, "throttled"),
        ("InternalServerException", {}, "refused"),
    ],
)
def test_each_refusal_is_told_in_plain_words(code, more, expected):
    response = {"Error": {"Code": code, "Message": ""}, "error_description": "so\x1b[2J", **more}
    found = identity_center.refusal(response, CORP, NOW)
    assert found.code == expected
    assert "\x1b" not in found.what + (found.remedy or "")


def test_a_portal_in_another_region_is_named_with_its_region():
    response = {"Error": {"Code": "InvalidRequestRegionException"}, "region": "us-east-1"}
    found = identity_center.refusal(response, CORP, NOW)
    assert found.what == "the portal of SSO session 'corp' is not in eu-west-1; it is in us-east-1"
    assert found.remedy.startswith("set sso_region = us-east-1")


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://d-1.awsapps.com/start", None),
        ("https://start.us-gov-home.awsapps.com/directory/d-1", None),
        ("https://start.cn-north-1.home.awsapps.cn/directory/d-1", None),
        ("https://ssoins-1.portal.eu-central-1.app.aws", "eu-central-1"),
        ("https://ssoins-1.portal.cn-north-1.app.amazonwebservices.com.cn", "cn-north-1"),
        ("https://ssoins-1.us-gov-west-1.portal.amazonaws.com/start", "us-gov-west-1"),
        ("https://ssoins-1.cn-north-1.portal.amazonaws.com.cn", "cn-north-1"),
        ("https://SSOINS-1.eusc-de-east-1.portal.amazonaws.eu.:443/", "eusc-de-east-1"),
        ("https://identitycenter.amazonaws.com/ssoins-1", None),
        ("https://identitycenter.us-gov.amazonaws.com/ssoins-1", None),
    ],
)
def test_a_start_url_is_known_for_one_of_aws_with_the_region_that_it_names(url, region):
    assert (start_urls.is_aws(url), start_urls.region(url)) == (True, region)


@pytest.mark.parametrize(
    "url",
    [
        *("https://corp.example/start", "https://d-1.awsapps.com.example/start", "https://evilawsapps.com/"),
        *("https://x.s3.amazonaws.com/start", "https://identitycenter.amazonaws.com.example/", "", "x"),
        *("http://d-1.awsapps.com/start", "https://d-1.awsapps.com:444/start", "https://[::1"),
        *(
            "https://d-1.awsapps.com@evil.example/",
            "https://evil.example\\@d-1.awsapps.com/",
            "https://app.aws/",
        ),
        *(
            "https://evil.example/#.awsapps.com",
            "https://identitycenter.evil.amazonaws.com/",
            "https://é.app.aws",
            "https://evil.example\\.awsapps.com/start",
            "https://evil.example%2f.awsapps.com/start",
        ),
    ],
)
def test_no_other_address_is_one_of_aws(url):
    assert not start_urls.is_aws(url)
