"""Does `awsenv import` say what other tools left, and take over no more than it says?"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from running import run_core

from awsenv.aws_config import ini, profiles
from awsenv.importing import envrc, replacements, startup_lines

CONFIG = """\
[profile tom]
region = us-east-1
"""
CREDENTIALS = """\
[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = work/canary+secret
"""


def known():
    return profiles.Profiles(ini.parse(CONFIG, "/config"), ini.parse(CREDENTIALS, "/credentials"))


# --- start-up files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('alias awsume="source awsume"', "a line for awsume"),
        ("function awsume", "a line for awsume"),
        ("complete -F _awsume awsume", "a line for awsume"),
        ('alias assume=". assume"', "a line for Granted"),
        ("alias -g assume='source assume'", "a line for Granted"),
        ("fpath=(~/.granted/zsh_autocomplete/assume/ $fpath)", "a line for Granted"),
        ("export AWS_VAULT_BACKEND=pass", "a line for aws-vault"),
        ("export AWS_ASSUME_ROLE_TTL=12h", "a line for aws-vault"),
        ("set -gx AWS_MIN_TTL 20m", "a line for aws-vault"),
        ("export AWS_PROFILE=prod", "AWS_PROFILE is set in every new shell"),
        ("set -Ux AWS_PROFILE prod", "AWS_PROFILE is set in every new shell"),
        ("export PATH=/x AWS_DEFAULT_PROFILE=prod", "AWS_DEFAULT_PROFILE is set in every new shell"),
        ("source <(aws-sso setup completions --source)", "a line for aws-sso"),
        ("# export AWS_PROFILE=prod", None),
        ("  # alias awsume=x", None),
        ("export AWS_PROFILER=x", None),
        ("unset AWS_PROFILE", None),
        ("alias assumed=x", None),
        ("alias assume-role=x", None),
        ("echo consume", None),
    ],
)
def test_lines_of_others_in_a_start_up_file(line, expected, home, environ):
    (home / ".zshrc").write_text(f"\n{line}\n")
    found = list(startup_lines.everywhere(environ))

    assert [(one.line, one.what[: len(expected or "")]) for one in found] == [(2, expected)] or (
        found == [] and expected is None
    )
    assert not any("prod" in one.what for one in found)


# --- .envrc -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export AWS_PROFILE=dev\n", ("dev", None)),
        (
            "# mine\n\n  export AWS_PROFILE='my dev'  # x\r\nexport AWS_REGION=eu-west-1\n",
            ("my dev", "eu-west-1"),
        ),
        (
            'export AWS_PROFILE="d";\nexport AWS_REGION=eu-west-1\nexport AWS_DEFAULT_REGION=eu-west-1',
            ("d", "eu-west-1"),
        ),
        ("export AWS_REGION=eu-west-1\n", None),
        ("use flake\n", None),
        ("# AWS_PROFILE\n", None),
        ("", None),
    ],
)
def test_an_envrc_that_only_names_a_profile(text, expected):
    assert envrc.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "use flake\nexport AWS_PROFILE=dev",
        "export AWS_PROFILE=$(whoami)",
        'export AWS_PROFILE="$USER"',
        "export AWS_PROFILE=`id`",
        "export AWS_PROFILE=dev; touch x",
        "export AWS_PROFILE=dev && touch x",
        "export AWS_PROFILE=dev PATH=/x",
        "export AWS_PROFILE=dev#x y",
        "AWS_PROFILE=dev",
        "export AWS_PROFILE=",
        "export AWS_PROFILE='#dev'",
        "export AWS_PROFILE=~/x",
        "export AWS_PROFILE=a\\ b",
        "export AWS_PROFILE=*",
        "export AWS_PROFILE=dev\nexport AWS_PROFILE=prod",
        "export AWS_PROFILE=dev\nexport AWS_REGION=eu-west-1\nexport AWS_DEFAULT_REGION=eu-west-2",
        "export AWS_PROFILE=dev\nexport AWS_REGION=eu_west",
        "export AWS_PROFILE='de\x1bv'",
        "export AWS_PROFILE=dev\nexport AWS_ACCESS_KEY_ID=AKIA",
        "source_up\nexport AWS_PROFILE=dev",
        "export AWS_PROFILE=dev\n" + "#" * envrc.LIMIT,
    ],
)
def test_an_envrc_that_does_more_is_no_pin(text):
    with pytest.raises(envrc.More):
        envrc.parse(text)


def test_a_walk_ends_at_its_limit_and_says_so(home):
    for name in ("a/b", "c", "d"):
        (home / "work" / name).mkdir(parents=True)
        (home / "work" / name / ".envrc").write_text("export AWS_PROFILE=work\n")
    found = list(replacements.below(str(home / "work"), known(), {"HOME": str(home)}, limit=3))

    made, note = found
    assert made.directory == str(home / "work/a/b")
    assert "more than 3 directories" in note.what


# --- the command ------------------------------------------------------------------------------------------


def run(environ, *words, **more):
    return run_core({**environ, **more}, environ["HOME"], "import", *words)


def everything(home):
    """Each file below the home that awsenv did not make for itself."""
    own = (".cache", ".local")
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] not in own
    }


@pytest.fixture
def lived_in(home, environ):
    """A home in which awsume and direnv have been used."""
    files = {
        ".aws/config": CONFIG,
        ".aws/credentials": CREDENTIALS,
        ".bashrc": 'alias awsume="source awsume"\nexport AWS_PROFILE=secret-name\n',
        "work/a/.envrc": "export AWS_PROFILE=work\nexport AWS_REGION=eu-west-1\n",
        "work/b/.envrc": "use flake\nexport AWS_PROFILE=work\n",
        "work/c/.envrc": "export AWS_PROFILE=gone\n",
        "work/d/.envrc": "export AWS_PROFILE=work\n",
        "work/d/.awsprofile": "tom\n",
        "work/node_modules/e/.envrc": "export AWS_PROFILE=work\n",
        "elsewhere/.envrc": "export AWS_PROFILE=work\n",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "work/link").symlink_to(home / "elsewhere")
    for name in "abcd":
        direnv(home / "work" / name, environ)
    return home


def direnv(folder, environ, verb="allow"):
    """Have direnv itself remember an answer."""
    subprocess.run(["direnv", verb], cwd=folder, env={**environ, "PATH": os.environ["PATH"]}, check=True)


def test_a_dry_run_shows_all_and_changes_nothing(lived_in, environ):
    before = everything(lived_in)
    done = run(environ, "--dry-run", "--pins", "work")

    assert (
        done.status,
        done.err,
        everything(lived_in),
    ) == (0, "awsenv: nothing was written\n", before)
    for text in (
        "+ ~/work/a/.awsprofile: profile work, region eu-west-1",
        "~/work/b/.envrc:1: left alone: it does more than name a profile",
        "~/work/c/.envrc: left alone: there is no profile 'gone'",
        "~/work/d/.envrc: left alone: the .awsprofile beside it says something else",
        "~/.bashrc:1: a line for awsume",
        "~/.bashrc:2: AWS_PROFILE is set in every new shell",
    ):
        assert text in done.out.replace("\n    ", " ")
    for text in ("node_modules", "elsewhere", "canary", "secret-name"):
        assert text not in done.out


def test_without_a_terminal_and_without_yes_it_shows_and_says_what_to_type(lived_in, environ):
    before = everything(lived_in)
    done = run(environ, "--pins", "work")

    assert (done.status, everything(lived_in)) == (4, before)
    assert "+ ~/work/a/.awsprofile: profile work, region eu-west-1" in done.out
    assert (
        done.err
        == "awsenv: nothing was written\nawsenv: --dry-run shows what would be written, --yes does not ask\n"
    )


def test_yes_writes_allowed_pins_and_nothing_else(lived_in, environ):
    before = everything(lived_in)
    done = run(environ, "--yes", "--pins", "work")
    after = everything(lived_in)

    assert (done.status, {name: after[name] for name in before}) == (0, before)
    assert after.keys() - before.keys() == {"work/a/.awsprofile"}
    assert after["work/a/.awsprofile"] == b"work\nregion = eu-west-1\n"
    assert "/work/a/.awsprofile" in (lived_in / ".local/state/awsenv/pins").read_text()

    again = run(environ, "--yes", "--pins", "work")
    assert (again.status, again.err, everything(lived_in)) == (0, "awsenv: nothing to write\n", after)


@pytest.mark.parametrize(("answer", "status"), [("yes\r", 0), ("no\r", 1), ("\r", 1), ("\x03", 130)])
def test_on_a_terminal_it_asks_once(lived_in, environ, sit, answer, status):
    terminal = sit([sys.executable, "-m", "awsenv", "import", "--pins", "work"], environ, lived_in)
    before, _ = terminal.until("Type yes to continue: ")
    assert b"work/a/.awsprofile" in before
    terminal.send(answer)

    assert terminal.ended()[1] == status
    assert (lived_in / "work/a/.awsprofile").exists() == (status == 0)


def test_yes_leaves_alone_what_direnv_was_not_allowed_to_run(lived_in, environ):
    """A clone may hold any .envrc, and so may one that has changed since it was allowed."""
    (lived_in / "work/a/.envrc").write_text("export AWS_PROFILE=work\n# more\n")
    for name in ("clone", "cloned again"):
        (lived_in / "work" / name).mkdir()
        (lived_in / "work" / name / ".envrc").write_text("export AWS_PROFILE=work\n")
    done = run(environ, "--yes", "--pins", "work")

    assert (done.status, done.err) == (0, "awsenv: nothing to write\n")
    assert done.out.count("left alone: direnv was not allowed") == 3
    assert [path.parent.name for path in lived_in.rglob(".awsprofile")] == ["d"]
    direnv(lived_in / "work/clone", environ)
    assert run(environ, "--yes", "--pins", "work").status == 0
    assert {path.parent.name for path in lived_in.rglob(".awsprofile")} == {"clone", "d"}


def test_on_a_terminal_each_that_direnv_was_not_allowed_to_run_is_asked_for(lived_in, environ, sit):
    for name in ("x", "y"):
        (lived_in / "work" / name).mkdir()
        (lived_in / "work" / name / ".envrc").write_text("export AWS_PROFILE=work\n")
    terminal = sit([sys.executable, "-m", "awsenv", "import", "--pins", "work"], environ, lived_in)
    for question, answer in (("write this?", "yes\r"), ("/work/x/", "no\r"), ("/work/y/", "yes\r")):
        before, _ = terminal.until("Type yes to continue: ")
        assert question in before.decode().split("awsenv: ")[-1]
        terminal.send(answer)

    assert terminal.ended()[1] == 0
    assert {path.parent.name for path in lived_in.rglob(".awsprofile")} == {"a", "d", "y"}


def test_no_one_is_asked_who_does_not_see_what_would_be_written(lived_in, environ, sit):
    command = f"'{sys.executable}' -m awsenv import --pins work | cat; exit ${{PIPESTATUS[0]}}"
    said, status = sit(["bash", "-c", command], environ, lived_in).ended()

    assert status == 4
    assert "Type yes" not in said


def test_where_nothing_is_nothing_is_said(home, environ):
    done = run(environ, PATH="/nowhere")

    assert (
        done.status,
        done.out,
        done.err,
    ) == (0, "", "awsenv: found no lines of other AWS tools that awsenv could replace\n")


def test_the_home_is_not_walked_unasked(lived_in, environ):
    done = run(environ)

    assert (done.status, done.err) == (0, "awsenv: nothing to write\n")
    assert "work/a" not in done.out


def test_settings_that_are_wrong_stop_it_before_anything_is_written(lived_in, environ):
    (lived_in / ".config/awsenv").mkdir(parents=True)
    (lived_in / ".config/awsenv/config.toml").write_text("durration = '1h'\n")
    before = everything(lived_in)
    done = run(environ, "--yes", "--pins", "work")

    assert (done.status, everything(lived_in)) == (1, before)
    assert "config.toml:1: unknown setting 'durration'; did you mean 'duration'?" in done.err


def test_hostile_files_are_named_and_harmless(home, environ):
    os.mkfifo(home / "fifo")
    (home / ".zshrc").symlink_to(home / "fifo")
    (home / ".profile").mkdir()
    (home / ".bashrc").write_bytes(b"alias awsume=\xff\x1b[31m\n")
    (home / "work/\x1b[31m").mkdir(parents=True)
    (home / "work/\x1b[31m/.envrc").write_bytes(b"export AWS_PROFILE=\xff\n")
    done = run(environ, "--pins", "work")

    assert (done.status, done.err) == (0, "awsenv: nothing to write\n")
    assert "\x1b" not in done.out
    for text in (
        ".bashrc:1: a line for awsume",
        "~/.profile: cannot be read: Is a directory",
        "not UTF-8 text",
    ):
        assert text in done.out.replace("\n    ", " ")


def test_a_directory_that_is_not_there_is_an_error(home, environ):
    done = run(environ, "--pins", "nowhere", "--yes")

    assert (done.status, done.out) == (1, "")
    assert "nowhere: cannot be read: No such file or directory" in done.err


def test_a_pin_of_a_protected_profile_is_written_but_not_followed(lived_in, environ):
    (lived_in / ".config/awsenv").mkdir(parents=True)
    (lived_in / ".config/awsenv/config.toml").write_text('[[class]]\nmatch = "work"\nconfirm = true\n')
    done = run(environ, "--yes", "--pins", "work")

    assert "cd does not switch to the protected profile " in done.err
    assert not (lived_in / ".local/state/awsenv/pins").exists()
