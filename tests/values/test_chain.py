"""Do the hops that lead to a profile agree with what botocore would do?"""

from __future__ import annotations

import json
import shlex

import pytest
from botocore.credentials import create_credential_resolver
from botocore.exceptions import (
    CredentialRetrievalError,
    InfiniteLoopConfigError,
    InvalidConfigError,
    LoginTokenLoadError,
    MissingDependencyException,
    PartialCredentialsError,
)
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from awsenv.aws_config import profiles
from awsenv.chains import chain, source_credentials, sts_calls
from awsenv.errors import NoCredentials, UnknownProfile, WrongChain

ROLE = "arn:aws:iam::123456789012:role/path/Admin"
METHODS = {
    "shared-credentials-file": "static",
    "config-file": "static",
    "sso": "sso",
    "custom-process": "process",
    "assume-role-with-web-identity": "web-identity",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aws")
    keys = {"Version": 1, "AccessKeyId": "k", "SecretAccessKey": "s"}
    (folder / "keys.json").write_text(json.dumps(keys))
    return folder


def section(header, options):
    return f"[{header}]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())


def write(folder, config, credentials=None, sessions=None):
    """Both files, from {profile: {option: value}}."""
    process = f"cat {shlex.quote(str(folder / 'keys.json'))}"
    text = "".join(section(f"profile {name}", options) for name, options in config.items())
    text += "".join(section(f"sso-session {name}", options) for name, options in (sessions or {}).items())
    (folder / "config").write_text(text.replace("PROCESS", process))
    text = "".join(section(name, options) for name, options in (credentials or {}).items())
    (folder / "credentials").write_text(text.replace("PROCESS", process))
    return str(folder / "config"), str(folder / "credentials")


def botocores(files, name, details=None):
    """The types of the hops by which botocore would come to keys; "wrong" where it refuses the settings.

    `details` get the parameters of each AssumeRole, the last first, and then the keys that are written down.
    """
    session = Session(profile=name, include_builtin_handlers=False)  # which are for calls, and many
    session.set_config_variable("config_file", files[0])
    session.set_config_variable("credentials_file", files[1])
    session.set_config_variable("ec2_metadata_service_endpoint", "http://127.0.0.1:1")
    session.set_config_variable("metadata_service_num_attempts", 1)
    resolver = create_credential_resolver(session, region_name="us-east-1")
    for method in ("ec2-credentials-file", "boto-config", "container-role", "iam-role"):
        resolver.remove(method)
    try:
        found = resolver.load_credentials()
    except (InvalidConfigError, InfiniteLoopConfigError, PartialCredentialsError):
        return ["wrong"]
    except CredentialRetrievalError:  # the place of credential_source was asked, and has no keys here
        return ["source"]
    except (LoginTokenLoadError, MissingDependencyException):
        return ["login"]
    if found is None:
        return ["none"]
    roles = []
    while found.method == "assume-role":
        roles.append("role")
        refresh = found._refresh_using  # noqa: SLF001 (the only place that tells where the keys come from)
        fetcher = getattr(refresh, "_refresh", refresh).__self__
        found = fetcher._source_credentials  # noqa: SLF001
        if details is not None:
            given = fetcher._assume_kwargs.items()  # noqa: SLF001
            details.append({k: v for k, v in given if not str(v).startswith("botocore-session-")})
    if details is not None and METHODS[found.method] == "static":
        details.append((found.access_key, found.secret_key, found.token or None))
    return [METHODS[found.method], *roles]


def ours(files, name):
    try:
        types = [hop.type for hop in chain.plan(name, profiles.load(*files))]
    except WrongChain:
        return ["wrong"]
    # botocore tells no more than this of a chain that begins in such a place.
    if types[0] in {"ec2", "ecs", "environment"}:
        return ["source"]
    return ["login"] if types[0] == "login" else types


names = st.sampled_from("abcd")
KEYS = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
SSO = {"sso_account_id": "123456789012", "sso_role_name": "R", "sso_start_url": "u", "sso_region": "r"}
sources = st.one_of(
    names.map(lambda name: {"source_profile": name}),
    names.map(lambda name: {"source_profile": name}),
    st.sampled_from(["Environment", "EcsContainer", "Ec2InstanceMetadata", "environment", "Other", ""]).map(
        lambda source: {"credential_source": source}
    ),
    st.sampled_from([{}, {"source_profile": "missing"}, {"source_profile": ""}]),
)
parts = st.one_of(
    sources.map(lambda source: {"role_arn": ROLE, **source}),
    sources.map(lambda source: {"role_arn": ROLE, **source}),
    sources,
    st.sampled_from(
        [
            *(
                {},
                {"region": "x"},
                {"role_arn": ""},
                {"web_identity_token_file": "/f"},
                {"web_identity_token_file": ""},
            ),
            *(KEYS, {"aws_access_key_id": "k"}, {"aws_secret_access_key": "s"}, SSO, {"sso_role_name": "R"}),
            *(
                {"sso_session": "s", "sso_account_id": "123456789012", "sso_role_name": "R"},
                {"sso_session": "s"},
            ),
            *(
                {"sso_session": "missing", "sso_account_id": "1", "sso_role_name": "R"},
                {**SSO, "sso_session": "s"},
            ),
            *({"credential_process": "PROCESS"}, {"login_session": "arn:aws:iam::123456789012:user/u"}),
            *(
                {"role_arn": ROLE, "web_identity_token_file": "/f"},
                {"mfa_serial": "m"},
                {"duration_seconds": "x"},
            ),
        ]
    ),
)
options = st.lists(parts, min_size=1, max_size=2).map(
    lambda found: {k: v for part in found for k, v in part.items()}
)
SESSIONS = {"s": {"sso_start_url": "u", "sso_region": "r"}}


@settings(max_examples=250, deadline=None)
@given(
    config=st.dictionaries(names, options, min_size=1),
    credentials=st.dictionaries(names, options, max_size=2),
    session=st.fixed_dictionaries(
        {}, optional={"sso_start_url": st.sampled_from("uv"), "sso_region": st.sampled_from(["r", ""])}
    ),
)
def test_every_chain_is_what_botocore_makes_of_it(folder, config, credentials, session):
    files = write(folder, config, credentials, {"s": session})
    for name in {**config, **credentials}:
        assert ours(files, name) == botocores(files, name)


def our_details(files, name):
    hops = chain.plan(name, profiles.load(*files))
    details = [sts_calls.cli_arguments(hop.profile) for hop in reversed(hops) if hop.type == "role"]
    if hops[0].type == "static":
        try:
            keys = source_credentials.written(hops[0], {})
            details.append((keys.access_key, keys.secret_key, keys.token))
        except NoCredentials:  # an empty part, with which botocore signs
            details.append(None)
    return details


letters = st.sampled_from(["x", "y", "z", ""])
keys_of_a_file = st.fixed_dictionaries(
    {"aws_access_key_id": letters},
    optional={
        "aws_secret_access_key": letters,
        "aws_session_token": letters,
        "aws_security_token": letters,
        "credential_process": st.just("PROCESS"),
    },
)
parts_of_keys = st.dictionaries(
    st.sampled_from(["aws_secret_access_key", "aws_session_token", "aws_security_token"]), letters
)
numbers = st.sampled_from(
    ["3600", "+3600", "3_600", "-1", "0", " 900", "x", "3600 # s", "٣٦٠٠", "1e3", "3600.0", "_1", "7" * 5000]
)
roles_of_keys = st.fixed_dictionaries(
    {"role_arn": st.just(ROLE), "source_profile": st.sampled_from(["a", "b"])},
    optional={
        "duration_seconds": numbers,
        "mfa_serial": letters,
        "external_id": letters,
        "role_session_name": letters,
    },
)


@settings(max_examples=200, deadline=None)
@given(
    config=st.fixed_dictionaries(
        {"a": keys_of_a_file | parts_of_keys, "b": keys_of_a_file, "r": roles_of_keys}
    ),
    credentials=st.fixed_dictionaries({}, optional={"a": keys_of_a_file | parts_of_keys, "b": parts_of_keys}),
    same=st.booleans(),
)
def test_keys_and_parameters_are_those_of_botocore(folder, config, credentials, same):
    files = write(folder, config, credentials)
    if same:
        files = files[0], files[0]
    for name in [*config, *credentials, *(["profile a"] if same else [])]:
        theirs = []
        if botocores(files, name, theirs) in (["wrong"], ["none"]):
            continue
        ours = our_details(files, name)
        assert [None if isinstance(one, tuple) and "" in one[:2] else one for one in theirs] == ours


CHAINS = {
    "keys": ({"a": KEYS}, ["static"]),
    "a key without its secret": ({"a": {"aws_access_key_id": "k"}}, ["wrong"]),
    "a secret without its key": ({"a": {"aws_secret_access_key": "s"}}, ["none"]),
    "nothing": ({"a": {"region": "x"}}, ["none"]),
    "a role": ({"a": {"role_arn": ROLE, "source_profile": "b"}, "b": KEYS}, ["static", "role"]),
    "a role of a role": (
        {
            "a": {"role_arn": ROLE, "source_profile": "b"},
            "b": {"role_arn": ROLE, "source_profile": "c"},
            "c": KEYS,
        },
        ["static", "role", "role"],
    ),
    "a role from SSO": ({"a": {"role_arn": ROLE, "source_profile": "b"}, "b": SSO}, ["sso", "role"]),
    "a role from a process": (
        {"a": {"role_arn": ROLE, "source_profile": "b"}, "b": {"credential_process": "PROCESS"}},
        ["process", "role"],
    ),
    "a role from a profile that has keys and a role": (
        {
            "a": {"role_arn": ROLE, "source_profile": "b"},
            "b": {"role_arn": ROLE, "source_profile": "c", **KEYS},
        },
        ["static", "role"],
    ),
    "a role with its own keys": (
        {"a": {"role_arn": ROLE, "source_profile": "a", **KEYS}},
        ["static", "role"],
    ),
    "a role with its own keys and no source": ({"a": {"role_arn": ROLE, **KEYS}}, ["wrong"]),
    "a role that is its own source": ({"a": {"role_arn": ROLE, "source_profile": "a"}}, ["wrong"]),
    "a circle of two": (
        {"a": {"role_arn": ROLE, "source_profile": "b"}, "b": {"role_arn": ROLE, "source_profile": "a"}},
        ["wrong"],
    ),
    "a circle that does not come back to the profile": (
        {
            "a": {"role_arn": ROLE, "source_profile": "b"},
            "b": {"role_arn": ROLE, "source_profile": "c"},
            "c": {"role_arn": ROLE, "source_profile": "b"},
        },
        ["wrong"],
    ),
    "a source that is missing": ({"a": {"role_arn": ROLE, "source_profile": "x"}}, ["wrong"]),
    "a source without keys": ({"a": {"role_arn": ROLE, "source_profile": "b"}, "b": {}}, ["wrong"]),
    "both sources": (
        {"a": {"role_arn": ROLE, "source_profile": "b", "credential_source": "Environment"}, "b": KEYS},
        ["wrong"],
    ),
    "Environment": ({"a": {"role_arn": ROLE, "credential_source": "Environment"}}, ["source"]),
    "EcsContainer": ({"a": {"role_arn": ROLE, "credential_source": "EcsContainer"}}, ["source"]),
    "Ec2InstanceMetadata": (
        {"a": {"role_arn": ROLE, "credential_source": "Ec2InstanceMetadata"}},
        ["source"],
    ),
    "another case": ({"a": {"role_arn": ROLE, "credential_source": "ec2instancemetadata"}}, ["wrong"]),
    "web identity": ({"a": {"role_arn": ROLE, "web_identity_token_file": "/f"}}, ["web-identity"]),
    "web identity without a role": ({"a": {"web_identity_token_file": "/f"}}, ["wrong"]),
    "web identity and a source": (
        {"a": {"role_arn": ROLE, "web_identity_token_file": "/f", "source_profile": "x"}},
        ["web-identity"],
    ),
    "a login": ({"a": {"login_session": "arn:aws:iam::123456789012:user/u"}}, ["login"]),
    "SSO and a process": ({"a": {**SSO, "credential_process": "PROCESS"}}, ["sso"]),
    "SSO without a start URL": ({"a": {"sso_account_id": "1", "sso_role_name": "R"}}, ["wrong"]),
    "an SSO session that is missing": (
        {"a": {"sso_account_id": "1", "sso_role_name": "R", "sso_session": "x"}},
        ["wrong"],
    ),
    "an SSO session that contradicts the profile": (
        {"a": {**SSO, "sso_session": "s", "sso_region": "z"}},
        ["wrong"],
    ),
}


@pytest.mark.parametrize(("config", "expected"), CHAINS.values(), ids=CHAINS)
def test_a_chain_is_what_botocore_makes_of_it(folder, config, expected):
    files = write(folder, config, {}, SESSIONS)
    assert ours(files, "a") == botocores(files, "a") == expected


def test_keys_in_the_credentials_file_win_over_a_process_and_keys_in_the_config_file_do_not(folder):
    process = {"credential_process": "PROCESS"}
    files = write(folder, {"a": process}, {"a": KEYS})
    assert ours(files, "a") == botocores(files, "a") == ["static"]
    files = write(folder, {"a": {**process, **KEYS}})
    assert ours(files, "a") == botocores(files, "a") == ["process"]


@pytest.mark.parametrize(
    "option",
    [
        *("role_arn", "source_profile", "credential_source", "mfa_serial", "external_id", "duration_seconds"),
        *(
            "aws_access_key_id",
            "aws_secret_access_key",
            "credential_process",
            "web_identity_token_file",
            "region",
        ),
        *(
            "sso_session",
            "sso_account_id",
            "sso_role_name",
            "sso_start_url",
            "login_session",
            "role_session_name",
        ),
    ],
)
@pytest.mark.parametrize(
    "others", [{}, {"role_arn": ROLE}, {"role_arn": ROLE, "source_profile": "b"}, SSO, KEYS]
)
def test_a_block_where_a_value_is_meant_is_a_wrong_chain_or_nothing(folder, option, others):
    files = write(folder, {"a": {**others, option: "\n  k = v"}, "b": KEYS})
    try:
        hops = chain.plan("a", profiles.load(*files))
    except WrongChain:
        return
    known = (chain.account(hops[-1]), chain.role(hops[-1]), chain.mode(hops), chain.meaning(hops))
    assert all(isinstance(fact, str | None) for fact in known)


def plan(folder, config, name="a", credentials=None):
    return chain.plan(name, profiles.load(*write(folder, config, credentials)))


def test_hops_are_in_the_order_in_which_they_are_made(folder):
    config = {
        "a": {"role_arn": ROLE, "source_profile": "b"},
        "b": {"role_arn": ROLE, "source_profile": "c"},
        "c": KEYS,
    }
    assert repr(plan(folder, config)) == "[Hop('static', 'c'), Hop('role', 'b'), Hop('role', 'a')]"


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (CHAINS["a circle of two"][0], "form a loop: a → b → a"),
        (CHAINS["a role that is its own source"][0], "form a loop: a → a"),
        (CHAINS["a circle that does not come back to the profile"][0], "form a loop: b → c → b"),
        (
            CHAINS["both sources"][0],
            "profile 'a' has both source_profile and credential_source; they exclude each other",
        ),
        (
            CHAINS["a source that is missing"][0],
            "profile 'a' names the source_profile 'x', which does not exist",
        ),
        (CHAINS["a source without keys"][0], "the source_profile of 'a', 'b', has no credentials"),
        (
            CHAINS["another case"][0],
            "credential_source is 'ec2instancemetadata', not one of Environment, Ec2",
        ),
        (CHAINS["a role with its own keys and no source"][0], "neither source_profile nor credential_source"),
    ],
)
def test_what_is_wrong_with_a_chain_is_said(folder, config, sentence):
    with pytest.raises(WrongChain) as error:
        plan(folder, config)
    assert sentence in error.value.what


