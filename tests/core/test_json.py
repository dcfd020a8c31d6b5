"""Does a key of --json mean the same in every verb, and does docs/json.md say what?"""

from __future__ import annotations

import json
import re
import time
from hashlib import sha1

import pytest
from running import ROOT, SERIAL, as_json, role_arn

from awsenv import commands
from awsenv.commands import VERBS
from awsenv.doctor import settings

VALUES = {
    "text": str,
    "number": int,
    "time": int,
    "seconds": int,
    "true": bool,
    "false": bool,
    "list": list,
    "object": dict,
    "null": type(None),
}
ROWS = re.findall(
    r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", (ROOT / "docs/json.md").read_text(), re.MULTILINE
)
KEYS = {
    key: (tuple(VALUES[word] for word in re.findall(r"\w+", value) if word != "or"), set(verbs.split(", ")))
    for key, value, verbs in ROWS
}
TIMES = {key for key, value, _ in ROWS if value.startswith("time")}
DATA = {"variables", "origins", "parameters"}  # whose keys are names of something else
SETTINGS = settings.IDENTITY | {"region", "endpoint_url", "services", "mfa_process"}
SAID = [verb for verb in VERBS if any("--json" in one.flags for one in commands.module(verb).USAGE.options())]

CONFIG = f"""\
[profile loop]
role_arn = {role_arn("open")}
source_profile = loop
[profile lost]
services = nobody
aws_access_key_id = A
aws_secret_access_key = s
[profile elsewhere]
role_arn = {role_arn("open")}
source_profile = bob
endpoint_url = http://127.0.0.1:1/
[profile corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Reader
"""
CONFIG += """\
[profile kept]
credential_process = awsenv keys print kept --from pass --key AKIAKEPT
"""
CLASSES = "[[class]]\nmatch = 'ann-*'\ncolor = 'red'\nlabel = 'live'\nidle = '15m'\n"


@pytest.fixture
def full(core, world):
    """A shell for which every key has something to say."""
    core.write(".aws/config", CONFIG, mode="a")
    core.environ["AWSENV_CONFIG"] = str(core.write("settings.toml", CLASSES))
    token = {
        "accessToken": "t",
        "expiresAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
    }
    name = sha1(b"https://corp.example/start", usedforsecurity=False).hexdigest()
    core.write(f".aws/sso/cache/{name}.json", json.dumps(token)).chmod(0o600)
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    return core


def answers(core, verb):
    """What the verb says in each of these shells, and of each of these profiles."""
    words = {
        "list": [[], ["ann"]],
        "status": [[], ["--verify"]],
        "explain": [
            *(["ann-mfa", "--serve"], ["lost"], ["elsewhere"], ["corp"], ["loop"], ["kept"], ["nobody"], [])
        ],
        "keys": [[]],
        "doctor": [["--offline"]],
        "config": [[]],
        "run": [["ann", "loop", "--", "true"]],
    }[verb]
    broken = {"AWS_CONFIG_FILE": str(core.write("broken", CONFIG.replace("loop", "ann-mfa")))}
    variables = ({}, {"AWS_PROFILE": "bob"}, {"AWS_ACCESS_KEY_ID": "AKIAOTHER"}, broken)
    for switch in (["off"], ["ann-mfa"]):
        if switch != ["off"]:
            assert core.run(*switch).status == 0
        for more in variables:
            texts = (core.run(verb, "--json", *one, keep=False, **more).out for one in words)
            lines = (text.splitlines() if verb == "run" else [text] for text in texts)
            yield from (as_json(text) for some in lines for text in some)


def objects(value, settings=frozenset()):
    """Every pair of a key and a value, but for those whose keys are data."""
    if isinstance(value, list):
        for one in value:
            yield from objects(one, settings)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in settings or "origins" not in value:
                yield key, one
            if key not in DATA:
                yield from objects(one, settings)


def test_each_verb_with_json_is_in_the_table():
    assert set(SAID) == set().union(*(verbs for _, verbs in KEYS.values()))
    assert len(ROWS) == len(KEYS)


@pytest.mark.parametrize("verb", SAID)
def test_each_key_is_in_the_table_and_has_such_a_value(full, verb):
    seen = set()
    for key, value in objects(list(answers(full, verb)), SETTINGS):
        assert key in KEYS, f"{key} of {verb} is not in docs/json.md"
        allowed, verbs = KEYS[key]
        assert (key, verb in verbs, type(value) in allowed) == (key, True, True), (verb, value)
        assert key not in TIMES or value is None or 0 < value < 1 << 33
        seen.add(key)

    assert seen == {key for key, (_, verbs) in KEYS.items() if verb in verbs}


def test_no_key_is_another_word_for_one_of_them():
    others = {
        "kind",
        "mend",
        "fix",
        "ends",
        "end",
        "until",
        "expiration",
        "colour",
        "label",
        "message",
        "name",
    }

    assert others & set(KEYS) == set()


def test_credentials_have_the_names_that_aws_gives_them(full):
    expected = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "Profile", "Region"}
    expected |= {"AccountId"}
    said = as_json(full.run("export", "ann-mfa", "--format", "json").out)

    assert said.keys() == expected
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}Z", said["Expiration"])
