"""Does lint name what is wrong in the AWS files, on its line, and nothing where nothing is wrong?"""

from __future__ import annotations

from datetime import datetime, timezone

import botocore.configloader
import botocore.configprovider
import botocore.session
import pytest
from botocore.exceptions import BotoCoreError
from hypothesis import given
from hypothesis import strategies as st

from awsenv.aws_config.ini import parse
from awsenv.aws_config.profiles import Profiles
from awsenv.commands import options
from awsenv.doctor import lint, settings

REGIONS = frozenset(options.regions())
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc).timestamp()
ARN = "arn:aws:iam::123456789012:role/x"
KEYS = "aws_access_key_id = AKIAANN2222222222222\naws_secret_access_key = s\n"


def examined(config, credentials="", *, changed=NOW, verbs=()):
    files = Profiles(parse(config, "/config"), parse(credentials, "/credentials"))
    return lint.examine(files, NOW, changed, verbs, REGIONS)


def findings(config, credentials="", **more):
    """Of each finding its level, what was checked, and the line, negative in the credentials file."""
    return [
        (one.level, one.check.partition(".")[2], one.line * (-1 if one.path == "/credentials" else 1))
        for one in examined(config, credentials, **more)
    ]


IN_ORDER = f"""\
# a comment
[default]
region = eu-central-1
output = json
cli_pager =
[profile ann]
region = us-gov-west-1
s3 =
  max_concurrent_requests = 20
my_own_setting = kept
[profile "two words"]
source_profile = ann
role_arn = arn:aws-us-gov:iam::123456789012:role/path/x
mfa_serial = arn:aws-us-gov:iam::123456789012:mfa/ann
duration_seconds = 43200
role_session_name = ann@work
external_id = a:b/c
[profile hardware]
source_profile = ann
role_arn = {ARN}
mfa_serial = GAHT12345678
[profile self]
source_profile = self
role_arn = {ARN}2
[sso-session corp]
sso_start_url = https://corp.example/start#/
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Reader
services = local
[profile tool]
credential_process = tool --with "a ; b" # c
[services local]
s3 =
  endpoint_url = http://localhost:4566
[plugins]
cli_legacy_plugin_path = /x
"""