def test_a_session_is_capped_where_another_one_opens_it(folder):
    def capped(first):
        return sts_calls.is_capped(plan(folder, {"a": {"role_arn": ROLE, "source_profile": "b"}, **first}))

    assert not capped({"b": KEYS})
    assert capped({"b": SSO})
    assert capped({"b": {"role_arn": ROLE, "source_profile": "c"}, "c": KEYS})


def test_a_block_of_lines_is_no_value_but_where_it_will_be_refused(folder):
    [_, hop] = plan(
        folder,
        {
            "a": {"role_arn": ROLE, "source_profile": "b", "external_id": "\n  k = v", "policy": "\n  k = v"},
            "b": KEYS,
        },
    )
    assert ("external_id" in hop.settings, "policy" in hop.settings) == (False, True)


def test_what_an_sso_session_lacks_is_to_be_added_there(folder):
    config = folder / "config"
    config.write_text(
        "[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\n"
    )
    with pytest.raises(WrongChain) as error:
        chain.plan("a", profiles.load(str(config), str(folder / "none")))
    assert "lacks sso_start_url and sso_region" in error.value.what
    assert error.value.remedy == "add it to [sso-session s], or remove the profile"


def test_a_wrong_chain_says_where_its_settings_stand(folder):
    with pytest.raises(WrongChain) as error:
        plan(folder, CHAINS["both sources"][0])
    found = error.value
    assert (found.path, found.line) == (f"{folder}/config", 4)
    assert (found.code, found.profile, found.option) == ("two-sources", "a", "credential_source")
    assert str(found).startswith(f"{folder}/config:4: profile 'a' has both ")


