"""Is an account and a role a profile that nobody wrote: whose for AWS and the portal, and everywhere?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from aws import Role
from running import ANN, BOB, CONFIG, HOME_ACCOUNT, WORK_ACCOUNT, as_json, calls, identity, role_arn

from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Token

PAYMENTS = "777788889999"
URL = "https://corp.example/start"
SESSION = f"[sso-session corp]\nsso_start_url = {URL}\nsso_region = eu-west-1\n"
KEYS = f'{{\\"Version\\":1,\\"AccessKeyId\\":\\"{BOB}\\",\\"SecretAccessKey\\":\\"bob/canary+secret\\"}}'
PROGRAM = f"sh -c 'printf %s \"{KEYS}\"'"
SOURCES = f"""\
[profile reader]
region = eu-west-1
role_arn = {role_arn("mfa")}
source_profile = ann
mfa_serial = arn:aws:iam::{HOME_ACCOUNT}:mfa/ann
[profile program]
region = eu-west-1
credential_process = {PROGRAM}
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
    "in other letters": (["payments/readonly"], seat("ReadOnly"), "Payments/ReadOnly"),
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


def test_an_address_is_a_switch_with_keys_of_that_account_and_role(ann):
    keys = {"AWS_ACCESS_KEY_ID": ANN, "AWS_SECRET_ACCESS_KEY": "ann/canary+secret"}
    for case, (words, arn, name) in ADDRESSES.items():
        done = ann.run(*words, keep=False, **(keys if "machine" in words else {}))
        assert (case, done.status, done.err) == (case, 0, "")
        assert (case, done.environ["AWSENV_PROFILE"]) == (case, name)
        assert "AWS_PROFILE" not in done.environ
        assert (case, identity(done.environ)) == (case, arn)


def test_two_accounts_of_one_name_are_told_apart_by_their_numbers(ann, world):
    other = "888899990000"
    world.portal.accounts |= {other: "Payments", "999900001111": "red\x1b[31m\n"}
    for account in (other, "999900001111"):
        world.portal.assignments["ann", account, "Admin"] = ADMIN.replace(PAYMENTS, account)
    ann.run("sso", "list")
    assert ann.run("999900001111/Admin", keep=False).environ["AWSENV_ACCOUNT"] == "red?[31m?"
    done = ann.run("run", "--json", "Payments/*", "--", "true", shell=None)
    assert [as_json(line)["profile"] for line in done.out.splitlines()] == [
        f"{PAYMENTS}/Admin",
        "Payments/ReadOnly",
        f"{other}/Admin",
    ]
    ann.write(
        ".aws/config",
        f"[profile p]\nsso_session = corp\nsso_account_id = {other}\nsso_role_name = Admin\n",
        mode="a",
    )
    done = ann.run("Payments/Admin")
    assert (done.status, done.environ.get("AWSENV_PROFILE")) == (2, None)
    assert f"several accounts are called Payments/Admin: '{PAYMENTS}', '{other}'" in done.err
    done = ann.run("run", "--json", f"{other}/*", "--", "true", shell=None)
    assert as_json(done.out)["profile"] == "p"
    ann.write(".aws/config", SESSION.replace("corp]", "other]"), mode="a")
    assert ann.run(f"{other}/Admin", "--from", "other").status == 1  # p is of another session


def test_a_read_only_class_takes_the_read_only_role_of_a_portal_and_names_it_for_others(ann):
    ann.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'Payments'\nreadonly = true\n")
    ann.environ["XDG_CONFIG_HOME"] = str(ann.home / ".config")
    done = ann.run("Payments/Admin", keep=False)
    assert done.status == 1
    assert f"awsenv {PAYMENTS}/ReadOnly is your read-only role of that account; --no-read-only" in done.err
    assert identity(ann.run(f"{PAYMENTS}/ReadOnly").environ) == seat("ReadOnly")


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
    assert (done.status, done.err) == (0, "awsenv: ~/.aws/config now has the profile 'pay admin'\n")
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
        "awsenv: profile 'bare' already exists"
    )


