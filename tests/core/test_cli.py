"""Does the command say, return and write what the contract promises?"""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import SAMPLE, run_core

from awsenv import cli

CONFIG = f"""\
{SAMPLE}[profile off]
[profile -x]
[profile "a b"]
[profile é日]
[profile "$(touch x)"]
[profile circle]
role_arn = arn:aws:iam::012345678901:role/x
source_profile = circle
"""
CREDENTIALS = (
    "[prod-account]\naws_access_key_id = ABCDEFGHIJKLMNOP0123\naws_secret_access_key = S3CRET/S3CRET\n"
)
CHANGING = [["dev"], ["use", "dev"], ["off"], ["-"], ["region", "eu-west-1"], ["--hook", ""]]


@pytest.fixture
def aws(home):
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(CREDENTIALS)
    return home / ".aws"


@pytest.fixture
def place(tmp_path):
    """A directory to be in, with a hostile name."""
    path = tmp_path / "pl'ace $(touch x) é"
    path.mkdir()
    return path


def ask(environ, place, *words, shell="bash:3"):
    """Call the core as a snippet does: it waits for code on descriptor 3."""
    return run_core(environ, place, *words, snippet=shell)


def says(*lines):
    return "".join(f"awsenv: {line}\n" for line in lines)


@pytest.mark.parametrize("words", CHANGING)
@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("/bin/bash", 'eval "$(awsenv init bash)"'),
        ("/usr/bin/zsh", 'eval "$(awsenv init zsh)"'),
        ("/opt/fish", "awsenv init fish | source"),
        ("/bin/tcsh", 'eval "$(awsenv init bash)"'),
        (None, 'eval "$(awsenv init bash)"'),
    ],
)
def test_without_the_snippet_nothing_changes_and_the_line_to_add_is_said(
    script_runner, aws, environ, words, shell, line
):
    result = script_runner.run(["awsenv", *words], env=environ | ({"SHELL": shell} if shell else {}))
    said = says("nothing changed: this shell has not loaded awsenv", f"add to its start-up file: {line}")
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.parametrize(
    "variables", [{"AWSENV_SHELL": "bash:3"}, {"AWSENV_SHELL": "tcsh:2"}, {"AWSENV_SHELL": ""}]
)
def test_a_shell_that_waits_for_nothing_has_no_snippet(script_runner, aws, environ, variables):
    result = script_runner.run(["awsenv", "dev"], env={**environ, **variables})
    assert (result.returncode, result.stdout, result.stderr[:25]) == (1, "", "awsenv: nothing changed: ")


@pytest.mark.parametrize("shell", ["bash:1", "zsh:4", "fish:", "bash"])
def test_the_snippet_of_another_version_is_told_so(aws, environ, place, shell):
    answer = ask(environ, place, "dev", shell=shell)
    name = shell.partition(":")[0]
    said = says(
        "this shell has loaded the snippet of another version of awsenv", f"open a new shell, or: exec {name}"
    )
    assert (answer.status, answer.out, answer.err, answer.code) == (1, "", said, "")


def test_a_switch_sets_the_profile_and_its_region(aws, environ, place):
    answer = ask(environ, place, "dev")
    expected = {"AWS_PROFILE": "dev", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
    assert (answer.status, answer.out, answer.aws) == (0, "", expected)
    assert answer.environ["AWSENV_PROFILE"] == "dev"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["default"], "default"),
        (["prod-account"], "prod-account"),
        (["prod-network-admin"], "prod-network-admin"),
        (["a b"], "a b"),
        (["é日"], "é日"),
        (["$(touch x)"], "$(touch x)"),
        (["use", "off"], "off"),
        (["use", "--", "-x"], "-x"),
        (["--", "-x"], "-x"),
        (["--", "dev"], "dev"),
        (["use", "-p", "dev"], "dev"),
        (["dev", "-p"], "dev"),
        (["-p", "dev"], "dev"),
        (["-r", "us-east-1", "dev"], "dev"),
        (["--region=us-east-1", "--", "-x"], "-x"),
    ],
)
def test_every_name_can_be_switched_to(aws, environ, place, words, name):
    answer = ask(environ, place, *words)
    assert (
        answer.status,
        answer.aws.get("AWS_PROFILE"),
        answer.environ.get("AWSENV_PROFILE"),
    ) == (0, name, name)
    assert not (place / "x").exists()


