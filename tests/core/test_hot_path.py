"""Is a plain switch spared what it does not need?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import watched

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    *("os", "os.path", "stat", "_collections_abc"),  # which cost an eighth of a switch; posix is built in
    *(
        "boto3",
        "botocore",
        "logging",
        "dataclasses",
        "typing",
        "subprocess",
        "importlib.metadata",
        "platformdirs",
    ),
    *(
        "re",
        "json",
        "argparse",
        "argcomplete",
        "enum",
        "hashlib",
        "inspect",
        "pathlib",
        "shlex",
        "configparser",
        "tomllib" if sys.version_info >= (3, 11) else "tomli",
        "fnmatch",
    ),
    *(
        "collections",
        "functools",
        "contextlib",
        "tempfile",
        "datetime",
        "signal",
        "threading",
        "socket",
        "ssl",
    ),
    *("urllib.parse", "traceback", "warnings", "random", "textwrap", "difflib", "unicodedata"),
}
# The core as a process, and then the names of the modules that it has loaded.
PROGRAM = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv.pop(1))
sys.path.append(sys.argv.pop(1))
sys.argv[0] = "/usr/bin/awsenv"  # as the kernel hands it to a script
from awsenv.__main__ import run
status = run()
sys.stderr.write("\\n".join(["", *sorted(set(sys.modules) - before)]))
sys.exit(status)
"""
CONFIG = """\
[default]
region = eu-central-1
[profile "two words"]
region = eu-central-1
[profile größe]
region = eu-central-1
[profile prod-network-admin]
role_arn = arn:aws:iam::012345678901:role/NetworkAdminRole
source_profile = prod-account
region = eu-central-1
"""
CREDENTIALS = "[prod-account]\naws_access_key_id = ABCDEFGHIJKLMNOP0123\naws_secret_access_key = s\n"


@pytest.fixture
def person(home, environ):
    (home / ".aws/config").write_text(CONFIG, encoding="utf-8")
    (home / ".aws/credentials").write_text(CREDENTIALS)
    return {**environ, "PWD": str(home), "AWSENV_SHELL": "zsh:3"}


def run(environ, *words):
    """Run the core; return its code for the shell and the modules that it loaded."""
    code, modules = watched(PROGRAM, environ, *words)
    return code, set(modules)


def heavy(modules):
    return {name for name in modules if name in HEAVY or name.partition(".")[0] in HEAVY}


def test_a_plain_switch_loads_a_handful_of_modules(person):
    code, modules = run(person, "prod-network-admin")
    assert "AWS_PROFILE='prod-network-admin'" in code
    assert heavy(modules) == set()


def test_a_switch_from_another_profile_loads_no_more(person):
    before = "@ AWS_PROFILE=mine%20own AWS_ACCESS_KEY_ID=?"
    other = {"AWSENV_PROFILE": "x", "AWSENV_MODE": "profile", "AWS_PROFILE": "x", "AWSENV_BEFORE": before}
    code, modules = run({**person, **other}, "prod-account")
    assert "AWS_PROFILE='prod-account'" in code
    assert heavy(modules) == set()