def test_an_unknown_profile_is_said_to_be_wanted_by_whom(folder):
    with pytest.raises(UnknownProfile, match=r"^/d/\.awsprofile: no profile 'x' in "):
        chain.plan("x", profiles.load(*write(folder, {"a": KEYS})), "/d/.awsprofile")


MFA = {"mfa_serial": "arn:aws:iam::123456789012:mfa/u"}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"a": KEYS}, "profile"),
        ({"a": {"role_arn": ROLE, "source_profile": "b"}, "b": KEYS}, "profile"),
        ({"a": {"role_arn": ROLE, "source_profile": "b", **MFA}, "b": KEYS}, "keys"),
        ({"a": {"role_arn": ROLE, "source_profile": "b"}, "b": {**KEYS, **MFA}}, "profile"),
        (
            {
                "a": {"role_arn": ROLE, "source_profile": "b"},
                "b": {"role_arn": ROLE, "source_profile": "c", **MFA},
                "c": KEYS,
            },
            "keys",
        ),
        ({"a": {"role_arn": ROLE, "credential_source": "Environment"}}, "keys"),
        ({"a": {"role_arn": ROLE, "credential_source": "Ec2InstanceMetadata"}}, "profile"),
        ({"a": {"role_arn": ROLE, "credential_source": "EcsContainer"}}, "profile"),
        ({"a": SSO}, "profile"),
        ({"a": {"credential_process": "PROCESS"}}, "profile"),
        ({"a": {"login_session": "x"}}, "profile"),
        ({"a": {"role_arn": ROLE, "web_identity_token_file": "/f"}}, "profile"),
        ({"a": {"region": "x"}}, "profile"),
        *(
            ({"a": {"role_arn": ROLE, "source_profile": "b", option: "x=y"}, "b": KEYS}, "keys")
            for option in (
                "source_identity",
                "session_tags",
                "transitive_session_tags",
                "policy_arns",
                "policy",
            )
        ),
    ],
)
def test_keys_are_exported_where_an_sdk_could_not_open_the_session(folder, config, expected):
    assert chain.mode(plan(folder, config)) == expected