def test_the_region_of_a_switch_is_the_one_that_is_asked_for(aws, environ, place):
    answer = ask({**environ, "AWS_REGION": "mine"}, place, "dev", "-r", "us-east-1")
    expected = {"AWS_PROFILE": "dev", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    assert (answer.status, answer.aws) == (0, expected)


def test_region_changes_the_region_alone(aws, environ, place):
    answer = ask({**environ, "AWS_PROFILE": "mine", "AWS_REGION": "x"}, place, "region", "us-east-1")
    expected = {"AWS_PROFILE": "mine", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    assert (answer.status, answer.out, answer.aws) == (0, "", expected)


def test_a_switch_removes_what_would_contradict_it_and_off_gives_it_back(aws, environ, place):
    mine = {
        "AWS_DEFAULT_PROFILE": "old",
        "AWS_SECURITY_TOKEN": "t",
        "AWS_ROLE_ARN": "arn",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/f",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x",
        "AWS_DEFAULT_REGION": "a b'\n$(touch x)",
    }
    switched = ask({**environ, **mine}, place, "prod-account")
    expected = {"AWS_PROFILE": "prod-account", "AWS_DEFAULT_REGION": mine["AWS_DEFAULT_REGION"]}
    assert (switched.status, switched.aws) == (0, expected)
    back = ask(switched.environ, place, "off")
    assert (back.status, back.aws) == (0, mine)
    child = {name: value for name, value in switched.environ.items() if name[:2] != "__"}
    lost = ask(child, place, "off")
    del mine["AWS_SECURITY_TOKEN"]
    assert (lost.status, lost.aws) == (0, mine)
    assert (
        lost.err
        == "awsenv: not restored, since only the shell that held them remembers them: AWS_SECURITY_TOKEN\n"
        "awsenv: 'off' is also a profile: awsenv use off switches to it\n"
    )


def test_there_is_no_way_back_at_first(aws, environ, place):
    answer = ask(environ, place, "-")
    said = says(
        "no profile to go back to: this shell has not had one yet; no profile is active",
        "awsenv PROFILE switches to one; awsenv list shows them",
    )
    assert (answer.status, answer.out, answer.err, answer.code) == (1, "", said, "")


def test_the_way_back_from_the_first_profile_leads_to_none(aws, environ, place):
    first = ask(environ, place, "dev")
    answer = ask(first.environ, place, "-")
    assert (answer.status, answer.err, answer.aws) == (0, "", {})
    assert ask(answer.environ, place, "-").aws["AWS_PROFILE"] == "dev"


def test_the_way_back_leads_to_the_previous_profile(aws, environ, place):
    answer = ask({**environ, "__awsenv_previous": "profile a b"}, place, "-")
    assert (answer.status, answer.aws["AWS_PROFILE"]) == (0, "a b")


def test_the_way_back_leads_to_the_region_that_was_asked_for(aws, environ, place):
    first = ask(environ, place, "dev", "-r", "us-east-1")
    environ = first.environ
    second = ask(environ, place, "prod-account")
    assert second.aws.get("AWS_REGION") is None
    back = ask(second.environ, place, "-")
    assert (
        back.err,
        *(back.aws[name] for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION")),
    ) == ("", "dev", "us-east-1", "us-east-1")


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("profile dev", "eu-west-1"),
        ("profile;; dev", "eu-west-1"),
        ("profile;;us-east-1 dev", "us-east-1"),
        ("profile;;$(x) dev", "eu-west-1"),
    ],
)
def test_a_way_back_that_another_version_kept_is_understood(aws, environ, place, kept, expected):
    assert ask({**environ, "__awsenv_previous": kept}, place, "-").aws["AWS_REGION"] == expected


def test_twice_the_way_back_leads_to_where_it_began_also_from_off(aws, environ, place):
    seen = []
    for words in (["dev"], ["off"], ["-"], ["-"], ["-"]):
        answer = ask(environ, place, *words)
        environ = answer.environ
        seen.append((answer.status, answer.aws.get("AWS_PROFILE")))
    assert seen == [(0, "dev"), (0, None), (0, "dev"), (0, None), (0, "dev")]


def failure(answer):
    """What every failure has in common; returns the lines that were said."""
    assert (answer.out, answer.code) == ("", "")
    lines = answer.err.splitlines()
    assert all(line.startswith("awsenv: ") and line.isprintable() for line in lines)
    return [line.removeprefix("awsenv: ") for line in lines]


@pytest.mark.parametrize(
    ("active", "still"),
    [(None, "no profile is active"), ("a b", "'a b' is still active"), ("\x1b[1m", "'?[1m' is still active")],
)
def test_an_unknown_profile_is_named_with_the_nearest_and_what_is_still_active(
    aws, environ, place, active, still
):
    answer = ask(environ | ({"AWSENV_PROFILE": active} if active else {}), place, "dve")
    expected = [
        f"no profile 'dve' in ~/.aws/config or ~/.aws/credentials; did you mean 'dev'? {still}",
        "awsenv list shows the profiles",
    ]
    assert (answer.status, failure(answer)) == (3, expected)


def test_awsenv_alone_prints_the_active_profile_into_a_pipe(aws, environ, place):
    active = ask({**environ, "AWSENV_PROFILE": "a b"}, place)
    assert (active.status, active.out, active.err) == (0, "a b\n", "")
    assert (ask(environ, place).status, ask(environ, place).out, ask(environ, place).err) == (1, "", "")


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\udcff", "", "x" * 10_000, "\u202e"])
def test_an_unknown_profile_with_a_hostile_name_is_one_line(aws, environ, place, name):
    answer = ask(environ, place, "use", name)
    assert (answer.status, len(failure(answer))) == (3, 2)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[profile a]\nregion\n", 2, "neither a [section] nor a setting (name = value)"),
        ("[profile a]\nx = 1\nx = 2\n", 3, "'x' is set for the second time in '[profile a]'"),
        ("[profile a]\n\n[profile a]\n", 3, "section '[profile a]' appears for the second time"),
        ("\ufeff[profile a]\n", 1, "starts with a byte order mark"),
        ("x = 1\n", 1, "a setting before the first [section]"),
        ("[profile a]\ns3 =\n  x\n", 3, "a line of a nested block has no ="),
        (b"[profile a]\n\xff = 1\n", 2, "not UTF-8 text"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(aws, environ, place, text, line, what):
    (aws / "config").write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = ask(environ, place, "a")
    expected = [
        f"~/.aws/config:{line}: {what}; AWS tools refuse the whole file; no profile is active",
        "fix that line, then run the command again",
    ]
    assert (answer.status, failure(answer)) == (1, expected)


@pytest.mark.parametrize("words", [["dev"], ["local", "dev"], ["list"], ["--hook", ""], ["status"], ["off"]])
def test_a_file_that_cannot_be_read_is_named_where_it_is_needed(aws, environ, place, words):
    (aws / "config").unlink()
    (aws / "config").symlink_to("config")
    answer = ask(environ, place, *words)
    if words[0] in {"--hook", "status", "off"}:
        assert "cannot be read" not in answer.err
    else:
        still = "; no profile is active" if words == ["dev"] else ""
        expected = [f"~/.aws/config: cannot be read: Too many levels of symbolic links{still}"]
        assert (answer.status, failure(answer)) == (1, expected)


def test_a_chain_that_leads_nowhere_is_explained(aws, environ, place):
    answer = ask(environ, place, "circle")
    place = f"~/.aws/config:{CONFIG.splitlines().index('source_profile = circle') + 1}"
    expected = [
        f"{place}: the source_profile settings form a loop: circle → circle; no profile is active",
        "give one of them keys or a credential_source",
    ]
    assert (answer.status, failure(answer)) == (1, expected)


def test_a_readonly_variable_is_said_and_nothing_changes(aws, environ, place):
    answer = ask({**environ, "__awsenv_readonly": "AWS_REGION AWS_OTHER "}, place, "dev")
    expected = ["AWS_REGION is readonly in this shell, so nothing was changed; no profile is active"]
    assert (answer.status, failure(answer)) == (1, expected)


USAGE = [
    *(
        ["use"],
        ["use", "dev", "prod"],
        ["dev", "prod"],
        ["off", "x"],
        ["off", "-x"],
        ["-", "x"],
        ["--nonsense"],
        ["-x"],
    ),
    *(
        ["region", "a b"],
        ["region", ""],
        ["region", "x", "y"],
        ["list", "--nope"],
        ["list", "--json", "--names"],
    ),
    *(
        ["init"],
        ["init", "tcsh"],
        ["init", "bash", "zsh"],
        ["local"],
        ["local", "a", "b"],
        ["local", "-r", "a b", "dev"],
    ),
    *(
        ["dev", "-r"],
        ["dev", "-r", "a b"],
        ["dev", "-r", ""],
        ["dev", "-k", "-p"],
        ["dev", "--regio", "x"],
        ["--"],
    ),
    *(
        ["status", "x"],
        ["status", "--js"],
        ["--names", "x"],
        ["--hook"],
        ["allow", "a", "b"],
        ["deny", "--x"],
        ["-k"],
    ),
    *(["--\x1b[31m"], ["dev", "a\nb"], ["use", "--\udcff"], ["--version", "x"]),
]


@pytest.mark.parametrize("words", USAGE, ids=map(repr, USAGE))
def test_words_that_make_no_command_are_a_usage_error(aws, environ, place, words):
    answer = ask(environ, place, *words)
    assert answer.status == 2
    assert len(failure(answer)) in {1, 2}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["of"], 3, "no profile 'of' in ~/.aws/config or ~/.aws/credentials; did you mean 'off'?"),
        (["use", "of"], 3, "no profile 'of' in ~/.aws/config or ~/.aws/credentials; did you mean 'off'?"),
        (["use", "statu"], 3, "no profile 'statu' in ~/.aws/config or ~/.aws/credentials;"),
        (["regon", "eu-west-1"], 2, "no verb 'regon'; did you mean 'region'?"),
        (["stauts", "--json"], 2, "no verb 'stauts'; did you mean 'status'?"),
        (["dev", "--jsn"], 2, "no option '--jsn';"),
        (["--jsn"], 2, "no option '--jsn';"),
        (["--keyz"], 2, "no option '--keyz'; did you mean '--keys'?"),
        (["-x"], 2, "no option '-x'"),
        (["list", "--jsn=S3CRET"], 2, "no option '--jsn'; did you mean '--json'?"),
        (["exec", "-k", "dev", "ls"], 2, "the command follows --, as in: awsenv exec PROFILE -- COMMAND"),
        (["exec", "dev", "-l", "ls"], 2, "no option '-l'"),
        (["switch", "dev"], 2, "no verb 'switch'; did you mean 'use'?"),
        (["ls", "dev"], 2, "no verb 'ls'; did you mean 'list'?"),
        (["swich", "dev"], 2, "no verb 'swich'; did you mean 'use'?"),
        (["help", "switch"], 2, "no verb 'switch'; did you mean 'use'?"),
        (["DEV"], 3, "no profile 'DEV' in ~/.aws/config or ~/.aws/credentials; did you mean 'dev'?"),
        (["--versoin"], 2, "no option '--versoin'; did you mean '--version'?"),
        (["prod", "admin"], 2, "one profile at a time; unexpected: admin"),
        (["dev", ""], 2, "one profile at a time; unexpected: ''"),
        (["use"], 2, "missing: PROFILE; no profile"),
    ],
)
def test_a_mistyped_word_is_named_with_what_was_meant(aws, environ, place, words, status, said):
    answer = ask(environ, place, *words)
    first = failure(answer)[0]
    assert (answer.status, first[: len(said)]) == (status, said)
    assert "S3CRET" not in first


