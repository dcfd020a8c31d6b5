"""What is told to AWS of a session by options and settings: what STS sees, and that it is another session."""

from __future__ import annotations

import json

import pytest
from aws import Role
from running import CONFIG, HOME_ACCOUNT, as_json, role_arn

POLICY = '{"Version":"2012-10-17","Statement":[]}'
SETTINGS = f"""\
[profile tagged]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("open")}
session_tags = team=core, cost = 12
transitive_session_tags = team
source_identity = ann
policy_arns = arn:aws:iam::aws:policy/SecurityAudit
policy = {POLICY}
[profile beyond]
region = eu-west-1
source_profile = tagged
role_arn = {role_arn("path/chained")}
[profile strict]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("strict")}
[profile half]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("open")}
session_tags = team=a, stage
[profile block]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("open")}
policy =
  Version = 2012-10-17
[profile blank]
region = eu-west-1
source_profile = ann
role_arn = {role_arn("open")}
source_identity = a b
"""
OPTIONS = (
    *("--session-name", "me", "--external-id", "x-1", "--source-identity", "ann", "--tag", "team=a=b"),
    *(
        "--tag",
        "Größe=x",
        "--transitive",
        "team",
        "--policy",
        "policy.json",
        "--policy",
        "arn:aws:iam::aws:policy/X",
    ),
)


@pytest.fixture
def ann(core, world):
    core.write(".aws/config", CONFIG + SETTINGS)
    core.write("policy.json", json.dumps(json.loads(POLICY), indent=2))
    home = f"arn:aws:iam::{HOME_ACCOUNT}:root"
    world.roles[role_arn("strict")] = Role((home,), denies=("sts:TagSession", "sts:SetSourceIdentity"))
    return core


def told(server):
    """What the last AssumeRole said of its session, shortened."""
    last = server.calls("AssumeRole")[-1].parameters
    return {name.replace(".member", ""): value for name, value in last.items() if name != "RoleArn"}


def test_settings_of_a_profile_make_it_keys_and_are_told_to_sts(ann, server):
    done = ann.run("tagged")
    assert (done.status, done.err, done.environ.get("AWS_PROFILE")) == (0, "", None)
    assert told(server) == {
        "RoleSessionName": "awsenv-ann",
        "SourceIdentity": "ann",
        "Tags.1.Key": "team",
        "Tags.1.Value": "core",
        "Tags.2.Key": "cost",
        "Tags.2.Value": "12",
        "TransitiveTagKeys.1": "team",
        "PolicyArns.1.arn": "arn:aws:iam::aws:policy/SecurityAudit",
        "Policy": POLICY,
    }
    assert ann.cli_files() == []  # the AWS CLI would open another session there
    explained = as_json(ann.run("explain", "tagged", "--json").out)
    assert explained["why"].startswith("AWS tools ignore source_identity, session_tags")
    assert explained["hops"][1]["session_tags"] == "team=core, cost = 12"
    assert "--tags 'Key=team,Value=core'" in explained["commands"][0]["command"]
    assert "with the tag team=core" in ann.run("explain", "tagged").out
    ann.run("beyond")
    assert told(server) == {"RoleSessionName": "awsenv-ann"}


def test_options_are_told_and_are_part_of_what_a_session_is(ann, server):
    ann.run("open", *OPTIONS)
    assert told(server) == {
        "RoleSessionName": "me",
        "ExternalId": "x-1",
        "SourceIdentity": "ann",
        "Tags.1.Key": "team",
        "Tags.1.Value": "a=b",
        "Tags.2.Key": "Größe",
        "Tags.2.Value": "x",
        "TransitiveTagKeys.1": "team",
        "PolicyArns.1.arn": "arn:aws:iam::aws:policy/X",
        "Policy": POLICY,
    }


def test_a_renewal_asks_for_the_same_and_another_wish_opens_another_session(ann, server):
    ann.run("open", "--tag", "team=a", "--policy", "policy.json")
    first = told(server)
    assert first["Policy"] == POLICY
    ann.run("open", "--tag", "team=a", "--policy", "policy.json")
    assert len(server.calls("AssumeRole")) == 1
    ann.run("open", "--tag", "team=b")
    assert told(server)["Tags.1.Value"] == "b"
    ann.run("open", "--tag", "team=a", "--policy", "policy.json")
    for path in ann.session_files():
        path.unlink()
    ann.renew(AWSENV_EXPIRATION="1")
    assert told(server) == first
    assert len(server.calls("AssumeRole")) == 3


REFUSED = {
    "a tag": (["strict", "--tag", "a=b"], 5, '"Action": ["sts:AssumeRole", "sts:TagSession"]'),
    "an identity": (["strict", "--source-identity", "ann"], 5, '"sts:SetSourceIdentity"]'),
    "no role": (["ann", "--tag", "a=b"], 2, "assumes no role, so it cannot have a tag"),
    "half a tag": (["open", "--tag", "a"], 2, "argument --tag: must be KEY=VALUE"),
    "a wrong name": (["open", "--session-name", "a b"], 2, "argument --session-name: must be"),
    "no policy": (
        ["open", "--policy", "none.json"],
        2,
        "cannot read a policy from 'none.json': No such file",
    ),
    "a setting without a value": (["half"], 1, "session_tags 'stage' is not valid"),
    "a setting of several lines": (["block"], 1, "policy is a block of lines"),
    "a setting with a blank": (["blank"], 1, "source_identity 'a b' is not valid"),
    "a comma in a setting": (
        [role_arn("bare"), "--from", "ann", "--save", "x", "--tag", "a=b,c=d"],
        2,
        "'a=b,c=d' cannot be written in a profile",
    ),
    "with a name": (["open", "-p", "--tag", "a=b"], 2, "with -p the AWS tools open the session"),
}


@pytest.mark.parametrize(("words", "status", "what"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_told_is_an_error_that_says_what_to_do(ann, words, status, what):
    done = ann.run(*words)
    assert (done.status, done.code) == (status, "")
    assert what in done.err


def test_consent_to_a_pin_is_consent_to_the_tags_of_its_profile(ann):
    pin = str(ann.write(".awsprofile", "tagged\n"))
    ann.run("allow")
    ann.run("login", "tagged")
    assert ann.run("--hook", pin, keep=False).environ["AWSENV_PROFILE"] == "tagged"
    ann.write(".aws/config", CONFIG + SETTINGS.replace("team=core", "team=root"))
    assert "not what you allowed" in ann.run("--hook", pin, keep=False).err


def test_an_address_is_saved_with_what_was_told_of_its_session(ann, server):
    ann.run(role_arn("bare"), "--from", "ann", "--save", "mine", "--tag", "a=b", "--session-name", "me")
    text = (ann.home / ".aws/config").read_text()
    assert text.endswith("region = eu-west-1\nrole_session_name = me\nsession_tags = a=b\n")