@pytest.mark.parametrize(
    ("options", "account", "role"),
    [
        (KEYS, None, None),
        ({"role_arn": ROLE, "source_profile": "b"}, "123456789012", "Admin"),
        (
            {"role_arn": "arn:aws-cn:iam::000000000001:role/Admin", "source_profile": "b"},
            "000000000001",
            "Admin",
        ),
        ({"role_arn": "arn:aws:iam::123:role/Admin", "source_profile": "b"}, None, "Admin"),
        ({"role_arn": "arn:aws:iam::123456789012", "source_profile": "b"}, None, None),
        ({"role_arn": "Admin", "source_profile": "b"}, None, None),
        ({"role_arn": "", "source_profile": "b"}, None, None),
        (SSO, "123456789012", "R"),
        ({"role_arn": ROLE, "web_identity_token_file": "/f"}, "123456789012", "Admin"),
        ({"login_session": "arn:aws:iam::123456789012:user/u"}, "123456789012", None),
        ({"login_session": "arn:aws:sts::123456789012:assumed-role/Admin/u"}, "123456789012", "Admin"),
        ({"role_arn": ROLE, "source_profile": "b", "region": "x"}, "123456789012", "Admin"),
    ],
)
def test_account_and_role_are_what_the_settings_tell(folder, options, account, role):
    hops = plan(folder, {"a": options, "b": KEYS})
    assert (chain.account(hops[-1]), chain.role(hops[-1])) == (account, role)