REFUSED = {
    "several profiles": ([f"{WORK_ACCOUNT}/open"], 2, "several profiles lead to"),
    "an account that no portal has told of": (
        ["Nowhere/Admin"],
        3,
        "awsenv sso list 'corp' asks the portal for its",
    ),
    "from nothing": ([f"{WORK_ACCOUNT}/open", "--from", ""], 2, "--from needs a profile"),
    "from one whom the role may want a code of": (
        [f"{WORK_ACCOUNT}/none", "--from", "bob"],
        5,
        "add mfa_serial = ARN-OF-YOUR-DEVICE to profile 'bob'",
    ),
    "no way": ([f"{WORK_ACCOUNT}/none"], 1, "no profile leads to"),
    "an unknown account": (["Paymants/Admin"], 3, "did you mean 'Payments/Admin'?"),
    "another kind of ARN": (["arn:aws:iam::444455556666:user/ann"], 2, "is not the ARN of a role"),
    "a profile with a source": (["open", "--from", "ann"], 2, "is not ACCOUNT/ROLE"),
    "an unknown source": ([f"{WORK_ACCOUNT}/bare", "--from", "nix"], 3, "no profile 'nix'"),
    "two sources": (
        [f"{WORK_ACCOUNT}/bare from ann", "--from", "bob"],
        2,
        "already names its source; leave out --from",
    ),
    "only a name": (["Payments/Admin", "-p"], 2, "no file has one for 'Payments/Admin'"),
}


def test_an_address_is_never_guessed(ann):
    for case, (words, status, what) in REFUSED.items():
        done = ann.run(*words)
        assert (case, done.status, done.code) == (case, status, "")
        assert what in done.err


def test_a_profile_of_the_users_own_that_leads_there_is_taken_and_named(ann):
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
    ann.renew(AWSENV_EXPIRATION="1")
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
    ann.run("bob")
    assert ann.run("--hook", pin).environ["AWSENV_PROFILE"] == "bob"  # by hand, which holds
    ann.run("off")
    mine = f"[profile mine]\nrole_arn = {role_arn('bare')}\nsource_profile = ann\n"
    ann.write(".aws/config", mine, mode="a")
    assert ann.run("--hook", pin).environ["AWS_PROFILE"] == "mine"  # which means the same


def test_a_pin_says_account_and_role_and_checks_them_beside_a_name(ann):
    pin = str(ann.write(".awsprofile", "account = Payments\nrole = Admin\nregion = eu-west-3\n"))
    assert (
        f"it asks for 'Payments/Admin' (role Admin, account Payments ({PAYMENTS}), region"
        in ann.run("--hook", pin).err
    )
    ann.run("allow")
    ann.run("login", "Payments/Admin")
    done = ann.run("--hook", pin)
    assert (done.environ["AWSENV_PROFILE"], done.environ["AWS_REGION"]) == ("Payments/Admin", "eu-west-3")
    assert done.environ["AWSENV_ACCOUNT"] == "Payments"
    ann.run("off")
    ann.write(".awsprofile", f"open\naccount = {WORK_ACCOUNT}\nrole = open\n")
    ann.run("allow")
    assert ann.run("--hook", pin).environ["AWS_PROFILE"] == "open"
    for line, what in (
        (f"account = {PAYMENTS}", f"has account {WORK_ACCOUNT}"),
        ("role = x", "has role open"),
    ):
        ann.write(".awsprofile", f"open\n{line}\n")
        for words in (["--hook", pin], ["allow"]):
            assert f"and profile 'open' {what}" in ann.run(*words, keep=False, AWSENV_PIN="").err
    ann.write(".awsprofile", f"account = {WORK_ACCOUNT}\nrole = open\n")
    assert "several profiles lead to" in ann.run("allow").err
    ann.write(".awsprofile", f"account = {WORK_ACCOUNT}\nrole = none\n")
    assert "add a profile of that account and role" in ann.run("allow").err
    ann.write(".awsprofile", "role = none\n")
    assert "names neither a profile nor both account and role" in ann.run("allow").err


def test_accounts_have_names_wherever_they_stand(ann):
    ann.run("sso", "sync", "--template", "{account_id}-{role_name}")
    name = f"{PAYMENTS}-Admin"
    [row] = as_json(ann.run("list", "--json", "payments", "admin").out)
    assert (row["profile"], row["account"], row["account_name"]) == (name, PAYMENTS, "Payments")
    assert f"{PAYMENTS} Payments" in ann.run("list", "payments").out
    assert f"SSO role Admin, account Payments ({PAYMENTS})" in ann.run("explain", name).out
    assert ann.run(name).environ["AWSENV_ACCOUNT"] == "Payments"
    assert "name=Payments-Admin&" in ann.run("console", name, "--container", "--url").out
    assert f"{name}\t{PAYMENTS} Payments Admin" in ann.run("--names").out
    ran = ann.run("run", "--json", "Paym*", "-x", "*ReadOnly", "--", "true", shell=None)
    assert as_json(ran.out)["account_name"] == "Payments"
    assert ann.run("open").environ["AWSENV_ACCOUNT"] == WORK_ACCOUNT
    ann.write(".config/awsenv/config.toml", "[[class]]\nmatch = 'payments'\nconfirm = true\n")
    guarded = ann.run(name, XDG_CONFIG_HOME=str(ann.home / ".config"))
    assert (guarded.status, "is protected" in guarded.err) == (4, True)
