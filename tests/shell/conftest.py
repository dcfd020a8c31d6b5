"""A home of its own for each test, in a directory named like an attack, and each shell sitting in it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from .terminal import SHELLS, Shell, Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {
            "HOME": str(path),
            "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "USER": "somebody",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        # fish would otherwise build its completions from the manual pages at the first start.
        (path / ".local/share/fish/generated_completions").mkdir(parents=True)
        # zsh would otherwise read all its functions at the first start, where the system's zshrc says so.
        self.write(".zshenv", "skip_global_compinit=1\n")
        self.write(".aws/config", CONFIG)
        self.write(".aws/credentials", CREDENTIALS)

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    path = tmp_path / HOSTILE
    path.mkdir()
    return Home(path)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> Shell:
    found: Shell = SHELLS[request.param]
    if shutil.which(found.program) is None:
        pytest.fail(f"{found.program} is not installed; tests/run installs it")
    return found


@pytest.fixture
def start(home: Home, shell: Shell) -> Iterator[Callable[..., Terminal]]:
    """Start the shell at its first prompt: start(), start(rc="more lines of its start-up file", environ={…})."""
    terminals = []

    def start(
        rc: str = "",
        before: str = "",
        environ: dict[str, str] | None = None,
        argv: list[str] | None = None,
        *,
        load: bool = True,
        setup: bool = True,
    ) -> Terminal:
        snippet = f". {quoted(shell, shell.snippet)}" if load else ""
        home.write(shell.rc, f"{shell.setup if setup else ''}{before}\n{snippet}\n{rc}\n")
        terminal = Terminal(
            argv or [shell.program, *shell.arguments], {**home.environ, **(environ or {})}, home.path
        )
        terminals.append(terminal)
        terminal.prompt()
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


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
    terminal.run("command rm -f ~/environment; env -0 >~/environment")
    data = (home.path / "environment").read_bytes()
    pairs = (os.fsdecode(pair).partition("=") for pair in data.split(b"\0") if pair)
    return {name: value for name, _, value in pairs if name.startswith("AWS")}