@pytest.mark.parametrize(
    ("words", "second"),
    [
        (["login"], "awsenv list shows the profiles"),
        (["logout"], "awsenv list shows the profiles"),
        (["explain"], "awsenv list shows the profiles"),
        (["prod", "admin"], "parts of a name work at a prompt only: write the whole name here"),
        (["dev", "us-east-1"], "awsenv dev -r us-east-1"),
        (["sso", "login"], "awsenv login PROFILE"),
        (["swich", "dev"], "awsenv dev"),
        (["help", "switch"], "awsenv help use"),
        (["local", "--remove"], "awsenv local NAME writes one"),
        (["use"], "awsenv use --help shows how"),
        ([""], "awsenv list shows the profiles"),
        (["init", "foo"], "in a start-up file: awsenv init fish | source"),
        (["mine", "-k"], "if a profile is active: awsenv off; then export both keys and switch again"),
    ],
)
def test_what_to_type_stands_on_a_second_line(aws, environ, place, words, second):
    role = "role_arn = arn:aws:iam::012345678901:role/x\ncredential_source = Environment\n"
    (aws / "config").write_text(f"{CONFIG}[profile mine]\nregion = eu-west-1\n{role}")
    first, *more = failure(ask({**environ, "SHELL": "/usr/bin/fish"}, place, *words))
    assert more == [second]
    assert words[0] != "mine" or "profile 'mine'" in first