def test_before_a_command_begins_no_more_is_loaded_than_finds_it(person):
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from awsenv.__main__ import main; main()"
    words = ["exec", "prod-account", "--", "true"]
    done = subprocess.run(
        [sys.executable, "-ISX", "importtime", "-c", program, *words],
        env=person,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "awsenv.system.become" in modules
    assert heavy(modules) <= {"os", "os.path", "stat", "_collections_abc", "warnings"}


def test_the_way_back_loads_no_more(person):
    code, modules = run({**person, "__awsenv_previous": "profile prod-account"}, "-")
    assert "AWS_PROFILE='prod-account'" in code
    assert heavy(modules) == set()


@pytest.mark.parametrize(
    "words",
    [
        *(["off"], ["region", "eu-west-1"], ["use", "default"], ["status"], []),
        ["prod-network-admin", "-r", "eu-west-1"],
    ],
)
def test_other_plain_words_load_no_more(person, words):
    made = " AWSENV_PROFILE=x AWS_PROFILE=x"
    active = {"AWSENV_PROFILE": "x", "AWS_PROFILE": "x", "AWSENV_MODE": "profile", "AWSENV_STATE": made}
    _, modules = run({**person, **active}, *words)
    assert heavy(modules) == set()


def test_following_and_leaving_a_pin_loads_no_more(person, home):
    run(person, "local", "prod-network-admin")
    code, modules = run(person, "--hook", str(home / ".awsprofile"))
    assert "AWS_PROFILE='prod-network-admin'" in code
    assert heavy(modules) == set()
    _, modules = run(person, "--hook", "")
    assert heavy(modules) == set()


@pytest.mark.parametrize("name", ["prod-account", "prod-acount"])
def test_a_pin_that_was_not_allowed_costs_no_more(person, home, name):
    """Anybody may have written it: a similar name is looked for when it is allowed."""
    (home / ".awsprofile").write_text(f"{name}\n")
    code, modules = run(person, "--hook", str(home / ".awsprofile"))
    assert "AWS_PROFILE" not in code
    assert heavy(modules) == set()


def test_the_list_that_tab_reads_is_made_with_no_more(person):
    _, modules = run(person, "--names")
    assert heavy(modules) == set()


def test_a_list_of_names_is_made_with_no_more(person):
    _, modules = run(person, "list", "--names")
    assert heavy(modules) == set()


def test_a_list_that_a_program_reads_loads_no_more(person):
    _, modules = run(person, "list")
    assert heavy(modules) == {"unicodedata"}  # which tells how wide a letter beyond ASCII is


def test_doctor_loads_nothing_that_writes_code_and_no_botocore(person):
    finds_something = PROGRAM.replace("sys.exit(status)", "")
    _, modules = watched(finds_something, person, "doctor", "--offline")
    assert set(modules) & {"botocore", "boto3", "dataclasses", "inspect", "typing", "argparse"} == set()


def test_a_switch_among_ten_thousand_profiles_loads_no_more(person, home):
    many = "".join(f"[profile p{number}]\nregion = eu-west-1\n" for number in range(10_000))
    (home / ".aws/config").write_text(CONFIG + many)
    for _ in "looked through", "known":
        code, modules = run(person, "p9999")
        assert "AWS_PROFILE='p9999'" in code
        assert heavy(modules) == set()


def test_a_switch_with_settings_that_have_not_changed_loads_no_more(person, home):
    path = home / ".config/awsenv/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("min_ttl = '5m'\n[[class]]\nmatch = 'prod-*'\nidle = '15m'\n")
    person = {**person, "XDG_CONFIG_HOME": str(home / ".config"), "XDG_CACHE_HOME": str(home / ".cache")}
    run(person, "prod-network-admin")
    later = path.stat().st_mtime + 60
    os.utime(home / ".cache/awsenv/settings", (later, later))
    code, modules = run(person, "prod-network-admin")
    assert "AWSENV_IDLE='900'" in code
    assert heavy(modules) == set()


def test_what_waits_for_the_end_has_it_and_python_is_not_taken_apart(person):
    program = """
import atexit, os, sys, threading
class Part:
    __del__ = lambda self: os.write(1, b"apart\\n")
here = Part()
atexit.register(print, "done")
threading.Thread(target=lambda: (threading.main_thread().join(), print("joined"))).start()
from awsenv.__main__ import main
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program, "list", "--names"],
        env={**person, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    names = "default\ntwo words\ngröße\nprod-network-admin\nprod-account\n"
    assert done.stdout == f"{names}joined\ndone\n"


def test_the_list_of_heavy_modules_is_not_one_of_misspelt_names():
    code = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    result = subprocess.run([sys.executable, "-c", code, *HEAVY], env=os.environ, check=False)
    assert result.returncode == 0