CASES = {
    "a name of several words without quotes": ("[profile my name]\n", [("error", "header", 1)]),
    "a header without a name": ("\n[profile]\n", [("error", "header", 2)]),
    "a header that lacks the word profile": ("[profile a]\n[dev]\n", [("error", "header", 2)]),
    "a misspelt kind of section": ("[sso_session x]\n", [("error", "header", 1)]),
    "[Default] with a capital": ("[Default]\n", [("error", "header", 1)]),
    "a quote that does not end": ('[profile "a]\n', [("error", "header", 1)]),
    "a word that botocore alone takes for profile": ("[profiles a]\n", [("warning", "header", 1)]),
    "[DEFAULT], which gives to all": ("[DEFAULT]\nregion = eu-west-1\n", [("warning", "default", 2)]),
    "two headers of one name": ("[profile a]\n[profile 'a']\n", [("error", "twice", 1)]),
    "[default] twice": ("[default]\n[profile default]\n", [("warning", "twice", 2)]),
    "a section twice": ("[profile a]\n[profile b]\n[profile a]\n", [("error", "refused", 3)]),
    "a setting twice": (
        "[profile a]\nregion = eu-west-1\nregion = eu-west-2\n",
        [("error", "refused", 3)],
    ),
    "a line that is nothing": ("[profile a]\nregion\n", [("error", "refused", 2)]),
    "a byte order mark": ("\ufeff[profile a]\n", [("error", "refused", 1)]),
    "a misspelt setting": ("[profile a]\n\nregoin = eu-west-1\n", [("warning", "misspelt", 3)]),
    "a setting with a dash": (f"[profile a]\nrole-arn = {ARN}\n", [("warning", "misspelt", 2)]),
    "a comment behind a value": ("[profile a]\nregion = eu-west-1 # home\n", [("warning", "comment", 2)]),
    "a comment with a semicolon": ("[profile a]\nregion = eu-west-1\t; home\n", [("warning", "comment", 2)]),
    "quotes around a value": ('[profile a]\nregion = "eu-west-1"\n', [("warning", "quotes", 2)]),
    "an empty value": ("[profile a]\nregion =\n", [("warning", "empty", 2)]),
    "a colon": ("[profile a]\nregion: eu-west-1\n", [("warning", "colon", 2)]),
    "an indented line": (
        "[profile a]\nregion = eu-west-1\n\n  output = json\n",
        [("error", "indented", 4)],
    ),
    "a value on the next line": (
        f"[profile a]\nrole_arn =\n  a = {ARN}\n",
        [("error", "block", 2), ("error", "chain", 2)],
    ),
    "a region with a dash too few": ("[profile a]\nregion = eu-west1\n", [("error", "region", 2)]),
    "a zone": ("[profile a]\nregion = eu-west-1a\n", [("error", "region", 2)]),
    "a region nobody knows": ("[profile a]\nregion = xy-nowhere-77\n", [("note", "region", 2)]),
    "an output that is none": ("[profile a]\noutput = jsn\n", [("warning", "value", 2)]),
    "a key in the config file": (
        "[profile a]\naws_access_key_id = AKIA\naws_secret_access_key = s\n",
        [("warning", "secret", 3)],
    ),
    "a source that does not exist": (
        f"[profile a]\nrole_arn = {ARN}\nsource_profile = b\n",
        [("error", "chain", 3)],
    ),
    "two sources": (
        f"[profile a]\nrole_arn = {ARN}\nsource_profile = a\ncredential_source = Environment\n",
        [("error", "chain", 4)],
    ),
    "no source": (f"[profile a]\nrole_arn = {ARN}\n", [("error", "chain", 2)]),
    "a circle, once": (
        (
            f"[profile a]\nrole_arn = {ARN}1\nsource_profile = b\n"
            f"[profile b]\nrole_arn = {ARN}2\nsource_profile = a\n"
        ),
        [("error", "chain", 3)],
    ),
    "a role that is no ARN": (
        "[profile a]\nrole_arn = x\ncredential_source = Environment\n",
        [("error", "value", 2)],
    ),
    "an account of eleven digits": (
        "[profile a]\nrole_arn = arn:aws:iam::12345678901:role/x\ncredential_source = Environment\n",
        [("error", "value", 2)],
    ),
    "a source without a role": ("[profile a]\nsource_profile = a\n", [("warning", "unused", 2)]),
    "an SSO profile without its session": (
        "[profile a]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = R\n",
        [("error", "chain", 2)],
    ),
    "an SSO session without its region": (
        "[sso-session s]\nsso_start_url = https://a\n",
        [("error", "sso", 1)],
    ),
    "a role in an SSO session": (
        f"[sso-session s]\nsso_start_url = https://a\nsso_region = eu-west-1\nrole_arn = {ARN}\n",
        [("error", "misplaced", 4)],
    ),
    "a profile that contradicts its session": (
        (
            "[sso-session s]\nsso_start_url = https://a\nsso_region = eu-west-1\n[profile a]\n"
            "sso_session = s\nsso_region = eu-west-2\nsso_account_id = 123456789012\nsso_role_name = R\n"
        ),
        [("error", "chain", 6)],
    ),
    "an account of SSO that is none": (
        (
            "[profile a]\nsso_start_url = https://a\nsso_region = eu-west-1\n"
            "sso_account_id = 12\nsso_role_name = R\n"
        ),
        [("error", "value", 4)],
    ),
    "services that do not exist": ("[profile a]\nservices = x\n", [("error", "services", 2)]),
    "an address in [services] itself": (
        "[services a]\nendpoint_url = http://x\n",
        [("error", "misplaced", 2)],
    ),
    "a profile of two kinds": (
        "[profile a]\ncredential_process = x\nlogin_session = y\n",
        [("warning", "kinds", 2)],
    ),
    "a name that cannot be typed": ("[profile 'a ']\n", [("warning", "name", 1)]),
}


def test_files_in_order_have_no_findings():
    # The note is of "two words", which not every SDK sees.
    assert findings(IN_ORDER, f"[ann]\n{KEYS}[self]\n{KEYS}") == [("note", "name", 11)]


@pytest.mark.parametrize(("config", "expected"), CASES.values(), ids=CASES)
def test_in_the_config_file_is_found(config, expected):
    assert findings(config) == expected


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("mfa_serial", "ann"),
        ("mfa_serial", "arn:aws:iam::123456789012:u2f/user/ann"),
        ("role_session_name", "a b"),
        ("role_session_name", "a"),
        ("external_id", "x"),
    ],
)
def test_what_aws_would_refuse_of_a_role_is_found(option, value):
    config = f"[profile a]\nrole_arn = {ARN}\ncredential_source = Environment\n{option} = {value}\n"
    assert findings(config) == [("error", "value", 4)]


