"""Is an account and a role a profile that nobody wrote: whose, for AWS and the portal, and everywhere alike?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from aws import Role
from running import CONFIG, HOME_ACCOUNT, WORK_ACCOUNT, as_json, calls, identity, role_arn

from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Token

PAYMENTS = "777788889999"
URL = "https://corp.example/start"
SESSION = f"[sso-session corp]\nsso_start_url = {URL}\nsso_region = eu-west-1\n"
SOURCES = f"""\
[profile reader]
region = eu-west-1
role_arn = {role_arn("mfa")}
source_profile = ann
mfa_serial = arn:aws:iam::{HOME_ACCOUNT}:mfa/ann
[profile program]
region = eu-west-1
credential_process = sh -c 'printf "%s" "{{\\"Version\\":1,\\"AccessKeyId\\":\\"AKIABOB2222222222222\\",\\"SecretAccessKey\\":\\"bob/canary+secret\\"}}"'
[profile machine]
region = eu-west-1
role_arn = {role_arn("open")}
credential_source = Environment
"""
ADMIN = f"arn:aws:iam::{PAYMENTS}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"


def seat(role, account=PAYMENTS):
    return f"arn:aws:sts::{account}:assumed-role/AWSReservedSSO_{role}_0123456789abcdef/ann"


def session_of(role, name="awsenv-ann", account=WORK_ACCOUNT):
    return f"arn:aws:sts::{account}:assumed-role/{role}/{name}"


@pytest.fixture
def ann(core, world):
    """Somebody with keys, a role that takes a code, a program, and a sign-in to a portal that has listed."""
    core.write(".aws/config", CONFIG + SOURCES + SESSION)
    world.portal.accounts |= {PAYMENTS: "Payments", HOME_ACCOUNT: "Team / Core"}
    for account, role in ((PAYMENTS, "Admin"), (PAYMENTS, "ReadOnly"), (HOME_ACCOUNT, "Admin")):
        world.portal.assignments["ann", account, role] = ADMIN.replace("Admin", role).replace(
            PAYMENTS, account
        )
    reserved = (ADMIN, role_arn("mfa"), role_arn("open"), f"arn:aws:iam::{HOME_ACCOUNT}:root")
    for name in ("bare", "team/deep"):
        world.roles[role_arn(name)] = Role(reserved, max_duration=43200)
    ends = world.now() + timedelta(hours=8)
    tokens.store(
        SsoSession("corp", URL, "eu-west-1"),
        Token(world.sign_in.token("ann", ends), int(ends.timestamp())),
        str(core.home),
    )
    assert core.run("sso", "list").status == 0
    core.environ |= dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), "eu-west-1")
    return core


ADDRESSES = {
    "an assignment by the number": ([f"{PAYMENTS}/Admin"], seat("Admin"), f"{PAYMENTS}/Admin"),
    "an assignment by the name": (["Payments/Admin"], seat("Admin"), "Payments/Admin"),
    "in other letters": (["payments/ReadOnly"], seat("ReadOnly"), "Payments/ReadOnly"),
    "a name with a slash": (["Team / Core/Admin"], seat("Admin", HOME_ACCOUNT), "Team / Core/Admin"),
    "the role that the portal makes": ([ADMIN], seat("Admin"), f"{PAYMENTS}/Admin"),
    "a session by its ARN": ([seat("Admin")], seat("Admin"), f"{PAYMENTS}/Admin"),
    "a role from keys": (
        [role_arn("bare"), "--from", "ann"],
        session_of("bare"),
        f"{role_arn('bare')} from ann",
    ),
    "a role by number and name": (
        [f"{WORK_ACCOUNT}/bare", "--from", "ann"],
        session_of("bare"),
        f"{WORK_ACCOUNT}/bare from ann",
    ),
    "a role with a path": (
        [f"{WORK_ACCOUNT}/team/deep", "--from", "ann"],
        session_of("deep"),
        f"{WORK_ACCOUNT}/team/deep from ann",
    ),
    "in one word": ([f"{WORK_ACCOUNT}/bare from ann"], session_of("bare"), f"{WORK_ACCOUNT}/bare from ann"),
    "from a program": (
        [f"{WORK_ACCOUNT}/bare", "--from", "program"],
        session_of("bare"),
        f"{WORK_ACCOUNT}/bare from program",
    ),
    "from an assignment": (
        [f"{WORK_ACCOUNT}/bare", "--from", "Payments/Admin"],
        session_of("bare"),
        f"{WORK_ACCOUNT}/bare from Payments/Admin",
    ),
    "from the environment": (
        [f"{WORK_ACCOUNT}/bare", "--from", "machine"],
        session_of("bare"),
        f"{WORK_ACCOUNT}/bare from machine",
    ),
    "of the session that is named": (
        [f"{PAYMENTS}/Admin", "--from", "corp"],
        seat("Admin"),
        f"{PAYMENTS}/Admin from corp",
    ),
}


@pytest.mark.parametrize(("words", "arn", "name"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_a_switch_with_keys_of_that_account_and_role(ann, words, arn, name):
    if "machine" in words:
        ann.environ |= {
            "AWS_ACCESS_KEY_ID": "AKIAANN2222222222222",
            "AWS_SECRET_ACCESS_KEY": "ann/canary+secret",
        }
    done = ann.run(*words)
    assert (done.status, done.err) == (0, "")
    assert "AWS_PROFILE" not in done.environ
    assert done.environ["AWSENV_PROFILE"] == name
    assert identity(done.environ) == arn
    assert ann.run("status").status == 0
