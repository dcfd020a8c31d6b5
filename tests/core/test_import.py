"""Does `awsenv import` say what other tools left, and take over no more than it says?"""

from __future__ import annotations

import os
import subprocess
import sys

import pexpect
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from awsenv.aws_config import profiles
from awsenv.moving import (
    aws_sso,
    aws_vault,
    awsume,
    envrc,
    findings,
    gather,
    granted,
    rc_lines,
    settings_text,
    walk,
    yaml_lines,
)
from awsenv.moving.findings import Note, Setting
from awsenv.settings import toml

AWSUME = """\
colors: true
fuzzy-match: true
role-duration: 43200
region: us-west-2
role-session-name: awsume-cli-session
console:
  browser_command: '"/opt/My Browser/chrome" "{url}" --no-first-run'
"""
GRANTED = """\
DefaultBrowser = "STDOUT"
CustomBrowserPath = "/opt/My Browser/firefox"
CustomSSOBrowserPath = "/usr/bin/chromium"
Ordering = "Frecency"
ExportCredsToAWS = true

[SSO.corp]
StartURL = "https://corp.awsapps.com/start"
SSORegion = "eu-west-1"
"""
AWS_SSO = """\
SSOConfig:
    Default:
        SSORegion: us-east-1
        StartUrl: https://d-123.awsapps.com/start
        Accounts:
            012345678901:
                Name: Prod
                Roles:
                    Admin:
                        Via: "arn:aws:iam::647310151462:role/other"
DefaultRegion: us-east-1
Browser: /Applications/Firefox.app/Contents/MacOS/firefox
UrlAction: open-url-in-container
UrlExecCommand:
    - /usr/bin/firefox
    - "%s"
ProfileFormat: "{{ .AccountName }}:{{ .RoleName }}"
"""
CONFIG = """\
[default]
mfa_serial = arn:aws:iam::111111111111:mfa/tom
[profile tom]
region = us-east-1
mfa_serial = arn:aws:iam::111111111111:mfa/tom
[profile role1]
role_arn = arn:aws:iam::222222222222:role/role1
source_profile = tom
include_profile = tom
session_tags = a=b
[profile home]
credential_process = aws-vault export --format=json home
[profile sso]
granted_sso_start_url = https://corp.awsapps.com/start
credential_process = granted credential-process --profile sso
[profile kept]
credential_process = /usr/local/bin/granted credential-process --profile kept
[profile corp:Admin]
credential_process = /opt/bin/aws-sso -u open -S "Default" process --arn arn:aws:iam::002561799549:role/Admin
[profile util]
sso_account_id = 123456789012
credential_process = aws-sso-util credential-process --profile util
"""
CREDENTIALS = """\
[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = work/canary+secret
[autoawsume-work]
manager = awsume
autoawsume = True
aws_access_key_id = ASIAWORK
aws_secret_access_key = auto/canary+secret
"""


def known(config=CONFIG, credentials=CREDENTIALS):
    return profiles.Profiles(profiles.parse(config, "/config"), profiles.parse(credentials, "/credentials"))


def moved(found):
    return {(one.key, one.value, one.line) for one in found if isinstance(one, Setting)}


def told(found):
    """Line by line what a person is told."""
    notes = [one for one in found if isinstance(one, Note)]
    return "\n".join(f"{one.line}: {one.what} > {one.remedy}" for one in notes)


# --- each tool's own files --------------------------------------------------------------------------------


def test_awsumes_settings_become_ours_or_are_named():
    found = list(awsume.settings(AWSUME, "/x"))

    assert {
        ("duration", "12h", 3),
        ("browser", '"/opt/My Browser/chrome" "%s" --no-first-run', 7),
    } == moved(found)
    for line in ("2: fuzzy-match", "4: region us-west-2", "5: role sessions are called awsume-cli-session"):
        assert line in told(found)


def test_a_duration_of_nothing_and_of_no_number_set_none():
    for value in ("0", "long", "-1"):
        assert set() == moved(awsume.settings(f"role-duration: {value}\n", "/x"))