@pytest.mark.parametrize("value", ["1h", "899", "43201", "-1", "1e3", "7" * 5000])
def test_a_duration_that_is_no_number_or_out_of_range_is_found(value):
    config = f"[profile a]\nrole_arn = {ARN}\ncredential_source = Environment\nduration_seconds = {value}\n"
    assert findings(config) == [("error", "duration", 4)]


@pytest.mark.parametrize("value", ["+3600", "3_600", "٣٦٠٠"])
def test_a_duration_that_only_python_reads_is_found(value):
    config = f"[profile a]\nrole_arn = {ARN}\ncredential_source = Environment\nduration_seconds = {value}\n"
    assert findings(config) == [("warning", "duration", 4)]


def test_parts_of_keys_in_the_other_file_are_found():
    key, secret, token = "aws_access_key_id = ASIA2", "aws_secret_access_key = s", "aws_session_token = t"
    whole = f"[a]\n{key}\n{secret}\n{token}\n"
    assert findings("", whole) == []
    beside = [
        one for one in findings(f"[profile a]\n{token}\n", f"[a]\n{key}\n{secret}\n") if one[1] == "keys"
    ]
    assert beside == [("warning", "keys", 2), ("error", "keys", -2)]


def test_an_old_name_is_found_unless_the_new_one_stands_beside_it():
    keys = "[a]\naws_access_key_id = ASIA2\naws_secret_access_key = s\naws_session_token = t\n"
    assert findings("", f"{keys}aws_security_token = t\n") == []
    old = keys.replace("session", "security")
    assert findings("", old) == [("warning", "misspelt", -4)]


@pytest.mark.parametrize("name", ["account", "my_note", "colour", "team"])
def test_a_setting_of_ones_own_is_no_misspelt_one(name):
    assert findings(f"[profile a]\n{name} = x\n") == []


def test_a_chained_role_that_wants_more_than_its_hour_is_found():
    config = f"[profile a]\nrole_arn = {ARN}\ncredential_source = Ec2InstanceMetadata\nduration_seconds = "
    assert findings(f"{config}3600\n") == []
    assert findings(f"{config}3601\n") == [("warning", "duration", 4)]


@pytest.mark.parametrize(
    ("config", "credentials", "expected"),
    [
        ("", f"[profile a]\n{KEYS}", [("error", "header", -1)]),
        ("", "[sso-session a]\nsso_region = eu-west-1\n", [("error", "header", -1)]),
        ("", "[a]\naws_access_key_id = AKIA\n", [("error", "chain", -2)]),
        ("", "[a]\naws_access_key_id = ASIA\naws_secret_access_key = s\n", [("error", "keys", -2)]),
        ("", f"[a]\n{KEYS}aws_session_token = t\n", [("error", "keys", -4)]),
        (
            "[profile a]\nregion = eu-west-1\n",
            "[a]\nregion = eu-west-2\n",
            [("warning", "shadowed", 2)],
        ),
        ("[profile a]\nregion = eu-west-1\n", "[a]\nregion = eu-west-1\n", []),
        (
            f"[profile a]\nrole_arn = {ARN}\ncredential_source = Environment\n",
            f"[a]\n{KEYS}",
            [("warning", "kinds", -2)],
        ),
        ("[a]\nregion = eu-west-1\n", f"[a]\n{KEYS}", [("error", "header", 1)]),
    ],
)
def test_between_the_two_files_is_found(config, credentials, expected):
    assert findings(config, credentials) == expected


def test_temporary_keys_in_the_credentials_file_go_stale():
    keys = "[a]\naws_access_key_id = ASIA2\naws_secret_access_key = s\naws_session_token = t\n"
    assert findings("", keys, changed=NOW - 3600) == []
    assert findings("", keys, changed=NOW - 37 * 3600) == [("warning", "stale", -4)]
    assert findings("", f"{keys}expiration = 2026-01-01T00:00:01Z\n", changed=NOW - 37 * 3600) == []
    assert findings("", f"{keys}expiration = 2025-12-31T23:59:59Z\n") == [("warning", "stale", -4)]


def test_one_role_from_two_sources_is_found_where_the_cli_mixes_them_up():
    two = (
        f"[profile a]\nrole_arn = {ARN}\ncredential_source = Environment\n"
        f"[profile b]\nrole_arn = {ARN}\ncredential_source = EcsContainer\n"
    )
    assert findings(two) == [("warning", "shared-role", 5)]
    assert findings(f"{two}role_session_name = bob\n") == []


def test_a_profile_named_like_a_verb_is_a_note():
    assert findings("[profile list]\n", verbs=("list",)) == [("note", "name", 1)]


