"""Do our files and AWS's lie where platformdirs and botocore say, and what does ours for settings say?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from awsenv import settings
from awsenv.errors import AwsenvError, UsageError
from awsenv.settings import locations, toml

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
from awsenv.settings import locations
[environ] = json.load(sys.stdin)
os.environ.clear()
os.environ.update(environ)
json.dump(locations.aws_files(os.environ), sys.stdout)
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
    assert [locations.directory(kind, environ, system) for system, kind, environ in question] == expected


@pytest.mark.parametrize("kind", ["config", "state", "cache"])
def test_on_another_system_platformdirs_is_asked(kind):
    expected = getattr(platformdirs, f"user_{kind}_dir")("awsenv", appauthor=False)
    assert locations.directory(kind, dict(os.environ), "freebsd14") == expected


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
    assert [path for environ in question for path in locations.aws_files(environ)] == expected


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}])
def test_without_home_the_aws_files_are_still_those_of_botocore(environ):
    expected = ask(BOTOCORE, [environ])
    assert [path.replace("//", "/") for path in ask(OURS, [environ])] == expected


README = Path(__file__).resolve().parents[2] / "docs/guide/settings.md"
PERSON = {"HOME": "/nowhere/h"}


@pytest.fixture
def write(tmp_path):
    """Write a settings file; returns the environment in which it is the one."""

    def write(text):
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return {**PERSON, "AWSENV_CONFIG": str(path)}

    return write


def said(environ):
    """The one line of what is wrong with the file, after its path."""
    with pytest.raises(AwsenvError) as caught:
        settings.load(environ)
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix(environ["AWSENV_CONFIG"])


def test_no_file_is_no_error_and_has_defaults():
    found = settings.load(PERSON)
    assert (
        found.mfa_process,
        found.duration,
        found.min_ttl,
        found.mode(["x"]),
        found.trust,
    ) == (None, None, 0, "auto", ())


def test_the_file_lies_in_our_directory(home):
    environ = {"HOME": str(home)}
    path = Path(locations.directory("config", environ))
    path.mkdir(parents=True)
    (path / "config.toml").write_text("min_ttl = '20m'\n")
    assert settings.load(environ).min_ttl == 1200


def test_every_setting_is_read(write):
    text = """\
