"""Is what we depend on little, bounded and locked, and does the core run in every Python that is here?"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DEPENDENCIES = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = PROJECT["build-system"]["requires"]
LOCKS = {
    "requirements/install.txt": DEPENDENCIES,
    "requirements/picker.txt": EXTRAS["picker"],
    "requirements/tests.txt": [*DEPENDENCIES, *BUILD, *EXTRAS["test"], *EXTRAS["picker"]],
}


def locked(name):
    """The versions and the hashes of each package in a lock."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if match := re.match(r"([a-z0-9-]+)==([^ ]+) ", line):
            found.setdefault(match[1], []).append((match[2], line.count(" --hash=sha256:")))
    return found


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items(), ids=LOCKS)
def test_a_lock_has_a_version_for_each_requirement_and_a_hash_for_each_version(lock, wanted):
    """If this fails, pyproject.toml has changed: tests/lock writes both anew."""
    from packaging.requirements import Requirement

    found = locked(lock)
    for text in wanted:
        requirement = Requirement(text)
        versions = found.get(requirement.name.lower().replace("_", "-"), [])
        assert [version for version, _ in versions if requirement.specifier.contains(version)], text
    assert [name for name, versions in found.items() if not all(hashes for _, hashes in versions)] == []


def test_each_dependency_has_both_bounds_and_a_reason():
    reasons = (
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Dependencies")[1].split("\n## ")[0]
    )
    for text in DEPENDENCIES:
        assert re.match(r"[a-z0-9-]+>=[0-9.]+,<[0-9]+(;|$)", text)
        assert f"| {re.match('[a-z0-9-]+', text)[0]} |" in reasons


def pythons():
    """Every interpreter from 3.10 on that is on the PATH, or behind a shim of pyenv's there."""
    found = {}
    for minor in range(10, 20):
        name = f"python3.{minor}"
        paths = [path for folder in os.get_exec_path() if (path := shutil.which(name, path=folder))]
        paths += [
            one
            for path in paths
            for one in glob.glob(f"{Path(path).parents[1]}/versions/3.{minor}.*/bin/{name}")
        ]
        for path in paths:
            done = subprocess.run([path, "-ISc", "print(1)"], capture_output=True, check=False)
            if done.stdout == b"1\n":
                found.setdefault(name, path)
    return found


PYTHONS = pythons()
OTHERS = {name: path for name, path in PYTHONS.items() if name != f"python3.{sys.version_info.minor}"}

# Every module that needs none of our dependencies, and a day's work that does not either.
WORK = """
import os, pkgutil, sys
root, home = sys.argv[1:]
sys.path.insert(0, root)
sys.warnoptions or __import__("warnings").simplefilter("error")
import awsenv
from awsenv import cli
OTHERS = {"argcomplete", "boto3", "botocore", "platformdirs", "tomli", "awscrt"}
for module in pkgutil.walk_packages(awsenv.__path__, "awsenv.", onerror=lambda name: None):
    try:
        __import__(module.name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in OTHERS:
            raise
environ = {"HOME": home, "AWSENV_SHELL": "bash:3", "PATH": os.defpath}
statuses = []
os.makedirs(home + "/project")
for line in ("dev", "status", "list", "region us-east-1", "off", "local dev", "deny", "allow", "export dev",
             "export dev --format json", "--names", f"--hook {home}/project/.awsprofile", "nobody", "--help"):
    words = line.split()
    status, code = cli.main(words, environ, home + "/project", 1.8e9, sys.stdout, sys.stderr, "awsenv")
    statuses.append(status)
print(statuses, file=sys.stderr)
"""


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_the_core_does_a_days_work_in_every_python_without_any_dependency(python, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[profile dev]\nregion = eu-west-1\n")
    (tmp_path / ".aws/credentials").write_text(
        "[dev]\naws_access_key_id = AKIAANN2222222222222\naws_secret_access_key = s\n"
    )
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 3>/dev/null', "sh", python, "-ISBc", WORK, str(ROOT), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.splitlines()[-1] == "[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]"
    assert "export AWS_ACCESS_KEY_ID='AKIAANN2222222222222'" in done.stdout


# What of the tests' packages is compiled, or has another version in another Python.
OWN = "cffi|cryptography|exceptiongroup|hypothesis|platformdirs|tomli|typing-extensions"


@pytest.fixture
def environment(python, tmp_path):
    """A virtual environment of another Python, which shares the other packages with the one of the tests."""
    folder = tmp_path / "venv"
    subprocess.run([python, "-I", "-m", "venv", "--without-pip", folder], check=True)
    lock = (ROOT / "requirements/tests.txt").read_text(encoding="utf-8")
    own = re.findall(rf"^(?:{OWN})==.*\n(?: .*\n)+", lock, re.MULTILINE)
    (tmp_path / "own").write_text("".join(own))
    pip = [sys.executable, "-I", "-m", "pip", "--python", folder / "bin/python", "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-deps", "--no-compile", "--require-hashes"]
    subprocess.run([*pip, *options, "--requirement", tmp_path / "own"], check=True)
    [packages] = folder.glob("lib/python3*/site-packages")
    (packages / "shared.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    command = folder / "bin/awsenv"
    code = "import sys\nfrom awsenv.__main__ import main\nsys.exit(main())\n"
    command.write_text(f"#!{folder}/bin/python\n{code}")
    command.chmod(0o755)
    return folder


@pytest.mark.parametrize("python", OTHERS.values(), ids=OTHERS)
def test_what_the_core_makes_of_values_is_right_in_every_python(python, request):
    """All tests of the core, a minute or two in each."""
    if not request.config.getoption("--pythons"):
        pytest.skip("with --pythons")
    environment = request.getfixturevalue("environment")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    options = [
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        f"--basetemp={environment.parent / 'temporary'}",
        "--core",
    ]
    done = subprocess.run(
        [environment / "bin/python", "-m", "pytest", *options, "tests"],
        cwd=ROOT,
        env={**environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(environment.parent / "examples")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) > 500


def test_the_python_of_the_tests_is_among_them():
    assert f"python3.{sys.version_info.minor}" in PYTHONS