def test_a_file_that_botocore_refuses_is_examined_all_the_same():
    config = "[profile a]\nregion = eu-west1\nx\n[profile a]\n"
    assert findings(config) == [("error", "region", 2), ("error", "refused", 3), ("error", "refused", 4)]


@pytest.mark.parametrize(
    ("config", "remedy"),
    [
        ("\ufeff[a]\n", "save the file without it"),
        ("x = 1\n[a]\n", "put a [section] above it"),
        ("[a]\n[a]\n", "put its settings into the first one"),
        ("[a]\nx = 1\nx = 2\n", "remove it"),
        ("[a]\nx\n", "write name = value"),
        ("[a]\nx =\n  y\n", "write name = value"),
    ],
)
def test_the_remedy_fits_what_botocore_refuses_the_file_for(config, remedy):
    (found,) = (one for one in examined(config) if one.check == "profiles.refused")
    assert found.remedy.startswith(remedy)


def test_no_finding_tells_a_secret():
    keys = (
        '[a]\naws_access_key_id = "AKIACANARY"\naws_secret_access_key = canary # canary\n'
        "aws_session_token = canary\n  canary = canary\n"
    )
    role = f"[profile b]\nrole_arn = {ARN}\nsource_profile = a\n  aws_secret_access_key = canary\n"
    found = examined(keys.replace("[a]", "[profile a]") + role, keys)
    assert len(found) > 5
    assert "canary" not in str([(one.what, one.remedy) for one in found]).lower()


def test_nothing_in_a_finding_is_obeyed_by_a_terminal():
    config = "[pro\x1b[31m]\nrole_arn\x1b = x\n[profile \x1b]31m y]\n[profile a]\nregion = \x1b[31m\n\x1b\n"
    found = examined(config, "[profile \x1b]\n[\x07]\n")
    assert len(found) > 4
    assert all(one.what.isprintable() and one.remedy.isprintable() for one in found)


def test_the_table_of_settings_has_all_that_botocore_reads():
    tables = (
        botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES,
        botocore.configprovider.DEFAULT_PROXIES_CONFIG_VARS,
        botocore.configprovider.DEFAULT_S3_CONFIG_VARS,
    )
    names = [entry[0] for table in tables for entry in table.values()]
    flat = [one for name in names for one in (name if isinstance(name, list) else [name])]
    plain = {one if isinstance(one, str) else one[0] for one in flat if one is not None}
    assert plain - settings.SETTINGS == set()
    later = {"s3_disable_express_session_auth", "tcp_keepalive"}  # than the lowest botocore
    assert settings.BOTOCORE - plain - later - {"s3"} == set()


WORDS = st.sampled_from(
    [
        *("[profile a]", "[profile b]", "[default]", "[a]", "[profile c d]", '[profile "c d"]', "[DEFAULT]"),
        *("[sso-session s]", "[services s]", "[profile]", "[", "]", "  ", "\t", "# c", "; c", "x", "=", ":"),
        *(f"role_arn = {ARN}", "source_profile = a", "source_profile = b", "credential_source = Environment"),
        *("region = eu-west-1", "region = x # y", "regoin = x", "sso_session = s", "sso_region = eu-west-1"),
        *("sso_start_url = https://a", "sso_account_id = 123456789012", "sso_role_name = R", "s3 ="),
        *("  endpoint_url = http://x", "  x", "duration_seconds = 1h", "mfa_serial = x", "services = s"),
        *(
            "aws_access_key_id = A",
            "aws_secret_access_key = s",
            "aws_session_token = t",
            "\ufeff",
            "%(a)s = %",
        ),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=14).map("\n".join), st.text(max_size=60))


@given(TEXTS, TEXTS)
def test_lint_never_fails_and_what_has_no_finding_botocore_loads(tmp_path_factory, config, credentials):
    found = examined(config.replace("\r", "\n"), credentials.replace("\r", "\n"))
    if [one for one in found if one.level == "error"]:
        return
    folder = tmp_path_factory.mktemp("lint")
    for name, text in (("config", config), ("credentials", credentials)):
        (folder / name).write_text(text.replace("\r", "\n"), encoding="utf-8", newline="\n")
    session = botocore.session.Session()
    session.set_config_variable("config_file", str(folder / "config"))
    session.set_config_variable("credentials_file", str(folder / "credentials"))
    try:
        loaded = session.full_config
    except BotoCoreError as error:
        raise AssertionError((config, credentials)) from error
    files = Profiles(parse(config.replace("\r", "\n"), "c"), parse(credentials.replace("\r", "\n"), "k"))
    assert set(loaded["profiles"]) == set(files.names())
