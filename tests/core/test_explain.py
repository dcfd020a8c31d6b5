"""Does explain say, without asking anybody, what a switch would do and why?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from hashlib import sha1

import pytest
from running import ANN, BOB, CREDENTIALS, SERIAL, role_arn

from awsenv.explain import explanation
from awsenv.terminal.screen import width

CORP = """\
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-central-1
[profile corp]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Reader
region = eu-west-1
"""


def facts(core, name, **variables):
    """What explain says to a program that the snippet of bash asks for it."""
    result = core.run("explain", "--json", "--", name, keep=False, **variables)
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def told(core, name, *words, **variables):
    """What it says to a person, without the alignment."""
    result = core.run("explain", *words, name, keep=False, **variables)
    assert (result.status, result.err) == (0, "")
    return [" ".join(line.split()) for line in result.out.splitlines()]


def problems(core, name):
    """What will not work."""
    return [one["what"] for one in facts(core, name)["problems"]]


def line_of(core, text, name="config"):
    """The place of a line that stands once in an AWS file."""
    path = core.home / f".aws/{name}"
    return f"{path}:{path.read_text().splitlines().index(text) + 1}"


def config(core, text):
    core.write(".aws/config", text, mode="a")


# --- the chain ----------------------------------------------------------------------------------------------


def test_hops_stand_in_the_order_in_which_they_are_made_with_the_place_of_each_value(core, server):
    config(
        core,
        f"[profile deep]\nsource_profile = ann-mfa\nrole_arn = {role_arn('path/chained')}\n"
        "role_session_name = me\nexternal_id = x-1\nduration_seconds = 3600\n",
    )
    found = facts(core, "deep")
    first, second, third = found["hops"]
    assert first == {
        "type": "static",
        "profile": "ann",
        "account_name": None,
        "sessions": [],
        "origins": {
            "aws_access_key_id": line_of(core, f"aws_access_key_id = {ANN}", "credentials"),
            "aws_secret_access_key": line_of(
                core, "aws_secret_access_key = ann/canary+secret", "credentials"
            ),
            "region": f"{core.home}/.aws/config:2",
        },
    }
    assert tuple(second[name] for name in ("type", "profile", "role_arn", "mfa_serial")) == (
        "role",
        "ann-mfa",
        role_arn("mfa"),
        SERIAL,
    )
    assert {name: value for name, value in third.items() if name not in ("origins", "sessions")} == {
        "type": "role",
        "profile": "deep",
        "role_arn": role_arn("path/chained"),
        "role_session_name": "me",
        "external_id": "x-1",
        "duration_seconds": 3600,
        "source_profile": "ann-mfa",
        "account_name": None,
    }
    assert third["origins"]["external_id"] == line_of(core, "external_id = x-1")
    assert (found["profile"], found["mode"]) == ("deep", "keys")
    assert server.log == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_access_key_id = AKIA\naws_secret_access_key = s\n", {"type": "static"}),
        (
            "credential_process = op get --x 'y z'\n",
            {"type": "process", "credential_process": "op get --x 'y z'"},
        ),
        (
            f"role_arn = {role_arn('web')}\nweb_identity_token_file = /t\n",
            {"type": "web-identity", "role_arn": role_arn("web"), "web_identity_token_file": "/t"},
        ),
        ("login_session = arn:aws:iam::444455556666:user/me\n", {"type": "login"}),
        (f"role_arn = {role_arn('open')}\ncredential_source = Environment\n", {"type": "environment"}),
        (f"role_arn = {role_arn('open')}\ncredential_source = Ec2InstanceMetadata\n", {"type": "ec2"}),
        (f"role_arn = {role_arn('open')}\ncredential_source = EcsContainer\n", {"type": "ecs"}),
        (
            "sso_start_url = https://x\nsso_region = r\nsso_account_id = 444455556666\nsso_role_name = R\n",
            {"type": "sso", "sso_start_url": "https://x", "sso_region": "r", "sso_role_name": "R"},
        ),
    ],
)
def test_every_kind_of_beginning_is_named_as_aws_names_its_settings(core, server, text, expected):
    config(core, f"[profile it]\n{text}")
    first = facts(core, "it")["hops"][0]
    assert {name: first[name] for name in expected} == expected
    assert server.log == []
    assert told(core, "it")


def test_portal_and_region_come_from_the_sso_session(core):
    config(core, CORP)
    [hop] = facts(core, "corp")["hops"]
    assert (hop["sso_start_url"], hop["sso_region"]) == ("https://corp.example/start", "eu-central-1")
    assert hop["origins"]["sso_region"] == line_of(core, "sso_region = eu-central-1")


def test_without_a_name_it_is_the_active_profile(core):
    core.run("bob")
    assert core.run("explain").out.splitlines()[0] == "bob"
    core.run("off")
    assert core.run("explain").status == 2
    assert json.loads(core.run("explain", "--json").out)["error"]["code"] == "usage"


# --- what is wrong ------------------------------------------------------------------------------------------

BROKEN = [
    (
        "[profile a]\nrole_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a\n",
        "form a loop",
        1,
    ),
    ("[profile a]\nrole_arn = x\nsource_profile = nobody\n", "'nobody', which does not exist", 1),
    ("[profile a]\nrole_arn = x\nsource_profile = bob\ncredential_source = Environment\n", "exclude", 1),
    ("[profile a]\nrole_arn = x\n", "neither source_profile nor credential_source", 1),
    ("[profile a]\nsso_session = nobody\nsso_role_name = x\n", "which does not exist", 1),
    ("[profile a]\nrole_arn = x\nsource_profile = bare\n[profile bare]\n", "has no credentials", 1),
    ("[profile a]\nrole_arn = x\nsource_profile = bob\nrole_session_name = a b\n", "role_session_name", 1),
    ("[profile a]\n[profile a]\n", "for the second time", 1),
    ("", "no profile 'a' in", 3),
]


@pytest.mark.parametrize(("text", "said", "status"), BROKEN)
def test_what_is_wrong_is_said_with_its_place_or_remedy(core, text, said, status):
    config(core, text)
    result = core.run("explain", "a")
    what, remedy = result.err.removeprefix("awsenv: ").rstrip("\n").split("\nawsenv: ")
    assert (result.status, result.out) == (status, "")
    assert said in what
    program = core.run("explain", "a", "--json")
    assert (program.status, program.err, json.loads(program.out).keys()) == (1, "", {"error"})
    error = json.loads(program.out)["error"]
    where = error["where"]
    place = f"{where['path']}:{where['line']}: " if where else ""
    assert ((place + error["what"]).replace(f"{core.home}/", "~/"), error["remedy"]) == (what, remedy)
    assert bool(where) == (status == 1)


def test_what_the_files_do_not_make_wrong_is_a_problem_beside_the_chain(core):
    config(
        core,
        f"[profile env]\nrole_arn = {role_arn('open')}\ncredential_source = Environment\n"
        f"[profile box]\nrole_arn = {role_arn('open')}\ncredential_source = EcsContainer\nregion = x\n"
        f"[profile web]\nrole_arn = {role_arn('web')}\nweb_identity_token_file = {core.home}/missing\n"
        "[profile lost]\nservices = nobody\naws_access_key_id = A\naws_secret_access_key = s\n",
    )
    assert problems(core, "env") == [
        "profile 'env' uses the keys that this shell had before awsenv, and it had no AWS_ACCESS_KEY_ID",
        "no region is set",
    ]
    assert facts(core, "env")["problems"][1]["remedy"] == "add region = … to the profile, or use -r"
    assert "fix add region = … to the profile, or use -r" in told(core, "env", COLUMNS="200")
    assert problems(core, "box") == [
        "this is not a container with a role: no AWS_CONTAINER_CREDENTIALS_… is set"
    ]
    assert f"the web_identity_token_file '{core.home}/missing' does not exist" in problems(core, "web")
    core.write("missing", "token")
    assert [what for what in problems(core, "web") if "token" in what] == []
    assert problems(core, "lost") == ["the section [services nobody] does not exist, so AWS tools refuse"]
    assert problems(core, "open") == []


def test_aws_tools_do_not_cut_a_duration_that_aws_refuses(core):
    config(
        core,
        f"[profile far]\nregion = x\nsource_profile = open\nrole_arn = {role_arn('path/chained')}\n"
        "duration_seconds = 7200\n",
    )
    [what] = problems(core, "far")
    assert "AWS refuses duration_seconds 7200 of 'far'" in what
    assert facts(core, "far")["calls"][-1]["parameters"]["duration_seconds"] == 7200


# --- mode, class, region ------------------------------------------------------------------------------------


def test_the_mode_is_told_with_its_reason(core):
    path = str(core.write("s", "[mode]\n'open' = 'keys'\n[[class]]\nmatch = 'bob-*'\nreadonly = true\n"))
    assert mode(core, "bob") == ("profile", "AWS tools read its keys themselves")
    assert mode(core, "open") == ("profile", "every AWS tool opens and renews its session by itself")
    assert mode(core, "open", AWSENV_CONFIG=path) == ("keys", "the settings say so")
    assert "read-only" in mode(core, "bob-open", AWSENV_CONFIG=path)[1]
    assert "MFA" in mode(core, "ann-mfa")[1]


def mode(core, name, **variables):
    found = facts(core, name, **variables)
    return found["mode"], found["why"]


def test_a_class_is_told_with_all_that_it_does(core):
    path = core.write(
        "s",
        "[[class]]\nmatch = 'open'\ncolor = 'red'\nlabel = 'live'\nconfirm = true\nidle = '15m'\n"
        "readonly = true\n",
    )
    lines = told(core, "open", AWSENV_CONFIG=str(path), COLUMNS="200")
    words = "asks for its name, dropped after 15 min without a prompt, read-only"
    assert f"class live, red in the prompt, {words}" in lines
    assert "asks the name of the profile" in lines
    assert core.run("open", "--yes", AWSENV_CONFIG=str(path)).status == 0
    asks = facts(core, "open", AWSENV_CONFIG=str(path))["asks"]
    assert asks == [], "a switch to the active profile asks for no name"


def test_a_class_that_nobody_has_written_is_told_by_what_it_does(core):
    config(core, "[profile prod]\naws_access_key_id = A\naws_secret_access_key = s\n")
    assert "class red in the prompt: production by name" in told(core, "prod", COLUMNS="200")


def test_a_class_that_drops_after_seconds_says_so(core):
    path = core.write("s", "[[class]]\nmatch = 'open'\nidle = '5s'\n")
    lines = told(core, "open", AWSENV_CONFIG=str(path), COLUMNS="200")
    assert "class dropped after 5 s without a prompt" in lines


def test_the_region_is_told_with_where_it_is_from(core):
    config(core, "[profile bare]\naws_access_key_id = A\naws_secret_access_key = s\n")
    found = facts(core, "bob")
    assert (found["region"], found["region_origin"]) == ("eu-west-1", f"{core.home}/.aws/config:4")
    found = facts(core, "bare", AWS_DEFAULT_REGION="x-1")
    assert (found["region"], found["region_origin"]) == ("x-1", "AWS_DEFAULT_REGION")
    assert facts(core, "bare")["region"] is None


def test_another_endpoint_is_told_without_its_password(core):
    config(
        core,
        "[services s]\nsts =\n  endpoint_url = https://me:pass@one.example/x\n"
        "[profile one]\nservices = s\nendpoint_url = https://two.example\n"
        "[profile two]\nendpoint_url = https://two.example\n"
        "[profile three]\nendpoint_url = https://two.example\nignore_configured_endpoint_urls = true\n",
    )
    server = core.environ.pop("AWS_ENDPOINT_URL")
    assert facts(core, "one")["endpoint"] == {
        "sts": "https://one.example/x",
        "origin": line_of(core, "sts ="),
    }
    assert facts(core, "two")["endpoint"]["sts"] == "https://two.example"
    assert [facts(core, name)["endpoint"] for name in ("three", "bob")] == [None, None]
    found = facts(core, "one", AWS_ENDPOINT_URL=server)["endpoint"]
    assert found == {"sts": server, "origin": "AWS_ENDPOINT_URL"}


# --- what will be asked, and what is kept -------------------------------------------------------------------


def actions(found):
    return [(call["action"], call["parameters"].get("duration_seconds")) for call in found["calls"]]


def test_one_code_for_all_roles_is_foretold_and_then_its_sessions(core, world):
    found = facts(core, "ann-mfa")
    assert actions(found) == [("GetSessionToken", 43200), ("AssumeRole", None)]
    assert found["asks"] == [f"an MFA code for {SERIAL}, on the terminal"]
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    found = facts(core, "ann-mfa")
    assert found["asks"] == []
    [mfa], kept = found["calls"][0]["sessions"], found["hops"][1]["sessions"]
    assert (mfa["type"], mfa["kept_by"], mfa["good"]) == ("mfa", "awsenv", True)
    assert [one["kept_by"] for one in kept] == ["awsenv", "aws"]
    assert 3500 < kept[0]["expires"] - time.time() <= 3600
    assert facts(core, "other-mfa")["asks"] == [], "the code serves every role of the source"
    lines = told(core, "ann-mfa")
    assert any(line.startswith("session awsenv's session lasts 12 h, until 20") for line in lines)
    assert "asks nothing" in lines


def test_a_session_that_is_over_or_too_short_is_not_said_to_be_good(core, world):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    assert facts(core, "ann-mfa", AWS_SHARED_CREDENTIALS_FILE=str(rotated(core)))["asks"] == [
        f"an MFA code for {SERIAL}, on the terminal"
    ]
    for path in core.session_files():
        lines = path.read_text().split("\n")
        path.write_text("\n".join([*lines[:6], str(int(time.time()) - 9), *lines[7:]]))
    found = facts(core, "ann-mfa")
    assert found["asks"] != [f"an MFA code for {SERIAL}, on the terminal"], "the CLI's session is still good"
    for path in core.cli_files():
        path.unlink()
    assert facts(core, "ann-mfa")["asks"] == [f"an MFA code for {SERIAL}, on the terminal"]
    assert any(" expired at 20" in line for line in told(core, "ann-mfa"))


def rotated(core):
    return core.write("rotated", CREDENTIALS.replace(ANN, "AKIANEW2222222222222"))


def test_a_code_that_a_program_prints_is_told_with_the_program_and_its_place(core, tmp_path):
    role = f"region = x\nsource_profile = ann\nrole_arn = {role_arn('mfa')}\nmfa_serial = {SERIAL}\n"
    config(core, f"[profile prog]\n{role}mfa_process = touch --secret canary {tmp_path}/ran\n")
    place = line_of(core, f"mfa_process = touch --secret canary {tmp_path}/ran")
    assert facts(core, "prog")["asks"] == [
        f"an MFA code for {SERIAL}, printed by mfa_process 'touch', {place}"
    ]
    asks = facts(core, "ann-mfa", AWSENV_MFA_PROCESS="op x")["asks"]
    assert asks == [f"an MFA code for {SERIAL}, printed by mfa_process 'op' of the settings"]
    assert not (tmp_path / "ran").exists()


def test_why_one_role_takes_a_code_of_its_own_is_told(core):
    config(
        core,
        f"[profile long]\nregion = x\nsource_profile = ann\nrole_arn = {role_arn('mfa')}\n"
        f"mfa_serial = {SERIAL}\nduration_seconds = 7200\n",
    )
    found = facts(core, "long")
    assert actions(found) == [("AssumeRole", 7200)]
    assert (
        "this role needs its own MFA code: with the shared session it could last 1 h at most"
        in (found["notes"])
    )


def test_why_a_duration_is_cut_is_told(core):
    config(
        core,
        f"[profile cut]\nregion = x\nsource_profile = ann-mfa\nrole_arn = {role_arn('path/chained')}\n"
        "duration_seconds = 7200\n",
    )
    found = facts(core, "cut")
    assert actions(found) == [("GetSessionToken", 43200), ("AssumeRole", None), ("AssumeRole", 3600)]
    assert found["notes"] == [
        "this session lasts 1 h, not 2 h: AWS limits a role assumed from another session"
    ]


def test_a_sign_in_is_asked_for_until_there_is_one(core):
    config(core, CORP)
    assert facts(core, "corp")["asks"] == ["a sign-in in the browser: awsenv login corp"]
    key = sha1(b"corp", usedforsecurity=False).hexdigest()
    for left, asks in ((3600, 0), (-60, 1)):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + left))
        token = json.dumps({"accessToken": "canary", "expiresAt": moment})
        core.write(f".aws/sso/cache/{key}.json", token).chmod(0o600)
        found = facts(core, "corp")
        assert len(found["asks"]) == asks
        assert [one["type"] for one in found["hops"][0]["sessions"]] == ["sign-in"]


def test_nothing_is_asked_called_or_run(core, server, tmp_path):
    config(core, f"[profile run]\ncredential_process = touch {tmp_path}/ran\n")
    for name in ("run", "ann-mfa", "open", "bob"):
        facts(core, name)
    assert (server.log, list(tmp_path.glob("ran"))) == ([], [])
    assert core.session_files() == []


def test_no_secret_and_no_key_id_is_told(core, world):
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    [secret] = {path.read_text().split("\n")[4] for path in core.session_files()[:1]}
    for words in (["ann-mfa"], ["ann-mfa", "--json"]):
        out = core.run("explain", *words, AWS_SECRET_ACCESS_KEY="mine/canary").out
        assert not [word for word in ("canary", ANN, BOB, secret) if word in out]


# --- commands -----------------------------------------------------------------------------------------------


def test_the_same_is_said_in_commands_of_the_aws_cli(core):
    commands = [one["command"] for one in facts(core, "ann-mfa")["commands"]]
    token = f"aws --profile ann sts get-session-token --serial-number '{SERIAL}' --duration-seconds 43200"
    assert commands == [
        f"{token} --token-code CODE",
        f"aws sts assume-role --role-arn '{role_arn('mfa')}' --role-session-name awsenv-ann",
        "aws --profile ann-mfa sts get-caller-identity",
    ]


@pytest.mark.parametrize(
    ("name", "bash", "fish"),
    [
        ("$(touch x)", "'$(touch x)'", "'$(touch x)'"),
        ("it's", "'it'\\''s'", "'it\\'s'"),
        ("é b", "'é b'", "'é b'"),
    ],
)
def test_names_are_quoted_for_the_shell(core, name, bash, fish):
    config(core, f'[profile "{name}"]\nregion = x\naws_access_key_id = A\naws_secret_access_key = s\n')
    for shell, word in (("bash", bash), ("fish", fish)):
        result = core.run("explain", "--json", name, shell=shell, keep=False)
        [one] = json.loads(result.out)["commands"]
        assert one["command"] == f"aws --profile {word} sts get-caller-identity"


def test_a_name_like_an_option_stays_a_name(core):
    config(core, "[profile -x]\naws_access_key_id = A\naws_secret_access_key = s\n")
    [one] = facts(core, "-x")["commands"]
    assert one["command"] == "aws --profile=-x sts get-caller-identity"


# --- on a screen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [200, 80, 40, 24])
@pytest.mark.parametrize("name", ["chained", "bob", "corp"])
def test_lines_are_as_long_as_the_terminal_but_for_commands(core, columns, name):
    config(core, CORP)
    text, commands = core.run("explain", name, COLUMNS=str(columns)).out.split("With the AWS CLI\n")
    assert [line for line in text.splitlines() if width(line) > columns or line != line.rstrip()] == []
    joined = commands.replace(" \\\n      ", " ")
    for one in facts(core, name)["commands"]:
        assert f"  {one['command']}\n" in joined


def test_nothing_in_a_file_moves_the_cursor(core):
    config(
        core,
        f"[profile it]\nregion = x\x1b[31m\u202e\x07\nsource_profile = ann\nrole_arn = {role_arn('open')}\n",
    )
    text = core.run("explain", "it").out
    assert "region x?[31m??" in " ".join(text.split())
    assert not [c for c in text if c != "\n" and not c.isprintable()]


@pytest.mark.parametrize("columns", [1, 5, 10, 20])
def test_a_text_wraps_at_any_width_and_loses_nothing(columns):
    text = "aa bbbb " + "c" * 30 + " 日本語日本語"
    lines = explanation.wrapped([text, "dd:1"], columns, "")
    assert (text + "dd:1").replace(" ", "") == "".join(lines).replace(" ", "")
    assert columns < 2 or max(map(width, lines)) <= columns


def test_a_plain_chain_loads_neither_a_parser_nor_an_sdk(core):
    code = "import sys; from awsenv.__main__ import run; run(); print(*sys.modules)"
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {os.getcwd()!r}); {code}",
            "explain",
            "open",
        ],
        env=core.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert {"awsenv.explain.forecast"} <= loaded
    heavy = {
        "argparse",
        "botocore",
        "json",
        "re",
        "typing",
        "dataclasses",
        "datetime",
        "subprocess",
        "hashlib",
    }
    assert heavy & loaded == set()