def test_a_value_in_several_lines_is_named_and_the_others_count():
    found = list(awsume.settings("region: us\n  west\nrole-duration: 3600\n", "/x"))

    assert {("duration", "1h", 3)} == moved(found)
    assert "2: the value of region is not read by awsenv" in told(found)


def test_a_browser_that_wants_more_than_the_address_is_left_to_the_user():
    found = list(awsume.settings("console:\n  browser_command: 'chrome --user={profile} {url}'\n", "/x"))

    assert set() == moved(found)
    assert "fills in nothing but the address" in told(found)


def test_profiles_that_awsume_wrote_are_named_with_what_ends_them():
    note = told(awsume.generated(known()))

    assert "5: awsume writes temporary keys into 1 profile here: 'autoawsume-work'" in note
    assert "awsume --kill-refresher" in note


def test_granteds_settings_become_ours_or_are_named():
    found = list(granted.settings(GRANTED, "/x"))

    assert {("browser", "'/opt/My Browser/firefox'", 2)} == moved(found)
    for line in (
        "1: the console's address is printed, not opened > awsenv console --url",
        "5: ExportCredsToAWS: awsenv never writes keys",
        "CustomSSOBrowserPath: '/usr/bin/chromium' signs in",
        "7: the SSO portal 'corp'",
        "[sso-session corp], sso_start_url = https://corp.awsapps.com/start, sso_region = eu-west-1",
    ):
        assert line in told(found)


def test_granteds_launch_template_becomes_the_browser():
    text = "[AWSConsoleBrowserLaunchTemplate]\nCommand = 'firefox --new-tab --url={{.URL}}'\n"
    more = text.replace("--new-tab", "--profile={{.Profile}}")

    assert {("browser", "firefox --new-tab --url=%s", 1)} == moved(granted.settings(text, "/x"))
    assert set() == moved(granted.settings(more, "/x"))


def test_profiles_of_granted_are_named_with_the_way_out():
    notes = told(granted.profiles(known()))

    assert "1 profile with granted_sso_ settings, whose keys Granted gives: 'sso'" in notes
    assert "Granted keeps the keys of 1 profile: 'kept' > they work" in notes
    assert "granted credentials export-plaintext NAME" in notes


def test_settings_of_aws_sso_become_ours_or_are_named():
    found = list(aws_sso.settings(AWS_SSO, "/x"))

    assert {("browser", "/Applications/Firefox.app/Contents/MacOS/firefox", 12)} == moved(found)
    for line in (
        "sso_start_url = https://d-123.awsapps.com/start, sso_region = us-east-1; then awsenv sso sync",
        "11: DefaultRegion: us-east-1 > awsenv sso sync --region us-east-1",
        "13: UrlAction: open-url-in-container > awsenv console --container",
        "UrlExecCommand is a command for addresses",
        "17: ProfileFormat names the profiles",
    ):
        assert line in told(found)


def test_profiles_of_aws_sso_and_aws_sso_util_are_named_with_the_way_out():
    notes = told(aws_sso.profiles(known()))

    assert "aws-sso gives the keys of 1 profile: 'corp:Admin'" in notes
    assert "# BEGIN_AWS_SSO_CLI" in notes
    assert "aws-sso-util wrote 1 profile with a credential_process: 'util'" in notes


def test_many_profiles_are_counted_not_listed():
    config = "".join(
        f"[profile p{n}]\ncredential_process = aws-sso -S x process --arn y\n" for n in range(300)
    )
    notes = list(aws_sso.profiles(known(config, "")))

    assert 1 == len(notes)
    assert "300 profiles: 'p0', 'p1', 'p2' and 297 more" in notes[0].what