def test_a_wrong_line_in_the_settings_is_named_with_what_to_do(aws, environ, place):
    (place / "s").write_text("\nx = 1\n")
    answer = ask({**environ, "AWSENV_CONFIG": str(place / "s")}, place, "dev")
    first, second = failure(answer)
    assert (answer.status, first.partition(";")[0]) == (1, f"{place}/s:2: unknown setting 'x'")
    assert second == "fix that line, then run the command again"


@pytest.mark.parametrize("words", [["region", "eu-wst-1"], ["dev", "-r", "eu-wst-1"]])
def test_a_region_that_nobody_knows_is_said_and_taken(aws, environ, place, words):
    answer = ask({**environ, "AWS_REGION": "us-east-1"}, place, *words)
    lines = ["region 'eu-wst-1' is set, but awsenv does not know it; did you mean 'eu-west-1'?"]
    back = ["awsenv region us-east-1 goes back"] if words[0] == "region" else []
    assert (answer.status, answer.err) == (0, says(*lines, *back))
    assert answer.aws["AWS_REGION"] == "eu-wst-1"


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-east-1", "cn-north-1"])
def test_of_a_region_that_is_known_nothing_is_said(aws, environ, place, region):
    assert tuple(ask(environ, place, *words, region).err for words in (["region"], ["dev", "-r"])) == ("", "")


