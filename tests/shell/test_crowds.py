"""Generated names, deaths at any moment, and a hundred shells at once: whole identities or none."""

from __future__ import annotations

import os
import random
import subprocess

import pytest
from aws import faults
from running import with_keys

from awsenv import switch
from awsenv.environment import dialects, undo, variables

from .conftest import quoted
from .terminal import SHELLS
from .test_hostile_places import PARTS, hostile

# Runs without a terminal and without start-up files, as in a script.
SCRIPT = {
    "bash": ["bash", "--norc", "--noprofile", "-c"],
    "zsh": ["zsh", "-f", "-c"],
    "fish": ["fish", "--no-config", "-c"],
}
EACH = {  # do something for each word of a file in which words end with NUL
    "bash": 'while IFS= read -r -d "" word; do {body}; done <{file}',
    "zsh": 'while IFS= read -r -d "" word; do {body}; done <{file}',
    "fish": "for word in (string split0 <{file}); {body}; end",
}


def run(shell, home, script, **variables):
    """What the script prints, and what it complains of."""
    done = subprocess.run(
        [*SCRIPT[shell.name], f". {quoted(shell, shell.snippet)}\n{script}"],
        env={**home.environ, "AWSENV_BIN": str(home.command), **variables},
        cwd=home.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.stdout, done.stderr.decode(errors="replace")


def each(shell, body, file):
    return EACH[shell.name].format(body=body, file=quoted(shell, str(file)))


def environments(output):
    """Each block of `env -0` up to its mark, as far as AWS is concerned."""
    for block in output.split(b"THE-END\0")[:-1]:
        pairs = (os.fsdecode(pair).partition("=") for pair in block.split(b"\0") if pair)
        yield {name: value for name, _, value in pairs if name.startswith("AWS")}


@pytest.fixture
def core(home, server):
    """A shell of somebody who has Ann's and Bob's keys, in the home of these tests."""
    return with_keys(home.path, home.environ, server)


CONTROL = (*range(32), *range(127, 160), 0x202E)
LINE = ["\x9b31m"] + [
    part for part in PARTS if "\n" not in part and "]" not in part
]  # as a section's name may be


def test_generated_names_are_switched_to_and_shown_as_they_are(home, shell):
    """Through the function, the core and back; the shell's child and the prompt say which profile it is."""
    names = [name.strip() for name in hostile(25, LINE)]
    home.write(
        ".aws/credentials",
        "".join(f"[{name}]\naws_access_key_id = AKIA\naws_secret_access_key = s\n" for name in names),
    )
    home.write("list", "".join(f"{name}\0" for name in names))
    word = '"$word"'
    body = f"awsenv use -- {word}; env -0; awsenv_prompt_info; printf '\\0THE-END\\0'"
    out, err = run(shell, home, each(shell, body, home.path / "list"), TERM="dumb", LC_ALL="C.UTF-8")
    assert err == ""
    found = list(environments(out))
    assert [one["AWS_PROFILE"] for one in found] == [one["AWSENV_PROFILE"] for one in found] == names
    prompts = [block.split(b"\0")[-2].decode() for block in out.split(b"THE-END\0")[:-1]]
    if shell.name == "zsh":  # for a prompt, in which a % has to be doubled
        prompts = [text.replace("%%", "%") for text in prompts]
    assert prompts == [name.translate(dict.fromkeys(CONTROL, "?")) for name in names]
    assert list(home.path.glob("**/x")) == []


def test_the_code_for_a_thousand_names_makes_a_thousand_identities_and_runs_nothing(home, shell):
    chance = random.Random(11)  # noqa: S311 (names, not secrets)
    names = ["".join(chance.choices(PARTS, k=chance.randint(1, 8))) for _ in range(1000)]
    codes = [
        dialects.render(
            shell.name,
            undo.switched(switch.for_profile(name, "r", dict.fromkeys(variables.OWNED)), {}),
        )
        for name in names
    ]
    home.write("codes", "".join(f"{code}\0" for code in codes))
    body = (
        'eval $word; printf "%s\\0" "$AWS_PROFILE"'
        if shell.name == "fish"
        else 'eval "$word"; printf "%s\\0" "$AWS_PROFILE"'
    )
    out, err = run(shell, home, each(shell, body, home.path / "codes"))
    assert err == ""
    assert out.decode().split("\0")[:-1] == names
    assert list(home.path.glob("**/x")) == []


def test_a_core_that_is_killed_at_any_moment_leaves_one_whole_identity(home, shell):
    """And the next switch finds nothing in its way."""
    killer = home.write(
        "killer",
        f'#!/bin/sh\nread -r delay <"$HOME/delay"\nexec timeout -s KILL "$delay" {home.command} "$@"\n',
    )
    killer.chmod(0o755)
    chance = random.Random(3)  # noqa: S311 (moments, not secrets)
    words = [f"{chance.uniform(0.001, 0.08):.4f}" for _ in range(24)]
    home.write("list", "".join(f"{word}\0" for word in words))
    body = 'printf "%s\\n" "$word" >~/delay; awsenv dev; env -0; printf "THE-END\\0"; awsenv prod-account; env -0; printf "THE-END\\0"'
    out, err = run(shell, home, each(shell, body, home.path / "list"), AWSENV_BIN=str(killer))
    kinds = {
        (
            one.get("AWS_PROFILE"),
            one.get("AWSENV_PROFILE"),
            one.get("AWS_REGION"),
            one.get("AWS_DEFAULT_REGION"),
        )
        for one in environments(out)
    }
    assert kinds <= {
        (None,) * 4,
        ("dev", "dev", "us-east-2", "us-east-2"),
        ("prod-account", "prod-account", "eu-central-1", "eu-central-1"),
    }
    assert "Traceback" not in err
    out, err = run(shell, home, "awsenv dev; env -0; printf 'THE-END\\0'")
    assert (err, next(environments(out))["AWS_PROFILE"]) == ("", "dev")


def test_a_hundred_shells_of_all_kinds_open_one_session(core, home, server):
    """None waits for ever, none gets other keys, and AWS is asked once."""
    started = []
    for number in range(100):
        shell = SHELLS[("bash", "zsh", "fish")[number % 3]]
        script = f". {quoted(shell, shell.snippet)}; awsenv open -k; env -0"
        environ = {**core.environ, "AWSENV_BIN": str(home.command)}
        command = [*SCRIPT[shell.name], script]
        started.append(
            subprocess.Popen(
                command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        )
    answers = [process.communicate(timeout=300) for process in started]
    assert {err for _, err in answers} == {b""}
    found = [next(environments(out + b"\0THE-END\0")) for out, _ in answers]
    assert len(found) == 100
    assert len({(one["AWS_ACCESS_KEY_ID"], one["AWS_SESSION_TOKEN"]) for one in found}) == 1
    assert len(server.calls("AssumeRole")) == 1


def test_a_shell_that_is_killed_while_its_core_waits_takes_nobody_with_it(core, home, server):
    """The core that it leaves behind may finish or not: whoever comes next gets a session."""
    hang = faults.Hang()
    server.disturb("AssumeRole", hang)
    shell = SHELLS["bash"]
    script = f". {quoted(shell, shell.snippet)}; awsenv open -k"
    environ = {**core.environ, "AWSENV_BIN": str(home.command)}
    process = subprocess.Popen([*SCRIPT["bash"], script], env=environ, stdin=subprocess.DEVNULL)
    server.wait("AssumeRole")
    process.kill()
    process.wait()
    hang.release()
    result = core.run("open", "-k")
    assert (result.status, result.err) == (0, "")
    assert len(core.session_files()) == 1