BASE = {
    "a": {"role_arn": ROLE, "source_profile": "b"},
    "b": {**KEYS, "aws_access_key_id": "ASIAQNZGKIQY56JQ7WML"},
}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a", MFA),
        ("a", {"duration_seconds": "3600"}),
        ("a", {"role_session_name": "x"}),
        ("a", {"external_id": "x"}),
        ("a", {"region": "x", "output": "json"}),
        ("b", {"aws_secret_access_key": "other", "region": "x"}),
        ("b", {"aws_access_key_id": "AKIAQNZGKIQY56JQ7WML"}),
    ],
)
def test_a_profile_means_the_same_while_only_the_way_there_changes(folder, name, options):
    changed = {**BASE, name: {**BASE[name], **options}}
    assert chain.meaning(plan(folder, BASE)) == chain.meaning(plan(folder, changed))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a", {"role_arn": ROLE + "2"}),
        ("a", {"role_arn": ROLE.replace("12:", "13:")}),
        ("a", {"source_profile": "c"}),
        ("b", {"aws_access_key_id": "AKIAZZZZZZZZZZZZZZZZ"}),
        ("b", SSO),
    ],
)
def test_a_profile_means_something_else_when_its_account_or_role_changes(folder, name, options):
    other = {"c": {"credential_process": "PROCESS"}}
    changed = {**BASE, **other, name: {**BASE[name], **options}}
    assert chain.meaning(plan(folder, {**BASE, **other})) != chain.meaning(plan(folder, changed))


