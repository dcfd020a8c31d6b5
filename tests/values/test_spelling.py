"""Is what is spelled for a shell told from what is missing?"""

import shlex

import botocore.session
import pytest

from awsenv.aws_config import ini, names, partitions, profiles
from awsenv.errors import UnknownProfile
from awsenv.sync import naming
from awsenv.system import spelling


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("~/token", "do not expand ~"),
        ("~user/token", "do not expand ~"),
        ("$HOME/token", "do not expand variables"),
        ("/run/${USER}/token", "do not expand variables"),
        ("token", "relative"),
        ("./token", "relative"),
        ("/var/run/token", None),
    ],
)
def test_a_path(path, words):
    said = spelling.of_path(path)
    assert words in said[0] if words else said is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("~/bin/x a", "begins with ~"),
        ("$HOME/bin/x", "begins with a variable"),
        ("SECRET=canary x", "begins with the variable SECRET"),
        ("sh a | sh b", "has '|' in it"),
        ("sh a; sh b", "has ';' in it"),
        ("sh a 2>&1", "has '2>&1' in it"),
        ("{0}/my prog x", "has a blank in its path"),
        ("no-such-program", "is not on the PATH"),
        ("{0}/nothing", "does not exist"),
        ("bin/x", "its path is relative"),
        ("{0}", "cannot be run"),
        ("sh -c 'a | b'", None),
        ("'{0}/my prog' x", None),
    ],
)
def test_a_command(tmp_path, command, words):
    program = tmp_path / "my prog"
    program.touch(0o755)
    said = spelling.of_command(shlex.split(command.format(tmp_path)), {"PATH": "/usr/bin:/bin"})
    assert words in said[0] if words else said is None
    assert "canary" not in str(said)


@pytest.mark.parametrize(
    ("region", "partition", "fits"),
    [
        ("eu-west-1", "aws", True),
        ("eu-west-99", "aws", True),
        ("us-gov-west-1", "aws", False),
        ("us-gov-west-1", "aws-us-gov", True),
        ("eu-west-1", "aws-cn", False),
        ("cn-north-1", "aws-cn", True),
        ("mars-1", "aws", True),
        ("", "aws", True),
        ("cn-north-1", "other", True),
    ],
)
def test_a_region_fits_the_partition_of_a_role(region, partition, fits):
    assert (partitions.misfit(region, f"arn:{partition}:iam::111122223333:role/x") is None) == fits


def test_each_region_is_in_the_partition_that_botocore_says():
    session = botocore.session.Session()
    for name in session.get_available_partitions():
        regions = session.get_available_regions("ec2", name)
        assert {name} >= {partitions.of(region) for region in regions}


def test_no_role_fits_any_region():
    assert partitions.misfit("cn-north-1", "") is None


@pytest.mark.parametrize("name", ["a", "A-b_c@d+e.f%g:h/i", "0"])
def test_names_that_every_sdk_sees(name):
    assert not names.is_unseen(name)


@pytest.mark.parametrize("name", ["Acme Dev", "é", "a=b", "a,b", "a~", "(x)"])
def test_names_that_the_javascript_sdk_does_not_see(name):
    assert names.is_unseen(name)


@pytest.mark.parametrize("account", ["Acme Dev", "Größe (alt), é=1~", "中文", ""])
def test_sync_makes_no_name_that_an_sdk_does_not_see(account):
    one = naming.Assignment("111122223333", "Admin@x,y", account, "a@b.c")
    facts = {"session": "Acme Dev", "region": ""}
    for template in ("{account_name}-{role_name}", "{session}/{email}+{region}"):
        made, _ = naming.given([one], template, facts, {}, [])
        assert not any(map(names.is_unseen, made.values()))


@pytest.mark.parametrize(
    ("header", "name", "remedy"),
    [
        ("dev", "dev", "write [profile dev]"),
        ("my dev", "my dev", 'write [profile "my dev"]'),
        ("Profile dev", "dev", "write [profile dev]"),
        ("profile my dev", "my dev", 'write [profile "my dev"]'),
        ("PROFILE 'my dev'", "my dev", 'write [profile "my dev"]'),
    ],
)
def test_a_section_that_was_meant_for_a_profile_is_named(header, name, remedy):
    config = ini.parse(f"# x\n\n [{header}] # y\nregion = x\n", "/config")
    known = profiles.Profiles(config, ini.File("/credentials"))
    with pytest.raises(UnknownProfile) as error:
        known.get(name)
    found = error.value.or_verb(["doctor"])
    assert (found.path, found.line, found.remedy, found.status) == ("/config", 3, remedy, 3)
    with pytest.raises(UnknownProfile, match="no profile 'other' in "):
        known.get("other")


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        ('"arn:aws:iam::444455556666:role/x"', "the quotes around role_arn are part of it"),
        ("admin", "is not the ARN of a role"),
        ("arn:aws:iam::444455556666:user/ann", "is not the ARN of a role"),
        ("arn:aws-cn:iam::444455556666:role/path/x", None),
        (None, None),
    ],
)
def test_a_role_that_cannot_be_one_is_told(arn, words):
    said = spelling.of_role(arn)
    assert said == words or words in said[0]