def test_what_aws_vault_alone_reads_is_named_with_what_to_write():
    notes = told(aws_vault.profiles(known()))

    assert "9: [role1] has include_profile, which aws-vault alone understands > write in its place: " in notes
    assert "region = us-east-1, mfa_serial = arn:aws:iam::111111111111:mfa/tom" in notes
    assert "10: [role1] has session_tags" in notes
    assert "12: aws-vault gives the keys of 1 profile: 'home'; they work here as they are" in notes
    assert "2: aws-vault gives the mfa_serial of [default] to every profile" in notes
    assert "'tom' has no keys in the AWS files" in notes
    assert "credential_process = aws-vault export --no-session --format=json tom" in notes


def test_includes_in_a_circle_end():
    config = "[profile a]\ninclude_profile = b\n[profile b]\nparent_profile = a\noutput = json\n"

    assert "write in its place: output = json" in told(aws_vault.profiles(known(config, "")))


def test_an_include_shows_no_keys():
    config = "[profile a]\ninclude_profile = work\n"

    assert "canary" not in told(aws_vault.profiles(known(config)))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"AWS_VAULT_DURATION": "12h"}, {("duration", "12h", 0)}),
        ({"AWS_ASSUME_ROLE_TTL": "1h30m0s"}, {("duration", "1h30m", 0)}),
        (
            {"AWS_ASSUME_ROLE_TTL": "43200s", "AWS_MIN_TTL": "20m"},
            {("duration", "12h", 0), ("min_ttl", "20m", 0)},
        ),
        ({"AWS_MIN_TTL": "1.5h"}, set()),
        ({"AWS_VAULT_PROMPT": "osascript"}, set()),
        (
            {"AWS_VAULT_PROMPT": "ykman"},
            {("mfa_process", "ykman oath accounts code --single arn:aws:iam::111111111111:mfa/tom", 0)},
        ),
        (
            {
                "AWS_VAULT_PROMPT": "ykman",
                "YKMAN_OATH_CREDENTIAL_NAME": "my aws",
                "YKMAN_OATH_DEVICE_SERIAL": "77",
            },
            {("mfa_process", "ykman --device 77 oath accounts code --single 'my aws'", 0)},
        ),
    ],
)
def test_variables_of_aws_vault_become_settings(environ, expected):
    assert expected == moved(aws_vault.variables(known(), environ))


def test_a_yubikey_with_two_devices_is_left_to_the_user():
    config = CONFIG + "[profile x]\nmfa_serial = arn:aws:iam::333333333333:mfa/tom\n"
    found = list(aws_vault.variables(known(config), {"AWS_VAULT_PROMPT": "ykman"}))

    assert set() == moved(found)
    assert "in each profile: mfa_process" in told(found)


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
def test_lines_of_others_in_a_start_up_file(line, expected):
    found = list(rc_lines.found(f"\n{line}\n", "/rc"))

    assert [(2, expected)] == [(one.line, one.what[: len(expected or "")]) for one in found] or (
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
    assert expected == envrc.parse(text)


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
    found = list(walk.below(str(home / "work"), known(), limit=3))

    assert [str(home / "work/a/b")] == [one.directory for one in found if isinstance(one, walk.Wish)]
    assert "more than 3 directories" in told(found)


# --- YAML -------------------------------------------------------------------------------------------------

# Lines of which some go on in the next one, and some mean something else than they seem to.
PIECES = st.sampled_from(
    [
        "a: b",
        "a:",
        "  c: d",
        "  - x",
        "- x",
        "b: 'it''s'",
        'b: "q"',
        'b: "q\\n"',
        'b: "open',
        "closed'",
        "k: |",
        "  text: here",
        "k: >-",
        "  # no",
        "# c",
        "e: [1, 2]",
        "e: [1,",
        "2]",
        "f: {a: b}",
        "f: {a: b",
        "}",
        "g: &x y",
        "h: *x",
        "i: x # c",
        "i: x#c",
        "  j: 1:2",
        "---",
        "...",
        "l: - x",
        "m: ~",
        "? x",
        "n: x: y",
        "    deep: z",
        "  c: e",
        "a: again",
        '"q k": v',
        "<<: *x",
        "o: !!str 1",
        "p: a",
        "  continued",
        "q: @x",
        "s: %x",
        "t: it's",
        "v:x",
        "w : x",
        "x y: z",
        "0123: 4",
        "- a: b",
        "key: 'open",
        "- 'open",
        '  "open',
        '  - "a: b',
        "!t",
        "z: -x",
        "z: -",
        "z: .5",
        "z: /p/q: r",
        "y: 'a' b",
        'y: "a"#b',
        "y: x\\",
        "x: http://a/b#c",
        "x: a ,b",
        "x: ]",
        "",
    ]
)


def leaves(node, keys=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*keys, key))
    else:
        yield keys, node


