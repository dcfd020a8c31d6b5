"""Do the wheel and the source archive hold everything, and does what they install work?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import awsenv

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("bash", "zsh", "fish")
NAME = f"awsenv_shell-{awsenv.__version__}"

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A source archive, and the wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(build, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / f"{NAME}.tar.gz", folder / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(built[1]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """A virtual environment with the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "--isolated", "--quiet"]
    # None of the interpreter's switches may keep pip from compiling.
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([*pip, "install", "--no-index", "--no-deps", built[1]], env=environ, check=True)
    return folder


def ours(folder):
    """What belongs into an archive from one of our folders: its files without what Python left there."""
    return {
        str(path.relative_to(ROOT)): path.read_bytes()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_module_and_the_type_marker_byte_for_byte(wheel):
    expected = ours("awsenv")

    assert {name: wheel.get(name) for name in expected} == expected
    assert "awsenv/py.typed" in expected


def test_the_wheel_holds_the_snippets_byte_for_byte(wheel):
    snippets = {name: content for name, content in wheel.items() if name.startswith("awsenv/shell/")}

    assert snippets == {f"awsenv/{name}": content for name, content in ours("shell").items()}


def test_the_wheel_holds_nothing_else(wheel):
    assert {name.partition("/")[0] for name in wheel} == {"awsenv", f"{NAME}.dist-info", f"{NAME}.data"}
    assert f"{NAME}.data/data/share/man/man1/awsenv.1" in wheel


def test_the_wheel_carries_name_version_and_licence(wheel):
    metadata = wheel[f"{NAME}.dist-info/METADATA"].decode().splitlines()

    assert {"Name: awsenv-shell", f"Version: {awsenv.__version__}", "License-Expression: MIT"} <= set(
        metadata
    )
    assert f"{NAME}.dist-info/licenses/LICENSE" in wheel


def test_the_source_archive_holds_what_installs_tests_and_explains(built):
    with tarfile.open(built[0]) as archive:
        members = {member.name.removeprefix(f"{NAME}/"): member.mode for member in archive.getmembers()}
    texts = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"}
    texts |= {"pyproject.toml", "install.sh"}

    expected = {*texts, *ours("awsenv"), *ours("docs"), *ours("requirements"), *ours("shell"), *ours("tests")}
    assert expected - set(members) == set()
    assert {name for name in ("install.sh", "tests/run", "tests/lock") if not members[name] & 0o100} == set()


def test_the_command_works_in_a_clean_environment(installed):
    result = subprocess.run(
        [installed / "bin/awsenv", "--version"],
        env={"HOME": "/"},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = (0, f"awsenv {awsenv.__version__}\n", "")
    assert (result.returncode, result.stdout, result.stderr) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_init_finds_the_snippet_beside_the_installed_package(installed, shell):
    result = subprocess.run(
        [installed / "bin/awsenv", "init", shell],
        env={"HOME": "/"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (0, "")
    found = Path(re.search(rf"/\S+/awsenv\.{shell}", result.stdout)[0])
    for name in (found.name, *(["awsenv-more.fish"] if shell == "fish" else [])):
        assert found.with_name(name).read_bytes() == (ROOT / "shell" / name).read_bytes()
    assert found.is_relative_to(installed)


def test_every_installed_module_is_compiled(installed):
    package = next((installed / "lib").glob("python3*")) / "site-packages/awsenv"
    modules = {str(path.relative_to(package))[:-3] for path in package.rglob("*.py")}
    suffix = f".{sys.implementation.cache_tag}.pyc"
    compiled = {
        str(path.relative_to(package).parent.parent / path.name.removesuffix(suffix))
        for path in package.rglob("__pycache__/*.pyc")
    }

    assert modules == compiled


def test_a_link_of_readme_to_a_file_of_ours_leads_somewhere_in_the_source_archive(built):
    with tarfile.open(built[0]) as archive:
        names = {member.name.removeprefix(f"{NAME}/") for member in archive.getmembers()}
    targets = re.findall(r"\]\(([^)#:\s$]+)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert set(targets) - names == set()


USER = """\
from awsenv.environment.variables import Environment
from awsenv.durations import seconds

change: Environment = {"AWS_PROFILE": "dev", "AWS_SESSION_TOKEN": None}
reveal_type(seconds("1h"))
reveal_type(change["AWS_PROFILE"])
wrong: int = seconds
"""


def test_who_imports_the_installed_package_has_its_types(installed, tmp_path):
    (tmp_path / "user.py").write_text(USER)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--python-executable",
            installed / "bin/python",
            "user.py",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    expected = [
        'note: Revealed type is "int"',
        'note: Revealed type is "str | None"',
        "error: Incompatible types in assignment",
    ]
    lines = [line.partition(": ")[2].replace("builtins.", "") for line in done.stdout.splitlines()]
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=False)] == expected, done.stdout


SMOKE = """\
set -eu
eval "$(awsenv init bash)"
export AWS_PROFILE=before
awsenv dev
echo "$AWS_PROFILE $AWS_REGION $AWS_DEFAULT_REGION $AWSENV_PROFILE"
awsenv list --names
awsenv off
echo "$AWS_PROFILE ${AWS_REGION-unset} ${AWSENV_PROFILE-unset}"
"""


def test_a_bash_with_the_installed_snippet_switches_and_gives_back(installed, tmp_path):
    """Without a single package beside it: what a switch loads is Python's own and ours."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[profile dev]\nregion = eu-west-1\ncredential_process = true\n")
    done = subprocess.run(
        ["bash", "--norc", "-c", SMOKE],
        env={"HOME": str(tmp_path), "PATH": f"{installed}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    expected = "dev eu-west-1 eu-west-1 dev\ndev\nbefore unset unset\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_the_demo_runs_without_a_single_package_beside_it(installed, tmp_path, sit):
    (tmp_path / "t").mkdir()
    environ = {"HOME": str(tmp_path), "PATH": f"{installed}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    variables = {"TERM": "dumb", "TMPDIR": str(tmp_path / "t")}
    terminal = sit([f"{installed}/bin/awsenv", "demo", "bash"], {**environ, **variables}, tmp_path)
    terminal.until("1/8")
    terminal.send("awsenv shop-dev\r")
    terminal.until("2/8")
    terminal.send("exit\r")
    terminal.until("nothing of it is left")
    assert (terminal.ended()[1], list((tmp_path / "t").iterdir())) == (0, [])


def test_the_version_stands_in_one_place():
    elsewhere = [
        path.name
        for path in (
            *ROOT.glob("*.toml"),
            *ROOT.glob("*.sh"),
            *ROOT.glob("shell/**/awsenv.*"),
            *ROOT.glob("awsenv/**/*.py"),
        )
        if path != ROOT / "awsenv/__init__.py"
        and f'"{awsenv.__version__}"' in path.read_text(encoding="utf-8")
    ]

    assert elsewhere == []
    assert re.fullmatch(r"\d+\.\d+\.\d+", awsenv.__version__)