@pytest.mark.parametrize("region", ["nowhere", "aws", "partitions", "x"])
def test_a_word_of_the_data_is_no_region(aws, environ, place, region):
    said = ask(environ, place, "region", region).err.splitlines()
    assert said[0].startswith(f"awsenv: region '{region}' is set, but awsenv does not know it")
    assert said[1:] == ["awsenv: awsenv region NAME sets another"]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"], ["--version"], ["-V"], ["version"]])
def test_help_and_version_go_to_stdout(script_runner, environ, words):
    result = script_runner.run(["awsenv", *words], env=environ)
    assert (result.returncode, result.stderr, "awsenv " in result.stdout) == (0, "", True)


@pytest.mark.parametrize(
    "verb", ["use", "off", "region", "list", "status", "local", "allow", "deny", "init", "-"]
)
def test_each_verb_shows_its_options(script_runner, environ, verb):
    result = script_runner.run(["awsenv", verb, "--help"], env=environ)
    assert (result.returncode, result.stderr, result.stdout[:14]) == (0, "", "usage: awsenv ")


def test_help_of_a_verb_is_no_code_for_the_shell(aws, environ, place):
    answer = ask(environ, place, "use", "--help")
    assert (answer.status, answer.code) == (0, "")


def test_a_malformed_file_still_has_names_and_its_line_goes_to_stderr(script_runner, aws, environ):
    (aws / "config").write_text("[profile a]\nregion\n[profile b]\n")
    result = script_runner.run(["awsenv", "list", "--names"], env=environ)
    assert (result.stdout, "~/.aws/config:2: " in result.stderr) == ("a\nb\nprod-account\n", True)


def test_status_of_a_shell_that_is_nobody_is_1(script_runner, environ):
    result = script_runner.run(["awsenv", "status"], env=environ)
    assert (result.returncode, result.stderr, "no profile is active" in result.stdout) == (1, "", True)
    quiet = script_runner.run(["awsenv", "status", "-q"], env=environ)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (1, "", "")