@given(st.lists(PIECES, max_size=7))
def test_what_is_read_of_yaml_is_what_pyyaml_reads(lines):
    text = "\n".join(lines)
    try:
        ours = {keys: value for keys, (value, _) in yaml_lines.read(text).values.items()}
        theirs = dict(leaves(yaml.load(text, Loader=yaml.BaseLoader)))  # noqa: S506 (makes texts alone)
    except (yaml_lines.NotRead, yaml.YAMLError, TypeError):
        return
    assert ours == {keys: value for keys, value in theirs.items() if keys in ours}


def test_sample_files_are_read_as_pyyaml_reads_them():
    for text in (AWSUME, AWS_SSO):
        theirs = {
            keys: value
            for keys, value in leaves(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506
            if isinstance(value, str) and "{{" not in value
        }
        ours = {keys: value for keys, (value, _) in yaml_lines.read(text).values.items()}
        assert theirs == {keys: value for keys, value in ours.items() if "{{" not in value}


@pytest.mark.parametrize(
    "text", ["{a: b}", "a: 'open\nregion: x'", "\ta: b", "\ufeffa: b", "a: b\x1b", "- x\n"]
)
def test_yaml_of_another_kind_is_left_to_the_user(text):
    (note,) = awsume.settings(text, "/x")

    assert "this YAML is not read by awsenv" in note.what


# --- our settings file ------------------------------------------------------------------------------------

DURATION = Setting("role-duration: 3600", "duration", "1h", "/x", 1)
BROWSER = Setting("Browser: x", "browser", '"a b" %s', "/x", 2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'duration = "1h"\nbrowser = "\\"a b\\" %s"\n'),
        (
            "# mine\nmin_ttl = '5m'",
            "# mine\nmin_ttl = '5m'\n" + 'duration = "1h"\nbrowser = "\\"a b\\" %s"\n',
        ),
        (
            '[mode]  # mine\n"a" = "keys"\n',
            'duration = "1h"\nbrowser = "\\"a b\\" %s"\n\n[mode]  # mine\n"a" = "keys"\n',
        ),
        (
            'trust = [\n  "~/x",  # mine\n]\n',
            'duration = "1h"\nbrowser = "\\"a b\\" %s"\n\ntrust = [\n  "~/x",  # mine\n]\n',
        ),
    ],
)
def test_settings_are_added_where_they_count_and_nothing_else_changes(before, after):
    text, new, left = settings_text.merged(before, "/c", [DURATION, BROWSER])

    assert (after, [DURATION, BROWSER], []) == (text, new, left)
    assert 3600 == toml.parse(text, "/c").duration


def test_a_key_that_is_there_stays():
    text, new, left = settings_text.merged("duration = '2h' # mine\n", "/c", [DURATION])

    assert ("duration = '2h' # mine\n", []) == (text, new)
    assert [
        "role-duration: 3600 would be duration = \"1h\"; the settings of awsenv have '2h', which stays"
    ] == [one.what for one in left]


def test_a_key_that_says_so_already_is_not_worth_a_word():
    assert ("duration = '1h'\n", [], []) == settings_text.merged("duration = '1h'\n", "/c", [DURATION])


def test_of_two_tools_the_first_wins_and_the_other_is_named():
    other = Setting("AWS_ASSUME_ROLE_TTL=2h", "duration", "2h")
    _, new, left = settings_text.merged("", "/c", [DURATION, other])

    assert ([DURATION], 1) == (new, len(left))


