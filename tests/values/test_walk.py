"""Does the one walk through all profiles tell of each what it tells when it is looked up by itself?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awsenv.aws_config import ini, profiles
from awsenv.chains import chain, walk
from awsenv.errors import AwsenvError

ARN = "role_arn = arn:aws:iam::{account}:role/{role}\n"
SSO = "sso_session = corp\nsso_account_id = {account}\nsso_role_name = {role}\n"
BODIES = [
    ARN + "source_profile = base\n",
    "region = x\n" + ARN + "source_profile = base\n",
    ARN.replace(" = ", "=") + "# of {account}\nsource_profile = base\n\n\n",
    "  " + ARN + "  source_profile = base\n",
    ARN + "source_profile = base\n  more {account}\n",
    ARN + "source_profile = {name}\n",
    ARN + "source_profile = gone\n",
    ARN + "source_profile = roles\n",
    ARN + "[x = y\nsource_profile = {source}\n",
    ARN + "credential_source = Environment\n",
    ARN + "sso_account_id = 111122223333\n",
    ARN + "web_identity_token_file = /x\n",
    ARN + "aws_access_key_id = k\naws_secret_access_key = s\nsource_profile = loop\n",
    ARN.replace("role_arn", "ROLE_ARN") + "source_profile = base\n",
    ARN + "Source_Profile = base\n  role_arn_x = 1\n",
    "; " + ARN + "role_arn = arn:aws:iam::999988887777:role/Own\nsource_profile = base\n",
    "s3 =\n  " + ARN + "role_arn = arn:aws:iam::999988887777:role/Own\nsource_profile = base\n",
    "azure_default_" + ARN + "region = {account}\n",
    SSO,
    SSO + "region = y\n" + "output = json\n",
    "sso_role_name = {role}\nsso_account_id = {account}\nsso_session = corp\n",
    "sso_start_url = https://x\nsso_region = y\n" + SSO.partition("\n")[2],
    "granted_sso_account_id = {account}\ngranted_sso_role_name = {role}\ncredential_process = granted\n",
    SSO + "login_session = arn:aws:iam::{account}:user/{role}\n",
    "login_session = arn:aws:iam::{account}:user/{role}\n",
    "sso_session = corp\nsso_account_id = {account}\n  {account}\nsso_role_name = {role}\n",
    "region = x\n",
]
ENDS = """\
[profile base]
aws_access_key_id = k
aws_secret_access_key = s
[profile roles]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = base
[profile loop]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = p1
[sso-session corp]
sso_start_url = https://x
sso_region = y
"""
ACCOUNTS = ["111122223333", "444455556666", "777788889999", "12345", "\u0661" * 12]
ROLES = ["Admin", "team/Admin", "Read", "a b", "", "x # y", "p1"]


def known(config, credentials=""):
    return profiles.Profiles(ini.parse(config, "config"), ini.parse(credentials, "credentials"))


def alone(name, files):
    """What a profile is when nothing is known of others."""
    try:
        last = chain.of(name, files).last
    except AwsenvError:
        return None
    return last.type, chain.account(last), chain.role(last), last.profile.get("region")


def told(lead):
    if lead.chain is None:
        assert (lead.account, lead.role) == (None, None)
        return None
    last = lead.chain.last
    return last.type, lead.account, lead.role, last.profile.get("region")


def check(config, credentials=""):
    files = known(config, credentials)
    found = {lead.name: told(lead) for lead in walk.through(files)}
    names = known(config, credentials).names()
    assert list(found) == names
    assert found == {name: alone(name, known(config, credentials)) for name in names}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("more", ["", "[DEFAULT]\nrole_arn = x\n", "[sso-session a]\nsso_role_name = x\n"])
def test_profiles_that_differ_in_account_and_role_alone_are_what_they_are_by_themselves(body, more):
    values = [(account, role) for account in ACCOUNTS for role in ROLES]
    text = "".join(
        f"[profile p{number}]\n"
        + body.format(account=account, role=role, name=f"p{number}", source=("base", "gone")[number % 2])
        for number, (account, role) in enumerate(values)
    )
    check(ENDS + text + more, "[p3]\nregion = z\n[base]\nregion = y\n")
    check(text + more + ENDS, "")


section = st.builds(
    lambda name, body, account, role: (
        f"[profile {name}]\n" + body.format(account=account, role=role, name=name, source="base")
    ),
    st.sampled_from(["p1", "p2", "a", "default", '"two words"', "base2", *map(str, range(9))]),
    st.sampled_from(BODIES),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(ROLES),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(section, max_size=12), st.sampled_from(["", "[p2]\nregion = z\n"]))
def test_so_are_those_of_any_file(sections, credentials):
    check("".join(sections) + ENDS, credentials)


@pytest.mark.parametrize("header", ['profile "p2"', "profile  p2", "profile 'p2'", "profile\tp2"])
def test_of_two_spellings_of_one_name_the_last_counts_as_it_does_by_itself(header):
    one, two, three, four = (
        f"[{name}]\n" + SSO.format(account=account, role="Admin")
        for name, account in [
            ("profile p1", 10**11),
            ("profile p2", 2 * 10**11),
            ("profile p3", 3 * 10**11),
            (header, 4 * 10**11),
        ]
    )
    check(one + two + three + four + ENDS)
    check(four + one + two + three + ENDS)


def test_of_thousands_that_are_alike_few_are_resolved():
    body = ARN + "source_profile = base\nregion = x\n"
    text = "".join(
        f"[profile t{number}]\n" + body.format(account=100_000_000_000 + number, role=f"team/Role{number}")
        for number in range(2000)
    )
    files = known(ENDS + text)
    assert len(list(walk.through(files))) == 2003
    assert len(files.chains) <= 6


def test_what_is_found_of_one_is_looked_for_in_all_that_are_like_it_and_nothing_but_once():
    body = ARN + "source_profile = base\noutput = json\n"
    text = "".join(
        f"[profile {kind}{number}]\n" + body.format(account=100_000_000_000 + number, role="x") + more
        for number in range(50)
        for kind, more in (("clean", ""), ("odd", "region = y\n"))
    )
    looked = []

    def look(name):
        looked.append(name)
        return [name] if "odd" in name else []

    found = list(walk.through(known(ENDS + text)).once(look))
    assert found == [f"odd{number}" for number in range(50)]
    assert len([name for name in looked if "clean" in name]) == 1


def test_roles_that_several_may_share_are_found():
    text = "".join(
        f"[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/{role}\nsource_profile = {source}\n"
        for name, account, role, source in (
            ("a", "111122223333", "path/x", "base"),
            ("b", "444455556666", "y", "base"),
            ("c", "444455556666", "y", "roles"),
            ("d", "777788889999", "x", "base"),
        )
    )
    files = known(ENDS + text)
    assert list(walk.through(files).of_one_role()) == ["roles", "a", "b", "c"]
    assert walk.through(files).with_role("arn:aws:iam::444455556666:role/y") == ["b", "c"]
    assert walk.through(files).with_role("arn:aws:iam::444455556666:role/z") == []