def test_status_of_a_shell_that_is_somebody_is_0_and_with_drift_1(aws, environ, place, script_runner):
    switched = ask(environ, place, "dev").environ
    result = script_runner.run(["awsenv", "status", "--json"], env=switched)
    found = json.loads(result.stdout)
    expected = {
        "profile": "dev",
        "mode": "profile",
        "region": "eu-west-1",
        "from": "a switch by hand",
        "drift": [],
    }
    assert (result.returncode, {name: found[name] for name in expected}) == (0, expected)
    drifted = script_runner.run(["awsenv", "status"], env={**switched, "AWS_ACCESS_KEY_ID": "S3CRET"})
    assert (
        drifted.returncode,
        "AWS_ACCESS_KEY_ID" in drifted.stdout,
        "S3CRET" in drifted.stdout + drifted.stderr,
    ) == (1, True, False)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_init_loads_the_snippet_after_the_core_that_it_belongs_to(script_runner, environ, shell):
    result = script_runner.run(["awsenv", "init", shell], env=environ)
    snippet = Path(__file__).parents[2] / "shell" / f"awsenv.{shell}"
    first, _, rest = result.stdout.partition("\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert "__awsenv_core" in first
    assert str(snippet) in rest
    checked = subprocess.run([shell, "-n"], input=result.stdout, text=True, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_local_writes_a_pin_that_is_followed_at_once(aws, environ, place):
    pin = place / ".awsprofile"
    written = ask({**environ, "PWD": str(place)}, place, "local", "dev", "-r", "us-east-1")
    assert (
        written.status,
        written.err,
        pin.read_text(),
    ) == (0, f"awsenv: {pin} now names 'dev'\n", "dev\nregion = us-east-1\n")
    entered = ask(environ, place, "--hook", str(pin))
    expected = {"AWS_PROFILE": "dev", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    assert (entered.status, entered.err, entered.aws) == (0, "", expected)
    again = ask(entered.environ, place, "--hook", str(pin))
    assert (again.status, again.err, "AWS" in again.code) == (0, "", False)
    left = ask(entered.environ, place, "--hook", "")
    assert (left.status, left.aws) == (0, {})
    assert not any(name.startswith("AWSENV_") for name in left.environ)


@pytest.mark.parametrize("name", ["nobody", "circle"])
def test_local_writes_no_pin_that_could_not_be_followed(aws, environ, place, name):
    answer = ask(environ, place, "local", name)
    assert (answer.status, (place / ".awsprofile").exists()) in {(3, False), (1, False)}
    assert failure(answer) != []


def test_local_says_why_it_cannot_write(aws, environ, place):
    (place / ".awsprofile").mkdir()
    answer = ask({**environ, "PWD": str(place)}, place, "local", "dev")
    assert (
        answer.status,
        failure(answer),
    ) == (1, [f"{place}/.awsprofile: cannot be written: Is a directory"])


def test_a_pin_that_somebody_wrote_is_followed_only_after_allow(aws, environ, place):
    pin = place / ".awsprofile"
    pin.write_text("prod-network-admin\nregion = x\n")
    asked = ask(environ, place, "--hook", str(pin))
    wish = "'prod-network-admin' (role NetworkAdminRole, account 012345678901, region x)"
    said = says(
        f"{pin}: not allowed yet; it asks for {wish}; no profile is active",
        "awsenv allow accepts it, awsenv deny ignores it from now on",
    )
    assert (asked.status, asked.err, asked.aws) == (0, said, {})
    allowed = ask({**environ, "PWD": str(place)}, place, "allow")
    assert (
        allowed.status,
        allowed.err,
    ) == (
        0,
        says(
            f"{pin} may switch this directory to 'prod-network-admin'",
            "region 'x' is set, but awsenv does not know it",
        ),
    )
    entered = ask(environ, place, "--hook", str(pin))
    assert (
        entered.err,
        entered.aws["AWS_PROFILE"],
        entered.aws["AWS_REGION"],
    ) == ("", "prod-network-admin", "x")


@pytest.mark.parametrize(
    ("text", "config"),
    [
        ("dev\nregion = y\n", CONFIG),
        ("prod-network-admin\n# c\n", CONFIG),
        ("prod-network-admin\n", CONFIG.replace("NetworkAdminRole", "Other")),
        ("prod-network-admin\n", CONFIG.replace("012345678901", "999999999999")),
    ],
)
def test_consent_is_asked_again_if_the_text_or_its_meaning_changes(aws, environ, place, text, config):
    pin = place / ".awsprofile"
    pin.write_text("prod-network-admin\n")
    ask({**environ, "PWD": str(place)}, place, "allow")
    assert ask(environ, place, "--hook", str(pin)).aws["AWS_PROFILE"] == "prod-network-admin"
    pin.write_text(text)
    (aws / "config").write_text(config)
    asked = ask(environ, place, "--hook", str(pin))
    assert (asked.status, asked.aws, ": not what you allowed; it asks for " in asked.err) == (0, {}, True)


def test_a_pin_that_was_denied_is_ignored_and_left(aws, environ, place):
    pin = place / ".awsprofile"
    ask({**environ, "PWD": str(place)}, place, "local", "dev")
    entered = ask(environ, place, "--hook", str(pin))
    denied = ask({**entered.environ, "PWD": str(place)}, place, "deny")
    assert (denied.status, denied.err, denied.aws) == (0, f"awsenv: {pin} is ignored from now on\n", {})
    again = ask(environ, place, "--hook", str(pin))
    assert (again.status, again.err, "AWS" in again.code) == (0, "", False)
    ask({**environ, "PWD": str(place)}, place, "allow")
    assert ask(environ, place, "--hook", str(pin)).aws["AWS_PROFILE"] == "dev"


def test_allow_and_deny_take_a_directory(aws, environ, place):
    (place / "below/deeper").mkdir(parents=True)
    (place / "below/.awsprofile").write_text("dev\n")
    for word in ("below", "below/deeper", "./below/../below/", str(place / "below")):
        answer = ask({**environ, "PWD": str(place)}, place, "allow", word)
        assert (
            answer.status,
            answer.err.partition(" this")[0],
        ) == (0, f"awsenv: {place}/below/.awsprofile may switch")


def test_a_directory_without_a_pin_has_nothing_to_allow(aws, environ, place):
    for verb in ("allow", "deny"):
        answer = ask({**environ, "PWD": str(place)}, place, verb)
        expected = [f"no .awsprofile in {place} or above", "awsenv local PROFILE writes one"]
        assert (answer.status, failure(answer)) == (1, expected)


REMEDY = "a .awsprofile is a profile name, or 'account = …' and 'role = …', then 'region = …' or 'mode = …'"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"dev\nregoin = x\n", "2: not a setting of a .awsprofile"),
        (b"", "1: names no profile"),
        (b"\xff", "1: not UTF-8 text"),
        (b"\x1b[31m", "1: has a character that cannot be printed"),
        (b"x" * 5000, "1: longer than 1024 characters"),
    ],
)
def test_a_malformed_pin_is_named_with_its_line_and_changes_nothing(aws, environ, place, data, what):
    pin = place / ".awsprofile"
    pin.write_bytes(data)
    hook = ask(environ, place, "--hook", str(pin))
    said = says(f"{pin}:{what}; no profile is active", REMEDY)
    assert (hook.status, hook.err, "AWS" in hook.code) == (0, said, False)
    allow = ask({**environ, "PWD": str(place)}, place, "allow")
    assert (allow.status, failure(allow)) == (1, [f"{pin}:{what}", REMEDY])


