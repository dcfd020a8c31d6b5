"""Does install.sh set awsenv up, upgrade it, and take it away without a trace?"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import awsenv

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("bash", "zsh", "fish")
HOSTILE = "a 'b\" $(touch x) é"
VERSION = f"awsenv {awsenv.__version__}"

BASH_LINE = (
    'if [ -r "$HOME/.local/share/awsenv/shell/awsenv.bash" ]; then'
    ' . "$HOME/.local/share/awsenv/shell/awsenv.bash"; fi  # awsenv\n'
)
ZSH_LINE = BASH_LINE.replace(".bash", ".zsh")
FISH_LINE = (
    'if test -r "$HOME/.local/share/awsenv/shell/awsenv.fish";'
    ' source "$HOME/.local/share/awsenv/shell/awsenv.fish"; end  # awsenv\n'
)
LINES = {".bashrc": BASH_LINE, ".zshrc": ZSH_LINE, ".config/fish/config.fish": FISH_LINE}

# What a shell is asked: is awsenv a function, and does the command behind it answer?
QUESTIONS = {
    "bash": "type -t awsenv; awsenv --version",
    "zsh": 'print -r -- "${$(whence -w awsenv)##*: }"; awsenv --version',
    "fish": "type --type awsenv; awsenv --version",
}

# A pip that installs nothing: what the package needs is found where it lies.
PRETENDED_PIP = f"""
import os, sys
how = os.environ.get("PRETEND", "")
if how == "offline":
    sys.exit("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'")
if how == "broken":
    sys.exit("ERROR: no room on the moon\\n")
if how == "elsewhere":
    sys.exit()
if how.startswith("wait:"):
    import signal
    open(how[5:], "w").close()
    signal.pause()
with open(os.path.join(sys.prefix, "asked"), "a") as asked:
    asked.write(" ".join(sys.argv[1:]) + "\\n")
library = {sysconfig.get_path("purelib")!r}
packages = os.path.dirname(os.path.dirname(__file__))
for name in os.listdir(library):
    link = os.path.join(packages, name)
    if not os.path.lexists(link) and not name.endswith(".pth") and name != "awsenv":
        os.symlink(os.path.join(library, name), link)
with open(os.path.join(packages, "quick.pth"), "w") as path_file:
    path_file.write("import os, sys; sys.orig_argv[2:4] == ['-m', 'compileall'] and os._exit(0)\\n")
