"""Does doctor find what is wrong on a machine, one thing at a time, and nothing where all is well?"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from aws.faults import Hang

from awsenv.doctor import tools

WIRED = "interactive completion hook prompt"


@pytest.fixture
def sound(core):
    """A machine on which all is well."""
    core.write(".bashrc", 'eval "$(awsenv init bash)"\n')
    core.write(".profile", ". ~/.bashrc\n")
    (core.home / ".aws/credentials").chmod(0o600)
    core.environ |= {"__awsenv_wiring": WIRED, "AWSENV_BIN": ""}
    # One role from two sources is what the fixture's profiles are about.
    text = (
        (core.home / ".aws/config")
        .read_text()
        .replace("[profile bob-open]", "[profile bob-open]\nrole_session_name = bob")
    )
    (core.home / ".aws/config").write_text(text)
    del core.environ["AWS_ENDPOINT_URL"]
    return core


def findings(core, *words, **variables):
    """What doctor says to a program, without the clock.

    Nor with notes of what the test's machine lacks, and of the fixture's keys, which test_keys.py is about.
    """
    result = core.run("doctor", "--json", "--offline", *words, keep=False, **variables)
    assert result.err == ""
    found = json.loads(result.out)
    assert result.status == int(any(one["level"] != "note" for one in found))
    return [one for one in found if not one["check"].startswith(("tools.aws", "profiles.plain-keys"))]


def checks(core, **variables):
    return [(one["level"], one["check"]) for one in findings(core, **variables)]


def place(core, found):
    """Where a finding is, below the home."""
    where = found["where"]
    return where and (os.path.relpath(where["path"], core.home), where["line"])


@pytest.mark.parametrize(("text", "level"), [("", "warning"), ("[env_var.AWSENV_PROFILE]\n", "note")])
def test_a_prompt_that_cannot_show_keys_mode_is_named(sound, text, level):
    sound.write(".config/starship.toml", text)
    told = {"__awsenv_wiring": f"{WIRED} foreign", "STARSHIP_SHELL": "bash"}
    [found] = [one for one in findings(sound, **told) if one["check"] == "shell.prompt"]
    assert (found["level"], found["what"].startswith("starship draws the prompt")) == (level, True)


def test_where_all_is_well_each_area_is_one_line(sound, server):
    (sound.home / "bin").mkdir()
    path = ":".join(one for one in sound.environ["PATH"].split(":") if not shutil.which("aws", path=one))
    tools = {"PATH": f"{sound.home}/bin:{path}"}
    result = sound.run("doctor", keep=False, AWS_ENDPOINT_URL_STS=server.url, **tools)
    areas = [line.split()[:2] for line in result.out.splitlines() if line[:1].strip()]
    assert (result.status, result.err) == (0, "")
    assert [words[1] for words in areas[:9]] == ["ok"] * 9


def test_nothing_is_found_where_nothing_is_wrong(sound):
    assert findings(sound) == []


def test_a_finding_is_what_where_and_what_to_do(sound):
    sound.write(".aws/config", "[profile x]\nregoin = eu-west-1\n")
    assert findings(sound) == [
        {
            "level": "warning",
            "check": "profiles.misspelt",
            "what": "no AWS tool knows the setting 'regoin'; did you mean region?",
            "where": {"path": str(sound.home / ".aws/config"), "line": 2},
            "remedy": "write region = …",
        }
    ]


def test_a_note_alone_is_nothing_wrong(sound):
    sound.write(".aws/config", "[profile list]\n")
    assert checks(sound) == [("note", "profiles.name")]
    assert sound.run("doctor", "--offline", keep=False).out.splitlines()[-1] == "2 notes", (
        "and the fixture's keys"
    )


# --- shell --------------------------------------------------------------------------------------------------


def test_a_shell_without_the_snippet_is_told_its_line(sound):
    result = sound.run("doctor", "--json", "--offline", shell=None, SHELL="/bin/zsh")
    found = {one["check"]: one for one in json.loads(result.out)}
    assert result.status == 1
    assert found["shell.snippet"]["remedy"] == 'run: eval "$(awsenv init zsh)"'
    assert found["shell.startup"]["remedy"].endswith('.zshrc: eval "$(awsenv init zsh)"')


def test_a_snippet_of_another_version_is_found(sound):
    assert ("error", "shell.version") in checks(sound, shell=None, AWSENV_SHELL="bash:0")
    del sound.environ["__awsenv_wiring"]
    assert checks(sound) == [("warning", "shell.version")]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("completion", ("warning", "shell.completion")),
        ("hook", ("error", "shell.hook")),
        ("prompt", ("warning", "shell.prompt")),
    ],
)
def test_what_the_snippet_misses_in_its_shell_is_found(sound, missing, expected):
    assert checks(sound, __awsenv_wiring=WIRED.replace(missing, "")) == [expected]


def test_what_the_snippet_tells_besides_is_found(sound):
    told = checks(sound, __awsenv_wiring=f"{WIRED} alias foreign tool:assume")
    assert told == [("error", "shell.alias"), ("note", "shell.prompt"), ("note", "tools.switcher")]
    assert checks(sound, AWSENV_PROMPT="off") == [("note", "shell.prompt")]


def test_a_second_line_is_found_and_so_is_one_for_another_shell(sound):
    sound.write(
        ".bashrc",
        "# awsenv init bash\nif true; then . /no/where/awsenv.bash; fi\nawsenv init fish\n",
        mode="a",
    )
    found = [(one["check"], place(sound, one)) for one in findings(sound)]
    assert found == [
        ("shell.startup", (".bashrc", 3)),
        ("shell.startup", (".bashrc", 4)),
        ("shell.twice", (".bashrc", 3)),
    ]


def test_a_start_up_file_that_cannot_be_read_is_found_once_and_a_fifo_holds_nobody(sound):
    (sound.home / ".bashrc").unlink()
    (sound.home / ".bashrc").mkdir()
    os.mkfifo(sound.home / ".zshrc")
    found = [one for one in findings(sound) if place(sound, one) == (".bashrc", None)]
    assert [(one["level"], one["check"]) for one in found] == [("warning", "shell.startup")]
    assert found[0]["what"] == "cannot be read: Is a directory"


def test_a_login_shell_that_does_not_read_bashrc_is_found(sound):
    sound.write(".bash_profile", "# . ~/.bashrc\n")
    found = findings(sound)
    assert [(one["check"], place(sound, one)) for one in found] == [("shell.login", (".bash_profile", None))]


def test_a_line_in_both_files_of_bash_is_right_where_neither_reads_the_other(sound):
    line = (sound.home / ".bashrc").read_text()
    sound.write(".profile", line)
    assert findings(sound) == []
    sound.write(".profile", f". ~/.bashrc\n{line}")
    assert checks(sound) == [("warning", "shell.twice")]
    sound.write(".bashrc", "")
    sound.write(".profile", line)
    assert checks(sound) == [("warning", "shell.login")]


def test_an_alias_in_a_start_up_file_is_found(sound):
    sound.write(".bashrc", "alias ll=ls awsenv='command awsenv'\nalias awsenv=x\n", mode="a")
    assert [(one["check"], place(sound, one)) for one in findings(sound)] == [("shell.alias", (".bashrc", 3))]


def test_another_awsenv_before_ours_on_the_path_is_found(sound):
    program = sound.write("other/awsenv", "#!/bin/sh\n")
    program.chmod(0o755)
    real = shutil.which("awsenv", path=sound.environ["PATH"])
    result = subprocess.run(
        [real, "doctor", "--json", "--offline"],
        env={**sound.environ, "PATH": f"{program.parent}:{sound.environ['PATH']}"},
        cwd=sound.home,
        capture_output=True,
        check=False,
    )
    found = [one for one in json.loads(result.stdout) if one["check"] == "shell.program"]
    assert [(one["level"], one["where"]["path"]) for one in found] == [("warning", str(program))]


# --- files --------------------------------------------------------------------------------------------------


def test_modes_that_let_others_read_or_write_are_found(sound):
    (sound.home / ".aws/credentials").chmod(0o640)
    (sound.home / ".aws/config").chmod(0o666)
    found = [(one["level"], one["check"], place(sound, one)[0]) for one in findings(sound)]
    assert found == [
        ("error", "files.mode", ".aws/config"),
        ("warning", "files.mode", ".aws/credentials"),
    ]


def test_links_are_told_and_one_that_leads_nowhere_is_found(sound):
    (sound.home / ".aws/config").rename(sound.home / "dotfile")
    (sound.home / ".aws/config").symlink_to(sound.home / "dotfile")
    assert checks(sound) == [("note", "files.link")]
    (sound.home / "dotfile").unlink()
    assert ("error", "files.link") in checks(sound)


@pytest.mark.parametrize(
    ("data", "line"), [(b"[profile a]\nregion = \xff\n", 2), ("[a]".encode("utf-16"), 1), (b"[a]\n\0", 2)]
)
def test_what_is_no_utf_8_is_found(sound, data, line):
    (sound.home / ".aws/config").write_bytes(data)
    found = [one for one in findings(sound) if one["check"] == "files.encoding"]
    assert [place(sound, one) for one in found] == [(".aws/config", line)]


def test_no_files_and_a_variable_that_names_none_are_found(sound):
    shutil.rmtree(sound.home / ".aws")
    assert checks(sound) == [("warning", "files.missing")]
    assert checks(sound, AWS_CONFIG_FILE="~/gone") == [("warning", "files.missing")]


def test_a_directory_or_a_fifo_in_place_of_a_file_is_found(sound):
    for name, make in (("config", os.mkdir), ("credentials", os.mkfifo)):
        path = sound.home / ".aws" / name
        path.unlink()
        make(path)
    assert checks(sound) == [("error", "files.kind")] * 2


def test_files_and_programs_that_a_profile_names_and_that_are_not_there_are_found(sound):
    sound.write(
        ".aws/config",
        "[profile a]\ncredential_process = nowhere-tool x\n[profile b]\n"
        "role_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = /no/where\n"
        "[profile c]\ncredential_process = sh 'x\n[profile d]\ncredential_process = bin/keys x\n",
    )
    sound.write("bin/keys", "#!/bin/sh\n").chmod(0o755)
    found = {
        one["where"]["line"]: one["what"] for one in findings(sound) if one["check"] == "profiles.reference"
    }
    assert sorted(found) == [2, 5, 7, 9]
    assert found[9].endswith("'bin/keys', would be another program in each directory: its path is relative")


# --- variables ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"AWS_PROFILE": "nobody"}, [("error", "variables.profile")]),
        ({"AWS_PROFILE": ""}, [("error", "variables.profile")]),
        (
            {"AWS_DEFAULT_PROFILE": "bob"},
            [("note", "variables.outside"), ("warning", "variables.profile")],
        ),
        ({"AWS_PROFILE": "bob"}, [("note", "variables.outside")]),
        ({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"}, [("note", "variables.outside")]),
        ({"AWS_ACCESS_KEY_ID": "AKIA"}, [("error", "variables.keys")]),
        ({"AWS_SESSION_TOKEN": "t"}, [("warning", "variables.keys")]),
        (
            {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"},
            [("error", "variables.keys"), ("note", "variables.outside")],
        ),
        (
            {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_PROFILE": "bob"},
            [("warning", "variables.both")],
        ),
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}, [("warning", "variables.region")]),
        ({"AWS_REGION": ""}, [("warning", "variables.empty")]),
        ({"AWS_CA_BUNDLE": "/no/where"}, [("error", "variables.file")]),
        ({"AWS_ENDPOINT_URL_STS": "http://ann:canary@localhost"}, [("note", "variables.endpoint")]),
        ({"AWS_SDK_LOAD_CONFIG": "1"}, [("note", "variables.old")]),
        ({"AWS_VAULT": "x"}, [("warning", "tools.switcher")]),
        ({"__awsenv_universal": "AWS_PROFILE"}, [("warning", "variables.universal")]),
    ],
)
def test_a_variable_that_contradicts_is_found(sound, variables, expected):
    assert checks(sound, **variables) == expected
    assert "canary" not in str(findings(sound, **variables))


def test_drift_after_a_switch_is_told_once(sound):
    sound.run("bob")
    assert checks(sound, AWS_DEFAULT_PROFILE="ann") == [("warning", "variables.drift")]
    assert findings(sound) == []


def test_metadata_that_is_off_is_found_where_a_profile_wants_it(sound):
    role = (
        "[profile m]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = Ec2InstanceMetadata\n"
    )
    sound.write(".aws/config", role)
    assert findings(sound) == []
    assert checks(sound, AWS_EC2_METADATA_DISABLED="true") == [("warning", "variables.metadata")]


def test_start_up_files_of_any_shell_that_export_an_identity_are_found(sound):
    sound.write(
        ".zshenv",
        "#export AWS_PROFILE=x\nexport FOO=1 AWS_PROFILE=x\n  export AWS_SECRET_ACCESS_KEY='canary'\n",
    )
    sound.write(".config/fish/conf.d/aws.fish", "set -gx AWS_REGION x\nset -gx AWS_PAGER ''\n")
    found = [(one["level"], one["check"], *place(sound, one)) for one in findings(sound)]
    assert found == [
        ("warning", "variables.startup", ".zshenv", 2),
        ("warning", "variables.startup", ".zshenv", 3),
        ("note", "variables.startup", ".config/fish/conf.d/aws.fish", 1),
    ]
    assert "canary" not in str(findings(sound))


# --- settings and pins --------------------------------------------------------------------------------------


def test_a_settings_file_that_is_wrong_is_found_on_its_line(sound):
    sound.write(".config/awsenv/config.toml", "min_ttl = '5m'\ncolour = 3\n")
    found = [(one["level"], one["check"], place(sound, one)) for one in findings(sound)]
    assert found == [("error", "settings.file", (".config/awsenv/config.toml", 2))]


def test_patterns_and_directories_that_mean_nothing_are_notes(sound):
    text = "trust = ['~/gone']\n[mode]\n'bbo' = 'keys'\n'bob*' = 'keys'\n"
    text += "[[class]]\nmatch = ['444455556666', 'zz-*']\n"
    sound.write(".config/awsenv/config.toml", text)
    found = [(one["level"], one["check"], place(sound, one)[1]) for one in findings(sound)]
    assert found == [
        ("note", "settings.pattern", 6),
        ("note", "settings.pattern", 3),
        ("note", "settings.trust", 1),
    ]


def test_a_settings_file_below_the_home_directory_is_found_by_its_whole_path(sound):
    path = sound.write("own.toml", "trust = ['~/gone']\n")
    (found,) = findings(sound, AWSENV_CONFIG="~/own.toml")
    assert (found["check"], found["where"]) == ("settings.trust", {"path": str(path), "line": 1})


def test_what_became_of_each_pin_is_told_but_for_one_that_is_gone(sound):
    for name, text in (("gone", "bob"), ("denied", "bob"), ("changed", "bob"), ("renamed", "bob")):
        sound.write(f"{name}/.awsprofile", f"{text}\n")
        sound.run("deny" if name == "denied" else "allow", name)
    (sound.home / "gone/.awsprofile").unlink()
    sound.write("changed/.awsprofile", "bob\n# and a word\n")
    sound.write("renamed/.awsprofile", "bobby\n")
    found = {place(sound, one)[0].partition("/")[0]: (one["level"], one["check"]) for one in findings(sound)}
    assert found == {
        "denied": ("note", "pins.denied"),
        "changed": ("note", "pins.changed"),
        "renamed": ("warning", "pins.profile"),
    }


def test_a_pin_of_this_directory_that_is_not_followed_is_found(sound):
    sound.write(".awsprofile", "bob\n")
    found = findings(sound)
    assert [(one["level"], one["check"]) for one in found] == [("warning", "pins.here")]
    assert "awsenv allow" in found[0]["remedy"]
    sound.run("allow")
    assert findings(sound) == []


def test_consents_that_others_could_write_are_found(sound):
    sound.write(".awsprofile", "bob\n")
    sound.run("allow")
    (sound.home / ".local/state/awsenv/pins").chmod(0o666)
    found = checks(sound)
    assert ("error", "pins.consents") in found


# --- directories --------------------------------------------------------------------------------------------


def test_sessions_that_others_could_read_are_found(sound, server):
    sound.run("open", "-k", keep=False, AWS_ENDPOINT_URL=server.url)
    assert [one for one in checks(sound) if one[1].startswith("directories")] == []
    file = sound.cli_files()[0]
    file.chmod(0o644)
    found = [one for one in findings(sound) if one["check"] == "directories.mode"]
    assert [(one["where"]["path"], one["where"]["line"]) for one in found] == [(str(file), None)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_file_in_place_of_a_directory_is_found(sound):
    sound.write(".cache/awsenv", "")
    sound.write(".local/state", "")
    assert {("warning", "directories.kind"), ("warning", "directories.writable")} <= set(checks(sound))


def test_without_a_home_it_works(sound):
    files = {"AWS_CONFIG_FILE": str(sound.home / ".aws/config"), "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    environ = {name: value for name, value in sound.environ.items() if name != "HOME"}
    environ |= {f"XDG_{kind}_HOME": str(sound.home) for kind in ("CACHE", "STATE", "CONFIG")}
    done = subprocess.run(
        [sys.executable, "-m", "awsenv", "doctor", "--json", "--offline"],
        env={**environ, **files},
        cwd=sound.home,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert "directories.home" in {one["check"] for one in json.loads(done.stdout)}


# --- clock and tools ----------------------------------------------------------------------------------------


def clock(core, server, **variables):
    result = core.run("doctor", "--json", keep=False, AWS_ENDPOINT_URL_STS=server.url, **variables)
    assert result.err == ""
    return [(one["level"], one["what"]) for one in json.loads(result.out) if one["check"].startswith("clock")]


def test_the_clock_is_held_against_that_of_aws(sound, server, world):
    assert clock(sound, server) == []
    world.skew = timedelta(hours=13)
    assert clock(sound, server) == [("error", "your clock is 13 h behind, so AWS refuses signatures")]
    world.skew = timedelta(seconds=-90)
    level, what = clock(sound, server)[0]
    assert (
        level,
        what.partition("so ")[2],
    ) == ("warning", "MFA codes generated on this computer are refused")


def test_the_clock_is_asked_for_without_keys_and_although_the_files_are_wrong(sound, server):
    sound.write(".aws/config", "nothing\n")
    assert (
        clock(sound, server, AWS_ACCESS_KEY_ID="AKIACANARY", AWS_SECRET_ACCESS_KEY="s", AWS_PROFILE="x") == []
    )
    assert [one.action for one in server.log] == ["GetCallerIdentity"]
    assert "CANARY" not in str(server.log)


def test_without_a_network_the_clock_is_a_note(sound):
    result = sound.run("doctor", "--json", keep=False, AWS_ENDPOINT_URL_STS="http://127.0.0.1:1")
    found = [one for one in json.loads(result.out) if one["check"].startswith("clock")]
    assert [(one["level"], one["check"]) for one in found] == [("note", "clock.skipped")]


def test_an_aws_that_does_not_answer_holds_nobody(sound, server):
    server.disturb("GetCallerIdentity", Hang())
    level, what = clock(sound, server)[0]
    assert level == "note"
    assert "could not ask AWS for the time: cannot reach " in what


def test_offline_asks_nobody(sound, server):
    findings(sound, AWS_ENDPOINT_URL_STS=server.url)
    assert server.log == []


def test_an_aws_cli_that_is_missing_or_too_old_is_found_where_a_profile_signs_in_with_it(sound):
    sso = "sso_account_id = 444455556666\nsso_role_name = R\n"
    sound.write(".aws/config", f"[profile s]\nsso_start_url = https://a\nsso_region = eu-west-1\n{sso}")
    sound.write("bin/aws", "#!/bin/sh\necho aws-cli/1.44.5 Python/3\n").chmod(0o755)
    path = f"{sound.home}/bin:/usr/bin:/bin"
    result = sound.run("doctor", "--json", "--offline", keep=False, PATH=path)
    found = [one for one in json.loads(result.out) if one["check"] == "tools.aws"]
    assert [one["what"] for one in found] == [
        "this AWS CLI is 1.44, and to use 's' (sso_start_url) it must be 2.0 or later"
    ]


def test_an_aws_cli_that_never_answers_has_no_version(tmp_path, monkeypatch):
    (tmp_path / "aws").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "aws").chmod(0o755)
    monkeypatch.setattr(tools, "LIMIT", 0.1)
    assert tools.version(str(tmp_path / "aws"), {"PATH": os.defpath}) is None


LOGIN = "login_session = arn:aws:iam::444455556666:user/me"


@pytest.mark.parametrize(("option", "needed"), [("sso_start_url = https://a\nsso_region = x", 0), (LOGIN, 1)])
def test_only_aws_login_needs_the_aws_cli(sound, option, needed):
    sso = "sso_account_id = 444455556666\nsso_role_name = R\n" if needed == 0 else ""
    sound.write(".aws/config", f"[profile s]\n{option}\n{sso}")
    result = sound.run("doctor", "--json", "--offline", keep=False, PATH="/nowhere")
    found = [one["what"] for one in json.loads(result.out) if one["check"] == "tools.aws"]
    wanted = "the AWS CLI is not on the PATH, and signing in to 's' needs it (login_session)"
    assert found == [wanted] * needed


def test_an_envrc_that_sets_what_the_pin_sets_is_found(sound):
    sound.write(".envrc", "use nix\nexport AWS_PROFILE=x\n")
    sound.write("bin/direnv", "#!/bin/sh\n").chmod(0o755)
    path = f"{sound.home}/bin:{sound.environ['PATH']}"
    assert checks(sound, PATH=path) == [("note", "tools.direnv")]


# --- the whole ----------------------------------------------------------------------------------------------


def test_no_check_ends_the_run(sound):
    """Everything is broken at once, and still each area is there."""
    for name in (".bashrc", ".zshrc", ".profile", ".config/awsenv/config.toml", ".local/state/awsenv/pins"):
        path = sound.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\0\n[\n")
    (sound.home / ".aws/config").write_bytes(b"\xff\0[profile\n=\n")
    (sound.home / ".aws/credentials").write_bytes(b"\xef\xbb\xbf[a]\n[a]\n")
    result = sound.run("doctor", "--offline", AWS_PROFILE="\x1b[31m", AWSENV_BEFORE="%%%|@=", keep=False)
    areas = [line.split()[0] for line in result.out.splitlines() if line[:1].strip()]
    assert (result.status, result.err) == (1, "")
    assert areas[:9] == [
        "shell",
        "files",
        "profiles",
        "variables",
        "settings",
        "pins",
        "directories",
        "clock",
        "tools",
    ]
    assert "\x1b" not in result.out


def test_the_example_in_readme_is_what_doctor_says(sound, server):
    readme = (Path(__file__).parents[2] / "docs/troubleshooting.md").read_text(encoding="utf-8")
    example = readme.split("$ awsenv doctor\n")[1].split("```")[0]
    sound.write(".aws/config", "[profile a]\n\n[profile my name]\n\n[profile b]\nregoin = eu-west-1\n")
    sound.write(".aws/credentials", "[a]\n").chmod(0o644)
    result = sound.run("doctor", keep=False, AWS_ENDPOINT_URL_STS=server.url)
    ours = ", 1 note"  # that AWS is not where it usually is
    shown = [line.removesuffix(ours) for line in result.out.splitlines() if "AWS_ENDPOINT_URL" not in line]
    assert shown == example.splitlines()


def test_lines_fit_eighty_columns_and_marks_the_locale(sound):
    sound.write(".aws/config", "[profile my name]\n[dev]\n[profile a]\nregion = eu-west-1 # x\n")
    result = sound.run("doctor", "--offline", keep=False)
    longest = max((line for line in result.out.splitlines() if str(sound.home) not in line), key=len)
    assert len(longest) <= 80
    assert "✗ ~/.aws/config:1: " in result.out
    plain = sound.run("doctor", "--offline", keep=False, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert "x ~/.aws/config:1: " in plain.out
    assert plain.out.isascii()


def test_ten_thousand_profiles_take_no_minute(sound):
    text = "".join(
        f"[profile p{n}]\nrole_arn = arn:aws:iam::444455556666:role/r{n}\nsource_profile = ann\n"
        for n in range(10000)
    )
    sound.write(".aws/config", text)
    began = time.monotonic()
    assert findings(sound) == []
    assert time.monotonic() - began < 60