def test_what_is_wrong_with_a_pin_does_not_keep_the_shell_in_another(aws, environ, place):
    ask({**environ, "PWD": str(place)}, place, "local", "dev")
    entered = ask(environ, place, "--hook", str(place / ".awsprofile"))
    for text in ("nobody\n", "\n", "prod-account\n"):
        wrong = place.parent / ".awsprofile"
        wrong.write_text(text)
        answer = ask(entered.environ, place, "--hook", str(wrong))
        assert (answer.status, answer.aws, answer.err.startswith(f"awsenv: {wrong}")) == (0, {}, True)
        assert answer.err.splitlines()[0].endswith(" no profile is active"), "the one here was left"


def test_a_pin_that_is_not_followed_says_which_profile_is_still_active(aws, environ, place):
    switched = ask(environ, place, "dev")
    pin = place / ".awsprofile"
    for text in ("nobody\n", "\n", "prod-account\n"):
        pin.write_text(text)
        answer = ask(switched.environ, place, "--hook", str(pin))
        assert (answer.status, answer.aws["AWS_PROFILE"]) == (0, "dev")
        assert answer.err.splitlines()[0].endswith(" 'dev' is still active")


def test_a_wrong_option_is_not_answered_with_a_secret(aws, environ, place):
    (aws / "credentials").write_text(CREDENTIALS + "S3CRET/S3CRET\n")
    for words in (["prod-account"], ["list"], ["local", "prod-account"], ["--names"]):
        answer = ask(environ, place, *words)
        assert "S3CRET" not in answer.out + answer.err + answer.code


def streams(environ, place, command):
    """Run a line of sh; return its status and stderr."""
    result = subprocess.run(
        ["sh", "-c", command],
        env=environ,
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return result.returncode, result.stderr


@pytest.mark.parametrize(
    "words", ["list", "list --json", "--help", "--version", "init bash", "--names", "status -q"]
)
def test_a_closed_stream_is_no_traceback(aws, environ, place, words):
    for closed in (">&-", "<&-", ">&- <&-"):
        status, said = streams(environ, place, f"awsenv {words} {closed}")
        assert (status in {0, 1}, said) == (True, "")
    status, said = streams(environ, place, f"awsenv {words} 2>&- >/dev/null")
    assert (status in {0, 1}, said) == (True, "")


def test_an_interrupt_at_the_very_beginning_is_no_traceback_where_stdout_is_closed(environ, place):
    lines = (
        "import signal, sys",
        "from awsenv import __main__, modules",
        "modules.find_quickly = lambda: signal.raise_signal(signal.SIGINT)",
        "sys.exit(__main__.main())",
    )
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote('; '.join(lines))}"
    assert [streams(environ, place, command + closed) for closed in ("", " >&-")] == [(130, "")] * 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_switch_works_with_closed_streams(aws, environ, place, closed):
    status, _ = streams({**environ, "AWSENV_SHELL": "bash:3"}, place, f"awsenv dev 3>code {closed}")
    assert (status, "AWS_PROFILE='dev'" in (place / "code").read_text()) == (0, True)
    status, _ = streams({**environ, "AWSENV_SHELL": "bash:3"}, place, f"awsenv nobody 3>code {closed}")
    assert (status, (place / "code").read_text()) == (3, "")


@pytest.mark.parametrize("words", [["list"], ["init", "zsh"], ["--help"], ["--names"], ["use", "--help"]])
def test_a_reader_that_has_had_enough_is_no_error(aws, environ, place, words):
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        ["awsenv", *words],
        env=environ,
        cwd=place,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_person_who_has_gone_does_not_keep_a_switch_from_being_done(aws, environ, place):
    reader, writer = os.pipe()
    os.close(reader)
    for words, status, code in (
        ("use default", 0, "AWS_PROFILE='default'"),
        ("nobody", 3, ""),
        ("use", 2, ""),
    ):
        result = subprocess.run(
            ["sh", "-c", f"exec awsenv {words} 3>code"],
            env={**environ, "AWSENV_SHELL": "bash:3"},
            cwd=place,
            stderr=writer,
            check=False,
        )
        text = (place / "code").read_text()
        assert (result.returncode, code in text, bool(text)) == (status, True, bool(code))
    os.close(writer)