def test_a_value_that_we_would_refuse_is_not_written():
    short = Setting("role-duration: 60", "duration", "1m", "/x", 1)
    text, new, (note,) = settings_text.merged("", "/c", [short])

    assert ("", []) == (text, new)
    assert "15m at least" in note.what


@pytest.mark.parametrize(("number", "text"), [(43200, "12h"), (5400, "1h30m"), (901, "15m1s"), (0, "0s")])
def test_a_span_is_written_as_people_do(number, text):
    assert text == findings.span(number)


# --- where things lie -------------------------------------------------------------------------------------


def test_files_are_looked_for_where_each_tool_does(home, environ):
    chosen = {**environ, "XDG_CONFIG_HOME": f"{home}/x"}

    assert [f"{home}/.awsume/config.yaml"] == gather.awsume_files(environ)
    assert [f"{home}/x/awsume/config.yaml", f"{home}/.awsume/config.yaml"] == gather.awsume_files(chosen)
    assert [f"{home}/.granted/config"] == gather.granted_files(environ)
    assert [f"{home}/x/granted/config"] == gather.granted_files(chosen)
    assert [f"{home}/.config/aws-sso/config.yaml"] == gather.aws_sso_files(environ)
    (home / ".granted").mkdir()
    (home / ".aws-sso").mkdir()
    assert [f"{home}/.granted/config"] == gather.granted_files(chosen)
    assert [f"{home}/.aws-sso/config.yaml"] == gather.aws_sso_files(chosen)
    assert [f"{home}/mine"] == gather.aws_sso_files({**chosen, "AWS_SSO_CONFIG": "~/mine"})


# --- the command ------------------------------------------------------------------------------------------


def run(environ, *words, **more):
    return subprocess.run(
        [sys.executable, "-m", "awsenv", "import", *words],
        env={**environ, **more},
        cwd=environ["HOME"],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def everything(home):
    """Each file below the home that awsenv did not make for itself."""
    own = (".cache", ".local")
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] not in own
    }


@pytest.fixture
def lived_in(home):
    """A home in which awsume, Granted, aws-sso and direnv have been used."""
    files = {
        ".awsume/config.yaml": AWSUME,
        ".granted/config": GRANTED,
        ".aws-sso/config.yaml": AWS_SSO,
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
    return home


def test_a_dry_run_shows_all_and_changes_nothing(lived_in, environ):
    before = everything(lived_in)
    done = run(environ, "--dry-run", "--pins", "work")

    assert (0, "awsenv: nothing was written\n", before) == (
        done.returncode,
        done.stderr,
        everything(lived_in),
    )
    for text in (
        '+duration = "12h"',
        "+++ " + str(lived_in / "work/a/.awsprofile"),
        "+region = eu-west-1",
        "~/work/b/.envrc:1: left alone: it does more than naming a profile",
        "~/work/c/.envrc: left alone: there is no profile 'gone'",
        "~/work/d/.envrc: left alone: the .awsprofile beside it names 'tom'",
        "~/.bashrc:1: a line for awsume",
    ):
        assert text in done.stdout.replace("\n    ", " ")
    for text in ("node_modules", "elsewhere", "canary", "secret-name"):
        assert text not in done.stdout


def test_without_a_terminal_and_without_yes_it_shows_and_says_what_to_type(lived_in, environ):
    before = everything(lived_in)
    done = run(environ)

    assert (4, before) == (done.returncode, everything(lived_in))
    assert '+duration = "12h"' in done.stdout
    assert (
        "awsenv: nothing was changed\nawsenv: --dry-run shows what would be, --yes does it unasked\n"
        == done.stderr
    )


def test_yes_writes_the_settings_and_allowed_pins_and_nothing_else(lived_in, environ):
    before = everything(lived_in)
    done = run(environ, "--yes", "--pins", "work")
    after = everything(lived_in)

    assert (0, before) == (done.returncode, {name: after[name] for name in before})
    assert {".config/awsenv/config.toml", "work/a/.awsprofile"} == after.keys() - before.keys()
    assert b"work\nregion = eu-west-1\n" == after["work/a/.awsprofile"]
    assert 43200 == toml.parse(after[".config/awsenv/config.toml"].decode(), "/c").duration
    assert "/work/a/.awsprofile" in (lived_in / ".local/state/awsenv/pins").read_text()

    again = run(environ, "--yes", "--pins", "work")
    assert (0, "awsenv: nothing to write\n", after) == (again.returncode, again.stderr, everything(lived_in))


@pytest.mark.parametrize(("answer", "status"), [("yes\r", 0), ("no\r", 1), ("\r", 1), ("\x03", 130)])
def test_on_a_terminal_it_asks_once(lived_in, environ, answer, status):
    child = pexpect.spawn(
        sys.executable,
        ["-m", "awsenv", "import"],
        env=environ,
        cwd=str(lived_in),
        encoding="utf-8",
        timeout=30,
    )
    child.expect("Type yes to go on: ")
    assert "duration" in child.before
    child.send(answer)
    child.expect(pexpect.EOF)
    child.close()

    assert status == child.exitstatus
    assert (status == 0) == (lived_in / ".config/awsenv/config.toml").exists()


def test_nobody_is_asked_who_does_not_see_the_diff(lived_in, environ):
    command = f"'{sys.executable}' -m awsenv import | cat; exit ${{PIPESTATUS[0]}}"
    child = pexpect.spawn(
        "bash", ["-c", command], env=environ, cwd=str(lived_in), encoding="utf-8", timeout=30
    )
    child.expect(pexpect.EOF)
    child.close()

    assert 4 == child.exitstatus
    assert "Type yes" not in child.before


def test_where_nothing_is_nothing_is_said(home, environ):
    done = run(environ, PATH="/nowhere")

    assert (0, "", "awsenv: no other tool has left anything here\n") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )


