"""Directories named like an attack, pins that are none, and neighbours that must not be touched."""

from __future__ import annotations

import os
import random
import re
import socket

from .conftest import allow, environment, quoted
from .counting import traced

PARTS = [
    "$(touch x)", "`touch x`", "'", '"', "\\", "\n", "\n\n", "  ", "\t", "*", "?", "[a]", "{a,b}", "~", "-", "--", "!!",
    "#", ";touch x", "&&touch x", "|touch x", ">x", "<x", "(touch x)", "$HOME", "${IFS}", "%n", "%F{red}", "%25",
    "\x1b[31m", "\x1b]0;x\x07", "\x01", "\x7f", "\u202e", "é", "日本", "🙂", "e\u0301", "=", ":", "@", "^", ".awsprofile", "a",
]  # fmt: skip


def hostile(count, parts=PARTS):
    """Names that each part of an attack is in, and always the same."""
    chance = random.Random(7)  # noqa: S311 (names, not secrets)
    pool = [*parts, *chance.choices(parts, k=3 * count)]
    chance.shuffle(pool)
    return [f"{number}{''.join(pool[number::count])}" for number in range(count)]


# Takes the places out of a list one by one, so that nothing has to be quoted by the test.
STEPS = {
    "bash": (
        'places=(); while IFS= read -r -d "" p; do places+=("$p"); done <~/list',
        'cd "${places[0]}"; places=("${places[@]:1}")',
    ),
    "zsh": (
        'places=(); while IFS= read -r -d "" p; do places+=("$p"); done <~/list',
        'cd "$places[1]"; shift places',
    ),
    "fish": ("set -g places (string split0 <~/list)", "cd $places[1]; set -e places[1]"),
}


def test_a_pin_is_followed_in_a_directory_of_any_name(start, home, shell):
    folders = [home.path / "d" / name for name in hostile(14)]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / ".awsprofile").write_text("dev\n")
        allow(home, folder / ".awsprofile")
    (home.path / "list").write_bytes(b"".join(os.fsencode(folder) + b"\0" for folder in folders))
    terminal = start()
    read, step = STEPS[shell.name]
    terminal.run(read)
    for folder in folders:
        terminal.run(step)
        found = environment(terminal, home)
        assert (found.get("AWS_PROFILE"), found.get("AWSENV_PIN")) == ("dev", f"{folder}/.awsprofile\ndev\n")
    terminal.run("cd ~")
    assert "AWS_PROFILE" not in environment(terminal, home)
    assert list(home.path.glob("**/x")) == []


def large(path):
    with path.open("wb") as stream:
        stream.truncate(1 << 30)


def large_after_a_name(path):
    path.write_text("dev\n")
    os.truncate(path, 1 << 30)


def listening(path):
    with socket.socket(socket.AF_UNIX) as waiting:
        old = os.open(".", os.O_RDONLY)
        os.chdir(path.parent)  # the path of a socket has to be short
        waiting.bind(path.name)
        os.fchdir(old)
        os.close(old)


PINS = {
    "a gigabyte of nothing": large,
    "a gigabyte after the name": large_after_a_name,
    "noise": lambda path: path.write_bytes(random.Random(1).randbytes(100_000)),  # noqa: S311
    "one long line": lambda path: path.write_text("dev" * 100_000),
    "a program": lambda path: path.write_text("#!/bin/sh\ntouch x\n") and path.chmod(0o777),
    "code": lambda path: path.write_text("$(touch x); touch x `touch x`\n"),
    "an escape sequence": lambda path: path.write_text("dev\x1b]0;x\x07\n"),
    "a pipe": os.mkfifo,
    "a socket": listening,
    "a directory": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to the terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to a secret": lambda path: path.symlink_to(path.parents[2] / ".aws/credentials"),
}


def test_whatever_is_called_awsprofile_changes_nothing_holds_nobody_and_shows_nothing(start, home, shell):
    """One shell goes from each to the next, all of them below a pin that is followed where they are none."""
    (home.path / "pins").mkdir()
    for name, make in PINS.items():
        (home.path / "pins" / name).mkdir()
        make(home.path / "pins" / name / ".awsprofile")
    terminal = start()
    before = environment(terminal, home)
    terminal.run("cd ~/pins")
    for name in PINS:
        shown = terminal.run(f"cd {quoted(shell, '../pins/' + name)}") + terminal.run("true")
        assert environment(terminal, home) == before, name
        assert b"secret-of" not in shown
        assert b"]0;x\x07" not in shown.replace(b"]0;cd", b"")
    assert list(home.path.glob("**/x")) == []


