"""Is the list that TAB reads right, and as old as what it was made of?"""

from __future__ import annotations

import os
import stat

import pytest

from awsenv.aws_config import profiles
from awsenv.errors import AwsenvError
from awsenv.listing import completion
from awsenv.target import Configuration

CONFIG = """\
[default]
region = x
[profile prod-network-admin]
role_arn = arn:aws:iam::012345678901:role/NetworkAdminRole
source_profile = prod-account
[profile "a b"]
sso_account_id = 123456789012
sso_role_name = Dev Ops
sso_start_url = u
sso_region = r
[profile broken]
role_arn = arn:aws:iam::012345678901:role/x
[profile "tab\there"]
[profile ""]
[sso-session s]
sso_region = x
[services t]
"""
CREDENTIALS = "[prod-account]\naws_access_key_id = k\naws_secret_access_key = s\n[$(touch x)]\n[-x]\n"


@pytest.fixture
def files(home):
    config, credentials = home / ".aws/config", home / ".aws/credentials"
    config.write_text(CONFIG)
    credentials.write_text(CREDENTIALS)
    os.utime(config, ns=(1, 1_000_000_000_000_000_001))
    os.utime(credentials, ns=(1, 2_000_000_000_123_456_789))
    return str(config), str(credentials)


def mtime(path):
    return path.stat().st_mtime_ns


def test_the_list_has_the_files_the_verbs_and_each_profile_with_what_it_is(files):
    expected = [
        "awsenv 1",
        *files,
        "use off list",
        "use local",
        "default",
        "prod-network-admin\t012345678901 NetworkAdminRole",
        "a b\t123456789012 Dev Ops",
        "broken",
        "prod-account",
        "$(touch x)",
        "-x",
    ]
    configuration = Configuration({}, profiles.load(*files))
    text = completion.render(configuration, ["use", "off", "list"], ["use", "local"])
    assert text == "\n".join(expected) + "\n"


def test_a_malformed_file_still_has_names(files):
    with open(files[0], "a") as stream:
        stream.write("wrong\n[profile after]\n")
    text = completion.render(Configuration({}, profiles.load(*files)), [], [])
    assert [line for line in text.split("\n") if line.endswith(("admin", "after"))] == [
        "prod-network-admin",
        "after",
    ]


def test_each_stamp_is_as_old_as_its_file(files, tmp_path):
    times = completion.times(*files)
    completion.store("text", str(tmp_path / "cache/awsenv"), times)
    folder = tmp_path / "cache/awsenv"
    assert times == (1_000_000_000_000_000_001, 2_000_000_000_123_456_789)
    assert (mtime(folder / "names.config"), mtime(folder / "names.credentials")) == times
    assert ((folder / "names").read_text(), (folder / "names.credentials").read_text()) == ("text", "")
    assert sorted(path.name for path in folder.iterdir()) == ["names", "names.config", "names.credentials"]


def test_the_list_is_the_users_alone(files, tmp_path):
    old = os.umask(0)
    try:
        completion.store("text", str(tmp_path / "cache/awsenv"), completion.times(*files))
    finally:
        os.umask(old)
    paths = [tmp_path / "cache/awsenv", *sorted((tmp_path / "cache/awsenv").iterdir())]
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o700, 0o600, 0o600, 0o600]


def test_a_missing_file_has_no_time_and_no_stamp(files, tmp_path):
    completion.store("text", str(tmp_path), completion.times(*files))
    assert completion.times(str(tmp_path / "x"), str(tmp_path / "y")) == (None, None)
    completion.store("other", str(tmp_path), (7, None))
    assert (mtime(tmp_path / "names.config"), (tmp_path / "names.credentials").exists()) == (7, False)


def test_a_list_without_a_config_file_has_no_stamp_for_it(tmp_path):
    completion.store("text", str(tmp_path), (None, 5))
    assert ((tmp_path / "names.config").exists(), mtime(tmp_path / "names.credentials")) == (False, 5)


def test_a_text_that_is_not_utf_8_is_kept_as_it_is(tmp_path):
    completion.store("\udcff\n", str(tmp_path), (1, 2))
    assert (tmp_path / "names").read_bytes() == b"\xff\n"


def test_a_link_in_the_place_of_the_list_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "names").symlink_to(tmp_path / "elsewhere")
    completion.store("text", str(tmp_path), (1, 2))
    assert ((tmp_path / "names").is_symlink(), (tmp_path / "elsewhere").exists()) == (False, False)


def test_a_list_that_cannot_be_kept_leaves_nothing_behind(tmp_path):
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "x").touch()
    with pytest.raises(OSError):
        completion.store("text", str(tmp_path), (1, 2))
    assert [path.name for path in tmp_path.iterdir()] == ["names"]


ALIKE = """\
[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = x
""" + "".join(
    f"[profile {name}]\n{body}\n"
    for account in ("111122223333", "444455556666", "77778888999")
    for name, body in {
        f"role{account}": f"role_arn = arn:aws:iam::{account}:role/a/Admin\nsource_profile = base",
        f"gone{account}": f"role_arn = arn:aws:iam::{account}:role/Admin\nsource_profile = gone",
        f"own{account}": f"role_arn = arn:aws:iam::{account}:role/Admin\nsource_profile = own{account}",
        f"keys{account}": f"role_arn = arn:aws:iam::{account}:role/Admin\nsource_profile = base\n  {account}",
        f"sso{account}": f"sso_session = corp\nsso_account_id = {account}\nsso_role_name = Admin",
        f"both{account}": f"sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
        f"role_arn = arn:aws:iam::{account}:role/Admin",
        f"two{account}": f"role_arn = arn:aws:iam::{account}:role/Admin\nsource_profile = role{account}",
    }.items()
)
SESSION = "[sso-session corp]\nsso_start_url = https://x\nsso_region = eu-west-1\n"


@pytest.mark.parametrize(
    "more",
    [
        SESSION,
        SESSION + "sso_account_id = 444455556666\n",
        SESSION + "[default]\nregion = x\n[DEFAULT]\nrole_arn = x\n",
        SESSION + '[profile "role111122223333"]\nregion = x\n',
    ],
)
@pytest.mark.parametrize("credentials", ["", "[role444455556666]\nrole_arn = arn:aws:iam::1:role/x\n"])
def test_profiles_that_differ_in_an_account_alone_are_described_as_if_each_were_looked_up(
    tmp_path, more, credentials
):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(ALIKE + more)
    (tmp_path / ".aws/credentials").write_text(credentials)
    configuration = Configuration({"HOME": str(tmp_path)})
    lines = completion.render(configuration, [], []).splitlines()[5:]

    def described(name):
        try:
            target = configuration.target(name)
        except AwsenvError:
            return name
        words = " ".join(filter(None, (target.account, target.role)))
        return f"{name}\t{words}" if words else name

    assert lines == [described(name) for name in configuration.profiles.names()]