"""


@pytest.fixture(scope="session")
def quick_python(tmp_path_factory):
    """An interpreter that came with the pretended pip: an installation takes no time."""
    home = tmp_path_factory.mktemp("quick")
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", home], check=True)
    purelib = next((home / "lib").glob("python3*")) / "site-packages"
    with zipfile.ZipFile(home / "pip-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pip/__main__.py", PRETENDED_PIP)
        wheel.writestr("pip-0.dist-info/METADATA", "")
    # Not a sitecustomize.py, which the one of Debian's Python would hide.
    (purelib / "pretended.pth").write_text(
        f"import sysconfig; sysconfig.get_config_vars()['WHEEL_PKG_DIR'] = {str(home)!r}\n"
    )
    return str(home / "bin" / "python3")


@pytest.fixture(scope="module")
def installed(tmp_path_factory, quick_python):
    """What the script has said and made with --yes, for those who only look at it."""
    home = tmp_path_factory.mktemp("installed") / HOSTILE
    home.mkdir()
    environ = {**surroundings(home), "PYTHON": quick_python}
    return install(environ, "--yes"), environ, home


@pytest.fixture
def home(tmp_path):
    path = tmp_path / HOSTILE
    path.mkdir()
    return path


@pytest.fixture
def environ(home, quick_python):
    return {**surroundings(home), "PYTHON": quick_python}


def surroundings(home):
    """What a login gives: the programs of the system and its shells, and nothing of this test run."""
    folders = [str(Path(shutil.which(shell)).parent) for shell in SHELLS]
    path = dict.fromkeys([*folders, "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"])
    return {"HOME": str(home), "PATH": ":".join(path), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def install(environ, *options, script=ROOT / "install.sh", under=()):
    return subprocess.run(
        [*under, str(script), *options],
        env=environ,
        cwd=environ["HOME"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def outcome(result):
    return result.returncode, result.stdout, result.stderr


def tree(folder):
    """Everything below a folder: the mode, and the target of a link or the bytes of a file."""
    found = {}
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        if path.is_symlink():
            content = str(path.readlink())
        found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found


def files(folder):
    """The same without the directories: empty ones stay behind."""
    return {name: known for name, known in tree(folder).items() if not stat.S_ISDIR(known[0])}


def ask(shell, environ):
    result = subprocess.run(
        [shell, "-i", "-c", QUESTIONS[shell]],
        env=environ,
        cwd=environ["HOME"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout


def start_files(home):
    return {name: (home / name).read_text() for name in LINES if (home / name).exists()}


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_yes_adds_one_line_to_the_start_file_of_each_shell(installed):
    result, _, home = installed

    assert (result.returncode, result.stderr) == (0, "")
    assert start_files(home) == LINES


def test_every_line_of_the_report_begins_with_the_name_but_those_to_copy(installed):
    result, _, _ = installed
    others = [line for line in result.stdout.splitlines() if not line.startswith("awsenv: ")]

    assert others == ["", '    export PATH="$HOME/.local/bin:$PATH"', ""]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_new_shell_has_the_function_and_the_command_behind_it(installed, shell):
    _, environ, _ = installed

    assert ask(shell, environ) == (0, f"function\n{VERSION}\n")


def test_a_hostile_data_directory_works_in_each_shell(environ, home, tmp_path):
    environ["XDG_DATA_HOME"] = str(tmp_path / 'd\\\'e "$(touch y)" `touch z` $HOME ;é')

    assert install(environ, "--yes").returncode == 0
    for shell in SHELLS:
        assert ask(shell, environ) == (0, f"function\n{VERSION}\n"), shell
    assert sorted(path.name for path in home.iterdir() if not path.name.startswith(".")) == []


def test_a_hostile_data_directory_in_the_home_works_in_each_shell(environ, home):
    environ["XDG_DATA_HOME"] = str(home / 'd\'e "$(touch y)" `touch z` !!')

    assert install(environ, "--yes").returncode == 0
    for shell in SHELLS:
        assert ask(shell, environ) == (0, f"function\n{VERSION}\n"), shell


def test_a_relative_data_directory_counts_as_unset(environ, home):
    environ["XDG_DATA_HOME"] = "data"

    install(environ, "--yes")

    assert start_files(home) == LINES


def test_the_command_is_linked_into_local_bin(installed):
    _, environ, home = installed

    command = subprocess.run(
        [home / ".local/bin/awsenv", "--version"], env=environ, capture_output=True, text=True, check=False
    )
    assert outcome(command) == (0, f"{VERSION}\n", "")
    manual = (ROOT / "docs/man/awsenv.1").read_text()
    assert (home / ".local/share/man/man1/awsenv.1").read_text() == manual


@pytest.mark.parametrize("name", ["plain", HOSTILE])
def test_the_command_does_not_listen_to_pythonpath_or_pythonhome(tmp_path, quick_python, name):
    home = tmp_path / name
    home.mkdir()
    (home / "os.py").write_text("raise SystemExit('wrong module')")
    environ = {**surroundings(home), "PYTHON": quick_python, "PYTHONPATH": str(home), "PYTHONHOME": str(home)}
    assert install(environ, "--no-rc").returncode == 0

    command = subprocess.run(
        [home / ".local/bin/awsenv", "--version"], env=environ, capture_output=True, text=True, check=False
    )
    assert outcome(command) == (0, f"{VERSION}\n", "")


def test_the_snippets_are_copied_byte_for_byte(installed):
    _, _, home = installed

    copies = tree(home / ".local/share/awsenv/shell")
    del copies["awsenv.zsh.zwc"]
    assert {name: content for name, (_, content) in copies.items()} == {
        name: (ROOT / "shell" / name).read_bytes()
        for name in ("awsenv-more.fish", *(f"awsenv.{shell}" for shell in SHELLS))
    }


def test_the_package_is_copied_as_a_wheel_holds_it_and_can_be_written(installed):
    _, _, home = installed
    library = next((home / ".local/share/awsenv/venv/lib").glob("python3*")) / "site-packages"

    copy = {
        name: content
        for name, (mode, content) in files(library / "awsenv").items()
        if mode & 0o200 and "__pycache__" not in name
    }
    assert copy == {
        str(path.relative_to(folder)): path.read_bytes()
        for folder, part in ((ROOT / "awsenv", "."), (ROOT, "shell"))
        for path in (folder / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert list(library.glob("pip*")) == [], "what installs is not installed"


def test_zsh_loads_a_compiled_snippet_and_never_that_of_another_text(environ, home):
    install(environ, "--yes")
    snippet = home / ".local/share/awsenv/shell/awsenv.zsh"
    compiled = home / ".local/share/awsenv/shell/awsenv.zsh.zwc"
    assert snippet.stat().st_mtime < compiled.stat().st_mtime
    text = snippet.read_text()
    seconds = snippet.stat().st_mtime

    snippet.write_text(f"{text.partition(chr(10))[0]}\nprint text\n")
    os.utime(snippet, (seconds, seconds))
    assert ask("zsh", environ) == (0, f"function\n{VERSION}\n"), "the compiled file was taken"
    os.utime(compiled, (seconds - 10, seconds - 10))
    assert ask("zsh", environ) == (127, "text\nnone\n"), "the text is the younger"

    os.utime(compiled, (seconds + 10_000, seconds + 10_000))
    assert install(environ, "--yes").returncode == 0
    assert snippet.read_text() == text
    assert compiled.stat().st_mtime < seconds + 10_000
    assert [path.name for path in compiled.parent.glob("*.zwc")] == ["awsenv.zsh.zwc"]

    broken = home / "broken"
    program(broken / "zsh", "#!/bin/sh\necho noise; echo noise >&2; exit 1\n")
    result = install({**environ, "PATH": f"{broken}:{environ['PATH']}"}, "--no-rc")
    assert (result.returncode, result.stderr, "noise" in result.stdout) == (0, "", False)
    assert list(compiled.parent.glob("*.zwc")) == []


@pytest.mark.parametrize("option", ["--no-rc", None])
def test_without_consent_the_lines_are_shown_and_no_start_file_is_written(environ, home, option):
    result = install(environ, *[option] if option else [])

    shown = [line.strip() + "\n" for line in result.stdout.splitlines() if line.startswith("    ")]
    assert shown == [*LINES.values(), 'export PATH="$HOME/.local/bin:$PATH"\n']
    assert start_files(home) == {}


def test_only_shells_in_use_get_a_line_and_the_others_are_named(environ, home):
    (home / ".zshrc").write_text("a=1\n")
    said = install({**environ, "SHELL": "/usr/bin/bash"}, "--yes").stdout
    assert set(start_files(home)) == {".bashrc", ".zshrc"}
    assert "awsenv: fish is not set up: it is not your login shell" in said
    assert "removed; in an open shell" in install(environ, "--uninstall").stdout
    assert "nothing to remove" in install(environ, "--uninstall").stdout


def test_a_second_run_upgrades_and_duplicates_nothing(environ, home):
    install(environ, "--yes")
    (home / ".local/share/awsenv/shell/awsenv.bash").write_text("old")

    assert install(environ, "--yes").returncode == 0
    assert start_files(home) == LINES
    assert [path.name for path in (home / ".local/share/awsenv/venvs").iterdir()] == ["2"]
    assert (home / ".local/share/awsenv/venv").readlink() == Path("venvs/2")
    assert (home / ".local/share/awsenv/shell/awsenv.bash").read_bytes() == (
        ROOT / "shell/awsenv.bash"
    ).read_bytes()
    assert ask("bash", environ) == (0, f"function\n{VERSION}\n")


def test_a_line_that_the_user_has_added_is_not_added_again(environ, home):
    install(environ, "--no-rc")
    (home / ".bashrc").write_text(f"# mine\n{BASH_LINE}# more\n")
    (home / ".zshrc").write_text('eval "$(awsenv init zsh)"\n')

    install(environ, "--yes")

    assert start_files(home) == {
        ".bashrc": f"# mine\n{BASH_LINE}# more\n",
        ".zshrc": 'eval "$(awsenv init zsh)"\n',
        ".config/fish/config.fish": FISH_LINE,
    }


def test_a_commented_line_does_not_count(environ, home):
    (home / ".zshrc").write_text('# eval "$(awsenv init zsh)"\n')

    install(environ, "--yes")

    assert start_files(home)[".zshrc"] == f'# eval "$(awsenv init zsh)"\n{ZSH_LINE}'


def test_a_start_file_behind_links_is_written_through_them_and_keeps_its_mode(environ, home):
    dotfiles = home / "dot files"
    dotfiles.mkdir()
    (dotfiles / "zshrc").write_text("setopt autocd\n")
    (dotfiles / "zshrc").chmod(0o640)
    (home / "middle").symlink_to("dot files/zshrc")
    (home / ".zshrc").symlink_to("middle")

    install(environ, "--yes")

    assert (home / ".zshrc").readlink() == Path("middle")
    assert (dotfiles / "zshrc").read_text() == f"setopt autocd\n{ZSH_LINE}"
    assert (dotfiles / "zshrc").stat().st_mode & 0o777 == 0o640


def test_a_start_file_that_cannot_be_written_is_named_and_the_rest_is_done(environ, home):
    (home / ".zshrc").mkdir()

    result = install(environ, "--yes")

    assert (result.returncode, result.stderr) == (0, "")
    assert f"awsenv: ~/.zshrc cannot be written; this line is for it:\n\n    {ZSH_LINE}" in result.stdout
    assert (home / ".config/fish/config.fish").read_text() == FISH_LINE


STARTING_POINTS = {
    "nothing": {},
    "final newlines": {".bashrc": "a=1\n", ".zshrc": "b=2\n\n", ".config/fish/config.fish": "set c 3\n"},
    "no final newlines": {".bashrc": "a=1", ".zshrc": "\n\nb=2", ".config/fish/config.fish": "set c 3"},
    "empty files": {".bashrc": "", ".zshrc": "", ".config/fish/config.fish": ""},
    "CRLF and bytes": {".bashrc": "a=1\r\n\udcff\udcfe", ".zshrc": "# é\t \\n\r\n"},
    "blank ends": {".bashrc": "a=1\n\n\n ", ".zshrc": " "},
    "directories of one's own": {".local/bin/mine": "", ".cache/mine": "", ".local/state/mine": ""},
}


@pytest.mark.parametrize("has", [True, False])
def test_who_has_no_fzf_gets_one_for_the_picker(environ, home, tmp_path, has):
    folder = tmp_path / "programs"
    folder.mkdir()
    if has:
        (folder / "fzf").write_text("#!/bin/sh\n")
        (folder / "fzf").chmod(0o755)
    environ = {**environ, "PATH": f"{folder}:{environ['PATH']}"}
    assert install(environ, "--no-rc").returncode == 0
    [asked] = (home / ".local/share/awsenv/venvs").glob("*/asked")
    expected = shutil.which("fzf", path=environ["PATH"]) is None
    assert ("requirements/picker.txt" in asked.read_text()) == expected


@pytest.mark.parametrize("texts", STARTING_POINTS.values(), ids=STARTING_POINTS)
def test_uninstalling_leaves_every_file_as_it_was_after_one_run_and_after_two(environ, home, tmp_path, texts):
    for name, text in texts.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(text.encode(errors="surrogateescape"))
    before = files(home)
    install(environ, "--yes")
    once = shutil.copytree(home, tmp_path / "once", symlinks=True)
    assert files(home) != before

    result = install(environ, "--uninstall")

    assert (result.returncode, result.stderr) == (0, "")
    assert files(home) == before

    shutil.rmtree(home)
    once.rename(home)
    install(environ, "--yes")
    assert [path.name for path in (home / ".local/share/awsenv/venvs").iterdir()] == ["2"]

    result = install(environ, "--uninstall")

    assert (result.returncode, result.stderr) == (0, "")
    assert files(home) == before


def test_uninstalling_restores_what_lies_behind_links_even_dangling_ones(environ, home):
    (home / "dotfiles").mkdir()
    (home / "dotfiles/bashrc").write_text("a=1")
    (home / ".bashrc").symlink_to("dotfiles/bashrc")
    (home / ".zshrc").symlink_to(home / "dotfiles/zshrc")
    before = files(home)
    install(environ, "--yes")
    assert (home / "dotfiles/zshrc").read_text() == ZSH_LINE

    install(environ, "--uninstall")

    assert files(home) == before


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_script_runs_in_another_shell_too(environ, home, shell):
    environ["SHELL"] = ""  # else bash takes it from the password file
    assert install(environ, "--yes", under=[shell]).returncode == 0
    assert start_files(home) == LINES
    assert install(environ, "--uninstall", under=[shell]).returncode == 0
    assert files(home) == {}


@pytest.mark.parametrize(
    ("before", "edited", "after"),
    [
        ("a=1\n", f"a=1\n{BASH_LINE}b=2\n", "a=1\nb=2\n"),
        ("a=1", f"a=1\n{BASH_LINE}b=2", "a=1\nb=2"),
        ("a=1", f"z=0\n{BASH_LINE}", "z=0"),
        ("a=1\n", BASH_LINE.rstrip("\n"), ""),
        ("a=1\n", f"a=1\n{BASH_LINE}{BASH_LINE}", "a=1\n"),
        ("a=1\n", "gone\n", "gone\n"),
        (None, f"{BASH_LINE}b=2\n", "b=2\n"),
    ],
)
def test_uninstalling_takes_just_the_line_out_of_an_edited_file(environ, home, before, edited, after):
    if before is not None:
        (home / ".bashrc").write_text(before)
    install(environ, "--yes")
    (home / ".bashrc").write_text(edited)

    install(environ, "--uninstall")

    assert (home / ".bashrc").read_text() == after


def test_uninstalling_removes_a_line_that_the_user_had_pasted(environ, home):
    install(environ, "--no-rc")
    (home / ".zshrc").write_text(f"a=1\n{ZSH_LINE}b=2\n")

    install(environ, "--uninstall")

    assert (home / ".zshrc").read_text() == "a=1\nb=2\n"


def test_uninstalling_removes_state_and_cache_and_leaves_the_settings(environ, home):
    for name in (".local/state/awsenv/allowed/x", ".cache/awsenv/names", ".config/awsenv/config.toml"):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text("x")
    before = tree(home / ".config")
    install(environ, "--no-rc")

    result = install(environ, "--uninstall")

    assert "awsenv: your settings stay: ~/.config/awsenv/config.toml\n" in result.stdout
    assert tree(home / ".config") == before
    assert not (home / ".local/state/awsenv").exists()
    assert not (home / ".cache/awsenv").exists()


def test_directories_that_are_empty_then_are_named_and_stay(environ, home):
    install(environ, "--yes")

    said = install(environ, "--uninstall").stdout

    for name in (".local/bin", ".local/share", ".config/fish"):
        assert f"awsenv: ~/{name} is empty now; if nothing else needs it: rmdir '" in said
        assert (home / name).is_dir()


def test_uninstalling_what_is_not_installed_does_no_harm(environ, home):
    (home / ".bashrc").write_text("a=1")
    before = files(home)

    assert install(environ, "--uninstall").returncode == 0
    assert files(home) == before


def test_uninstalling_leaves_the_directories_of_another_program_of_that_name(environ, home):
    for name in (
        ".local/share/awsenv/venv/x",
        ".local/share/awsenv/shell/mine",
        ".cache/awsenv/x",
        ".local/state/awsenv/x",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x")
    before = files(home)

    result = install(environ, "--uninstall")

    assert (result.returncode, files(home)) == (0, before)
    assert (
        "awsenv: there is no installation in ~/.local/share/awsenv, so no directory was removed\n"
        in result.stdout
    )
    shutil.rmtree(home / ".local/share/awsenv/venv")
    del before[".local/share/awsenv/venv/x"]
    install(environ, "--no-rc")
    result = install(environ, "--uninstall")
    assert {name: text for name, text in before.items() if "share" in name} == files(home)
    assert "awsenv: the rest of ~/.local/share/awsenv is not from this script, and stays\n" in result.stdout


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_script_that_is_read_from_a_pipe_builds_nothing_of_the_current_directory(environ, home, shell):
    bait = shutil.copytree(ROOT, home / "clone", ignore=lambda *_: {".git", ".venv", "tests", "docs"})
    for command in (
        f"{shell} < install.sh",
        f"{shell} -s -- --yes < install.sh",
        f"cd awsenv; {shell} -c 'set -- --yes; . ../install.sh' install.sh",
    ):
        before = files(home)
        done = subprocess.run(
            ["sh", "-c", command], cwd=bait, env=environ, capture_output=True, text=True, check=False
        )
        assert (done.returncode, files(home)) == (1, before)
        assert "awsenv: this script has to be run from a copy of the project\n" in done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be in the home of another user")
@pytest.mark.parametrize("option", ["--yes", "--uninstall"])
def test_root_leaves_nothing_in_the_home_of_another_user(environ, home, option):
    os.chown(home, 65534, 65534)

    result = install(environ, option)

    assert (result.returncode, result.stdout, tree(home)) == (1, "", {})
    assert "belongs to another user, and root would leave files there\n" in result.stderr


@pytest.mark.parametrize(("mask", "forbidden"), [("000", 0o022), ("002", 0o022), ("077", 0o022)])
def test_whatever_the_mask_only_the_user_can_change_what_is_installed(environ, home, mask, forbidden):
    (home / ".bashrc").write_text("a=1\n")
    (home / ".bashrc").chmod(0o666)

    install(environ, "--yes", under=["sh", "-c", f'umask {mask}; exec "$0" "$@"'])

    made = {path: path.lstat().st_mode for path in home.rglob("*") if not path.is_symlink()}
    assert stat.S_IMODE(made.pop(home / ".bashrc")) == 0o666
    assert [path for path, mode in made.items() if mode & forbidden] == []
    assert (mask == "077") == ((home / ".local/share/awsenv").stat().st_mode & 0o077 == 0)


def test_a_foreign_command_in_local_bin_stays_and_is_named(environ, home):
    program(home / ".local/bin/awsenv", "#!/bin/sh\n")
    before = files(home)

    result = install(environ, "--no-rc")

    assert result.returncode == 0
    assert "awsenv: ~/.local/bin/awsenv belongs to another program and stays as it is" in result.stdout
    install(environ, "--uninstall")
    assert files(home) == before


def test_zsh_is_asked_for_the_zdotdir_that_only_it_knows(environ, home):
    (home / ".zshenv").write_text('echo noise\nZDOTDIR="$HOME/z dir"\n')
    before = files(home)

    install(environ, "--yes")

    assert (home / "z dir/.zshrc").read_text() == ZSH_LINE
    assert not (home / ".zshrc").exists()
    install(environ, "--uninstall")
    assert files(home) == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "sh"])
def test_with_the_snippet_gone_a_start_file_still_ends_well_under_errexit(environ, home, shell):
    (home / ".bashrc").write_text(BASH_LINE)
    result = subprocess.run(
        [shell, "-euc", '. "$HOME/.bashrc"; echo "$?"'],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome(result) == (0, "0\n", "")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, {".bashrc": BASH_LINE, ".bash_profile": BASH_LINE}),
        ({".bash_profile": ". ~/.bashrc\n"}, {".bashrc": BASH_LINE, ".bash_profile": ". ~/.bashrc\n"}),
        ({".bash_profile": "a=1\n"}, {".bashrc": BASH_LINE, ".bash_profile": f"a=1\n{BASH_LINE}"}),
        (
            {".profile": "a=1\n"},
            {
                ".bashrc": BASH_LINE,
                ".profile": "a=1\n" + BASH_LINE.replace("[ -r", '[ -n "${BASH_VERSION-}" ] && [ -r'),
            },
        ),
    ],
)
def test_on_macos_login_shells_of_bash_load_it_too(environ, home, tmp_path, texts, expected):
    program(tmp_path / "bin/uname", "#!/bin/sh\necho Darwin\n")
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    for name, text in texts.items():
        (home / name).write_text(text)
    before = files(home)

    install(environ, "--yes")

    names = (".bashrc", ".bash_profile", ".bash_login", ".profile")
    assert {name: (home / name).read_text() for name in names if (home / name).exists()} == expected
    install(environ, "--uninstall")
    assert files(home) == before


def posing_as(tmp_path, name, pose):
    """A Python that believes the pose about itself, as the only one or as one of several on the PATH."""
    code = f"import sys\n{pose}\nexec(sys.argv[1])"
    return program(tmp_path / name, f"#!/bin/sh\nexec '{sys.executable}' -I -c '{code}' \"$3\"\n")


def test_a_python_that_is_too_old_is_named_with_what_to_do(environ, home, tmp_path):
    environ["PYTHON"] = posing_as(tmp_path, "python3.9", "sys.version_info = (3, 9, 2)")

    result = install(environ, "--yes")

    first, second = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (1, "")
    assert first == f"awsenv: Python 3.10 or later is needed; {sys.executable} is 3.9"
    assert second.startswith("awsenv: install it, or name one: PYTHON=/path/to/python3 ./install.sh")
    assert tree(home) == {}


@pytest.mark.parametrize(
    "pose",
    [
        'sys.modules["venv"] = None',
        'sys.modules["ensurepip"] = None',
        "import glob; glob.glob = lambda _: []",
    ],
    ids=["venv", "ensurepip", "the wheel of pip"],
)
def test_a_python_that_lacks_what_an_environment_needs_is_named_with_what_to_do(
    environ, home, tmp_path, pose
):
    environ["PYTHON"] = posing_as(tmp_path, "python3", pose)

    result = install(environ, "--yes")

    first, second = result.stderr.splitlines()
    version = "{}.{}".format(*sys.version_info)
    assert (result.returncode, result.stdout) == (1, "")
    assert first == f"awsenv: Python {version} ({sys.executable}) has no venv module that works"
    assert second.startswith("awsenv: install ")
    assert tree(home) == {}


def test_no_python_at_all_is_said_with_what_to_do(environ, home):
    environ["PYTHON"] = "/nowhere/python3"

    result = install(environ, "--yes")

    first, second = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (1, "")
    assert first == "awsenv: Python 3.10 or later is needed; /nowhere/python3 was not found or does not run"
    assert second.startswith("awsenv: install it, or name one")
    assert tree(home) == {}


def test_a_later_python_on_the_path_is_found_behind_an_old_one_and_a_dead_shim(environ, tmp_path):
    quick_python = environ.pop("PYTHON")
    posing_as(tmp_path, "bin/python3", "sys.version_info = (3, 9, 2)")
    program(tmp_path / "bin/python3.14", "#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    program(tmp_path / "bin/python3.13", f"#!/bin/sh\nexec '{quick_python}' \"$@\"\n")
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"

    result = install(environ, "--no-rc")

    assert (result.returncode, result.stderr) == (0, "")
    assert "with Python {}.{} ".format(*sys.version_info) in result.stdout


@pytest.mark.parametrize(
    ("how", "first", "second"),
    [
        (
            "offline",
            "awsenv: pip cannot reach the package index; nothing was changed",
            "awsenv: check the network, or the proxy and the index that pip uses, and run this again",
        ),
        (
            "broken",
            "awsenv: pip cannot install what awsenv needs: ERROR: no room on the moon",
            "awsenv: nothing was changed; the whole output is in ",
        ),
        (
            "elsewhere",
            "awsenv: pip has put nothing into the environment; nothing was changed",
            "awsenv: what sends it elsewhere: pip config list",
        ),
    ],
)
def test_when_pip_fails_an_earlier_installation_stays_and_a_first_one_leaves_nothing(
    environ, home, tmp_path, how, first, second
):
    environ |= {"PRETEND": how, "TMPDIR": str(tmp_path)}
    result = install(environ, "--yes")

    assert (result.returncode, len(result.stderr.splitlines())) == (1, 2)
    assert result.stderr.splitlines()[0] == first
    assert result.stderr.splitlines()[1].startswith(second)
    assert not (home / ".local/share/awsenv").exists()
    assert files(home) == {}

    install({**environ, "PRETEND": ""}, "--yes")
    before = tree(home)

    assert install(environ, "--yes").returncode == 1
    assert tree(home) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is /dev/full")
def test_where_a_snippet_cannot_be_written_the_earlier_installation_stays(environ, home):
    install(environ, "--yes")
    data = home / ".local/share/awsenv"
    (data / "shell/awsenv.fish.new").symlink_to("/dev/full")
    before = tree(data / "venvs"), os.readlink(data / "venv")
    result = install(environ, "--yes")

    assert (result.returncode, "awsenv.fish cannot be written: " in result.stderr) == (1, True)
    assert (tree(data / "venvs"), os.readlink(data / "venv")) == before


@pytest.fixture
def start(sit):
    """Run install.sh on a terminal."""

    def start(environ, *options, under="sh"):
        return sit([under, str(ROOT / "install.sh"), *options], environ, environ["HOME"])

    return start


def finish(terminal):
    """The status, and what was said."""
    said, status = terminal.ended()
    return status, said.replace("\r\n", "\n")


def test_of_two_installations_at_once_the_second_waits_for_the_first(start, environ, home, tmp_path):
    os.mkfifo(tmp_path / "started")
    first = start({**environ, "PRETEND": f"wait:{tmp_path / 'started'}"}, "--no-rc")
    (tmp_path / "started").read_text()
    second = start(environ, "--yes")
    second.until("awsenv: another install.sh is running; waiting for it")
    first.send("\x03")
    assert finish(first)[0] == 130
    assert finish(second)[0] == 0
    assert ask_command(environ, home) == f"{VERSION}\n"
    assert start_files(home) == LINES


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_an_interrupt_leaves_the_earlier_installation_as_it_was(start, environ, home, tmp_path, shell):
    install(environ, "--yes")
    before = tree(home)
    os.mkfifo(tmp_path / "started")
    terminal = start({**environ, "PRETEND": f"wait:{tmp_path / 'started'}"}, "--yes", under=shell)
    (tmp_path / "started").read_text()

    terminal.send("\x03")

    status, said = finish(terminal)
    assert (status, said.splitlines()[-1]) == (130, "awsenv: interrupted; nothing was changed")
    assert tree(home) == before


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["y", "n", "Yes"], {".bashrc", ".config/fish/config.fish"}),
        (["", "", ""], set(LINES)),
        (["no", "x", "N"], set()),
        (["\x04", "y", "\x04"], {".zshrc"}),
    ],
)
def test_on_a_terminal_each_line_is_shown_and_asked_for(start, environ, home, answers, expected):
    terminal = start(environ)
    for line, answer in zip(LINES.values(), answers, strict=True):
        terminal.until(line.rstrip("\n"))
        terminal.until("awsenv: add it? [Y/n] ")
        terminal.send(answer if answer == "\x04" else f"{answer}\r")

    assert finish(terminal)[0] == 0
    assert start_files(home) == {name: LINES[name] for name in LINES if name in expected}


def test_an_interrupt_at_a_question_keeps_what_is_installed(start, environ, home):
    terminal = start(environ)
    terminal.until("awsenv: add it? [Y/n] ")

    terminal.send("\x03")

    status, said = finish(terminal)
    assert (status, said.splitlines()[-1]) == (130, "awsenv: interrupted; run this again for the rest")
    assert start_files(home) == {}
    assert ask_command(environ, home) == f"{VERSION}\n"


def test_the_demo_runs_the_shell_of_the_sandbox_and_leaves_nothing_behind(start, environ, home, tmp_path):
    (tmp_path / HOSTILE.replace("b", "t")).mkdir()
    environ = {**environ, "TMPDIR": str(tmp_path / HOSTILE.replace("b", "t")), "SHELL": "/bin/bash"}
    terminal = start(environ, "--demo")
    terminal.until("awsenv shop-dev")
    [asked] = Path(environ["TMPDIR"]).glob("awsenv-try.*/asked")
    [fetched] = asked.read_text().splitlines()
    assert {"--require-hashes", "--only-binary", ":all:", "requirements/install.txt"} <= set(fetched.split())

    terminal.send("exit\r")

    status, said = finish(terminal)
    assert (status, said.splitlines()[-1]) == (0, "awsenv: the sandbox is gone, and nothing of it is left")
    assert [list(home.iterdir()), os.listdir(environ["TMPDIR"])] == [[], []]


def test_a_demo_that_is_interrupted_or_cannot_be_fetched_leaves_nothing_behind(
    start, environ, home, tmp_path
):
    (tmp_path / "t").mkdir()
    os.mkfifo(tmp_path / "started")
    environ = {**environ, "TMPDIR": str(tmp_path / "t")}
    terminal = start({**environ, "PRETEND": f"wait:{tmp_path / 'started'}"}, "--demo")
    (tmp_path / "started").read_text()
    terminal.send("\x03")
    assert finish(terminal)[0] == 130

    offline = start({**environ, "PRETEND": "offline"}, "--demo")
    status, said = finish(offline)
    assert (status, "pip cannot reach the package index" in said) == (1, True)
    assert [list(home.iterdir()), os.listdir(tmp_path / "t")] == [[], []]


def test_without_a_terminal_the_demo_is_refused_before_anything_is_fetched(environ, home):
    said = "awsenv: the demo needs a terminal, and there is none here\n"
    assert outcome(install(environ, "--demo")) == (2, "", said)
    assert list(home.iterdir()) == []


def ask_command(environ, home):
    command = [home / ".local/share/awsenv/venv/bin/awsenv", "--version"]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def test_a_path_without_local_bin_is_mentioned_and_one_with_it_is_not(environ, home):
    assert "is not on your PATH" in install(environ, "--no-rc").stdout

    environ["PATH"] = f"{home}/.local/bin:{environ['PATH']}"
    assert "is not on your PATH" not in install(environ, "--no-rc").stdout


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("HOME", "", "HOME is not set"),
        ("XDG_STATE_HOME", "/a\nb", "a directory whose name holds a newline cannot be used"),
        ("XDG_DATA_HOME", "/a:b", "a virtual environment cannot be in /a:b/awsenv: the name holds a colon"),
    ],
)
def test_places_that_cannot_work_are_refused_before_anything_is_done(environ, home, variable, value, message):
    result = subprocess.run(
        [ROOT / "install.sh"], env={**environ, variable: value}, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr.splitlines()[0]) == (1, f"awsenv: {message}")
    assert tree(home) == {}


def test_help_is_printed_and_an_unknown_option_is_a_usage_error(environ, home):
    assert install(environ, "--help").stdout.startswith("Usage: ./install.sh ")
    assert outcome(install(environ, "--frob")) == (
        2,
        "",
        "awsenv: unknown option '--frob'; try ./install.sh --help\n",
    )
    assert tree(home) == {}


def test_a_copy_that_lacks_a_file_says_which(environ, home, tmp_path):
    shutil.copy(ROOT / "install.sh", tmp_path)

    result = install(environ, script=tmp_path / "install.sh")

    assert result.stderr.startswith(f"awsenv: {tmp_path}/awsenv/__init__.py is missing\n")
    assert tree(home) == {}


# From here on with the real pip, once, in surroundings that could turn it away from its work.


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    home = tmp_path_factory.mktemp("real") / HOSTILE
    source = tmp_path_factory.mktemp("source") / HOSTILE
    home.mkdir()
    source.mkdir()
    for name in ("awsenv", "requirements", "shell"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "install.sh", source)
    (source / "shell/awsenv.zsh.zwc").write_text("of another text")
    network = {name: value for name, value in os.environ.items() if name.lower().startswith(("pip_", "ssl_"))}
    network |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    environ = {
        **surroundings(home),
        **network,
        "PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PIP_COMPILE": "0",
        "PIP_USER": "1",
        "PIP_CACHE_DIR": str(tmp_path_factory.getbasetemp() / "pip-cache"),
    }
    (home / ".config/pip").mkdir(parents=True)
    away = tmp_path_factory.mktemp("away")
    elsewhere = f"target = {away}/t\nprefix = {away}/p\nroot = {away}/r\ndry-run = true\n"
    (home / ".config/pip/pip.conf").write_text(f"[global]\npython = /nowhere\n[install]\n{elsewhere}")
    before = files(home)
    source_before = tree(source)
    result = install(environ, "--yes", script=source / "install.sh")
    assert (result.returncode, result.stderr) == (0, "")
    assert (tree(source), tree(away)) == (source_before, {})
    return source / "install.sh", environ, home, before


def test_a_real_installation_is_whole_answers_and_is_upgraded_and_removed_without_a_trace(real, quick_python):
    """One test, since an installation takes long; the upgrade is by the pretended pip."""
    script, environ, home, before = real
    python = home / ".local/share/awsenv/venv/bin/python"
    library = next((home / ".local/share/awsenv/venv/lib").glob("python3*")) / "site-packages"
    compiled = "__pycache__/{}." + sys.implementation.cache_tag + ".pyc"

    missing = [
        str(path.relative_to(library))
        for package in ("awsenv", "botocore", "boto3", "argcomplete", "platformdirs")
        for path in (library / package).rglob("*.py")
        if not (path.parent / compiled.format(path.stem)).exists()
    ]
    assert missing == []

    assert [ask(shell, environ) for shell in SHELLS] == [(0, f"function\n{VERSION}\n")] * len(SHELLS)

    code = "import boto3, argcomplete, platformdirs, awsenv; print(awsenv.__file__)"
    answer = subprocess.run(
        [python, "-I", "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    assert answer.stdout == f"{library}/awsenv/__init__.py\n"
    assert list(library.glob("*.pth")) == [], "nothing runs at every start"
    assert list(library.glob("awsenv/shell/*.zwc")) == [], "zsh would take it for that of the text beside it"

    for folder in (".cache", ".local/state", ".config"):
        shutil.rmtree(home / folder / "fish", ignore_errors=True)
    shutil.rmtree(home / ".local/share/fish", ignore_errors=True)

    assert install({**environ, "PYTHON": quick_python}, "--yes", script=script).returncode == 0
    assert ask_command(environ, home) == f"{VERSION}\n"
    assert install(environ, "--uninstall", script=script).returncode == 0
    assert files(home) == before