def test_the_hook_looks_at_nothing_outside_the_current_path(start, home, shell):
    """A dead network mount beside or below it holds nobody, since nobody asks for it."""
    project = home.path / "work" / "two\nlines" / "project"
    for folder in (
        project / "deep",
        home.path / "mounted",
        project / "mounted",
        home.path / "work/two/mounted",
    ):
        folder.mkdir(parents=True)
        (folder / ".awsprofile").write_text("dev\n")
    trace = home.path / "trace"
    argv = traced([shell.program, *shell.arguments], trace)
    argv[argv.index("trace=execve,fork,vfork,clone,clone3")] = "trace=%file"
    (home.path / "list").write_bytes(os.fsencode(project) + b"\0")
    setup = "".join(line for line in shell.setup.splitlines(keepends=True) if "compinit" not in line)
    terminal = start(argv=[*argv[:1], "-s", "1000", *argv[1:]], before=setup, setup=False)
    read, step = STEPS[shell.name]
    for line in (read, step, "true", "true"):
        terminal.run(line)
    terminal.run("/bin/true the-end")
    while "the-end" not in (text := trace.read_text(encoding="utf-8", errors="replace")):
        pass
    asked = {
        name.encode().decode("unicode_escape").encode("latin-1")
        for name in re.findall(r'"((?:[^"\\]|\\.)*\.awsprofile)"', text)
    }
    above = {os.fsencode(f"{str(folder).rstrip('/')}/.awsprofile") for folder in (project, *project.parents)}
    assert above == asked


def test_the_shell_opens_nothing_that_could_hold_it(start, home, shell):
    """A lease makes who opens a file wait for 45 s; what a link leads to may be mounted, or may be a device."""
    for name in ("link", "links", "stranger", "shared", "own", "elsewhere"):
        (home.path / name).mkdir()
        (home.path / name / ".awsprofile").write_text("dev\n")
    for name, target in (("link", "../elsewhere/.awsprofile"), ("links", "pin")):
        (home.path / name / ".awsprofile").rename(home.path / name / "pin")
        (home.path / name / ".awsprofile").symlink_to(target)
    if os.geteuid() == 0:
        os.chown(home.path / "stranger/.awsprofile", 65534, 65534)
        os.chown(home.path / "shared", 65534, 65534)
    trace = home.path / "trace"
    argv = traced([shell.program, *shell.arguments], trace)
    argv[argv.index("trace=execve,fork,vfork,clone,clone3")] = "trace=%file"
    setup = "".join(line for line in shell.setup.splitlines(keepends=True) if "compinit" not in line)
    terminal = start(argv=[*argv[:1], "-s", "1000", *argv[1:]], before=setup, setup=False)
    shown = {name: terminal.run(f"cd ~/{name}") + terminal.run("true") for name in ("link", "links", "own")}
    if os.geteuid() == 0:
        shown |= {
            name: terminal.run(f"cd ~/{name}") + terminal.run("true") for name in ("stranger", "shared")
        }
    terminal.run("/bin/true the-end")
    while "the-end" not in (text := trace.read_text(encoding="utf-8", errors="replace")):
        pass
    told = {
        name: text.count(b"dev") if name != "link" else text.count(b"it is a link")
        for name, text in shown.items()
    }
    assert told == dict.fromkeys(shown, 1)
    calls = [
        line for line in text.splitlines() if "/.awsprofile" in line and not re.search("readlink|exec", line)
    ]
    assert [line for line in calls if "/elsewhere/" in line] == []
    waits = [line for line in calls if re.search(r"\bopen(at)?\(", line) and "O_NONBLOCK" not in line]
    assert {line.partition("/.awsprofile")[0].rpartition("/")[2] for line in waits} == {"own"}
    behind = [line for line in calls if "/link/" in line and "NOFOLLOW" not in line and "lstat" not in line]
    assert behind == []
