"""README shows only what works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
REFERENCE = (REPOSITORY / "docs/reference.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(awsenv [^#\n]+?)\s*(?:#.*)?$", README, re.MULTILINE)
CONFIG = """\
[profile prod-account]
[profile prod-network-admin]
role_arn = arn:aws:iam::012345678901:role/NetworkAdminRole
source_profile = prod-account
[profile shop-dev]
region = eu-west-1
"""
CREDENTIALS = "".join(
    f"[{name}]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
    for name in ("prod-account", "shop-dev")
)


def run(script, environ, cwd):
    return subprocess.run(
        ["bash", "--norc", "-c", f". '{REPOSITORY}/shell/awsenv.bash'\n{script}"],
        env=environ,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def filled(home):
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(CREDENTIALS)
    return home


def test_the_everyday_lines_run_in_their_order(filled, environ):
    block = README.split("## Everyday use")[1].split("```sh\n")[1].split("```")[0]
    lines = [line.split("#")[0].strip() for line in block.splitlines()]
    script = "awsenv shop-dev && " + " && ".join(lines)
    done = run(script, environ, filled)

    assert (done.returncode, "".join(re.findall("Traceback.*", done.stderr))) == (0, "")
    assert len(lines) == 6


def test_readme_is_short():
    assert len(README.splitlines()) <= 130


def test_every_verb_and_option_that_readme_names_exists(filled, environ):
    for verb, option in set(re.findall(r"`awsenv ([a-z]+)[^`]*?(?: (--[a-z-]+))?`", README)):
        done = run(f"awsenv {verb} --help", environ, filled)
        if done.returncode == 0:
            assert option in done.stdout, (verb, option)
        else:
            assert verb in CONFIG, verb


def test_every_status_that_readme_names_is_one_of_ours():
    from awsenv import errors

    line = REFERENCE.split("## Exit statuses")[1].split("\n\n")[1]
    named = {int(number) for number in re.findall(r"(?:^|· )(\d+) ", line.replace("\n", " "))}

    assert named == {
        errors.DONE,
        errors.FAILED,
        errors.USAGE,
        errors.UNKNOWN_PROFILE,
        errors.LOGIN_NEEDED,
        errors.REFUSED,
        errors.NOT_EXECUTABLE,
        errors.NO_SUCH_COMMAND,
        errors.INTERRUPTED,
    }


def test_every_variable_that_a_switch_exports_is_named():
    from awsenv.environment import variables

    table = REFERENCE.split("## Variables")[1].split("## ")[0]
    assert [name for name in (*variables.OURS, variables.BEFORE) if f"`{name}`" not in table] == []


def test_changelog_and_licence_are_where_readme_says():
    for target in re.findall(r"\]\(([A-Z]+(?:\.md)?)\)", README):
        assert (REPOSITORY / target).is_file()
