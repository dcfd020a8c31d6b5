"""Is each variable that the AWS SDKs read here one that a switch knows what to do with?"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import boto3
import botocore
import botocore.configprovider as configuration
import pytest
import s3transfer
from botocore.handlers import get_bearer_auth_supported_services

from awsenv.aws_config import followed
from awsenv.environment import variables

PAGE = Path(__file__).resolve().parents[2] / "docs/protocol.md"
# A name in quotes, or the beginning of one that a service's name completes.
NAMED = re.compile(r"""['"]((?:AWS|BOTO|BOTOCORE)_[A-Z0-9_]+)(?:['"]|\{)""")
WHO, FOLLOWS, MACHINE, NONE = "decides who", "follows the profile", "the machine's keys", "none of ours"

# Each with its option, its variable, what it is where neither says so, and a conversion.
EVERY = [
    *configuration.BOTOCORE_DEFAUT_SESSION_VARIABLES.items(),
    *configuration.DEFAULT_S3_CONFIG_VARS.items(),
    *configuration.DEFAULT_PROXIES_CONFIG_VARS.items(),
]


def read_by_sdks():
    """The variables that the code of the installed SDKs names, and where."""
    found = {}
    # Importing awscli would make its own copy of botocore that of all tests.
    packages = (*(package.__file__ for package in (botocore, boto3, s3transfer)), find_spec("awscli").origin)
    for package in packages:
        for path in Path(package).parent.rglob("*.py"):
            for name in NAMED.findall(path.read_text(encoding="utf-8", errors="replace")):
                found.setdefault(name, path)
    return found


def in_table():
    """Those of botocore's table of session variables."""
    named = [variable for _, (_, variable, *_) in EVERY]
    return {name for one in named if one for name in ([one] if isinstance(one, str) else one)}


def classes():
    """The classes that the page has, and their variables."""
    table = PAGE.read_text().split("| class | variables |\n|---|---|\n")[1].split("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return {kind.partition(":")[0]: re.findall(r"`([A-Z0-9_*]+)`", names) for kind, names in rows}


def class_of(name):
    found = [
        kind
        for kind, names in classes().items()
        if name in names or any(one.endswith("*") and name.startswith(one[:-1]) for one in names)
    ]
    return found[0] if len(found) == 1 else None


def test_each_variable_that_an_installed_sdk_reads_is_in_one_class():
    named = read_by_sdks()
    assert {name: str(path) for name, path in named.items() if class_of(name) is None} == {}
    assert in_table() - set(named) == set()
    assert len(named) > 60


def test_a_variable_that_no_class_has_is_found():
    assert class_of("AWS_SOMETHING_NEW") is None
    assert NAMED.findall("x = env['AWS_NEW'], f\"AWS_PREFIX_{name}\"") == ["AWS_NEW", "AWS_PREFIX_"]


def test_the_page_has_the_classes_of_the_code():
    found = classes()
    assert sorted((*variables.OWNED, f"{variables.BEARER}*")) == sorted(found[WHO])
    held = [variable for _, variable, _ in followed.SETTINGS]
    assert sorted((*held, followed.ENDPOINT, f"{followed.ENDPOINT}_*")) == sorted(found[FOLLOWS])
    assert sorted(variable for _, variable in followed.METADATA) == sorted(found[MACHINE])
    assert set(found) == {WHO, FOLLOWS, MACHINE, NONE}


def test_each_service_that_prefers_a_token_to_keys_is_looked_at_by_the_prompt():
    services = get_bearer_auth_supported_services()
    names = {f"{variables.BEARER}{service.replace('-', '_').upper()}" for service in services}
    assert {name for name in variables.DECIDING if name.startswith(variables.BEARER)} == names


def options():
    """Each option of botocore's tables, with its variable."""
    for name, (option, variable, *_) in EVERY:
        if name not in {"region", "profile"}:
            for one in option if isinstance(option, list) else [option]:
                if one is not None:
                    yield (".".join(one) if isinstance(one, tuple) else one), variable


@pytest.mark.parametrize(("option", "variable"), sorted(options(), key=str))
def test_each_option_of_botocore_follows_the_profile_or_is_told(option, variable):
    known = {name: one for name, one, *_ in (*followed.SETTINGS, *followed.METADATA)}
    if option.startswith("s3.") and f"s3_{option[3:]}" in followed.IN_S3:
        option = f"s3_{option[3:]}"
    if variable is None:
        assert option.partition(".")[0] in followed.WITHOUT
    elif class_of(variable) in (FOLLOWS, MACHINE):
        assert known[option] == variable
    else:
        assert class_of(variable) == NONE


def test_what_means_not_set_is_botocores_default():
    defaults = {variable: default for _, (_, variable, default, _) in EVERY if isinstance(variable, str)}
    defaults |= {
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "legacy",
        "AWS_DEFAULT_OUTPUT": "json",
    }
    found = {variable: neutral for _, variable, neutral in followed.SETTINGS if neutral is not None}
    assert found == {name: str(defaults[name] or False).lower() for name in found}
