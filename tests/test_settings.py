"""Do our files and AWS's lie where platformdirs and botocore say?"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import platformdirs
import pytest

from awsenv import settings

# One process answers for all environments, since platformdirs and botocore read the process's own.
PLATFORMDIRS = """
import json, os, sys
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
answers = []
for system, kind, environ in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environ)
    where = {"linux": Unix, "darwin": MacOS}[system]("awsenv", appauthor=False)
    answers.append(getattr(where, f"user_{kind}_dir"))
json.dump(answers, sys.stdout)
"""
BOTOCORE = """
import json, os, sys
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigNotFound
from botocore.session import Session
answers = []
for environ in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environ)
    session = Session()
    for variable in ("config_file", "credentials_file"):
        try:
            raw_config_parse(session.get_config_variable(variable))
        except ConfigNotFound as error:
            answers.append(error.kwargs["path"])
json.dump(answers, sys.stdout)
"""
OURS = """
import json, os, sys
from awsenv import settings
[environ] = json.load(sys.stdin)
os.environ.clear()
os.environ.update(environ)
json.dump(settings.aws_files(os.environ), sys.stdout)
"""
HOMES = [{"HOME": "/nowhere/h"}, {"HOME": "/nowhere/h é $x"}]
CHOICES = ["", "relative", "./relative", "/nowhere/absolute", "/nowhere/a b", "~/x", "$HOME/x"]


def ask(program, question):
    result = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout)


def test_our_directories_are_those_of_platformdirs():
    question = [
        (system, kind, {**home, **chosen})
        for system in ("linux", "darwin")
        for kind in ("config", "state", "cache")
        for home in HOMES
        for chosen in ({}, *({f"XDG_{kind.upper()}_HOME": choice} for choice in CHOICES))
    ]
    expected = ask(PLATFORMDIRS, question)
    assert expected == [settings.directory(kind, environ, system) for system, kind, environ in question]


@pytest.mark.parametrize("kind", ["config", "state", "cache"])
def test_on_another_system_platformdirs_is_asked(kind):
    expected = getattr(platformdirs, f"user_{kind}_dir")("awsenv", appauthor=False)
    assert expected == settings.directory(kind, dict(os.environ), "freebsd14")


PATHS = [
    *(
        "",
        "/nowhere/f",
        "relative/f",
        "~",
        "~/f",
        "~/a b",
        "~nobody-of-this-name/f",
        "$HOME/f",
        "${HOME}/f",
        "$X/f",
    ),
    *("${X}/f", "$UNSET/f", "$", "a~b", "~/$X", "$T/f", "~/é", "/nowhere/*"),
]


def test_the_aws_files_are_those_of_botocore():
    question = [
        {"HOME": "/nowhere/h", "X": "/nowhere/x y", "T": "~", **chosen}
        for chosen in (
            {},
            *({"AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": path + "2"} for path in PATHS),
            {"AWS_CREDENTIAL_FILE": "/nowhere/old"},
        )
    ]
    expected = ask(BOTOCORE, question)
    assert expected == [path for environ in question for path in settings.aws_files(environ)]


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}])
def test_without_home_the_aws_files_are_still_those_of_botocore(environ):
    expected = ask(BOTOCORE, [environ])
    assert expected == [path.replace("//", "/") for path in ask(OURS, [environ])]
