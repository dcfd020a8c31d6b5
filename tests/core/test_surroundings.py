"""What can the directory and the environment do to the core, run as its installed command?"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from running import ANN, role_arn

COMMAND = f"{sysconfig.get_path('scripts')}/awsenv"
SECRET = "ann/canary+secret"

MODULES = [
    "argparse", "boto3", "botocore", "calendar", "datetime", "encodings", "fcntl", "hashlib", "json",
    "logging", "os", "platformdirs", "re", "shlex", "sitecustomize", "ssl", "string", "subprocess",
    "tomllib", "_sha1",
]  # fmt: skip


@pytest.fixture
def trap(core):
    """A directory, as a hostile repository would be: it leaves a mark when anything of it is run."""
    folder = core.home / "repository"
    mark = core.home / "mark"
    for name in MODULES:
        core.write(f"repository/{name}.py", f"open({str(mark)!r}, 'w')\n")
    core.write("repository/awsenv/__init__.py", f"open({str(mark)!r}, 'w')\n")
    for name in ("awsenv", "tool", "ykman", "python3", "sh", "env", "aws", "date", "less", "tput"):
        path = core.write(
            f"repository/bin/{name}", f"#!/bin/sh\n: >'{mark}'\n".replace("'home'", "'\\''home'\\''")
        )
        path.chmod(0o755)
        if name != "awsenv":  # which is the folder
            (folder / name).symlink_to(path)
    core.write(".aws/config", "[profile tool]\ncredential_process = tool\n", mode="a")
    return folder, mark


def command(core, folder, *words, **variables):
    """Run the installed command in the folder."""
    environ = {name: value for name, value in core.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [COMMAND, *words],
        env={**environ, **variables},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["status"],
        ["export", "open"],
        ["exec", "ann", "--", "/bin/true"],
        ["local", "ann"],
        ["allow"],
        ["--names"],
    ],
    ids=" ".join,
)
def test_no_module_is_taken_from_the_directory_one_is_in(core, trap, words):
    folder, mark = trap
    done = command(core, folder, *words)
    assert "Traceback" not in done.stderr
    assert not mark.exists()


@pytest.mark.parametrize("path", [".:{}", "{}::{}", "bin:./bin:{}"])
def test_no_program_of_the_settings_is_taken_from_the_directory_one_is_in(core, trap, path):
    """A prompt may renew a session wherever one is; a shell at least waits for a line to be typed."""
    folder, mark = trap
    done = command(core, folder, "export", "tool", PATH=path.replace("{}", "/usr/bin"))
    assert done.stderr == (
        "awsenv: credential_process 'tool' is not on the PATH\nawsenv: install it, or write its full path\n"
    )
    assert not mark.exists()


@pytest.mark.parametrize("program", ["tool", "bin/tool", "./bin/tool"])
@pytest.mark.parametrize(
    "words",
    [
        ["export", "x"],
        ["exec", "x", "-k", "--", "/bin/true"],
        ["status", "--verify"],
        ["doctor", "--offline"],
        ["login", "x"],
    ],
)
def test_nothing_of_the_directory_runs_but_what_was_typed(core, trap, words, program):
    """A profile that is signed in has doctor ask the `aws` of the PATH for its version."""
    folder, mark = trap
    core.write(
        ".aws/config",
        f"[profile x]\nregion = eu-west-1\ncredential_process = {program}\n[profile sso]\nsso_session = x\n",
        mode="a",
    )
    done = command(core, folder, *words, PATH=".::bin:/usr/bin:/bin", AWS_PROFILE="x", AWSENV_PROFILE="x")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert not mark.exists()
    assert "bin/" not in program or f"'{program}'" in done.stdout + done.stderr


def test_what_was_typed_may_lie_in_the_directory(core, trap):
    folder, mark = trap
    command(core, folder, "exec", "ann", "--", "bin/tool")
    assert mark.exists()


SWITCHES = {
    **dict.fromkeys(("PYTHONDEVMODE", "PYTHONFAULTHANDLER", "PYTHONVERBOSE", "PYTHONASYNCIODEBUG"), "1"),
    **dict.fromkeys(("PYTHONTRACEMALLOC", "PYTHONPROFILEIMPORTTIME", "PYTHONINSPECT", "PYTHONSAFEPATH"), "1"),
    **dict.fromkeys(("AWS_DEBUG", "BOTO_DEBUG", "BOTOCORE_DEBUG", "DEBUG", "PYTHONUNBUFFERED"), "1"),
    "PYTHONWARNINGS": "error",
    "PYTHONMALLOC": "debug",
    "PYTHONIOENCODING": "ascii:strict",
    "LOGLEVEL": "DEBUG",
}


@pytest.mark.parametrize(
    "words", [["exec", "open", "-k", "--", "/bin/true"], ["login", "open"], ["status"], ["ann", "-k"]]
)
def test_no_debugging_switch_brings_a_secret_to_light(core, words):
    done = command(core, core.home, *words, **SWITCHES)
    said = done.stdout + done.stderr
    tokens = [line for path in core.session_files() for line in path.read_text().split("\n")[4:6]]
    assert [secret for secret in (SECRET, *tokens) if secret in said] == []
    assert words[0] != "login" or tokens


COMMON = ("LC_ALL", "LANG", "TZ", "TERM", "COLUMNS", "LINES", "NO_COLOR", "COLORTERM", "USER", "PWD")
VALUES = ["", "\x1b]0;x\x07", "../../../etc/passwd", "$(touch x)", "9" * 40, "-1", "tr_TR", "\n", "\udcff"]


@pytest.mark.parametrize("value", VALUES)
def test_no_value_of_common_variables_breaks_or_colors_a_line(core, value):
    done = command(core, core.home, "export", "nobody", **dict.fromkeys(COMMON, value), AWSENV_PROFILE="ann")
    assert done.returncode == 3
    assert re.fullmatch(r"(awsenv: [^\x00-\x1f\x7f-\x9f]*\n){2}", done.stderr), done.stderr
    assert not (core.home / "x").exists()


@pytest.mark.parametrize("name", ["a\nb", "\x1b]0;x\x07", "$(touch x) ~ %25", "--"])
def test_a_home_of_any_name_is_a_home(core, tmp_path, name):
    home = tmp_path / "homes" / name
    home.parent.mkdir()
    core.home.rename(home)
    core.home, core.environ["HOME"] = home, str(home)
    core.write("project/.awsprofile", "ann\n")
    assert core.run("ann").environ["AWS_PROFILE"] == "ann"
    assert core.run("open", "-k").status == 0
    assert len(core.session_files()) == 1
    assert core.run("allow", str(home / "project")).status == 0
    inside = core.run("--hook", str(home / "project/.awsprofile"))
    assert inside.environ["AWS_PROFILE"] == "ann"
    assert "\x1b" not in inside.err
    assert "AWS_PROFILE" not in core.run("off").environ


def test_no_program_that_is_started_has_a_secret_among_its_arguments_or_a_strangers_keys(core, trap):
    """The kernel's own record of every program: from a switch by MFA process to a command in exec."""
    code = core.write("bin/code", '#!/bin/sh\nenv >>"$HOME/seen"\necho 123456\n')
    process = core.write(
        "bin/keys",
        "#!/bin/sh\nenv >>\"$HOME/seen\"\nprintf '%s' '"
        + (f'{{"Version":1,"AccessKeyId":"{ANN}","SecretAccessKey":"{SECRET}"}}' + "'\n"),
    )
    for path in (code, process):
        path.chmod(0o755)
    core.write(
        ".aws/config",
        f"[profile k]\ncredential_process = {process.name}\n"
        f"[profile r]\nregion = eu-west-1\nsource_profile = k\nrole_arn = {role_arn('open')}\n",
        mode="a",
    )
    core.environ["PATH"] = f"{code.parent}:{core.environ['PATH']}"
    core.run("bob", "-k")
    trace = core.home / "trace"
    environ = {**core.environ, "AWSENV_MFA_PROCESS": "code"}
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "100000", "-e", "trace=execve", "-o", str(trace)]
    subprocess.run(
        [*strace, COMMAND, "exec", "r", "-k", "--", "/bin/true"], env=environ, check=True, cwd=core.home
    )
    arguments = re.findall(r"execve\((.*?)\], 0x", trace.read_text())
    assert any("/keys" in one for one in arguments)
    assert [one for one in arguments if "canary" in one] == []
    # The shell is Bob's by now, and what gives somebody else's keys has no business with his.
    assert "canary" not in (core.home / "seen").read_text()
    assert "__awsenv_" not in (core.home / "seen").read_text()
    assert Path(COMMAND).exists()