def test_the_home_is_not_walked_unasked(lived_in, environ):
    assert "work/a" not in run(environ, "--dry-run").stdout


def test_settings_that_are_wrong_stop_it_before_anything_is_written(lived_in, environ):
    (lived_in / ".config/awsenv").mkdir(parents=True)
    (lived_in / ".config/awsenv/config.toml").write_text("durration = '1h'\n")
    before = everything(lived_in)
    done = run(environ, "--yes")

    assert (1, before) == (done.returncode, everything(lived_in))
    assert "config.toml:1: the settings can have no 'durration'; did you mean 'duration'?" in done.stderr


def test_hostile_files_are_named_and_harmless(home, environ):
    (home / ".awsume").mkdir()
    (home / ".awsume/config.yaml").write_bytes(b"region: x\x1b[31m\xff\n")
    os.mkfifo(home / ".granted-fifo")
    (home / ".granted").mkdir()
    (home / ".granted/config").symlink_to(home / ".granted-fifo")
    (home / ".aws/config").write_text("[profile a]\nx\n")
    (home / ".bashrc").write_bytes(b"alias awsume=\xff\n")
    done = run(environ)

    assert (0, "awsenv: nothing to write\n") == (done.returncode, done.stderr)
    assert "\x1b" not in done.stdout
    assert "AWS tools refuse the whole file" in done.stdout.replace("\n    ", " ")


def test_a_directory_that_is_not_there_is_an_error(home, environ):
    done = run(environ, "--pins", "nowhere", "--yes")

    assert (1, "") == (done.returncode, done.stdout)
    assert "nowhere: No such file or directory" in done.stderr


def test_a_pin_of_a_guarded_profile_is_written_but_not_followed(lived_in, environ):
    (lived_in / ".config/awsenv").mkdir(parents=True)
    (lived_in / ".config/awsenv/config.toml").write_text('[[class]]\nmatch = "work"\nconfirm = true\n')
    done = run(environ, "--yes", "--pins", "work")

    assert "wants its name typed, so no cd switches to it" in done.stderr
    assert not (lived_in / ".local/state/awsenv/pins").exists()