mfa_process = "ykman oath accounts code -s aws"
duration = "4h"
min_ttl = "30m"
picker = "list"
browser = "firefox -P 'my work' %s"
trust = ["~/work/mine", "/srv/mine"]
mode = { "ci-*" = "keys", "*" = "auto" }
[[class]]
match = ["prod-*", "111122223333"]
color = "#ff8700"
label = "live"
confirm = true
cd = true
idle = "15m"
readonly = true
[[class]]
match = "dev"
color = 33
"""
    found = settings.load(write(text))
    expected = ("ykman oath accounts code -s aws", 14400, 1800, ("~/work/mine", "/srv/mine"))
    assert (found.mfa_process, found.duration, found.min_ttl, found.trust) == expected
    assert (found.picker, found.browser) == ("list", "firefox -P 'my work' %s")
    assert [found.mode([name]) for name in ("ci-x", "x")] == ["keys", "auto"]
    kind = found.class_of(["prod-x"])
    assert (kind.color, kind.label, kind.idle) == ("#ff8700", "live", 900)
    assert (kind.confirm, kind.cd, kind.readonly) == (True, True, True)
    plain = found.class_of(["dev"])
    assert (plain.color, plain.label, plain.idle) == ("33", None, None)
    assert (plain.confirm, plain.cd, plain.readonly) == (False, False, False)


def test_one_mode_can_be_said_for_all(write):
    assert settings.load(write('mode = "keys"')).mode(["x"]) == "keys"


WRONG = {
    "an unknown key": ("a = 1", 1, "unknown setting 'a'; known are mode, trust, mfa_process, "),
    "a misspelt key": (
        "\n# c\nmin_tll = '5m'\n",
        3,
        "unknown setting 'min_tll'; did you mean 'min_ttl'?",
    ),
    "a misspelt key of a class": (
        "[[class]]\nmatch = 'a'\n[[class]]\nmatch = 'b'\n\ncolour = 'red'",
        6,
        "unknown key in [[class]]: 'colour'; did you mean 'color'?",
    ),
    "a quoted key": (
        "[[class]]\nmatch = 'b'\n'a b' = 1",
        3,
        "unknown key in [[class]]: 'a b'; known are match, ",
    ),
    "a setting of a class above it": ("idle = '5m'", 1, "'idle' belongs below a [[class]]"),
    "a setting below a class": (
        "[[class]]\nmatch='x'\ntrust = ['/']",
        3,
        "'trust' belongs above the first [section]",
    ),
    "a setting below a section": ("[mode]\ntrust = ['/']", 2, "'trust' belongs above the first [section]"),
    "a class in single brackets": (
        "\n[class]\nmatch = 'x'",
        2,
        "class must be written with two brackets: [[class]]",
    ),
    "a class that matches nothing": (
        "[[class]]\nmatch='x'\n[[class]]\ncolor='red'",
        3,
        "this [[class]] has no match, so no profile is in it",
    ),
    "no glob": ("[[class]]\nmatch = []", 2, "match must be a string or a list of strings: "),
    "a glob that is none": (
        "[[class]]\nmatch = [\n 'a',\n 5,\n]",
        2,
        "match must be a string or a list of strings: ",
    ),
    "no such color": ("[[class]]\nmatch='x'\ncolor = 'rot'", 3, 'color must be a name such as "red"'),
    "a color out of range": ("[[class]]\nmatch='x'\ncolor = 256", 3, "color must be a name such as "),
    "a color that is true": ("[[class]]\nmatch='x'\ncolor = true", 3, "color must be a name such as "),
    "no truth": ("[[class]]\nmatch='x'\nconfirm = 'yes'", 3, "confirm must be true or false"),
    "no time": (
        "[[class]]\nmatch='x'\nidle = 'soon'",
        3,
        "idle 'soon' is not valid; write it as 45m or 1h30m",
    ),
    "a time without quotes": ("min_ttl = 45", 1, 'min_ttl must be a time in quotes, such as "45m"'),
    "no idle time": ("[[class]]\nmatch='x'\nidle = '0m'", 3, "idle must be longer than 0"),
    "a short duration": ("duration = '5m'", 1, "duration must be at least 15m"),
    "no mode": ("mode = 'loud'", 1, "mode must be one of auto, profile, keys"),
    "no mode of a pattern": ("[mode]\na = 'keys'\n\nb = 3", 4, "mode must be one of auto, profile, keys"),
    "no mode in one line": ("min_ttl='5m'\nmode.'a b' = 'x'", 2, "mode must be one of auto, profile, keys"),
    "a relative folder": (
        "trust = ['work']",
        1,
        "trust must be paths that start with / or ~/, unlike 'work'",
    ),
    "somebody else's home": ("trust = ['~bob/work']", 1, "trust must be paths that start with / or ~/"),
    "a label of two lines": ("[[class]]\nmatch='x'\nlabel = 'a\x1bb'\n", 3, ""),
    "no picker": ("picker = 'sk'", 1, "picker must be one of fzf, list"),
    "a picker that is a number": ("picker = 1", 1, "picker must be one of fzf, list"),
    "an empty browser": ("browser = ' '", 1, "browser must name a program"),
    "a browser that is a list": ("browser = ['firefox']", 1, "browser must be a string"),
    "a browser with an open quote": ('browser = "a \'b"', 1, "browser has an unclosed quote"),
    "an empty command": ("mfa_process = ''", 1, "mfa_process must be a string"),
    "a value over several lines": (
        "min_ttl='5m'\nmfa_process = [\n'a',\n]\n",
        2,
        "mfa_process must be a string",
    ),
    "what is no TOML": ("trust = ['a'\nmode = 3\n", 2, ""),
    "an unfinished file": ("min_ttl = '5m'\ntrust = [\n", 2, ""),
    "a key twice": ("min_ttl = '5m'\n\nmin_ttl = '6m'\n", 3, ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_its_line(write, case):
    text, line, words = WRONG[case]
    place, _, what = said(write(text)).removeprefix(":").partition(": ")
    assert (place, what[: len(words)]) == (str(line), words)
    assert what != ""


def test_a_text_that_is_too_deep_is_no_traceback(write):
    assert said(write("a = " + "[" * 100_000)) != ""


def test_a_file_that_is_no_text_is_named(write):
    environ = write(b"label = '\xff'")
    assert said(environ) == ": cannot be read: not UTF-8 text"


def test_a_file_that_was_named_has_to_be_there(write, tmp_path):
    environ = write("")
    (tmp_path / "config.toml").unlink()
    assert "AWSENV_CONFIG points to it, but it does not exist" in said(environ)


def test_a_fifo_holds_nobody(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    assert settings.load({**PERSON, "AWSENV_CONFIG": str(tmp_path / "fifo")}).min_ttl == 0


def test_variables_win_over_the_file(write):
    environ = write("mfa_process = 'a'\nduration = '1h'\nmin_ttl = '1m'\n")
    more = {"AWSENV_MFA_PROCESS": "b", "AWSENV_DURATION": "2h", "AWSENV_MIN_TTL": "2m"}
    found = [settings.load(one) for one in (environ, {**environ, **more}, {**PERSON, **more})]
    expected = [("a", 3600, 60), ("b", 7200, 120), ("b", 7200, 120)]
    assert [(one.mfa_process, one.duration, one.min_ttl) for one in found] == expected


def test_variables_win_for_what_shows_and_opens_too(write):
    environ = write("picker = 'list'\nbrowser = 'a'\n")
    more = {"AWSENV_PICKER": "fzf", "AWSENV_BROWSER": "b --new %s"}
    found = [settings.load(one) for one in (PERSON, environ, {**environ, **more}, {**PERSON, **more})]
    expected = [(None, None), ("list", "a"), ("fzf", "b --new %s"), ("fzf", "b --new %s")]
    assert [(one.picker, one.browser) for one in found] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("DURATION", "5m"), ("DURATION", "x"), ("MIN_TTL", "soon"), ("PICKER", "sk"), ("BROWSER", "'")],
)
def test_a_wrong_variable_is_named(name, value):
    with pytest.raises(UsageError, match=f"^AWSENV_{name} "):
        settings.load({**PERSON, f"AWSENV_{name}": value})


def test_an_empty_variable_means_nothing():
    assert settings.load({**PERSON, "AWSENV_DURATION": "", "AWSENV_CONFIG": ""}).duration is None


@settings_of_hypothesis(max_examples=60, deadline=None)
@given(text=st.text(alphabet="[]={}'\"#\n.,ab1 -", max_size=30) | st.text(max_size=12))
def test_no_text_makes_a_traceback(text):
    line = 1
    try:
        toml.parse(text, "f")
    except AwsenvError as error:
        line = error.line
    assert 1 <= line <= len(text.split("\n"))


def test_the_example_of_the_readme_is_a_settings_file(write):
    [example] = [block for block in README.read_text().split("```")[1::2] if block.startswith("toml\n")]
    found = settings.load(write(example.removeprefix("toml\n")))
    assert found.class_of(["prod-admin"]).confirm
    assert found.trust
