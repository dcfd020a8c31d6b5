"""A home of its own for each test, in a directory named like an attack, and each shell sitting in it."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from awsenv.aws_config import profiles
from awsenv.chains import chain
from awsenv.consents import Consents

from .terminal import REPOSITORY, SHELLS, Shell, Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = "'\";&&e-$(touch x) `touch x` èрт中 %F{red} *~\\"

CONFIG = """\
[default]
region = eu-central-1
output = json

[profile prod-account]
region = eu-central-1

[profile prod-network-admin]
role_arn = arn:aws:iam::012345678901:role/NetworkAdminRole
source_profile = prod-account
region = eu-central-1

[profile dev]
region = us-east-2

[profile no-region]

[profile "two words"]
region = eu-west-3
"""

CREDENTIALS = "".join(
    f"[{name}]\naws_access_key_id = AKIA{name.upper():0<16.16}\naws_secret_access_key = secret-of-{name}\n\n"
    for name in ("default", "prod-account", "dev", "no-region", "two words")
)


class Home:
    """A user's home: AWS files, and the environment a login would give."""

    def __init__(self, path: Path, command: Path | None = None) -> None:
        self.path = path
        self.command = command or Path(sys.executable).with_name("awsenv")
        places = (self.command.parent, Path(sys.executable).parent, os.environ.get("PATH", os.defpath))
        self.environ = {
            "HOME": str(path),
            "PATH": ":".join(map(str, places)),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "USER": "somebody",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        # fish would otherwise build its completions from the manual pages at the first start.
        for folder in (".local/share", ".cache"):  # in 3, and in 4
            (path / folder / "fish/generated_completions").mkdir(parents=True)
        # zsh would otherwise read all its functions at the first start, where the system's zshrc says so.
        self.write(".zshenv", "skip_global_compinit=1\n")
        self.write(".aws/config", CONFIG)
        self.write(".aws/credentials", CREDENTIALS)

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command as install.sh writes it, which starts in two thirds of the time of pip's."""
    path = tmp_path_factory.mktemp("bin") / "awsenv"
    places = [str(REPOSITORY), sysconfig.get_path("purelib")]
    path.write_text(
        f"#!{sys.executable} -IS\nimport sys\n\nsys.path += {places!a}\n"
        "from awsenv.__main__ import main\n\nsys.exit(main())\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path, command: Path) -> Home:
    path = tmp_path / HOSTILE
    path.mkdir()
    return Home(path, command)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> Shell:
    found: Shell = SHELLS[request.param]
    check(found)
    return found


def check(shell: Shell) -> None:
    if shutil.which(shell.program) is None:
        pytest.fail(f"{shell.program} is not installed; tests/run installs it")


# What a shell makes in a new home at its first start, which takes zsh half a second, and a line after which it is there.
SETTLED = {
    "bash": ([], "true"),
    "zsh": ([".zcompdump", ".zcompdump.zwc"], "zcompile ~/.zcompdump"),
    "fish": ([".config/fish/fish_variables"], "true"),
}


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory, command: Path) -> Callable[[Shell], Home]:
    """A home for each shell in which it has been started before."""

    @functools.cache
    def settled(shell: Shell) -> Home:
        home = Home(tmp_path_factory.mktemp(shell.name), command)
        home.write(shell.rc, shell.setup)
        terminal = Terminal([shell.program, *shell.arguments], home.environ, home.path)
        terminal.prompt()
        terminal.run(SETTLED[shell.name][1])
        terminal.close()
        return home

    return settled


@pytest.fixture
def start_any(
    home: Home, settled: Callable[[Shell], Home], sit: Callable[..., Terminal]
) -> Callable[..., Terminal]:
    """Start a shell at its first prompt: start_any(shell, rc="more lines of its start-up file", environ={…})."""

    def start_any(
        shell: Shell,
        rc: str = "",
        before: str = "",
        environ: dict[str, str] | None = None,
        argv: list[str] | None = None,
        *,
        load: bool = True,
        setup: bool = True,
    ) -> Terminal:
        check(shell)
        for name in SETTLED[shell.name][0]:
            made, here = settled(shell).path / name, home.path / name
            if made.exists() and not here.exists():  # not each fish makes one
                here.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(made, here)
        snippet = f". {quoted(shell, shell.snippet)}" if load else ""
        home.write(shell.rc, f"{shell.setup if setup else ''}{before}\n{snippet}\n{rc}\n")
        terminal = sit(
            argv or [shell.program, *shell.arguments], {**home.environ, **(environ or {})}, home.path
        )
        terminal.prompt()
        return terminal

    return start_any


@pytest.fixture
def start(start_any: Callable[..., Terminal], shell: Shell) -> Callable[..., Terminal]:
    """Start the shell of this test: start(), start(rc="more lines of its start-up file", environ={…})."""
    return functools.partial(start_any, shell)


def quoted(shell: Shell, text: str) -> str:
    """The text as one word of a line typed at the shell."""
    if "\t" in text:  # typed as it is, it would ask for completion
        escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\t", "\\t")
        return escaped if shell.name == "fish" else f"$'{escaped}'"
    if shell.name == "fish":
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "'\\''") + "'"


def environment(terminal: Terminal, home: Home) -> dict[str, str]:
    """What a child of the shell is given, read back from a child."""
    path = home.path / "environment"
    path.unlink(missing_ok=True)  # a shell may be told to overwrite no file
    terminal.run("env -0 >~/environment")
    data = path.read_bytes()
    pairs = (os.fsdecode(pair).partition("=") for pair in data.split(b"\0") if pair)
    return {name: value for name, _, value in pairs if name.startswith("AWS")}


def active(terminal: Terminal, home: Home) -> str | None:
    """The profile that the shell was switched to."""
    return environment(terminal, home).get("AWSENV_PROFILE")


def export(shell: Shell, **variables: object) -> str:
    """The line that exports variables by hand."""
    spell = "set -gx {} {}" if shell.name == "fish" else "export {}={}"
    return "; ".join(spell.format(name, quoted(shell, str(value))) for name, value in variables.items())


def unset(shell: Shell, name: str) -> str:
    """The line that takes a variable away by hand."""
    return f"set -e {name}" if shell.name == "fish" else f"unset {name}"


def allow(home: Home, pin: Path) -> None:
    """Give consent to a pin, as `awsenv allow` does."""
    text = pin.read_text(encoding="utf-8")
    known = profiles.load(*(str(home.path / ".aws" / name) for name in ("config", "credentials")))
    meaning = chain.meaning(chain.plan(text.split("\n")[0], known))
    Consents(str(home.path / ".local/state/awsenv")).allow(str(pin), text, meaning)