def test_the_meaning_of_a_profile_holds_no_key(folder):
    assert chain.meaning(plan(folder, BASE)) == "static account=029608264753, role role_arn=" + ROLE


@pytest.mark.parametrize(
    ("key", "account"),
    [
        ("ASIAQNZGKIQY56JQ7WML", "029608264753"),
        ("AKIAQNZGKIQY56JQ7WML", "029608264753"),
        ("ASIAY34FZKBOKMUTVV7A", "609629065308"),
        ("AKIAIOSFODNN7EXAMPLE", None),  # made before 2019
        ("AKIA", None),
        ("", None),
        ("ASIAQNZGKIQY56JQ7WM1", "029608264753"),
        ("ASIAQNZGKIQ156JQ7WML", None),
        ("asiaqnzgkiqy56jq7wml", None),
        ("ASIAQNZGKIQY56JQ7WMLX", None),
    ],
)
def test_an_access_key_id_tells_its_account(key, account):
    assert chain.account_of_key(key) == account


@pytest.mark.parametrize("option", ["source_profile", "credential_source", "sso_session"])
def test_a_key_that_indentation_made_part_of_another_value_is_not_quoted(folder, option):
    options = {"role_arn": ROLE} if "so" in option[:2] or "cred" in option else {"sso_account_id": "1"}
    options[option] = "x\n  aws_secret_access_key = canary"
    with pytest.raises(WrongChain) as error:
        plan(folder, {"a": options})
    assert "'x…'" in error.value.what
    assert "canary" not in error.value.what
