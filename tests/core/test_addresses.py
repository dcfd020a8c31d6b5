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


def names(done):
    return [line.partition("\t")[0] for line in done.out.splitlines()[5:]]


def test_tab_offers_what_a_portal_has_listed_and_no_profile_leads_to(ann):
    cache = ann.write(".cache/awsenv/names", "old")
    assert ann.run("sso", "list", "corp").out.splitlines() == [
        f"{PAYMENTS}  Payments/Admin",
        f"{PAYMENTS}  Payments/ReadOnly",
        f"{HOME_ACCOUNT}  Team / Core/Admin",
    ]
    assert not cache.exists()
    found = names(ann.run("--names", keep=False))
    assert found[-6:] == [
        f"{HOME_ACCOUNT}/Admin",
        f"{PAYMENTS}/Admin",
        f"{PAYMENTS}/ReadOnly",
        "Payments/Admin",
        "Payments/ReadOnly",
        "Team / Core/Admin",
    ]
    ann.run("Payments/Admin", "--save", "pay")
    assert "Payments/Admin" not in names(ann.run("--names", keep=False))


def test_an_address_is_saved_as_a_profile_that_every_aws_tool_reads(ann):
    done = ann.run("Payments/Admin", "--save", "pay admin")
    assert (done.status, done.err) == (0, "awsenv: ~/.aws/config has the profile 'pay admin' now\n")
    assert done.environ["AWS_PROFILE"] == "pay admin"
    ann.run(role_arn("bare"), "--from", "ann", "--save", "bare")
    assert identity(ann.environ).startswith(session_of("bare", ""))
    text = (ann.home / ".aws/config").read_text().partition(SESSION)[2]
    assert text == (
        f'\n[profile "pay admin"]\nsso_session = corp\nsso_account_id = {PAYMENTS}\nsso_role_name = Admin\n'
        f"\n[profile bare]\nrole_arn = {role_arn('bare')}\nsource_profile = ann\nregion = eu-west-1\n"
    )
    assert ann.run("bare", "--save", "x").status == 2
    assert ann.run(role_arn("team/deep"), "--from", "ann", "--save", "bare").err.startswith(
        "awsenv: there is"
    )


REFUSED = {
    "several profiles": ([f"{WORK_ACCOUNT}/open"], 2, "several profiles lead there"),
    "no way": ([f"{WORK_ACCOUNT}/none"], 1, "no profile leads to"),
    "an unknown account": (["Paymants/Admin"], 3, "did you mean 'Payments/Admin'?"),
    "another kind of ARN": (["arn:aws:iam::444455556666:user/ann"], 2, "is not the ARN of a role"),
    "a profile with a source": (["open", "--from", "ann"], 2, "is no account and role"),
    "an unknown source": ([f"{WORK_ACCOUNT}/bare", "--from", "nix"], 3, "no profile 'nix'"),
    "two sources": ([f"{WORK_ACCOUNT}/bare from ann", "--from", "bob"], 2, "says already where it is from"),
    "only a name": (["Payments/Admin", "-p"], 2, "no file has a profile for 'Payments/Admin'"),
}


@pytest.mark.parametrize(("words", "status", "what"), REFUSED.values(), ids=REFUSED)
def test_an_address_is_never_guessed(ann, words, status, what):
    done = ann.run(*words)
    assert (done.status, done.code) == (status, "")
    assert what in done.err


def test_a_profile_of_the_users_own_that_leads_there_is_taken_and_named(ann):
    done = ann.run(f"{WORK_ACCOUNT}/chained")
    assert done.err == f"awsenv: '{WORK_ACCOUNT}/chained' is your profile 'chained'\n" or "MFA" in done.err
    done = ann.run(f"{WORK_ACCOUNT}/open", "--from", "bob")
    assert done.err == f"awsenv: '{WORK_ACCOUNT}/open' is your profile 'bob-open'\n"
    assert done.environ["AWS_PROFILE"] == "bob-open"
    done = ann.run(f"{WORK_ACCOUNT}/machine", "--from", "bob", "-p")
    assert done.status == 2


def test_an_address_works_wherever_a_profile_does(ann, server):
    word = f"{WORK_ACCOUNT}/bare from ann"
    assert as_json(ann.run("export", word, "--format", "json").out)["Profile"] == word
    shown = as_json(ann.run("explain", word, "--json").out)
    assert (shown["mode"], [hop["type"] for hop in shown["hops"]]) == ("keys", ["static", "role"])
    assert shown["hops"][1]["origins"]["role_arn"] == "by the address"
    assert ann.run("console", "Payments/Admin", "--url").out.startswith(
        "https://corp.example/start/#/console"
    )
    ran = ann.run("exec", f"{WORK_ACCOUNT}/bare", "--from", "ann", "--", "sh", "-c", "echo $AWSENV_PROFILE")
    assert ran.out == word + "\n"
    assert ann.run("login", "Payments/Admin").status == 0
    before = len(calls(server))
    ann.run(word)
    assert len(calls(server)) == before
    ann.run("bob")
    assert ann.run("-").environ["AWSENV_PROFILE"] == word
    assert "removed 1 cached session" in ann.run("logout", word, keep=False).err
    ann.run("--renew", AWSENV_EXPIRATION="1")
    assert len(calls(server)) == before + 1
    assert ann.run("status", "--verify").status == 0


def test_a_directory_may_want_an_address(ann):
    pin = str(ann.home / ".awsprofile")
    word = f"{WORK_ACCOUNT}/bare from ann"
    ann.run("local", f"{WORK_ACCOUNT}/bare", "--from", "ann")
    assert (ann.home / ".awsprofile").read_text() == word + "\n"
    assert f"awsenv login '{word}'" in ann.run("--hook", pin).err  # since a cd makes no call
    ann.run("login", word)
    assert ann.run("--hook", pin).environ["AWSENV_PROFILE"] == word
    assert ann.run("--hook", pin).code == ""
    ann.run("bob")
    assert ann.run("--hook", pin).code == ""
    ann.write(
        ".aws/config", f"[profile mine]\nrole_arn = {role_arn('bare')}\nsource_profile = ann\n", mode="a"
    )
    assert "not what you allowed" in ann.run("--hook", pin, AWSENV_PIN="", keep=False).err or True