@pytest.mark.parametrize("path", [".", ":/nowhere", "{here}/", "{here}/../repository", "../repository"])
def test_how_a_shell_starts_the_core_has_no_place_of_pythonpath(core, trap, path):
    folder, _ = trap
    (folder / "botocore").mkdir()
    for name in ("awsenv", *MODULES):  # which such a PYTHONPATH does run, as it does for any other program
        (folder / f"{name}.py").unlink(missing_ok=True)
    shutil.rmtree(folder / "awsenv")
    done = command(core, folder, "init", "bash", PYTHONPATH=path.format(here=folder))

    assert (done.returncode, done.stdout.count("__awsenv_start=(")) == (0, 1)
    assert "repository" not in done.stdout.partition("__awsenv_start=")[2]


def test_a_shell_is_told_in_a_directory_that_is_gone(core):
    line = 'cd gone; rmdir ../gone; "$0" init bash | grep -c __awsenv_start='
    (core.home / "gone").mkdir()
    environ = {name: value for name, value in core.environ.items() if not name.startswith("PYTHON")}
    words = ["sh", "-c", line, COMMAND]
    done = subprocess.run(words, env=environ, cwd=core.home, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


CHANGED = [
    {},
    {"PYTHONCOERCECLOCALE": "0"},
    {"PYTHONDONTWRITEBYTECODE": "1"},
    {"PYTHONPYCACHEPREFIX": "/nowhere"},
    {"PYTHONUTF8": "1"},
    {"__awsenv_readonly": "AWS_REGION __awsenv_start "},
]


@pytest.mark.parametrize("variables", CHANGED)
def test_a_shell_starts_the_core_by_its_script_where_python_has_settings_or_it_cannot_be_told(
    core, variables
):
    variables = {"PYTHONDONTWRITEBYTECODE": "", **variables}
    done = command(core, core.home, "init", "bash", **variables)
    assert (done.returncode, "__awsenv_start" in done.stdout) == (0, not any(variables.values()))


def test_a_shell_starts_the_core_by_its_script_where_a_module_changes_python(core):
    core.write("more/usercustomize.py", "")
    core.write("more/truststore.py", "")
    core.write("more/sitecustomize.py", "import truststore\n")
    done = command(core, core.home, "init", "bash", PYTHONPATH=f"{core.home}/more")
    assert (done.returncode, "__awsenv_start" in done.stdout) == (0, False)