@pytest.mark.parametrize("full", [path for path in ["/dev/full"] if os.path.exists(path)])
@pytest.mark.parametrize("words", [["list"], ["init", "zsh"], ["--version"], ["--names"]])
def test_a_full_disk_is_one_line(aws, environ, place, words, full):
    with open(full, "w") as stream:
        result = subprocess.run(
            ["awsenv", *words],
            env=environ,
            cwd=place,
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (result.returncode, result.stderr) == (1, "awsenv: cannot write: No space left on device\n")


def test_code_that_nobody_reads_is_no_traceback(aws, environ, place):
    status, said = streams({**environ, "AWSENV_SHELL": "bash:3"}, place, "awsenv dev 3</dev/null")
    assert (status, len(said.splitlines())) == (1, 1)


@pytest.mark.parametrize(
    "words", [["list"], ["status"], ["--names"], ["allow"], ["init", "bash"], ["nobody"]]
)
def test_neither_home_nor_directory_nor_anything_else_is_needed(environ, place, words):
    path = {"PATH": environ["PATH"]}
    quoted = " ".join(words)
    for command in (f"awsenv {quoted}", f"mkdir gone && cd gone && rmdir ../gone && awsenv {quoted}"):
        status, said = streams(path, place, command)
        assert status in {0, 1}
        assert all(line.startswith("awsenv: ") for line in said.splitlines())


def test_a_cache_that_cannot_be_written_keeps_no_name_from_being_listed(script_runner, aws, environ, place):
    (place / "file").touch()
    result = script_runner.run(["awsenv", "--names"], env={**environ, "XDG_CACHE_HOME": str(place / "file")})
    assert (result.returncode, result.stderr, "\ndev\n" in result.stdout) == (0, "", True)


def test_names_are_kept_for_the_next_tab(script_runner, aws, environ, home):
    result = script_runner.run(["awsenv", "--names"], env=environ)
    kept = home / ".cache/awsenv/names"
    assert (result.returncode, result.stderr, result.stdout) == (0, "", kept.read_text())
    stamp = home / ".cache/awsenv/names.config"
    assert (aws / "config").stat().st_mtime_ns == stamp.stat().st_mtime_ns


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_a_character_is_no_traceback(aws, environ, encoding):
    environ = {**environ, "PYTHONIOENCODING": encoding}
    for words in (
        ["list"],
        ["--names"],
        ["use", "é日"],
        ["init", "fish"],
        ["list", "--json"],
        ["local", "circle"],
    ):
        result = subprocess.run(["awsenv", *words], env=environ, capture_output=True, check=False)
        assert b"Traceback" not in result.stderr
        assert result.returncode in {0, 1}


def test_names_that_are_no_text_are_printed_as_they_are(aws, environ, place):
    (aws / "config").write_bytes(b"[profile \xff]\n")
    result = subprocess.run(["awsenv", "list", "--names"], env=environ, capture_output=True, check=False)
    assert result.stdout == b"\xff\nprod-account\n"


WORDS = st.sampled_from(
    [
        *(
            "use",
            "off",
            "region",
            "list",
            "status",
            "local",
            "allow",
            "deny",
            "init",
            "-",
            "--hook",
            "--names",
            "--help",
        ),
        *(
            "-h",
            "-k",
            "-p",
            "-r",
            "--region",
            "--region=x",
            "--json",
            "--names",
            "-q",
            "--quiet",
            "--",
            "--version",
            "help",
        ),
        *(
            "dev",
            "nobody",
            "circle",
            "a b",
            "bash",
            "eu-west-1",
            "",
            ".",
            "/",
            "..",
            "%",
            "{}",
            "-r=",
            "--=",
            "@f",
            "a=b",
        ),
    ]
)
words = (
    WORDS
    | st.text(max_size=8).filter(lambda text: "\0" not in text)
    | st.binary(max_size=4).map(lambda raw: os.fsdecode(raw.replace(b"\0", b"")))
)
NOT_HERE = {"login", "logout", "exec", "export", "--renew", "explain", "console", "sso", "doctor", "demo"}
NOT_HERE |= {"keys"}


@settings(max_examples=250, deadline=None)
@given(argv=st.lists(words, max_size=4).filter(lambda argv: not set(argv) & NOT_HERE), snippet=st.booleans())
def test_no_words_make_a_traceback(tmp_path_factory, argv, snippet):
    home = tmp_path_factory.mktemp("home")
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(CONFIG)
    environ = {"HOME": str(home), **({"AWSENV_SHELL": "bash:3"} if snippet else {})}
    out, err = io.StringIO(), io.StringIO()
    status, code = cli.main(argv, environ, str(home), time.time(), out, err, "awsenv")
    assert status in {0, 1, 2, 3}
    lines = err.getvalue().split("\n")[:-1]
    assert all(line.startswith("awsenv: ") and line.isprintable() for line in lines)
    if status not in {0, 1}:
        assert (out.getvalue(), code) == ("", "")
        assert lines != []
